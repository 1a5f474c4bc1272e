"""Receives the uplinks of one gateway: the device of each, its signal, whether it was decoded."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final, Protocol

from homeassistant.core import HomeAssistant, callback

from ..coordinator import DeviceCoordinator
from ..listeners import Listeners, Signal
from .device_readings import DeviceReadings
from .door import Door, async_door
from .uplink import Uplink

_MOST_UNLISTED: Final = 1000


@dataclass(slots=True)
class ReadingCounts:
    """How many messages came for a gateway, and why some were not used."""

    taken: int = 0
    retained: int = 0
    nameless: int = 0
    # Devices that the gateway does not list, and messages of them. The names of a few are kept.
    unlisted: int = 0
    unlisted_devices: set[str] = field(default_factory=set)
    raw: int = 0


class Enter(Protocol):
    """Enters the values of an uplink, and returns the readings of its device."""

    def __call__(self, dev_eui: str, uplink: Uplink, *, retained: bool) -> DeviceReadings:
        """Enter the values."""


class Reception:
    """The uplinks that come on a topic, of the devices that the gateway lists."""

    def __init__(
        self, hass: HomeAssistant, gateway_eui: str, listed: DeviceCoordinator, enter: Enter
    ) -> None:
        """Receive nothing yet. Each uplink of a device in `listed` is handed to `enter`."""
        self._hass = hass
        self._gateway_eui = gateway_eui
        self._listed = listed
        self._enter = enter
        self._close_door: Callable[[], None] | None = None
        self.door: Door | None = None
        self.counts = ReadingCounts()
        # Sent for each message: whether it names a device.
        self.name_listeners = Signal[bool]()
        # The devices whose last message came without a codec. The signal: one came or went.
        self.raw: set[str] = set()
        self.raw_listeners = Signal[str]()
        # Sent for each message that came without a codec.
        self.raw_uplink_listeners = Signal[str, Uplink]()
        # Those who listen to the signal of one device; sent with the devices that have a first one.
        self.radio_listeners = Listeners()
        self.radio_added_listeners = Signal[Collection[str]]()

    async def async_start(self, topic: str) -> None:
        """Subscribe to a topic, which may have wildcards."""
        self.door = async_door(self._hass, topic)
        self._close_door = await self.door.async_open(self._async_received)

    @callback
    def async_stop(self) -> None:
        """End the subscription. Safe to call twice."""
        close, self._close_door = self._close_door, None
        if close is not None:
            close()

    @callback
    def async_gone(self, dev_eui: str) -> None:
        """Forget a device."""
        self.raw.discard(dev_eui)

    @callback
    def _async_received(self, euis: tuple[str, ...], uplink: Uplink, retained: bool) -> None:
        """Enter a message of the device that it names itself, else that its topic names."""
        counts, listed = self.counts, self._listed.items
        dev_eui = uplink.dev_eui
        if dev_eui is None:
            dev_eui = next((eui for eui in euis if eui in listed), None)
            if dev_eui is None:
                dev_eui = next((eui for eui in euis if eui != self._gateway_eui), None)
        if dev_eui is None:
            counts.nameless += 1
            self.name_listeners.async_send(False)
            return
        if dev_eui not in listed:
            counts.unlisted += 1
            if len(counts.unlisted_devices) < _MOST_UNLISTED:
                counts.unlisted_devices.add(dev_eui)
            return
        if retained:
            counts.retained += 1
            self._enter(dev_eui, uplink, retained=True)
            return
        counts.taken += 1
        self.name_listeners.async_send(True)
        readings = self._enter(dev_eui, uplink, retained=False)
        self._enter_radio(readings, uplink)
        if uplink.is_raw or any(one is not None for one in uplink.values.values()):
            # A frame without a payload does not show whether there is a codec.
            self._enter_rawness(dev_eui, is_raw=uplink.is_raw)
        if uplink.is_raw:
            self.raw_uplink_listeners.async_send(dev_eui, uplink)

    def _enter_rawness(self, dev_eui: str, *, is_raw: bool) -> None:
        """Note whether a device's messages come without a codec."""
        self.counts.raw += is_raw
        if is_raw is (dev_eui in self.raw):
            return
        if is_raw:
            self.raw.add(dev_eui)
        else:
            self.raw.discard(dev_eui)
        self.raw_listeners.async_send(dev_eui)

    def _enter_radio(self, readings: DeviceReadings, uplink: Uplink) -> None:
        if uplink.f_cnt is not None:
            readings.count_frame(uplink.f_cnt)
        if uplink.radio is None or uplink.radio == readings.radio:
            return
        is_first = readings.radio is None
        readings.radio = uplink.radio
        if is_first:
            self.radio_added_listeners.async_send([readings.dev_eui])
        self.radio_listeners.async_tell([readings.dev_eui])
