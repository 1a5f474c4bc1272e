"""Updates as the books of the gateway have them, and as Home Assistant has them."""

from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any

from demo.registries import states

from .home import Home

PENDING, WAITING, EXECUTING, SUCCEEDED, FAILED = range(5)
COMPLETE = 13

type Books = dict[str, Any]


def executing(books: Books) -> list[int]:
    """Return the tasks whose sessions are at work."""
    return [task["id"] for task in books["tasks"] if task["status"] == EXECUTING]


def ended(task: dict[str, Any]) -> bool:
    """Whether a task of the books has ended."""
    return task["status"] in (SUCCEEDED, FAILED)


def numbers(task: dict[str, Any]) -> tuple[int, int, int]:
    """Return how many devices of a task are done, failed, and in it."""
    devices = task["devices"]
    return sum(map(_done, devices)), sum(map(_failed, devices)), len(devices)


def between(books: Books, after: Books) -> set[tuple[int, ...]]:
    """Return all numbers that a task may have had from one look at the books to the next."""
    later = {task["id"]: numbers(task) for task in after["tasks"]}
    found: set[tuple[int, ...]] = set()
    for task in books["tasks"]:
        now = numbers(task)
        spans = (
            range(min(one, other), max(one, other) + 1)
            for one, other in zip(now, later.get(task["id"], now), strict=True)
        )
        found.update(product(*spans))
    return found


def _done(device: dict[str, Any]) -> bool:
    return bool(device["fragment_status"] == COMPLETE)


def _failed(device: dict[str, Any]) -> bool:
    multicast, fragment = device["multicast_status"], device["fragment_status"]
    return multicast in range(6, 14) or fragment in (*range(4, 12), 14, 15, 16)


def versions(books: Books) -> dict[str, str]:
    """Return what the devices run, by their DevEUI."""
    return {each["dev_eui"]: each["firmware_version"] for each in books["devices"]}


def expected_events(
    task_id: int, *, good: Iterable[str] = (), bad: Iterable[str] = ()
) -> Counter[tuple[str, int, str | None]]:
    """Return the events of one run of a task, each once."""
    bad = list(bad)
    return Counter(
        [
            ("task_started", task_id, None),
            *(("device_succeeded", task_id, dev_eui) for dev_eui in good),
            *(("device_failed", task_id, dev_eui) for dev_eui in bad),
            ("task_failed" if bad else "task_succeeded", task_id, None),
        ]
    )


def counted(heard: Iterable[dict[str, Any]]) -> Counter[tuple[str, int, str | None]]:
    """Return how often each event was heard."""
    return Counter((one["event_type"], one["task_id"], one.get("dev_eui")) for one in heard)


async def update_entities(home: Home) -> dict[str, dict[str, Any]]:
    """Return the update entities' states by DevEUI, each with its `entity_id`."""
    all_states = await states(home.api)
    start, end = f"{home.eui}_", "_firmware"
    return {
        unique_id.removeprefix(start).removesuffix(end): all_states[entity_id]
        for unique_id, entity_id in (await home.registries()).entity_ids.items()
        if unique_id.startswith(start) and unique_id.endswith(end) and entity_id in all_states
    }


async def on_offer(home: Home) -> list[str]:
    """Return the update entities that have something to install."""
    entities = (await update_entities(home)).values()
    return [one["entity_id"] for one in entities if one["state"] == "on"]


async def queue(home: Home) -> list[dict[str, Any]]:
    """Return the queue as its action lists it."""
    response = await home.api.call_service(
        "milesight_network_server.list_update_queue",
        {"config_entry_id": home.entry_id},
        return_response=True,
    )
    listed: list[dict[str, Any]] = response["queue"]
    return listed
