"""A FUOTA task before it is written: what it must fit, will take, and what speaks against it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
import logging
from typing import Any, Final

from ..ns_api.channel_plan import Channel, ChannelPlan
from ..ns_api.device import Device
from ..ns_api.errors import (
    NoAnswerError,
    RefusedError,
    UnreadableAnswerError,
    is_unknown_call,
)
from ..ns_api.estimate import TaskEstimate, estimate, estimate_task
from ..ns_api.field import Caution, Problem, raise_if_any
from ..ns_api.firmware import Firmware
from ..ns_api.fuota import FuotaTask, PayloadSize
from ..ns_api.fuota_draft import Surroundings, TaskDraft, new_task
from ..ns_api.gateway import Gateway
from ..ns_api.listing import Listing
from ..ns_api.preflight import airtime_of, cautions, device_cautions, refusals
from ..ns_api.profile import Profile
from ..ns_api.quoting import quoted
from .clock import Clock
from .settings import UpdateSettings

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TaskContext:
    """What tasks are worked out from: the gateway, its zone, and what is known and wanted now."""

    gateway: Gateway
    clock: Clock
    time_zone: tzinfo
    plan: Callable[[], ChannelPlan | None]
    devices: Callable[[], Mapping[str, Device]]
    settings: Callable[[], UpdateSettings]


@dataclass(frozen=True, kw_only=True)
class TaskSurroundings:
    """What a task must fit, its devices and their profiles, and the tasks that there are."""

    there: Surroundings
    devices: Mapping[str, Device]
    profiles: Mapping[str, Profile]
    tasks: Listing[int, FuotaTask]


@dataclass(frozen=True)
class Preflight:
    """The estimate, None where the size of the firmware is not told; refusals; warnings."""

    estimate: TaskEstimate | None
    refusals: list[Problem]
    warnings: tuple[Caution, ...]

    @property
    def told_estimate(self) -> dict[str, Any] | None:
        """The estimate as a response tells it: the airtime in ms, other spans of time in s."""
        made = self.estimate
        if made is None:
            return None
        return {
            "fragments": made.fragments,
            "sent_fragments": made.sent_fragments,
            "frame_airtime": made.frame_airtime,
            "sending_time": made.sending_time.total_seconds(),
            "duration": made.duration.total_seconds(),
            "ends_at": made.ends_at.isoformat(),
        }


@dataclass(frozen=True)
class NewTask:
    """A task that can be written, what it will take, and the tasks that there are before it."""

    draft: TaskDraft
    preflight: Preflight
    before: Listing[int, FuotaTask]


async def async_surroundings(
    context: TaskContext,
    tasks: Listing[int, FuotaTask],
    dev_euis: Collection[str] | None,
    *,
    but: int = -1,
    sized: bool = False,
) -> TaskSurroundings:
    """Read what a task for these devices must fit; they are read anew where some are named.

    `but` is a task whose own devices are not in its way. Where the size of the fragments is named
    (`sized`), the task does not depend on what the gateway tells of payloads. Raises what the API's
    client raises.
    """
    gateway = context.gateway
    busy: dict[str, str] = {}
    for task in tasks.items.values():
        if not task.ended and task.task_id != but:
            busy |= dict.fromkeys(task.dev_euis, quoted(task.name or task.task_id))
    sizes: list[PayloadSize] = []
    try:
        sizes = await gateway.get_payload_sizes()
    except (RefusedError, NoAnswerError, UnreadableAnswerError) as err:
        unsupported = isinstance(err, UnreadableAnswerError) or is_unknown_call(err)
        if not sized and not unsupported:
            raise
        _LOGGER.debug("Payload sizes not known: %s", err)
    if dev_euis is None:
        devices: Mapping[str, Device] = context.devices()
    else:
        devices = (await gateway.list_devices()).devices
    profiles: Mapping[str, Profile] = {}
    with suppress(RefusedError):
        # Read for a default and a warning: no reason to make no task.
        profiles = (await gateway.list_profiles()).profiles
    there = Surroundings(
        plan=context.plan(),
        time_zone=context.time_zone,
        now=context.clock.now(),
        payload_sizes={one.dr: one.max_payload_size for one in sizes},
        dev_euis=None if dev_euis is None else devices.keys(),
        busy=busy,
        rx2=common_rx2([devices[one] for one in dev_euis or () if one in devices], profiles),
        settings=context.settings().fields,
    )
    return TaskSurroundings(there=there, devices=devices, profiles=profiles, tasks=tasks)


def common_rx2(devices: Sequence[Device], profiles: Mapping[str, Profile]) -> Channel | None:
    """Return the second receive window that all these devices have, None where they differ."""
    windows = {
        (profile.rx_freq2, profile.rx_data_rate2)
        for device in devices
        if (profile := profiles.get(device.profile_id or "")) is not None
    }
    if len(windows) != 1:
        return None
    ((frequency, data_rate),) = windows
    return Channel(frequency, data_rate) if frequency and data_rate is not None else None


def look_at(draft: TaskDraft, around: TaskSurroundings, allowance: timedelta) -> Preflight:
    """Return what a task will take, and what speaks against it.

    `allowance` is for what it takes beside sending.
    """
    values, plan = draft.values, around.there.plan
    airtime = airtime_of(values, plan)
    sending = None
    if draft.firmware.size:
        sending = estimate(
            draft.firmware.size,
            values["fragment_size"],
            values["fragment_interval"],
            values["fragment_redundancy"],
        )
    devices, there = around.devices, around.there
    concerned = [devices[dev_eui] for dev_eui in values["dev_euis"] if dev_eui in devices]
    found = (
        *draft.warnings,
        *cautions(values, airtime, plan, sending),
        *device_cautions(concerned, around.profiles, there.now, there.time_zone),
    )
    started_at = datetime.fromisoformat(values["started_at"])
    estimated = estimate_task(sending, airtime, started_at, allowance) if sending else None
    return Preflight(estimated, refusals(values, airtime), found)


async def async_new_task(
    context: TaskContext,
    given: Mapping[str, Any],
    firmware: Firmware | None,
    firmware_problems: Collection[Problem] = (),
    *,
    tasks: Listing[int, FuotaTask] | None = None,
) -> NewTask:
    """Return a new task that can be written. `tasks` are those that were just read.

    `InvalidFieldsError` with all that speaks against it.
    """
    if tasks is None:
        tasks = await context.gateway.list_fuota_tasks()
    sized = given.get("fragment_size") is not None
    around = await async_surroundings(context, tasks, given.get("dev_euis"), sized=sized)
    draft = new_task(given, firmware, around.there, firmware_problems)
    looked = look_at(draft, around, context.settings().allowance)
    raise_if_any(looked.refusals)
    return NewTask(draft, looked, tasks)
