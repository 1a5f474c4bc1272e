"""Whatever a gateway keeps: saved and restored into an empty one, it is the same."""

from typing import Any

from homeassistant.core import HomeAssistant
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.application import Application
from simulator.device import Device
from simulator.gateway import Gateway
from simulator.multicast import MulticastGroup
from simulator.profile import Profile

from .saved_gateway import WORDS, kept

KEYS = st.text("0123456789abcdef", min_size=32, max_size=32)
ADDRESSES = st.text("0123456789abcdef", min_size=8, max_size=8)
COUNTERS = st.integers(0, 2**32 - 1)
# Anything that JSON can carry; control characters are refused wherever people give them.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=64
)
PERIODS = st.sampled_from((32, 64, 128, 256, 512, 1024, 2048, 4096))
EUROPE = st.integers(863_000_000, 870_000_000)
DATA_RATES = st.integers(0, 6)


@st.composite
def profiles(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A profile beside the inbuilt ones."""
    return {
        "name": name,
        "max_eirp": draw(st.integers(0, 255)),
        "supports_join": draw(st.booleans()),
        "supports_class_b": draw(st.booleans()),
        "supports_class_c": draw(st.booleans()),
        "supports_32bit_f_cnt": draw(st.booleans()),
        "mac_version": draw(st.sampled_from(("1.0.0", "1.0.1", "1.0.2", "1.1.0"))),
        "reg_params_revision": draw(st.sampled_from("AB")),
        "rx_dr_offset1": draw(st.integers(0, 5)),
        "rx_data_rate2": draw(DATA_RATES),
        "rx_freq2": draw(EUROPE),
        "factory_preset_freqs": draw(st.lists(EUROPE, max_size=3)),
        "ping_slot_period": draw(PERIODS),
        "ping_slot_dr": draw(DATA_RATES),
        "ping_slot_freq": draw(EUROPE),
        "class_b_timeout": draw(st.integers(0, 10)),
        "class_c_timeout": draw(st.integers(0, 10)),
    }


@st.composite
def devices(draw: st.DrawFn, number: int, name: str) -> dict[str, Any]:
    """A device, with the fields of both join types: its profile decides which are kept."""
    mode = draw(st.sampled_from(("", "tcp", "rtu")))
    return {
        "dev_eui": f"24E124136D{number:06X}",
        "name": name,
        "description": draw(st.just("") | TEXTS),
        "application_id": draw(st.integers(1, 2)),
        "payload_codec_id": draw(st.sampled_from((0, 0, 1, 2))),
        "f_port": draw(st.integers(1, 223)),
        "skip_f_cnt_check": draw(st.booleans()),
        "mb_mode": mode,
        "mb_frame_port": draw(st.integers(2, 84)) if mode else 0,
        "mb_tcp_port": draw(st.integers(1, 65535)) if mode else 0,
        "join": {"app_key": draw(KEYS)},
        "session": {
            "dev_addr": draw(ADDRESSES),
            "nwk_s_key": draw(KEYS),
            "app_s_key": draw(KEYS),
            "f_cnt_up": draw(COUNTERS),
            "f_cnt_down": draw(COUNTERS),
        },
    }


@st.composite
def groups(draw: st.DrawFn, name: str) -> dict[str, Any]:
    """A multicast group without members."""
    return {
        "name": name,
        "mc_addr": draw(ADDRESSES),
        "mc_nwk_s_key": draw(KEYS),
        "mc_app_s_key": draw(KEYS),
        "f_cnt": draw(COUNTERS),
        "group_type": draw(st.sampled_from(("CLASS_B", "CLASS_C"))),
        "dr": draw(DATA_RATES),
        "frequency": draw(EUROPE),
        "ping_slot_period": draw(PERIODS),
    }


def build(gateway: Gateway, data: st.DataObject) -> None:
    """Give the gateway anything that it may keep."""
    gateway.books.forget_all()
    gateway.applications[2] = Application(2, data.draw(TEXTS, label="application"))
    ids = gateway.books.new_ids()
    for number in range(data.draw(st.integers(0, 3), label="profiles")):
        profile_id = next(ids)
        drawn = data.draw(profiles(f"Own-{number}"))
        gateway.profiles[profile_id] = Profile(profile_id=profile_id, **drawn)
    choices = sorted(gateway.profiles)
    codecs = sorted(gateway.payload_codecs)
    names = data.draw(st.lists(TEXTS, max_size=5, unique=True), label="devices")
    for number, name in enumerate(names):
        drawn = data.draw(devices(number, name))
        join, session = drawn.pop("join"), drawn.pop("session")
        profile_id = data.draw(st.sampled_from(choices))
        which = drawn["payload_codec_id"]
        drawn["payload_codec_id"] = which and codecs[which]
        drawn |= join if gateway.profiles[profile_id].supports_join else session
        device = Device(profile_id=profile_id, **drawn)
        gateway.devices[device.dev_eui] = device
    titles = data.draw(st.lists(TEXTS, max_size=2, unique=True), label="groups")
    for name in titles:
        group_id = next(ids)
        members = data.draw(st.sets(st.sampled_from(sorted(gateway.devices)))) if names else set()
        gateway.multicast_groups[group_id] = MulticastGroup(
            group_id=group_id,
            created_at=gateway.now(),
            updated_at=gateway.now(),
            devices=sorted(members),
            **data.draw(groups(name)),
        )


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_restored_into_an_empty_gateway_it_is_the_same(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    data: st.DataObject,
) -> None:
    async def act(service: str, **more: Any) -> Any:
        given = {"config_entry_id": loaded.entry_id, **more}
        return await hass.services.async_call(
            DOMAIN, service, given, blocking=True, return_response=True
        )

    async def save_and_restore() -> None:
        build(gateway, data)
        before = kept(gateway)
        saved = await act("export_gateway", include_keys=True, passphrase=WORDS)
        gateway.books.forget_all()
        restored = await act("restore_gateway", file=saved["file"], passphrase=WORDS)
        assert restored["failed"] == []
        assert restored["same"]
        assert kept(gateway) == before
        compared = await act("compare_gateway", file=saved["file"], passphrase=WORDS)
        assert compared["same"]
        assert compared["added"] == compared["changed"] == compared["failed"] == []

    hass.loop.run_until_complete(save_and_restore())
