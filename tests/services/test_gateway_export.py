"""A gateway is saved: what is in the file, where it is written, and what is refused."""

import json
import os
from pathlib import Path
import stat
import threading
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.milesight_network_server.services import gateway_backup, gateway_reading
from simulator.gateway import Gateway

from .conftest import Act, writes
from .saved_gateway import WORDS, fill


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """The one folder that Home Assistant may write."""
    folder = tmp_path / "allowed"
    folder.mkdir()
    hass.config.config_dir = str(tmp_path / "config")
    hass.config.allowlist_external_dirs = {str(folder), str(tmp_path / "config" / "www")}
    (tmp_path / "config" / "www").mkdir(parents=True)
    return folder


async def test_a_backup_names_things_and_has_no_ids_and_no_keys(act: Act, gateway: Gateway) -> None:
    fill(gateway, devices=24, profiles=2, groups=2)
    response = await act("export_gateway")
    file = json.loads(response["file"])
    assert file["format"] == "milesight_network_server.backup"
    assert file["version"] == 1
    assert file["saved_by"].startswith("milesight_network_server ")
    assert file["gateway"] == {
        "name": f"Milesight gateway {gateway.eui}",
        "eui": gateway.eui,
        "channel_plan": gateway.books.plan.name,
    }
    assert (response["profiles"], response["devices"], response["multicast_groups"]) == (10, 24, 2)
    for profile_id in gateway.profiles:
        assert profile_id not in response["file"]
    for device in gateway.devices.values():
        for key in (device.app_key, device.nwk_s_key, device.app_s_key):
            assert not key or key not in response["file"]
    # An address that came by joining is none of the device's own.
    joined = {one["dev_eui"]: one.get("dev_addr") for one in file["devices"]}
    assert {eui for eui, address in joined.items() if address} == {
        eui for eui, one in gateway.devices.items() if one.dev_addr
    }
    assert response["warnings"] == []
    assert writes(gateway) == []


async def test_keys_are_saved_only_with_a_passphrase(act: Act, gateway: Gateway) -> None:
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    keys = json.loads(response["file"])["keys"]
    assert keys["derivation"] == "scrypt"
    assert keys["cipher"] == "AES-256-GCM"
    for device in gateway.devices.values():
        for key in (device.app_key, device.nwk_s_key, device.app_s_key):
            assert not key or key not in response["file"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"include_keys": True}, "passphrase is required with include_keys"),
        ({"passphrase": WORDS}, "passphrase is only for keys"),
        ({"include_keys": True, "passphrase": "secret7"}, "must be text of 8 to 1024 characters"),
        ({"include_keys": True, "passphrase": 12345678}, "put it in quotes|quotation marks"),
        ({"include_keys": "perhaps"}, "include_keys: “perhaps” must be true or"),
    ],
)
async def test_what_can_not_be_saved_is_reported_and_the_passphrase_is_not_repeated(
    act: Act, gateway: Gateway, data: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ServiceValidationError, match=reason) as caught:
        await act("export_gateway", **data)
    assert str(data.get("passphrase", "-secret-")) not in str(caught.value)


async def test_a_backup_is_written_to_a_file_that_compare_takes(
    act: Act, gateway: Gateway, folder: Path
) -> None:
    path = folder / "gateway.json"
    response = await act("export_gateway", path=str(path))
    assert response["file"] == str(path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert (await act("compare_gateway", file=response["file"]))["same"]
    # A later one takes its place.
    gateway.devices.popitem()
    again = await act("export_gateway", path=str(path))
    assert again["devices"] == response["devices"] - 1
    assert len(json.loads(path.read_text())["devices"]) == again["devices"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("{folder}/../outside.json", "none of the folders"),
        ("/etc/gateway.json", "none of the folders"),
        ("www/gateway.json", "everybody can read"),
        ("{folder}/absent/gateway.json", "none of the folders|names no file"),
        ("{folder}", "names no file"),
        ("{folder}/diary.txt", "is no backup of a gateway, so it was not replaced"),
        ("{folder}/outside.json", "none of the folders"),
        ("{folder}/nul\0", "control characters"),
    ],
)
async def test_nothing_is_written_elsewhere_or_over_another_file(
    act: Act, folder: Path, name: str, reason: str
) -> None:
    (folder / "diary.txt").write_text("Dear diary")
    (folder / "outside.json").symlink_to(folder.parent / "outside.json")
    with pytest.raises(ServiceValidationError, match=reason):
        await act("export_gateway", path=name.format(folder=folder))
    assert (folder / "diary.txt").read_text() == "Dear diary"
    assert not (folder.parent / "outside.json").exists()


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (None, "file is required"),
        ("", "file is required"),
        (7, "file must be the text of a backup, or the path"),
        (["a"], "file must be the text of a backup, or the path"),
        ("{}", "file is not a backup of a gateway"),
        ({"profiles": []}, "file is not a backup of a gateway"),
        ("name,eui\n1,2\n", "file is not a backup of a gateway"),
        ("gateway.json", "none of the folders"),
        ("{folder}/absent.json", "does not exist"),
        ('{"format": "milesight_network_server.backup", "versi', "can't be read from line 1 on"),
        ('{"format": "milesight_network_server.backup", "version": 9}', "update the integration"),
        ('{"format": "milesight_network_server.backup", "version": 1}', "nothing usable at"),
    ],
)
@pytest.mark.parametrize("service", ["compare_gateway", "restore_gateway"])
async def test_what_is_no_backup_is_reported_before_the_gateway_is_asked(
    act: Act, gateway: Gateway, folder: Path, service: str, file: Any, reason: str
) -> None:
    asked = gateway.request_counts.total()
    if isinstance(file, str):
        file = file.replace("{folder}", str(folder))
    with pytest.raises(ServiceValidationError, match=reason):
        await act(service, file=file)
    assert gateway.request_counts.total() == asked


async def test_a_wrong_passphrase_is_one_sentence(act: Act, gateway: Gateway) -> None:
    file = (await act("export_gateway", include_keys=True, passphrase=WORDS))["file"]
    asked = gateway.request_counts.total()
    with pytest.raises(ServiceValidationError) as caught:
        await act("restore_gateway", file=file, passphrase="something else")
    assert str(caught.value) == (
        "Nothing was sent: passphrase does not open the keys of this file: check for typing "
        "errors; a file whose keys were changed is not opened either"
    )
    assert gateway.request_counts.total() == asked


async def test_keys_that_stay_closed_or_do_not_exist_are_reported(act: Act) -> None:
    closed = (await act("export_gateway", include_keys=True, passphrase=WORDS))["file"]
    (warning,) = (await act("compare_gateway", file=closed))["warnings"]
    assert "neither compared nor restored" in warning
    without = (await act("export_gateway"))["file"]
    (warning,) = (await act("compare_gateway", file=without, passphrase=WORDS))["warnings"]
    assert "has no keys" in warning


async def test_what_a_template_makes_of_the_text_is_taken(act: Act) -> None:
    file = (await act("export_gateway"))["file"]
    assert (await act("compare_gateway", file=json.loads(file)))["same"]
    assert (await act("compare_gateway", file=f"\ufeff\n {file}"))["same"]


async def test_the_event_loop_neither_encrypts_nor_compares(
    act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, int] = {}
    for module, name in (
        (gateway_backup, "write_document"),
        (gateway_backup, "read_document"),
        (gateway_backup, "open_keys"),
        (gateway_reading, "plan"),
    ):
        really = getattr(module, name)

        def noted(*args: Any, name: str = name, really: Any = really, **more: Any) -> Any:
            threads[name] = threading.get_ident()
            return really(*args, **more)

        monkeypatch.setattr(module, name, noted)
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    await act("compare_gateway", file=response["file"], passphrase=WORDS)
    assert len(threads) == 4
    assert threading.get_ident() not in threads.values()
