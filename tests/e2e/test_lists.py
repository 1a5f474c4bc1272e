"""What the gateway's lists gain and lose comes and goes in Home Assistant, without a restart."""

from typing import Any

import pytest

from demo.registries import Device
from demo.waiting import until

from .home import Home
from .kinds import once

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEW = "24E124FFFF000001"


async def _add(home: Home, dev_eui: str, name: str) -> None:
    body = {
        "devEUI": dev_eui,
        "name": name,
        "applicationID": "1",
        "appKey": dev_eui * 2,
        "payloadCodecID": "0",
    }
    await home.control.call("POST", "/api/urdevices", body)


async def _until_device(home: Home, dev_eui: str, name: str | None) -> Device | None:
    """Wait until a device is shown under this name, or (None) no longer."""
    found: list[Device | None] = []

    async def shown() -> bool:
        device = (await home.registries()).device(home.identifier(dev_eui))
        found[:] = [device]
        return (device.name if device else None) == name

    await until(shown, f"{dev_eui} to be shown as {name}")
    return found[0]


@once
async def test_a_device_added_at_the_gateway_appears(home: Home) -> None:
    await _add(home, NEW, "New meter")
    # Nobody presses a button: the next poll shows it.
    await _until_device(home, NEW, "New meter")
    await home.until_state("off", "active", home.identifier(NEW))


async def test_a_device_deleted_at_the_gateway_goes_with_its_entities(home: Home) -> None:
    dev_eui = (await home.control.books())["devices"][0]["dev_eui"]
    await home.control.call("DELETE", f"/api/urdevices/{dev_eui}")
    await home.refresh()
    await _until_device(home, dev_eui, None)
    unique_ids = (await home.registries()).entity_ids
    assert not [each for each in unique_ids if dev_eui in each]


@once
async def test_a_device_renamed_at_the_gateway_stays_the_same_device(home: Home) -> None:
    await _add(home, NEW, "Old name")
    await home.refresh()
    before = await _until_device(home, NEW, "Old name")
    await _modify(home, NEW, {"name": "Better name"})
    await home.refresh()
    after = await _until_device(home, NEW, "Better name")
    assert before is not None
    assert after is not None
    assert after.device_id == before.device_id


async def test_the_refresh_button_shows_a_change_at_once(home: Home) -> None:
    count = int(await home.state("devices") or 0)
    await _add(home, NEW, "New meter")
    await home.refresh()
    assert await home.state("devices") == str(count + 1)


@once
async def test_a_firmware_task_appears_and_goes(home: Home) -> None:
    dev_eui = (await home.control.books())["devices"][0]["dev_eui"]
    await home.control.call("POST", "/api/fuota/task", {"fuotaTask": _task(dev_eui)})
    await home.refresh()
    task_id = (await home.control.books())["tasks"][0]["id"]
    identifier = home.task_identifier(task_id)
    await home.until_state("pending", "status", identifier)
    await home.control.call("POST", "/api/fuota/task/delete", {"ids": [task_id]})
    await home.refresh()
    assert (await home.registries()).device(identifier) is None


async def _modify(home: Home, dev_eui: str, changes: dict[str, Any]) -> None:
    listed = await home.control.call("GET", f"/api/urdevices?search={dev_eui}&limit=1&offset=0")
    [row] = listed["deviceResult"]
    await home.control.call("PUT", f"/api/urdevices/{dev_eui}", row | changes)


def _task(dev_eui: str) -> dict[str, Any]:
    return {
        "name": "Later",
        "startedAt": "2099-01-01T00:00:00.000Z",
        "deveui": [dev_eui.lower()],
        "isOfficialFirmware": False,
        "firmwareInfo": {"firmwareName": "WT201.0000.0101.0106.bin", "fileContent": "AAAA"},
        "fragmentInfo": {"fragmentSize": 40, "fragmentInterval": 1000, "fragmentRedundancy": 10},
        "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869_525_000},
    }
