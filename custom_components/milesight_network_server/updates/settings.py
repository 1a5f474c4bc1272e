"""What the owner of a gateway wants of every firmware task."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

# What a task takes beside sending its fragments: setting up the session, asking the devices how it
# went, their restart. An assumption, which the options can change: the gateway does not tell.
FUOTA_ALLOWANCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class UpdateSettings:
    """Settings of tasks, None where they are worked out from the channel plan.

    `frequency` in Hz, `fragment_interval` in ms, `fragment_redundancy` in percent. `allowance` is
    what a task is taken to need beside sending.
    """

    dr: int | None = None
    frequency: int | None = None
    fragment_interval: int | None = None
    fragment_redundancy: int | None = None
    allowance: timedelta = FUOTA_ALLOWANCE

    @property
    def fields(self) -> dict[str, int]:
        """The fields of a task that are set, by their names."""
        values = {
            "dr": self.dr,
            "frequency": self.frequency,
            "fragment_interval": self.fragment_interval,
            "fragment_redundancy": self.fragment_redundancy,
        }
        return {name: value for name, value in values.items() if value is not None}
