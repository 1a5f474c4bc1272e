"""A FUOTA task before it is written: limits that it must fit, estimate, refusals, warnings."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
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
from ..ns_api.field import Caution, Problem, raise_if_any
from ..ns_api.firmware.named import Firmware
from ..ns_api.fuota import FuotaTask, PayloadSize
from ..ns_api.fuota_draft import TaskConstraints, TaskDraft, new_task
from ..ns_api.gateway import Gateway
from ..ns_api.listing import Listing
from ..ns_api.profile import Profile
from ..ns_api.quoting import quoted
from ..ns_api.session_plan import (
    TaskEstimate,
    airtime_of,
    cautions,
    device_cautions,
    estimate,
    estimate_task,
    refusals,
)
from .clock import Clock
from .settings import UpdateSettings

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class TaskContext:
    """The basis of new tasks: the gateway, its zone, its devices and tasks, the options.

    `unfinished_tasks` are those of the last poll, None before the first one; `poll_tasks` has them
    polled anew.
    """

    gateway: Gateway
    clock: Clock
    time_zone: tzinfo
    plan: Callable[[], ChannelPlan | None]
    devices: Callable[[], Mapping[str, Device]]
    settings: Callable[[], UpdateSettings]
    unfinished_tasks: Callable[[], Mapping[int, FuotaTask] | None]
    poll_tasks: Callable[[], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class TaskSituation:
    """The limits of a task, its devices and their profiles, and the tasks that exist."""

    constraints: TaskConstraints
    devices: Mapping[str, Device]
    profiles: Mapping[str, Profile]
    tasks: Listing[int, FuotaTask]


@dataclass(frozen=True)
class Preflight:
    """The estimate, None where the size of the firmware is unknown; refusals; warnings."""

    estimate: TaskEstimate | None
    refusals: list[Problem]
    warnings: tuple[Caution, ...]

    @property
    def estimate_response(self) -> dict[str, Any] | None:
        """The estimate as responses have it: the airtime in ms, other durations in s."""
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
    """A task that can be written, its estimate, and the tasks that exist before it."""

    draft: TaskDraft
    preflight: Preflight
    before: Listing[int, FuotaTask]


async def async_read_situation(
    context: TaskContext,
    tasks: Listing[int, FuotaTask],
    dev_euis: Collection[str] | None,
    *,
    except_task: int = -1,
    sized: bool = False,
) -> TaskSituation:
    """Read the limits of a task for these devices; if some are named, devices are read anew.

    `except_task` is a task whose own devices do not count as busy. Where the size of the fragments
    is named (`sized`), the task does not depend on the payload sizes of the gateway. Raises what
    the API's client raises.
    """
    gateway = context.gateway
    busy: dict[str, str] = {}
    for task in await async_unfinished(context, tasks):
        if task.task_id != except_task:
            dev_euis_of = task.dev_euis or await _devices_of(gateway, task)
            busy |= dict.fromkeys(dev_euis_of, quoted(task.name or task.task_id))
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
        devices = await async_read_devices(context)
    profiles: Mapping[str, Profile] = {}
    with suppress(RefusedError):
        # They serve a default and a warning: a task can be made without.
        profiles = (await gateway.list_profiles()).profiles
    constraints = TaskConstraints(
        plan=context.plan(),
        time_zone=context.time_zone,
        now=context.clock.now(),
        payload_sizes={one.dr: one.max_payload_size for one in sizes},
        dev_euis=None if dev_euis is None else devices.keys(),
        busy=busy,
        rx2=common_rx2([devices[one] for one in dev_euis or () if one in devices], profiles),
        settings=context.settings().fields,
    )
    return TaskSituation(constraints=constraints, devices=devices, profiles=profiles, tasks=tasks)


async def async_read_devices(context: TaskContext) -> Mapping[str, Device]:
    """Read the devices, with those that were known before and that only an incomplete list lacks.

    Raises what the API's client raises.
    """
    listed = await context.gateway.list_devices()
    return listed.devices if listed.complete else {**context.devices(), **listed.devices}


async def async_unfinished(context: TaskContext, tasks: Listing[int, FuotaTask]) -> list[FuotaTask]:
    """Return the tasks of a list that have not ended, and those that only this list lacks.

    One list without a task does not prove that the task is gone. That takes two polls.
    """

    def lacking() -> list[FuotaTask]:
        known = context.unfinished_tasks() or {}
        return [task for task_id, task in known.items() if task_id not in tasks.items]

    if context.unfinished_tasks() is None or lacking():
        await context.poll_tasks()
    return [*(one for one in tasks.items.values() if not one.ended), *lacking()]


async def _devices_of(gateway: Gateway, task: FuotaTask) -> Collection[str]:
    """Return the devices of a task whose row lacks them, none where the gateway refuses."""
    try:
        return (await gateway.list_fuota_task_devices(task.task_id)).items.keys()
    except RefusedError as err:
        _LOGGER.debug("Devices of task %s not known: %s", task.task_id, err)
        return ()


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


def look_at(draft: TaskDraft, situation: TaskSituation, allowance: timedelta) -> Preflight:
    """Return the estimate of a task, why it is refused, and warnings.

    `allowance` is for what it takes beside sending.
    """
    values, plan = draft.values, situation.constraints.plan
    airtime = airtime_of(values, plan)
    sending = None
    if draft.firmware.size:
        sending = estimate(
            draft.firmware.size,
            values["fragment_size"],
            values["fragment_interval"],
            values["fragment_redundancy"],
        )
    devices, constraints = situation.devices, situation.constraints
    concerned = [devices[dev_eui] for dev_eui in values["dev_euis"] if dev_eui in devices]
    found = (
        *draft.warnings,
        *cautions(values, airtime, plan, sending),
        *device_cautions(concerned, situation.profiles, constraints.now, constraints.time_zone),
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

    `InvalidFieldsError` with all that is wrong with it.
    """
    if tasks is None:
        tasks = await context.gateway.list_fuota_tasks()
    sized = given.get("fragment_size") is not None
    situation = await async_read_situation(context, tasks, given.get("dev_euis"), sized=sized)
    draft = new_task(given, firmware, situation.constraints, firmware_problems)
    looked = look_at(draft, situation, context.settings().allowance)
    raise_if_any(looked.refusals)
    return NewTask(draft, looked, tasks)
