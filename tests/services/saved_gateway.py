"""A gateway with something to save, and what it keeps."""

from random import Random
from typing import Any

from simulator.gateway import Gateway
from simulator.multicast import MulticastGroup
from simulator.population import populate
from simulator.profile import Profile

from .conftest import Act

WORDS = "correct horse battery"


def fill(gateway: Gateway, *, devices: int, profiles: int, groups: int) -> None:
    """Give a gateway so many devices, profiles beside the inbuilt ones, and groups with members."""
    books, random = gateway.books, Random(7)  # noqa: S311 - the same keys at every run
    gateway.devices.clear()
    populate(gateway, devices=devices)
    ids = books.new_ids()
    for number in range(profiles):
        profile_id = next(ids)
        gateway.profiles[profile_id] = Profile(
            profile_id=profile_id,
            name=f"Own-{number}",
            supports_join=number % 2 == 0,
            supports_class_c=True,
            class_c_timeout=number % 11,
            max_eirp=number,
            factory_preset_freqs=[868_100_000, 868_300_000],
            rx_data_rate2=books.plan.rx2_data_rate,
            rx_freq2=books.plan.rx2_frequency,
            ping_slot_dr=books.plan.ping_slot_data_rate,
            ping_slot_freq=books.plan.ping_slot_frequency,
        )
        for device in list(gateway.devices.values())[number::40]:
            if gateway.profiles[device.profile_id].supports_join is (number % 2 == 0):
                device.profile_id = profile_id
    for number in range(groups):
        group_id = next(ids)
        gateway.multicast_groups[group_id] = MulticastGroup(
            group_id=group_id,
            name=f"Floor {number}",
            mc_addr=f"0000000{number}",
            mc_nwk_s_key=f"{random.getrandbits(128):032x}",
            mc_app_s_key=f"{random.getrandbits(128):032x}",
            f_cnt=100 + number,
            dr=books.plan.rx2_data_rate,
            frequency=books.plan.rx2_frequency,
            created_at=gateway.now(),
            updated_at=gateway.now(),
            devices=[
                eui
                for eui, one in gateway.devices.items()
                if gateway.profiles[one.profile_id].supports_class_c
            ][number::groups],
        )


def kept(gateway: Gateway) -> dict[str, Any]:
    """Return what a gateway keeps, without ids and without what moves by itself."""
    names = {key: one.name for key, one in gateway.profiles.items()}
    moving = {"f_cnt_up", "f_cnt_down", "active", "last_seen", "battery", "margin", "model",
              "hardware_version", "firmware_version", "uplinks", "uplink_interval",
              "next_uplink", "fate"}  # fmt: skip

    def fields(one: Any, *left_out: str) -> dict[str, Any]:
        return {name: getattr(one, name) for name in one.__slots__ if name not in left_out}

    return {
        "profiles": {one.name: fields(one, "profile_id") for one in gateway.profiles.values()},
        "devices": {
            eui: {**fields(one, "profile_id", *moving), "profile": names[one.profile_id]}
            for eui, one in gateway.devices.items()
        },
        "groups": {
            one.name: {
                **fields(one, "group_id", "created_at", "updated_at"), "devices": set(one.devices)
            }
            for one in gateway.multicast_groups.values()
        },
    }  # fmt: skip


async def saved(act: Act) -> str:
    """Return a backup with its keys."""
    response = await act("export_gateway", include_keys=True, passphrase=WORDS)
    assert isinstance(response["file"], str)
    return response["file"]


async def wiped(act: Act, gateway: Gateway) -> str:
    """Return a backup with its keys of a gateway, which then forgets all."""
    file = await saved(act)
    gateway.books.forget_all()
    return file


async def restore(act: Act, file: str) -> dict[str, Any]:
    """Restore a backup with its keys, and return what became of it."""
    return await act("restore_gateway", file=file, passphrase=WORDS)
