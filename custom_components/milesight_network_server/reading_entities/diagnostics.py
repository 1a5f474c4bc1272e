"""What diagnostics show of readings: counts and kinds, never a value, a place or a foreign key."""

from collections import Counter
from typing import Any

from ..ns_api.device import Device
from ..readings.value import Value
from ..runtime import RuntimeData


def describe_readings(runtime: RuntimeData) -> dict[str, Any]:
    """Return how the readings of a gateway fare."""
    readings = runtime.readings
    counts, silence = readings.reception.counts, readings.silence
    values = [value for device in readings.devices.values() for value in device.values.values()]
    return {
        "topic_levels": None if readings.topic is None else len(readings.topic.split("/")),
        "messages": {
            "taken": counts.taken,
            "retained": counts.retained,
            "without_a_codec": counts.raw,
            "naming_no_device": counts.nameless,
            "of_unlisted_devices": counts.unlisted,
            "unlisted_devices": len(counts.unlisted_devices),
        },
        "topic": None
        if readings.reception.door is None
        else {
            "messages": readings.reception.door.counts.messages,
            "too_long": readings.reception.door.counts.too_long,
            "unreadable": readings.reception.door.counts.unreadable,
        },
        "devices": len(readings.devices),
        "values": dict(Counter(value.kind.platform.value for value in values)),
        "values_that_no_rule_knows": sum(not value.kind.known for value in values),
        "values_switched_off_for_want_of_room": readings.without_room,
        "frames_lost": sum(device.lost for device in readings.devices.values()),
        "devices_heard": len(silence.spoken),
        "devices_overdue": len(silence.overdue),
    }


def describe_device_readings(runtime: RuntimeData, device: Device) -> dict[str, Any]:
    """Return what is known of what one device says."""
    readings, silence = runtime.readings.devices.get(device.dev_eui), runtime.readings.silence
    return {
        "interval_s": silence.interval(device.dev_eui),
        "overdue": silence.is_overdue(device.dev_eui),
        "model": readings.model if readings else None,
        "frames_lost": readings.lost if readings else None,
        "values": [_describe(value) for value in readings.values.values()] if readings else [],
    }


def _describe(value: Value) -> dict[str, Any]:
    """Return what a value is. A key that no rule knows may be somebody's own word."""
    kind = value.kind
    return {
        "key": value.key if kind.known else "***",
        "platform": kind.platform.value,
        "device_class": kind.device_class,
        "unit": kind.unit,
        "shown": value.entity is not None,
        "told": value.fed_at is not None,
    }
