"""Devices that were just added: whether they have joined, and how well they are heard."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..const import LOGGER
from ..ns_api.device import Device
from ..ns_api.errors import LineError, NsApiError
from ..readings.uplink import Radio
from ..runtime import RuntimeData

# Seconds between two looks at those that are waited for.
LOOK_INTERVAL: Final = 3.0
# Who left the page open does not keep the gateway busy: after so many looks at which nothing has
# changed, this many seconds are between two.
PATIENT_LOOKS: Final = 200
SELDOM_INTERVAL: Final = 30.0
# So many are looked for at a time, each by a request of its own: a whole list is much larger.
LOOKED_FOR: Final = 3
# Signal to noise (dB) and strength (dBm) from which on a signal is called so. LoRa is still heard
# 20 dB below the noise; each step of the spreading factor is worth 2.5 dB.
_STRONG: Final = (5.0, -100.0)
_GOOD: Final = (-5.0, -112.0)
_WEAK: Final = (-12.0, -122.0)


class JoinState(StrEnum):
    """How far a new device is. `HEARD`: it has sent something after it joined."""

    WAITING = "waiting"
    JOINED = "joined"
    HEARD = "heard"
    GONE = "gone"


class SignalQuality(StrEnum):
    """How well a device is heard, in a word. `POOR` will lose messages."""

    STRONG = "strong"
    GOOD = "good"
    WEAK = "weak"
    POOR = "poor"


def signal_quality(radio: Radio | None) -> SignalQuality | None:
    """Return how well a device is heard; None where nobody reports it."""
    if radio is None or (radio.snr is None and radio.rssi is None):
        return None
    for quality, (snr, rssi) in (
        (SignalQuality.STRONG, _STRONG),
        (SignalQuality.GOOD, _GOOD),
        (SignalQuality.WEAK, _WEAK),
    ):
        if (radio.snr is None or radio.snr >= snr) and (radio.rssi is None or radio.rssi >= rssi):
            return quality
    return SignalQuality.POOR


@dataclass(frozen=True, kw_only=True)
class Joining:
    """What is known of one new device. Without a codec its uplinks report the `radio`, too."""

    dev_eui: str
    state: JoinState
    radio: Radio | None = None
    # Whether the gateway answered when it was last asked for this device.
    answers: bool = True


class JoinWatch:
    """Looks after devices that were just added, for as long as somebody waits for them.

    The newest are looked for each time, the others by turns, so that a gateway is asked no more
    for twenty than for three.
    """

    def __init__(
        self, runtime: RuntimeData, dev_euis: Iterable[str], report: Callable[[Joining], None]
    ) -> None:
        """Take whom to look for, the newest last, and what reports each that changed."""
        self._runtime = runtime
        self._dev_euis = list(dict.fromkeys(dev_euis))
        self._report = report
        self._reported: dict[str, Joining] = {}
        # Those that were seen at the gateway, as it listed them last.
        self._found: dict[str, Device | None] = {}
        self._unanswered: set[str] = set()
        self._turn = 0
        # Looks since anything has changed.
        self._looks = 0

    async def async_run(self) -> None:
        """Look until all were heard; whoever no longer waits cancels it.

        Where no uplinks are read, to have joined is all that can be known.
        """
        while True:
            self._tell_changes()
            if not self._waiting:
                return
            for dev_eui in self._next():
                await self._async_look(dev_eui)
            self._tell_changes()
            self._looks += 1
            is_seldom = self._looks > PATIENT_LOOKS
            await asyncio.sleep(SELDOM_INTERVAL if is_seldom else LOOK_INTERVAL)

    @property
    def _waiting(self) -> list[str]:
        settled = [JoinState.HEARD, JoinState.GONE]
        if self._runtime.readings.topic is None:
            settled.append(JoinState.JOINED)
        return [one for one in self._dev_euis if self._reported[one].state not in settled]

    def _next(self) -> list[str]:
        waiting = [one for one in reversed(self._waiting) if not self._has_joined(one)]
        newest, others = waiting[: LOOKED_FOR - 1], waiting[LOOKED_FOR - 1 :]
        if not others:
            return newest
        self._turn += 1
        return [*newest, others[self._turn % len(others)]]

    async def _async_look(self, dev_eui: str) -> None:
        """Ask the gateway for one device."""
        known = self._runtime.devices.items.get(dev_eui)
        name = known.name if known else None
        try:
            listed = await self._runtime.gateway.find_device(dev_eui, name)
        except NsApiError as err:
            LOGGER.debug("%s not looked for: %s", dev_eui, err)
            if isinstance(err, LineError):
                self._unanswered.add(dev_eui)
            return
        self._unanswered.discard(dev_eui)
        before = self._has_joined(dev_eui)
        found = listed.devices.get(dev_eui)
        if found is not None or listed.complete:
            self._found[dev_eui] = found
        if self._has_joined(dev_eui) and not before:
            await self._runtime.devices.async_request_refresh()

    def _has_joined(self, dev_eui: str) -> bool:
        device = self._found.get(dev_eui) or self._runtime.devices.items.get(dev_eui)
        if device is None or device.supports_join is False:
            return False
        return bool(device.active or (device.dev_addr or "").strip("0"))

    def _tell_changes(self) -> None:
        for dev_eui in self._dev_euis:
            now = self._look_at(dev_eui)
            if now != self._reported.get(dev_eui):
                self._reported[dev_eui] = now
                self._looks = 0
                self._report(now)

    def _look_at(self, dev_eui: str) -> Joining:
        readings = self._runtime.readings.devices.get(dev_eui)
        if readings is not None and (readings.radio is not None or readings.values):
            return Joining(dev_eui=dev_eui, state=JoinState.HEARD, radio=readings.radio)
        is_gone = dev_eui in self._found and self._found[dev_eui] is None
        state = JoinState.GONE if is_gone else JoinState.WAITING
        if self._has_joined(dev_eui):
            state = JoinState.JOINED
        return Joining(dev_eui=dev_eui, state=state, answers=dev_eui not in self._unanswered)
