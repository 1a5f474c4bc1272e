"""Devices are imported from a table in the panel: shown before, meanwhile and afterwards."""

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
import csv
from io import StringIO

from playwright.async_api import Page, expect
import pytest

from demo.browser import Browser, signed_in_browser

from .home import Home
from .kinds import once
from .pages import complaints, overflow, picture, with_axe, with_browser

PAGE = "msns-import-page"
KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
EMPTY = ("--devices", "0")
SOME = ("--devices", "3", "--seed", "55")

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
]


def _eui(number: int) -> str:
    return f"24E124136D{number:06X}"


def _things_stack(numbers: Iterable[int]) -> list[str]:
    headings = "id;dev_eui;join_eui;name;frequency_plan_id;lorawan_version;app_key"
    rows = (
        f"eui-{one};{_eui(one).lower()};0000000000000000;Sensor {one};EU_863_870;MAC_V1_0_2;{KEY}"
        for one in numbers
    )
    return [headings, *rows]


@asynccontextmanager
async def _desk(home: Home, width: int = 1280, *, dark: bool = False) -> AsyncGenerator[Browser]:
    """Open the page."""
    async with signed_in_browser(home.api, width=width, height=900, dark=dark) as browser:
        page = browser.page
        await page.goto(f"{home.api.url}/lorawan/{home.entry_id}/import")
        heading = page.get_by_role("heading", name="Import devices")
        await expect(heading).to_be_visible()
        yield browser


async def _open(page: Page, content: bytes, name: str = "devices.csv") -> None:
    await page.locator("msns-file-view input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


async def _choose_application(page: Page) -> None:
    choice = page.locator("[data-field=application_id] select")
    # It is there once the gateway has told its applications.
    await expect(choice.locator("option")).not_to_have_count(1)
    await choice.select_option(index=1)


@pytest.mark.parametrize("simulator_options", [EMPTY], ids=[""])
async def test_a_table_of_the_things_stack_is_imported_into_an_empty_gateway(home: Home) -> None:
    rows = _things_stack(range(1, 51))
    # Long enough for its progress to be seen.
    await home.control.command(fault="delay seconds=0.1 call=3.1")
    rows += [rows[1], f"eui-bad;24E124136D00;;Sensor 99;;;{KEY[:-1]}"]
    async with _desk(home) as browser:
        page = browser.page
        await _open(page, "\r\n".join(rows).encode("utf-16"))
        await expect(page.get_by_text("A table of The Things Stack. 52 rows.")).to_be_visible()
        await _choose_application(page)
        table = page.locator("msns-table")
        await expect(page.get_by_text("50 to be added · 2 with mistakes")).to_be_visible()
        await expect(table.get_by_text("is already in row 2")).to_be_visible()
        await expect(table.get_by_text("must be 16 hexadecimal digits")).to_be_visible()
        assert KEY not in await browser.text()
        assert (await home.control.books())["devices"] == []
        await page.get_by_role("button", name="Add 50 devices").scroll_into_view_if_needed()
        await browser.picture(picture("import-preview"))
        await page.get_by_role("button", name="Add 50 devices").click()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await expect(page.get_by_role("heading", name="The import has ended")).to_be_visible(
            timeout=120_000
        )
        await expect(page.get_by_role("status").filter(has_text="50 added")).to_be_visible()
        await browser.picture(picture("import-ended"))
        async with page.expect_download() as saved:
            await page.get_by_role("button", name="Save the result").click()
        text = (await (await saved.value).path()).read_text(encoding="utf-8-sig")
        results = [row["Result"] for row in csv.DictReader(StringIO(text))]
        assert (results.count("Added"), results.count("Mistake")) == (50, 2)
        assert KEY not in text
        await page.get_by_role("button", name="Done").click()
        await expect(page.get_by_role("heading", name="Import devices")).to_be_visible()
    books = (await home.control.books())["devices"]
    assert {one["dev_eui"] for one in books} == {_eui(number) for number in range(1, 51)}


@pytest.mark.parametrize("simulator_options", [SOME], ids=[""])
async def test_headings_of_another_language_are_matched_by_hand(home: Home) -> None:
    existing = (await home.control.books())["devices"][0]["dev_eui"]
    text = f"Raum;Gerät;Anwendung\nBüro;{_eui(1)};building\nKüche;{existing};building\n"
    async with _desk(home) as browser:
        page = browser.page
        await _open(page, text.encode("cp1252"))
        await expect(page.get_by_text("A table with headings of its own")).to_be_visible()
        # The DevEUI is found by what stands below.
        await expect(page.get_by_label("Field of Gerät")).to_have_value("dev_eui")
        await page.get_by_label("Field of Raum").select_option("name")
        await page.get_by_label("Field of Anwendung").select_option("application_id")
        await expect(page.get_by_text("1 to be added · 1 exist already")).to_be_visible()
        await page.get_by_role("button", name="Add 1 device").click()
        await expect(page.get_by_role("heading", name="The import has ended")).to_be_visible()
    books = {one["dev_eui"]: one for one in (await home.control.books())["devices"]}
    assert books[_eui(1)]["name"] == "Büro"


@pytest.mark.parametrize("simulator_options", [EMPTY], ids=[""])
async def test_an_import_goes_on_when_its_page_is_left_and_can_be_stopped(home: Home) -> None:
    await home.control.command(fault="delay seconds=0.4 call=3.1")
    async with _desk(home) as browser:
        page = browser.page
        await _open(page, "\n".join(_things_stack(range(1, 301))).encode())
        await _choose_application(page)
        await page.get_by_role("button", name="Add 300 devices").click()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await page.reload()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await page.get_by_role("button", name="Stop the import").click()
        await page.get_by_role("dialog").get_by_role("button", name="Stop the import").click()
        await expect(page.get_by_role("heading", name="The import has ended")).to_be_visible()
        await expect(page.locator("msns-table")).to_contain_text("the import was stopped")
    added = len((await home.control.books())["devices"])
    assert 0 < added < 300


@pytest.mark.parametrize("simulator_options", [EMPTY], ids=[""])
async def test_a_page_with_another_file_shows_the_rows_of_the_import_and_then_its_own(
    home: Home,
) -> None:
    async with _desk(home) as browser:
        page = browser.page
        other = await page.context.new_page()
        await other.goto(page.url)
        await _open(other, "\n".join(_things_stack(range(3, 5))).encode(), "other.csv")
        await _choose_application(other)
        await expect(other.get_by_text("2 to be added")).to_be_visible()
        await _open(page, "\n".join(_things_stack(range(2, 4))).encode())
        await _choose_application(page)
        await page.get_by_role("button", name="Add 2 devices").click()
        for one in (page, other):
            await expect(one.get_by_role("heading", name="The import has ended")).to_be_visible()
            await expect(one.locator("msns-table").get_by_text(_eui(2))).to_be_visible()
        # Names are in the file alone.
        await expect(page.locator("msns-table").get_by_text("Sensor 2")).to_be_visible()
        await expect(other.locator("msns-table").get_by_text("Sensor")).to_have_count(0)
        await page.get_by_role("button", name="Done").click()
        await expect(page.get_by_role("heading", name="Import devices")).to_be_visible()
        await expect(other.get_by_role("heading", name="other.csv")).to_be_visible()
        await expect(other.get_by_text("1 to be added · 1 exist already")).to_be_visible()


@pytest.mark.parametrize("simulator_options", [SOME], ids=[""])
async def test_what_is_no_table_has_its_sentence(home: Home) -> None:
    async with _desk(home) as browser:
        page = browser.page
        for content, sentence in (
            (b"", "There are no rows"),
            (b"PK\x03\x04rest of a spreadsheet", "This is a spreadsheet"),
            (b'dev_eui,name\n24E124136D000001,"Lobby\n', "In line 2 begins a quotation mark"),
            (b"dev_eui\n" + b"24E124136D000001\n" * 5001, "more than 5000 rows"),
        ):
            await _open(page, content)
            await expect(page.locator(PAGE).get_by_role("alert")).to_contain_text(sentence)


@pytest.mark.parametrize("simulator_options", [SOME], ids=[""])
async def test_devices_are_saved_with_keys_only_where_they_are_asked_for(home: Home) -> None:
    async with _desk(home) as browser:
        page = browser.page
        for with_keys in (False, True):
            await page.get_by_label("With keys").set_checked(with_keys)
            async with page.expect_download() as saved:
                await page.get_by_role("button", name="Save as CSV").click()
            text = (await (await saved.value).path()).read_text(encoding="utf-8-sig")
            rows = list(csv.DictReader(StringIO(text)))
            assert len(rows) == 3
            assert ("app_key" in rows[0]) is with_keys
        # What was saved is read again.
        await _open(page, text.encode())
        await expect(page.get_by_text("A table of this integration. 3 rows.")).to_be_visible()
        await expect(page.get_by_text("3 exist already")).to_be_visible()


@with_axe
@pytest.mark.parametrize("simulator_options", [SOME], ids=[""])
@pytest.mark.parametrize("width", [390, 1280], ids=["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_page_can_be_used_by_everybody(home: Home, width: int, dark: bool) -> None:
    async with _desk(home, width, dark=dark) as browser:
        page = browser.page
        assert await complaints(browser, PAGE) == []
        await _open(page, "\n".join([*_things_stack(range(1, 4)), "x;y;z"]).encode())
        await _choose_application(page)
        await expect(page.get_by_text("3 to be added · 1 with mistakes")).to_be_visible()
        name = f"import-{'phone' if width < 800 else 'desktop'}-{'dark' if dark else 'light'}"
        await page.locator("msns-table").scroll_into_view_if_needed()
        await browser.picture(picture(name))
        assert await complaints(browser, PAGE) == []
        assert await overflow(page) == 0
