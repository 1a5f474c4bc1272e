"""The forms in which gateways say yes and no, beside those of the MQTT document."""

from dataclasses import replace
from typing import Any

import orjson
import pytest

from custom_components.milesight_network_server.ns_api.answers import check
from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.errors import (
    OtherApiError,
    RefusedError,
    ReturnCode,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.link import Answer
from custom_components.milesight_network_server.ns_api.profile import (
    Profile,
    changed_profile,
    new_profile,
)
from simulator.gateway import Gateway as Simulated
from simulator.manners import Manners, Success
from simulator.population import populate

from .scripted import EUI, Request, ScriptedGateway
from .writes import WRITES

# Writes that have nothing to tell but that they are done.
SILENT_WRITES = [name for name, (_, write) in WRITES.items() if write.result is None]
YES: list[Any] = [
    None,
    "",
    {},
    {"code": 0, "error": ""},
    {"code": "0", "error": ""},
    {"error": "", "code": 0},
    {"code": 0},
    {"code": 0, "error": None},
    {"code": 200, "error": ""},
    {"code": "200"},
    {"code": "", "error": ""},
    {"code": None, "error": None},
    {"errCode": 0, "errMsg": ""},
    {"errCode": 200},
    {"code": 0, "error": " "},
    {"code": 0, "error": False},
    {"code": 200, "error": {}},
    {"code": 0, "error": []},
    {"code": " 0 "},
    {"code": " ", "error": ""},
    [],
    {"code": 17, "error": "request accept"},
    {"code": 17, "error": "Request Accept "},
]


@pytest.mark.parametrize("body", YES, ids=repr)
@pytest.mark.parametrize("name", SILENT_WRITES)
async def test_a_write_that_is_answered_so_is_done(name: str, body: Any) -> None:
    _, write = WRITES[name]
    await write.call(Gateway(ScriptedGateway(lambda _request: body).link, EUI))


@pytest.mark.parametrize("more", [{}, {"code": 0, "error": ""}, {"errCode": 0, "errMsg": ""}])
async def test_what_an_answer_has_beside_its_yes_is_read(more: dict[str, Any]) -> None:
    scripted = ScriptedGateway(lambda _request: {"profileID": "p1", **more})
    assert await Gateway(scripted.link, EUI).add_profile({}) == "p1"
    scripted = ScriptedGateway(lambda _request: {"total": 0, "tasks": None, **more})
    assert (await Gateway(scripted.link, EUI).list_fuota_tasks()).complete


def refused(body: Any) -> RefusedError:
    """Return what an answer raises that is a refusal."""
    with pytest.raises(RefusedError) as caught:
        check("add_device", Answer(EUI, body))
    return caught.value


@pytest.mark.parametrize("code", [3, "3", 10310003, 4711])
def test_a_refusal_by_its_other_names_has_its_code_and_its_words(code: Any) -> None:
    error = refused({"errCode": code, "errMsg": "no such thing"})
    assert (error.code, error.text) == (int(code), "no such thing")
    assert error.reason == (int(code) if int(code) in ReturnCode else None)


@pytest.mark.parametrize("code", [0, 200, None, ""])
def test_words_are_a_refusal_whatever_the_code(code: Any) -> None:
    assert refused({"errCode": code, "errMsg": "device busy"}).text == "device busy"
    assert refused({"code": code, "error": "device busy"}).text == "device busy"


@pytest.mark.parametrize(
    "body",
    [
        {"code": 0, "error": "", "errCode": 6, "errMsg": "exists"},
        {"errCode": 0, "errMsg": "", "code": 6, "error": "exists"},
    ],
)
def test_a_refusal_by_either_name_is_one(body: dict[str, Any]) -> None:
    assert (refused(body).code, refused(body).text) == (6, "exists")


@pytest.mark.parametrize(
    "body",
    [
        {"code": 17, "error": ""},
        {"code": 17, "error": "no route"},
        {"code": 16, "error": "request accept"},
        {"error": "request accept"},
        {"code": 23, "error": "request accept"},
    ],
)
def test_only_17_with_these_words_is_a_yes(body: dict[str, Any]) -> None:
    assert refused(body).code in (16, 17, 23, None)


def test_the_other_api_is_known_by_its_codes_whatever_their_name() -> None:
    assert isinstance(refused({"errCode": 20101001, "errMsg": "unknown"}), OtherApiError)


def client_of(simulated: Simulated) -> Gateway:
    """Return the client of a simulated gateway."""

    def answer(request: Request) -> bytes:
        (one,) = simulated.answer(orjson.dumps(request))
        return one.payload

    return Gateway(ScriptedGateway(answer).link, EUI)


@pytest.mark.parametrize("success", ["documented", "real", "zero", "accept"])
async def test_every_form_of_success_of_the_simulator_is_one(success: Success) -> None:
    simulated = Simulated(EUI, manners=Manners(success=success))
    populate(simulated, devices=2)
    client = client_of(simulated)
    first, second = simulated.devices
    profile_id = await client.add_profile({"name": "meters", "profile": {}})
    await client.delete_profile(profile_id)
    await client.modify_device(first, {"applicationID": "1", "name": "Renamed"})
    await client.delete_device(second)
    assert [one.name for one in simulated.devices.values()] == ["Renamed"]
    assert profile_id not in simulated.profiles


async def test_a_refusal_of_the_simulator_by_its_other_names_is_one() -> None:
    simulated = Simulated(EUI, manners=Manners(failure="err-code", error_text="nope"))
    with pytest.raises(RefusedError) as caught:
        await client_of(simulated).delete_device("24E124136D0000AA")
    assert (caught.value.reason, caught.value.text) == (ReturnCode.NOT_FOUND, "nope")


async def test_payload_sizes_that_are_null_are_none_and_missing_ones_are_no_answer() -> None:
    simulated = Simulated(EUI)
    client = client_of(simulated)
    assert len(await client.get_payload_sizes()) == 7
    simulated.faults.add("null call=6.6 key=maxPayloadSizeMap times=1")
    assert await client.get_payload_sizes() == []
    simulated.faults.add("omit call=6.6 key=maxPayloadSizeMap times=1")
    with pytest.raises(UnreadableAnswerError, match="maxPayloadSizeMap"):
        await client.get_payload_sizes()


# Which uplink channels a profile may enable.


def problems(plan: str, channels: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a new profile with these channels, and with a changed one."""
    added, changed = list[tuple[str, str]](), list[tuple[str, str]]()
    given = {"enable_uplink_channels": channels}
    before = new_profile({"name": "meters"}, CHANNEL_PLANS[plan], ())
    current = replace(Profile(profile_id="p1"), **before.values)
    try:
        new_profile({"name": "meters", **given}, CHANNEL_PLANS[plan], ())
    except InvalidFieldsError as err:
        added = [(one.field, one.kind) for one in err.problems]
    try:
        changed_profile(given, current, CHANNEL_PLANS[plan], ())
    except InvalidFieldsError as err:
        changed = [(one.field, one.kind) for one in err.problems]
    assert added == changed
    return added


@pytest.mark.parametrize("plan", CHANNEL_PLANS)
def test_uplink_channels_are_enabled_only_where_there_are_more_than_a_gateway_has(
    plan: str,
) -> None:
    kinds = [] if plan in ("CN470", "US915", "AU915") else [ProblemKey.NO_CHANNELS]
    assert [kind for _, kind in problems(plan, [8, 9])] == kinds
    assert problems(plan, []) == []


@pytest.mark.parametrize("channels", [[8], [8, 8], ["8"], "8"])
@pytest.mark.parametrize(("plan", "kinds"), [("US915", 1), ("AU915", 1), ("CN470", 0)])
def test_one_uplink_channel_is_too_few_in_us915_and_au915(
    plan: str, kinds: int, channels: Any
) -> None:
    assert problems(plan, channels) == [("enable_uplink_channels", ProblemKey.FEW_CHANNELS)] * kinds


def test_outside_the_table_of_regions_any_channels_are_the_gateways_to_judge() -> None:
    given = {"name": "meters", "enable_uplink_channels": [8], "rx_freq2": 1, "rx_data_rate2": 0}
    with pytest.raises(InvalidFieldsError) as caught:
        new_profile(given, None, ())
    assert {one.field for one in caught.value.problems} == {"rx_freq2"}


@pytest.mark.parametrize("plan", ["EU868", "US915"])
def test_channels_that_the_gateway_has_already_do_not_block_another_change(plan: str) -> None:
    before = new_profile({"name": "meters"}, CHANNEL_PLANS[plan], ())
    current = replace(
        Profile(profile_id="p1"), **dict(before.values) | {"enable_uplink_channels": [8]}
    )
    draft = changed_profile({"max_eirp": 5}, current, CHANNEL_PLANS[plan], ())
    assert draft.body["profile"]["enableUplinkChannels"] == [8]
