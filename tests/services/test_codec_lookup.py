"""Whether a gateway has a codec is found out in small pieces, and never at a device's cost."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.errors import NoAnswerError
from custom_components.milesight_network_server.ns_api.gateway import CODECS_AT_ONCE
from custom_components.milesight_network_server.ns_api.link import Answer, Link
from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .conftest import Act, details, writes

NEW, OTHER = "24E124136D0000AA", "24E124136D0000AB"
KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
TIMEOUT = 1.0
# No device has the first, which is the 50th of the library; WS558 has the longest scripts.
UNUSED, OWN, NONE = 50, 285, 4711
# Larger than every answer but those with codecs, of which one alone has more.
SMALL_LIMIT = 20_000


@pytest.fixture
def manners() -> Manners:
    """The library of a real gateway."""
    return Manners(codecs="real")


@pytest.fixture
def gateway(clock: Clock, manners: Manners) -> Gateway:
    """A gateway with megabytes of codecs."""
    simulated = Gateway(GATEWAY_EUI, clock=clock, manners=manners)
    populate(simulated, devices=10)
    return simulated


@pytest.fixture
def loaded(loaded: MockConfigEntry, gateway: Gateway) -> MockConfigEntry:
    """The entry, that waits for no answer for long."""
    loaded.runtime_data.gateway.timeout = TIMEOUT
    gateway.requests.clear()
    return loaded


async def add(act: Act, codec_id: int, dev_eui: str = NEW) -> dict[str, Any]:
    """Add a device with a codec."""
    return await act(
        "add_device",
        dev_eui=dev_eui,
        application_id=1,
        app_key=KEY,
        f_port=85,
        payload_codec_id=codec_id,
    )


def asked(gateway: Gateway, call: str = "5.1") -> list[dict[str, str]]:
    """Return what was asked of the library, question by question."""
    urls = [str(request.url) for request in gateway.requests if request.call == call]
    return [dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) for url in urls]


def name_of(gateway: Gateway, codec_id: int) -> str:
    """Return the name of a codec."""
    return gateway.payload_codecs[codec_id].name


async def reload(hass: HomeAssistant, entry: MockConfigEntry, gateway: Gateway) -> None:
    """Load the entry anew, as a restart does."""
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    entry.runtime_data.gateway.timeout = TIMEOUT
    gateway.requests.clear()


async def test_a_codec_that_a_device_has_is_not_looked_for(act: Act, gateway: Gateway) -> None:
    used = next(one.payload_codec_id for one in gateway.devices.values())
    response = await add(act, used)
    assert gateway.devices[NEW].payload_codec_id == used
    assert (response["warnings"], response["differences"]) == ([], [])
    assert asked(gateway) == asked(gateway, "short") == []


async def test_other_codecs_are_looked_for_a_few_at_a_time_and_only_until_it_exists(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    response = await add(act, UNUSED)
    assert response["warnings"] == []
    questions = asked(gateway)
    assert {int(one["limit"]) for one in questions} == {CODECS_AT_ONCE}
    assert len({tuple(one.items()) for one in questions}) == len(questions)
    last = questions[-1]
    assert int(last["offset"]) <= UNUSED < int(last["offset"]) + 2 * CODECS_AT_ONCE
    # The first 50 in one message would have 2 MB.
    assert loaded.runtime_data.gateway.link.longest < 300_000


async def test_a_list_of_codecs_is_read_a_few_at_a_time(act: Act, gateway: Gateway) -> None:
    response = await act("list_payload_codecs", limit=10, offset=3)
    assert [one["payload_codec_id"] for one in response["payload_codecs"]] == list(range(4, 14))
    assert [(one["limit"], one["offset"]) for one in asked(gateway)] == [
        ("4", "3"),
        ("4", "7"),
        ("2", "11"),
    ]


@contextmanager
def questions_at_once(entry: MockConfigEntry) -> Iterator[list[int]]:
    """Give how many questions about codecs wait for their answer, each time that one is asked."""
    link: Link = entry.runtime_data.gateway.link
    really, waiting, seen = link.request, set[int](), list[int]()

    async def request(call: str, *args: Any, **more: Any) -> Answer:
        if not call.startswith("list_payload_codec"):
            return await really(call, *args, **more)
        number = len(seen)
        waiting.add(number)
        seen.append(len(waiting))
        try:
            return await really(call, *args, **more)
        finally:
            waiting.discard(number)

    with patch.object(link, "request", request):
        yield seen


async def test_one_question_is_asked_at_a_time_and_none_twice(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    with questions_at_once(loaded) as seen:
        await asyncio.gather(add(act, 30, NEW), add(act, 30, OTHER))
    assert len(seen) > 2
    assert set(seen) == {1}
    pages = [one["offset"] for one in asked(gateway) if not one["search"]]
    assert len(pages) == len(set(pages)) + 1  # of both libraries the first


async def test_a_codec_whose_name_is_known_is_searched_by_it(act: Act, gateway: Gateway) -> None:
    await add(act, UNUSED)
    await act("delete_device", dev_eui=NEW)
    gateway.requests.clear()
    await add(act, UNUSED, OTHER)
    questions = asked(gateway)
    assert {one["search"] for one in questions} == {name_of(gateway, UNUSED)}
    assert gateway.devices[OTHER].payload_codec_id == UNUSED


async def test_a_codec_whose_search_is_refused_is_looked_for_in_the_library(
    act: Act, gateway: Gateway
) -> None:
    await add(act, UNUSED)
    await act("delete_device", dev_eui=NEW)
    gateway.requests.clear()
    gateway.faults.add("code call=5.1 code=23 times=1")
    response = await add(act, UNUSED, OTHER)
    assert response["warnings"] == []
    assert [one["search"] for one in asked(gateway)][:2] == [name_of(gateway, UNUSED), ""]


async def test_codecs_are_found_by_their_names_as_far_as_the_gateway_tells(
    gateway: Gateway, loaded: MockConfigEntry
) -> None:
    find = loaded.runtime_data.codecs.async_find
    names = [name_of(gateway, UNUSED), "There is none"]
    assert await find(names) == {names[0]: UNUSED, names[1]: None}
    gateway.faults.add("code call=5.1 code=23 times=1")
    assert await find(names) == {names[1]: None}
    gateway.faults.add("lost_answer call=5.1")
    gateway.requests.clear()
    assert await find(names) == {}
    # A gateway that did not answer is not asked for the next name.
    assert {one["search"] for one in asked(gateway)} == {names[0]}


async def test_all_codecs_are_not_read_again_at_once(
    gateway: Gateway, loaded: MockConfigEntry
) -> None:
    codecs = loaded.runtime_data.codecs
    await codecs.async_read_all()
    assert len(codecs.known.listed) == len(gateway.payload_codecs)
    gateway.requests.clear()
    await codecs.async_read_all()
    assert asked(gateway) == []


async def test_names_are_remembered_over_a_restart(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("list_payload_codecs", limit=60)
    await act("list_payload_codecs", type="custom")
    await reload(hass, loaded, gateway)
    await add(act, UNUSED)
    await add(act, OWN, OTHER)
    assert {one["search"] for one in asked(gateway)} == {name_of(gateway, UNUSED), "own-meter"}
    assert [gateway.devices[one].payload_codec_id for one in (NEW, OTHER)] == [UNUSED, OWN]


async def test_a_name_that_is_remembered_of_a_codec_that_is_gone_is_no_proof(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await act("list_payload_codecs", type="custom")
    del gateway.payload_codecs[OWN]
    await reload(hass, loaded, gateway)
    with pytest.raises(ServiceValidationError, match=f"payload_codec_id: “{OWN}” does not exist"):
        await add(act, OWN)
    assert writes(gateway) == []


async def test_a_codec_that_the_library_does_not_have_is_refused_and_not_looked_for_again_at_once(
    act: Act, gateway: Gateway
) -> None:
    for _ in range(2):
        with pytest.raises(ServiceValidationError, match=f"“{NONE}” does not exist"):
            await add(act, NONE)
    assert len(asked(gateway)) == 29 + 1  # 115 codecs, four at a time, and the owner's
    assert writes(gateway) == []


@pytest.mark.parametrize("manners", [Manners(codecs="real", short_codecs=True)])
async def test_the_list_of_names_alone_is_used_where_the_gateway_knows_it(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    await add(act, UNUSED)
    await add(act, OWN, OTHER)
    with pytest.raises(ServiceValidationError, match="does not exist"):
        await add(act, NONE)
    assert asked(gateway) == []
    assert asked(gateway, "short")
    assert loaded.runtime_data.gateway.link.longest < SMALL_LIMIT


@pytest.mark.parametrize("manners", [Manners(codecs="real", short_codecs=True)])
async def test_the_list_of_names_alone_tells_of_a_codec_whose_name_was_remembered(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    """A search would bring the codec's scripts, up to 213 KB."""
    await add(act, UNUSED)
    gateway.by_hand("DELETE", f"/api/urdevices/{NEW}")
    await reload(hass, loaded, gateway)
    await add(act, UNUSED)
    assert asked(gateway) == []


async def test_the_list_of_names_alone_is_asked_for_once_where_the_gateway_does_not_know_it(
    act: Act, gateway: Gateway
) -> None:
    await add(act, 20)
    await add(act, UNUSED, OTHER)
    assert len(asked(gateway, "short")) == 1


async def test_a_silence_to_the_list_of_names_alone_is_no_for_an_answer(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add("drop call=short")
    response = await add(act, 20)
    assert response["warnings"] == []
    assert asked(gateway)


@pytest.mark.parametrize("manners", [Manners(codecs="real", short_codecs=True)])
async def test_a_silence_where_the_list_of_names_alone_came_before_is_not_taken_for_a_no(
    gateway: Gateway, loaded: MockConfigEntry
) -> None:
    codecs = loaded.runtime_data.codecs
    with patch("custom_components.milesight_network_server.payload_codecs.asking._FRESH", 0):
        await codecs.async_read_all()
        gateway.faults.add("drop call=short")
        with pytest.raises(NoAnswerError):
            await codecs.async_read_all()
        assert await codecs.async_check([UNUSED]) == {UNUSED: None}
        gateway.faults.clear()
        await codecs.async_read_all()
    assert asked(gateway) == []
    assert len(codecs.known.listed) == len(gateway.payload_codecs)


@pytest.mark.parametrize("too_few", [115, 113, 111, 100])
async def test_a_total_below_what_a_library_has_hides_no_codec(
    act: Act, gateway: Gateway, too_few: int
) -> None:
    """111 too few is what one page has."""
    gateway.faults.add(f"total call=5.1 add=-{too_few}")
    assert (await add(act, UNUSED))["warnings"] == []


@pytest.mark.parametrize("manners", [Manners(codecs="real", short_codecs=True)])
async def test_a_list_of_names_without_inbuilt_codecs_is_no_proof_that_one_does_not_exist(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add("empty call=short times=10")
    assert (await add(act, UNUSED))["warnings"] == []
    assert asked(gateway)


async def test_a_library_that_could_not_be_read_whole_is_no_proof_that_a_codec_does_not_exist(
    gateway: Gateway, loaded: MockConfigEntry
) -> None:
    codecs = loaded.runtime_data.codecs
    gateway.faults.add("odd call=5.1 skip=13 rows=2 id=null times=1")
    await codecs.async_read_all()
    assert UNUSED not in codecs.known
    assert await codecs.async_check([UNUSED]) == {UNUSED: True}


@pytest.mark.parametrize(
    "manners",
    [
        Manners(codecs="real", message_limit=SMALL_LIMIT, cut_off=0),
        Manners(codecs="real", message_limit=SMALL_LIMIT, cut_off=2),
    ],
    ids=["lost", "cut off"],
)
async def test_codecs_too_large_for_the_broker_do_not_keep_a_device_from_being_added(
    hass: HomeAssistant, act: Act, gateway: Gateway, clock: Clock
) -> None:
    # The gateway is back before the time is over in which an answer may come.
    hass.loop.call_later(TIMEOUT / 2, clock.move, 2)
    response = await add(act, UNUSED)
    assert gateway.devices[NEW].payload_codec_id == UNUSED
    assert details(response) == {
        "warnings": [
            (
                f"Whether the gateway has payload codec {UNUSED} could not be checked: its list of"
                " codecs could not be read. Check the differences in this response"
            )
        ],
        "differences": [],
    }
    # Once more would cut the gateway off once more.
    assert len([one for one in asked(gateway) if one["type"] == "default"]) == 1
    gateway.requests.clear()
    response = await add(act, UNUSED + 1, OTHER)
    assert asked(gateway) == []
    assert len(response["warnings"]) == 1


@pytest.mark.parametrize("manners", [Manners(codecs="real", message_limit=SMALL_LIMIT, cut_off=0)])
async def test_a_codec_that_nobody_could_look_for_is_read_back(act: Act, gateway: Gateway) -> None:
    gateway.faults.add("keep call=3.1 payloadCodecID=0")
    response = await add(act, UNUSED)
    assert response["differences"] == [{"field": "payload_codec_id", "sent": UNUSED, "kept": 0}]


@pytest.mark.parametrize("manners", [Manners(codecs="real", message_limit=SMALL_LIMIT, cut_off=0)])
async def test_a_codec_that_nobody_could_look_for_is_the_gateways_to_refuse(
    act: Act, gateway: Gateway
) -> None:
    with pytest.raises(HomeAssistantError, match="code 5"):
        await add(act, NONE)
    assert NEW not in gateway.devices


@pytest.mark.parametrize("code", [3, 21, 23, 24])
async def test_a_library_that_is_refused_does_not_keep_a_device_from_being_added(
    act: Act, gateway: Gateway, code: int
) -> None:
    gateway.faults.add(f"code call=5.1 code={code}")
    response = await add(act, UNUSED)
    assert gateway.devices[NEW].payload_codec_id == UNUSED
    assert len(response["warnings"]) == 1
