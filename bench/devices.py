"""Changes of a gateway's devices, and what of them has to show in Home Assistant."""

from datetime import UTC, datetime, timedelta
from random import Random

from simulator.device import Device
from simulator.gateway import Gateway
from simulator.population import populate

# As `last_seen` is written: when it has moved on by this much.
_STEP = timedelta(minutes=15)
_START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """The gateway's time; moved by hand."""

    def __init__(self) -> None:
        """Start."""
        self.moment = _START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.moment


def gateway_with(
    eui: str, devices: int, *, clock: Clock | None = None, internet: bool = False
) -> Gateway:
    """Return a simulated gateway with so many devices; without a clock its time stands still.

    Without internet nothing is known of firmware, so that no check of it, which goes on in the
    background, falls into what is measured.
    """
    gateway = Gateway(eui, clock=clock or Clock(), internet=internet)
    populate(gateway, devices=devices)
    return gateway


class Shown:
    """What the entities of a gateway's devices show: `active` and `last_seen` of each.

    Worked out from the devices themselves, by what the documentation says of these entities.
    """

    def __init__(self, gateway: Gateway) -> None:
        """Take the devices as they are shown first."""
        self._devices = gateway.devices
        self._shown = {
            eui: (device.active, device.last_seen) for eui, device in gateway.devices.items()
        }

    def entities_to_write(self) -> int:
        """Return how many entities show something else than before, and take it as shown."""
        count = 0
        for eui, device in self._devices.items():
            active, last_seen = self._shown[eui]
            if device.active != active:
                count += 1
            seen = device.last_seen
            if seen != last_seen and (
                seen is None or last_seen is None or not timedelta() < seen - last_seen < _STEP
            ):
                last_seen = seen
                count += 1
            self._shown[eui] = (device.active, last_seen)
        return count


def change(gateway: Gateway, share: float, random: Random) -> None:
    """Change this share of the devices, at least one: heard again, or fallen silent, or back.

    Of four devices that change, two were heard so much later that it has to show, one only a few
    minutes later, and one goes from active to inactive or back.
    """
    heard = [device for device in gateway.devices.values() if device.last_seen is not None]
    count = min(len(heard), max(1, round(share * len(gateway.devices))))
    for number, device in enumerate(random.sample(heard, count)):
        _change(device, number % 4)


def _change(device: Device, kind: int) -> None:
    assert device.last_seen is not None  # noqa: S101 - chosen by this
    if kind == 3:  # noqa: PLR2004 - the last of four
        device.active = not device.active
        return
    device.f_cnt_up += 1
    device.last_seen += timedelta(minutes=20 if kind < 2 else 5)  # noqa: PLR2004 - two of four
