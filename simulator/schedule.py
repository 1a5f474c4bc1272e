"""Runs the FUOTA tasks by the clock, one session at a time."""

from bisect import bisect_right
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random

from .books import Books
from .fate import Fate
from .fuota import FuotaTask, TaskDevice, TaskStatus
from .session import Phase, Session, sent_fragments

# What a device says to a firmware that was made for another model.
WRONG_MODEL = Fate("fragment", 5)


def advance(books: Books, now: datetime) -> None:
    """Bring every task to where it is at this moment."""
    while True:
        running = _running(books)
        if running is None:
            if not _begin_next(books, now):
                return
        elif not _run(books, running, now):
            break
    for task in books.tasks.values():
        if task.status is TaskStatus.PENDING and task.started_at <= now:
            task.status = TaskStatus.WAITING


def _running(books: Books) -> FuotaTask | None:
    return next((t for t in books.tasks.values() if t.status is TaskStatus.EXECUTING), None)


def _due(task: FuotaTask) -> datetime:
    return max(task.started_at, task.asked_at)


def _begin_next(books: Books, now: datetime) -> bool:
    """Begin the task whose turn it is; False when none is due."""
    due = [
        task
        for task in books.tasks.values()
        if task.status in (TaskStatus.PENDING, TaskStatus.WAITING) and task.started_at <= now
    ]
    if not due:
        return False
    task = min(due, key=lambda each: (_due(each), each.task_id))
    task.status = TaskStatus.EXECUTING
    task.executing_since = max(_due(task), books.session_free_at)
    sent = sent_fragments(task.firmware.size, task.fragment_size, task.fragment_redundancy)
    task.session = books.phases.session(sent * task.fragment_interval / 1000)
    for each in task.devices.values():
        each.spread = Random(f"{books.seed}:{task.task_id}:{each.dev_eui}").random()
    return True


def _run(books: Books, task: FuotaTask, now: datetime) -> bool:
    """Walk the devices of the running task; True when that ended it."""
    if task.session is None or task.executing_since is None:
        return False
    elapsed = (now - task.executing_since).total_seconds()
    for each in task.devices.values():
        if each.ended is None:
            _walk(books, each, task, task.session, elapsed)
    ended = [each.ended for each in task.devices.values() if each.ended is not None]
    if len(ended) < len(task.devices):
        return False
    length = task.session.end_of(max(ended, default=Phase.SETUP))
    if elapsed < length:
        return False
    stopped_at = task.executing_since + timedelta(seconds=length)
    task.stopped_at = task.updated_at = books.session_free_at = stopped_at
    succeeded = books.manners.lenient_success or task.done_devices == len(task.devices)
    task.status = TaskStatus.SUCCEEDED if succeeded else TaskStatus.FAILED
    return True


def _walk(
    books: Books,
    noted: TaskDevice,
    task: FuotaTask,
    session: Session,
    elapsed: float,
) -> None:
    device = books.devices.get(noted.dev_eui)
    given = None if device is None else device.fate
    if noted.way is None or given is not noted.way_for:
        fate = Fate.parse(given) if isinstance(given, str) else given
        if fate is None and noted.model and task.firmware.model not in ("", noted.model):
            fate = WRONG_MODEL
        noted.way = session.steps(fate, noted.spread)
        noted.way_for = given
    position = bisect_right(noted.way, elapsed, key=attrgetter("at"))
    if position == 0:
        return
    step = noted.way[position - 1]
    noted.multicast_status = step.multicast
    noted.fragment_status = step.fragment
    if position < len(noted.way):
        return
    noted.ended = step.phase
    if step.done and task.firmware.firmware_version:
        noted.firmware_version = task.firmware.firmware_version
        if device is not None and not books.manners.stale_versions:
            device.firmware_version = task.firmware.firmware_version
    if device is not None and isinstance(given, Fate) and given.times is not None:
        given.times -= 1
        if given.times == 0:
            device.fate = None
