"""The lists that the panel shows: where their rows come from, and what changes them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant

from ..coordinator import GatewayCoordinator
from ..device_registry import async_device_id
from ..ns_api.device import Application, Device
from ..ns_api.device_fields import DEVICE_FIELDS
from ..ns_api.multicast import MulticastDevice, MulticastGroup, multicast_fields
from ..ns_api.profile import Profile
from ..payload_codecs.known import KnownCodec
from ..runtime import MilesightConfigEntry, RuntimeData
from ..services.response import as_response

# Keys are asked for one by one, and counters are of no interest in a list.
_NOT_OF_DEVICES: Final = tuple(one.name for one in DEVICE_FIELDS if one.secret or one.counter)
_NOT_OF_GROUPS: Final = tuple(one.name for one in multicast_fields(None) if one.secret)

type Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ListSubject:
    """A list of a gateway. Rows are as the action that lists them has them, without keys.

    `sources` are what its rows are made of; `read` is who reads it from the gateway, None where
    nobody does while the list is open.
    """

    items: Callable[[RuntimeData], Mapping[Any, Any]]
    row: Callable[[HomeAssistant, MilesightConfigEntry, Any], Row]
    follow: Callable[[RuntimeData, CALLBACK_TYPE], Iterable[CALLBACK_TYPE]]
    read: Callable[[RuntimeData], GatewayCoordinator[Any]] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreOfDevice:
    """What a row of a device has beside what the gateway lists."""

    device_id: str | None
    firmware_version: str | None
    model: str | None
    on_default_key: bool


def _device(hass: HomeAssistant, entry: MilesightConfigEntry, device: Device) -> Row:
    runtime: RuntimeData = entry.runtime_data
    firmware = runtime.firmware.items.get(device.dev_eui)
    more = MoreOfDevice(
        device_id=async_device_id(hass, entry, device.dev_eui),
        firmware_version=firmware.firmware_version if firmware else None,
        model=firmware.model if firmware else None,
        on_default_key=device.on_default_key,
    )
    return as_response(device, runtime.time_zone, without=_NOT_OF_DEVICES) | asdict(more)


def _follow_devices(runtime: RuntimeData, changed: CALLBACK_TYPE) -> Iterable[CALLBACK_TYPE]:
    yield runtime.devices.async_add_listener(changed)
    firmware = runtime.firmware
    for listeners in (firmware.added_listeners, firmware.changed_listeners):
        yield listeners.async_listen(lambda _dev_euis: changed())


def _follow_provisioning(runtime: RuntimeData, changed: CALLBACK_TYPE) -> Iterable[CALLBACK_TYPE]:
    yield runtime.provisioning.async_add_listener(changed)


def _row(
    *without: str,
) -> Callable[[HomeAssistant, MilesightConfigEntry, Any], Row]:
    return lambda _hass, entry, item: as_response(
        item, entry.runtime_data.time_zone, without=without
    )


SUBJECTS: Final[Mapping[str, ListSubject]] = {
    "devices": ListSubject(
        items=lambda runtime: runtime.devices.items,
        row=_device,
        follow=_follow_devices,
        read=lambda runtime: runtime.devices,
    ),
    "applications": ListSubject(
        items=lambda runtime: runtime.devices.data.applications if runtime.devices.data else {},
        row=_row(),
        follow=lambda runtime, changed: [runtime.devices.async_add_listener(changed)],
    ),
    "profiles": ListSubject(
        items=lambda runtime: runtime.provisioning.profiles(),
        row=_row(),
        follow=_follow_provisioning,
        read=lambda runtime: runtime.provisioning,
    ),
    "multicast_groups": ListSubject(
        items=lambda runtime: runtime.provisioning.multicast_groups(),
        row=_row(*_NOT_OF_GROUPS),
        follow=_follow_provisioning,
        read=lambda runtime: runtime.provisioning,
    ),
    "payload_codecs": ListSubject(
        items=lambda runtime: runtime.codecs.known.listed,
        row=lambda _hass, _entry, codec: asdict(codec),
        follow=lambda runtime, changed: [runtime.codecs.known.listeners.async_listen(changed)],
    ),
}

# What `frontend/src/panel/list-rows.ts` has: the name of a row in it, what it is made of, and what
# is left out.
ROWS: Final[tuple[tuple[str, tuple[type, ...], tuple[str, ...]], ...]] = (
    ("DeviceRow", (Device, MoreOfDevice), _NOT_OF_DEVICES),
    ("ApplicationRow", (Application,), ()),
    ("ProfileRow", (Profile,), ()),
    ("MulticastDevice", (MulticastDevice,), ()),
    ("MulticastGroupRow", (MulticastGroup,), _NOT_OF_GROUPS),
    ("PayloadCodecRow", (KnownCodec,), ()),
)
