"""Every writing service outside FUOTA, and a gateway that meets it otherwise than it should."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
import json
from typing import Any, Final
from unittest.mock import patch

from simulator.gateway import Answer, Gateway

# How long the tests wait for an answer, in seconds.
TIMEOUT: Final = 0.2
NEW: Final = "24E124136D0000AA"
KEY: Final = "a0b1c2d3e4f5061728394a5b6c7d8e9f"

type Answering = Callable[[bytes], list[Answer]]


@dataclass(frozen=True)
class Books:
    """A gateway, and what of it the changes below are about."""

    gateway: Gateway
    profile_id: str
    group_id: str
    dev_eui: str
    member: str
    outsider: str


@dataclass(frozen=True)
class Change:
    """A call of a service, the call of the API that it makes, and how the books show it."""

    service: str
    call: str
    data: Callable[[Books], Mapping[str, Any]]
    is_made: Callable[[Books], bool]


def _members(books: Books) -> list[str]:
    return books.gateway.multicast_groups[books.group_id].devices


CHANGES: Final = (
    Change(
        "add_profile",
        "2.1",
        lambda _: {"name": "fresh"},
        lambda books: "fresh" in {one.name for one in books.gateway.profiles.values()},
    ),
    Change(
        "modify_profile",
        "2.4",
        lambda books: {"profile_id": books.profile_id, "class_c_timeout": 3},
        lambda books: books.gateway.profiles[books.profile_id].class_c_timeout == 3,
    ),
    Change(
        "delete_profile",
        "2.2",
        lambda books: {"profile_id": books.profile_id},
        lambda books: books.profile_id not in books.gateway.profiles,
    ),
    Change(
        "add_device",
        "3.1",
        lambda _: {"dev_eui": NEW, "application_id": 1, "app_key": KEY, "f_port": 85},
        lambda books: NEW in books.gateway.devices,
    ),
    Change(
        "modify_device",
        "3.4",
        lambda books: {"dev_eui": books.dev_eui, "name": "Renamed"},
        lambda books: books.gateway.devices[books.dev_eui].name == "Renamed",
    ),
    Change(
        "delete_device",
        "3.2",
        lambda books: {"dev_eui": books.dev_eui},
        lambda books: books.dev_eui not in books.gateway.devices,
    ),
    Change(
        "add_multicast_group",
        "4.1",
        lambda _: {"name": "fresh", "mc_nwk_s_key": KEY, "mc_app_s_key": KEY},
        lambda books: "fresh" in {one.name for one in books.gateway.multicast_groups.values()},
    ),
    Change(
        "modify_multicast_group",
        "4.6",
        lambda books: {"multicast_group_id": books.group_id, "name": "renamed"},
        lambda books: books.gateway.multicast_groups[books.group_id].name == "renamed",
    ),
    Change(
        "delete_multicast_group",
        "4.3",
        lambda books: {"multicast_group_id": books.group_id},
        lambda books: books.group_id not in books.gateway.multicast_groups,
    ),
    Change(
        "add_devices_to_multicast_group",
        "4.2",
        lambda books: {"multicast_group_id": books.group_id, "dev_euis": books.outsider},
        lambda books: books.outsider in _members(books),
    ),
    Change(
        "remove_devices_from_multicast_group",
        "4.4",
        lambda books: {"multicast_group_id": books.group_id, "dev_euis": books.member},
        lambda books: books.member not in _members(books),
    ),
)


def change(service: str) -> Change:
    """Return the change of a service."""
    return next(one for one in CHANGES if one.service == service)


@contextmanager
def writes_meet(
    gateway: Gateway, meet: Callable[[bytes, Answering], list[Answer]]
) -> Iterator[list[str]]:
    """Let `meet` answer what is to change something; gives the urls that were sent for it.

    It is given the request, and how the gateway would answer.
    """
    really, sent = gateway.answer, list[str]()

    def answer(payload: bytes) -> list[Answer]:
        message = json.loads(payload)
        if message["method"] == "GET":
            return really(payload)
        sent.append(f"{message['method']} {message['url']}")
        return meet(payload, really)

    with patch.object(gateway, "answer", answer):
        yield sent


def lost(payload: bytes, really: Answering) -> list[Answer]:
    """Do it, and lose the answer."""
    really(payload)
    return []


def dropped(_payload: bytes, _really: Answering) -> list[Answer]:
    """Lose the request."""
    return []


def answered_with(body: Mapping[str, Any]) -> Callable[[bytes, Answering], list[Answer]]:
    """Do it, and answer something else."""

    def meet(payload: bytes, really: Answering) -> list[Answer]:
        (answer,) = really(payload)
        return [Answer(json.dumps({**json.loads(answer.payload), "body": body}).encode())]

    return meet
