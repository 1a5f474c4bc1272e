"""Whatever is asked, the gateway answers it in the API's terms."""

from collections.abc import Iterator
from copy import deepcopy
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from simulator.errors import Code
from simulator.gateway import Gateway

from .talk import Talk, add_task

DOCUMENT: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("document.json").read_text(encoding="utf-8")
)
ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 255, 2**31, 2**63, 1.5, 1e300, "", "x", "0", "-", "null", [], [[]],
    {}, {"a": {}}, ["x", 1], "a" * 5000, "ä\u0000😀", "../..", "%2F", "24e124fffef5a6a8",
)  # fmt: skip


def spots(part: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a message where something else could stand."""
    keys = part if isinstance(part, dict) else range(len(part))
    for key in keys:
        yield part, key
        if isinstance(part[key], dict | list):
            yield from spots(part[key])


@pytest.mark.parametrize("number", DOCUMENT)
def test_an_odd_value_anywhere_is_answered(house: Gateway, talk: Talk, number: str) -> None:
    random = Random(number)  # noqa: S311  the same oddities at every run
    add_task(talk)
    for _ in range(150):
        request = deepcopy(random.choice(DOCUMENT[number]["requests"]))
        for _ in range(random.randint(1, 2)):
            place, key = random.choice(list(spots(request)))
            place[key] = deepcopy(random.choice(ODD))
        answers = house.answer(json.dumps(request))
        assert len(answers) == 1
        answer = json.loads(answers[0].payload)
        code = (answer.get("body") or {}).get("code")
        assert code in (None, "", 200, *Code)


@pytest.mark.parametrize(
    "query",
    [
        "limit",
        "limit==",
        "&&&",
        "?",
        "limit=1&limit=2",
        "search=%",
        "search=%ff",
        "offset=９",
        "a=b",
    ],
)
@pytest.mark.parametrize("url", ["/api/urdevices", "/api/fuota/task", "/api/multicast-groups"])
def test_an_odd_query_is_answered(talk: Talk, url: str, query: str) -> None:
    assert talk.code("GET", f"{url}?{query}") in (200, 3)
