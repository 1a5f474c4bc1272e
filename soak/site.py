"""The demo's set-up, with a control topic on the simulated gateway."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demo import wizard
from demo.api import Api
from demo.broker import Broker, BrokerKind, running_broker
from demo.control import Control
from demo.errors import DemoError
from demo.gateway import DEMO_EUI, GatewayTopics, simulated_gateway
from demo.home_assistant import HomeAssistant
from demo.ports import free_port
from demo.registries import Registries, states
from demo.stage import BRISK, MODELS
from demo.waiting import until

from .manners import of_its_codecs

# As fast as the options allow; pages so small that every list has several.
OPTIONS = {"device_interval": 10, "fuota_interval": 5, "request_timeout": 1, "page_size": 5}

# An order that no answer came to for so many seconds was lost with the broker, and is given again.
_LOST_AFTER = 10.0

type Books = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class View:
    """What Home Assistant shows of the gateway."""

    # By unique id, without the gateway's EUI in front.
    states: dict[str, str]
    # Names of LoRaWAN devices by DevEUI, ids of tasks.
    devices: dict[str, str]
    tasks: set[int]
    # Ids of update entities by DevEUI.
    updates: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running Home Assistant with a registered gateway."""

    broker: Broker
    home_assistant: HomeAssistant
    api: Api
    control: Control
    entry_id: str

    @property
    def eui(self) -> str:
        """The gateway's EUI."""
        return str(self.control.topics.eui)

    async def act(self, service: str, **data: Any) -> Any:
        """Call a service of the integration for the gateway."""
        return await self.api.call_service(
            f"{wizard.DOMAIN}.{service}",
            {"config_entry_id": self.entry_id, **data},
            return_response=True,
        )

    async def command(self, **orders: Any) -> dict[str, Any]:
        """Give the simulated gateway orders, as soon as it is back on the broker.

        They may come twice.
        """

        async def answer() -> dict[str, Any] | None:
            try:
                return await self.control.command(**orders)
            except DemoError:
                return None

        return await until(answer, "the simulated gateway to answer", timeout=60)

    async def books(self) -> Books:
        """Return what the gateway keeps."""
        return await self.command(books=True)

    async def view(self) -> View:
        """Return what Home Assistant shows."""
        registries, all_states = await Registries.read(self.api), await states(self.api)
        start = f"{self.eui}_"
        mine = {
            unique_id.removeprefix(start): entity_id
            for unique_id, entity_id in registries.entity_ids.items()
            if unique_id.startswith(start)
        }
        return View(
            states={
                key: all_states[entity_id]["state"]
                for key, entity_id in mine.items()
                if entity_id in all_states
            },
            devices={
                device.identifier.removeprefix(start): device.name
                for device in registries.lorawan_devices(self.eui)
            },
            tasks={int(task.identifier.rpartition("_")[2]) for task in registries.tasks(self.eui)},
            updates={
                key.removesuffix("_firmware"): entity_id
                for key, entity_id in mine.items()
                if key.endswith("_firmware")
            },
        )

    async def attributes(self, entity_ids: dict[str, str], state: str) -> dict[str, dict[str, Any]]:
        """Return the attributes of those entities that have a state, by the keys given."""
        all_states = await states(self.api)
        return {
            key: all_states[entity_id]["attributes"]
            for key, entity_id in entity_ids.items()
            if entity_id in all_states and all_states[entity_id]["state"] == state
        }

    async def until_loaded(self) -> None:
        """Wait until the gateway's entry is set up."""

        async def loaded() -> bool:
            entries = await wizard.entries(self.api, wizard.DOMAIN)
            return any(each["state"] == "loaded" for each in entries)

        await until(loaded, "the gateway's entry to be loaded", timeout=120, interval=0.3)


@asynccontextmanager
async def open_site(folder: Path, *, devices: int, seed: int) -> AsyncIterator[Site]:
    """Start everything in `folder`, and end it all on the way out."""
    topics = GatewayTopics.usual(DEMO_EUI)
    async with running_broker(folder, kind=BrokerKind.MOSQUITTO) as broker:
        control = Control(broker=broker.address, topics=topics, patience=_LOST_AFTER)
        options = ["--eui", DEMO_EUI, "--devices", str(devices), "--seed", str(seed)]
        options += [
            "--control-topic",
            control.topic,
            "--join-after",
            "5",
            "--max-tasks",
            "100000",
            *BRISK.options(),
            *of_its_codecs(seed),
        ]
        options += [part for model in MODELS for part in ("--model", model)]
        home_assistant = HomeAssistant(folder, free_port())
        async with simulated_gateway(folder, broker.address, topics, *options):
            try:
                await home_assistant.start()
                async with Api(home_assistant.url) as api:
                    await wizard.sign_in(api)
                    await wizard.set_up_mqtt(api, broker.address, "5")
                    flow = await _registered(api, topics)
                    site = Site(
                        broker=broker,
                        home_assistant=home_assistant,
                        api=api,
                        control=control,
                        entry_id=flow["result"]["entry_id"],
                    )
                    await wizard.set_options(api, site.entry_id, **OPTIONS)
                    await site.until_loaded()
                    yield site
            finally:
                await home_assistant.stop()


async def _registered(api: Api, topics: GatewayTopics) -> dict[str, Any]:
    for _ in range(30):
        flow = await wizard.add_gateway(
            api,
            request_topic=topics.request,
            response_topic=topics.response,
            gateway_eui=topics.eui,
        )
        if flow["type"] == "create_entry":
            return flow
        # Home Assistant has only just begun to connect to the broker.
        await asyncio.sleep(0.5)
    raise DemoError(await wizard.refusal(api, flow))
