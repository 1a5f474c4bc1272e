"""Home Assistant with a simulated gateway behind its MQTT client, which has no broker."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from datetime import UTC, datetime, timedelta
from functools import cache
import threading
from typing import Any
from unittest.mock import PropertyMock, patch

from homeassistant.components import mqtt
from homeassistant.components.mqtt.client import MQTT
from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.util import executor
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway
from simulator.population import populate

from .connection import Connection

# pytest takes them from here.
from .running import (  # noqa: F401 - as above
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_runtest_makereport,
)

GATEWAY_EUI = "24E124FFFEF5A6A8"
REQUEST_TOPIC = f"milesight-gateway/{GATEWAY_EUI}/request"
RESPONSE_TOPIC = f"milesight-gateway/{GATEWAY_EUI}/response"
DOWNLINK_TOPIC = f"milesight-gateway/{GATEWAY_EUI}/downlink/$deveui"
ACK_TOPIC = f"milesight-gateway/{GATEWAY_EUI}/ack"
TOPICS = {"request_topic": REQUEST_TOPIC, "response_topic": RESPONSE_TOPIC}

# Home Assistant interrupts threads that do not end within a fraction of a second. On a busy machine
# that strikes one that is about to tell the others to end; they would be left behind by the test.
executor.EXECUTOR_SHUTDOWN_TIMEOUT = 60
setattr(executor, "_JOIN_ATTEMPTS", 1)  # noqa: B010 - private, and there is no other way

type Attach = Callable[..., Awaitable[None]]
type Poll = Callable[[float], Awaitable[None]]
type Look = Callable[[], Awaitable[None]]


class Reported(list[dict[str, Any]]):
    """What automations heard of firmware tasks: the attributes of each event."""

    @property
    def types(self) -> list[str]:
        """Return the types of the events."""
        return [one["event_type"] for one in self]


@pytest.fixture(autouse=True)
async def enable_event_loop_debug() -> None:
    """Fail what schedules a callback from another thread, as asyncio's debug mode does.

    In place of the plugin's fixture of this name, which turns that mode on. It also notes the whole
    stack for each future, and that took half of the tests' time.
    """
    loop, thread = asyncio.get_running_loop(), threading.get_ident()
    call_soon = loop.call_soon

    def checked(*args: Any, **context: Any) -> asyncio.Handle:
        if threading.get_ident() != thread:
            raise RuntimeError("a callback was scheduled from another thread")
        return call_soon(*args, **context)

    setattr(loop, "call_soon", checked)  # noqa: B010 - a method; the loop is the test's own


@pytest.fixture(scope="session", autouse=True)
def _forms_read_once() -> Generator[None]:
    """Read services.yaml for all tests, not for each: it takes longer than many of them."""
    module = "custom_components.milesight_network_server.services.choices"
    with patch(f"{module}.load_yaml_dict", cache(load_yaml_dict)):
        yield


@pytest.fixture(scope="session", autouse=True)
def _seals_made_quickly() -> Generator[None]:
    """Make keys of passphrases at a cost that tests can bear; those in a browser pay it whole."""
    with patch("custom_components.milesight_network_server.backup.sealing._COST", 2**14):
        yield


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant find the integration in this folder, where a test has one.

    Other tests start none, which takes longer than most of them.
    """
    # Where a file has its own `loaded` around this one, pytest may not name what this one needs.
    if not {"hass", "loaded"}.isdisjoint(request.fixturenames):
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Keep what the integration stores in a folder of the test's own."""
    return hass_tmp_config_dir


class Clock:
    """The time of the simulated gateway and of what is worked out from it; moved by hand.

    To set `moment` is to set the wall clock alone.
    """

    def __init__(self) -> None:
        """Start now."""
        self.moment = datetime.now(UTC).replace(microsecond=0)
        self._counted = 1000.0

    def __call__(self) -> datetime:
        """Return the time."""
        return self.moment

    def now(self) -> datetime:
        """Return what the wall clock shows."""
        return self.moment

    def monotonic(self) -> float:
        """Return the seconds that have passed."""
        return self._counted

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.moment += timedelta(seconds=seconds)
        self._counted += seconds


@pytest.fixture
def clock() -> Generator[Clock]:
    """One clock for the gateway, the integration and Home Assistant; its timers are not moved."""
    hand = Clock()
    integration = "custom_components.milesight_network_server"
    with (
        patch(f"{integration}.SystemClock", return_value=hand),
        patch(f"{integration}.issues.watch.monotonic", hand.monotonic),
        # By it "3 hours ago" is understood.
        patch(f"{integration}.ns_api.moment.utcnow", hand),
        patch("homeassistant.util.dt.utcnow", hand),
    ):
        yield hand


@pytest.fixture(autouse=True)
def _subscribing_at_once() -> Generator[None]:
    """Spare the tests the delay by which subscriptions are collected."""
    with (
        patch("homeassistant.components.mqtt.client.INITIAL_SUBSCRIBE_COOLDOWN", 0.02),
        patch("homeassistant.components.mqtt.client.SUBSCRIBE_COOLDOWN", 0.02),
        # Else its timer may outlive a test that unsubscribes at its end.
        patch("homeassistant.components.mqtt.client.UNSUBSCRIBE_COOLDOWN", 0),
    ):
        yield


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with ten devices."""
    simulated = Gateway(
        GATEWAY_EUI, clock=clock, downlink_topic=DOWNLINK_TOPIC, ack_topic=ACK_TOPIC
    )
    populate(simulated, devices=10)
    return simulated


@pytest.fixture
def connection(hass: HomeAssistant) -> Connection:
    """The connection of Home Assistant's MQTT client to a broker."""
    return Connection(hass.loop)


@pytest.fixture
def protocol() -> str:
    """The version of MQTT."""
    return "5"


@pytest.fixture
def mqtt_discovery() -> bool:
    """Whether Home Assistant's MQTT discovers devices by itself.

    It then subscribes to some hundred topics, with which the integration has nothing to do, and
    which takes longer than most tests.
    """
    return False


@pytest.fixture
async def mqtt_client(
    hass: HomeAssistant,
    mock_hass_config: None,
    connection: Connection,
    protocol: str,
    mqtt_discovery: bool,
) -> AsyncGenerator[MQTT]:
    """Home Assistant's own MQTT client, connected."""
    entry = MockConfigEntry(
        domain=mqtt.DOMAIN,
        data={mqtt.CONF_BROKER: "broker", mqtt.CONF_PROTOCOL: protocol},
        options={mqtt.CONF_BIRTH_MESSAGE: {}, mqtt.CONF_DISCOVERY: mqtt_discovery},
        version=1,
        minor_version=2,
    )
    entry.add_to_hass(hass)
    with (
        patch("homeassistant.components.mqtt.client.AsyncMQTTClient", lambda **_: connection),
        # It tries to go from 3.1.1 to 5 by itself.
        patch("homeassistant.components.mqtt.try_connection", lambda *_: False),
    ):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        yield hass.data[mqtt.DATA_MQTT].client


@pytest.fixture
async def attach(
    hass: HomeAssistant, mqtt_client: MQTT, connection: Connection
) -> AsyncGenerator[Attach]:
    """Connect simulated gateways to a pair of topics."""
    stops: list[Callable[[], None]] = []

    async def connect(
        *gateways: Gateway, request_topic: str = REQUEST_TOPIC, response_topic: str = RESPONSE_TOPIC
    ) -> None:
        @callback
        def requested(message: mqtt.ReceiveMessage) -> None:
            assert not isinstance(message.payload, str)
            for one in gateways:
                for answer in one.answer(bytes(message.payload)):
                    hass.loop.call_soon(connection.receive, response_topic, answer.payload)

        @callback
        def sent_down(message: mqtt.ReceiveMessage) -> None:
            assert not isinstance(message.payload, str)
            for one in whole:
                one.hear_downlink(message.topic, bytes(message.payload))

        stops.append(await mqtt.async_subscribe(hass, request_topic, requested, encoding=None))
        # Tests have gateways of their own, too, that only answer.
        whole = [one for one in gateways if isinstance(one, Gateway)]
        topics = {topic for one in whole if (topic := one.downlinks.filter)}
        stops.extend(
            [await mqtt.async_subscribe(hass, one, sent_down, encoding=None) for one in topics]
        )

    yield connect
    for stop in stops:
        stop()


@pytest.fixture
def entry_options() -> dict[str, Any]:
    """The options of the registered gateway."""
    return {"time_zone": "UTC"}


@pytest.fixture
def entry(hass: HomeAssistant, entry_options: dict[str, Any]) -> MockConfigEntry:
    """A registered gateway, not yet set up."""
    mock = MockConfigEntry(
        domain=DOMAIN,
        title=f"Milesight gateway {GATEWAY_EUI}",
        unique_id=GATEWAY_EUI,
        data={**TOPICS, "gateway_eui": GATEWAY_EUI},
        options=entry_options,
    )
    mock.add_to_hass(hass)
    return mock


@pytest.fixture
async def loaded(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry
) -> MockConfigEntry:
    """A registered gateway, set up."""
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    # The first check of the devices' firmware included.
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
def poll(hass: HomeAssistant, clock: Clock) -> Poll:
    """Let so many seconds pass, and what is due happen."""

    async def pass_time(seconds: float) -> None:
        clock.move(seconds)
        # The clock stands still while the test works, Home Assistant's timers do not.
        later = datetime.now(UTC) + timedelta(seconds=seconds)
        async_fire_time_changed(hass, max(clock(), later))
        await hass.async_block_till_done(wait_background_tasks=True)

    return pass_time


@pytest.fixture
def look(hass: HomeAssistant, entry: MockConfigEntry, clock: Clock) -> Look:
    """Read the firmware tasks, a little later."""

    async def read() -> None:
        clock.move(10)
        await entry.runtime_data.fuota.async_refresh()
        await hass.async_block_till_done()

    return read


@pytest.fixture
def reported(hass: HomeAssistant) -> Generator[Reported]:
    """Listen to the event entity as the trigger `event.received` does."""
    heard = Reported()

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        before, now = event.data["old_state"], event.data["new_state"]
        if (
            event.data["entity_id"].startswith("event.")
            and before is not None
            and now is not None
            and STATE_UNAVAILABLE not in (before.state, now.state)
            and before.state != now.state
        ):
            heard.append(dict(now.attributes))

    stop = hass.bus.async_listen(EVENT_STATE_CHANGED, changed)
    yield heard
    stop()


@pytest.fixture
def all_entities_enabled() -> Generator[None]:
    """Register entities enabled, those that are off at first too."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default",
        PropertyMock(return_value=True),
    ):
        yield
