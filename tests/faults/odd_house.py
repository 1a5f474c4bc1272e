"""A gateway in a Home Assistant of the test process, one of whose rows is to be odd."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
import json
from typing import Any, Final
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Answer, Gateway
from simulator.lists import LISTINGS

from ..conftest import GATEWAY_EUI, Attach, Clock
from ..firmware_tasks import MODEL, ask

# By the unique id of the entity.
type States = dict[str, tuple[str, dict[str, Any]]]

# The first task is at work, the second one is to start tomorrow.
TASKS: Final = (1, 2)
_URLS: Final = {
    "3.3": "/api/urdevices",
    "6.2": "/api/fuota/task",
    "6.7": "/api/fuota/devices",
    "2.3": "/api/urprofiles",
    "4.5": "/api/multicast-groups",
}


@dataclass(frozen=True)
class House:
    """A registered gateway with devices, two tasks and a group."""

    hass: HomeAssistant
    gateway: Gateway
    entry: MockConfigEntry

    async def read(self) -> States:
        """Read all lists, and return the states by unique id, those left out that always move."""
        runtime = self.entry.runtime_data
        for coordinator in (runtime.devices, runtime.fuota, runtime.provisioning):
            await coordinator.async_refresh()
        await runtime.firmware_check.async_check()
        await self.hass.async_block_till_done()
        states: States = {}
        for one in er.async_entries_for_config_entry(er.async_get(self.hass), self.entry.entry_id):
            state = self.hass.states.get(one.entity_id)
            if state is not None and not one.unique_id.endswith("_response_time"):
                states[one.unique_id] = state.state, dict(state.attributes)
        return states

    def others(self, states: States, call: str, row: int) -> States:
        """Return the states of entities that a row of a list, from 1 on, is not about."""
        about = self._about(call, row)
        return {name: one for name, one in states.items() if not any(it in name for it in about)}

    def _about(self, call: str, row: int) -> tuple[str, ...]:
        """Return what stands in the unique ids of entities that the row is about."""
        if call == "3.3":
            return (list(self.gateway.devices)[row - 1], "active_devices")
        if call in ("6.8", "6.10"):
            # The first model that is asked for.
            return tuple(f"{eui}_firmware" for eui in self.devices_of("CT303"))
        if call == "4.5":
            # A group tells the batteries of its members.
            groups = self.gateway.multicast_groups.values()
            return tuple(f"{eui}_value_battery" for group in groups for eui in group.devices)
        if call not in ("6.2", "6.7"):
            return ()
        # The devices of a task hear of it, and so do those who count tasks.
        task_id = TASKS[row - 1] if call == "6.2" else TASKS[0]
        dev_euis = list(self.gateway.tasks[task_id].devices)
        if call == "6.7":
            dev_euis = dev_euis[row - 1 : row]
        devices = [f"{eui}_{key}" for eui in dev_euis for key in ("update_status", "firmware")]
        return (f"_fuota_{task_id}_", *devices, "running_tasks", f"{GATEWAY_EUI}_fuota")

    def devices_of(self, model: str) -> list[str]:
        """Return the DevEUIs of a model's devices."""
        return [one.dev_eui for one in self.gateway.devices.values() if one.model == model]

    @contextmanager
    def row_is(self, call: str, row: int, value: Any) -> Iterator[None]:
        """Let a row of a list, from 1 on, be this."""
        really = self.gateway.answer

        def answer(payload: bytes) -> list[Answer]:
            answers = really(payload)
            request = json.loads(payload)
            if request["method"] != "GET" or request["url"].partition("?")[0] != _URLS[call]:
                return answers
            message = json.loads(answers[0].payload)
            message["body"][LISTINGS[call].rows][row - 1] = value
            return [Answer(json.dumps(message).encode())]

        with patch.object(self.gateway, "answer", answer):
            yield


def _add_task(gateway: Gateway, dev_euis: list[str], clock: Clock, starts: timedelta) -> None:
    url = f"/api/fuota/official/firmware?model={MODEL}&limit=50&offset=0"
    offered: Any = ask(gateway, "GET", url)["data"]
    task = {
        "name": f"Thermostats {starts}",
        "startedAt": (clock() + starts).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "deveui": [eui.lower() for eui in dev_euis],
        "fragmentInfo": {"fragmentSize": 46, "fragmentInterval": 1000, "fragmentRedundancy": 25},
        "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
        "isOfficialFirmware": True,
        "officialFirmwareInfo": offered[0],
    }
    answer = ask(gateway, "POST", "/api/fuota/task", {"fuotaTask": task})
    assert answer.get("id") in TASKS, answer


async def open_house(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, clock: Clock
) -> House:
    """Set up the gateway with two tasks, and a group with members."""
    thermostats = [one.dev_eui for one in gateway.devices.values() if one.model == MODEL]
    _add_task(gateway, thermostats[:2], clock, timedelta(seconds=10))
    _add_task(gateway, thermostats[2:4], clock, timedelta(days=1))
    # The first one has begun to send.
    for seconds in (20, 60, 60):
        clock.move(seconds)
        gateway.advance()
    key = "00112233445566778899aabbccddeeff"
    group = {"name": "group", "groupType": "CLASS_C", "mcAddr": "11111111", "fCnt": 0, "dr": 0}
    group |= {"mcNwkSKey": key, "mcAppSKey": key, "frequency": 869525000, "pingSlotPeriod": 128}
    url = "/api/multicast-groups"
    answer = ask(gateway, "POST", url, {"multicastGroup": group})
    ask(gateway, "POST", f"{url}/{answer['id']}/devices", {"devEUIs": thermostats[:3]})
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return House(hass, gateway, entry)
