"""The options of a gateway that apply to every firmware task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from ..const import (
    CONF_DR,
    CONF_FRAGMENT_INTERVAL,
    CONF_FRAGMENT_REDUNDANCY,
    CONF_FREQUENCY,
    CONF_FUOTA_ALLOWANCE,
)

# What a task takes beside sending its fragments: setting up the session, asking the devices how it
# went, their restart. An assumption, which the options can change: the gateway gives no duration.
FUOTA_ALLOWANCE: Final = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class UpdateSettings:
    """Settings of tasks, None where they are worked out from the channel plan.

    `frequency` in Hz, `fragment_interval` in ms, `fragment_redundancy` in percent. `allowance` is
    the time that a task is assumed to need beside sending.
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


def update_settings(options: Mapping[str, Any]) -> UpdateSettings:
    """Return the settings that the options of a gateway hold."""
    seconds = options.get(CONF_FUOTA_ALLOWANCE)
    return UpdateSettings(
        dr=options.get(CONF_DR),
        frequency=options.get(CONF_FREQUENCY),
        fragment_interval=options.get(CONF_FRAGMENT_INTERVAL),
        fragment_redundancy=options.get(CONF_FRAGMENT_REDUNDANCY),
        allowance=FUOTA_ALLOWANCE if seconds is None else timedelta(seconds=seconds),
    )
