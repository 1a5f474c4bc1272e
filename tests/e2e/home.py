"""A real Home Assistant on a real broker, and one gateway in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
import re
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from demo import wizard
from demo.api import Api, ApiError
from demo.broker import Broker, BrokerKind, mosquitto_path, running_broker
from demo.control import Control
from demo.gateway import GatewayTopics, simulated_gateway
from demo.home_assistant import HomeAssistant
from demo.ports import free_port
from demo.registries import Registries, states
from demo.waiting import PATIENCE, until

from .kinds import Kind

# As often as the options allow. An answer may take as long as a busy machine needs for it.
FAST = {"device_interval": 10, "fuota_interval": 5, "request_timeout": 5}
_LOG_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d )", re.MULTILINE)


@dataclass(kw_only=True)
class House:
    """Home Assistant with its MQTT integration; no gateway yet."""

    kind: Kind
    folder: Path
    broker: Broker
    home_assistant: HomeAssistant
    api: Api


@asynccontextmanager
async def open_house(kind: Kind, *besides: Path) -> AsyncIterator[House]:
    """Start broker and Home Assistant in a throw-away folder, and end them on the way out.

    `besides` are the folders of other custom integrations.
    """
    if kind.broker is BrokerKind.MOSQUITTO and mosquitto_path() is None:
        pytest.skip("mosquitto is not installed (script/setup as root installs it)")
    with TemporaryDirectory(prefix="milesight-e2e-") as name:
        folder = Path(name)
        async with running_broker(folder, kind=kind.broker) as broker:
            home_assistant = HomeAssistant(folder, free_port(), besides=besides)
            try:
                await home_assistant.start()
                async with Api(home_assistant.url) as api:
                    await wizard.sign_in(api)
                    await wizard.set_up_mqtt(api, broker.address, kind.protocol)
                    yield House(
                        kind=kind,
                        folder=folder,
                        broker=broker,
                        home_assistant=home_assistant,
                        api=api,
                    )
            finally:
                await home_assistant.stop()


@dataclass(kw_only=True)
class Home:
    """A house with a registered gateway."""

    house: House
    control: Control
    entry_id: str

    @property
    def api(self) -> Api:
        return self.house.api

    @property
    def topics(self) -> GatewayTopics:
        return self.control.topics

    @property
    def eui(self) -> str:
        return str(self.topics.eui)

    def identifier(self, dev_eui: str) -> str:
        """Return the identifier of a LoRaWAN device."""
        return f"{self.eui}_{dev_eui}"

    def task_identifier(self, task_id: int) -> str:
        """Return the identifier of a FUOTA task."""
        return f"{self.eui}_fuota_{task_id}"

    async def registries(self) -> Registries:
        return await Registries.read(self.api)

    async def all_states(self) -> dict[str, str]:
        """Return the states of all entities of this gateway by unique id."""
        registries, all_states = await self.registries(), await states(self.api)
        return {
            unique_id: all_states[entity_id]["state"]
            for unique_id, entity_id in registries.entity_ids.items()
            if unique_id.startswith(self.eui) and entity_id in all_states
        }

    async def settled_states(self) -> dict[str, str]:
        """Return them when the firmware of the devices is known, too."""
        await self.until_firmware_is_known()
        return await self.all_states()

    async def state(self, key: str, identifier: str | None = None) -> str | None:
        """Return the state of one entity, of the gateway where no other device is named."""
        return (await self.all_states()).get(f"{identifier or self.eui}_{key}")

    async def until_state(
        self, wanted: str, key: str, identifier: str | None = None, *, patience: float = PATIENCE
    ) -> None:
        """Wait until an entity has this state."""

        async def reached() -> bool:
            return await self.state(key, identifier) == wanted

        await until(reached, f"{key} to become {wanted}", timeout=patience)

    async def refresh(self) -> None:
        """Press the gateway's refresh button."""
        entity_id = (await self.registries()).entity_ids[f"{self.eui}_refresh"]
        await self.api.call_service("button.press", target={"entity_id": entity_id})

    async def until_firmware_is_known(self) -> None:
        """Wait until the first check of the devices' firmware has ended, a little after the set-up.

        Entities of firmware come model by model until then.
        """
        page = f"/api/diagnostics/config_entry/{self.entry_id}"

        async def known() -> bool:
            firmware = (await self.api.request("GET", page))["data"]["firmware"]
            shown = [one for one in await self.all_states() if one.endswith("_firmware")]
            return firmware["checked_at"] is not None and len(shown) == firmware["devices"]

        await until(known, "the firmware of the devices to be known")

    async def until_loaded(self) -> None:
        """Wait until the gateway's entry is set up."""

        async def loaded() -> bool:
            entry = await self.entry()
            return entry is not None and entry["state"] == "loaded"

        await until(loaded, "the gateway's entry to be loaded")

    async def entry(self) -> dict[str, Any] | None:
        """Return this gateway's config entry."""
        entries = await wizard.entries(self.api, wizard.DOMAIN)
        return next((each for each in entries if each["entry_id"] == self.entry_id), None)


async def register(house: House, topics: GatewayTopics) -> str:
    """Go through the wizard, and return the id of the entry that it made."""
    flow = await wizard.add_gateway(
        house.api,
        request_topic=topics.request,
        response_topic=topics.response,
        gateway_eui=topics.eui,
    )
    assert flow["type"] == "create_entry", await wizard.refusal(house.api, flow)
    return str(flow["result"]["entry_id"])


@asynccontextmanager
async def switched_on(house: House, eui: str, *options: str) -> AsyncIterator[Control]:
    """Run a simulated gateway on the house's broker, not registered."""
    topics = GatewayTopics.usual(eui)
    control = Control(broker=house.broker.address, topics=topics)
    options = ("--eui", eui, "--control-topic", control.topic, *options)
    async with simulated_gateway(house.folder, house.broker.address, topics, *options):
        yield control


@asynccontextmanager
async def registered(house: House, gateway: Control, **options: Any) -> AsyncIterator[Home]:
    """Register a gateway that is read as often as the options allow, unless they are given.

    At the end Home Assistant's log must tell of no breakdown.
    """
    logged_before = len(house.home_assistant.log())
    home = Home(house=house, control=gateway, entry_id=await register(house, gateway.topics))
    await wizard.set_options(house.api, home.entry_id, **FAST | options)
    await home.until_loaded()
    yield home
    with suppress(ApiError):  # The test may have removed it.
        await wizard.remove_entry(house.api, home.entry_id)
    broken = breakdowns(house.home_assistant.log()[logged_before:])
    assert not broken, "Home Assistant logged " + broken[0]


def breakdowns(log: str) -> list[str]:
    """Return the records of a log that tell of an exception in the integration."""
    records = _LOG_RECORD.split(log)
    return [each for each in records if "Traceback" in each and wizard.DOMAIN in each]
