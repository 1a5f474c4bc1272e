"""A repair's flow, as the front end goes through it."""

from http import HTTPStatus
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
)

from custom_components.milesight_network_server.const import DOMAIN

from .issues import fix_flow

URL = "/api/repairs/issues/fix"


class Flow:
    """A fix flow in a dialog of the front end."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        self._hass = hass
        self._client = client
        self._id = ""
        self._issue_id = ""

    async def start(self, issue_id: str) -> dict[str, Any]:
        """Press the notice."""
        self._issue_id = issue_id
        result = await self._post(URL, {"handler": DOMAIN, "issue_id": issue_id})
        self._id = result["flow_id"]
        return result

    async def choose(self, step: str) -> dict[str, Any]:
        """Choose from the menu."""
        return await self.submit(next_step_id=step)

    async def submit(self, **given: Any) -> dict[str, Any]:
        """Submit what is shown."""
        return await self._post(f"{URL}/{self._id}", given)

    async def _post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        assert await async_setup_component(self._hass, "repairs", {})
        response = await (await self._client()).post(url, json=body)
        assert response.status == HTTPStatus.OK, await response.text()
        result: dict[str, Any] = await response.json()
        _check_words(self._issue_id, result)
        return result


def _check_words(issue_id: str, result: dict[str, Any]) -> None:
    """Assert that what is shown has its words, and that all is filled in."""
    words = fix_flow(issue_id)
    filled = result.get("description_placeholders") or {}
    if result["type"] == "abort":
        assert words["abort"][result["reason"]].format(**filled)
    elif result["type"] == "create_entry":
        assert words["create_entry"][result["description"] or "default"].format(**filled)
    elif result["type"] == "form":
        step = words["step"][result["step_id"]]
        assert step["description"].format(**filled)
        assert [one["name"] for one in result["data_schema"]] == [*step.get("data", {})]
        for error in (result["errors"] or {}).values():
            assert words["error"][error].format(**filled)
    elif result["type"] == "menu":
        step = words["step"][result["step_id"]]
        assert step["description"].format(**filled)
        assert set(result["menu_options"]) <= set(step["menu_options"])
