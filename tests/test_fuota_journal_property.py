"""Whatever tasks do, however they are read, whenever Home Assistant starts: told exactly once."""

from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from itertools import count
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from hypothesis import HealthCheck, given, settings, strategies as st
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.coordinator import DeviceCoordinator
from custom_components.milesight_network_server.ns_api.fuota import FuotaTask, TaskStatus
from custom_components.milesight_network_server.ns_api.session_status import UpdateStatus
from custom_components.milesight_network_server.updates.events import FuotaEvent, FuotaEventType
from custom_components.milesight_network_server.updates.journal import FuotaJournal
from custom_components.milesight_network_server.updates.task_view import FuotaData, TrackedTask
from custom_components.milesight_network_server.updates.tasks import FuotaCoordinator

DEVICES = 3
START = datetime(2026, 1, 1, tzinfo=UTC)
OUTCOMES = (UpdateStatus.COMPLETE, UpdateStatus.LOW_MEMORY, UpdateStatus.FRAGMENTS_MISSING)
_ENTRIES = count()


class Step(Enum):
    """What may happen next."""

    ADD = auto()
    GO_ON = auto()
    RUN_TO_THE_END = auto()
    RETRY = auto()
    POLL = auto()
    POLL_WITHOUT_DEVICES = auto()
    POLL_WITHOUT_ONE_TASK = auto()
    SILENCE = auto()
    RELOAD = auto()
    KILL = auto()
    SLOW_START = auto()
    STARTED = auto()


class Happened(NamedTuple):
    """Something that is to be told once."""

    task_id: int
    event_type: FuotaEventType
    dev_eui: str | None = None
    update_status: UpdateStatus | None = None


@dataclass
class SimpleTask:
    """A task at an ideal gateway, which writes down what happens."""

    task_id: int
    log: list[Happened]
    status: TaskStatus = TaskStatus.PENDING
    stopped_at: datetime | None = None
    devices: dict[str, UpdateStatus] = field(
        default_factory=lambda: dict.fromkeys(map(str, range(DEVICES)), UpdateStatus.NOT_STARTED)
    )
    # Whether its end, and all of its devices, were read: else a retry leaves nothing of them.
    end_was_read: bool = False

    def go_on(self, now: datetime, outcome: UpdateStatus) -> None:
        """Come to the next status; while executing, one device after the other to its outcome."""
        waiting = [one for one, status in self.devices.items() if status not in OUTCOMES]
        if self.status in (TaskStatus.PENDING, TaskStatus.WAITING):
            self.status = TaskStatus(self.status + 1)
            if self.status is TaskStatus.EXECUTING:
                self.log.append(Happened(self.task_id, FuotaEventType.TASK_STARTED))
        elif waiting and self.status is TaskStatus.EXECUTING:
            self._come_to(waiting[0], outcome)
        elif self.status is TaskStatus.EXECUTING:
            self._end(now)

    def _come_to(self, dev_eui: str, outcome: UpdateStatus) -> None:
        self.devices[dev_eui] = outcome
        succeeded = outcome is UpdateStatus.COMPLETE
        event_type = FuotaEventType.DEVICE_SUCCEEDED if succeeded else FuotaEventType.DEVICE_FAILED
        self.log.append(Happened(self.task_id, event_type, dev_eui, outcome))

    def _end(self, now: datetime) -> None:
        succeeded = set(self.devices.values()) == {UpdateStatus.COMPLETE}
        self.status = TaskStatus.SUCCEEDED if succeeded else TaskStatus.FAILED
        self.stopped_at, self.end_was_read = now, False
        event_type = FuotaEventType.TASK_SUCCEEDED if succeeded else FuotaEventType.TASK_FAILED
        self.log.append(Happened(self.task_id, event_type))

    def retry(self) -> None:
        """Wait once more, if it failed, with those devices that failed."""
        if self.status is TaskStatus.FAILED and self.end_was_read:
            self.status, self.stopped_at = TaskStatus.WAITING, None
            for dev_eui, status in self.devices.items():
                if status is not UpdateStatus.COMPLETE:
                    self.devices[dev_eui] = UpdateStatus.NOT_STARTED


class Polls:
    """A coordinator whose polls a test makes."""

    def __init__(self) -> None:
        self.data: FuotaData | None = None
        self.listeners: list[Callable[[], None]] = []

    def async_add_listener(self, listener: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def read(
        self, tasks: list[SimpleTask], *, devices: bool = True, without: int | None = None
    ) -> None:
        """Read the list as the real coordinator does: what did not change stays the same object."""
        known = self.data.tasks if self.data else {}
        read = {
            one.task_id: _tracked(one, known.get(one.task_id), devices)
            for one in tasks
            if one.task_id != without
        }
        same = {key: known[key] for key, one in read.items() if known.get(key) == one}
        self.data = FuotaData({**known, **read, **same}, complete=without is None)
        for one in tasks:
            if one.task_id != without and one.status is TaskStatus.FAILED and devices:
                one.end_was_read = True
        self.tell()

    def tell(self) -> None:
        """Call those who listen."""
        for listener in tuple(self.listeners):
            listener()


def _tracked(task: SimpleTask, known: TrackedTask | None, devices: bool) -> TrackedTask:
    begun = task.status not in (TaskStatus.PENDING, TaskStatus.WAITING)
    statuses = dict(task.devices) if devices or not begun else (known.statuses if known else {})
    return TrackedTask(
        FuotaTask(
            task_id=task.task_id,
            status=task.status,
            created_at=START + timedelta(seconds=task.task_id),
            stopped_at=task.stopped_at,
        ),
        None,
        task.stopped_at,
        statuses,
        devices and begun,
    )


class House:
    """A Home Assistant that is started again and again, with one journal."""

    def __init__(self, hass: HomeAssistant, storage: dict[str, Any]) -> None:
        self._hass = hass
        self._storage = storage
        self._entry = MockConfigEntry(entry_id=f"entry {next(_ENTRIES)}")
        self._key = f"milesight_network_server/fuota_journal_{self._entry.entry_id}"
        self.reported: list[Happened] = []
        self.journal: FuotaJournal | None = None

    async def start(self, tasks: list[SimpleTask], *, slowly: bool = False) -> None:
        self._hass.set_state(CoreState.starting if slowly else CoreState.running)
        self.polls = Polls()
        self.polls.read(tasks)
        journal = self.journal = FuotaJournal(
            self._hass,
            self._entry,
            cast(FuotaCoordinator, self.polls),
            cast(DeviceCoordinator, SimpleNamespace(items={})),
        )
        await journal.async_load()
        journal.listeners.async_listen(self._hear)
        journal.async_start()
        await self._hass.async_block_till_done()

    async def started(self) -> None:
        if self._hass.state is CoreState.starting:
            self._hass.set_state(CoreState.running)
            self._hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await self._hass.async_block_till_done()

    async def stop(self) -> None:
        assert self.journal is not None
        self.journal.async_stop()
        await self._entry._async_process_on_unload(self._hass)
        await self._hass.async_block_till_done()

    async def kill(self) -> None:
        on_disk = deepcopy(self._storage[self._key])
        await self.stop()
        self._storage[self._key] = on_disk

    async def settle(self) -> None:
        await self._hass.async_block_till_done()

    def _hear(self, event: FuotaEvent) -> None:
        self.reported.append(
            Happened(event.task_id, event.event_type, event.dev_eui, event.update_status)
        )


@dataclass
class World:
    """A gateway with its tasks, and the house that looks at it."""

    house: House
    log: list[Happened] = field(default_factory=list)
    tasks: list[SimpleTask] = field(default_factory=list)
    now: datetime = START + timedelta(days=1)

    def add(self) -> None:
        self.tasks.append(SimpleTask(len(self.tasks), self.log))

    async def take(self, step: Step, number: int, outcome: UpdateStatus) -> None:
        """Take a step, with one of the tasks."""
        self.now += timedelta(minutes=1)
        task = self.tasks[number % len(self.tasks)]
        match step:
            case Step.ADD:
                self.add()
            case Step.GO_ON:
                task.go_on(self.now, outcome)
            case Step.RUN_TO_THE_END:
                while task.status not in (TaskStatus.SUCCEEDED, TaskStatus.FAILED):
                    task.go_on(self.now, outcome)
            case Step.RETRY:
                task.retry()
            case Step.POLL:
                self.house.polls.read(self.tasks)
            case Step.POLL_WITHOUT_DEVICES:
                self.house.polls.read(self.tasks, devices=False)
            case Step.POLL_WITHOUT_ONE_TASK:
                self.house.polls.read(self.tasks, without=task.task_id)
            case Step.SILENCE:
                self.house.polls.tell()
            case _:
                await self._take_in_the_house(step)
        await self.house.settle()

    async def _take_in_the_house(self, step: Step) -> None:
        match step:
            case Step.RELOAD:
                await self.house.stop()
                await self.house.start(self.tasks)
            case Step.KILL | Step.SLOW_START:
                await self.house.kill()
                await self.house.start(self.tasks, slowly=step is Step.SLOW_START)
            case Step.STARTED:
                await self.house.started()


@given(
    before=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(OUTCOMES)), max_size=12),
    then=st.lists(
        st.tuples(st.sampled_from(Step), st.integers(0, 11), st.sampled_from(OUTCOMES)),
        max_size=60,
    ),
)
@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_each_change_is_reported_exactly_once(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    before: list[tuple[int, UpdateStatus]],
    then: list[tuple[Step, int, UpdateStatus]],
) -> None:
    house = House(hass, hass_storage)
    world = World(house)
    world.add()
    world.add()
    for number, outcome in before:
        await world.take(Step.GO_ON, number, outcome)
    await house.start(world.tasks)
    # What is there at first is known.
    assert house.reported == []
    world.log.clear()
    for step, number, outcome in then:
        await world.take(step, number, outcome)
    await house.started()
    await world.take(Step.POLL, 0, UpdateStatus.COMPLETE)
    await house.stop()
    assert Counter(house.reported) == Counter(world.log)
    for task in world.tasks:
        assert _runs(house.reported, task) == _runs(world.log, task)
    if not any(step is Step.POLL_WITHOUT_DEVICES for step, _, _ in then):
        for task in world.tasks:
            assert _devices_by_run(house.reported, task) == _devices_by_run(world.log, task)


def _runs(events: list[Happened], task: SimpleTask) -> list[FuotaEventType]:
    """Return the starts and ends of a task, in their order."""
    return [one.event_type for one in events if one.task_id == task.task_id and one.dev_eui is None]


def _devices_by_run(events: list[Happened], task: SimpleTask) -> list[set[Happened]]:
    """Return the events of devices between the starts and ends of their task."""
    between: list[set[Happened]] = [set()]
    for one in events:
        if one.task_id == task.task_id and one.dev_eui is None:
            between.append(set())
        elif one.task_id == task.task_id:
            between[-1].add(one)
    return between
