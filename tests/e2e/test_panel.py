"""The lists of the panel, as somebody uses them: found, added, changed, deleted, told."""

from collections.abc import Awaitable, Callable

from playwright.async_api import expect
import pytest

from demo import wizard
from demo.api import CommandError
from demo.browser import signed_in_browser
from demo.waiting import until

from .home import Home
from .kinds import once
from .pages import (
    PANEL,
    complaints,
    go,
    open_panel,
    overflow,
    picture,
    somebody_else,
    with_axe,
    with_browser,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
    pytest.mark.parametrize("simulator_options", [("--devices", "24", "--seed", "7")]),
]
FIRST, OTHER = "Lobby thermostat 1", "Meeting room controller 1"


async def _names(home: Home) -> set[str]:
    return {one["name"] for one in (await home.control.books())["devices"]}


async def _profiles(home: Home, *names: str) -> list[str]:
    books = await home.control.books()
    profiles = {one["profile_id"]: one["name"] for one in books["profiles"]}
    ids = {one["name"]: one["profile_id"] for one in books["devices"]}
    return [profiles[ids[name]] for name in names]


async def test_device_is_added_changed_and_deleted_and_mistakes_stand_beside_their_fields(
    home: Home,
) -> None:
    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "devices")
        await panel.get_by_role("button", name="Add device").click()
        dialog = panel.locator("msns-device-dialog")
        await dialog.get_by_label("DevEUI", exact=False).first.fill("24E1")
        await dialog.get_by_label("Application port").fill("300")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        for field, sentence in (
            ("dev_eui", "must be 16 hexadecimal digits"),
            ("f_port", "must be a whole number from 1 to 223"),
            ("application_id", "is required"),
        ):
            await expect(dialog.locator(f"[data-field={field}]")).to_contain_text(sentence)
        await browser.picture(picture("panel-mistakes"))
        assert len(await _names(home)) == 24
        await dialog.locator("#dev_eui").fill("24e124fffe123456")
        await dialog.get_by_label("Name").fill("Attic door")
        await dialog.locator("#f_port").fill("85")
        await dialog.locator("#application_id").select_option(index=1)
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(panel.get_by_text("Attic door")).to_be_visible()
        assert "Attic door" in await _names(home)
        # An address names it, so that going back and loading anew lead there.
        await panel.get_by_text("Attic door").click()
        await expect(dialog.get_by_label("Name")).to_have_value("Attic door")
        await browser.page.reload()
        await expect(dialog.get_by_label("Name")).to_have_value("Attic door")
        await browser.page.go_back()
        await expect(dialog).to_have_count(0)
        await panel.get_by_label("Select Attic door").check()
        await panel.get_by_role("button", name="Delete …").click()
        confirm = panel.get_by_role("dialog")
        await expect(confirm).to_contain_text("Attic door (24E124FFFE123456)")
        await confirm.get_by_role("button", name="Delete 1 device").click()
        await expect(panel.get_by_label("Select Attic door")).to_have_count(0)
        assert "Attic door" not in await _names(home)


async def test_list_is_gone_through_by_keyboard(home: Home) -> None:
    last = (await home.control.books())["devices"][-1]["name"]
    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "devices")
        await expect(panel.get_by_role("status").get_by_text("24 devices")).to_be_visible()
        await panel.get_by_role("grid").focus()
        for key in ("End", " "):
            await browser.page.keyboard.press(key)
        await expect(panel.get_by_label(f"Select {last}")).to_be_checked()
        await browser.page.keyboard.press("Enter")
        name = panel.locator("msns-device-dialog").get_by_label("Name")
        await expect(name).to_have_value(last)
        await browser.page.keyboard.press("Escape")
        await expect(name).to_have_count(0)


async def test_changes_that_are_not_saved_are_lost_after_one_question_alone(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        page = browser.page
        panel = await open_panel(browser, home, "devices")
        dialog = panel.locator("msns-device-dialog")
        question = panel.get_by_role("dialog", name="Leave without saving?")
        await expect(panel.get_by_label(f"Select {FIRST}")).to_be_visible()
        await panel.get_by_role("grid").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        name = dialog.get_by_label("Name")
        await name.fill("Changed")

        async def escape() -> None:
            await page.keyboard.press("Escape")

        async def back() -> None:
            await page.evaluate("setTimeout(() => history.back())")

        ways: tuple[Callable[[], Awaitable[None]], ...] = (
            dialog.get_by_role("button", name="Cancel").click,
            dialog.get_by_role("button", name="Close").click,
            escape,
            back,
        )
        for leave in ways:
            await leave()
            await expect(question).to_have_count(1)
            await question.get_by_role("button", name="Back").click()
            await expect(question).to_have_count(0)
            await expect(name).to_have_value("Changed")
        # The browser asks for itself where the page is loaded anew.
        async with page.expect_event("dialog") as asked:
            await page.evaluate("setTimeout(() => location.reload())")
        await (await asked.value).dismiss()
        await expect(name).to_have_value("Changed")
        await page.keyboard.press("Escape")
        await question.locator("button.main").click()
        await expect(dialog).to_have_count(0)
        # Who uses the keyboard goes on where they were.
        await expect(panel.get_by_role("grid")).to_be_focused()
    assert "Changed" not in await _names(home)


async def test_profile_of_many_devices_is_changed_after_a_preview_and_undone(home: Home) -> None:
    before = await _profiles(home, FIRST, OTHER)
    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "devices")
        for name in (FIRST, OTHER):
            await panel.get_by_label(f"Select {name}").check()
        await panel.get_by_role("button", name="Change …").click()
        dialog = panel.locator("msns-bulk-dialog")
        await dialog.get_by_label("Profile").select_option(label="ClassB-OTAA")
        await dialog.get_by_role("button", name="Preview").click()
        await expect(dialog.get_by_role("row")).to_have_count(3)
        await expect(dialog.get_by_role("row").nth(1)).to_contain_text("→ ClassB-OTAA")
        await browser.picture(picture("panel-preview"))
        assert await _profiles(home, FIRST, OTHER) == before
        await dialog.get_by_role("button", name="Change 2 devices").click()
        await expect(panel.get_by_text("Changed: 2 devices.")).to_be_visible()
        assert await _profiles(home, FIRST, OTHER) == ["ClassB-OTAA"] * 2
        await panel.get_by_role("button", name="Undo").click()
        await expect(panel.get_by_text("Undone.")).to_be_visible()
        assert await _profiles(home, FIRST, OTHER) == before


async def test_change_of_somebody_else_is_shown_at_once_and_not_overwritten(home: Home) -> None:
    books = (await home.control.books())["devices"]
    dev_eui = next(one["dev_eui"] for one in books if one["name"] == FIRST)

    # What is shown at once is not what the next poll shows.
    await wizard.set_options(home.api, home.entry_id, device_interval=3600)
    await home.until_loaded()

    async def rename(name: str) -> None:
        data = {"config_entry_id": home.entry_id, "dev_eui": dev_eui, "name": name}
        await home.api.call_service("milesight_network_server.modify_device", data)

    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "devices")
        await panel.get_by_text(FIRST, exact=True).click()
        dialog = panel.locator("msns-device-dialog")
        await dialog.get_by_label("Name").fill("Mine")
        await rename("Theirs")
        await expect(panel.locator("msns-table").get_by_text("Theirs")).to_be_visible()
        await expect(dialog.locator("[data-field=name]")).to_contain_text("Somebody else")
        # Of what changed at the gateway alone, nothing is known here before it is saved.
        path = f"/api/urdevices/{dev_eui}"
        device = next(one for one in books if one["dev_eui"] == dev_eui)
        body = {"applicationID": str(device["application_id"]), "name": "Theirs again"}
        await home.control.call("PUT", path, body)
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.locator("[data-field=name]")).to_contain_text(
            "somebody else has changed it to “Theirs again”"
        )
        assert "Theirs again" in await _names(home)
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog).to_have_count(0)
        assert "Mine" in await _names(home)


async def test_profiles_groups_and_codecs(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "profiles")
        await panel.get_by_role("button", name="Add profile").click()
        dialog = panel.locator("msns-profile-dialog")
        await dialog.get_by_label("Name").fill("1 wrong")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await expect(dialog.locator("[data-field=name]")).to_contain_text("start with a letter")
        await dialog.get_by_label("Name").fill("Meters")
        await dialog.get_by_label("Class C").check()
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await panel.get_by_label("Select Meters").check()
        await panel.get_by_role("button", name="Delete …").click()
        await panel.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
        await expect(panel.get_by_label("Select Meters")).to_have_count(0)
        await panel.get_by_role("button", name="Undo").click()
        await expect(panel.get_by_label("Select Meters")).to_be_visible()

        await panel.get_by_role("link", name="Multicast groups").click()
        await panel.get_by_role("button", name="Add group").click()
        dialog = panel.locator("msns-group-dialog")
        await dialog.get_by_label("Name").fill("Thermostats")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await panel.get_by_role("button", name="Members of Thermostats").click()
        members = panel.locator("msns-members-dialog")
        await members.get_by_role("searchbox").fill("thermostat")
        await expect(members.get_by_text("not class C").first).to_have_count(0)
        await members.get_by_label("Select all").check()
        await members.get_by_role("searchbox").fill("")
        unfit = members.get_by_role("row").filter(has_text="not class C").first
        await expect(unfit.get_by_role("checkbox")).to_be_disabled()
        await browser.picture(picture("panel-members"))
        await members.get_by_role("button", name="Save").click()
        await expect(members).to_have_count(0)
        thermostats = {name for name in await _names(home) if "thermostat" in name}

        async def joined() -> bool:
            groups = (await home.control.call("GET", "/api/multicast-groups?limit=50&offset=0"))[
                "result"
            ]
            return {one["name"] for one in groups[0]["devices"]} == thermostats

        await until(joined, "all thermostats to be members")

        await panel.get_by_role("link", name="Payload codecs").click()
        await panel.get_by_text("own-meter").click()
        decoder = panel.get_by_role("region", name="Decoder")
        await expect(decoder).to_contain_text("function Decode")


async def test_silent_gateway_is_reported_with_what_to_check(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        panel = await open_panel(browser, home, "devices")
        await home.control.command(silent=True)
        notice = panel.locator("msns-gateway-notice").get_by_role("heading")
        await expect(notice).to_contain_text("does not answer")
        await expect(panel.get_by_text("It has been silent since")).to_be_visible()
        await browser.picture(picture("panel-silent"))
        await home.control.command(silent=False)
        await expect(notice).to_have_count(0)


async def test_only_administrators_have_the_panel(home: Home) -> None:
    async with somebody_else(home.api) as guest:
        assert "lorawan" not in await guest.command("get_panels")
        with pytest.raises(CommandError):
            await guest.command(
                "milesight_network_server/actions/run",
                action="list_devices",
                data={"config_entry_id": home.entry_id},
            )


@with_axe
async def test_pages_and_dialogs_can_be_used_by_everybody(home: Home) -> None:
    for width, dark in ((390, False), (390, True), (1400, False), (1400, True)):
        name = f"{'phone' if width < 800 else 'desktop'}-{'dark' if dark else 'light'}"
        async with signed_in_browser(home.api, width=width, height=900, dark=dark) as browser:
            panel = await open_panel(browser, home, "devices")
            for path in ("devices", "devices/new", "profiles/new", "groups/new", "codecs"):
                await go(browser.page, home, path)
                wanted = "msns-form" if "/" in path else "msns-table"
                await expect(panel.locator(wanted).first).to_be_visible()
                await browser.picture(picture(f"panel-{path.replace('/', '-')}-{name}"))
                assert await complaints(browser, PANEL) == []
                assert await overflow(browser.page) == 0
