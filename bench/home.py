"""A Home Assistant in this process, with its MQTT integration on a real broker."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
import time
from typing import Any
from unittest.mock import patch

from homeassistant import loader
from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_test_home_assistant,
)

from custom_components.milesight_network_server.const import DOMAIN
from demo.broker import Broker, BrokerKind
from demo.gateway import GatewayTopics
from demo.waiting import until

from .answers import PreparedAnswers
from .loop_time import LoopTime

FIRST_EUI = "24E124FFFEF5A6A8"


def topics_of(eui: str, root: str = "bench") -> GatewayTopics:
    """Return a pair of topics; by default not those on which gateways are discovered."""
    return GatewayTopics(request=f"{root}/{eui}/request", response=f"{root}/{eui}/response")


class DirectLine:
    """Takes requests and hands over answers where Home Assistant's MQTT client would.

    While it is on, nothing is sent: what is measured is the integration, without the network. The
    answers have to be prepared; finding and handing them over does not count.
    """

    def __init__(self, hass: HomeAssistant, loop_time: LoopTime) -> None:
        """Start without gateways."""
        self.is_on = True
        # What was published past it.
        self.sent: list[bytes] = []
        self._hass = hass
        self._loop_time = loop_time
        self._gateways: dict[str, tuple[str, list[PreparedAnswers]]] = {}
        self._receivers: dict[str, list[Callable[[mqtt.ReceiveMessage], Any]]] = {}
        self._publish, self._subscribe = mqtt.async_publish, mqtt.async_subscribe

    def attach(self, topics: GatewayTopics, *gateways: PreparedAnswers) -> None:
        """Have these gateways answer on a pair of topics."""
        self._gateways[topics.request] = (topics.response, list(gateways))

    async def async_subscribe(
        self,
        hass: HomeAssistant,
        topic: str,
        msg_callback: Callable[[mqtt.ReceiveMessage], Any],
        *options: Any,
        **more: Any,
    ) -> Callable[[], None]:
        """Subscribe as Home Assistant does, and remember who listens."""
        if hass is not self._hass:
            return await self._subscribe(hass, topic, msg_callback, *options, **more)
        receivers = self._receivers.setdefault(topic, [])
        receivers.append(msg_callback)
        unsubscribe = await self._subscribe(hass, topic, msg_callback, *options, **more)

        def stop() -> None:
            receivers.remove(msg_callback)
            unsubscribe()

        return stop

    async def async_publish(
        self, hass: HomeAssistant, topic: str, payload: bytes, *options: Any, **more: Any
    ) -> None:
        """Hand the answers over in the loop's next round, or publish as Home Assistant does."""
        if hass is not self._hass or not self.is_on:
            if hass is self._hass:
                self.sent.append(payload)
            return await self._publish(hass, topic, payload, *options, **more)
        with self._loop_time.left_out():
            response_topic, gateways = self._gateways[topic]
            for gateway in gateways:
                hass.loop.call_soon(self.receive, response_topic, gateway.answer(payload))
        return None

    def receive(self, topic: str, payload: bytes) -> None:
        """Hand a message over to those who subscribed to its topic."""
        message = mqtt.ReceiveMessage(topic, payload, 0, False, topic, time.monotonic())
        for receiver in self._receivers[topic]:
            receiver(message)


class Home:
    """A running Home Assistant, and the line to its gateways."""

    def __init__(self, hass: HomeAssistant, line: DirectLine) -> None:
        """Take what runs."""
        self.hass = hass
        self.line = line

    def entry(self, eui: str, topics: GatewayTopics, **options: Any) -> MockConfigEntry:
        """Return a registered gateway, not yet set up."""
        entry = MockConfigEntry(
            domain=DOMAIN,
            title=f"Milesight gateway {eui}",
            unique_id=eui,
            data={
                "request_topic": topics.request,
                "response_topic": topics.response,
                "gateway_eui": eui,
            },
            options={"time_zone": "UTC", **options},
        )
        entry.add_to_hass(self.hass)
        return entry

    async def async_set_up(self, entry: MockConfigEntry) -> None:
        """Set up an entry, with everything that follows at once from it."""
        if not await self.hass.config_entries.async_setup(entry.entry_id):
            raise RuntimeError(f"{entry.title} could not be set up: {entry.reason}")
        await self.hass.async_block_till_done()


@asynccontextmanager
async def running_home(folder: Path, broker: Broker, loop_time: LoopTime) -> AsyncIterator[Home]:
    """Run a Home Assistant with its files in `folder`. Its direct line is on at first."""
    (folder / "configuration.yaml").touch()
    async with async_test_home_assistant(config_dir=str(folder)) as hass:
        # Has Home Assistant look for custom integrations, which its tests do without.
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        connection = MockConfigEntry(
            domain=mqtt.DOMAIN,
            data={
                mqtt.CONF_BROKER: broker.address.host,
                mqtt.CONF_PORT: broker.address.port,
                mqtt.CONF_PROTOCOL: "5" if broker.kind is BrokerKind.MOSQUITTO else "3.1.1",
            },
            options={mqtt.CONF_BIRTH_MESSAGE: {}},
            version=2,
        )
        connection.add_to_hass(hass)
        line = DirectLine(hass, loop_time)
        with (
            patch.object(mqtt, "async_publish", line.async_publish),
            patch.object(mqtt, "async_subscribe", line.async_subscribe),
        ):
            home = Home(hass, line)
            await home.async_set_up(connection)

            async def connected() -> bool:
                return mqtt.is_connected(hass)

            await until(connected, "Home Assistant to connect to the broker")
            try:
                yield home
            finally:
                for entry in hass.config_entries.async_loaded_entries(DOMAIN):
                    await hass.config_entries.async_unload(entry.entry_id)
                await hass.async_stop(force=True)
