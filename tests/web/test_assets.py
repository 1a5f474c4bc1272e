"""The built front end: served where there is somebody to see it, and never in the way."""

from http import HTTPStatus
import logging
from pathlib import Path
from unittest.mock import patch

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.web.assets import read_assets
from simulator.gateway import Gateway

from ..conftest import Attach


async def test_loader_is_loaded_by_every_page_and_may_be_kept(
    hass: HomeAssistant,
    mqtt_client: object,
    hass_client: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    assert await async_setup_component(hass, DOMAIN, {})
    (url,) = [one for one in hass.data[DATA_EXTRA_MODULE_URL].urls if DOMAIN in one]
    answer = await (await hass_client()).get(url)
    assert answer.status == HTTPStatus.OK
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Type"].startswith("text/javascript")


async def test_without_a_front_end_the_gateway_is_set_up_all_the_same(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert "frontend" not in hass.config.components
    assert loaded.runtime_data.devices.items


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"src/loader.ts": {"file": "no.js"}}'])
def test_files_that_are_missing_or_broken_are_none(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert read_assets(tmp_path) is None


async def test_missing_files_are_reported_and_nothing_else_suffers(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert await async_setup_component(hass, "frontend", {})
    await attach(gateway)
    with patch(
        "custom_components.milesight_network_server.web.assets.read_assets", return_value=None
    ):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    records = [one for one in caplog.records if "pages are missing" in one.getMessage()]
    assert [one.levelno for one in records] == [logging.ERROR]
    assert entry.runtime_data.devices.items
