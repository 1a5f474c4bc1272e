"""Home Assistant is killed in the middle of a queue of five updates: nothing is lost or doubled."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from itertools import pairwise
import json
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo import wizard
from demo.waiting import until

from .hearing import hearing
from .home import Home, House, open_house, registered, switched_on
from .kinds import KINDS
from .updates import (
    Books,
    counted,
    ended,
    executing,
    expected_events,
    on_offer,
    queue,
    update_entities,
    versions,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODELS = ("WT201", "UC300", "AM319", "CT303", "CT305")
EUI = "24E124FFFE0A0002"
GATEWAY = (
    *("--devices", "10", "--seed", "20"),
    *(part for model in MODELS for part in ("--model", model)),
    # A session takes longer than it takes to hear of it and to kill Home Assistant meanwhile.
    *("--setup-time", "10", "--polling-time", "1", "--reboot-time", "3", "--firmware-size", "700"),
    # Its clock is ahead: a task that is to start in a minute starts in two seconds.
    *("--clock-offset", "58"),
)
# Three fragments of the fastest kind and one for redundancy, one a second.
BRIEF = {"dr": "5", "fragment_interval": 1000, "fragment_redundancy": 30, "fuota_allowance": 14}
# Longer than a kill takes: what is asked before it must not come to its end.
PATIENT = {"request_timeout": 30}
# For a queue of five that needs as long as this, a machine would have to be very slow.
PATIENCE = 300


@dataclass(kw_only=True)
class Story:
    """What was there when Home Assistant was killed, and at the end."""

    # Of the queue, as right before the first kill and right after it.
    queued: list[dict[str, Any]]
    after_first_kill: list[dict[str, Any]]
    # The tasks at the gateway when Home Assistant was killed, each time.
    killed_at: list[Books] = field(default_factory=list)
    books: Books = field(default_factory=dict)
    # The bodies of all requests that were to make a task.
    sent: list[dict[str, Any]] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)
    left: list[dict[str, Any]] = field(default_factory=list)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """A house for this story alone: it is torn down again and again."""
    pytest_socket.enable_socket()
    async with open_house(KINDS[0]) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(house: House) -> AsyncGenerator[Story]:
    """Update everything, and kill Home Assistant three times before it is done."""
    async with (
        switched_on(house, EUI, *GATEWAY) as gateway,
        registered(house, gateway, **PATIENT) as home,
    ):
        await wizard.set_options(home.api, home.entry_id, "updates", **BRIEF)
        await home.until_loaded()
        await _until_on_offer(home, 10)
        async with hearing(home) as heard:
            await _until_stored(home)
            story = await _story(home, heard)
        yield story


async def _story(home: Home, heard: list[dict[str, Any]]) -> Story:
    control = home.control
    await home.api.call_service("update.install", {"entity_id": await on_offer(home)})
    story = Story(queued=await queue(home), after_first_kill=[], heard=heard)

    # While installs are gathered. The next start is to meet a gateway that takes its time.
    await _kill(home, story)
    await control.command(fault="delay call=6.1 seconds=25 times=1")
    await _start(home)
    story.after_first_kill = await queue(home)

    # While the request of a task is on its way.
    await _until_books(home, lambda books: len(books["tasks"]) == 1, "a task to be asked for")
    await _kill(home, story)
    await control.command(clear_faults=True)
    await _start(home)

    # While a task is at work, whose beginning was told.
    await _until_heard(heard, "task_started", 2)
    await _until_books(home, lambda books: executing(books) == [2], "the second to be at work")
    await _kill(home, story)
    await _start(home)

    async def done() -> bool:
        return not await queue(home)

    await until(done, "the queue to be empty", timeout=PATIENCE, interval=0.5)
    await _until_heard(heard, "task_succeeded", 5)
    await _until_on_offer(home, 0)
    story.books = await control.books()
    requests = (await control.command(requests=1000))["requests"]
    story.sent = [each["body"]["fuotaTask"] for each in requests if each["call"] == "6.1"]
    story.left = await queue(home)
    story.entities = await update_entities(home)
    return story


async def _kill(home: Home, story: Story) -> None:
    await home.house.home_assistant.kill()
    story.killed_at.append(await home.control.books())


async def _start(home: Home) -> None:
    await home.house.home_assistant.start()
    await wizard.until_running(home.api)
    await home.until_loaded()


async def _until_on_offer(home: Home, devices: int) -> None:
    async def offered() -> bool:
        return len(await on_offer(home)) == devices

    await until(offered, f"{devices} devices to have an update on offer")


async def _until_stored(home: Home) -> None:
    """Wait until the entry is on disk as it is now; Home Assistant writes it a little later."""
    file = home.house.folder / ".storage" / "core.config_entries"

    async def stored() -> bool:
        entries = json.loads(file.read_text(encoding="utf-8"))["data"]["entries"]
        # The entry itself may not be there yet.
        found = [one["options"] for one in entries if one["entry_id"] == home.entry_id]
        return any(BRIEF.keys() <= options.keys() for options in found)

    await until(stored, "the entry to be on disk")


async def _until_books(home: Home, wanted: Callable[[Books], bool], what: str) -> None:
    async def reached() -> bool:
        return wanted(await home.control.books())

    await until(reached, what, timeout=PATIENCE, interval=0.1)


async def _until_heard(heard: list[dict[str, Any]], event_type: str, times: int) -> None:
    async def reached() -> bool:
        return [one["event_type"] for one in heard].count(event_type) >= times

    await until(reached, f"{event_type} to be heard {times} times", timeout=PATIENCE)


async def test_it_was_killed_while_gathering_while_asking_and_while_a_task_was_at_work(
    story: Story,
) -> None:
    gathering, asking, at_work = story.killed_at
    assert {each["state"] for each in story.queued} == {"next", "queued"}
    assert gathering["tasks"] == []
    assert gathering["request_counts"].get("6.1", 0) == 0
    assert len(asking["tasks"]) == 1
    assert asking["request_counts"]["6.1"] == 1
    assert executing(at_work) == [2]


async def test_what_was_only_queued_is_still_queued_after_a_kill(story: Story) -> None:
    before = {each["queue_id"]: each["dev_euis"] for each in story.queued}
    assert len(before) == 5
    assert {each["queue_id"]: each["dev_euis"] for each in story.after_first_kill} == before
    assert sum(map(len, before.values())) == 10


async def test_no_update_is_lost(story: Story) -> None:
    newest = {"WT201": "v1.4", "UC300": "v1.4", "AM319": "v1.3", "CT303": "v1.4", "CT305": "v1.4"}
    models = {each["dev_eui"]: each["model"] for each in story.books["devices"]}
    assert versions(story.books) == {dev_eui: newest[model] for dev_eui, model in models.items()}
    assert story.left == []


async def test_no_task_is_sent_twice(story: Story) -> None:
    assert story.books["request_counts"]["6.1"] == 5
    sent = Counter(dev_eui.upper() for body in story.sent for dev_eui in body["deveui"])
    assert sent == Counter(each["dev_eui"] for each in story.books["devices"])
    assert len({body["name"] for body in story.sent}) == 5


async def test_one_session_is_at_work_at_a_time(story: Story) -> None:
    tasks = sorted(story.books["tasks"], key=lambda task: task["executing_since"])
    assert all(map(ended, tasks))
    for before, after in pairwise(tasks):
        assert after["executing_since"] >= before["stopped_at"]


async def test_each_change_is_reported_once(story: Story) -> None:
    expected: Counter[tuple[str, int, str | None]] = Counter()
    for task in story.books["tasks"]:
        expected += expected_events(task["id"], good=(each["dev_eui"] for each in task["devices"]))
    assert counted(story.heard) == expected


async def test_entities_show_what_the_devices_run(story: Story) -> None:
    shown = {
        dev_eui: entity["attributes"]["installed_version"]
        for dev_eui, entity in story.entities.items()
    }
    assert shown == versions(story.books)
    assert {entity["state"] for entity in story.entities.values()} == {"off"}
    assert not any(entity["attributes"]["in_progress"] for entity in story.entities.values())
