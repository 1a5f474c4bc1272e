"""The shape of an answer tells what a reader of it needs, and nothing that stands in it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import json
import re
from typing import Any, Final

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.milesight_network_server.ns_api.gateway import Gateway as Client
from custom_components.milesight_network_server.ns_api.moment import (
    TimeForm,
    form_of,
    read_ago,
    read_moment,
)
from custom_components.milesight_network_server.ns_api.shape import (
    MOST_KEPT,
    MOST_OF_FIRST,
    LastAnswer,
    shape,
)
from simulator.gateway import Gateway
from simulator.manners import Manners, Times
from simulator.population import populate

from .any_json import ANY_JSON
from .scripted import EUI, ScriptedGateway

LIST: Final = "/api/urdevices?limit=50&offset=0"
ROW: Final = "body.deviceResult"
# Words by which a form of letters can have come about, by their lengths.
WORDS: Final = (
    "just now", "a few seconds ago", "30 seconds ago", "3 seconds ago", "1 second ago",
    "a minute ago", "1 minute ago", "5 minutes ago", "15 minutes ago", "an hour ago",
    "1 hour ago", "5 hours ago", "15 hours ago", "a day ago", "1 day ago", "5 days ago",
    "15 days ago", "1 week ago", "3 weeks ago", "a month ago", "1 month ago", "3 months ago",
)  # fmt: skip
DATE: Final = "2024-05-21 21:15:13"


def answer_of(*bodies: Any, seconds: float = 0.1) -> LastAnswer:
    """Return an answer of several pages."""
    answer = LastAnswer()
    for body in bodies:
        answer.add(orjson.dumps({"id": "1", "body": body}), seconds)
    return answer


def keys_of(*bodies: Any) -> dict[str, Any]:
    """Return what is told of each key in some bodies."""
    keys = shape(answer_of(*bodies))["keys"]
    assert isinstance(keys, dict)
    inner = {path: described for path, described in keys.items() if path.startswith("body.")}
    return {path.removeprefix("body."): described for path, described in inner.items()}


def example_of(form: str) -> str:
    """Make a text from its form, as somebody would who has only that: with any digits."""
    if re.match("0000-00-00.00:00:00", form):
        text = f"{DATE[:10]}{'T' if form[10].isalpha() else form[10]}{DATE[11:]}{form[19:]}"
        return re.sub(r"[Aa]+$", lambda letters: letters[0].replace("A", "Z"), text)
    return next(one for one in WORDS if re.sub("[a-z]", "a", re.sub("[0-9]", "0", one)) == form)


@pytest.mark.parametrize(
    ("times", "forms"),
    [
        ("real", {"lastSeenAt": {"relative"}, "lastSeenAtTime": {"go"}}),
        ("iso", {"lastSeenAt": {"iso"}, "lastSeenAtTime": {"local"}}),
        ("local", {"lastSeenAt": {"local"}, "lastSeenAtTime": {"local"}}),
        ("utc", {"lastSeenAt": {"go"}, "lastSeenAtTime": {"go"}}),
        ("relative", {"lastSeenAt": {"relative"}, "lastSeenAtTime": set()}),
    ],
)
def test_each_manner_of_the_simulator_is_described_and_can_be_read_by_its_description(
    times: Times, forms: dict[str, set[str]]
) -> None:
    gateway = Gateway(EUI, manners=Manners(times=times), utc_offset=timedelta(hours=8))
    populate(gateway, devices=40)
    request = {"type": "ns-api", "id": "1", "method": "GET", "url": LIST}
    (sent,) = gateway.answer(orjson.dumps(request))
    answer = LastAnswer()
    answer.add(sent.payload, 0.1)
    keys = shape(answer)["keys"]
    heard = sum(one.last_seen is not None for one in gateway.devices.values())
    for key, expected in forms.items():
        described = keys[f"{ROW}.{key}"]
        assert described.get("times", {}).keys() == expected
        assert sum(described.get("times", {}).values()) == (heard if expected else 0)
        examples = [example_of(form) for form in described["forms"] if form not in ("", "-", "aaa")]
        assert bool(examples) is bool(expected)
        for example in examples:
            form = form_of(example)
            assert form.value in expected
            exact = form is not TimeForm.RELATIVE
            assert (read_moment(example) is not None) is exact
            assert (read_ago(example) is not None) is not exact


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-05-21 21:15:13.686038 +0800 CST", "0000-00-00 00:00:00.000000 +0000 AAA"),
        ("2024-05-21 21:15:13 -0300 -03", "0000-00-00 00:00:00 -0000 -00"),
        ("2024-05-21T21:15:13.000Z", "0000-00-00A00:00:00.000A"),
        ("21/05/2024 9:15 PM", "00/00/0000 0:00 AA"),
        ("24E124136A456465", "EUI"),
        ("24e124136a456465", "EUI"),
        ("d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4", "UUID"),
        ("5572404c696e6b4c6f52613230313823", "hex of 32"),
        ("0a1b2c3d", "hex of 8"),
        ("CLASS_C", "AAAAA_A"),
        ("Zähler", "Aaaaaa"),
        ("李雷", "aa"),
        ("😀\u202e", "??"),
        ("x" * 41, "long text"),
        ("85", "00"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_a_text_is_reported_by_its_form(text: str, form: str) -> None:
    assert keys_of({"rows": [{"field": text}]})["rows.field"]["forms"] == {form: 1}


@pytest.mark.parametrize(
    "key", ["name", "description", "appName", "profileName", "decoderScript", "url", "fileUrl",
            "firmwareNotesEn"],
)  # fmt: skip
def test_of_what_people_write_not_even_the_form_is_reported(key: str) -> None:
    described = keys_of({"rows": [{key: "Lobby 1"}, {key: ""}]})[f"rows.{key}"]
    assert described["forms"] == {"…": 1, "": 1}


def test_types_nulls_and_missing_keys_are_counted() -> None:
    rows = [{"a": 1, "b": "x"}, {"a": "1"}, {"a": None, "b": None}, {"a": [], "b": 1.5}]
    keys = keys_of({"rows": rows, "total": "4"}, {"rows": rows[:1], "total": 5})
    assert keys["rows.a"]["types"] == {"int": 2, "str": 1, "null": 1, "list": 1}
    assert "missing" not in keys["rows.a"]
    assert keys["rows.b"]["types"] == {"str": 2, "null": 1, "float": 1}
    assert keys["rows.b"]["missing"] == 1
    assert keys["total"]["types"] == {"str": 1, "int": 1}


def test_what_stands_in_a_row_is_counted_by_the_objects_that_there_are() -> None:
    rows = [{"inner": {"a": 1}}, {"inner": {"b": 1}}, {"inner": None}, {}]
    keys = keys_of({"rows": rows})
    assert keys["rows.inner"] == {"types": {"dict": 2, "null": 1}, "missing": 1}
    assert keys["rows.inner.a"] == {"types": {"int": 1}, "missing": 1}


def test_pages_bytes_and_seconds_are_reported() -> None:
    answer = answer_of({"rows": []}, {"rows": [1]}, seconds=0.25)
    described = shape(answer)
    assert (described["pages"], described["pages_looked_at"], described["seconds"]) == (2, 2, 0.5)
    assert described["bytes"] == sum(map(len, answer.kept))


def test_of_a_long_answer_the_first_pages_are_looked_at() -> None:
    answer = LastAnswer()
    page = orjson.dumps({"body": {"rows": [{"field": "x" * 30_000}]}})
    for _ in range(20):
        answer.add(page, 0.1)
    described = shape(answer)
    assert (described["pages"], described["bytes"]) == (20, 20 * len(page))
    assert described["pages_looked_at"] == MOST_KEPT // len(page)
    assert described["keys"]["body.rows.field"]["types"] == {"str": described["pages_looked_at"]}


@pytest.mark.parametrize(("size", "is_kept"), [(500_000, True), (MOST_OF_FIRST, False)])
def test_a_first_page_is_looked_at_though_it_is_long(size: int, is_kept: bool) -> None:
    described = shape(answer_of({"rows": [{"field": "x" * size}]}))
    assert described["pages_looked_at"] == is_kept
    assert bool(described["keys"]) is is_kept


@pytest.mark.parametrize("payload", [b"", b"\xff\xfe", b"[" * 9000, b"NaN", b"[[1]]", b'"x"'])
def test_what_is_no_object_has_no_keys(payload: bytes) -> None:
    answer = LastAnswer()
    answer.add(payload, 0.1)
    assert shape(answer)["keys"] == {}


def test_the_keys_of_an_absurd_answer_are_not_all_reported() -> None:
    keys = keys_of({f"key{letter}{number}": 1 for letter in "xyz" for number in range(999)})
    assert len(keys) <= 200


@pytest.mark.parametrize(
    "key",
    [
        "24E124136A456465", "5572404c696e6b4c6f52613230313823", "deadbeefcafebabe", "Lobby 1",
        "dev24E124136A456465", "key_00112233445566778899aabbccddeeff", "x" * 50, "", "ä",
    ],
)  # fmt: skip
def test_a_key_that_may_be_a_value_is_not_reported(key: str) -> None:
    assert keys_of({"rows": {key: {"name": 1}}}).keys() == {"rows", "rows.?", "rows.?.name"}


@pytest.mark.parametrize("key", ["supports32bitFCnt", "rxDROffset1", "fCntUp", "md5", "crc32"])
def test_a_key_of_the_document_is_reported(key: str) -> None:
    assert keys_of({key: 1}).keys() == {key}


def texts_in(part: Any) -> Iterator[str]:
    """Yield all texts in a JSON value, without the names of keys."""
    if isinstance(part, str):
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from texts_in(one)


def names_in(part: Any) -> Iterator[str]:
    """Yield the names of all keys in a JSON value."""
    if isinstance(part, dict):
        yield from part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from names_in(one)


# What a shape says by itself.
SPOKEN: Final = json.dumps(shape(answer_of({"a": ["x" * 50, "24E124136A456465", None, 1.5, True]})))
SECRETS: Final = st.one_of(
    st.text(min_size=6, max_size=60),
    st.text("0123456789abcdefABCDEF", min_size=6, max_size=40),
    st.text("0123456789abcdef:- ", min_size=16, max_size=47),
    st.uuids().map(str),
    st.datetimes().map(str),
)


@given(st.recursive(SECRETS | ANY_JSON, lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["name", "devEUI", "appKey", "lastSeenAt"]) | SECRETS, inner), max_leaves=8,
))  # fmt: skip
def test_no_text_of_an_answer_is_in_its_shape(body: Any) -> None:
    answer = LastAnswer()
    answer.add(json.dumps({"id": "1", "body": body}).encode(), 0.1)
    described = json.dumps(shape(answer), ensure_ascii=False)
    names = " ".join(names_in(body)) + SPOKEN
    for text in texts_in(body):
        own = {one for one in text if one.isalnum()} - set("aA0")
        if len(text) >= 6 and len(own) > 1 and text not in names:
            assert text not in described
            assert json.dumps(text)[1:-1] not in described


async def test_what_was_asked_last_is_what_is_described() -> None:
    rows = [[{"devEUI": EUI, "old": 1}], [{"devEUI": EUI, "new": 1}]]
    scripted = ScriptedGateway(lambda _request: {"devTotalCount": "1", "deviceResult": rows.pop(0)})
    client = Client(scripted.link, EUI)
    for key in ("old", "new"):
        await client.list_devices()
        keys = shape(client.last_answers["list_devices"])["keys"]
        assert f"{ROW}.{key}" in keys
    assert f"{ROW}.old" not in keys


def test_a_moment_of_today_is_reported_as_any_other() -> None:
    now = datetime.now(UTC).isoformat()
    form = re.sub("[0-9]", "0", now).replace("T", "A")
    assert keys_of({"time": now})["time"] == {
        "types": {"str": 1}, "forms": {form: 1}, "times": {"iso": 1},
    }  # fmt: skip
