"""Sends downlinks of one gateway, and matches acknowledgements to them.

An acknowledgement does not name the downlink that it answers. So only one confirmed downlink of a
device is under way at a time, and an acknowledgement that comes meanwhile is its answer.
"""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_ACK_TOPIC, CONF_DOWNLINK_TOPIC
from ..coordinator import DeviceCoordinator
from ..listeners import Signal
from ..mqtt import async_publish
from ..ns_api.decoding import encoded
from ..ns_api.downlink import Downlink, as_filter
from ..ns_api.errors import NotConnectedError
from ..ns_api.model import read_bool
from ..readings.door import async_door
from ..readings.uplink import Uplink
from ..updates.clock import Clock

# A broker that hands a downlink over later than this drops it.
_EXPIRES_AFTER: Final = 10.0
# A device that has not acknowledged within this time will hardly do so any more: what is under way
# for longer keeps no other downlink from being sent.
GIVEN_UP_AFTER: Final = 3600.0


class NoDownlinkTopicError(Exception):
    """The options name no downlink topic."""


class UnderWayError(Exception):
    """A confirmed downlink to the device is under way already."""

    def __init__(self, dev_eui: str, minutes: int) -> None:
        """`minutes` is how long the downlink is waited for at most."""
        super().__init__(dev_eui)
        self.dev_eui = dev_eui
        self.minutes = minutes


@dataclass(kw_only=True)
class Confirmed:
    """A confirmed downlink that was sent. `answer`: whether the device acknowledged it.

    `is_awaited` is false once nothing waits for the answer any more: then it becomes an event.
    """

    downlink: Downlink
    number: int
    sent_at: datetime
    counted_at: float
    answer: asyncio.Future[bool]
    is_awaited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LateAck:
    """An acknowledgement that came after the waiting had ended."""

    downlink: Downlink
    sent_at: datetime
    acknowledged: bool
    f_cnt: int | None


@dataclass(slots=True)
class AckCounts:
    """How many messages came on the ACK topic.

    Unasked ones answer no downlink that Home Assistant sent.
    """

    taken: int = 0
    unasked: int = 0
    retained: int = 0
    unreadable: int = 0


@dataclass(eq=False)
class Downlinks:
    """The downlinks of one gateway's devices."""

    hass: HomeAssistant
    entry: ConfigEntry[Any]
    devices: DeviceCoordinator
    clock: Clock
    counts: AckCounts = field(default_factory=AckCounts)
    late_listeners: Signal[LateAck] = field(default_factory=Signal)

    def __post_init__(self) -> None:
        """Take the topics from the options."""
        options = self.entry.options
        self.topic: str | None = options.get(CONF_DOWNLINK_TOPIC) or None
        ack_topic: str | None = options.get(CONF_ACK_TOPIC)
        self.ack_topic = as_filter(ack_topic) if ack_topic else None
        self._numbers = count(1)
        self._under_way: dict[str, Confirmed] = {}

    async def async_start(self) -> None:
        """Subscribe to acknowledgements, if the options name their topic."""
        self.entry.async_on_unload(self._end)
        self.devices.gone_listeners.async_listen(self._async_gone)
        if self.ack_topic is not None:
            door = async_door(self.hass, self.ack_topic)
            self.entry.async_on_unload(await door.async_open(self._async_received))

    @callback
    def _end(self) -> None:
        under_way, self._under_way = self._under_way, {}
        for one in under_way.values():
            one.answer.cancel()

    @callback
    def _async_gone(self, dev_euis: Collection[str]) -> None:
        """Wait for no acknowledgement of a device that was deleted: it may be added anew."""
        for dev_eui in dev_euis:
            if (one := self._under_way.pop(dev_eui, None)) is not None:
                one.answer.cancel()

    def under_way(self, dev_eui: str) -> Confirmed | None:
        """Return the confirmed downlink that is under way to a device."""
        one = self._under_way.get(dev_eui)
        if one is None or self.clock.monotonic() - one.counted_at >= GIVEN_UP_AFTER:
            return None
        return one

    async def async_send(self, downlink: Downlink) -> Confirmed | None:
        """Publish a downlink; return its state if it can be acknowledged.

        `NoDownlinkTopicError`, `UnderWayError` and `NotConnectedError`: nothing was sent.
        """
        if self.topic is None:
            raise NoDownlinkTopicError
        topic, body = downlink.message(self.topic)
        confirmed: Confirmed | None = None
        before = self._under_way.get(downlink.dev_eui)
        if downlink.confirmed and self.ack_topic is not None:
            if (under_way := self.under_way(downlink.dev_eui)) is not None:
                passed = self.clock.monotonic() - under_way.counted_at
                minutes = max(1, round((GIVEN_UP_AFTER - passed) / 60))
                raise UnderWayError(downlink.dev_eui, minutes)
            confirmed = Confirmed(
                downlink=downlink,
                number=next(self._numbers),
                sent_at=self.clock.now(),
                counted_at=self.clock.monotonic(),
                answer=self.hass.loop.create_future(),
            )
            # Before it is published: a device that always listens may answer at once.
            self._under_way[downlink.dev_eui] = confirmed
        try:
            await async_publish(self.hass, topic, encoded(body), _EXPIRES_AFTER)
        except asyncio.CancelledError:
            # It may have been sent. As nothing waits for the answer, that becomes an event.
            if confirmed is not None:
                confirmed.is_awaited = False
            raise
        except ConnectionError as err:
            if confirmed is not None and self._under_way.get(downlink.dev_eui) is confirmed:
                self._restore(downlink.dev_eui, before)
            raise NotConnectedError("send_downlink") from err
        return confirmed

    @callback
    def _restore(self, dev_eui: str, before: Confirmed | None) -> None:
        if before is None:
            del self._under_way[dev_eui]
        else:
            self._under_way[dev_eui] = before

    @callback
    def _async_received(self, euis: tuple[str, ...], message: Uplink, retained: bool) -> None:
        """Enter an acknowledgement of the device that it names, else that its topic names."""
        acknowledged = read_bool(message.values.get("acknowledged"))
        dev_eui = message.dev_eui or next((eui for eui in euis if eui in self.devices.items), None)
        if dev_eui is None or acknowledged is None:
            self.counts.unreadable += 1
            return
        if dev_eui not in self.devices.items:
            return  # Of another gateway that shares the topic.
        if retained:
            # It answers something that was sent before Home Assistant listened.
            self.counts.retained += 1
            return
        confirmed = self._under_way.pop(dev_eui, None)
        if confirmed is None:
            self.counts.unasked += 1
            return
        self.counts.taken += 1
        if confirmed.is_awaited:
            if not confirmed.answer.done():
                confirmed.answer.set_result(acknowledged)
            return
        self.late_listeners.async_send(
            LateAck(
                downlink=confirmed.downlink,
                sent_at=confirmed.sent_at,
                acknowledged=acknowledged,
                f_cnt=message.f_cnt,
            )
        )
