"""A FUOTA task to be written: checks and wire form (API document, 6.1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from .channel_plan import (
    Channel,
    ChannelPlan,
)
from .field import (
    Caution,
    Draft,
    InvalidFieldsError,
    Problem,
    changes_only,
    check_readable,
    problem,
    raise_if_any,
    read_fields,
    require,
)
from .firmware.named import Firmware
from .fuota import FuotaTask
from .fuota_fields import comparable, task_fields
from .keys import ProblemKey, WarningKey
from .moment import zoned
from .session_plan import default_sending, estimate

# A start that was not given, and one that passed while the call was on its way.
START_DELAY: Final = timedelta(seconds=60)
LATEST_START: Final = timedelta(seconds=60)
# The fragments' index has 14 bits (TS004).
MOST_SENT_FRAGMENTS: Final = 2**14 - 1
_CLASS_C: Final = 0
_NAMES: Final = tuple(one.name for one in task_fields(None))


@dataclass(frozen=True, kw_only=True)
class TaskConstraints:
    """What a task must fit, as the gateway reports it.

    `payload_sizes` are by data rate (6.6). `dev_euis` are the devices that exist, None where no
    device is named. `busy` has, for each device of an unfinished task, the name of that task.
    `rx2` is the second receive window of the devices, where all have the same; else the plan's.
    `settings` are the fields that the owner of the gateway wants of every task.
    """

    plan: ChannelPlan | None
    time_zone: tzinfo
    now: datetime
    payload_sizes: Mapping[int, int]
    dev_euis: Collection[str] | None
    busy: Mapping[str, str]
    rx2: Channel | None = None
    settings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskDraft(Draft):
    """A task that is to be written, and the firmware in it."""

    firmware: Firmware = field(kw_only=True)


def new_task(
    given: Mapping[str, Any],
    firmware: Firmware | None,
    constraints: TaskConstraints,
    firmware_problems: Collection[Problem] = (),
) -> TaskDraft:
    """Return a new task (6.1). Raises `InvalidFieldsError` with all that is wrong with it.

    Without a firmware, the problems say why.
    """
    named = {name: value for name, value in given.items() if value is not None}
    fields = task_fields(constraints.plan, constraints.time_zone)
    values, problems = read_fields(fields, {**constraints.settings, **named})
    problems.extend(firmware_problems)
    wrong = {one.field for one in problems}
    defaults: dict[str, Any] = {
        "started_at": (constraints.now + START_DELAY).astimezone(UTC).replace(microsecond=0),
        "description": "",
        **default_sending(
            values,
            constraints.plan,
            (constraints.rx2 or constraints.plan.rx2) if constraints.plan else None,
            constraints.payload_sizes,
            firmware.size if firmware else None,
        ),
    }
    merged = {name: value for name, value in defaults.items() if name not in wrong} | values
    return _checked(values, merged, firmware, problems, constraints)


def changed_task(
    given: Mapping[str, Any],
    current: FuotaTask,
    firmware: Firmware | None,
    constraints: TaskConstraints,
    firmware_problems: Collection[Problem] = (),
) -> TaskDraft:
    """Return a task as it is, with what was given changed (6.3 wants it whole).

    The firmware must be given, even if it stays the same: a task is read without its content.
    """
    fields = task_fields(constraints.plan, constraints.time_zone)
    values, problems = read_fields(fields, changes_only(fields, given, current))
    problems.extend(firmware_problems)
    kept = {
        one.name: value for one in fields if (value := getattr(current, one.name)) not in (None, [])
    }
    if "started_at" in kept:
        kept["started_at"] = zoned(kept["started_at"], constraints.time_zone)
    merged = kept | values
    check_readable(merged, given, problems)
    return _checked(values, merged, firmware, problems, constraints, task_id=current.task_id)


def _checked(
    given: Mapping[str, Any],
    merged: Mapping[str, Any],
    firmware: Firmware | None,
    problems: list[Problem],
    constraints: TaskConstraints,
    task_id: int | None = None,
) -> TaskDraft:
    """Return a task whose values fit their fields, if they fit each other and the gateway, too.

    `given` are those that the caller named.
    """
    sizes = constraints.payload_sizes
    settled = {"description", *(one.field for one in problems)}
    if "fragment_size" not in merged and "fragment_size" not in settled:
        settled.add("fragment_size")
        if "dr" in merged:
            # What a fragment's size may be is a matter of the data rate, and of the gateway.
            problems.append(problem("fragment_size", ProblemKey.SIZE_NOT_TOLD, dr=merged["dr"]))
    require(problems, merged, *(name for name in _NAMES if name not in settled))
    started_at = given.get("started_at")
    if started_at is not None and started_at < constraints.now - LATEST_START:
        now = constraints.now.astimezone(UTC).isoformat(timespec="seconds")
        problems.append(problem("started_at", ProblemKey.PAST, started_at.isoformat(), now=now))
    _check_devices(given.get("dev_euis", ()), problems, constraints)
    _check_fragments(merged, firmware, problems, sizes)
    raise_if_any(problems)
    if firmware is None:
        raise InvalidFieldsError([problem("firmware", ProblemKey.ONE_FIRMWARE)])
    more = {} if task_id is None else {"id": task_id}
    return _draft(merged, firmware, more, _unlisted(given, sizes))


def _unlisted(given: Mapping[str, Any], sizes: Mapping[int, int]) -> tuple[Caution, ...]:
    """Return a warning where a caller names a data rate for which 6.6 has no payload size."""
    if "dr" not in given or given["dr"] in sizes:
        return ()
    listed = ", ".join(map(str, sizes)) or "–"
    return (Caution(WarningKey.DR_NOT_LISTED, {"dr": str(given["dr"]), "listed": listed}),)


def _check_devices(
    dev_euis: Collection[str], problems: list[Problem], constraints: TaskConstraints
) -> None:
    for dev_eui in dev_euis:
        if constraints.dev_euis is not None and dev_eui not in constraints.dev_euis:
            problems.append(problem("dev_euis", ProblemKey.NOT_THERE, dev_eui))
        elif dev_eui in constraints.busy:
            tasks = constraints.busy[dev_eui]
            problems.append(problem("dev_euis", ProblemKey.IN_TASK, dev_eui, tasks=tasks))


def _check_fragments(
    merged: Mapping[str, Any],
    firmware: Firmware | None,
    problems: list[Problem],
    sizes: Mapping[int, int],
) -> None:
    """Check that a fragment fits the data rate, and that there are not too many of them."""
    fragment_size, dr = merged.get("fragment_size"), merged.get("dr")
    largest = sizes.get(-1 if dr is None else dr)
    if fragment_size is not None and largest is not None and fragment_size > largest:
        problems.append(
            problem("fragment_size", ProblemKey.FRAGMENT_SIZE, fragment_size, most=largest, dr=dr)
        )
    redundancy = merged.get("fragment_redundancy")
    if firmware is None or not firmware.size or not fragment_size or redundancy is None:
        return
    sent = estimate(firmware.size, fragment_size, 1, redundancy).sent_fragments
    if sent > MOST_SENT_FRAGMENTS:
        most = MOST_SENT_FRAGMENTS
        problems.append(
            problem(
                "fragment_size", ProblemKey.TOO_MANY_FRAGMENTS, fragment_size, sent=sent, most=most
            )
        )


def _draft(
    merged: Mapping[str, Any],
    firmware: Firmware,
    more: Mapping[str, Any],
    warnings: tuple[Caution, ...],
) -> TaskDraft:
    """Return the task and its wire form: DevEUIs lower case, times in UTC with milliseconds."""
    started_at = merged["started_at"].astimezone(UTC)
    task = {
        **more,
        "name": merged["name"],
        "startedAt": started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "description": merged["description"],
        "deveui": [dev_eui.lower() for dev_eui in merged["dev_euis"]],
        **firmware.of_task,
        "fragmentInfo": {
            "fragmentSize": merged["fragment_size"],
            "fragmentInterval": merged["fragment_interval"],
            "fragmentRedundancy": merged["fragment_redundancy"],
        },
        "tmpMcInfo": {
            "groupType": _CLASS_C,
            "dr": merged["dr"],
            "frequency": merged["frequency"],
        },
    }
    sent = {
        **merged,
        "firmware_name": firmware.name,
        "is_official_firmware": firmware.official,
    }
    return TaskDraft(comparable(sent, UTC), {"fuotaTask": task}, warnings, firmware=firmware)
