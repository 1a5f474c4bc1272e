"""The gateways as the panel knows them: also those that are not set up, and why."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.components.mqtt import async_subscribe_connection_status
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_GATEWAY_EUI, CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC, DOMAIN
from ..issues.watch import async_silent_since
from ..listeners import Signal
from ..ns_api.errors import NotConnectedError
from ..runtime import (
    MilesightConfigEntry,
    RuntimeData,
    async_follow_gateway_entries,
    gateway_entries,
)
from ..words import one_line
from .panel_messages import (
    GatewayState,
    PanelGatewayMessage,
    PanelGatewaysMessage,
    RegionMessage,
    SentenceMessage,
)
from .responses import sentence_message

type Listener = Callable[[PanelGatewaysMessage], None]


class PanelGateways:
    """All gateways, followed while the panel is open."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._listeners = Signal[PanelGatewaysMessage]()
        self._stops: list[CALLBACK_TYPE] = []
        # What is followed of the gateways that are set up, by their entries.
        self._followed: dict[str, tuple[RuntimeData, CALLBACK_TYPE]] = {}
        self._reported: PanelGatewaysMessage | None = None
        self._due = False

    @callback
    def async_follow(self, listener: Listener) -> CALLBACK_TYPE:
        """Send all gateways to a listener, now and whenever one changes; returns what ends it."""
        if not self._listeners:
            self._start()
        listener(self._reported or self._message())
        return self._listeners.async_listen(listener, last_left=self._stop)

    @callback
    def _start(self) -> None:
        self._stops = [async_follow_gateway_entries(self._hass, self._schedule)]
        if "mqtt" in self._hass.config.components:
            self._stops.append(
                async_subscribe_connection_status(self._hass, lambda _connected: self._schedule())
            )
        self._follow_loaded()
        self._reported = self._message()

    @callback
    def _stop(self) -> None:
        for stop in (*self._stops, *(stop for _, stop in self._followed.values())):
            stop()
        self._stops, self._followed, self._reported = [], {}, None

    @callback
    def _schedule(self) -> None:
        """Look once for all changes of this moment."""
        if not self._due:
            self._due = True
            self._hass.loop.call_soon(self._look)

    @callback
    def _look(self) -> None:
        self._due = False
        if not self._listeners:
            return
        self._follow_loaded()
        message = self._message()
        if message != self._reported:
            self._reported = message
            self._listeners.async_send(message)

    @callback
    def _follow_loaded(self) -> None:
        """Follow the gateways that are set up, and no others."""
        loaded = {
            entry.entry_id: entry.runtime_data
            for entry in gateway_entries(self._hass)
            if entry.state is ConfigEntryState.LOADED
        }
        for entry_id, (runtime, stop) in list(self._followed.items()):
            if loaded.get(entry_id) is not runtime:
                stop()
                del self._followed[entry_id]
        for entry_id, runtime in loaded.items():
            if entry_id not in self._followed:
                stop = runtime.devices.async_add_listener(self._schedule)
                self._followed[entry_id] = runtime, stop

    def _message(self) -> PanelGatewaysMessage:
        rows = [_gateway(self._hass, entry) for entry in gateway_entries(self._hass)]
        return PanelGatewaysMessage(gateways=sorted(rows, key=lambda one: one.name.casefold()))


PANEL_GATEWAYS: Final[HassKey[PanelGateways]] = HassKey(f"{DOMAIN}_panel_gateways")


def _gateway(hass: HomeAssistant, entry: MilesightConfigEntry) -> PanelGatewayMessage:
    runtime = entry.runtime_data if entry.state is ConfigEntryState.LOADED else None
    listed = runtime.devices.data if runtime else None
    return PanelGatewayMessage(
        config_entry_id=entry.entry_id,
        name=one_line(entry.title),
        eui=entry.data[CONF_GATEWAY_EUI],
        device_id=runtime.gateway_device_id if runtime else None,
        state=_state(runtime),
        reason=None if runtime else _reason(entry),
        silent_since=_minute(async_silent_since(hass, entry)),
        request_topic=entry.data[CONF_REQUEST_TOPIC],
        response_topic=entry.data[CONF_RESPONSE_TOPIC],
        channel_plan=listed.channel_plan if listed else None,
        cloud=listed.cloud if listed else None,
        has_fuota=runtime is None or runtime.fuota.data is None or runtime.fuota.data.supported,
        region=_region(runtime),
    )


def _region(runtime: RuntimeData | None) -> RegionMessage | None:
    plan = runtime.plan if runtime else None
    if plan is None:
        return None
    return RegionMessage(
        lowest_frequency=plan.lowest_frequency,
        highest_frequency=plan.highest_frequency,
        data_rates=list(plan.data_rates),
        rx2_frequency=plan.rx2.frequency,
        rx2_data_rate=plan.rx2.data_rate,
        ping_slot_frequency=plan.ping_slot.frequency,
        ping_slot_data_rate=plan.ping_slot.data_rate,
    )


def _state(runtime: RuntimeData | None) -> GatewayState:
    if runtime is None:
        return GatewayState.NOT_SET_UP
    if runtime.devices.gateway_answers:
        return GatewayState.ANSWERS
    failure = runtime.devices.last_exception
    if failure is not None and isinstance(failure.__cause__, NotConnectedError):
        return GatewayState.NO_BROKER
    return GatewayState.SILENT


def _reason(entry: MilesightConfigEntry) -> SentenceMessage | None:
    if entry.reason is None:
        return None
    return sentence_message(
        entry.reason,
        entry.error_reason_translation_domain,
        entry.error_reason_translation_key,
        entry.error_reason_translation_placeholders,
    )


def _minute(moment: datetime | None) -> str | None:
    """Return a moment to the minute: it is computed anew each time, with other seconds."""
    return None if moment is None else moment.replace(second=0, microsecond=0).isoformat()
