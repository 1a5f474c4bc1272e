"""Battery levels from the list of multicast groups (4.5)."""

from collections.abc import Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback

from ..coordinator import ProvisioningCoordinator
from ..ns_api.multicast import MulticastGroup
from .readings import Readings

# DevStatusAns: 0 is external power, 255 not measurable; 256 is the gateway's "not available".
_FULL: Final = 254


def batteries(groups: Iterable[MulticastGroup]) -> dict[str, int | None]:
    """Return the battery levels of the groups' members by DevEUI, in percent; None: unknown."""
    found: dict[str, int | None] = {}
    for group in groups:
        for member in group.devices:
            level = member.device_status_battery
            if level is not None and 1 <= level <= _FULL:
                found[member.dev_eui] = round(100 * level / _FULL)
            else:
                found.setdefault(member.dev_eui, None)
    return found


@callback
def async_follow_batteries(
    entry: ConfigEntry[Any], provisioning: ProvisioningCoordinator, readings: Readings
) -> None:
    """Show the batteries that the list of groups reports, now and after each poll."""

    @callback
    def listed() -> None:
        if provisioning.last_update_success and provisioning.data:
            groups = provisioning.data.multicast_groups.items.values()
            readings.async_batteries(batteries(groups))

    entry.async_on_unload(provisioning.async_add_listener(listed))
    listed()
