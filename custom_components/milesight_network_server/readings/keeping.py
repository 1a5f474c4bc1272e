"""What is kept of readings across restarts. A damaged file is read as far as possible."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..ns_api.model import read_eui
from ..store import KeptStore
from .device_readings import MOST_KEPT, DeviceReadings
from .rules import is_secret, normal
from .uplink import Radio
from .value import restored

_VERSION: Final = 1
# Seconds after which changes are written. A crash costs the values of so long a time.
SAVE_DELAY: Final = 300.0
# Devices that are read before others have their turn.
_AT_ONCE: Final = 20
_RADIO: Final = ("rssi", "snr", "spreading_factor", "gateways")
_OWN_WORDS: Final = ("serial_number", "hardware_version", "firmware_version")


def readings_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the readings of an entry's devices are kept."""
    return KeptStore(hass, _VERSION, f"readings_{entry_id}", serialize_in_event_loop=False)


def kept_device(device: DeviceReadings) -> dict[str, Any]:
    """Return what is kept of a device. May be called in any thread."""
    radio = device.radio
    row: dict[str, Any] = {
        "model": device.model,
        "codec": device.codec,
        "f_cnt": device.f_cnt,
        "lost": device.lost or None,
        "radio": None if radio is None else [getattr(radio, name) for name in _RADIO],
        "numbers": dict(device.moment_numbers) or None,
        "values": {value.key: value.kept() for value in list(device.values.values())},
        **{name: getattr(device, name) for name in _OWN_WORDS},
    }
    return {name: one for name, one in row.items() if one is not None}


async def async_read_devices(
    kept: Mapping[str, Any], unreadable: list[str]
) -> dict[str, DeviceReadings]:
    """Return the devices that were kept. Parts that can't be read are added to `unreadable`.

    Of many devices, others have their turn in between.
    """
    rows = kept.get("devices", {})
    found: dict[str, DeviceReadings] = {}
    if not isinstance(rows, dict):
        unreadable.append("devices are no table")
        return found
    for number, (name, row) in enumerate(rows.items()):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        dev_eui = read_eui(name)
        if dev_eui is None or not isinstance(row, dict):
            unreadable.append(f"the row of {name}"[:100])
            continue
        found[dev_eui] = _device(dev_eui, row, unreadable)
    return found


def _device(dev_eui: str, row: Mapping[str, Any], unreadable: list[str]) -> DeviceReadings:
    device = DeviceReadings(dev_eui)
    device.model, device.codec = _text(row, "model"), _text(row, "codec")
    device.f_cnt, device.lost = _whole(row, "f_cnt"), _whole(row, "lost") or 0
    for name in _OWN_WORDS:
        setattr(device, name, _text(row, name))
    radio = row.get("radio")
    if isinstance(radio, list) and len(radio) == len(_RADIO) and all(map(_is_number, radio)):
        device.radio = Radio(*radio)
    numbers = row.get("numbers")
    if isinstance(numbers, dict):
        device.moment_numbers = {
            key: str(number) for key, number in numbers.items() if isinstance(number, str | int)
        }
    values = row.get("values")
    for key, kept in values.items() if isinstance(values, dict) else ():
        if is_secret(normal(key)):
            continue
        value = restored(dev_eui, key, kept, device.model) if isinstance(kept, dict) else None
        if value is None or len(device.values) >= MOST_KEPT:
            unreadable.append(f"{key} of {dev_eui}"[:150])
        else:
            device.values[key] = value
    return device


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None


def _whole(row: Mapping[str, Any], name: str) -> int | None:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
