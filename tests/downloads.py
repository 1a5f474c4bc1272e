"""Diagnostics, as they are downloaded."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote_plus

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import orjson
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator.device import joined_session
from simulator.gateway import Gateway

from .registry import device


class Download:
    """Downloads diagnostics as the front end does."""

    def __init__(self, hass: HomeAssistant, client: ClientSessionGenerator) -> None:
        self._hass = hass
        self._client = client

    async def text(self, entry: MockConfigEntry, identifier: str | None = None) -> str:
        """Return the file for the entry, or for one of its devices."""
        assert await async_setup_component(self._hass, "diagnostics", {})
        await self._hass.async_block_till_done()
        url = f"/api/diagnostics/config_entry/{entry.entry_id}"
        if identifier is not None:
            registered = device(self._hass, entry.entry_id, identifier)
            assert registered is not None
            url += f"/device/{registered.id}"
        response = await (await self._client()).get(url)
        assert response.status == HTTPStatus.OK
        text: str = await response.text()
        return text

    async def data(self, entry: MockConfigEntry, identifier: str | None = None) -> Any:
        """Return the integration's part of it."""
        return orjson.loads(await self.text(entry, identifier))["data"]


def secrets(gateway: Gateway) -> Iterator[str]:
    """Yield what no file may contain."""
    yield gateway.eui
    for one in gateway.devices.values():
        yield from (one.dev_eui, one.name, one.description)
        yield from (one.app_key, one.nwk_s_key, one.app_s_key, one.dev_addr)
        yield from joined_session(one.dev_eui)
    for group in gateway.multicast_groups.values():
        yield from (group.name, group.mc_nwk_s_key, group.mc_app_s_key)
    yield from (task.name for task in gateway.tasks.values())


def secrets_in(gateway: Gateway, text: str) -> list[str]:
    """Return the secrets that a file tells, however they are written."""
    # Written with escapes or without: the file's text and what it means.
    folded = (text + orjson.dumps(orjson.loads(text)).decode()).casefold()
    return [
        secret
        for secret in set(secrets(gateway))
        if secret and any(one.casefold() in folded for one in (secret, quote_plus(secret)))
    ]
