"""What may happen in the house: time passes, Home Assistant dies, its disk and clock are wrong."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from .rules import Rules
from .world import Strike

SPANS = (1.0, 7.0, 30.0, 120.0, 400.0, 3600.0, 8 * 3600.0)


class RulesOfHouse(Rules):
    """The machine under Home Assistant, and what connects it with the gateway."""

    @rule(span=st.sampled_from(SPANS))
    def wait(self, span: float) -> None:
        """Let time pass."""
        self.world.run(span)

    @rule(steps=st.integers(1, 40), strike=st.sampled_from(Strike))
    def strike_soon(self, steps: int, strike: Strike) -> None:
        """Have something strike before or after one of the next requests and writes."""
        self.world.strike_at, self.world.strike = self.world.life.steps + steps, strike

    @rule()
    def kill(self) -> None:
        """Kill Home Assistant now."""
        self.world.kill()

    @rule(full=st.booleans())
    def fill_disk(self, full: bool) -> None:
        """Have the disk full, or have room again."""
        self.world.disk_full = full
        self.world.tell(f"the disk {'is full' if full else 'has room'}")

    @rule(hours=st.sampled_from([-38.0, -1.0, 0.0, 3.0, 87_600.0]))
    def set_clock(self, hours: float) -> None:
        """Set the wall clock wrong, or right again."""
        self.world.clock_error = timedelta(hours=hours)
        self.world.tell(f"the wall clock is {hours:+g} h off")

    @rule(offline=st.booleans())
    def lose_broker(self, offline: bool) -> None:
        """Lose the broker, or have it back."""
        self.world.offline = offline
        self.world.tell(f"the broker is {'gone' if offline else 'there'}")
