"""What somebody does to the gateway by services, chosen at random from what it has."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from .site import Books

KEY = "5572404C696E6B4C6F52613230313823"
# Above this many, something is deleted in place of adding.
MOST = {"devices": 40, "profiles": 12, "multicast_groups": 8, "tasks": 12}
# What the DevEUIs of devices that are added here begin with.
_ADDED = "24E124FB"
# How often one of these has a payload codec.
_WITH_CODEC = 0.3
# Of the status of a task: pending, waiting, executing.
UNFINISHED = (0, 1, 2)


@dataclass(frozen=True, kw_only=True)
class Act:
    """A service call that changes the gateway, and how the books show whether it did.

    `call` is the API's number of the request, and `token` a text that stands in no other request
    of that number, but in others of the same act.
    """

    service: str
    data: dict[str, Any]
    call: str
    token: str
    is_made: Callable[[Books], bool] = field(repr=False)


class Acts:
    """Chooses what to do next."""

    def __init__(self, random: Random) -> None:
        """Take the chances."""
        self._random = random
        self._number = 0

    def choose(self, books: Books) -> Act:
        """Return an act that fits what the gateway has now."""
        self._number += 1
        # Of letters that every name takes.
        token = f"soak_{self._number:05}"
        for _ in range(100):
            act = self._random.choice(_KINDS)(self._random, books, token)
            if act is not None:
                return act
        raise AssertionError("adding a device is always possible")


type Kind = Callable[[Random, Books, str], Act | None]


def _full(books: Books, what: str) -> bool:
    # Tasks of the queue are many, and nobody's to delete here.
    existing = _own(books, what) if what == "tasks" else books[what]
    return len(existing) >= MOST[what]


def _one(random: Random, found: list[Any]) -> Any:
    return random.choice(found) if found else None


def _busy(books: Books) -> set[str]:
    """Return the devices of unfinished tasks."""
    return {
        each["dev_eui"]
        for task in books["tasks"]
        if task["status"] in UNFINISHED
        for each in task["devices"]
    }


def _names(books: Books, what: str) -> set[str]:
    return {each["name"] for each in books[what]}


def _add_device(random: Random, books: Books, token: str) -> Act | None:
    if _full(books, "devices"):
        return None
    dev_eui = f"{_ADDED}{int(token.partition('_')[2]):08X}"
    data: dict[str, Any] = {"dev_eui": dev_eui, "application_id": 1, "name": token, "app_key": KEY}
    data["f_port"] = 85
    if random.random() < _WITH_CODEC:
        # The integration has to find out whether there is one.
        data["payload_codec_id"] = 9
    return Act(
        service="add_device",
        data=data,
        call="3.1",
        token=dev_eui,
        is_made=lambda now: token in _names(now, "devices"),
    )


def _modify_device(random: Random, books: Books, token: str) -> Act | None:
    device = _one(random, books["devices"])
    return device and Act(
        service="modify_device",
        data={"dev_eui": device["dev_eui"], "name": token},
        call="3.4",
        token=token,
        is_made=lambda now: token in _names(now, "devices"),
    )


def _delete_device(random: Random, books: Books, _token: str) -> Act | None:
    busy = _busy(books)
    device = _one(random, [each for each in books["devices"] if each["dev_eui"] not in busy])
    if device is None or len(books["devices"]) < MOST["devices"] / 3:
        return None
    dev_eui = device["dev_eui"]
    return Act(
        service="delete_device",
        data={"dev_eui": dev_eui},
        call="3.2",
        token=dev_eui,
        is_made=lambda now: dev_eui not in {each["dev_eui"] for each in now["devices"]},
    )


def _add_profile(_random: Random, books: Books, token: str) -> Act | None:
    if _full(books, "profiles"):
        return None
    return Act(
        service="add_profile",
        data={"name": token},
        call="2.1",
        token=token,
        is_made=lambda now: token in _names(now, "profiles"),
    )


def _own(books: Books, what: str) -> list[dict[str, Any]]:
    return [each for each in books[what] if each["name"].startswith("soak")]


def _modify_profile(random: Random, books: Books, token: str) -> Act | None:
    profile = _one(random, _own(books, "profiles"))
    return profile and Act(
        service="modify_profile",
        data={"profile_id": profile["profile_id"], "name": token},
        call="2.4",
        token=token,
        is_made=lambda now: token in _names(now, "profiles"),
    )


def _delete_profile(random: Random, books: Books, _token: str) -> Act | None:
    used = {each["profile_id"] for each in books["devices"]}
    profiles = [each for each in _own(books, "profiles") if each["profile_id"] not in used]
    profile = _one(random, profiles)
    return profile and Act(
        service="delete_profile",
        data={"profile_id": profile["profile_id"]},
        call="2.2",
        token=profile["profile_id"],
        is_made=lambda now: profile["name"] not in _names(now, "profiles"),
    )


def _add_group(_random: Random, books: Books, token: str) -> Act | None:
    if _full(books, "multicast_groups"):
        return None
    return Act(
        service="add_multicast_group",
        data={"name": token, "mc_nwk_s_key": KEY, "mc_app_s_key": KEY},
        call="4.1",
        token=token,
        is_made=lambda now: token in _names(now, "multicast_groups"),
    )


def _modify_group(random: Random, books: Books, token: str) -> Act | None:
    group = _one(random, books["multicast_groups"])
    return group and Act(
        service="modify_multicast_group",
        data={"multicast_group_id": group["id"], "name": token},
        call="4.6",
        token=token,
        is_made=lambda now: token in _names(now, "multicast_groups"),
    )


def _delete_group(random: Random, books: Books, _token: str) -> Act | None:
    group = _one(random, books["multicast_groups"])
    return group and Act(
        service="delete_multicast_group",
        data={"multicast_group_id": group["id"]},
        call="4.3",
        token=group["id"],
        is_made=lambda now: group["id"] not in {each["id"] for each in now["multicast_groups"]},
    )


def _members(books: Books, group_id: str) -> set[str]:
    for group in books["multicast_groups"]:
        if group["id"] == group_id:
            return set(group["devices"])
    return set()


def _join_group(random: Random, books: Books, _token: str) -> Act | None:
    group = _one(random, books["multicast_groups"])
    if group is None:
        return None
    # Of any class, though the others hear the group only by chance.
    outside = [each for each in books["devices"] if each["dev_eui"] not in group["devices"]]
    device = _one(random, outside)
    return device and _membership(
        "add_devices_to_multicast_group", "4.2", group, device, joins=True
    )


def _leave_group(random: Random, books: Books, _token: str) -> Act | None:
    group = _one(random, [each for each in books["multicast_groups"] if each["devices"]])
    if group is None:
        return None
    device = {"dev_eui": _one(random, group["devices"])}
    return _membership("remove_devices_from_multicast_group", "4.4", group, device, joins=False)


def _membership(
    service: str, call: str, group: dict[str, Any], device: dict[str, Any], *, joins: bool
) -> Act:
    group_id, dev_eui = group["id"], device["dev_eui"]
    return Act(
        service=service,
        data={"multicast_group_id": group_id, "dev_euis": [dev_eui]},
        call=call,
        token=dev_eui,
        is_made=lambda now: (dev_eui in _members(now, group_id)) is joins,
    )


def _add_task(random: Random, books: Books, token: str) -> Act | None:
    busy = _busy(books)
    device = _one(
        random,
        [each for each in books["devices"] if each["dev_eui"] not in busy and each["model"]],
    )
    if device is None or _full(books, "tasks"):
        return None
    starts = datetime.now(UTC) + timedelta(seconds=random.choice((20, 3600)))
    return Act(
        service="add_fuota_task",
        data={
            "name": token,
            "dev_euis": [device["dev_eui"]],
            "started_at": starts.isoformat(),
            "firmware_name": f"{device['model']}.0000.0101.0106.bin",
            "file_content": "AAAA" * 20,
        },
        call="6.1",
        token=token,
        is_made=lambda now: token in _names(now, "tasks"),
    )


def _delete_task(random: Random, books: Books, _token: str) -> Act | None:
    # One that is executing may end meanwhile, and one that was made for the queue is its own.
    tasks = [each for each in _own(books, "tasks") if each["status"] != UNFINISHED[-1]]
    task = _one(random, tasks)
    return task and Act(
        service="delete_fuota_tasks",
        data={"task_ids": [task["id"]]},
        call="6.4",
        token=str(task["id"]),
        is_made=lambda now: task["id"] not in {each["id"] for each in now["tasks"]},
    )


_KINDS: tuple[Kind, ...] = (
    *(_add_device, _modify_device, _delete_device) * 2,
    *(_add_profile, _modify_profile, _delete_profile),
    *(_add_group, _modify_group, _delete_group, _join_group, _leave_group),
    *(_add_task, _delete_task),
)
