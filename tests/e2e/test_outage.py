"""The gateway or the broker goes away, and comes back."""

import json

import pytest

from demo import wizard
from demo.errors import DemoError
from demo.waiting import until

from .home import Home
from .kinds import once

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What goes on telling something while nothing can be asked.
STAY = ("_connected", "_refresh", "_fuota")
# What moves by itself.
LIVING = ("_response_time", "_last_seen", "_refresh")


async def _until_lost(home: Home) -> None:
    await home.until_state("off", "connected")

    available: list[str] = []

    async def unavailable() -> bool:
        states = await home.all_states()
        available[:] = [key for key, state in states.items() if state != "unavailable"]
        return all(key.endswith(STAY) for key in available)

    try:
        await until(unavailable, "all other entities to be unavailable")
    except DemoError:
        pytest.fail(f"available without a gateway: {available}")


async def _until_back(home: Home) -> None:
    # Home Assistant's MQTT client waits up to 10 s before it tries again.
    await home.until_state("on", "connected")

    async def available() -> bool:
        return "unavailable" not in (await home.all_states()).values()

    await until(available, "all entities to be available")


@once
async def test_a_silent_gateway_is_reported_and_comes_back(home: Home) -> None:
    before = await home.settled_states()
    await home.control.command(silent=True)
    await _until_lost(home)
    assert await home.state("refresh") != "unavailable"
    await home.control.command(silent=False)
    await home.refresh()
    await _until_back(home)
    assert (await home.all_states()).keys() == before.keys()


async def test_a_broker_that_stops_is_reported_at_once_and_comes_back(home: Home) -> None:
    await home.house.broker.stop()
    await _until_lost(home)
    await home.house.broker.start()
    await _until_back(home)


@once
async def test_without_a_broker_the_wizard_tells_so(home: Home) -> None:
    await home.house.broker.stop()
    try:
        await home.until_state("off", "connected")
        flow = await wizard.add_gateway(home.api, request_topic="a", response_topic="b")
        assert flow["errors"] == {"base": "broker_down"}
        assert "broker" in await wizard.refusal(home.api, flow)
        assert len(await wizard.entries(home.api, wizard.DOMAIN)) == 1
    finally:
        await home.house.broker.start()
        # Makes the client try at once, which otherwise waits for up to 10 s.
        [mqtt] = await wizard.entries(home.api, "mqtt")
        await wizard.reload_entry(home.api, mqtt["entry_id"])
    await _until_back(home)


@once
async def test_noise_on_the_response_topic_disturbs_nothing(home: Home) -> None:
    before = await home.settled_states()
    for payload in (b"", b"\xff\xfe", b"[]", b"{", b'{"id": 1}', b"null", b"7" * 200_000):
        await home.control.publish(home.topics.response, payload)
    await home.control.publish(
        home.topics.response, json.dumps({"id": "unknown", "body": {"code": 23}}).encode()
    )
    await home.refresh()
    after = await home.all_states()
    changed = [key for key, state in after.items() if state != before[key]]
    assert [key for key in changed if not key.endswith(LIVING)] == []


@once
@pytest.mark.parametrize("fault", ["delay seconds=0.5", "repeat copies=3"])
async def test_late_and_repeated_answers_disturb_nothing(home: Home, fault: str) -> None:
    await home.control.command(fault=fault)
    await home.refresh()
    assert await home.state("connected") == "on"
    assert await home.state("devices") == "6"
