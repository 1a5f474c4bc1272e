"""What it costs the event loop to tell a page of a firmware task with very many devices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
import gc
from random import Random
from time import thread_time
from typing import Any, Final

from homeassistant.core import callback
from homeassistant.helpers.json import json_bytes
import orjson

from custom_components.milesight_network_server.ns_api.fuota import FuotaTask, TaskStatus
from custom_components.milesight_network_server.ns_api.session_status import UpdateStatus
from custom_components.milesight_network_server.updates.task_view import FuotaData, TrackedTask
from custom_components.milesight_network_server.web.messages import UpdatesMessage
from custom_components.milesight_network_server.web.update_feed import UpdateFeed

from .sized import Bench, answers_of, house

_TASK_ID: Final = 1
# Of the devices, so many change from one look at the task to the next; near its end all do at once.
_SOME: Final = 0.01


@dataclass
class Pushes:
    """What was measured, one value a push, in seconds of the event loop's processor.

    `some` tells of one device in a hundred, `every` of all of them. `listing` is a plain list of as
    many rows, written as JSON and nothing else.
    """

    some: list[float] = field(default_factory=list)
    every: list[float] = field(default_factory=list)
    listing: list[float] = field(default_factory=list)


async def pushes(bench: Bench, devices: int, count: int) -> Pushes:
    """Tell one page so many times of a task in which all devices of a gateway are."""
    measured = Pushes()
    async with house(bench, answers_of(devices)) as built:
        await built.async_set_up(bench.loop_time)
        hass, runtime = built.home.hass, built.entry.runtime_data
        dev_euis = list(runtime.devices.items)
        looks = _looks(dev_euis)
        runtime.fuota.data = next(looks)
        feed = UpdateFeed(hass, built.entry)
        sent: list[bytes] = []

        @callback
        def send(message: UpdatesMessage) -> None:
            sent.append(json_bytes(message))

        stop = feed.async_subscribe(send)
        await hass.async_block_till_done(wait_background_tasks=True)
        feed.async_tell_changes()
        for number in range(2 * count):
            runtime.fuota.data = next(looks)
            # As it is with each poll, whoever looks at it: entities ask for it first.
            _ = runtime.fuota.data.newest
            before = len(sent)
            gc.collect()
            begin = thread_time()
            feed.async_tell_changes()
            took = thread_time() - begin
            if len(sent) != before + 1:
                raise RuntimeError("the page was not told of a change")
            (measured.every if number % 2 else measured.some).append(took)
            measured.listing.append(_listing_time(runtime.fuota.data))
        stop()
    return measured


def _looks(dev_euis: list[str]) -> Iterator[FuotaData]:
    """Yield what polls find: in turn, some of the devices have changed, and all of them."""
    task = FuotaTask(
        task_id=_TASK_ID, name="All", status=TaskStatus.EXECUTING, dev_euis=dev_euis, done_devices=0
    )
    statuses: Mapping[str, UpdateStatus | None]
    statuses = dict.fromkeys(dev_euis, UpdateStatus.RECEIVING)
    random = Random(1)
    while True:
        yield _look(task, statuses)
        some = random.sample(dev_euis, max(1, int(_SOME * len(dev_euis))))
        statuses = {**statuses, **{one: _other(statuses[one]) for one in some}}
        yield _look(task, statuses)
        statuses = {one: _other(status) for one, status in statuses.items()}


def _look(task: FuotaTask, statuses: Mapping[str, UpdateStatus | None]) -> FuotaData:
    tracked = TrackedTask(replace(task), datetime.now(UTC), None, statuses, statuses_read=True)
    return FuotaData({_TASK_ID: tracked}, complete=True)


def _other(status: UpdateStatus | None) -> UpdateStatus:
    is_received = status is UpdateStatus.RECEIVED
    return UpdateStatus.RECEIVING if is_received else UpdateStatus.RECEIVED


def _listing_time(data: FuotaData) -> float:
    """Return the seconds that it takes to write all devices with their status as JSON."""
    rows: list[dict[str, Any]] = [
        {"dev_eui": dev_eui, "status": status}
        for dev_eui, status in data.tasks[_TASK_ID].statuses.items()
    ]
    gc.collect()
    begin = thread_time()
    orjson.dumps(rows)
    return thread_time() - begin
