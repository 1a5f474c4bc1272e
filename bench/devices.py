"""Changes of a gateway's devices, and what of them has to show in Home Assistant."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from simulator.gateway import Gateway
from simulator.population import populate

from .answers import PreparedAnswers

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
    background, falls into what is measured. Its devices were heard at whole seconds, for some rows
    tell no fractions of them.
    """
    gateway = Gateway(eui, clock=clock or Clock(), internet=internet)
    populate(gateway, devices=devices)
    for device in gateway.devices.values():
        device.last_seen = device.last_seen and device.last_seen.replace(microsecond=0)
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


class Life:
    """What goes on at a gateway between two polls, as far as its rows tell it.

    Most devices were heard since, a few were switched on or off, and of each row the words for when
    that was are new, as "3 minutes ago" is a minute later.
    """

    HEARD: Final = 0.6
    CHANGED: Final = 0.01

    def __init__(self, answers: PreparedAnswers) -> None:
        """Take the gateway by its answers; its devices say nothing by themselves."""
        self.shown = Shown(answers.gateway)
        self._answers = answers
        self._random = Random(0)
        self._polls = 0
        for device in answers.gateway.devices.values():
            device.next_uplink = None

    def go_on(self, passed: timedelta) -> None:
        """Let so much time pass, and work out what is answered then."""
        gateway = self._answers.gateway
        gateway.clock_offset += passed
        self._polls += 1
        devices = list(gateway.devices.values())
        speaking = [one for one in devices if one.last_seen is not None]
        for device in self._random.sample(speaking, round(self.HEARD * len(speaking))):
            device.f_cnt_up += 1
            seen = gateway.now() - passed * self._random.random()
            device.last_seen = seen.replace(microsecond=0)
        for device in self._random.sample(devices, max(1, round(self.CHANGED * len(devices)))):
            device.active = not device.active
        self._answers.renew(words=f"{self._polls} minutes ago")
