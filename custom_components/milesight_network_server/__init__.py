"""The network server inside Milesight LoRaWAN gateways, in Home Assistant."""

import asyncio
from collections.abc import Collection

from homeassistant.components.mqtt import async_subscribe_connection_status
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .const import (
    CONF_GATEWAY_EUI,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_REQUEST_TOPIC,
    CONF_RESPONSE_TOPIC,
    CONF_TIME_ZONE,
    DOMAIN,
)
from .coordinator import DeviceCoordinator, ProvisioningCoordinator
from .device_registry import (
    async_follow_firmware,
    async_follow_lists,
    async_remove_unlisted,
    gateway_device_info,
    listed_identifiers,
)
from .issues.updates import QueueIssues
from .issues.watch import (
    async_follow_disabling,
    async_follow_issues,
    async_forget_issues,
    async_forget_silence,
    async_judge_answer,
)
from .mqtt import LinkUnavailableError, async_open_link, async_wait_subscribed
from .ns_api.asking import DEFAULT_PAGE_SIZE, DEFAULT_TIMEOUT
from .ns_api.channel_plan import CHANNEL_PLANS
from .ns_api.gateway import Gateway
from .payload_codecs import PayloadCodecs, codec_store
from .runtime import MilesightConfigEntry, RuntimeData
from .services import async_setup_services
from .updates.clock import SystemClock
from .updates.dispatcher import UpdateDispatcher, queue_store
from .updates.files import kept_firmware
from .updates.firmware import FirmwareCoordinator
from .updates.follow_up import FirmwareFollowUp
from .updates.installing import Installer
from .updates.journal import FuotaJournal, journal_store
from .updates.new_task import TaskContext
from .updates.remembered_firmware import firmware_store
from .updates.settings import update_settings
from .updates.tasks import FuotaCoordinator
from .updates.unreported import Unreported

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.UPDATE,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the services: they are there even while no gateway is."""
    async_setup_services(hass)
    async_follow_disabling(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> bool:
    """Set up a gateway: its link, its coordinators, its entities."""
    try:
        opened = await async_open_link(
            hass, entry.data[CONF_REQUEST_TOPIC], entry.data[CONF_RESPONSE_TOPIC]
        )
    except LinkUnavailableError as err:
        async_forget_silence(hass, entry)
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=err.reason) from err
    entry.async_on_unload(opened.close)

    gateway = Gateway(
        opened.link,
        entry.data[CONF_GATEWAY_EUI],
        timeout=entry.options.get(CONF_REQUEST_TIMEOUT, DEFAULT_TIMEOUT),
        page_size=entry.options.get(CONF_PAGE_SIZE, DEFAULT_PAGE_SIZE),
    )
    zone_name = entry.options.get(CONF_TIME_ZONE, hass.config.time_zone)
    time_zone = await dt_util.async_get_time_zone(zone_name) or dt_util.get_default_time_zone()

    clock = SystemClock()
    devices = DeviceCoordinator(hass, entry, gateway, time_zone)
    context = TaskContext(
        gateway=gateway,
        clock=clock,
        time_zone=time_zone,
        plan=lambda: CHANNEL_PLANS.get(devices.data.channel_plan or ""),
        devices=lambda: devices.items,
        settings=lambda: update_settings(entry.options),
    )
    fuota = FuotaCoordinator(hass, entry, gateway, time_zone, devices, clock)
    firmware = FirmwareCoordinator(hass, entry, gateway, devices, fuota)
    provisioning = ProvisioningCoordinator(hass, entry, gateway)
    journal = FuotaJournal(hass, entry, fuota, devices)
    await journal.async_load()
    updates = UpdateDispatcher(hass, entry, context, fuota, firmware)
    await updates.async_load()
    codecs = PayloadCodecs(hass, entry.entry_id, gateway, devices)
    await codecs.async_load()
    try:
        await devices.async_config_entry_first_refresh()
    except ConfigEntryNotReady:
        async_judge_answer(hass, entry, devices)
        raise
    # What a gateway does besides its devices must not keep them from being shown.
    await asyncio.gather(fuota.async_refresh(), provisioning.async_refresh())
    await firmware.async_load()
    unreported = Unreported(fuota, firmware)

    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, **gateway_device_info(gateway.eui, entry.title)
    )
    entry.runtime_data = RuntimeData(
        gateway=gateway,
        gateway_device_id=device.id,
        devices=devices,
        fuota=fuota,
        firmware=firmware,
        provisioning=provisioning,
        codecs=codecs,
        journal=journal,
        updates=updates,
        unreported=unreported,
        installer=Installer(updates, devices, fuota, firmware, unreported),
        context=context,
    )
    async_remove_unlisted(hass, entry)
    async_follow_lists(hass, entry)
    async_follow_firmware(hass, entry)
    _async_forget_firmware_of_gone_tasks(hass, entry)
    for coordinator in entry.runtime_data.coordinators:
        # Polling goes on even where people have switched off all entities that show it.
        entry.async_on_unload(coordinator.async_add_listener(lambda: None))
    _async_follow_connection(hass, entry)
    async_follow_issues(hass, entry)
    QueueIssues(hass, entry).async_start()
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    firmware.async_start()
    FirmwareFollowUp(hass, entry, devices, fuota, firmware).async_start()
    entry.async_on_unload(unreported.async_start())
    updates.async_start()
    # Last, when all that listen to it are there.
    journal.async_start()
    return True


async def async_unload_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> bool:
    """Unload a gateway."""
    # What happens from now on is told after the next start: the event entity is about to go.
    entry.runtime_data.journal.async_stop()
    # No question that is still open there is answered by another queue than the next one.
    await entry.runtime_data.updates.async_stop()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    await entry.runtime_data.journal.async_close()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Delete the copies of firmware that were kept for the gateway's tasks and queued updates."""
    async_forget_issues(hass, entry)
    kept, eui = kept_firmware(hass), entry.data[CONF_GATEWAY_EUI]
    await kept.async_forget_all_but(eui, ())
    await kept.async_forget_queued_but(eui, ())
    await queue_store(hass, entry.entry_id).async_remove()
    await firmware_store(hass, entry.entry_id).async_remove()
    await journal_store(hass, entry.entry_id).async_remove()
    await codec_store(hass, entry.entry_id).async_remove()


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: MilesightConfigEntry, device: dr.DeviceEntry
) -> bool:
    """Let people delete what the gateway no longer names. Nothing is deleted at the gateway."""
    listed = listed_identifiers(entry.runtime_data)
    return not any(domain == DOMAIN and name in listed for domain, name in device.identifiers)


@callback
def _async_forget_firmware_of_gone_tasks(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Delete the copies of firmware whose last task is gone, whoever deleted it."""
    runtime = entry.runtime_data

    @callback
    def tasks_gone(_task_ids: Collection[int]) -> None:
        entry.async_create_task(
            hass,
            kept_firmware(hass).async_forget_all_but(runtime.gateway.eui, set(runtime.fuota.items)),
            f"{entry.title} forget firmware",
        )

    runtime.fuota.gone_listeners.append(tasks_gone)


@callback
def _async_follow_connection(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Tell at once that broker or gateway are gone, and read everything when they are back."""
    runtime = entry.runtime_data
    others = runtime.coordinators[1:]
    was_there = True

    async def async_read_all() -> None:
        try:
            await async_wait_subscribed(hass, entry.data[CONF_RESPONSE_TOPIC])
        except LinkUnavailableError:
            return  # The next change of the connection, or the next poll, tries again.
        await runtime.devices.async_refresh()

    async def async_read_others() -> None:
        await asyncio.gather(*(coordinator.async_refresh() for coordinator in others))

    @callback
    def connection_changed(connected: bool) -> None:
        if connected:
            entry.async_create_background_task(
                hass,
                async_read_all(),
                f"{entry.title} refresh after reconnect",
                # Home Assistant queues its subscriptions only after it has told of the connection.
                eager_start=False,
            )
        else:
            runtime.devices.async_disconnected()

    @callback
    def gateway_changed() -> None:
        """Let what is polled seldom follow the devices, which are polled often."""
        nonlocal was_there
        if was_there is runtime.devices.gateway_answers:
            return
        was_there = runtime.devices.gateway_answers
        if was_there:
            entry.async_create_background_task(
                hass, async_read_others(), f"{entry.title} refresh after silence"
            )
            return
        for coordinator in others:
            coordinator.async_lost()

    entry.async_on_unload(async_subscribe_connection_status(hass, connection_changed))
    entry.async_on_unload(runtime.devices.async_add_listener(gateway_changed))
