"""No key of the gateway's books is to be found in Home Assistant, wherever one looks.

Two things are exempt, for nothing of ours can prevent them, and the documentation says so: Home
Assistant's recorder keeps what callers give to a service in `call_service` events, the callers'
keys included; and the debug log of Home Assistant's own MQTT integration, which is off here, has
every message as it came.
"""

from collections.abc import Iterator
from contextlib import closing
import json
from pathlib import Path
import sqlite3
from typing import Any

import pytest

from demo import wizard
from demo.registries import states
from demo.waiting import until

from ..e2e.home import Home
from .scene import act, listed, new_dev_eui, refresh

pytestmark = pytest.mark.asyncio(loop_scope="session")

GIVEN = {
    "app_key": "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "nwk_s_key": "1f1e2d3c4b5a69788796a5b4c3d2e1f1",
    "app_s_key": "2f1e2d3c4b5a69788796a5b4c3d2e1f2",
    "mc_nwk_s_key": "3f1e2d3c4b5a69788796a5b4c3d2e1f3",
    "mc_app_s_key": "4f1e2d3c4b5a69788796a5b4c3d2e1f4",
}
KEYS = ("appKey", "nwkSKey", "appSKey", "mcNwkSKey", "mcAppSKey")
# What a name may hold that is no text, or no JSON, and a refusal that quotes what was sent.
ODD = (
    "odd call=3.3 name=latin1:Zähler times=1",
    r'odd call=3.3 name="\"Meter \\ud83d\"" times=1',
    "odd call=3.3 fCntUp=NaN times=1",
    "garble call=3.3 times=1",
    "tear call=3.3 times=1",
    "odd call=4.5 name=latin1:Gerät times=1",
)
# Of programs that are not Home Assistant.
FOREIGN = ("simulator.log", "broker.log")


async def _kept(home: Home) -> set[str]:
    """Return every key that the gateway keeps."""
    rows = (await home.control.call("GET", "/api/urdevices?limit=9999&offset=0"))["deviceResult"]
    groups = await home.control.call("GET", "/api/multicast-groups?limit=9999&offset=0")
    text = [*rows, *_objects(groups)]
    return {row[key].lower() for row in text for key in KEYS if row.get(key)}


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _objects(value)
    if isinstance(part, list):
        for value in part:
            yield from _objects(value)


async def _session(home: Home) -> list[Any]:
    """Do what owners do, and return all that they were told."""
    otaa, abp = new_dev_eui(), new_dev_eui()
    added = await act(
        home, "add_device", dev_eui=otaa, application_id=1, name="otaa", app_key=GIVEN["app_key"]
    )
    responses = [added, await act(home, "add_profile", name="ABP", supports_join=False)]
    abp_keys = {key: GIVEN[key] for key in ("nwk_s_key", "app_s_key")}
    profile = {"profile_id": responses[-1]["profile_id"], "dev_addr": "0000AB12"}
    responses.append(
        await act(
            home, "add_device", dev_eui=abp, application_id=1, name="abp", **abp_keys, **profile
        )
    )
    group_keys = {key: GIVEN[key] for key in ("mc_nwk_s_key", "mc_app_s_key")}
    responses.append(await act(home, "add_multicast_group", name="secrets", **group_keys))
    responses.append(await act(home, "modify_device", dev_eui=otaa, description="changed"))
    lists = ("list_devices", "list_multicast_groups", "list_profiles", "export_devices")
    responses += [await act(home, service) for service in lists]
    # A lost answer is looked for by content, keys included.
    await home.control.command(fault="lost_answer call=3.4 times=1")
    responses.append(await act(home, "modify_device", dev_eui=abp, description="changed"))
    update = await _update_on_offer(home)
    await home.api.call_service("update.install", target={"entity_id": update})
    responses.append(await act(home, "list_update_queue"))
    await refresh(home)
    for fault in ODD:
        await home.control.command(fault=fault)
        await refresh(home)
        responses.append(await act(home, "list_devices"))
    return responses


async def _update_on_offer(home: Home) -> str:
    async def on_offer() -> str | None:
        all_states = await states(home.api)
        return next(
            (
                entity_id
                for unique_id, entity_id in (await home.registries()).entity_ids.items()
                if unique_id.startswith(home.eui)
                and unique_id.endswith("_firmware")
                and all_states[entity_id]["state"] == "on"
            ),
            None,
        )

    return await until(on_offer, "an update to be on offer")


async def _shown(home: Home) -> list[Any]:
    """Return what Home Assistant's pages and API show."""
    api = home.api
    shown = [await api.command(f"config/{one}_registry/list") for one in ("device", "entity")]
    shown.append(await states(api))
    shown.append(await api.command("config_entries/get"))
    issues = await api.command("repairs/list_issues")
    # The devices of the simulated gateway are on the well-known key.
    assert any(each["domain"] == wizard.DOMAIN for each in issues["issues"])
    shown.append(issues)
    diagnostics = f"/api/diagnostics/config_entry/{home.entry_id}"
    shown.append(await api.request("GET", diagnostics))
    devices = (await home.registries()).devices
    return shown + [
        await api.request("GET", f"{diagnostics}/device/{device.device_id}")
        for device in devices
        if device.gateway_eui == home.eui
    ]


def _recorded(database: Path) -> Iterator[str]:
    """Return all that the recorder keeps, short of what callers gave to services."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                text = " ".join(str(value) for value in row)
                if table == "event_data" and "service_data" in text:
                    continue
                yield text


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Return every file that Home Assistant wrote; `custom_components` is a link, and not one."""
    for file in folder.rglob("*"):
        is_database = file.name.startswith("home-assistant_v2.db")
        if file.is_file() and not is_database and file.name not in FOREIGN:
            yield file, file.read_bytes().decode("latin-1")


async def test_no_key_is_anywhere(home: Home) -> None:
    folder = home.house.folder
    level = {f"custom_components.{wizard.DOMAIN}": "debug"}
    await home.api.call_service("logger.set_level", level)
    try:
        responses = await _session(home)
        keys = await _kept(home)
        assert set(GIVEN.values()) <= keys
        assert len(keys) > len(GIVEN)
        places = {"responses": json.dumps(responses), "pages": json.dumps(await _shown(home))}
        assert await listed(home)
        places |= {str(file.relative_to(folder)): text for file, text in _files(folder)}
        assert "DEBUG" in places["output.log"]
        assert any(name.startswith(".storage/") for name in places)
        places["recorder"] = "\n".join(_recorded(folder / "home-assistant_v2.db"))
        assert home.eui.lower() in places["recorder"].lower()
    finally:
        await home.api.call_service("logger.set_level", dict.fromkeys(level, "info"))
    found = [(place, key) for place, text in places.items() for key in keys if key in text.lower()]
    assert found == []


async def test_with_include_keys_an_administrator_sees_them(home: Home) -> None:
    response = json.dumps(
        [
            await act(home, service, include_keys=True)
            for service in ("list_devices", "list_multicast_groups", "export_devices")
        ]
    ).lower()
    assert [key for key in await _kept(home) if key not in response] == []
