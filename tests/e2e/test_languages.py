"""What people see is in their language, whichever of the translated ones it is."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import re
from typing import Final

from playwright.async_api import expect
import pytest

from demo import wizard
from demo.browser import Browser, signed_in_browser
from publishing import languages

from .home import Home
from .kinds import once
from .pages import (
    CARD,
    a_dashboard,
    card_on_a_dashboard,
    go,
    open_panel,
    picture,
    text_with,
    with_browser,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]

SOME: Final = ("--devices", "6", "--seed", "55", "--model", "WT201", "--model", "UC300")
# Milliseconds until a page has read its lists.
_SETTLING: Final = 1_000
PAGES: Final = (
    "devices",
    "commission",
    "import",
    "backup",
    "profiles",
    "groups",
    "codecs",
    "firmware",
)


def _english_left(language: str, shown: str) -> set[str]:
    """Return English sentences, or parts of them, that stand on a page of another language."""
    english, translated = languages.texts(languages.ENGLISH), languages.texts(language)
    parts = {
        part.strip()
        for key, text in english.items()
        if translated[key] != text
        for part in re.split(r"\{\w+\}|\n", text)
        if len(part.split()) > 2
    }
    return {part for part in parts if part in shown}


@asynccontextmanager
async def _speaking(home: Home, language: str) -> AsyncGenerator[Browser]:
    """Open a browser for a person of a language, in a house of that language."""
    before = await home.api.command("get_config")
    person = {"key": "language", "value": {"language": language, "number_format": "language"}}
    await home.api.command("config/core/update", language=language)
    await home.api.command("frontend/set_user_data", **person)
    # Entities have their names in the language in which they were loaded.
    await wizard.reload_entry(home.api, home.entry_id)
    await home.until_loaded()
    try:
        async with signed_in_browser(home.api) as browser:
            yield browser
    finally:
        await home.api.command("frontend/set_user_data", key="language", value={"language": "en"})
        await home.api.command("config/core/update", language=before["language"])


@pytest.mark.parametrize("language", languages.COMPLETE)
@pytest.mark.parametrize("simulator_options", [SOME])
async def test_no_page_has_an_english_sentence(home: Home, language: str) -> None:
    registries = await home.registries()
    gateway = registries.device(home.eui)
    assert gateway is not None
    devices = [gateway, registries.lorawan_devices(home.eui)[0]]
    strategy = {"strategy": {"type": "custom:milesight-network-server"}}
    texts = languages.texts(language)
    # An entity of each that is named in the language of the house.
    names = dict.fromkeys(
        (one.device_id for one in devices), texts["entity.binary_sensor.active.name"]
    )
    names[gateway.device_id] = texts["entity.sensor.channel_plan.name"]
    async with (
        card_on_a_dashboard(home.api) as card,
        a_dashboard(home.api, strategy) as dashboard,
        _speaking(home, language) as browser,
    ):
        shown: dict[str, str] = {}
        await browser.open(card)
        await expect(browser.page.locator(CARD)).to_be_visible()
        shown["card"] = await browser.text()
        await browser.picture(picture(f"language-{language}-card"))
        await browser.open(dashboard)
        title = re.escape(texts["config_panel.dashboard.devices"])
        shown["dashboard"] = await text_with(browser, title)
        for one in devices:
            await browser.open(f"/config/devices/device/{one.device_id}")
            shown[one.device_id] = await text_with(browser, re.escape(names[one.device_id]))
        await open_panel(browser, home, PAGES[0])
        for page in PAGES:
            await go(browser.page, home, page)
            name = browser.page.get_by_text(texts[f"config_panel.panel.page.{page}"])
            await expect(name.first).to_be_visible()
            await browser.page.wait_for_timeout(_SETTLING)
            shown[page] = await browser.text()
            await browser.picture(picture(f"language-{language}-{page}"))
    left = {page: _english_left(language, text) for page, text in shown.items()}
    assert {page: some for page, some in left.items() if some} == {}
