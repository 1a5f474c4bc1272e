"""An answer with one value that is no JSON is read; what is no answer at all is not."""

import json
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.milesight_network_server.ns_api.decoding import decoded, encoded, writable
from custom_components.milesight_network_server.ns_api.gateway import Gateway

from .any_json import ANY_JSON
from .scripted import EUI, Request, ScriptedGateway

ROWS = (
    b'{"devEUI":"24E124136A456465","name":"em300","fCntUp":7},'
    b'{"devEUI":"24E124136A456466","name":%s,"fCntUp":%s}'
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (rb'"Meter \ud83d"', "Meter \ufffd"),
        (rb'"\udc00 Meter"', "\ufffd Meter"),
        (rb'"\ud83d\ude00"', "😀"),
        (rb'"\ud83d\ud83d\ude00\udc00"', "\ufffd😀\ufffd"),
        ("Zähler".encode("latin-1").join([b'"', b'"']), "Z\ufffdhler"),
        (b"NaN", None),
        (b"Infinity", None),
        (b"-Infinity", None),
        (b"1e999", None),
        (b"-1e999", None),
        (b"9" * 5000, None),
        (b"[1, NaN, 2]", [1, None, 2]),
        (b'{"a": {"b": [NaN, "\\ud83d"]}}', {"a": {"b": [None, "\ufffd"]}}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
    ],
)
def test_one_value_that_is_no_json_costs_only_itself(text: bytes, read: Any) -> None:
    assert decoded(text) == read


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"<html></html>", b'{"id": "1"', b'{"id": "1"}}', b"{'id': '1'}", b"nan",
        b"\xff\xfe{\x00",
        b"[" * 100_000, b'{"a":' * 100_000, b"[NaN" + b",[" * 50_000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of either parser
        decoded(payload)


@given(ANY_JSON)
def test_json_is_read_as_it_is(value: Any) -> None:
    assert decoded(orjson.dumps(value)) == value


@given(st.recursive(st.none() | st.text(st.characters()) | st.floats(), st.lists, max_leaves=5))
def test_whatever_a_lenient_writer_writes_is_read_as_strict_json(value: Any) -> None:
    assert decoded(orjson.dumps(decoded(json.dumps(value).encode()))) is not Ellipsis


@given(st.binary())
def test_no_bytes_do_harm(payload: bytes) -> None:
    try:
        read = decoded(payload)
    except ValueError:
        return
    orjson.dumps(read)


@pytest.mark.parametrize("text", ["[" * 300 + "]" * 300, "9" * 30, "-" + "9" * 30, "[1e300, null]"])
def test_what_was_read_can_be_stored_and_sent(text: str) -> None:
    read = {"odd": [decoded(text.encode()), json.loads(text)], "name": "em300"}
    kept = writable(read)
    assert kept["name"] == "em300"
    assert orjson.loads(encoded(read)) == orjson.loads(orjson.dumps(kept)) == kept


@given(ANY_JSON)
def test_what_can_be_written_is_kept_as_it_is(value: Any) -> None:
    assert writable(value) is value
    assert encoded(value) == orjson.dumps(value)


@pytest.mark.parametrize(
    ("name", "counter"),
    [(rb'"Meter \ud83d"', b"7"), (b'"Z\xe4hler"', b"7"), (b'"x"', b"NaN"), (b'"x"', b"1e999")],
)
async def test_the_other_rows_of_its_page_exist(name: bytes, counter: bytes) -> None:
    def script(request: Request) -> bytes:
        head = orjson.dumps({"id": request["id"], "url": request["url"]})[:-1]
        body = b',"body":{"devTotalCount":"2","deviceResult":[' + ROWS % (name, counter) + b"]}}"
        return head + body

    listed = await Gateway(ScriptedGateway(script).link, EUI).list_devices()
    assert listed.complete
    first, _ = listed.devices.values()
    assert first.name == "em300"
