"""Many devices from CSV: what is added, what is told, and that again adds only what is missing."""

import logging
import threading
from typing import Any

from homeassistant.components.persistent_notification import (
    Notification,
    UpdateType,
    async_register_callback,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.services import device_import, device_rows
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI
from ..registry import entity_id
from .conftest import Act, details, writes
from .device_table import HEADINGS, KEY, SAMPLE, eui, euis, notifications, row, table


@pytest.mark.slow
async def test_480_of_500_rows_are_added_and_the_20_others_reported(
    hass: HomeAssistant, act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    taken = next(iter(gateway.devices.values())).name
    bad = {
        10: (f"{eui(10)[:-1]},1,Sensor 10,85,{KEY}", "16 hexadecimal digits"),
        20: (f",1,Sensor 20,85,{KEY}", "dev_eui is required"),
        30: (f"{eui(30)},,Sensor 30,85,{KEY}", "application_id is required"),
        40: (f"{eui(40)},9,Sensor 40,85,{KEY}", "application_id: “9” does not exist"),
        50: (f"{eui(50)},one,Sensor 50,85,{KEY}", "application_id: “one” does not exist"),
        60: (f"{eui(60)},1,Sensor 60,0,{KEY}", "f_port: “0” must be a whole number"),
        70: (f"{eui(70)},1,Sensor 70,224,{KEY}", "f_port: “224” must be"),
        80: (f"{eui(80)},1,Sensor 80,85,{KEY[:-1]}", "app_key must be a key of 32"),
        90: (f"{eui(90)},1,{'x' * 65},85,{KEY}", "must have 1 to 64 characters"),
        100: (f"{eui(1)},1,Sensor 100,85,{KEY}", "dev_eui: “24E124136D000001” is already in row 2"),
        110: (f"{eui(110)},1,Sensor 2,85,{KEY}", "name: “Sensor 2” is already in row 3"),
        120: (f"{eui(120)},1,{taken},85,{KEY}", f"name: “{taken}” already exists"),
        130: (f"{eui(130)},1,Sensor 130,85,{KEY},more", "more cells than there are headings"),
        140: (f"{eui(140)},1,Sen\x1bsor 140,85,{KEY}", "name contains control characters"),
        150: (f"{eui(150)},1,Sensor 150,85,=cmd|calc", "app_key must be a key"),
        160: (f"{eui(160)},-1,Sensor 160,85,{KEY}", "application_id: “-1” must be"),
        170: (f"{eui(170)},1,Sensor 170,8 5,{KEY}", "f_port: “8 5” must be"),
        180: (f"{KEY},1,Sensor 180,85,", "dev_eui: “•••” must be 16"),
        190: (f"no EUI,7,Sensor 190,x,{KEY}", "application_id: “7” does not exist"),
        500: (f"{eui(499).lower()},1,Sensor 500,85,{KEY}", "is already in row 500"),
    }
    text = table(bad[one][0] if one in bad else row(one) for one in range(1, 501))
    good = euis(one for one in range(1, 501) if one not in bad)

    response = await act("import_devices", csv=text)
    assert response["added"] == good
    assert response["existing"] == []
    assert response["warnings"] == []
    assert [one["row"] for one in response["failed"]] == [number + 1 for number in bad]
    for failure, (_, reason) in zip(response["failed"], bad.values(), strict=True):
        assert any(reason in error for error in failure["errors"]), failure
    by_row = {one["row"]: one for one in response["failed"]}
    assert by_row[21]["dev_eui"] is None
    assert by_row[101]["dev_eui"] == eui(1)
    assert by_row[181]["dev_eui"] == "•••"
    assert len(by_row[191]["errors"]) == 3
    assert set(good) < set(gateway.devices)
    assert writes(gateway) == ["3.1"] * 480
    # The entities are there when the service returns.
    assert entity_id(hass, "binary_sensor", f"{GATEWAY_EUI}_{good[-1]}_active") is not None

    again = await act("import_devices", csv=text)
    assert again["added"] == []
    assert again["existing"] == good
    assert again["failed"] == response["failed"]
    assert writes(gateway) == ["3.1"] * 480


async def test_a_dry_run_tells_the_same_and_sends_nothing(act: Act, gateway: Gateway) -> None:
    existing = next(iter(gateway.devices))
    text = table(
        [row(1), f"{existing},1,Any,1,{KEY}", f"{eui(2)},8,Sensor 2,1,", f"{eui(3)},1,,85,"]
    )
    tried = await act("import_devices", csv=text, dry_run="true")
    assert writes(gateway) == []
    done = await act("import_devices", csv=text, dry_run=False)
    assert details(tried) == details(done)
    assert done["added"] == euis([1, 3])
    assert done["existing"] == [existing]
    assert [one["row"] for one in done["failed"]] == [4]
    (warning,) = done["warnings"]
    assert warning.startswith("Milesight's well-known default key")
    assert warning.endswith(f"Devices (1): {eui(3)}")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"\ufeffDev EUI;Application ID;Name\r\n{eui(1)};1;Lobby\r\n", id="semicolons"),
        pytest.param(f"NAME,devEUI,applicationID\r\nLobby,{eui(1).lower()},1", id="other order"),
        pytest.param(f'"name", "dev_eui","application_id"\n\n"Lobby", {eui(1)} , 1\n', id="quoted"),
    ],
)
async def test_any_dialect_is_taken(act: Act, gateway: Gateway, text: str) -> None:
    response = await act("import_devices", csv=text)
    assert response["added"] == [eui(1)]
    assert gateway.devices[eui(1)].name == "Lobby"


async def test_the_sample_of_the_docs_is_imported(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    hass.config.allowlist_external_dirs = {str(SAMPLE.parent)}
    response = await act("import_devices", csv_file=str(SAMPLE))
    assert len(response["added"]) == 10
    assert response["failed"] == response["warnings"] == []
    assert gateway.devices[response["added"][1]].description.endswith("behind the shelves")


async def test_codecs_are_read_where_a_row_names_one(act: Act, gateway: Gateway) -> None:
    headings = "dev_eui,application_id,payload_codec_id,app_key"
    rows = [f"{eui(1)},1,0,{KEY}", f"{eui(2)},1,285,{KEY}", f"{eui(3)},1,9999,{KEY}"]
    response = await act("import_devices", csv=table(rows, headings))
    assert response["added"] == euis([1, 2])
    (failed,) = response["failed"]
    assert failed["errors"] == ["payload_codec_id: “9999” does not exist on the gateway"]
    assert gateway.devices[eui(2)].payload_codec_id == 285


async def test_a_refusal_is_reported_for_its_row_and_stops_no_other(
    act: Act, gateway: Gateway
) -> None:
    gateway.faults.add("code call=3.1 code=9 skip=2 times=1")
    response = await act("import_devices", csv=table(map(row, range(1, 7))))
    (failed,) = response["failed"]
    assert "(code 9)" in failed["errors"][0]
    assert failed["row"] == 4
    assert response["added"] == euis([1, 2, 4, 5, 6])


async def test_what_the_gateway_does_not_keep_is_reported(act: Act, gateway: Gateway) -> None:
    gateway.faults.add("keep call=3.1 times=1 fPort=7")
    gateway.faults.add("keep call=3.1 skip=2 times=1")
    response = await act("import_devices", csv=table(map(row, range(1, 5))))
    assert response["added"] == euis([1, 2, 4])
    (failed,) = response["failed"]
    assert failed["errors"] == ["The gateway accepted the change, but does not list the result"]
    (warning,) = response["warnings"]
    assert warning.startswith(eui(1))
    assert "f_port: 85 → 7" in warning


async def test_progress_of_long_lists_is_shown_in_numbers(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    seen: list[tuple[UpdateType, str]] = []

    @callback
    def changed(kind: UpdateType, shown: dict[str, Notification]) -> None:
        seen.extend((kind, one["message"]) for one in shown.values())

    async_register_callback(hass, changed)
    await act("import_devices", csv=table(map(row, range(50))))
    assert seen == []
    await act("import_devices", csv=table(map(row, range(50, 171))))
    assert seen == [
        (UpdateType.ADDED, "0 of 121 devices"),
        (UpdateType.UPDATED, "50 of 121 devices"),
        (UpdateType.UPDATED, "100 of 121 devices"),
        (UpdateType.REMOVED, "100 of 121 devices"),
    ]
    assert not notifications(hass)
    # Once before each import and at the end of it, and after a hundred: entities come as it goes.
    assert gateway.request_counts["3.3"] >= 6


async def test_keys_are_in_no_response_and_no_log(
    act: Act, gateway: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "custom_components.milesight_network_server")
    rows = [
        row(1),
        f"{eui(2)},1,{KEY},85,Sensor 2",
        f"{eui(3)},{KEY},Sensor 3,85,",
        f"{KEY},1,Sensor 4,85,",
        f"{eui(5)},1,Sensor 5,85,{KEY}{KEY}",
        f"{eui(6)},1,Sensor 6,85,1,{KEY}",
    ]
    gateway.faults.add("keep call=3.1 times=1 appKey=00000000000000000000000000000000")
    response = await act("import_devices", csv=table(rows))
    assert response["added"] == [eui(1)]
    assert "app_key: ••• → •••" in response["warnings"][0]
    for text in (table([], f"dev_eui,{KEY}"), f"{eui(1)},{KEY}\n"):
        with pytest.raises(ServiceValidationError) as caught:
            await act("import_devices", csv=text)
        assert KEY not in str(caught.value)
    ours = [one.getMessage() for one in caplog.records if "milesight" in one.name]
    assert KEY not in f"{response}{ours}"
    assert any("5 of 6 devices were not imported" in one for one in ours)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({}, "either as csv or as csv_file"),
        ({"csv": "", "csv_file": None}, "either as csv or as csv_file"),
        ({"csv": HEADINGS, "csv_file": "devices.csv"}, "either as csv or as csv_file"),
        ({"csv": ["dev_eui"]}, "csv must be text"),
        ({"csv_file": 7}, "csv_file must be text"),
        ({"csv": HEADINGS}, "csv has no devices"),
        ({"csv": "dev_eui,colour\n1,2"}, "unknown headings (colour)"),
        ({"csv": table([row(1)]), "dry_run": "perhaps"}, "dry_run: “perhaps” must be true or"),
        ({"csv": "x" * (2 * 1024 * 1024 + 1)}, "larger than 2 MB"),
        ({"csv": table(["1"] * 5001)}, "more than 5000 rows"),
    ],
)
async def test_what_is_no_list_of_devices_is_refused(
    act: Act, gateway: Gateway, data: dict[str, object], reason: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act("import_devices", **data)
    assert reason in str(caught.value)
    assert gateway.request_counts["3.3"] == 1


async def test_the_event_loop_neither_reads_nor_checks(
    hass: HomeAssistant, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, int] = {}
    for module, name in (
        (device_import, "read_allowed_file"),
        (device_import, "read_devices"),
        (device_rows, "_checked"),
        (device_import, "write_devices"),
    ):
        really = getattr(module, name)

        def noted(*args: Any, name: str = name, really: Any = really, **more: Any) -> Any:
            threads[name] = threading.get_ident()
            return really(*args, **more)

        monkeypatch.setattr(module, name, noted)
    hass.config.allowlist_external_dirs = {str(SAMPLE.parent)}
    await act("import_devices", csv_file=str(SAMPLE))
    await act("export_devices")
    assert len(threads) == 4
    assert threading.get_ident() not in threads.values()
