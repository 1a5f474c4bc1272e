"""The commands of the control topic that devices carry out: speak, press, fall silent."""

from collections.abc import Callable, Sequence

from .command import CommandError, Order
from .device import Device
from .gateway import Gateway
from .report import Report
from .uplinks import PRESSES


def _for_device(
    gateways: Sequence[Gateway], given: object, act: Callable[[Gateway, Device], None]
) -> Order:
    """Return an order for the device that is named; all gateways that have it carry it out."""
    dev_eui = str(given).upper()
    if not any(dev_eui in gateway.devices for gateway in gateways):
        raise CommandError(f"there is no device {dev_eui!r}")

    def order(gateway: Gateway, _report: Report) -> None:
        if (device := gateway.devices.get(dev_eui)) is not None:
            act(gateway, device)

    return order


def _object(name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict) or "dev_eui" not in value:
        raise CommandError(f"{name} has a dev_eui")
    return value


def _speak(value: object, gateways: Sequence[Gateway]) -> Order:
    given = value if isinstance(value, dict) else {"dev_eui": value}
    values = given.get("values")
    if values is not None and not isinstance(values, dict):
        raise CommandError("values are a JSON object")

    def act(gateway: Gateway, device: Device) -> None:
        gateway.uplinks.speak(device, gateway.now(), values)

    return _for_device(gateways, given.get("dev_eui"), act)


def _press(value: object, gateways: Sequence[Gateway]) -> Order:
    given = _object("press", value)
    press = given.get("press", PRESSES[0])
    if press not in PRESSES:
        raise CommandError(f"press is one of {', '.join(PRESSES)}")

    def act(gateway: Gateway, device: Device) -> None:
        gateway.uplinks.press(device, gateway.now(), str(press))

    return _for_device(gateways, given["dev_eui"], act)


def _fall_silent(value: object, gateways: Sequence[Gateway]) -> Order:
    def act(_gateway: Gateway, device: Device) -> None:
        device.next_uplink = None

    return _for_device(gateways, value, act)


def _battery(value: object, gateways: Sequence[Gateway]) -> Order:
    given = _object("battery", value)
    level = given.get("level")
    if not isinstance(level, int) or isinstance(level, bool) or level not in range(101):
        raise CommandError("level is from 0 to 100 percent")

    def act(_gateway: Gateway, device: Device) -> None:
        device.battery = round(level * 254 / 100)

    return _for_device(gateways, given["dev_eui"], act)


DEVICE_ORDERS: dict[str, Callable[[object, Sequence[Gateway]], Order]] = {
    "speak": _speak,
    "press": _press,
    "fall_silent": _fall_silent,
    "battery": _battery,
}
