"""A gateway is registered through the wizard."""

import pytest

from demo import wizard
from demo.control import Control

from .home import Home, House, register
from .kinds import once
from .subscriptions import until_unsubscribed

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_gateway_shows_what_it_keeps(home: Home) -> None:
    books = await home.control.books()
    states = await home.all_states()
    shown = {key: states[f"{home.eui}_{key}"] for key in ("devices", "active_devices", "profiles")}
    assert shown == {key: str(books["counts"][key]) for key in shown}
    assert states[f"{home.eui}_connected"] == "on"
    assert states[f"{home.eui}_channel_plan"] == books["channel_plan"]
    assert states[f"{home.eui}_running_tasks"] == "0"


@pytest.mark.smoke
async def test_every_device_of_the_gateway_appears(home: Home) -> None:
    books = await home.control.books()
    devices = (await home.registries()).lorawan_devices(home.eui)
    assert {(each.identifier, each.name) for each in devices} == {
        (home.identifier(each["dev_eui"]), each["name"]) for each in books["devices"]
    }


async def test_every_device_is_as_active_as_the_gateway_says(home: Home) -> None:
    books = await home.control.books()
    states = await home.all_states()
    shown = {
        each["dev_eui"]: states[f"{home.identifier(each['dev_eui'])}_active"]
        for each in books["devices"]
    }
    assert shown == {
        each["dev_eui"]: "on" if each["active"] else "off" for each in books["devices"]
    }


@once
async def test_every_device_hangs_under_its_gateway(home: Home) -> None:
    registries = await home.registries()
    gateway = registries.device(home.eui)
    assert gateway is not None
    assert {each.via_device_id for each in registries.lorawan_devices(home.eui)} == {
        gateway.device_id
    }


@once
async def test_without_an_eui_the_only_gateway_is_taken(house: House, gateway: Control) -> None:
    topics = gateway.topics
    flow = await wizard.add_gateway(
        house.api, request_topic=topics.request, response_topic=topics.response
    )
    assert flow["type"] == "create_entry"
    assert str(topics.eui) in flow["title"]
    await wizard.remove_entry(house.api, flow["result"]["entry_id"])


@once
async def test_the_same_gateway_is_not_registered_twice(home: Home) -> None:
    flow = await wizard.add_gateway(
        home.api,
        request_topic=home.topics.request,
        response_topic=home.topics.response,
        gateway_eui=home.eui,
    )
    assert flow["errors"] == {"gateway_eui": "already_registered"}
    assert await wizard.refusal(home.api, flow)
    assert len(await wizard.entries(home.api, wizard.DOMAIN)) == 1


@once
async def test_a_topic_without_a_gateway_ends_in_a_sentence_and_stores_nothing(
    house: House, gateway: Control
) -> None:
    flow = await wizard.add_gateway(
        house.api, request_topic="nobody/request", response_topic=gateway.topics.response
    )
    assert flow["errors"] == {"base": "no_answer"}
    assert "Check that both topics" in await wizard.refusal(house.api, flow)
    assert await wizard.entries(house.api, wizard.DOMAIN) == []
    await until_unsubscribed(house, gateway.topics.response)


@once
@pytest.mark.parametrize(
    ("request_topic", "response_topic", "errors"),
    [
        ("", "b", {"request_topic": "topic_empty"}),
        ("a/+", "b", {"request_topic": "topic_wildcard"}),
        ("a", "b/#", {"response_topic": "topic_wildcard"}),
        ("a", "a", {"response_topic": "topics_equal"}),
    ],
)
async def test_topics_that_can_not_be_are_refused_at_their_field(
    house: House, request_topic: str, response_topic: str, errors: dict[str, str]
) -> None:
    flow = await wizard.add_gateway(
        house.api, request_topic=request_topic, response_topic=response_topic
    )
    assert flow["errors"] == errors
    assert await wizard.refusal(house.api, flow)
    assert await wizard.entries(house.api, wizard.DOMAIN) == []


@once
@pytest.mark.parametrize("simulator_options", [("--api", "v2")])
async def test_a_gateway_with_the_other_api_is_reported_so(house: House, gateway: Control) -> None:
    topics = gateway.topics
    flow = await wizard.add_gateway(
        house.api, request_topic=topics.request, response_topic=topics.response
    )
    assert flow["errors"] == {"base": "other_api"}
    assert await wizard.entries(house.api, wizard.DOMAIN) == []


@once
async def test_a_refused_wizard_can_be_filled_in_again(house: House, gateway: Control) -> None:
    flow = await wizard.add_gateway(house.api, request_topic="a/+", response_topic="b")
    topics = gateway.topics
    flow = await wizard.submit(
        house.api,
        flow,
        request_topic=topics.request,
        response_topic=topics.response,
        gateway_eui=topics.eui,
    )
    assert flow["type"] == "create_entry"
    await wizard.remove_entry(house.api, flow["result"]["entry_id"])


@once
async def test_a_removed_gateway_can_be_registered_again(home: Home) -> None:
    await wizard.remove_entry(home.api, home.entry_id)
    home.entry_id = await register(home.house, home.topics)
    await home.until_state("on", "connected")
