"""Any row of a list can be given to the action that changes such a thing, or adds one."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.gateway import Gateway
from simulator.manners import Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock
from .conftest import Act, body_of, details, writes

KEY = "00112233445566778899aabbccddeeff"
LISTS = {
    "device": "devices",
    "profile": "profiles",
    "multicast_group": "multicast_groups",
}


@pytest.fixture
def options() -> dict[str, Any]:
    """How the gateway is made."""
    return {}


@pytest.fixture
def gateway(clock: Clock, options: dict[str, Any]) -> Gateway:
    """A gateway with devices of both join types, some of them joined, some never heard."""
    gateway = Gateway(GATEWAY_EUI, clock=clock, **options)
    populate(gateway, devices=13)
    return gateway


async def rows_of(act: Act, kind: str, **how: Any) -> list[dict[str, Any]]:
    """Return the rows of a list, groups made before."""
    if kind == "multicast_group":
        for group_type in ("CLASS_B", "CLASS_C"):
            await act(
                "add_multicast_group", name=group_type, group_type=group_type, mc_nwk_s_key=KEY
            )
    rows = (await act(f"list_{LISTS[kind]}", **how))[LISTS[kind]]
    assert rows
    return list(rows)


def kept(gateway: Gateway) -> str:
    """Return all that the gateway has, but for what moves by itself."""
    for group in gateway.multicast_groups.values():
        group.updated_at = group.created_at
    return str((gateway.devices, gateway.profiles, gateway.multicast_groups))


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"channel_plan": "US915"},
        {"channel_plan": "CN470"},
        {"old_firmware": True},
        {"manners": Manners(times="iso", null_lists=True, extra_keys=True)},
        {"manners": Manners(times="relative", hide_keys=True)},
    ],
    ids=["real", "US915", "CN470", "old_firmware", "extra", "hidden_keys"],
)
async def test_it_is_accepted_as_it_was_listed_and_changes_nothing(
    act: Act, gateway: Gateway, kind: str
) -> None:
    rows = await rows_of(act, kind)
    before = kept(gateway)
    for row in rows:
        response = await act(f"modify_{kind}", **row)
        assert details(response) == {"warnings": [], "differences": []}
    assert kept(gateway) == before


@pytest.mark.parametrize("kind", ["device", "multicast_group"])
@pytest.mark.parametrize("options", [{}, {"manners": Manners(hide_keys=True)}])
async def test_so_it_is_with_the_keys_in_it(act: Act, gateway: Gateway, kind: str) -> None:
    rows = await rows_of(act, kind, include_keys=True)
    before = kept(gateway)
    for row in rows:
        response = await act(f"modify_{kind}", **row)
        assert details(response) == {"warnings": [], "differences": []}
    assert kept(gateway) == before


@pytest.mark.parametrize("kind", LISTS)
async def test_what_was_changed_in_the_row_is_changed(
    act: Act, gateway: Gateway, kind: str
) -> None:
    for row in await rows_of(act, kind):
        response = await act(
            f"modify_{kind}", **row | {"name": f"n{row['name'][:20]}".replace(" ", "-")}
        )
        assert response["differences"] == []
    names = {row["name"] for row in (await act(f"list_{LISTS[kind]}"))[LISTS[kind]]}
    assert all(name.startswith("n") for name in names)


async def test_a_device_that_was_deleted_is_added_again_from_its_row(
    act: Act, gateway: Gateway
) -> None:
    for row in await rows_of(act, "device", include_keys=True):
        before = gateway.devices[row["dev_eui"]]
        await act("delete_device", dev_eui=row["dev_eui"])
        response = await act("add_device", **row)
        assert details(response) == {"warnings": [], "differences": []}
        now = gateway.devices[row["dev_eui"]]
        for name in ("name", "description", "profile_id", "payload_codec_id", "f_port",
                     "app_key", "dev_addr", "nwk_s_key", "app_s_key"):  # fmt: skip
            assert getattr(now, name) == getattr(before, name)


async def test_a_profile_is_copied_from_its_row(act: Act, gateway: Gateway) -> None:
    for row in await rows_of(act, "profile"):
        copy = await act("add_profile", **row | {"name": f"Copy-{row['name']}"})
        made = gateway.profiles[copy["profile_id"]]
        model = gateway.profiles[row["profile_id"]]
        assert (made.supports_join, made.rx_freq2) == (model.supports_join, model.rx_freq2)


@pytest.mark.parametrize("kind", LISTS)
async def test_a_key_that_no_row_has_is_refused(act: Act, gateway: Gateway, kind: str) -> None:
    (row, *_) = await rows_of(act, kind)
    before = writes(gateway)
    with pytest.raises(ServiceValidationError, match="there is no field colour"):
        await act(f"modify_{kind}", **row | {"colour": "red"})
    assert writes(gateway) == before


@pytest.mark.parametrize("kind", LISTS)
async def test_a_wrong_value_in_a_row_is_refused(act: Act, gateway: Gateway, kind: str) -> None:
    (row, *_) = await rows_of(act, kind)
    before = writes(gateway)
    with pytest.raises(ServiceValidationError, match="Nothing was sent: name"):
        await act(f"modify_{kind}", **row | {"name": "x" * 200})
    assert writes(gateway) == before


async def test_the_counters_of_a_row_are_left_to_the_gateway(act: Act, gateway: Gateway) -> None:
    """They have moved on since the row was listed."""
    for row in await rows_of(act, "device"):
        await act("modify_device", **row | {"name": f"n{row['dev_eui']}"})
        assert not {"fCntUp", "fCntDown"} & body_of(gateway, "3.4").keys()
