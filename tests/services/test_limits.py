"""What is much too much is refused by a sentence that tells the limit, and takes no time."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any, Final
from unittest.mock import patch

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.milesight_network_server.ns_api import device_csv
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.value_kinds import MOST_LISTED
from custom_components.milesight_network_server.services import device_import, field_names, target
from simulator.gateway import Gateway

from .conftest import Act, writes
from .device_table import table

# As many as nobody has.
MANY: Final = [f"24E124{number:010X}" for number in range(40_000)]
KIB: Final = 1024


def counted[ResultT](module: Any, name: str) -> tuple[Any, Callable[[], int]]:
    """Return a patch of a module's function that counts how often it is called."""
    really, calls = getattr(module, name), count()

    def call(*arguments: Any, **named: Any) -> Any:
        next(calls)
        return really(*arguments, **named)

    return patch.object(module, name, call), lambda: next(calls)


@pytest.mark.parametrize("form", [list, tuple, ",".join], ids=["list", "tuple", "text"])
@pytest.mark.parametrize(
    ("service", "field"),
    [
        ("add_devices_to_multicast_group", "dev_euis"),
        ("remove_devices_from_multicast_group", "dev_euis"),
        ("add_fuota_task", "dev_euis"),
        ("estimate_fuota_task", "dev_euis"),
        ("add_fuota_task", "device_id"),
        ("modify_device", "dev_eui"),
        ("delete_fuota_tasks", "task_ids"),
        ("retry_fuota_tasks", "task_ids"),
    ],
)
async def test_40_000_targets_are_refused_before_one_of_them_is_looked_at(
    act: Act, gateway: Gateway, service: str, field: str, form: Callable[[list[str]], object]
) -> None:
    gateway.requests.clear()
    counting, calls = counted(target, "read_eui")
    with counting, pytest.raises(ServiceValidationError) as refused:
        await act(service, **{field: form(MANY)})
    assert str(refused.value) == (
        f"{field}: choose at most {MOST_LISTED}; call the action several times"
    )
    assert calls() == 0
    assert not gateway.requests


async def test_so_are_the_devices_that_a_task_is_to_have(act: Act, gateway: Gateway) -> None:
    device = next(iter(gateway.devices))
    task = await act(
        "add_fuota_task", name="x", dev_euis=device, firmware_name="x.bin", file_content="AAAA"
    )
    before = writes(gateway)
    for given in (MANY, ",".join(MANY)):
        with pytest.raises(ServiceValidationError) as refused:
            await act("modify_fuota_task", task_id=task["task_id"], dev_euis=given)
        assert str(refused.value) == "Nothing was sent: dev_euis must have at most 10000 values"
    assert writes(gateway) == before


@pytest.mark.parametrize("field", ["factory_preset_freqs", "enable_uplink_channels"])
async def test_a_profile_has_no_more_channels_than_there_are_numbers(
    act: Act, gateway: Gateway, field: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_profile", name="test", **{field: [868_100_000] * 40_000})
    assert str(refused.value) == f"Nothing was sent: {field} must have at most 256 values"
    assert writes(gateway) == []


@pytest.mark.parametrize("number", [MOST_LISTED // 2, MOST_LISTED])
async def test_up_to_the_limit_each_is_looked_at_once_and_few_are_reported(
    act: Act, gateway: Gateway, number: int
) -> None:
    group = await act("add_multicast_group", name="test")
    counting, calls = counted(target, "read_eui")
    with counting, pytest.raises(ServiceValidationError) as refused:
        await act(
            "add_devices_to_multicast_group",
            multicast_group_id=group["multicast_group_id"],
            dev_euis=MANY[:number],
        )
    assert calls() == number
    assert str(refused.value) == (
        f"Nothing was sent: dev_euis: “{', '.join(MANY[:10])}, …” does not exist on the gateway"
    )


async def test_what_is_written_in_two_ways_counts_once(act: Act, gateway: Gateway) -> None:
    group = await act("add_multicast_group", name="test")
    (dev_eui, *_) = gateway.devices
    forms = [dev_eui, dev_eui.lower(), f" {dev_eui} "]
    await act(
        "add_devices_to_multicast_group",
        multicast_group_id=group["multicast_group_id"],
        dev_euis=forms * 3000,
    )
    (kept,) = gateway.multicast_groups.values()
    assert kept.devices == [dev_eui]


@pytest.mark.parametrize(
    "headings",
    [
        ",".join(f"heading {number}" for number in range(16_000)),
        "dev_eui,application_id," + "name," * 40_000,
        "dev_eui,application_id" + "," * 200 * KIB,
        ";".join(["dev_eui", "application_id", *MANY[:12_000]]),
    ],
    ids=["unknown", "double", "blank", "values"],
)
async def test_200_kilobytes_of_headings_are_refused_before_one_of_them_is_looked_at(
    act: Act, gateway: Gateway, headings: str
) -> None:
    assert len(headings) >= 195 * KIB
    counting, calls = counted(device_csv, "_plain")
    with counting, pytest.raises(ServiceValidationError) as refused:
        await act("import_devices", csv=f"{headings}\n1,2\n")
    assert str(refused.value) == "Nothing was sent: csv has more than 200 columns"
    assert calls() == 0
    assert writes(gateway) == []


async def test_one_heading_of_100_kilobytes_is_cut(act: Act) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act("import_devices", csv=f"dev_eui,application_id,{'x' * 100 * KIB}\n1,2,3\n")
    assert len(str(refused.value)) < KIB


async def test_many_unknown_fields_are_compared_with_ours_as_far_as_they_are_reported(
    act: Act,
) -> None:
    counting, calls = counted(field_names, "get_close_matches")
    with counting, pytest.raises(ServiceValidationError) as refused:
        await act("add_device", **dict.fromkeys(MANY, 1))
    assert calls() == 10
    assert len(str(refused.value)) < 2 * KIB


async def test_others_have_their_turn_while_the_mistakes_of_many_rows_are_put_in_words(
    act: Act,
) -> None:
    names = [one.name for one in DEVICE_FIELDS]
    rows = [",".join("x" * len(names)) for _ in range(1000)]
    with patch(f"{device_import.__name__}.asyncio.sleep", wraps=asyncio.sleep) as turns:
        response = await act("import_devices", csv=table(rows, ",".join(names)), dry_run=True)
    assert len(response["failed"]) == 1000
    assert turns.await_count >= 1000 / 50
