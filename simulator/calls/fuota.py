"""Calls 6.1 to 6.5 and 6.7: the tasks."""

from datetime import datetime

from simulator.asked import Asked
from simulator.births import birth_of
from simulator.books import Books, rewrite
from simulator.calls.firmware import read_local, read_official
from simulator.checks import Fields, integer
from simulator.errors import ApiError, Code
from simulator.firmware import DESCRIPTIONS, Firmware
from simulator.fuota import FuotaTask, TaskDevice, TaskStatus, device_row, row, snapshot
from simulator.paging import matching, page
from simulator.session import Phase
from simulator.status import FragmentStatus, MulticastStatus
from simulator.wire import DONE, Body

LONGEST_NAME = 127
YEARS = range(2000, 2100)


def add(books: Books, asked: Asked) -> Body:
    """6.1."""
    task = _read(books, asked.body.inner("fuotaTask"), asked.at)
    if len(books.tasks) >= books.max_tasks:
        raise ApiError(Code.TOO_MANY_TASKS)
    books.last_task_id += 1
    task.task_id = books.last_task_id
    books.births.append(birth_of(task, books.tasks.values(), books.devices, asked.at))
    books.tasks[task.task_id] = task
    return {"id": task.task_id}


def enquire(books: Books, asked: Asked) -> Body:
    """6.2: the search looks in the task's name and in the firmware's."""
    tasks = matching(
        (each for each in books.tasks.values() if each.listed_from <= asked.at),
        asked.query.text("search"),
        lambda each: (each.name, each.firmware.name),
    )
    file_content = books.manners.file_content
    return {
        "total": len(tasks),
        "tasks": [
            row(task, books.utc_offset, file_content=file_content)
            for task in page(tasks, asked.query)
        ],
    }


def modify(books: Books, asked: Asked) -> Body:
    """6.3: only before the task has begun, and the whole of it: what is left out is erased."""
    sent = asked.body.inner("fuotaTask")
    task = books.task(sent.get("id"))
    if task.status is not TaskStatus.PENDING:
        raise ApiError(Code.TASK_STATUS)
    changed = _read(books, sent, asked.at)
    changed.task_id = task.task_id
    changed.created_at = task.created_at
    changed.listed_from = task.listed_from
    rewrite(task, changed)
    return DONE


def delete(books: Books, asked: Asked) -> Body:
    """6.4: all of them or none; none that runs."""
    tasks = _asked_tasks(books, asked)
    if any(task.status is TaskStatus.EXECUTING for task in tasks):
        raise ApiError(Code.TASK_STATUS)
    for task in tasks:
        del books.tasks[task.task_id]
    return DONE


def retry(books: Books, asked: Asked) -> Body:
    """6.5: failed tasks, again for the devices that failed, from now on."""
    tasks = _asked_tasks(books, asked)
    if any(task.status is not TaskStatus.FAILED for task in tasks):
        raise ApiError(Code.TASK_STATUS)
    for task in tasks:
        task.status = TaskStatus.WAITING
        task.started_at = task.updated_at = task.asked_at = asked.at
        task.stopped_at = task.session = task.executing_since = None
        for each in task.devices.values():
            if each.done:
                each.ended = Phase.SETUP
            else:
                each.multicast_status = MulticastStatus.NOT_STARTED
                each.fragment_status = FragmentStatus.NOT_STARTED
                each.ended = each.way = None
    return DONE


def devices(books: Books, asked: Asked) -> Body:
    """6.7."""
    query = asked.query
    task = books.task(query.number("taskId"))
    noted = matching(
        task.devices.values(), query.text("search"), lambda each: (each.name, each.dev_eui)
    )
    return {
        "total": len(noted),
        "devices": [
            device_row(
                _current(books, each),
                task.device_status(each),
                task.task_id,
                misspelt=books.manners.misspelt,
            )
            for each in page(noted, query)
        ],
    }


def _current(books: Books, noted: TaskDevice) -> TaskDevice:
    """Return the noted device under the name and profile that it has now, if it is still there."""
    if device := books.devices.get(noted.dev_eui):
        noted.name = device.name
        noted.profile_id = device.profile_id
        noted.profile_name = books.profile_name(device.profile_id)
        noted.hardware_version = device.hardware_version
        noted.firmware_version = device.firmware_version
        noted.model = device.model
    return noted


def _asked_tasks(books: Books, asked: Asked) -> list[FuotaTask]:
    ids = asked.body.get("ids")
    if not isinstance(ids, list) or not ids:
        raise ApiError(Code.PARAMETER)
    return [books.task(each) for each in dict.fromkeys(map(integer, ids))]


def _read(books: Books, sent: Fields, now: datetime) -> FuotaTask:
    """Return the task that 6.1 or 6.3 sends, each fault with the code that 6.11 has for it."""
    name = sent.get("name")
    if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
        raise ApiError(Code.TASK_NAME)
    started_at = _start(sent.get("startedAt"))
    description = sent.text("description", DESCRIPTIONS, "")
    dev_euis = sent.euis("deveui")
    if not dev_euis:
        raise ApiError(Code.PARAMETER)
    listed = [books.device(each) for each in dev_euis]
    firmware = _firmware(books, sent)
    fragments = sent.inner("fragmentInfo", Code.FRAGMENT_INFO)
    size = _fragments(fragments, "fragmentSize", range(1, 251), Code.FRAGMENT_SIZE)
    interval = _fragments(fragments, "fragmentInterval", range(1000, 10001), Code.FRAGMENT_INTERVAL)
    redundancy = _fragments(fragments, "fragmentRedundancy", range(101), Code.REDUNDANCY)
    multicast = sent.inner("tmpMcInfo", Code.MULTICAST_INFO)
    # Required by the table, absent from the examples; there is but the one value.
    multicast.number("groupType", (0,), 0)
    # 6.6 leaves out data rates that the region has: nothing says that they are refused.
    dr = multicast.number("dr", books.plan.data_rates)
    if size > books.plan.max_payload_sizes.get(dr, size):
        raise ApiError(Code.FRAGMENT_SIZE)
    return FuotaTask(
        task_id=0,
        name=name,
        description=description,
        started_at=started_at,
        created_at=now,
        updated_at=now,
        asked_at=now,
        firmware=firmware,
        fragment_size=size,
        fragment_interval=interval,
        fragment_redundancy=redundancy,
        dr=dr,
        frequency=multicast.number("frequency", books.plan.frequencies),
        devices={
            each.dev_eui: snapshot(each, books.profile_name(each.profile_id)) for each in listed
        },
    )


def _start(value: object) -> datetime:
    """Read ISO 8601 with a zone, in a year that a clock can be set to."""
    try:
        at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise ApiError(Code.START_TIME) from None
    if at.tzinfo is None or at.year not in YEARS:
        raise ApiError(Code.START_TIME)
    return at


def _fragments(sent: Fields, key: str, allowed: range, code: int) -> int:
    try:
        return sent.number(key, allowed)
    except ApiError:
        raise ApiError(code) from None


def _firmware(books: Books, sent: Fields) -> Firmware:
    """Return the official firmware or the file, as `isOfficialFirmware` says, or as is there."""
    official = "officialFirmwareInfo" in sent
    if not official and "firmwareInfo" not in sent and "isOfficialFirmware" not in sent:
        raise ApiError(Code.FIRMWARE_INFO)
    if sent.flag("isOfficialFirmware", official):
        return read_official(books, sent.inner("officialFirmwareInfo", Code.OFFICIAL_FIRMWARE_INFO))
    return read_local(
        sent.inner("firmwareInfo", Code.CUSTOM_FIRMWARE_INFO), Code.CUSTOM_FIRMWARE_INFO
    )
