"""Histories at random: what people, the gateway, the disk and the clock may do, in any order.

Hypothesis makes them, and shrinks what fails to the fewest steps that fail.
"""

import asyncio

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from .calm import calm
from .history import story_of
from .quiet import quiet
from .rules_of_gateway import RulesOfGateway
from .rules_of_house import RulesOfHouse
from .rules_of_people import RulesOfPeople

STEPS = 30


class Histories(RulesOfPeople, RulesOfHouse, RulesOfGateway):
    """One world, and everything that may happen in it."""

    def teardown(self) -> None:
        """Let all calm down, and check the history."""
        try:
            wrong = calm(self.world)
        finally:
            self.world.life.die()
            self.world.loop.run_until_complete(asyncio.sleep(0))
        if wrong:
            raise AssertionError(f"\n{story_of(self.world.history, wrong)}")


def prove(number: int, histories: int, steps: int = STEPS, *, shrink: bool = True) -> None:
    """Check so many histories of one seed. Raises `AssertionError` with the story of one."""
    machine = seed(number)(type(f"Histories{number}", (Histories,), {}))
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    with quiet():
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=histories,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                phases=phases,
                suppress_health_check=list(HealthCheck),
                verbosity=Verbosity.quiet,
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )
