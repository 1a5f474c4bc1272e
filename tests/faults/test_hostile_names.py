"""Names from the gateway are text, whatever is in them."""

from datetime import UTC, datetime, timedelta
import unicodedata

import pytest

from ..e2e.home import Home
from ..hostile import HOSTILE
from .log import LogSince
from .scene import KEY, act, listed, new_dev_eui, shown, until_good

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAMES = (*HOSTILE, "=1+1", "@SUM(A1)", "\u200f\u202egnp.exe", "a\x00b", "\x7f\x1b[31mred", "a" * 64)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


async def test_names_of_devices_and_tasks(home: Home, log: LogSince) -> None:
    named: dict[str, str] = {}
    for name in NAMES:
        dev_eui = new_dev_eui()
        body = {"devEUI": dev_eui, "name": name, "applicationID": "1", "appKey": KEY}
        await home.control.call("POST", "/api/urdevices", body | {"payloadCodecID": "0"})
        named[dev_eui] = name
    starts = datetime.now(UTC) + timedelta(days=1)
    task = {
        "name": HOSTILE[3],
        "startedAt": starts.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "deveui": [dev_eui.lower()],
        "fragmentInfo": {"fragmentSize": 46, "fragmentInterval": 1000, "fragmentRedundancy": 0},
        "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
        "isOfficialFirmware": False,
        "firmwareInfo": {"firmwareName": "<b>{{ 1 + 1 }}</b>.bin", "fileContent": "AA=="},
    }
    task_id = (await home.control.call("POST", "/api/fuota/task", {"fuotaTask": task}))["id"]
    try:
        await until_good(home)
        registries = await home.registries()
        for dev_eui, name in named.items():
            device = registries.device(home.identifier(dev_eui))
            assert device is not None
            # Nothing was rendered, and nothing that is not seen is left in it.
            assert "{{" not in name or "{{" in device.name
            assert not any(unicodedata.category(each) in ("Cc", "Zl", "Zp") for each in device.name)
            assert not BIDI & set(device.name)
        # What callers get is what the gateway has, to the letter.
        devices = (await act(home, "list_devices"))["devices"]
        assert {each["dev_eui"]: each["name"] for each in devices} == await listed(home)
        assert await home.state("status", home.task_identifier(int(task_id))) == "pending"
    finally:
        await home.control.call("POST", "/api/fuota/task/delete", {"ids": [int(task_id)]})
        for dev_eui in named:
            await home.control.call("DELETE", f"/api/urdevices/{dev_eui}")
    await until_good(home)
    assert not named.keys() & (await shown(home)).keys()
    assert log.lost == 0
