"""What a gateway tells of a task's firmware goes back to it, and its content is used if it fits."""

from base64 import b64decode, b64encode
from typing import Any
import zlib

from homeassistant.exceptions import ServiceValidationError
import orjson
import pytest

from simulator.fuota import row
from simulator.gateway import Gateway
from simulator.manners import Manners

from ..conftest import Clock
from .conftest import Act, body_of, writes
from .fuota_example import (
    CONTENT,
    CONTENT_SIZE,
    FILE_NAME,
    LOCAL,
    LOCAL_TASK,
    OFFICIAL,
    add_at_gateway,
    example_gateway,
)

TEXTS = {"description": "Summer time\nfrom 2026 on", "officialFirmwareUrl": "https://example.com/a"}
DAY = 86_400
CRC32 = f"{zlib.crc32(b64decode(CONTENT)):08x}"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


def add_local(gateway: Gateway, **info: Any) -> int:
    """Add a task for a file on the gateway's own page, which tells more of it than we do."""
    task = LOCAL_TASK | {"firmwareInfo": LOCAL_TASK["firmwareInfo"] | TEXTS | info}
    return add_at_gateway(gateway, task)


def held(gateway: Gateway, task_id: int) -> dict[str, Any]:
    """Return a task as the gateway gives it back with all that it holds, but for when and what."""
    listed = row(gateway.tasks[task_id], gateway.books.utc_offset, file_content=True)
    return {key: listed[key] for key in listed if key not in ("description", "updatedAt", "name")}


@pytest.mark.parametrize(
    "changed", [{"description": "At night"}, {"name": "other"}, {"fragment_size": 46}]
)
async def test_texts_of_a_file_are_kept_whatever_is_changed(
    act: Act, gateway: Gateway, changed: dict[str, Any]
) -> None:
    gateway.manners = Manners(file_content=True)
    task_id = add_local(gateway)
    before = held(gateway, task_id)
    response = await act("modify_fuota_task", task_id=task_id, **changed)
    after = held(gateway, task_id)
    if "fragment_size" in changed:
        assert after.pop("fragmentInfo") != before.pop("fragmentInfo")
    assert after == before
    firmware = gateway.tasks[task_id].firmware
    assert (firmware.description, firmware.official_url) == tuple(TEXTS.values())
    assert (response["warnings"], response["differences"]) == ([], [])


async def test_texts_are_kept_with_the_copy_that_is_kept_here(act: Act, gateway: Gateway) -> None:
    """Its content comes back emptied, as the document has it."""
    await act("add_fuota_task", **LOCAL)
    firmware = gateway.tasks[1].firmware
    firmware.description, firmware.official_url = TEXTS.values()
    before = held(gateway, 1)
    await act("modify_fuota_task", task_id=1, description="At night")
    assert gateway.tasks[1].description == "At night"
    assert held(gateway, 1) == before


async def test_another_file_does_not_get_the_texts_of_the_one_before(
    act: Act, gateway: Gateway
) -> None:
    task_id = add_local(gateway)
    await act(
        "modify_fuota_task", task_id=task_id, firmware_name="WT101.bin", file_content="AAECAwQ="
    )
    firmware = gateway.tasks[task_id].firmware
    assert (firmware.name, firmware.description, firmware.official_url) == ("WT101.bin", "", "")


async def test_an_official_firmware_is_kept_with_its_url(act: Act, gateway: Gateway) -> None:
    await act("add_fuota_task", **OFFICIAL)
    before = held(gateway, 1)
    info = body_of(gateway, "6.1")["fuotaTask"]["officialFirmwareInfo"]
    await act("modify_fuota_task", task_id=1, description="At night")
    assert gateway.tasks[1].description == "At night"
    assert held(gateway, 1) == before
    assert body_of(gateway, "6.3")["fuotaTask"]["officialFirmwareInfo"] == info


async def test_the_description_of_the_task_itself_is_kept(act: Act, gateway: Gateway) -> None:
    gateway.manners = Manners(file_content=True)
    task_id = add_local(gateway)
    await act("modify_fuota_task", task_id=task_id, name="other")
    task = gateway.tasks[task_id]
    assert (task.name, task.description) == ("other", LOCAL_TASK["description"])


async def test_devices_that_failed_get_the_file_with_its_texts(
    act: Act, gateway: Gateway, clock: Clock
) -> None:
    gateway.manners = Manners(file_content=True)
    gateway.set_fate(LOCAL["dev_euis"][0], "fragment:9")
    task_id = add_local(gateway)
    clock.move(DAY)
    made = await act("retry_failed_devices", task_id=task_id)
    firmware = gateway.tasks[made["task_id"]].firmware
    assert (firmware.description, firmware.official_url) == tuple(TEXTS.values())
    assert firmware.content == CONTENT


# The content, where the gateway gives it back.


def list_content(gateway: Gateway, content: str, **listed: Any) -> None:
    """Have the list of tasks give a content back, and tell this of it."""
    info = {"firmwareName": FILE_NAME, "fileContent": content, **TEXTS}
    for key, value in (("firmwareInfo", info), ("officialFirmwareInfo", listed)):
        gateway.faults.add(f"odd call=6.2 '{key}={orjson.dumps(value).decode()}'")


@pytest.mark.parametrize(
    "listed",
    [
        {},
        {"size": "0", "crc32": ""},
        {"size": CONTENT_SIZE},
        {"size": str(CONTENT_SIZE), "crc32": CRC32.upper()},
        {"crc32": CRC32.lstrip("0")},
        {"crc32": None, "size": None},
    ],
    ids=repr,
)
async def test_the_content_that_comes_back_is_used_where_nothing_speaks_against_it(
    act: Act, gateway: Gateway, listed: dict[str, Any]
) -> None:
    task_id = add_local(gateway)
    list_content(gateway, CONTENT, **listed)
    response = await act("modify_fuota_task", task_id=task_id, name="other")
    assert body_of(gateway, "6.3")["fuotaTask"]["firmwareInfo"] == {
        "firmwareName": FILE_NAME,
        "fileContent": CONTENT,
        **TEXTS,
    }
    assert gateway.tasks[task_id].name == "other"
    assert response["estimate"]["fragments"] == 1


UNFIT = [
    pytest.param(CONTENT, {"size": str(CONTENT_SIZE + 1)}, id="size"),
    pytest.param(CONTENT, {"crc32": "d67cf42e"}, id="crc32"),
    pytest.param(CONTENT, {"size": CONTENT_SIZE, "crc32": "d67cf42e"}, id="crc32 of that size"),
    pytest.param("", {}, id="blank"),
    pytest.param("  ", {}, id="blanks"),
    pytest.param("***", {}, id="masked"),
    pytest.param(CONTENT[:-3], {"size": CONTENT_SIZE}, id="cut"),
]


@pytest.mark.parametrize(("content", "listed"), UNFIT)
async def test_a_content_that_does_not_fit_is_not_sent(
    act: Act, gateway: Gateway, content: str, listed: dict[str, Any]
) -> None:
    task_id = add_local(gateway)
    gateway.requests.clear()
    list_content(gateway, content, **listed)
    with pytest.raises(ServiceValidationError, match=f"“{FILE_NAME}”, and no copy is kept here"):
        await act("modify_fuota_task", task_id=task_id, name="other")
    assert writes(gateway) == []


@pytest.mark.parametrize(("content", "listed"), UNFIT)
async def test_the_copy_that_is_kept_here_is_sent_in_its_place(
    act: Act, gateway: Gateway, content: str, listed: dict[str, Any]
) -> None:
    await act("add_fuota_task", **LOCAL)
    list_content(gateway, content, **listed)
    await act("modify_fuota_task", task_id=1, name="other")
    sent = body_of(gateway, "6.3")["fuotaTask"]["firmwareInfo"]
    assert sent["fileContent"] == CONTENT


async def test_a_content_that_came_back_is_kept_here_from_then_on(
    act: Act, gateway: Gateway
) -> None:
    gateway.manners = Manners(file_content=True)
    task_id = add_local(gateway)
    await act("modify_fuota_task", task_id=task_id, name="other")
    gateway.manners = Manners()
    await act("modify_fuota_task", task_id=task_id, name="third")
    assert gateway.tasks[task_id].firmware.content == CONTENT
    assert gateway.tasks[task_id].name == "third"


async def test_a_whole_file_comes_back_to_the_byte(act: Act, gateway: Gateway) -> None:
    gateway.manners = Manners(file_content=True)
    content = b64encode(bytes(range(256)) * 400).decode()
    task_id = add_local(gateway, fileContent=content)
    await act("modify_fuota_task", task_id=task_id, name="other")
    assert gateway.tasks[task_id].firmware.content == content


async def test_tasks_are_found_by_the_name_of_their_firmware(act: Act, gateway: Gateway) -> None:
    """The gateway searches: what it finds is not sifted once more."""
    add_local(gateway)
    await act("add_fuota_task", **OFFICIAL | {"name": "meters"})
    for search, found in (
        ("wt101.0000", ["Test"]),
        ("CT303 v1", ["meters"]),
        ("METERS", ["meters"]),
    ):
        response = await act("list_fuota_tasks", search=search)
        assert [one["name"] for one in response["tasks"]] == found
        assert response["warnings"] == []
