"""For any one bad row that a gateway may send, every other entity is as without it."""

import logging
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from hypothesis import HealthCheck, given, settings, strategies as st
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.decoding import decoded
from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.fuota import (
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
)
from custom_components.milesight_network_server.ns_api.model import read_eui, read_int
from custom_components.milesight_network_server.ns_api.multicast import (
    MulticastDevice,
    MulticastGroup,
)
from custom_components.milesight_network_server.ns_api.profile import Profile
from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Attach, Clock
from ..ns_api.any_json import ANY_JSON, wire_names
from ..registry import state
from .odd_house import TASKS, House, open_house

# The keys of a row of each list.
KEYS: Final = {
    "3.3": wire_names(Device),
    "6.2": [*wire_names(FuotaTask), "fragmentInfo", "tmpMcInfo", "size", "model"],
    "6.7": wire_names(FuotaDevice),
    "6.8": wire_names(FuotaDevice),
    "6.10": wire_names(OfficialFirmware),
    "2.3": [*wire_names(Profile), "profile"],
    "4.5": [*wire_names(MulticastGroup), *wire_names(MulticastDevice)],
}
# Text that goes over the wire as it stands here, JSON or not.
ODD: Final = (
    r'"Meter \ud83d"', r'"\udc00"', r'"a\u0000b"', r'"\u202egnp"', "NaN", "-Infinity", "1e999",
    "-1e999", "1" * 30, "1" * 5000, "-" + "9" * 25, "18446744073709551616", "0.5", "-0.0", "-1",
    "4294967296", "255", "600000", "1e300", "true", "null", '""', '"-"', '"null"', "[]", "{}",
    "[[[]]]", '{"a": 1}', "[null]", "[1, NaN]", "[" * 300 + "]" * 300, "[" * 900 + "]" * 900,
    '"9999-12-31T23:59:59Z"', '"9999-12-31T23:59:59-12:00"', '"0001-01-01T00:00:00+14:00"',
    '"9999-12-31 23:59:59.999999999 -1200 X"', '"99999 years ago"', '"2024-02-30 00:00:00"',
    f'"{"x" * 10_000}"', "latin1:Zähler", "latin1:ÿþ", '"=1+1"', '"24E124"', "1716297315",
)  # fmt: skip


def is_of_another(values: dict[str, str]) -> bool:
    """Whether such a row names another device or task: then it is no bad row."""
    texts = [values[key] for key in ("devEUI", "devEui", "id") if key in values]
    ids = (None if one.startswith("latin1:") else decoded(one.encode()) for one in texts)
    return any(read_eui(one) or read_int(one) is not None for one in ids)


ANY_TEXT: Final = st.one_of(
    st.sampled_from(ODD), ANY_JSON.map(lambda value: orjson.dumps(value).decode())
)
ODD_ROWS: Final = (
    st.sampled_from(list(KEYS))
    .flatmap(
        lambda call: st.tuples(
            st.just(call),
            st.integers(1, 2),
            st.dictionaries(st.sampled_from(KEYS[call]), ANY_TEXT, min_size=1, max_size=4),
        )
    )
    .filter(lambda odd: not is_of_another(odd[2]))
)
# In a row's place.
NO_ROWS: Final[tuple[object, ...]] = (None, 5, "text", [], [1], True, {}, {"a": None})


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let a Home Assistant in the test process find the integration."""


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with enough thermostats for two tasks."""
    gateway = Gateway(GATEWAY_EUI, clock=clock)
    populate(gateway, devices=12, models=("WT201", "CT303"))
    return gateway


@pytest.fixture
async def house(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    all_entities_enabled: None,
) -> House:
    """A gateway in Home Assistant, with all its entities."""
    return await open_house(hass, attach, gateway, entry, clock)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as an error."""
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


@given(odd=ODD_ROWS)
@settings(
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_whatever_is_in_it_every_other_entity_is_as_without_it(
    house: House, caplog: pytest.LogCaptureFixture, odd: tuple[str, int, dict[str, object]]
) -> None:
    call, row, values = odd
    caplog.clear()
    before = await house.read()
    # Those two are asked for each model of devices.
    times = 1 if call in ("6.8", "6.10") else None
    house.gateway.faults.add(Fault("odd", call=call, rows=row, values=values, times=times))
    meanwhile = await house.read()
    house.gateway.faults.clear()
    after = await house.read()
    assert house.others(meanwhile, call, row) == house.others(before, call, row)
    assert house.others(after, call, row) == house.others(before, call, row)
    assert errors(caplog) == []


@pytest.mark.parametrize("call", ["3.3", "6.2", "6.7", "2.3", "4.5"])
async def test_what_stands_in_its_place_need_not_be_a_row(
    house: House, caplog: pytest.LogCaptureFixture, call: str
) -> None:
    before = await house.read()
    for value in NO_ROWS:
        with house.row_is(call, 1, value):
            meanwhile = await house.read()
        assert house.others(meanwhile, call, 1) == house.others(before, call, 1), value
    assert await house.read() == before
    assert errors(caplog) == []


def of_device(house: House, row: int, key: str, platform: str = "sensor") -> str:
    """Return what is shown of the device of a row, from 1 on."""
    dev_eui = list(house.gateway.devices)[row - 1]
    return state(house.hass, platform, f"{GATEWAY_EUI}_{dev_eui}_{key}").state


@pytest.mark.parametrize(
    ("field", "value", "key", "shown"),
    [
        ("profileName", r'"Class \ud83d"', "profile", "Class \ufffd"),
        ("appName", "latin1:Zähler", "application", "Z\ufffdhler"),
        ("fCntUp", "NaN", "f_cnt_up", STATE_UNKNOWN),
        ("fCntUp", "1e999", "f_cnt_up", STATE_UNKNOWN),
        ("fCntUp", "1" * 30, "f_cnt_up", STATE_UNKNOWN),
        ("lastSeenAtTime", '"9999-12-31T23:59:59Z"', "last_seen", STATE_UNKNOWN),
        ("lastSeenAtTime", '"9999-12-31T23:59:59-12:00"', "last_seen", STATE_UNKNOWN),
    ],
)
async def test_what_can_be_read_of_it_is_shown_and_the_rest_is_not_known(
    house: House, field: str, value: str, key: str, shown: str
) -> None:
    values: dict[str, object] = {"lastSeenAt": '"?"'} if "last" in field else {}
    house.gateway.faults.add(Fault("odd", call="3.3", values={**values, field: value}))
    await house.read()
    assert of_device(house, 1, key) == shown
    assert of_device(house, 1, "update_status") != STATE_UNAVAILABLE


@pytest.mark.parametrize("value", ['"9999-12-31T23:59:59-12:00"', r'"\ud83d"', "NaN"])
async def test_it_is_no_hindrance_at_the_start_either(
    hass: HomeAssistant,
    attach: Attach,
    gateway: Gateway,
    entry: MockConfigEntry,
    clock: Clock,
    value: str,
) -> None:
    values = {"lastSeenAt": value, "lastSeenAtTime": value, "name": value}
    gateway.faults.add(Fault("odd", call="3.3", rows=1, values=dict(values)))
    house = await open_house(hass, attach, gateway, entry, clock)
    rows = range(1, len(gateway.devices) + 1)
    assert {of_device(house, row, "active", "binary_sensor") for row in rows} <= {"on", "off"}
    assert STATE_UNAVAILABLE not in {of_device(house, row, "last_seen") for row in rows}


@pytest.mark.parametrize(
    ("field", "value", "is_known"),
    [
        ("startedAt", '"9999-12-31T23:59:59Z"', False),
        ("startedAt", '"9999-12-31T23:59:59-12:00"', False),
        ("fragmentInterval", "9" * 18, False),
        ("fragmentSize", "1e300", False),
        ("fragmentSize", "-1", False),
        # The rest tells it: without redundancy, and with the size that is looked up.
        ("fragmentRedundancy", "9" * 18, True),
        ("size", "9" * 18, True),
    ],
)
async def test_the_end_of_a_task_of_absurd_numbers_is_not_known_and_that_of_others_is(
    house: House, field: str, value: str, is_known: bool
) -> None:
    await house.read()
    odd, other = (f"{GATEWAY_EUI}_fuota_{task_id}_ends" for task_id in TASKS)
    before = state(house.hass, "sensor", other).state
    assert state(house.hass, "sensor", odd).state != STATE_UNKNOWN
    house.gateway.faults.add(Fault("odd", call="6.2", rows=1, values={field: value}))
    await house.read()
    assert state(house.hass, "sensor", other).state == before != STATE_UNKNOWN
    assert (state(house.hass, "sensor", odd).state != STATE_UNKNOWN) is is_known


@pytest.mark.parametrize("value", [f'"{"1" * 100_000}"', r'"v1.2\u0000\u001b"', r'"\u202ev1"'])
async def test_what_is_no_version_is_not_shown_as_installed(house: House, value: str) -> None:
    values: dict[str, object] = {"firmwareVersion": value}
    house.gateway.faults.add(Fault("odd", call="6.8", rows=1, values=values, times=2))
    states = await house.read()
    shown = [one for name, (_, one) in states.items() if name.endswith("_firmware")]
    installed = [one["installed_version"] or "-" for one in shown]
    assert installed
    assert all(one.isprintable() and len(one) < 20 for one in installed)
