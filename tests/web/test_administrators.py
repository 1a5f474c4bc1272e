"""Which commands over the WebSocket are for administrators alone."""

from typing import Any, Final

from homeassistant.components.websocket_api import DOMAIN as WEBSOCKET_API
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from ..services.conftest import writes
from ..updates.scene import states_of
from .asking import answer_to

ENTRY: Final = {"config_entry_id": "any"}
EUI: Final = "24E124136D00000A"
FOR_ADMINISTRATORS: Final[dict[str, dict[str, Any]]] = {
    "gateways/subscribe": {},
    "devices/subscribe": ENTRY,
    "applications/subscribe": ENTRY,
    "profiles/subscribe": ENTRY,
    "multicast_groups/subscribe": ENTRY,
    "payload_codecs/subscribe": ENTRY,
    "payload_codecs/read": ENTRY,
    "devices/modify_many": {**ENTRY, "changes": []},
    "devices/delete_many": {**ENTRY, "dev_euis": []},
    "actions/run": {"action": "list_devices", "data": {}},
    "updates/install": {},
    "updates/retry_failed": {**ENTRY, "task_id": 1},
    "updates/cancel": {**ENTRY, "task_id": 1},
    "firmware/uploads": {},
    "firmware/upload": {"file_id": "x"},
    "firmware/devices": ENTRY,
    "firmware/estimate": {**ENTRY, "dev_euis": [], "task": {}},
    "commissioning/look_up": {**ENTRY, "dev_eui": EUI},
    "commissioning/propose": {**ENTRY, "dev_eui": EUI},
    "commissioning/follow": {**ENTRY, "dev_euis": [EUI]},
    "import/check": {**ENTRY, "rows": []},
    "import/start": {**ENTRY, "rows": []},
    "import/stop": ENTRY,
    "import/follow": ENTRY,
    "backup/restore": {**ENTRY, "file": "{}"},
    "backup/stop": ENTRY,
    "backup/forget": ENTRY,
    "backup/follow": ENTRY,
}
# What everybody may see on a dashboard.
FOR_EVERYBODY: Final = {"updates/subscribe"}


async def test_each_command_is_for_administrators_or_for_everybody(
    hass: HomeAssistant, client: MockHAClientWebSocket
) -> None:
    commands = {
        name.removeprefix(f"{DOMAIN}/")
        for name in hass.data[WEBSOCKET_API]
        if name.startswith(f"{DOMAIN}/")
    }
    assert commands == FOR_ADMINISTRATORS.keys() | FOR_EVERYBODY


@pytest.mark.parametrize("command", FOR_ADMINISTRATORS)
async def test_others_than_administrators_are_refused(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    loaded: MockConfigEntry,
    gateway: Gateway,
    command: str,
) -> None:
    guest = await hass_ws_client(hass, hass_read_only_access_token)
    fields = FOR_ADMINISTRATORS[command]
    if "config_entry_id" in fields:
        fields = {**fields, "config_entry_id": loaded.entry_id}
    answer = await answer_to(guest, command, **fields)
    assert answer["error"]["code"] == "unauthorized"
    assert writes(gateway) == []
    assert await states_of(hass, loaded) == []
