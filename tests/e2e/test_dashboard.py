"""The dashboard and the card, added by clicking, and what different people see of them."""

import re
from typing import Any

from playwright.async_api import Page, expect
import pytest

from demo.api import Api
from demo.browser import signed_in_browser
from demo.dashboard import gateway_path

from .home import Home
from .kinds import once
from .pages import (
    CARD,
    card_on_a_dashboard,
    complaints,
    overflow,
    picture,
    somebody_else,
    text_with,
    with_axe,
    with_browser,
)
from .updates import on_offer, queue

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]

# Twenty devices with an update on offer, and a task for others that runs meanwhile.
BUSY = (
    *("--devices", "24", "--seed", "55", "--model", "WT201", "--model", "UC300"),
    *("--running-task", "--task-delay", "1", "--task-duration", "600", "--setup-time", "2"),
)
QUIET = ("--devices", "6", "--seed", "55", "--model", "WT201", "--model", "UC300")


async def _offered(home: Home) -> list[str]:
    """Return what is on offer once all that can be is."""
    await home.until_firmware_is_known()
    offered = await on_offer(home)
    assert offered
    return offered


async def _dashboards(api: Api) -> list[dict[str, Any]]:
    return list(await api.command("lovelace/dashboards/list"))


async def _add_dashboard(page: Page, title: str) -> None:
    await page.get_by_text("Add dashboard").first.click()
    await page.locator("dashboard-card").get_by_text("Milesight", exact=True).click()
    dialog = page.locator("dialog-lovelace-dashboard-detail")
    await dialog.locator("input").first.fill(title)
    await dialog.get_by_role("button", name="Create").click()
    await expect(page.locator("ha-sidebar").get_by_text(title)).to_be_visible()


@pytest.mark.parametrize("simulator_options", [BUSY])
async def test_dashboard_is_added_by_clicking(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        page = browser.page
        await page.goto(f"{home.api.url}/config/lovelace/dashboards")
        await _add_dashboard(page, "Radio")
        (made,) = [one for one in await _dashboards(home.api) if one["title"] == "Radio"]
        try:
            await page.locator("ha-sidebar").get_by_text("Radio").click()
            gateway = (await home.registries()).device(home.eui)
            assert gateway is not None
            await expect(page.get_by_text(gateway.name).first).to_be_visible()
            await text_with(browser, r"Devices\n24\b")
            await browser.picture(picture("dashboard-network"))
            await browser.open(f"/{made['url_path']}/devices")
            devices = (await home.control.books())["devices"]
            shown = await text_with(browser, *(re.escape(device["name"]) for device in devices))
            assert "Entity not found" not in shown
            await browser.open(f"/{made['url_path']}/updates")
            [task] = (await home.control.books())["tasks"]
            await expect(page.locator(CARD).get_by_text(task["name"])).to_be_visible()
            await browser.open(f"/{made['url_path']}/{gateway_path(gateway)}")
            await text_with(browser, "Channel plan")
            await browser.picture(picture("dashboard-gateway"))
        finally:
            await home.api.command("lovelace/dashboards/delete", dashboard_id=made["id"])


@pytest.mark.parametrize("simulator_options", [QUIET])
async def test_card_is_added_from_the_picker_and_named_in_its_editor(home: Home) -> None:
    async with (
        card_on_a_dashboard(home.api) as path,
        signed_in_browser(home.api) as browser,
    ):
        page = browser.page
        # In place of the card that the dashboard comes with.
        empty = {"views": [{"type": "sections", "sections": [{"type": "grid", "cards": []}]}]}
        url_path = path.split("/")[1]
        await home.api.command("lovelace/config/save", url_path=url_path, config=empty)
        await page.goto(f"{home.api.url}{path}?edit=1")
        await page.get_by_role("button", name="Add card").first.click()
        await page.get_by_text("Browse all cards").click()
        await page.locator("hui-card-picker input").first.fill("Milesight")
        choice = page.locator("hui-card-picker .card").first
        await expect(choice.locator(CARD)).to_be_visible()
        await browser.picture(picture("card-picker"))
        await choice.click()
        editor = page.locator("hui-dialog-edit-card")
        await editor.locator("ha-form input").last.fill("My updates")
        await expect(editor.locator(CARD).get_by_role("heading", name="My updates")).to_be_visible()
        await browser.picture(picture("card-editor"))
        await editor.get_by_role("button", name="Save").click()
        await expect(editor).to_be_hidden()
        shown = page.locator("hui-root").locator(CARD)
        await expect(shown.get_by_role("heading", name="My updates")).to_be_visible()
        saved = await home.api.command("lovelace/config", url_path=url_path)
        (card,) = saved["views"][0]["sections"][0]["cards"]
        assert (card["type"], card["title"]) == ("custom:milesight-updates-card", "My updates")


@pytest.mark.parametrize("simulator_options", [QUIET])
async def test_everything_is_updated_and_taken_out_of_the_queue_from_the_card(home: Home) -> None:
    devices = len(await _offered(home))
    async with card_on_a_dashboard(home.api) as path, signed_in_browser(home.api) as browser:
        await browser.open(path)
        card = browser.page.locator(CARD)
        await card.get_by_role("button", name=f"Update {devices} devices").click()
        dialog = card.get_by_role("dialog")
        await expect(dialog).to_contain_text("of air time")
        await expect(dialog).to_contain_text("2 updates")
        await dialog.get_by_role("button", name="Back").click()
        assert await queue(home) == []
        await card.get_by_role("button", name=f"Update {devices} devices").click()
        await dialog.get_by_role("button", name="Update", exact=True).click()
        await expect(card.get_by_text("In the queue: 2 updates")).to_be_visible()
        waiting = card.locator("li[data-state=queued]")
        await expect(waiting).to_contain_text("After")
        await expect(waiting).to_contain_text(", at about")
        await browser.picture(picture("card-queued"))
        await waiting.get_by_role("button", name="Cancel").click()
        await expect(dialog).to_contain_text("nothing is lost")
        await dialog.get_by_role("button", name="Remove").click()
        await expect(waiting).to_have_count(0)
        assert len(await queue(home)) == 1


@pytest.mark.parametrize("simulator_options", [BUSY])
async def test_others_than_administrators_see_states_and_no_buttons(home: Home) -> None:
    await _offered(home)
    async with (
        card_on_a_dashboard(home.api) as path,
        somebody_else(home.api) as guest,
        signed_in_browser(guest) as browser,
    ):
        await browser.open(path)
        card = browser.page.locator(CARD)
        [task] = (await home.control.books())["tasks"]
        await expect(card.get_by_text(task["name"])).to_be_visible()
        await expect(card.get_by_text("Available for")).to_be_visible()
        await expect(card.get_by_role("button")).to_have_count(0)
        await browser.picture(picture("card-guest"))


@with_axe
@pytest.mark.parametrize("simulator_options", [BUSY])
@pytest.mark.parametrize("width", [390, 1400], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_card_can_be_used_by_everybody(home: Home, width: int, dark: bool) -> None:
    await _offered(home)
    async with (
        card_on_a_dashboard(home.api, title="Updates") as path,
        signed_in_browser(home.api, width=width, height=900, dark=dark) as browser,
    ):
        await browser.open(path)
        page = browser.page
        await expect(page.locator(CARD).get_by_role("progressbar").first).to_be_visible()
        name = f"card-{'phone' if width < 800 else 'desktop'}-{'dark' if dark else 'light'}"
        await browser.picture(picture(name))
        assert await complaints(browser) == []
        assert await overflow(page) == 0
        await page.locator(CARD).get_by_role("button", name="Cancel").first.click()
        await expect(page.locator(CARD).get_by_role("dialog")).to_be_visible()
        assert await complaints(browser, "msns-confirm") == []


@pytest.mark.parametrize("simulator_options", [BUSY])
async def test_devices_of_a_task_are_gone_through_by_keyboard(home: Home) -> None:
    async with card_on_a_dashboard(home.api) as path, signed_in_browser(home.api) as browser:
        await browser.open(path)
        books = (await home.control.books())["tasks"][0]["devices"]
        # Named by the number of its devices: all of them are there.
        grid = browser.page.locator(CARD).get_by_role("listbox", name=f"{len(books)} devices")
        await grid.focus()
        names = {
            one["name"]
            for one in (await home.control.books())["devices"]
            if one["dev_eui"] in {each["dev_eui"] for each in books}
        }
        seen = set()
        for _ in books:
            text = await browser.page.locator(CARD).locator("p[aria-live]").inner_text()
            seen.add(text.partition(":")[0])
            await browser.page.keyboard.press("ArrowRight")
        assert seen == names
        chosen = await grid.get_attribute("aria-activedescendant")
        await expect(browser.page.locator(f"{CARD} #{chosen}")).to_have_attribute(
            "aria-selected", "true"
        )
        await browser.page.keyboard.press("Enter")
        await browser.page.wait_for_url("**/config/devices/device/*")


async def test_card_follows_a_gateway_that_is_set_up_anew(home: Home) -> None:
    async with card_on_a_dashboard(home.api) as path, signed_in_browser(home.api) as browser:
        await browser.open(path)
        shown = browser.page.locator(f"{CARD} msns-gateway-updates")
        await home.api.request("POST", f"/api/config/config_entries/entry/{home.entry_id}/reload")
        await home.until_loaded()
        await expect(shown).to_be_visible()
        await home.control.command(silent=True)
        await expect(shown.get_by_text("does not answer")).to_be_visible()
