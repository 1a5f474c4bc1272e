"""Diagnostics: what a maintainer needs, without keys, full EUIs and names that people chose."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from statistics import median
from time import monotonic
from typing import Any, Final

from homeassistant.components.diagnostics import REDACTED
from homeassistant.components.mqtt import CONF_PROTOCOL, DOMAIN as MQTT_DOMAIN
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceEntry

from .const import (
    CONF_DATA_CENTER,
    CONF_DEVICE_INTERVAL,
    CONF_FUOTA_INTERVAL,
    CONF_GATEWAY_EUI,
    CONF_OVERDUE_AFTER,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_TIME_ZONE,
    DOMAIN,
    UPDATE_OPTIONS,
)
from .coordinator import GatewayCoordinator
from .device_registry import device_identifier, gateway_identifier, task_identifier
from .masking import (
    HIDDEN_OF_DEVICE,
    HIDDEN_OF_TASK,
    SUGGESTED,
    keys_of,
    masked_eui,
    masked_topic,
    masked_words,
    without_secrets,
)
from .mqtt import is_connected
from .ns_api.caller import CallCounts
from .ns_api.device import Device
from .ns_api.errors import NsApiError, RefusedError
from .ns_api.link import Link
from .ns_api.shape import shape
from .reading_entities.diagnostics import describe_device_readings, describe_readings
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.task_view import TrackedTask
from .words import translation

_OPTIONS: Final = (
    CONF_DATA_CENTER,
    CONF_DEVICE_INTERVAL,
    CONF_FUOTA_INTERVAL,
    CONF_OVERDUE_AFTER,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_TIME_ZONE,
    *UPDATE_OPTIONS,
)
_SHOWN_OF_DEVICE: Final = (
    "application_id", "profile_id", "payload_codec_id", "f_port", "f_cnt_up", "f_cnt_down",
    "skip_f_cnt_check", "supports_join", "active", "last_seen_at", "last_seen_at_time",
    "last_seen_uncertainty",
    "mb_mode", "mb_frame_port", "mb_tcp_port",
)  # fmt: skip
_SHOWN_OF_TASK: Final = (
    "task_id", "status", "started_at", "stopped_at", "created_at", "updated_at", "done_devices",
    "total_devices", "fragment_size", "fragment_interval", "fragment_redundancy", "group_type",
    "dr", "frequency", "session_time_delay", "session_time_out", "multicast_status",
    "is_official_firmware",
)  # fmt: skip
# Of the firmware that is Milesight's own, and of that which people brought.
_SHOWN_OF_OFFICIAL: Final = (
    "model", "firmware_version", "hardware_version", "support_min_hardware_version",
    "support_min_firmware_version", "size", "frequency_bands",
)  # fmt: skip
_SHOWN_OF_OWN: Final = (
    "product_model", "firmware_version", "support_hardware_version", "support_firmware_version",
)  # fmt: skip


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: MilesightConfigEntry
) -> dict[str, Any]:
    """Return the diagnostics of a gateway, with the shape of what it answers."""
    parts = _diagnostics(hass, entry)
    if entry.state is ConfigEntryState.LOADED:
        answers = dict(entry.runtime_data.gateway.last_answers)
        parts["answers"] = await hass.async_add_executor_job(
            lambda: {call: shape(answer) for call, answer in answers.items()}
        )
    return parts


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: MilesightConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return the diagnostics of a LoRaWAN device, of a firmware task or of the gateway."""
    return _diagnostics(
        hass, entry, {name for domain, name in device.identifiers if domain == DOMAIN}
    )


def _diagnostics(
    hass: HomeAssistant, entry: MilesightConfigEntry, identifiers: Collection[str] = ()
) -> dict[str, Any]:
    """Return the diagnostics of an entry, and of the device that has these identifiers."""
    parts, keys = _entry_data(hass, entry), set[str]()
    if entry.state is ConfigEntryState.LOADED:
        parts |= _gateway_data(entry.runtime_data)
        parts |= _identified_data(entry.runtime_data, identifiers)
        keys = keys_of(entry.runtime_data)
    return {name: without_secrets(part, keys) for name, part in parts.items()}


def _identified_data(runtime: RuntimeData, identifiers: Collection[str]) -> dict[str, Any]:
    """Return the row of a device or a task. Both are None where the gateway does not list it."""
    eui = runtime.gateway.eui
    if not identifiers or gateway_identifier(eui) in identifiers:
        return {}
    devices = (
        _device_data(runtime, device)
        for dev_eui, device in runtime.devices.items.items()
        if device_identifier(eui, dev_eui) in identifiers
    )
    tasks = (
        _task_data(tracked)
        for task_id, tracked in runtime.fuota.items.items()
        if task_identifier(eui, task_id) in identifiers
    )
    return {"device": next(devices, None), "task": next(tasks, None)}


def _entry_data(hass: HomeAssistant, entry: MilesightConfigEntry) -> dict[str, Any]:
    """Return what is known of an entry, loaded or not."""
    topics = [entry.data[name] for name in SUGGESTED]
    eui = entry.data[CONF_GATEWAY_EUI]
    protocol = next(
        (one.data.get(CONF_PROTOCOL) for one in hass.config_entries.async_entries(MQTT_DOMAIN)),
        None,
    )
    return {
        "entry": {
            "state": entry.state.value,
            # The sentence itself may repeat what the gateway said.
            "reason": entry.error_reason_translation_key,
            "options": {name: entry.options[name] for name in _OPTIONS if name in entry.options},
        },
        "gateway_eui": masked_eui(eui),
        "topics": {name: masked_topic(entry.data[name], name, eui) for name in SUGGESTED},
        "entries_on_these_topics": sum(
            [other.data.get(name) for name in SUGGESTED] == topics
            for other in hass.config_entries.async_entries(DOMAIN)
        ),
        "mqtt": {"connected": is_connected(hass), "protocol": protocol},
    }


def _gateway_data(runtime: RuntimeData) -> dict[str, Any]:
    """Return what is known of a gateway that is loaded."""
    devices, tasks = runtime.devices.items, runtime.fuota.items
    provisioning, link, counts = (
        runtime.provisioning.data,
        runtime.gateway.link,
        runtime.gateway.counts,
    )
    statuses = Counter(
        "unknown" if one.task.status is None else one.task.status.name.lower()
        for one in tasks.values()
    )
    return {
        "time_zone": str(runtime.time_zone),
        "channel_plan": runtime.devices.data.channel_plan,
        "cloud": runtime.devices.data.cloud,
        "counts": {
            "devices": len(devices),
            "active_devices": sum(one.active is True for one in devices.values()),
            "never_seen_devices": sum(one.never_heard for one in devices.values()),
            "devices_seen_at_unreadable_times": sum(
                one.last_seen_uncertainty is None for one in devices.values()
            ),
            "applications": len(runtime.devices.data.applications),
            "profiles": len(provisioning.profiles.profiles) if provisioning else None,
            "multicast_groups": len(provisioning.multicast_groups.items) if provisioning else None,
            "tasks": dict(statuses),
        },
        "coordinators": {
            "devices": {
                **_coordinator(runtime, runtime.devices, "list_devices"),
                "complete": runtime.devices.complete,
            },
            "fuota": {
                **_coordinator(runtime, runtime.fuota, "list_fuota_tasks"),
                "complete": runtime.fuota.data.complete if runtime.fuota.data else None,
                "supported": runtime.fuota.data.supported if runtime.fuota.data else None,
            },
            "provisioning": {
                **_coordinator(
                    runtime, runtime.provisioning, "list_profiles", "list_multicast_groups"
                ),
                "profiles_complete": provisioning.profiles.complete if provisioning else None,
                "groups_complete": provisioning.multicast_groups.complete if provisioning else None,
            },
        },
        "firmware": {
            "known": runtime.firmware.data.known,
            "supported": runtime.firmware.data.supported,
            "checked_at": _moment(runtime.firmware.data.checked_at),
            "devices": len(runtime.firmware.items),
            "models": len({one.model for one in runtime.firmware.items.values()}),
        },
        "readings": describe_readings(runtime),
        "calls": {call: _call(counted) for call, counted in counts.items()},
        "response_topic": _line(link),
    }


def _coordinator(
    runtime: RuntimeData, coordinator: GatewayCoordinator[Any], *calls: str
) -> dict[str, Any]:
    """Return how a coordinator fares; the calls are those that it makes at every poll."""
    interval, counts = coordinator.update_interval, runtime.gateway.counts
    answered = [counts[call].answered_at if call in counts else None for call in calls]
    times = [moment for moment in answered if moment is not None]
    return {
        "interval_s": None if interval is None else interval.total_seconds(),
        "last_update_success": coordinator.last_update_success,
        "last_answer_s_ago": round(monotonic() - min(times), 1)
        if len(times) == len(calls)
        else None,
        "last_error": _error(runtime, coordinator.last_exception),
    }


def _error(runtime: RuntimeData, err: BaseException | None) -> dict[str, Any] | None:
    """Return an error by its sentence. Words that are not this integration's are masked."""
    if err is None:
        return None
    cause = err.__cause__
    if not isinstance(cause, NsApiError):
        # Any text may be in the message of an error that nobody expected.
        return {"type": type(err).__name__}
    text = None
    if isinstance(cause, RefusedError):
        text = masked_words(cause.text, runtime)
        cause = type(cause)(cause.call, cause.code, text)
    return {
        "type": type(cause).__name__,
        "call": cause.call,
        "code": cause.code if isinstance(cause, RefusedError) else None,
        "sentence": str(HomeAssistantError(**translation(cause))),
        "text": text,
    }


def _call(counts: CallCounts) -> dict[str, Any]:
    times = [1000 * seconds for seconds in counts.seconds]
    return {
        "requests": counts.requests,
        "time_outs": counts.time_outs,
        "not_sent": counts.not_sent,
        "refusals": {
            "other" if code is None else str(code): times_seen
            for code, times_seen in counts.refusals.items()
        },
        "timed": len(times),
        "median_ms": round(median(times), 1) if times else None,
        "longest_ms": round(max(times), 1) if times else None,
    }


def _line(link: Link) -> dict[str, int]:
    return {
        "unreadable": link.unreadable,
        "not_ours": link.strangers,
        "from_other_gateways": link.others,
        "repeated": link.repeated,
        "longest_message_bytes": link.longest,
        "waiting_requests": link.waiting,
    }


def _device_data(runtime: RuntimeData, device: Device) -> dict[str, Any]:
    return {
        "dev_eui": masked_eui(device.dev_eui),
        **_shown(device, _SHOWN_OF_DEVICE),
        **_hidden(device, HIDDEN_OF_DEVICE),
        "readings": describe_device_readings(runtime, device),
        "tasks": [
            task_id
            for task_id, tracked in runtime.fuota.items.items()
            if device.dev_eui in tracked.task.dev_euis
        ],
    }


def _task_data(tracked: TrackedTask) -> dict[str, Any]:
    task = tracked.task
    return {
        **_shown(task, _SHOWN_OF_TASK),
        **_hidden(task, HIDDEN_OF_TASK),
        "dev_euis": [masked_eui(dev_eui) for dev_eui in task.dev_euis],
        "official_firmware": _shown(task.official_firmware_info, _SHOWN_OF_OFFICIAL),
        "own_firmware": _shown(task.firmware_info, _SHOWN_OF_OWN),
        "starts": _moment(tracked.starts),
        "ends": _moment(tracked.ends),
    }


def _shown(row: object | None, names: Collection[str]) -> dict[str, Any]:
    values = {} if row is None else {name: getattr(row, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def _hidden(row: object, names: Collection[str]) -> dict[str, Any]:
    """Return only whether there is something."""
    return {name: REDACTED if getattr(row, name) else None for name in names}


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()
