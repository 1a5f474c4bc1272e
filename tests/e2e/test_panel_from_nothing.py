"""From an empty gateway to devices that run new firmware, in the panel alone."""

from playwright.async_api import Page, expect
import pytest

from demo.browser import signed_in_browser
from demo.waiting import until

from .camera import show, with_camera
from .home import Home
from .kinds import once
from .pages import picture, with_browser
from .updates import versions

KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
# Thermostats that are class C, and join at once.
MODEL = "WT201"
EMPTY = ("--devices", "0", "--join-after", "1", "--firmware-size", "2000", "--speed", "200")

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    with_browser,
    once,
    pytest.mark.parametrize("simulator_options", [EMPTY], ids=[""]),
]


def _eui(number: int) -> str:
    return f"24E124714D{number:06X}"


async def _open(page: Page, name: str) -> None:
    """Open a page of the panel by its link."""
    await page.locator("msns-panel nav").get_by_role("link", name=name, exact=True).click()


async def _import_fifty(page: Page) -> None:
    rows = [f"{_eui(number)};Thermostat {number};{KEY}" for number in range(1, 51)]
    text = "\n".join(["Device EUI;Device Name;Application Key", *rows])
    await page.locator("msns-file-view input[type=file]").set_input_files(
        {"name": "devices.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    application = page.locator("[data-field=application_id] select")
    await expect(application.locator("option")).not_to_have_count(1)
    await application.select_option(index=1)
    await page.locator("[data-field=profile_id] select").select_option(label="ClassC-OTAA")
    await page.locator("[data-field=payload_codec_id] input").fill(MODEL)
    await expect(page.locator("[data-field=f_port] input")).to_have_value("85")
    await page.get_by_role("button", name="Add 50 devices").click()
    await expect(page.get_by_role("heading", name="The import has ended")).to_be_visible(
        timeout=120_000
    )
    await expect(page.get_by_role("status").filter(has_text="50 added")).to_be_visible()
    await page.get_by_role("button", name="Done").click()


async def _scan_one(page: Page) -> None:
    await page.get_by_role("button", name="Scan", exact=True).click()
    await show(page, f"LW:D0:24E124C0002A0001:{_eui(51)}:AABB1122")
    await expect(page.get_by_role("heading", name="New device")).to_be_visible()
    await show(page, None)
    await expect(page.get_by_label("Name")).to_have_value(f"{MODEL} 0033")
    await page.get_by_label("Application *").select_option(index=1)
    await page.get_by_label("Profile *").select_option(label="ClassC-OTAA")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator("msns-standing [role=status]").first).to_contain_text("Joined")


async def _make_group(page: Page) -> None:
    await page.get_by_role("button", name="Add group").first.click()
    dialog = page.locator("msns-group-dialog")
    await dialog.locator("#name").fill("All thermostats")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    table = page.locator("msns-groups-page msns-table")
    await table.get_by_role("button", name="Members of All thermostats").click()
    members = page.locator("msns-members-dialog")
    await members.get_by_role("checkbox", name="Select all that are found").check()
    await expect(members.get_by_text("To be added: 51 devices")).to_be_visible()
    await members.get_by_role("button", name="Save").click()
    await expect(members).to_have_count(0)


async def _update_all(page: Page) -> None:
    wizard = page.locator("msns-firmware-page")
    following = wizard.get_by_role("button", name="Next")
    await wizard.get_by_label("Model", exact=True).select_option(MODEL)
    # The newest is for those that have this one.
    await wizard.get_by_role("radio", name="v1.3").check()
    await following.click()
    await expect(wizard.get_by_text(f"51 devices selected for {MODEL}")).to_be_visible()
    await following.click()
    await expect(wizard.locator(".estimate b")).to_contain_text("fragments")
    await following.click()
    await wizard.get_by_role("button", name="Start the update").click()
    card = page.locator("msns-updates-card")
    await expect(card.get_by_role("listbox", name="51 devices")).to_be_visible()


async def test_fifty_by_csv_one_by_qr_a_group_and_an_update_of_all(home: Home) -> None:
    async with signed_in_browser(home.api, width=1280, height=900) as browser:
        page = browser.page
        await with_camera(page)
        await page.goto(f"{home.api.url}/lorawan")
        await expect(page.locator("msns-panel nav")).to_be_visible()
        await _open(page, "Import")
        await _import_fifty(page)
        await _open(page, "Set up devices")
        await _scan_one(page)
        await _open(page, "Multicast groups")
        await _make_group(page)
        books = await home.control.books()
        euis = {_eui(number) for number in range(1, 52)}
        assert {one["dev_eui"] for one in books["devices"]} == euis
        assert [set(one["devices"]) for one in books["multicast_groups"]] == [euis]
        await browser.picture(picture("panel-group"))
        before = set(versions(books).values())
        await _open(page, "Update firmware")
        await _update_all(page)
        await browser.picture(picture("panel-update-of-all"))

        async def updated() -> bool:
            books = await home.control.books()
            return before.isdisjoint(versions(books).values())

        # A task starts a minute after it was made.
        await until(updated, "all devices to run the new firmware", timeout=180)
        (task,) = (await home.control.books())["tasks"]
        assert {one["dev_eui"] for one in task["devices"]} == euis
