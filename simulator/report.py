"""What a gateway keeps, told to whoever has its control topic."""

from .device import Device
from .fuota import FuotaTask
from .gateway import Gateway

type Report = dict[str, object]


def books(gateway: Gateway) -> Report:
    """Return what a gateway keeps, as of now: counts, devices, tasks, requests by call."""
    gateway.advance()
    return {
        "channel_plan": gateway.books.plan.name,
        "cloud": gateway.books.cloud,
        "counts": {
            "devices": len(gateway.devices),
            "active_devices": sum(each.active for each in gateway.devices.values()),
            "profiles": len(gateway.profiles),
            "applications": len(gateway.applications),
            "multicast_groups": len(gateway.multicast_groups),
            "payload_codecs": len(gateway.payload_codecs),
            "tasks": len(gateway.tasks),
        },
        "devices": [_device(each) for each in gateway.devices.values()],
        "profiles": [
            {"profile_id": each.profile_id, "name": each.name} for each in gateway.profiles.values()
        ],
        "multicast_groups": [
            {"id": each.group_id, "name": each.name, "devices": each.devices}
            for each in gateway.multicast_groups.values()
        ],
        "tasks": [_task(each) for each in gateway.tasks.values()],
        "request_counts": dict(gateway.request_counts),
    }


def _device(device: Device) -> Report:
    return {
        "dev_eui": device.dev_eui,
        "name": device.name,
        "application_id": device.application_id,
        "profile_id": device.profile_id,
        "active": device.active,
        "last_seen": device.last_seen,
        "f_cnt_up": device.f_cnt_up,
        "model": device.model,
        "hardware_version": device.hardware_version,
        "firmware_version": device.firmware_version,
        "fate": None if device.fate is None else str(device.fate),
    }


def _task(task: FuotaTask) -> Report:
    return {
        "id": task.task_id,
        "name": task.name,
        "status": int(task.status),
        "started_at": task.started_at,
        "executing_since": task.executing_since,
        "stopped_at": task.stopped_at,
        "firmware": task.firmware.name,
        "firmware_size": task.firmware.size,
        "devices": [
            {
                "dev_eui": each.dev_eui,
                "multicast_status": each.multicast_status,
                "fragment_status": each.fragment_status,
                "firmware_version": each.firmware_version,
            }
            for each in task.devices.values()
        ],
    }
