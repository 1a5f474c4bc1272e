"""The gateway as a connection of Home Assistant's LoRaWAN hub: raw bytes up, raw bytes down.

Devices with a payload codec are left out: the gateway publishes what the codec's script makes of
their bytes, and not the bytes.
"""

import asyncio
from base64 import b64decode
from collections.abc import Callable, Collection, Mapping
from itertools import count
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from lorawan_connection import (
    AckEvent,
    AddedEvent,
    ConnectionUnavailable,
    DeviceDescriptor,
    DeviceEvent,
    Downlink as HubDownlink,
    DownlinkError,
    GatewayReception,
    RemovedEvent,
    Unsubscribe,
    UpdatedEvent,
    UplinkEvent,
    notify,
    subscribe,
)

from ..device_registry import is_of_milesight
from ..downlinks.sending import GIVEN_UP_AFTER, Confirmed, NoDownlinkTopicError, UnderWayError
from ..ns_api.device import Device
from ..ns_api.downlink import F_PORTS, MOST_BYTES, Downlink
from ..ns_api.errors import NotConnectedError
from ..ns_api.model import read_int
from ..readings.uplink import Uplink
from ..runtime import MilesightConfigEntry
from ..words import one_line

# The name by which integrations of brands may say that they know these devices. It is no other
# stack's: their catalogs have numbers for models, which are not known here.
STACK: Final = "milesight"
_BRAND: Final = "milesight"
_MANUFACTURER: Final = "Milesight"

type Brands = frozenset[tuple[str, int | str]]


class GatewayConnection:
    """A gateway's devices without a codec, their uplinks, and downlinks to them."""

    stack_type = STACK

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._runtime = runtime = entry.runtime_data
        self._is_open = True
        self._subscribers: list[tuple[Brands | None, Callable[[DeviceEvent], None]]] = []
        self._disconnect_listeners: list[Callable[[None], None]] = []
        self._numbers = count(1)
        self._descriptors: dict[str, DeviceDescriptor] = {}
        self._stops = [
            runtime.devices.added_listeners.async_listen(self._async_look),
            runtime.devices.changed_listeners.async_listen(self._async_look),
            runtime.devices.gone_listeners.async_listen(self._async_look),
            runtime.firmware.added_listeners.async_listen(self._async_look),
            runtime.firmware.changed_listeners.async_listen(self._async_look),
            runtime.readings.reception.raw_uplink_listeners.async_listen(self._async_heard),
        ]
        self._async_look(runtime.devices.items)

    @callback
    def async_close(self) -> None:
        """End all subscriptions, and report to the listeners that the connection is gone."""
        if not self._is_open:
            return
        self._is_open = False
        for stop in self._stops:
            stop()
        self._subscribers.clear()
        listeners, self._disconnect_listeners = self._disconnect_listeners, []
        notify(listeners, None)

    def on_disconnect(self, listener: Callable[[], None]) -> Unsubscribe:
        """Call a listener when the gateway no longer answers."""
        self._check_open()
        return subscribe(self._disconnect_listeners, lambda _: listener())

    async def async_subscribe(
        self, *, brands: Brands | None = None, listener: Callable[[DeviceEvent], None]
    ) -> Unsubscribe:
        """Send a subscriber the devices that exist, then of what happens to them."""
        self._check_open()
        subscriber = (brands, listener)
        self._subscribers.append(subscriber)
        for descriptor in list(self._descriptors.values()):
            if _is_meant(brands, descriptor):
                notify([listener], AddedEvent(descriptor=descriptor))

        def unsubscribe() -> None:
            if subscriber in self._subscribers:
                self._subscribers.remove(subscriber)

        return unsubscribe

    async def async_send_downlink(self, downlink: HubDownlink) -> str:
        """Publish a downlink, and return the number that its acknowledgement will carry."""
        own = self._checked(downlink)
        try:
            confirmed = await self._runtime.downlinks.async_send(own)
        except NoDownlinkTopicError:
            raise DownlinkError("The gateway has no downlink topic in its options") from None
        except UnderWayError as err:
            raise DownlinkError("A confirmed downlink to this device is still under way") from err
        except NotConnectedError as err:
            raise DownlinkError("Home Assistant is not connected to the MQTT broker") from err
        if confirmed is None:
            return f"unconfirmed-{next(self._numbers)}"
        self._entry.async_create_background_task(
            self._hass, self._async_follow_up(confirmed), f"{self._entry.title} acknowledgement"
        )
        return str(confirmed.number)

    def _checked(self, downlink: HubDownlink) -> Downlink:
        """Return what is sent. `DownlinkError` for what the gateway can't do."""
        if not self._is_open:
            raise DownlinkError("The gateway does not answer")
        dev_eui = downlink.dev_eui.replace(":", "").upper()
        if dev_eui not in self._descriptors:
            raise DownlinkError("The gateway has no device without a codec of this DevEUI")
        if downlink.expires_at is not None:
            raise DownlinkError("The gateway knows no expiry of downlinks")
        if not F_PORTS.start <= downlink.f_port < F_PORTS.stop:
            raise DownlinkError(f"The port of a downlink is {F_PORTS.start} to {F_PORTS.stop - 1}")
        if not 1 <= len(downlink.data) <= MOST_BYTES:
            raise DownlinkError(f"A downlink has 1 to {MOST_BYTES} bytes")
        if downlink.confirmed and self._runtime.downlinks.ack_topic is None:
            raise DownlinkError("The gateway has no ACK topic in its options")
        return Downlink(dev_eui, downlink.f_port, downlink.data, downlink.confirmed)

    async def _async_follow_up(self, confirmed: Confirmed) -> None:
        """Report whether a downlink was acknowledged, at the latest after a time-out."""
        await asyncio.wait([confirmed.answer], timeout=GIVEN_UP_AFTER)
        confirmed.is_awaited = False
        answer = confirmed.answer
        if answer.cancelled():
            return
        descriptor = self._descriptors.get(confirmed.downlink.dev_eui)
        if descriptor is not None:
            self._tell(
                AckEvent(
                    descriptor=descriptor,
                    received_at=self._runtime.context.clock.now(),
                    queue_item_id=str(confirmed.number),
                    acknowledged=answer.result() if answer.done() else False,
                ),
                descriptor,
            )

    @callback
    def _async_look(self, dev_euis: Collection[str]) -> None:
        """Report how these devices have changed."""
        items = self._runtime.devices.items
        for dev_eui in dev_euis:
            device, before = items.get(dev_eui), self._descriptors.get(dev_eui)
            now = self._described(device) if device and not device.payload_codec_id else None
            if now == before:
                continue
            if now is None:
                del self._descriptors[dev_eui]
            else:
                self._descriptors[dev_eui] = now
            self._tell_of(before, now)

    def _tell_of(self, before: DeviceDescriptor | None, now: DeviceDescriptor | None) -> None:
        """Send each subscriber a change, whose brand may have come or gone with it."""
        for brands, listener in tuple(self._subscribers):
            was_meant = before is not None and _is_meant(brands, before)
            if now is not None and _is_meant(brands, now):
                event: DeviceEvent = (
                    UpdatedEvent(descriptor=now) if was_meant else AddedEvent(descriptor=now)
                )
                notify([listener], event)
            elif was_meant and before is not None:
                notify([listener], RemovedEvent(descriptor=before))

    def _described(self, device: Device) -> DeviceDescriptor:
        known = self._runtime.firmware.items.get(device.dev_eui)
        readings = self._runtime.readings.devices.get(device.dev_eui)
        model = (known and known.model) or (readings and readings.model) or ""
        is_ours = is_of_milesight(device.dev_eui)
        return DeviceDescriptor(
            network_id=self._entry.entry_id,
            stack=STACK,
            dev_eui=device.dev_eui,
            name=one_line(device.name) or device.dev_eui,
            application_id="" if device.application_id is None else str(device.application_id),
            profile_id=device.profile_id or "",
            model_id=model,
            brand_id=_BRAND if is_ours else None,
            model=model,
            manufacturer=_MANUFACTURER if is_ours else "",
        )

    @callback
    def _async_heard(self, dev_eui: str, uplink: Uplink) -> None:
        """Pass on the bytes that a device sent."""
        descriptor = self._descriptors.get(dev_eui)
        message = uplink.message
        data = _bytes_of(message)
        f_port = read_int(message.get("fPort", message.get("fport")))
        if descriptor is None or data is None or f_port is None:
            return
        self._tell(
            UplinkEvent(
                descriptor=descriptor,
                received_at=self._runtime.context.clock.now(),
                data=data,
                f_port=f_port,
                receptions=_receptions(message.get("rxInfo")),
            ),
            descriptor,
        )

    def _tell(self, event: DeviceEvent, descriptor: DeviceDescriptor) -> None:
        for brands, listener in tuple(self._subscribers):
            if _is_meant(brands, descriptor):
                notify([listener], event)

    def _check_open(self) -> None:
        if not self._is_open:
            raise ConnectionUnavailable("The gateway does not answer")


def _is_meant(brands: Brands | None, descriptor: DeviceDescriptor) -> bool:
    return brands is None or (descriptor.stack, descriptor.brand_id) in brands


def _bytes_of(message: Mapping[str, Any]) -> bytes | None:
    """Return the bytes in an envelope; none where they can't be read."""
    data = message.get("data")
    try:
        return b64decode(data, validate=True) if isinstance(data, str) else None
    except ValueError:
        return None


def _receptions(rows: object) -> tuple[GatewayReception, ...]:
    """Return the gateways that received an uplink, with RSSI and SNR."""
    return tuple(
        GatewayReception(
            gateway_id=str(row.get("mac", "")),
            rssi=_number(row.get("rssi")),
            snr=_number(row.get("loRaSNR")),
        )
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
