"""One gateway of a given size in Home Assistant, with its entities or with bare ones."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
import gc
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.device_registry import gateway_device_info
from demo.broker import Broker
from demo.waiting import until

from .answers import PreparedAnswers
from .bare import Plan, bare_entries, noted_entities, plan_of
from .devices import gateway_with
from .home import FIRST_EUI, Home, running_home, topics_of
from .loop_time import Busy, LoopTime


@dataclass(frozen=True)
class Bench:
    """What all benchmarks stand on."""

    broker: Broker
    loop_time: LoopTime


@dataclass(frozen=True)
class House:
    """A Home Assistant with one registered gateway."""

    home: Home
    entry: MockConfigEntry
    answers: PreparedAnswers

    async def async_set_up(self, loop_time: LoopTime) -> Busy:
        """Set the gateway up, and return what that took.

        What was there before is kept from the garbage collector: looking through all of it would
        fall to whichever set-up happens to allocate the last straw.
        """
        gc.collect()
        gc.freeze()
        try:
            with loop_time.measured() as busy:
                await self.home.async_set_up(self.entry)
        finally:
            gc.unfreeze()
        return busy

    async def async_unload(self) -> None:
        """Unload the gateway; what it registered stays registered."""
        await self.home.hass.config_entries.async_unload(self.entry.entry_id)

    async def async_check_firmware(self) -> None:
        """Wait until it is known which firmware the devices have, and what is offered."""
        firmware = self.entry.runtime_data.firmware

        async def checked() -> bool:
            return firmware.data.checked_at is not None

        await until(checked, "the check of firmware to end", timeout=600, interval=0.01)
        await firmware.async_wait_added()
        await self.home.hass.async_block_till_done()


def answers_of(devices: int, *, internet: bool = False) -> PreparedAnswers:
    """Return the answers of a gateway with so many devices."""
    return PreparedAnswers(gateway_with(FIRST_EUI, devices, internet=internet))


@asynccontextmanager
async def house(
    bench: Bench, answers: PreparedAnswers, plan: Plan | None = None
) -> AsyncIterator[House]:
    """Run a new Home Assistant with a gateway, not yet set up; with a plan, a bare one."""
    topics = topics_of(answers.gateway.eui)
    kind: AbstractContextManager[None] = bare_entries(plan) if plan else nullcontext()
    with TemporaryDirectory(prefix="milesight-bench-") as folder, kind, _unlimited():
        async with running_home(Path(folder), bench.broker, bench.loop_time) as home:
            home.line.attach(topics, answers)
            yield House(home, home.entry(answers.gateway.eui, topics), answers)


@asynccontextmanager
async def planned_house(
    bench: Bench, answers: PreparedAnswers
) -> AsyncIterator[tuple[House, Plan]]:
    """Run a new Home Assistant with a gateway that is set up, and tell what it registered."""
    with noted_entities() as noted:
        async with house(bench, answers) as built:
            await built.async_set_up(bench.loop_time)
            if answers.gateway.books.internet:
                await built.async_check_firmware()
            info = gateway_device_info(answers.gateway.eui, built.entry.title)
            yield built, plan_of(info, noted)


async def plan_for(bench: Bench, answers: PreparedAnswers) -> Plan:
    """Return what a gateway registers, with all that is known about firmware."""
    async with planned_house(bench, answers) as (_, plan):
        return plan


@contextmanager
def _unlimited() -> Iterator[None]:
    """Lift Home Assistant's limit of entities per entry, for gateways of any size."""
    limit = "homeassistant.helpers.entity_platform.MAX_ENABLED_ENTITIES_PER_CONFIG_ENTRY"
    with patch(limit, 10**9):
        yield
