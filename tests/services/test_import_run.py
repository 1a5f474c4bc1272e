"""An import as pages follow it: what each row is, before, meanwhile and in the end."""

from collections.abc import Sequence

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.device_csv import (
    DeviceRow,
    read_cells,
    read_devices,
)
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.services.call import GatewayCall
from custom_components.milesight_network_server.services.device_rows import (
    CheckedRow,
    async_check_rows,
)
from custom_components.milesight_network_server.services.import_run import ImportRun, RowState
from simulator.faults import Fault
from simulator.gateway import Gateway

from .conftest import writes
from .device_table import KEY, eui


def cells(number: int, **more: str) -> list[tuple[str, str]]:
    """Return a good row by its fields."""
    given = {"dev_eui": eui(number), "application_id": "1", "name": f"Sensor {number}"}
    return [*{**given, "app_key": KEY, **more}.items()]


@pytest.fixture
def call(hass: HomeAssistant, loaded: MockConfigEntry) -> GatewayCall:
    """A page's call for the gateway."""
    return GatewayCall(hass, loaded, loaded.runtime_data, {}, (), ())


def states(run: ImportRun) -> list[RowState]:
    """Return what the rows are by now."""
    return [run.state_of(row) for row in run.rows]


async def begun(call: GatewayCall, rows: Sequence[DeviceRow]) -> ImportRun:
    """Check rows as a page does before it imports them."""
    return ImportRun(call, await async_check_rows(call, rows))


async def test_each_row_is_told_what_it_is_before_anything_is_sent(
    call: GatewayCall, gateway: Gateway
) -> None:
    existing = next(iter(gateway.devices))
    run = await begun(
        call,
        [
            read_cells(2, cells(1)),
            read_cells(3, cells(2, dev_eui=existing)),
            read_cells(4, cells(3, f_port="0", app_key="1234")),
        ],
    )
    assert states(run) == [RowState.NEW, RowState.EXISTS, RowState.WRONG]
    assert [one.field for one in run.rows[2].problems] == ["f_port", "app_key"]
    assert run.total == 1
    assert writes(gateway) == []


async def test_rows_are_reported_as_they_are_sent(call: GatewayCall, gateway: Gateway) -> None:
    run = await begun(call, [read_cells(number, cells(number)) for number in range(1, 8)])
    heard: list[tuple[int, list[RowState]]] = []

    def changed(rows: Sequence[CheckedRow]) -> None:
        heard.append((run.done, [run.state_of(row) for row in rows]))

    run.listeners.async_listen(changed)
    await run.async_run()
    assert heard[:-1] == [(number, [RowState.ADDED]) for number in range(1, 8)]
    assert heard[-1] == (7, [RowState.ADDED] * 7)
    assert run.is_finished
    assert {eui(number) for number in range(1, 8)} < set(gateway.devices)


async def test_a_refused_row_is_told_why_and_the_others_go_on(
    call: GatewayCall, gateway: Gateway
) -> None:
    run = await begun(call, [read_cells(number, cells(number)) for number in range(1, 5)])
    gateway.faults.add(Fault.parse("code code=5 call=3.1 times=1"))
    await run.async_run()
    assert sorted(states(run)) == [RowState.ADDED] * 3 + [RowState.FAILED]
    (failed,) = [row for row in run.rows if run.state_of(row) is RowState.FAILED]
    assert failed.errors(run.adding) != []


async def test_a_stopped_import_sends_no_more(call: GatewayCall, gateway: Gateway) -> None:
    run = await begun(call, [read_cells(number, cells(number)) for number in range(1, 21)])
    run.listeners.async_listen(lambda _rows: run.adding.async_stop())
    await run.async_run()
    added = states(run).count(RowState.ADDED)
    assert 1 <= added <= 3
    assert states(run).count(RowState.UNSENT) == 20 - added
    assert len(writes(gateway)) == added
    unsent = run.rows[-1]
    (reason,) = unsent.errors(run.adding)
    assert "the import was stopped" in reason


@pytest.mark.parametrize(
    ("field", "name", "kept"),
    [
        ("application_id", "building", 1),
        ("application_id", " BUILDING ", 1),
        ("profile_id", "ClassC-OTAA", "ClassC-OTAA"),
        ("profile_id", "classc-otaa", "ClassC-OTAA"),
    ],
)
async def test_a_name_stands_for_its_id(
    call: GatewayCall, gateway: Gateway, field: str, name: str, kept: object
) -> None:
    run = await begun(call, [read_cells(2, cells(1, **{field: name}))])
    await run.async_run()
    device = gateway.devices[eui(1)]
    profile = gateway.profiles[device.profile_id]
    assert kept == (device.application_id if field == "application_id" else profile.name)


async def test_the_name_of_a_codec_that_a_device_has_stands_for_its_id(
    call: GatewayCall, gateway: Gateway
) -> None:
    coded = next(one for one in gateway.devices.values() if one.payload_codec_id)
    name = gateway.payload_codecs[coded.payload_codec_id].name
    run = await begun(call, [read_cells(2, cells(1, payload_codec_id=name))])
    await run.async_run()
    assert gateway.devices[eui(1)].payload_codec_id == coded.payload_codec_id


@given(
    st.lists(
        st.tuples(
            st.sampled_from([one.name for one in DEVICE_FIELDS if one.name != "dev_eui"]),
            st.text(st.characters(codec="utf-8", exclude_characters='"\r'), max_size=20),
        ),
        unique_by=lambda one: one[0],
        max_size=5,
    )
)
def test_a_row_of_a_page_is_read_as_one_of_a_file(given: list[tuple[str, str]]) -> None:
    row = [("dev_eui", eui(1)), ("application_id", "1")]
    row += [one for one in given if one[0] != "application_id"]
    text = ",".join(name for name, _ in row) + "\n" + ",".join(f'"{cell}"' for _, cell in row)
    (of_file,) = read_devices(text)
    assert read_cells(2, row) == of_file
