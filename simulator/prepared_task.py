"""A FUOTA task that is about to run when the simulator starts, of a chosen length."""

from datetime import timedelta
import math

from .catalogue import OfficialFirmware, row, version
from .device import Device
from .gateway import Gateway
from .session import Phases

MODEL = "WT201"
INTERVAL = 1000
REDUNDANCY = 20
MOST_DEVICES = 4


def fitted_phases(phases: Phases, duration: float) -> Phases:
    """Return phases that leave the sending more than half of a task of so many seconds."""
    total = (phases.setup + phases.polling + phases.reboot) / phases.speed
    if total <= duration * 0.4:
        return phases
    scale = duration * 0.4 / total
    return Phases(phases.setup * scale, phases.polling * scale, phases.reboot * scale, phases.speed)


def firmware_size(phases: Phases, duration: float, fragment_size: int) -> int:
    """Return how many bytes make a task last so many seconds.

    ValueError when the phases other than the sending leave no time for it.
    """
    others = phases.setup + phases.polling + phases.reboot
    sent = int((duration * phases.speed - others) / (INTERVAL / 1000))
    fragments = next(
        (n for n in range(sent, 0, -1) if n + math.ceil(n * REDUNDANCY / 100) <= sent), 0
    )
    if not fragments:
        raise ValueError(
            f"set-up, polling and reboot take {others / phases.speed:g} s of {duration:g} s"
        )
    return fragments * fragment_size


def start(gateway: Gateway, *, duration: float, delay: float) -> int:
    """Add a task that starts `delay` seconds from now and lasts `duration`; return its id.

    It takes the newest official firmware of a model, cut to the size that lasts so long, and the
    first active class C devices of that model.
    """
    devices = _taking_part(gateway)
    if not devices:
        raise ValueError(f"no active {MODEL} for the running task: more devices, please")
    plan = gateway.books.plan
    fragment_size = min(plan.max_payload_sizes[plan.rx2_data_rate], 50)
    firmware = _newest(gateway)
    firmware.size = firmware_size(gateway.books.phases, duration, fragment_size)
    started_at = gateway.now() + timedelta(seconds=delay)
    task = {
        "name": "Thermostats, spring release",
        "description": "Schedules keep summer time",
        "startedAt": started_at.isoformat(timespec="milliseconds"),
        "deveui": [device.dev_eui.lower() for device in devices],
        "isOfficialFirmware": True,
        "officialFirmwareInfo": {**row(firmware), "size": str(firmware.size)},
        "fragmentInfo": {
            "fragmentSize": fragment_size,
            "fragmentInterval": INTERVAL,
            "fragmentRedundancy": REDUNDANCY,
        },
        "tmpMcInfo": {"groupType": 0, "dr": plan.rx2_data_rate, "frequency": plan.rx2_frequency},
    }
    try:
        gateway.by_hand("POST", "/api/fuota/task", {"fuotaTask": task})
    except ValueError as error:
        raise ValueError(f"the running task is refused: {error}") from None
    return gateway.books.last_task_id


def _taking_part(gateway: Gateway) -> list[Device]:
    devices = [
        device
        for device in gateway.devices.values()
        if device.active
        and device.model == MODEL
        and gateway.profiles[device.profile_id].supports_class_c
    ]
    return devices[:MOST_DEVICES]


def _newest(gateway: Gateway) -> OfficialFirmware:
    offered = [one for one in gateway.books.catalogue if one.model == MODEL]
    return max(offered, key=lambda one: version(one.firmware_version))
