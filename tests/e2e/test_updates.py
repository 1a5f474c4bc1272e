"""Somebody presses "Update all" on Home Assistant's page of updates, and watches to the end."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
import re
from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio
import pytest_socket

from demo import dashboard, wizard
from demo.browser import Browser, signed_in_browser
from demo.waiting import until

from .hearing import hearing
from .home import Home, House, open_house, registered, switched_on
from .kinds import KINDS
from .pages import CARD, picture, text_with, with_browser
from .updates import (
    EXECUTING,
    FAILED,
    SUCCEEDED,
    Books,
    between,
    counted,
    ended,
    executing,
    expected_events,
    numbers,
    on_offer,
    queue,
    update_entities,
    versions,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
]

EUI = "24E124FFFE0A0001"
# With this seed all twenty devices have an update on offer. The phases of a session are short, but
# longer than the time between two looks of Home Assistant: six seconds, and what a look takes.
GATEWAY = (
    *("--devices", "20", "--seed", "55", "--model", "WT201", "--model", "UC300"),
    *("--setup-time", "10", "--polling-time", "2", "--reboot-time", "8", "--firmware-size", "1800"),
    # Its clock is ahead: a task that is to start in a minute starts in five seconds.
    *("--clock-offset", "55"),
)
AHEAD = 55
# Eight fragments of the fastest kind and three for redundancy, one a second.
BRIEF = {"dr": "5", "fragment_interval": 1000, "fragment_redundancy": 30, "fuota_allowance": 20}
SETUP, SENDING, POLLING = 10, 11, 2
NEWEST = {"WT201": "v1.4", "UC300": "v1.4"}
# How three of the controllers fail in their first update, and what is told of it.
FAILING = "UC300"
FATES = {
    "fragment:9": ("fragments_missing", "Fragments missing"),
    "fragment:14": ("upgrade_timeout", "Upgrade timed out"),
    "multicast:6": ("group_setup_timeout", "No response to group setup"),
}
# From the end of an update until Home Assistant shows it: a look at the tasks, and some calls.
A_LOOK = 10
# From a state until all cards of a dashboard show it.
A_MOMENT = 5
# What the card says of a task that has not ended.
UNDER_WAY = "Setting up"
# For a slow machine on which other tests run.
PATIENCE = 120


@dataclass(frozen=True, kw_only=True)
class Look:
    """What was there at one moment: in the books, in the states, and on the dashboard."""

    at: datetime
    books: Books
    states: dict[str, str]
    screen: str


@dataclass(kw_only=True)
class Story:
    """Everything that was seen, from before the button was pressed to the end."""

    # How each of the devices that failed was to fail.
    fates: dict[str, str]
    offered: list[str]
    pressed_at: datetime
    looks: list[Look] = field(default_factory=list)
    # Right after the button was pressed: the page of updates.
    page_after_press: str = ""
    spinning_after_press: int = 0
    # When both tasks had ended, and when those that failed were retried.
    failed: Look | None = None
    retried: Look | None = None
    # What the card says after what ended last was dismissed, also when it is opened anew.
    dismissed: list[str] = field(default_factory=list)
    # The tasks' own pages, by task id, and the window of one of the devices that failed.
    task_pages: dict[int, str] = field(default_factory=dict)
    window: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def a_look_takes(self) -> float:
        """Return the longest time between two looks: what is seen is true within it."""
        return max((after.at - before.at).total_seconds() for before, after in pairwise(self.looks))

    def looks_at(self, task_id: int) -> list[tuple[Look, dict[str, Any]]]:
        """Return what was seen during the first run of a task, with the books' row of it."""
        found = []
        for look in self.looks:
            task = _task(look.books, task_id)
            if task is not None and task["status"] == EXECUTING:
                found.append((look, task))
            elif found:
                break
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house() -> AsyncGenerator[House]:
    """A house for this story alone."""
    pytest_socket.enable_socket()
    async with open_house(KINDS[0]) as house:
        yield house


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def story(house: House) -> AsyncGenerator[Story]:
    """Update twenty devices of two models, of which three fail, and retry."""
    async with switched_on(house, EUI, *GATEWAY) as gateway, registered(house, gateway) as home:
        await wizard.set_options(home.api, home.entry_id, "updates", **BRIEF)
        await home.until_loaded()
        await _until(lambda: _offered(home, 20), "twenty devices to have an update")
        fates = await _give_fates(home)
        await dashboard.publish(home.api)
        async with hearing(home) as heard, signed_in_browser(home.api, height=1300) as browser:
            story = await _story(home, browser, fates, heard)
        yield story


async def _story(
    home: Home, browser: Browser, fates: dict[str, str], heard: list[dict[str, Any]]
) -> Story:
    offered = await on_offer(home)
    watching = Browser(home.api.url, await browser.page.context.new_page())
    await watching.open(f"/{dashboard.URL_PATH}/{dashboard.UPDATES_PATH}")
    await _open_updates(home, browser.page)
    await browser.picture(picture("updates-offered"))
    story = Story(fates=fates, offered=offered, pressed_at=datetime.now(UTC), heard=heard)
    async with _looking(home, watching, story):
        await browser.page.get_by_role("button", name="Update all").click()
        await _until(lambda: _queued(home, 2), "both updates to be in the queue")
        story.page_after_press = await browser.text()

        async def all_spinning() -> bool:
            spinners = browser.page.locator("ha-config-updates ha-spinner")
            story.spinning_after_press = await spinners.count()
            return story.spinning_after_press == len(offered)

        # The page hears of each device a moment after the queue has it.
        await _until(all_spinning, "the page to show that all updates go on")
        await browser.picture(picture("updates-pressed"))

        await _until(lambda: _all_ended(home, 2), "both tasks to end")
        # The dashboard follows the states a moment later, and so below.
        await text_with(watching, r"Still to be updated: 3\b")
        story.failed = await _look(home, watching)
        for task in story.failed.books["tasks"]:
            await browser.open(await _page_of(home, home.task_identifier(task["id"])))
            await browser.picture(picture(f"updates-failed-{task['id']}"))
            story.task_pages[task["id"]] = await browser.text()
        story.window = await _window_of(home, browser, next(iter(fates)))

        await _retry_failed_devices(watching)
        await _until(lambda: _all_ended(home, 3), "the task of those that failed to end")
        await _until(lambda: _offered(home, 0), "all devices to be up to date")
        await text_with(watching, "3 of 3 devices have the new firmware")
        await expect(watching.page.locator(CARD).get_by_text("Available for")).to_have_count(0)
        story.retried = await _look(home, watching)
        story.dismissed = await _dismiss(watching)
        await browser.page.goto(f"{home.api.url}/config/updates")
        await browser.page.get_by_text("No updates available").wait_for()
    story.entities = await update_entities(home)
    return story


@asynccontextmanager
async def _looking(home: Home, watching: Browser, story: Story) -> AsyncIterator[None]:
    """Look again and again, at a dashboard that is left open."""

    async def look() -> None:
        while True:
            story.looks.append(await _look(home, watching))
            await asyncio.sleep(0.5)

    task = asyncio.create_task(look())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if not task.cancelled():
        task.result()


async def _look(home: Home, watching: Browser) -> Look:
    states = await home.all_states()
    screen = await watching.text()
    # Last: what is shown was in the books before.
    return Look(
        at=datetime.now(UTC), states=states, screen=screen, books=await home.control.books()
    )


async def _open_updates(home: Home, page: Page) -> None:
    """Go from the settings to the updates, as people do where there are some."""
    await page.goto(f"{home.api.url}/config")
    link = page.get_by_role("link", name=re.compile(r"^\s*\d+ updates?"))
    await link.click()
    await page.get_by_role("button", name=re.compile("^Update( all)?$")).first.wait_for()


async def _page_of(home: Home, identifier: str) -> str:
    device = (await home.registries()).device(identifier)
    assert device is not None
    return device.page


async def _window_of(home: Home, browser: Browser, dev_eui: str) -> str:
    """Return what the window of a device's update says, opened on the page of updates."""
    device = (await home.registries()).device(home.identifier(dev_eui))
    assert device is not None
    await _open_updates(home, browser.page)
    await browser.page.get_by_text(device.name, exact=True).click()
    window = browser.page.locator("ha-more-info-dialog")
    lines = window.locator("ha-markdown p")
    await lines.first.wait_for()
    await browser.picture(picture("updates-window"))
    return "\n".join(await lines.all_inner_texts())


async def _give_fates(home: Home) -> dict[str, str]:
    devices = (await home.control.books())["devices"]
    failing = (each["dev_eui"] for each in devices if each["model"] == FAILING)
    fates = dict(zip(failing, FATES, strict=False))
    for dev_eui, code in fates.items():
        await home.control.command(fate={"dev_eui": dev_eui, "code": code, "times": 1})
    return fates


async def _retry_failed_devices(watching: Browser) -> None:
    """Retry from the card, which is left open all the time."""
    await watching.picture(picture("updates-failed"))
    card = watching.page.locator(CARD)
    await card.get_by_role("button", name="Retry 3 devices").click()
    await expect(card.get_by_role("dialog")).to_contain_text("of air time")
    await card.get_by_role("button", name="Send again").click()
    await expect(card.get_by_role("dialog")).to_be_hidden()


async def _dismiss(watching: Browser) -> list[str]:
    """Dismiss what ended last; return what the card says then, and when it is opened anew."""
    card = watching.page.locator(CARD)
    dismiss = card.get_by_role("button", name="Dismiss")
    while shown := await dismiss.count():
        await dismiss.first.click()
        await expect(dismiss).not_to_have_count(shown)
    seen = [await watching.text()]
    await watching.page.reload()
    await card.locator("msns-gateway-updates").wait_for()
    await asyncio.sleep(1)
    return [*seen, await watching.text()]


async def _until(probe: Callable[[], Any], what: str) -> None:
    await until(probe, what, timeout=PATIENCE, interval=0.5)


async def _offered(home: Home, devices: int) -> bool:
    return len(await on_offer(home)) == devices


async def _queued(home: Home, updates: int) -> bool:
    return len(await queue(home)) == updates


async def _all_ended(home: Home, tasks: int) -> bool:
    """Whether so many tasks have ended, in Home Assistant too."""
    rows = (await home.control.books())["tasks"]
    if len(rows) != tasks or not all(map(ended, rows)):
        return False
    words = {SUCCEEDED: "succeeded", FAILED: "failed"}
    shown = await home.all_states()
    return not await queue(home) and all(
        shown.get(f"{home.task_identifier(row['id'])}_status") == words[row["status"]]
        for row in rows
    )


def _task(books: Books, task_id: int) -> dict[str, Any] | None:
    return next((task for task in books["tasks"] if task["id"] == task_id), None)


def _state(look: Look, task_id: int, key: str) -> str:
    return look.states.get(f"{EUI}_fuota_{task_id}_{key}", "")


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


async def test_update_all_makes_one_task_for_each_model(story: Story) -> None:
    assert story.failed is not None
    books = story.failed.books
    models = {each["dev_eui"]: each["model"] for each in books["devices"]}
    assert len(story.offered) == 20
    assert books["request_counts"]["6.1"] == 2
    assert sorted(
        sorted(each["dev_eui"] for each in task["devices"]) for task in books["tasks"]
    ) == sorted(sorted(eui for eui in models if models[eui] == model) for model in NEWEST)


async def test_tasks_are_at_work_one_after_the_other(story: Story) -> None:
    assert story.retried is not None
    runs = sorted(story.retried.books["tasks"], key=lambda task: task["executing_since"])
    assert all(before["stopped_at"] <= after["executing_since"] for before, after in pairwise(runs))
    assert all(len(executing(look.books)) <= 1 for look in story.looks)
    assert {look.states[f"{EUI}_running_tasks"] for look in story.looks} == {"0", "1"}


@pytest.mark.parametrize("task_id", [1, 2])
async def test_devices_get_done_only_near_the_end_of_their_session(
    story: Story, task_id: int
) -> None:
    looks = story.looks_at(task_id)
    phases = dict.fromkeys(_state(look, task_id, "session") for look, _ in looks)
    assert [one for one in phases if one not in ("", "unknown")] == [
        "setting_up",
        "sending",
        "finishing",
    ]
    for look, task in looks:
        if _state(look, task_id, "session") in ("setting_up", "sending"):
            assert _state(look, task_id, "done_devices") == "0"
        elapsed = look.at.timestamp() + AHEAD - _moment(task["executing_since"]).timestamp()
        if elapsed < SETUP + SENDING + POLLING:
            assert numbers(task)[0] == 0


async def test_the_dashboard_shows_at_once_that_it_goes_on_and_until_the_end(story: Story) -> None:
    assert story.failed is not None
    first = next(
        look for look in story.looks if "In the queue: 2 updates, 20 devices" in look.screen
    )
    assert (first.at - story.pressed_at).total_seconds() < A_LOOK + story.a_look_takes
    going_on = [
        look
        for look in story.looks
        if first.at <= look.at < story.failed.at and not _both_ended(look.books)
    ]
    # Between two tasks each card follows in its own time.
    idle_for, idle_since = 0.0, first.at
    for look in going_on:
        if "In the queue" in look.screen or UNDER_WAY in look.screen:
            idle_since = look.at
        idle_for = max(idle_for, (look.at - idle_since).total_seconds())
    assert idle_for < A_MOMENT + story.a_look_takes


async def test_the_dashboard_has_no_card_without_its_entity(story: Story) -> None:
    assert all("Entity not found" not in look.screen for look in story.looks)


async def test_the_page_of_updates_shows_that_all_of_them_go_on(story: Story) -> None:
    assert "Update all" in story.page_after_press
    assert len(story.offered) == 20
    assert story.spinning_after_press == 20


@pytest.mark.parametrize("task_id", [1, 2])
async def test_the_end_is_known_from_the_start_and_about_right(story: Story, task_id: int) -> None:
    assert story.failed is not None
    task = _task(story.failed.books, task_id)
    assert task is not None
    end = _moment(task["stopped_at"]).timestamp() - AHEAD
    looks = [
        look
        for look in story.looks
        if _state(look, task_id, "status") in ("pending", "waiting", "executing")
    ]
    assert all(_state(look, task_id, "ends") not in ("", "unavailable") for look in looks)
    sending = [look for look in looks if _state(look, task_id, "session") == "sending"]
    for look in sending:
        assert abs(_moment(_state(look, task_id, "ends")).timestamp() - end) < A_LOOK
    # The dashboard follows the states a moment later.
    shown = sending[-1].screen
    assert re.search(r"Elapsed: \d+% of the estimated time", shown)
    assert re.search(r"Estimated end: \d+:\d\d [AP]M, in \d+ sec", shown)
    assert "all of them finish near the end" in shown


async def test_devices_that_failed_are_told_apart(story: Story) -> None:
    assert story.failed is not None
    assert "Still to be updated: 3" in story.failed.screen
    for dev_eui, fate in story.fates.items():
        status, words = FATES[fate]
        assert story.failed.states[f"{EUI}_{dev_eui}_update_status"] == status
        assert words in story.failed.screen


async def test_the_window_of_a_device_tells_why_it_failed(story: Story) -> None:
    _, words = FATES[next(iter(story.fates.values()))]
    assert story.window.startswith(f"The last update failed: {words}")


@pytest.mark.parametrize("task_id", [1, 2])
async def test_numbers_on_a_tasks_page_are_those_of_the_books(story: Story, task_id: int) -> None:
    assert story.failed is not None
    task = _task(story.failed.books, task_id)
    assert task is not None
    done, failed, total = numbers(task)
    names = "Done devices|Failed devices|Total devices|Progress"
    shown = dict(re.findall(rf"({names})\n([\d.]+)", story.task_pages[task_id]))
    assert {name: float(number) for name, number in shown.items()} == {
        "Done devices": done,
        "Failed devices": failed,
        "Total devices": total,
        "Progress": round(100 * done / total, 1),
    }
    assert (done, failed) in ((10, 0), (7, 3))


async def test_numbers_on_the_dashboard_were_in_the_books(story: Story) -> None:
    running = re.compile(r"Devices: (\d+) of (\d+) done, (\d+) failed")
    ended = re.compile(
        r": (\d+) of (\d+) devices have the new firmware. Still to be updated: (\d+)"
    )
    all_shown: set[tuple[int, ...]] = set()
    known: set[tuple[int, ...]] = set()
    for look, after in pairwise([*story.looks, story.looks[-1]]):
        # Home Assistant may have asked between two looks at the books.
        known |= between(look.books, after.books)
        shown = {
            (int(done), int(failed), int(total))
            for pattern in (running, ended)
            for done, total, failed in pattern.findall(look.screen)
        }
        assert shown <= known
        all_shown |= shown
    assert (7, 3, 10) in all_shown


async def test_retrying_makes_those_that_failed_succeed(story: Story) -> None:
    assert story.retried is not None
    books = story.retried.books
    models = {each["dev_eui"]: each["model"] for each in books["devices"]}
    assert versions(books) == {dev_eui: NEWEST[model] for dev_eui, model in models.items()}
    assert [task["status"] for task in books["tasks"]].count(FAILED) == 1
    again = books["tasks"][-1]
    assert again["status"] == SUCCEEDED
    assert {each["dev_eui"] for each in again["devices"]} == story.fates.keys()
    for dev_eui in story.fates:
        assert story.retried.states[f"{EUI}_{dev_eui}_update_status"] == "complete"


async def test_installed_versions_are_those_of_the_books(story: Story) -> None:
    assert story.retried is not None
    assert {
        dev_eui: entity["attributes"]["installed_version"]
        for dev_eui, entity in story.entities.items()
    } == versions(story.retried.books)
    assert "Available for" not in story.retried.screen


async def test_failure_is_over_on_the_dashboard_when_its_devices_were_updated(story: Story) -> None:
    assert story.retried is not None
    assert "Still to be updated" not in story.retried.screen
    assert "Retry" not in story.retried.screen
    assert "3 of 3 devices have the new firmware" in story.retried.screen


async def test_what_was_dismissed_stays_away(story: Story) -> None:
    assert len(story.dismissed) == 2
    assert all("Nothing to do" in one for one in story.dismissed)


async def test_each_change_is_reported_once(story: Story) -> None:
    assert story.retried is not None
    expected: Counter[tuple[str, int, str | None]] = Counter()
    for task in story.retried.books["tasks"]:
        everybody = {each["dev_eui"] for each in task["devices"]}
        bad = story.fates.keys() & everybody if task["status"] == FAILED else set()
        expected += expected_events(task["id"], good=everybody - bad, bad=bad)
    assert counted(story.heard) == expected


def _both_ended(books: Books) -> bool:
    return len(books["tasks"]) == 2 and all(map(ended, books["tasks"]))
