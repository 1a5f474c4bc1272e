"""The values that the devices of one gateway send: shown at once, kept across restarts."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import CONF_OVERDUE_AFTER, CONF_UPLINK_TOPIC, LOGGER
from ..coordinator import DeviceCoordinator
from ..listeners import Signal
from ..ns_api.device import Device
from ..ns_api.device_model import model_of
from ..updates.clock import Clock
from ..updates.firmware_inventory import FirmwareInventory
from .device_readings import MOST_VALUES, DeviceReadings, Taken
from .keeping import SAVE_DELAY, async_read_devices, kept_device, readings_store
from .kind import Form
from .reception import Reception
from .silence import Silence
from .uplink import Uplink
from .value import Value, kind_by_form

_LOOK_EVERY: Final = timedelta(minutes=1)
# Seconds after which changes are written where only polls show which devices were heard.
_SAVE_SELDOM: Final = 3600.0
# The key of a device's battery, in codecs.
BATTERY: Final = "battery"


async def async_readings(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    gateway_eui: str,
    devices: DeviceCoordinator,
    firmware: FirmwareInventory,
    clock: Clock,
) -> Readings:
    """Return the readings of a gateway's devices, with what was kept of them."""
    readings = Readings(hass, entry, gateway_eui, devices, firmware, clock)
    await readings.async_load()
    # Unloading does not wait for it: a disk may be slow.
    entry.async_on_unload(readings.async_close)
    return readings


class Readings:
    """The readings of one gateway's devices, by their DevEUI.

    Values come from the uplink topic. Without one, there are only the battery levels of members of
    multicast groups.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway_eui: str,
        devices: DeviceCoordinator,
        firmware: FirmwareInventory,
        clock: Clock,
    ) -> None:
        """`devices` are those that the gateway lists, `firmware` has their models and versions."""
        self._hass = hass
        self._entry = entry
        self._listed = devices
        self._firmware = firmware
        self._clock = clock
        self.topic: str | None = entry.options.get(CONF_UPLINK_TOPIC) or None
        self.store = readings_store(hass, entry.entry_id)
        self.devices: dict[str, DeviceReadings] = {}
        self.silence = Silence(clock)
        self.reception = Reception(hass, gateway_eui, devices, self._async_received)
        # Devices whose uplinks were received; of the others, time and counter as last listed.
        self._spoken: set[str] = set()
        self._heard_by_list: dict[str, tuple[Any, Any]] = {}
        # Whether something may have changed that is not on disk yet.
        self._is_news = False
        self.silence.count_listeners.async_listen(self.async_save_soon)
        self.news_listeners = Signal[DeviceReadings, Taken]()
        # Values that were registered disabled, since there is a limit. The signal: the first.
        self.without_room = 0
        self.room_listeners = Signal[()]()
        self.most_enabled = 0

    async def async_load(self) -> None:
        """Read what was kept. A file that can't be read whole is set aside in a copy."""
        kept = await self.store.async_read()
        unreadable: list[str] = []
        self.devices = await async_read_devices(kept, unreadable)
        self.silence.restore(kept, unreadable)
        if unreadable:
            await self.store.async_set_aside(", ".join(unreadable[:5]))
        if self._listed.complete:
            known = self.devices.keys() | self.silence.known
            self._async_gone([one for one in known if one not in self._listed.items])

    async def async_start(self) -> None:
        """Subscribe to the uplink topic, if there is one. The entities must have been added."""
        entry, listed, silence = self._entry, self._listed, self.silence
        listed.gone_listeners.async_listen(self._async_gone)
        listed.added_listeners.async_listen(silence.async_added)
        silence.async_added(listed.items)
        hours = entry.options.get(CONF_OVERDUE_AFTER)
        silence.after = None if hours is None else hours * 3600
        entry.async_on_unload(listed.async_add_listener(self._async_polled))
        self._async_polled()
        entry.async_on_unload(async_track_time_interval(self._hass, self._async_look, _LOOK_EVERY))
        for listeners in (self._firmware.added_listeners, self._firmware.changed_listeners):
            listeners.async_listen(self._async_models_known)
        self._async_models_known(self.devices)
        if self.topic is not None:
            await self.reception.async_start(self.topic)
            entry.async_on_unload(self.reception.async_stop)

    @callback
    def _async_look(self, _now: datetime) -> None:
        self.silence.async_look()

    @callback
    def _async_polled(self) -> None:
        """Count silence while the gateway answers, and find devices that its list shows as heard.

        The list is what shows it of devices whose uplinks come on no topic.
        """
        listed = self._listed
        self.silence.async_listening(is_heard=listed.gateway_answers)
        if listed.last_update_success:
            listed.steps.async_do(self._look_at_list, list(listed.items))

    def _look_at_list(self, dev_euis: list[str]) -> None:
        items, spoken, before = self._listed.items, self._spoken, self._heard_by_list
        heard: list[str] = []
        for dev_eui in dev_euis:
            device = items.get(dev_eui)
            if device is None or device.came is None or dev_eui in spoken:
                continue
            # An exact time and the counter change with an uplink alone, "3 hours ago" by itself.
            moment, _, counter, _ = device.came
            then = before.get(dev_eui)
            if then is None or then[1] != counter or then[0] != moment:
                before[dev_eui] = moment, counter
                if then is not None:
                    heard.append(dev_eui)
        if heard:
            self.silence.async_heard(*heard)
            self.async_save_soon()

    @callback
    def async_batteries(self, levels: Mapping[str, int | None]) -> None:
        """Enter battery levels that the gateway lists, unless a device itself sends its level."""
        for dev_eui, level in levels.items():
            if dev_eui not in self._listed.items:
                continue
            readings = self.devices.get(dev_eui)
            value = readings.values.get(BATTERY) if readings else None
            if value is None:
                if level is None:
                    continue
                readings = readings or self.devices.setdefault(dev_eui, DeviceReadings(dev_eui))
                value = readings.values[BATTERY] = Value(
                    dev_eui, BATTERY, kind_by_form(BATTERY, Form.NUMBER, None)
                )
                value.shown = level
                taken = Taken()
                taken.added.append(value)
                self._tell(readings, taken)
            elif (value.fed_at is None or self.topic is None) and value.shown != level:
                value.fed_at, value.shown = None, level
                if value.entity is not None:
                    value.entity.show()

    def has_source(self, value: Value) -> bool:
        """Whether a value has a source: without a topic, only battery levels have one."""
        return self.topic is not None or (value.key == BATTERY and value.fed_at is None)

    @callback
    def async_stop(self) -> None:
        """End the subscription. Safe to call twice."""
        self.reception.async_stop()

    async def async_close(self) -> None:
        """Write what is not on disk yet; nothing is written afterwards."""
        self.silence.async_listening(is_heard=False)
        if self._is_news:
            await self.store.async_save_surely(self._kept())
        await self.store.async_close()

    @callback
    def async_save_soon(self) -> None:
        """Write what has changed, some minutes after the first change."""
        if not self._is_news:
            # Each further call would put the writing off, and there is always a change.
            self._is_news = True
            self.store.async_delay_save(self._kept, SAVE_DELAY if self.topic else _SAVE_SELDOM)

    def _kept(self) -> dict[str, Any]:
        """Return what is kept. Called in another thread; later changes are saved the next time."""
        self._is_news = False
        return {
            "devices": {dev_eui: kept_device(one) for dev_eui, one in list(self.devices.items())},
            **self.silence.kept(),
        }

    @callback
    def async_feed(
        self, dev_eui: str, values: Mapping[str, Any], *, retained: bool = False
    ) -> DeviceReadings:
        """Enter values of a device that the gateway lists, and report what is new."""
        readings = self.devices.get(dev_eui)
        if readings is None:
            readings = self.devices[dev_eui] = DeviceReadings(dev_eui)
        device = self._listed.items.get(dev_eui)
        if device is not None and device.payload_name != readings.codec:
            self._take_model(readings, device)
        now = self._clock.now().timestamp()
        taken = readings.take(values, now, retained=retained)
        if taken is not None:
            self._tell(readings, taken)
        if readings.is_full:
            self._tell_full(readings)
        return readings

    @callback
    def _async_received(self, dev_eui: str, uplink: Uplink, *, retained: bool) -> DeviceReadings:
        """Enter an uplink of a device that the gateway lists."""
        if not retained:
            self._spoken.add(dev_eui)
            self.silence.async_heard(dev_eui)
            self._listed.last_seen.async_heard(dev_eui, self._clock.now())
        readings = self.async_feed(dev_eui, uplink.values, retained=retained)
        self.async_save_soon()
        return readings

    def _tell(self, readings: DeviceReadings, taken: Taken) -> None:
        if "firmware_version" in taken.identity and readings.firmware_version:
            self._firmware.async_spoke(readings.dev_eui, readings.firmware_version)
        self.news_listeners.async_send(readings, taken)

    def _tell_full(self, readings: DeviceReadings) -> None:
        """Log once that a device has more values than are shown."""
        readings.is_full = False
        if not readings.is_full_logged:
            readings.is_full_logged = True
            LOGGER.warning(
                "Device %s has more than %d values: the others are not shown",
                readings.dev_eui,
                MOST_VALUES,
            )

    def _take_model(self, readings: DeviceReadings, device: Device) -> None:
        """Find out the model anew, and report to the listeners which values changed their kind."""
        reported = self._firmware.items.get(device.dev_eui)
        codec = device.payload_name
        model = model_of(codec, reported.model if reported else None)
        taken = Taken()
        taken.replaced.extend(readings.take_model(codec, model))
        taken.units_differ = bool(readings.odd_units)
        if taken.replaced or taken.units_differ:
            self._tell(readings, taken)

    @callback
    def _async_models_known(self, dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            readings, device = self.devices.get(dev_eui), self._listed.items.get(dev_eui)
            if readings is not None and device is not None:
                self._take_model(readings, device)

    @callback
    def async_no_room(self, most: int) -> None:
        """Count a value that was registered disabled, since at most `most` entities are enabled."""
        self.without_room += 1
        self.most_enabled = most
        if self.without_room == 1:
            self.room_listeners.async_send()

    @callback
    def async_forget(self, values: Collection[Value]) -> None:
        """Forget values whose entities were removed."""
        for value in values:
            if readings := self.devices.get(value.dev_eui):
                readings.values.pop(value.key, None)
        self.async_save_soon()

    @callback
    def _async_gone(self, dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            self.devices.pop(dev_eui, None)
            self._spoken.discard(dev_eui)
            self.reception.async_gone(dev_eui)
            self._heard_by_list.pop(dev_eui, None)
            self.silence.async_gone(dev_eui)
        if dev_euis:
            self.async_save_soon()
