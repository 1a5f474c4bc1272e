"""Devices are commissioned in the panel, by somebody with a phone in one hand."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import json

from playwright.async_api import Page, expect
import pytest

from demo import wizard
from demo.browser import Browser, signed_in_browser
from demo.waiting import until

from .camera import picture_of, show, taps, with_camera, without_https
from .home import Home
from .kinds import once
from .pages import complaints, overflow, picture, with_axe, with_browser

PAGE = "msns-commissioning-page"
TOPIC = "commissioning"
JOINING = (
    *("--devices", "4", "--seed", "55", "--join-after", "2", "--joins", "some"),
    *("--uplink-topic", f"{TOPIC}/$deveui"),
)
MOST_TAPS = 4

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
    pytest.mark.parametrize("simulator_options", [JOINING], ids=[""]),
]


def _eui(number: int, last: str = "A") -> str:
    return f"24E124136D{number:05X}{last}"


def _label(dev_eui: str) -> str:
    return f"LW:D0:24E124C0002A0001:{dev_eui}:AABB1122"


@asynccontextmanager
async def _phone(home: Home, *, dark: bool = False) -> AsyncGenerator[Browser]:
    """Open the page on a phone with a camera, where uplinks are read."""
    await wizard.set_options(home.api, home.entry_id, "readings", uplink_topic=f"{TOPIC}/+")
    await home.until_loaded()
    async with signed_in_browser(home.api, width=390, height=780, dark=dark) as browser:
        await with_camera(browser.page)
        await _open(home, browser.page)
        yield browser


async def _open(home: Home, page: Page) -> None:
    await page.goto(f"{home.api.url}/lorawan/{home.entry_id}/commission")
    await expect(page.get_by_role("heading", name="Scan a device")).to_be_visible()


async def _scan(page: Page, text: str) -> None:
    await show(page, text)
    await expect(page.get_by_role("heading", name="New device")).to_be_visible()
    await show(page, None)


async def _paste(page: Page, text: str) -> None:
    await page.get_by_label("Or paste").fill(text)
    await page.get_by_role("button", name="Read").click()


async def _add(page: Page) -> None:
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("button", name="Next device")).to_be_visible()


async def _choose_application(page: Page) -> None:
    await page.get_by_label("Application *").select_option(index=1)


async def test_twenty_devices_in_a_row_take_four_taps_each_at_most(home: Home) -> None:
    area = await home.api.command("config/area_registry/create", name="Reading room")
    euis = [_eui(number) for number in range(20)]
    async with _phone(home) as browser:
        page = browser.page
        await page.get_by_role("button", name="Scan", exact=True).click()
        for number, dev_eui in enumerate(euis):
            before = await taps(page)
            await _scan(page, _label(dev_eui))
            if number == 0:
                await expect(page.get_by_text("Looking for the model")).to_have_count(0)
                await browser.picture(picture("commissioning-form"))
                await _choose_application(page)
                await page.get_by_label("Area").select_option(label="Reading room")
            await _add(page)
            if number == 0:
                state = page.locator("msns-standing").first
                await expect(state).to_have_attribute("standing", "heard")
                await browser.picture(picture("commissioning-added"))
            await page.get_by_role("button", name="Next device").click()
            assert await taps(page) - before <= MOST_TAPS
        await expect(page.get_by_text("20 devices in this round")).to_be_visible()
        books = {one["dev_eui"]: one for one in (await home.control.books())["devices"]}
        assert set(euis) < set(books)
        assert [books[dev_eui]["name"] for dev_eui in euis[:2]] == [
            "EM300-TH 000A",
            "EM300-TH 001A",
        ]
        identifiers = {home.identifier(dev_eui) for dev_eui in euis}

        async def all_in_the_area() -> bool:
            areas = [
                one["area_id"]
                for one in await home.api.command("config/device_registry/list")
                if identifiers & {name for _, name in one["identifiers"]}
            ]
            return areas == [area["area_id"]] * 20

        await until(all_in_the_area, "all devices to be in the area")


async def test_the_sheet_has_what_the_page_reads_again(home: Home) -> None:
    async with _phone(home) as browser:
        page = browser.page
        await _paste(page, f"https://www.milesight-iot.com/?SN={_eui(1)}")
        await _choose_application(page)
        # A name is proposed with the model.
        await expect(page.get_by_text("Looking for the model")).to_have_count(0)
        await page.get_by_label("Name").fill("Lobby 1")
        await _add(page)
        await page.get_by_role("button", name="Next device").click()
        await _paste(page, _eui(2))
        await expect(page.get_by_label("Name")).to_have_value("Lobby 2")
        await _add(page)
        await page.get_by_role("button", name="Sheet to print").click()
        sheet = page.locator("msns-sheet")
        await expect(sheet.get_by_role("img")).to_have_count(2)
        await expect(sheet).to_contain_text("Lobby 1")
        await expect(sheet).to_contain_text(_eui(2))
        await browser.picture(picture("commissioning-sheet"))
        code = await sheet.get_by_role("img").first.screenshot(scale="css")
        async with page.expect_download() as saved:
            await sheet.get_by_role("button", name="Save as a file").click()
        content = (await (await saved.value).path()).read_text(encoding="utf-8")
        assert "Lobby 2" in content
        assert content.count("<path") == 2
        await sheet.get_by_role("button", name="Back").click()
        await page.get_by_role("button", name="Next device").click()
        await page.locator("msns-scanner input[type=file]").set_input_files(
            {"name": "sheet.png", "mimeType": "image/png", "buffer": code}
        )
        await expect(page.get_by_text("The gateway has this device already")).to_be_visible()


async def test_each_mistake_has_its_sentence(home: Home) -> None:
    async with _phone(home) as browser:
        page = browser.page
        for text, sentence in (
            ("24E124136D0000", "is not a valid DevEUI"),
            ("SN: 6136A1234567", "is a serial number"),
            ("LW:D1:0:0:0", "of version D1"),
            ("hello", "There is no DevEUI in"),
        ):
            await _paste(page, text)
            await expect(page.get_by_role("alert")).to_contain_text(sentence)
        known = (await home.control.books())["devices"][0]
        await _paste(page, known["dev_eui"])
        await expect(page.get_by_text("The gateway has this device already")).to_contain_text(
            known["name"]
        )
        await page.get_by_role("button", name="Next device").click()
        await _paste(page, _eui(3))
        # A name that is proposed amid the browser's two steps to fill a field in would stay in it.
        await expect(page.get_by_text("Looking for the model")).to_have_count(0)
        await page.get_by_label("AppKey", exact=True).fill("1234")
        await page.get_by_label("Name").fill(known["name"])
        await page.get_by_role("button", name="Add", exact=True).click()
        for field, sentence in (
            ("app_key", "must be a key of 32"),
            ("name", "already exists"),
            ("application_id", "is required"),
        ):
            wrong = page.locator(f"[data-field={field}] .problem")
            await expect(wrong).to_contain_text(sentence)
        await browser.picture(picture("commissioning-problems"))
        assert len((await home.control.books())["devices"]) == 4


async def test_who_waits_is_told_what_to_check(home: Home) -> None:
    async with _phone(home) as browser:
        page = browser.page
        # One that can't be heard, one with a wrong key, one without a codec, one that is quiet.
        for number, last in ((1, "0"), (2, "A"), (3, "B"), (4, "2")):
            await _paste(page, _eui(number, last))
            if number == 1:
                await _choose_application(page)
            # What was chosen for a model is there for the next device of it.
            model = "" if number == 4 else "EM300-TH"
            await expect(page.get_by_label("Model").locator(":checked")).to_contain_text(
                model or "None"
            )
            if number == 2:
                await page.get_by_label("AppKey", exact=True).fill("12" * 16)
            if number == 3:
                await page.get_by_label("Model").select_option("")
            await _add(page)
            if number == 3:
                state = page.locator("msns-standing [role=status]").first
                await expect(state).to_contain_text("Heard, with a")
                await expect(state).to_contain_text("dBm")
            await page.get_by_role("button", name="Next device").click()
        # An hour later, in the same tab.
        key = f"msns-round-{home.entry_id}"
        kept = json.loads(await page.evaluate("key => sessionStorage.getItem(key)", key))
        for device in kept["devices"]:
            device["addedAt"] -= 3_600_000
        await page.evaluate(
            "([key, text]) => sessionStorage.setItem(key, text)", [key, json.dumps(kept)]
        )
        await _open(home, page)
        rows = page.locator(".devices > li")
        await expect(rows).to_have_count(4)
        for row, sentence in (
            (3, "A wrong key looks like silence"),
            (2, "A wrong key looks like silence"),
            (0, "not sent anything yet"),
        ):
            await expect(rows.nth(row).get_by_text(sentence)).to_be_visible()
        await browser.picture(picture("commissioning-checks"))
        await rows.nth(3).get_by_role("button", name="Delete").click()
        await expect(page.get_by_role("dialog")).to_contain_text("forgets the device")
        await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        await expect(rows).to_have_count(3)
        assert _eui(1, "0") not in str((await home.control.books())["devices"])


async def test_a_silent_gateway_loses_nothing_that_was_filled_in(home: Home) -> None:
    async with _phone(home) as browser:
        page = browser.page
        await _paste(page, _eui(5))
        await _choose_application(page)
        await page.get_by_label("Name").fill("Attic")
        await home.control.command(fault="silent seconds=0")
        await page.get_by_role("button", name="Add", exact=True).click()
        await expect(page.locator(f"{PAGE} [role=alert]")).to_contain_text("did not answer")
        await expect(page.get_by_label("Name")).to_have_value("Attic")
        await home.control.command(clear_faults=True)
        await _add(page)
        assert "Attic" in str((await home.control.books())["devices"])


async def test_without_https_there_are_pictures_and_pasting(home: Home) -> None:
    async with signed_in_browser(home.api, width=390, height=780) as browser:
        page = browser.page
        await without_https(page)
        await _open(home, page)
        await expect(page.get_by_text("only to pages that come over HTTPS")).to_be_visible()
        await expect(page.get_by_role("button", name="Scan", exact=True)).to_have_count(0)
        photo = page.locator("msns-scanner input[type=file]")
        await photo.set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": picture_of(_label(_eui(6)))}
        )
        await expect(page.locator(f"{PAGE} .eui")).to_have_text(_eui(6))


async def test_a_device_is_set_up_by_keyboard_alone(home: Home) -> None:
    async with signed_in_browser(home.api) as browser:
        page = browser.page
        await without_https(page)
        await _open(home, page)
        text = page.get_by_label("Or paste")
        await text.focus()
        await page.keyboard.type(_eui(8))
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="New device")).to_be_focused()
        await expect(page.get_by_text("Looking for the model")).to_have_count(0)
        add = page.get_by_role("button", name="Add", exact=True)
        application = page.get_by_label("Application *")
        await add.focus()
        await page.keyboard.press("Enter")
        await expect(application).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await add.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("button", name="Next device")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(text).to_be_focused()


@with_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_page_can_be_used_by_everybody(home: Home, dark: bool) -> None:
    async with _phone(home, dark=dark) as browser:
        page = browser.page
        assert await complaints(browser, PAGE) == []
        await page.get_by_role("button", name="Scan", exact=True).click()
        await _scan(page, _label(_eui(7)))
        assert await complaints(browser, PAGE) == []
        await _choose_application(page)
        await _add(page)
        assert await complaints(browser, PAGE) == []
        assert await overflow(page) == 0
        await page.get_by_role("button", name="Sheet to print").click()
        await expect(page.locator("msns-sheet")).to_be_visible()
        assert await complaints(browser, PAGE) == []
