"""Own firmware of a FUOTA task: kept while a task uses it, and never sent when in doubt."""

import hashlib
from pathlib import Path
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Clock
from .conftest import Act, body_of, details, writes
from .fuota_example import (
    CONTENT_SIZE,
    FILE_NAME,
    FIRMWARE_ID,
    LOCAL,
    LOCAL_DEVICES,
    LOCAL_TASK,
    MODEL,
    OFFICIAL,
    add_at_gateway,
    example_gateway,
)

OTHER_CONTENT = "AAECAwQ="


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


def copies(hass: HomeAssistant) -> list[Path]:
    """Return the kept files."""
    folder = Path(hass.config.path(".storage", "milesight_network_server", "firmware"))
    return sorted(folder.glob("*.bin"))


async def test_own_firmware_comes_from_the_copy_that_is_kept(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL)
    response = await act("modify_fuota_task", task_id=1, name="other")
    assert body_of(gateway, "6.3") == {"fuotaTask": {"id": 1, **LOCAL_TASK, "name": "other"}}
    assert response.pop("estimate")["fragments"] > 0
    assert details(response) == {"warnings": [], "differences": []}
    (copy,) = copies(hass)
    content = copy.read_bytes()
    assert len(content) == CONTENT_SIZE
    assert copy.stem == hashlib.sha256(content).hexdigest()


async def test_own_firmware_outlives_a_restart(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL)
    # What a restart leaves is what was stored.
    hass.data.pop("milesight_network_server_kept_firmware")
    await act("modify_fuota_task", task_id=1, name="other")
    firmware = body_of(gateway, "6.3")["fuotaTask"]["firmwareInfo"]
    assert firmware == LOCAL_TASK["firmwareInfo"]


async def test_own_firmware_of_others_must_be_given_again(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    task_id = add_at_gateway(gateway, LOCAL_TASK)
    with pytest.raises(ServiceValidationError, match=f"“{FILE_NAME}”.*again"):
        await act("modify_fuota_task", task_id=task_id, name="x")
    assert writes(gateway) == ["6.1"]
    await act(
        "modify_fuota_task", task_id=task_id, firmware_name=FILE_NAME, file_content=OTHER_CONTENT
    )
    await act("modify_fuota_task", task_id=task_id, name="x")
    task = body_of(gateway, "6.3")["fuotaTask"]
    assert task["firmwareInfo"]["fileContent"] == OTHER_CONTENT


@pytest.mark.parametrize("harm", ["gone", "other content", "other file"])
async def test_copy_that_is_not_the_firmware_is_not_sent(
    hass: HomeAssistant, act: Act, gateway: Gateway, harm: str
) -> None:
    await act("add_fuota_task", **LOCAL)
    (copy,) = copies(hass)
    if harm == "gone":
        copy.unlink()
    elif harm == "other content":
        copy.write_bytes(b"x")
    else:
        gateway.tasks[1].firmware.name = "WT101.0000.0100.0102.bin"
    with pytest.raises(ServiceValidationError, match="again"):
        await act("modify_fuota_task", task_id=1, name="x")
    assert writes(gateway) == ["6.1"]


async def test_copy_goes_with_the_last_task_that_uses_it(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL | {"dev_euis": LOCAL_DEVICES[:1]})
    await act("add_fuota_task", **LOCAL | {"dev_euis": LOCAL_DEVICES[1:]})
    assert len(copies(hass)) == 1
    await act("delete_fuota_tasks", task_ids=1)
    assert len(copies(hass)) == 1
    await act("delete_fuota_tasks", task_ids=2)
    assert copies(hass) == []


async def test_copy_goes_when_the_task_gets_another_firmware(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL)
    (first,) = copies(hass)
    data = {"firmware_name": FILE_NAME, "file_content": OTHER_CONTENT}
    await act("modify_fuota_task", task_id=1, **data)
    (second,) = copies(hass)
    assert second != first
    await act("modify_fuota_task", task_id=1, model=MODEL, official_firmware_id=FIRMWARE_ID)
    assert copies(hass) == []
    assert body_of(gateway, "6.3")["fuotaTask"]["isOfficialFirmware"] is True


async def test_copy_of_a_task_that_others_deleted_goes_at_the_next_change(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL)
    del gateway.tasks[1]
    await act("add_fuota_task", **OFFICIAL)
    assert copies(hass) == []


async def test_copies_stay_while_the_list_can_not_be_read(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    await act("add_fuota_task", **LOCAL)
    gateway.faults.add(Fault("code", call="6.2", code=23, skip=1))
    response = await act("add_fuota_task", **OFFICIAL)
    assert len(response["warnings"]) == 1
    assert len(copies(hass)) == 1


async def test_firmware_that_can_not_be_kept_is_a_warning(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    with patch(
        "custom_components.milesight_network_server.updates.files.write_utf8_file_atomic",
        side_effect=OSError("disk full"),
    ):
        response = await act("add_fuota_task", **LOCAL)
    assert response["task_id"] == 1
    (said,) = response["warnings"]
    assert "given again" in said
    with pytest.raises(ServiceValidationError, match="again"):
        await act("modify_fuota_task", task_id=1, name="x")
