"""No JSON whatever does harm: it is read, or left out, or an error of this API's own."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import given, settings, strategies as st
import orjson
import pytest

from custom_components.milesight_network_server.ns_api.answers import check
from custom_components.milesight_network_server.ns_api.codec import PayloadCodec, PayloadCodecType
from custom_components.milesight_network_server.ns_api.device import Application, Device
from custom_components.milesight_network_server.ns_api.errors import NsApiError, RefusedError
from custom_components.milesight_network_server.ns_api.fuota import (
    FirmwareInfo,
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
    PayloadSize,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Answer, Link
from custom_components.milesight_network_server.ns_api.model import Model
from custom_components.milesight_network_server.ns_api.multicast import (
    MulticastDevice,
    MulticastGroup,
)
from custom_components.milesight_network_server.ns_api.profile import Profile, ProfileName

from .any_json import ANY_JSON, ANY_SCALAR, ANY_TEXT, objects_with, rows_of
from .scripted import DEVICES, EUI, Request, ScriptedGateway, ask, silent
from .writes import WRITES

MODELS: list[type[Model]] = [
    Profile, ProfileName, Device, Application, MulticastGroup, MulticastDevice, PayloadCodec,
    FuotaTask, FirmwareInfo, OfficialFirmware, FuotaDevice, PayloadSize,
]  # fmt: skip


def fits(value: object, kind: Any) -> bool:
    """Tell whether a value is of the kind that a field's annotation names."""
    if isinstance(kind, UnionType):
        return any(fits(value, one) for one in get_args(kind))
    if (origin := get_origin(kind)) in (list, frozenset):
        (item,) = get_args(kind)
        return isinstance(value, origin) and all(fits(one, item) for one in value)
    return isinstance(value, kind) and not (isinstance(value, bool) and kind is int)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
@settings(max_examples=60)
@given(data=st.data())
def test_a_row_is_a_model_of_which_every_field_is_what_it_says_or_none(
    model: type[Any], data: st.DataObject
) -> None:
    made = model.read(data.draw(st.one_of(ANY_JSON, rows_of(model))))
    if made is not None:
        kinds = get_type_hints(model)
        names = [field.name for field in fields(model)]
        assert [name for name in names if not fits(getattr(made, name), kinds[name])] == []
        assert all(getattr(made, name) is not None for name in model.required)


@given(st.one_of(ANY_JSON, objects_with(["id", "gatewayEUI", "body", "url"], ANY_JSON)))
def test_a_link_takes_any_json_from_the_response_topic(message: Any) -> None:
    link = Link(ScriptedGateway(silent).publish)
    link.receive(orjson.dumps(message))
    assert link.strangers + link.unreadable == 1


@given(st.binary())
def test_a_link_takes_any_bytes_from_the_response_topic(payload: bytes) -> None:
    link = Link(ScriptedGateway(silent).publish)
    link.receive(payload)
    assert link.strangers + link.unreadable == 1


@given(
    cut=st.floats(0, 1),
    flipped=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=3),
)
def test_a_link_takes_any_damage_to_an_answer(cut: float, flipped: list[tuple[float, int]]) -> None:
    message = bytearray(orjson.dumps({"id": "1", "gatewayEUI": EUI, "body": DEVICES}))
    for place, change in flipped:
        message[int(place * len(message))] ^= change
    link = Link(ScriptedGateway(silent).publish)
    link.receive(bytes(message[: int(cut * len(message))]))
    assert link.strangers + link.unreadable == 1


@given(envelope=objects_with(["gatewayEUI", "url", "method", "more"], ANY_JSON), body=ANY_JSON)
async def test_a_link_takes_any_answer_to_a_request(envelope: Any, body: Any) -> None:
    scripted = ScriptedGateway()
    asking = ask(scripted.link)
    (request,) = await scripted.asked()
    scripted.answer(request, body, **envelope)
    scripted.answer(request, DEVICES, gatewayEUI=EUI)
    assert (await asking).body in (body, DEVICES)
    assert scripted.link._pending == {}


@given(st.one_of(ANY_JSON, objects_with(["code", "error"], ANY_JSON)))
def test_an_answer_is_a_success_or_a_refusal(body: Any) -> None:
    try:
        result = check("add_device", Answer(EUI, body))
    except NsApiError as error:
        result = error
    assert result == body or isinstance(result, RefusedError)


# By name: the call, the key of its rows, and their model.
CALLS: dict[str, tuple[Callable[[Gateway], Awaitable[object]], str, type[Model] | None]] = {
    "profiles": (Gateway.list_profiles, "result", Profile),
    "devices": (Gateway.list_devices, "deviceResult", Device),
    "groups": (Gateway.list_multicast_groups, "result", MulticastGroup),
    "codecs": (
        lambda gateway: gateway.list_payload_codecs(PayloadCodecType.DEFAULT),
        "result",
        PayloadCodec,
    ),
    "tasks": (Gateway.list_fuota_tasks, "tasks", FuotaTask),
    "task devices": (
        lambda gateway: gateway.list_fuota_task_devices(184),
        "devices",
        FuotaDevice,
    ),
    "firmware devices": (
        lambda gateway: gateway.list_firmware_devices({}),
        "devices",
        FuotaDevice,
    ),
    "payload sizes": (Gateway.get_payload_sizes, "maxPayloadSizeMap", PayloadSize),
    "models": (lambda gateway: gateway.list_official_models("eu"), "models", None),
    "firmware": (
        lambda gateway: gateway.list_official_firmware("WT201"),
        "data",
        OfficialFirmware,
    ),
}
COMPANIONS = ["totalCount", "devTotalCount", "total", "code", "error", "channelPlan", "disable"]


def bodies_of(rows_key: str, model: type[Model] | None) -> st.SearchStrategy[Any]:
    """Return bodies of a listing call: any JSON, or its own keys with any rows."""
    row = ANY_JSON if model is None else st.one_of(ANY_JSON, rows_of(model))
    rows = st.one_of(ANY_JSON, st.lists(row, max_size=4))
    beside = st.one_of(
        ANY_SCALAR, st.lists(st.one_of(rows_of(Application), rows_of(ProfileName)), max_size=2)
    )
    whole = st.builds(
        lambda companions, rows, beside: companions | {rows_key: rows} | beside,
        objects_with(COMPANIONS, ANY_SCALAR),
        rows,
        objects_with(["appResult", "profileResult"], beside),
    )
    return st.one_of(ANY_JSON, whole, objects_with([rows_key, "total"], ANY_JSON))


@pytest.mark.slow
@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=60)
@given(data=st.data())
async def test_a_reading_call_gives_its_result_or_an_error_of_its_own(
    name: str, data: st.DataObject
) -> None:
    call, rows_key, model = CALLS[name]
    body = data.draw(bodies_of(rows_key, model))
    asked = 0

    def script(_request: Request) -> Any:
        nonlocal asked
        asked += 1
        # From the fifth page on there is nothing: a list has an end.
        return body if asked < 5 or not isinstance(body, dict) else body | {rows_key: []}

    scripted = ScriptedGateway(script)
    try:
        result = await call(Gateway(scripted.link, EUI, page_size=2))
    except NsApiError as error:
        result = str(error)
    assert result is not None
    assert scripted.link._pending == {}


@pytest.mark.parametrize("name", WRITES)
@settings(max_examples=30)
@given(body=st.one_of(ANY_JSON, objects_with(["code", "error", "id", "profileID"], ANY_JSON)))
async def test_a_writing_call_gives_its_result_or_an_error_of_its_own(name: str, body: Any) -> None:
    _, write = WRITES[name]
    scripted = ScriptedGateway(lambda _request: body)
    try:
        result = await write.call(Gateway(scripted.link, EUI))
    except NsApiError as error:
        result = error
    assert isinstance(result, NsApiError) or type(result) is type(write.result)
    assert len(scripted.sent) == 1


@given(ANY_TEXT, ANY_TEXT)
async def test_a_search_may_be_any_text(search: str, model: str) -> None:
    nothing = {"devTotalCount": 0, "deviceResult": [], "total": 0, "data": []}
    scripted = ScriptedGateway(lambda _request: nothing)
    gateway = Gateway(scripted.link, EUI)
    await asyncio.gather(
        gateway.list_devices(search=search), gateway.list_official_firmware(model, search=search)
    )
    assert all(request["url"].isascii() for request in scripted.requests)
