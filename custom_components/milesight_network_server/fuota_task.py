"""A FUOTA task on its way to the gateway: looked at before, written once, its firmware kept."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util.dt import utcnow

from .const import LOGGER
from .exceptions import warning
from .fuota_preflight import Preflight, preflight
from .kept_firmware import kept_firmware
from .ns_api.channel_plan import Channel
from .ns_api.device import Device
from .ns_api.effect import added
from .ns_api.errors import (
    NoAnswerError,
    RefusedError,
    UnreadableAnswerError,
    is_unknown_call,
)
from .ns_api.field import Problem, raise_if_any
from .ns_api.firmware import Firmware
from .ns_api.fuota import FuotaTask, PayloadSize
from .ns_api.fuota_draft import Surroundings, TaskDraft, new_task
from .ns_api.listing import Listing
from .ns_api.profile import Profile
from .ns_api.quoting import quoted
from .unknown_outcome import Made, async_write
from .update_settings import update_settings

if TYPE_CHECKING:
    from .runtime import MilesightConfigEntry


@dataclass(frozen=True, kw_only=True)
class TaskSurroundings:
    """What a task must fit, its devices and their profiles, and the tasks that there are."""

    there: Surroundings
    devices: Mapping[str, Device]
    profiles: Mapping[str, Profile]
    tasks: Listing[int, FuotaTask]


@dataclass(frozen=True)
class NewTask:
    """A task that can be written, what it will take, and the tasks that there are before it."""

    draft: TaskDraft
    preflight: Preflight
    before: Listing[int, FuotaTask]


@dataclass(frozen=True)
class WrittenTask:
    """A task that the gateway has, and what is to be said about it, as sentences."""

    task_id: int
    written_at: datetime
    warnings: tuple[str, ...]


async def async_surroundings(
    entry: MilesightConfigEntry,
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
    runtime = entry.runtime_data
    busy: dict[str, str] = {}
    for task in tasks.items.values():
        if not task.ended and task.task_id != but:
            busy |= dict.fromkeys(task.dev_euis, quoted(task.name or task.task_id))
    sizes: list[PayloadSize] = []
    try:
        sizes = await runtime.gateway.get_payload_sizes()
    except (RefusedError, NoAnswerError, UnreadableAnswerError) as err:
        unsupported = isinstance(err, UnreadableAnswerError) or is_unknown_call(err)
        if not sized and not unsupported:
            raise
        LOGGER.debug("Payload sizes not known: %s", err)
    if dev_euis is None:
        devices: Mapping[str, Device] = runtime.devices.items
    else:
        devices = (await runtime.gateway.list_devices()).devices
    profiles: Mapping[str, Profile] = {}
    with suppress(RefusedError):
        # Read for a default and a warning: no reason to make no task.
        profiles = (await runtime.gateway.list_profiles()).profiles
    there = Surroundings(
        plan=runtime.plan,
        time_zone=runtime.time_zone,
        now=utcnow(),
        payload_sizes={one.dr: one.max_payload_size for one in sizes},
        dev_euis=None if dev_euis is None else devices.keys(),
        busy=busy,
        rx2=common_rx2([devices[one] for one in dev_euis or () if one in devices], profiles),
        settings=update_settings(entry).fields,
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


def look_at(entry: MilesightConfigEntry, draft: TaskDraft, around: TaskSurroundings) -> Preflight:
    """Return what a task will take, and what speaks against it."""
    allowance = update_settings(entry).allowance
    return preflight(draft, around.there, around.devices, around.profiles, allowance)


async def async_new_task(
    entry: MilesightConfigEntry,
    given: Mapping[str, Any],
    firmware: Firmware | None,
    firmware_problems: Collection[Problem] = (),
) -> NewTask:
    """Return a new task that can be written.

    `InvalidFieldsError` with all that speaks against it.
    """
    tasks = await entry.runtime_data.gateway.list_fuota_tasks()
    sized = given.get("fragment_size") is not None
    around = await async_surroundings(entry, tasks, given.get("dev_euis"), sized=sized)
    draft = new_task(given, firmware, around.there, firmware_problems)
    looked = look_at(entry, draft, around)
    raise_if_any(looked.refusals)
    return NewTask(draft, looked, tasks)


async def async_add_task(
    hass: HomeAssistant, entry: MilesightConfigEntry, new: NewTask
) -> WrittenTask:
    """Write a new task (6.1), and keep its firmware.

    Where the answer is lost, a new task of the same name and devices is the one that was sent.
    Raises what `async_write` raises.
    """
    gateway, draft = entry.runtime_data.gateway, new.draft

    async def look() -> Made[int] | None:
        now = await gateway.list_fuota_tasks()
        task_id = added(new.before, now, (), draft.values)
        if task_id is None or not is_same_task(now.items[task_id], draft):
            return None
        return Made(task_id)

    made = await async_write(gateway, lambda: gateway.add_fuota_task(dict(draft.body)), look)
    kept = await async_keep_firmware(hass, gateway.eui, made.value, draft.firmware)
    return WrittenTask(made.value, utcnow(), (*made.warnings, *kept))


def is_same_task(task: FuotaTask, draft: TaskDraft) -> bool:
    """Whether a task of the list is the one that was sent, by its name and devices."""
    return task.name == draft.values["name"] and set(task.dev_euis) == set(draft.values["dev_euis"])


async def async_keep_firmware(
    hass: HomeAssistant, gateway_eui: str, task_id: int, firmware: Firmware
) -> tuple[str, ...]:
    """Keep an own firmware for later changes of a task; return a warning where that failed."""
    kept = kept_firmware(hass)
    try:
        if firmware.official:
            await kept.async_forget(gateway_eui, task_id)
        else:
            await kept.async_keep(gateway_eui, task_id, firmware.name, firmware.content)
    except HomeAssistantError, OSError:
        # The task is written: that its firmware is not kept is no reason to call it a failure.
        return (warning("firmware_not_kept"),)
    return ()
