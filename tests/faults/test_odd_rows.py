"""For any one bad row that a gateway may send, every other entity is as without it."""

import logging
from typing import Any, Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from hypothesis import HealthCheck, given, settings, strategies as st
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.fuota import (
    FuotaDevice,
    FuotaTask,
    OfficialFirmware,
)
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
from .odd_house import House, open_house

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
ANY_TEXT: Final = st.one_of(
    st.sampled_from(ODD), ANY_JSON.map(lambda value: orjson.dumps(value).decode())
)
ODD_ROWS: Final = st.sampled_from(list(KEYS)).flatmap(
    lambda call: st.tuples(
        st.just(call),
        st.integers(1, 2),
        st.dictionaries(st.sampled_from(KEYS[call]), ANY_TEXT, min_size=1, max_size=4),
    )
)
# In a row's place.
NO_ROWS: Final = (None, 5, "text", [], [1], True, {}, {"a": None})


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
    max_examples=int(__import__('os').environ.get('N','300')),
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
