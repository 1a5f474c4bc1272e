"""Reads everything of a gateway that a backup has."""

import asyncio
from collections.abc import Iterable, Mapping

from ..backup.contents import Contents
from ..backup.gateway_lists import GatewayLists
from ..backup.plan import plan
from ..backup.step import Plan
from ..coordinator import Provisioning
from ..ns_api.gateway import DeviceList
from .call import GatewayCall


async def async_read_lists(
    call: GatewayCall,
    codec_names: Iterable[str] = (),
    codecs: Mapping[str, int | None] | None = None,
) -> GatewayLists:
    """Read the lists of a gateway, and look for payload codecs by their names.

    `codecs` are those that were found before: no call adds or deletes one, and each costs an
    answer with its scripts. Raises what the gateway's calls raise.
    """
    profiles = await call.gateway.list_profiles()
    devices = await call.gateway.list_devices()
    await asyncio.sleep(0)
    groups = await call.gateway.list_multicast_groups()
    found = dict(codecs or {})
    found |= await call.runtime.codecs.async_find(set(codec_names) - found.keys())
    return _gateway_lists(call, Provisioning(profiles, groups), devices, found)


async def async_read_back(
    call: GatewayCall, codecs: Mapping[str, int | None]
) -> GatewayLists | None:
    """Have the polled lists read, and return what they have; entities follow by this reading.

    None where one of them could not be read.
    """
    runtime = call.runtime
    is_read = True
    for coordinator in (runtime.provisioning, runtime.devices):
        is_read = await coordinator.async_read_anew() and is_read
    await runtime.devices.async_wait_added()
    return (
        _gateway_lists(call, runtime.provisioning.data, runtime.devices.data, codecs)
        if is_read
        else None
    )


def _gateway_lists(
    call: GatewayCall,
    provisioning: Provisioning,
    devices: DeviceList,
    codecs: Mapping[str, int | None],
) -> GatewayLists:
    profiles, groups = provisioning.profiles, provisioning.multicast_groups
    return GatewayLists(
        profiles=profiles.profiles,
        devices=devices.devices,
        applications=devices.applications,
        groups=groups.items,
        codecs=codecs,
        channel_plan=devices.channel_plan or profiles.channel_plan,
        plan=call.plan,
        complete=profiles.complete and devices.complete and groups.complete,
    )


def codec_names(contents: Contents) -> list[str]:
    """Return the names of the payload codecs that the devices of a file have."""
    return sorted({one.payload_codec for one in contents.devices if one.payload_codec})


async def async_plan(call: GatewayCall, contents: Contents, lists: GatewayLists) -> Plan:
    """Return what is to be done so that a gateway has what a file holds."""
    return await call.hass.async_add_executor_job(plan, contents, lists)
