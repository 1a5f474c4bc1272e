"""The network server inside Milesight LoRaWAN gateways, in Home Assistant."""

import asyncio
from datetime import tzinfo
from typing import Final

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .connection import async_follow_connection
from .const import (
    CONF_GATEWAY_EUI,
    CONF_PAGE_SIZE,
    CONF_REQUEST_TIMEOUT,
    CONF_REQUEST_TOPIC,
    CONF_RESPONSE_TOPIC,
    CONF_TIME_ZONE,
    CONF_WEB_PAGE,
    DOMAIN,
    ENTRY_MINOR_VERSION,
)
from .coordinator import DeviceCoordinator, ProvisioningCoordinator
from .device_registry import (
    async_follow_firmware,
    async_follow_lists,
    async_remove_unlisted,
    gateway_device_info,
    listed_identifiers,
)
from .downlinks.sending import Downlinks
from .issues.readings import ReadingIssues
from .issues.updates import QueueIssues
from .issues.watch import (
    async_follow_disabling,
    async_follow_issues,
    async_forget_issues,
    async_forget_silence,
    async_judge_answer,
)
from .lorawan_hub.registration import async_follow_hub
from .mqtt import LinkUnavailableError, async_open_link
from .newer_home_assistant import DONE
from .ns_api.caller import DEFAULT_TIMEOUT
from .ns_api.channel_plan import CHANNEL_PLANS
from .ns_api.firmware.survey import FirmwareSurvey
from .ns_api.gateway import Gateway
from .payload_codecs.asking import PayloadCodecs
from .payload_codecs.known import KnownCodecs, codec_store
from .readings.battery import async_follow_batteries
from .readings.keeping import readings_store
from .readings.readings import async_readings
from .runtime import MilesightConfigEntry, RuntimeData
from .services import async_setup_services
from .services.choices import async_offer_choices
from .updates.clock import SystemClock
from .updates.dispatcher import UpdateDispatcher, queue_store
from .updates.files import kept_firmware
from .updates.files_of_tasks import async_follow_copies
from .updates.firmware_check import FirmwareCheck
from .updates.firmware_inventory import FirmwareInventory
from .updates.follow_up import FirmwareFollowUp
from .updates.installing import Installer
from .updates.journal import FuotaJournal, journal_store
from .updates.new_task import TaskContext
from .updates.prospects import Prospects
from .updates.remembered_firmware import firmware_store
from .updates.settings import update_settings
from .updates.tasks import FuotaCoordinator
from .updates.unreported import Unreported
from .web import async_feed, async_setup_web

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
_UNASKED_PAGE_SIZE: Final = 50
PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.DEVICE_TRACKER,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.UPDATE,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register services, commands and pages: they exist even while no gateway does."""
    async_setup_services(hass)
    async_follow_disabling(hass)
    await async_setup_web(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> bool | None:
    """Bring an entry of an earlier version to the form of this one; false for a later version.

    1.2: the form of the options stored 50 rows a request unasked, which would now keep pages from
    adapting.
    """
    if entry.version > 1:
        return False
    if entry.minor_version < ENTRY_MINOR_VERSION:
        options = dict(entry.options)
        if options.get(CONF_PAGE_SIZE) == _UNASKED_PAGE_SIZE:
            del options[CONF_PAGE_SIZE]
        hass.config_entries.async_update_entry(
            entry, options=options, minor_version=ENTRY_MINOR_VERSION
        )
    return DONE


async def async_setup_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> bool | None:
    """Set up a gateway: its link, its coordinators, its entities."""
    gateway = await _async_open(hass, entry)
    time_zone = await _async_time_zone(hass, entry)

    async def async_poll_tasks() -> None:
        await fuota.async_refresh()

    clock = SystemClock()
    devices = DeviceCoordinator(hass, entry, gateway, time_zone)
    context = TaskContext(
        gateway=gateway,
        clock=clock,
        time_zone=time_zone,
        plan=lambda: CHANNEL_PLANS.get(devices.data.channel_plan or ""),
        devices=lambda: devices.items,
        settings=lambda: update_settings(entry.options),
        unfinished_tasks=lambda: fuota.data.unfinished if fuota.data else None,
        poll_tasks=async_poll_tasks,
    )
    fuota = FuotaCoordinator(hass, entry, gateway, time_zone, devices, clock)
    survey = FirmwareSurvey(gateway)
    firmware = FirmwareInventory(hass, entry, devices, survey)
    firmware_check = FirmwareCheck(hass, entry, survey, firmware, devices, fuota)
    provisioning = ProvisioningCoordinator(hass, entry, gateway)
    journal = FuotaJournal(hass, entry, fuota, devices)
    await journal.async_load()
    updates = UpdateDispatcher(hass, entry, context, fuota, firmware_check)
    await updates.async_load()
    known_codecs = KnownCodecs(hass, entry.entry_id, devices)
    await known_codecs.async_load()
    entry.async_on_unload(known_codecs.store.close)
    try:
        await devices.async_config_entry_first_refresh()
    except ConfigEntryNotReady:
        async_judge_answer(hass, entry, devices)
        raise
    # What a gateway does besides its devices must not keep them from being shown.
    await asyncio.gather(fuota.async_refresh(), provisioning.async_refresh())
    await firmware_check.async_load()
    readings = await async_readings(hass, entry, gateway.eui, devices, firmware, clock)
    unreported = Unreported(fuota, firmware)
    prospects = Prospects(hass, entry, context, firmware, provisioning.profiles)

    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        **gateway_device_info(gateway.eui, entry.title, entry.options.get(CONF_WEB_PAGE)),
    )
    entry.runtime_data = RuntimeData(
        gateway=gateway,
        gateway_device_id=device.id,
        devices=devices,
        fuota=fuota,
        firmware=firmware,
        firmware_check=firmware_check,
        provisioning=provisioning,
        codecs=PayloadCodecs(gateway, devices, known_codecs),
        journal=journal,
        updates=updates,
        unreported=unreported,
        installer=Installer(updates, devices, fuota, firmware, unreported),
        prospects=prospects,
        context=context,
        readings=readings,
        downlinks=Downlinks(hass, entry, devices, clock),
    )
    _async_follow(hass, entry)
    await async_offer_choices(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    firmware.async_start()
    firmware_check.async_start()
    FirmwareFollowUp(hass, entry, devices, fuota, firmware, firmware_check).async_start()
    entry.async_on_unload(unreported.async_start())
    prospects.async_start()
    updates.async_start()
    # Last, when all that listen to them do.
    await readings.async_start()
    await entry.runtime_data.downlinks.async_start()
    journal.async_start()
    async_feed(hass, entry)
    async_follow_hub(hass, entry)
    return DONE


async def _async_open(hass: HomeAssistant, entry: MilesightConfigEntry) -> Gateway:
    """Open the link and return the gateway on it. Raises `ConfigEntryNotReady`."""
    try:
        opened = await async_open_link(
            hass, entry.data[CONF_REQUEST_TOPIC], entry.data[CONF_RESPONSE_TOPIC]
        )
    except LinkUnavailableError as err:
        async_forget_silence(hass, entry)
        raise ConfigEntryNotReady(translation_domain=DOMAIN, translation_key=err.reason) from err
    entry.async_on_unload(opened.close)

    return Gateway(
        opened.link,
        entry.data[CONF_GATEWAY_EUI],
        timeout=entry.options.get(CONF_REQUEST_TIMEOUT, DEFAULT_TIMEOUT),
        page_size=entry.options.get(CONF_PAGE_SIZE),
    )


async def _async_time_zone(hass: HomeAssistant, entry: MilesightConfigEntry) -> tzinfo:
    """Return the zone of the gateway's times that have none."""
    zone_name = entry.options.get(CONF_TIME_ZONE, hass.config.time_zone)
    return await dt_util.async_get_time_zone(zone_name) or dt_util.get_default_time_zone()


async def async_unload_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> bool | None:
    """Unload a gateway."""
    # Nothing is added to platforms that are about to go: it would outlive them.
    entry.runtime_data.readings.async_stop()
    for subject in (
        entry.runtime_data.devices,
        entry.runtime_data.fuota,
        entry.runtime_data.firmware,
    ):
        subject.added_listeners.async_end()
    # Events from now on wait for the next start: the event entity is about to be removed.
    entry.runtime_data.journal.async_stop()
    # No question that is still open in it is answered by another queue than the next one.
    await entry.runtime_data.updates.async_stop()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    await entry.runtime_data.journal.async_close()
    return DONE if unloaded else False


async def async_remove_entry(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Delete the copies of firmware that were kept for the gateway's tasks and queued updates."""
    async_forget_issues(hass, entry)
    kept, eui = kept_firmware(hass), entry.data[CONF_GATEWAY_EUI]
    await kept.async_forget_all_but(eui, ())
    await kept.async_forget_queued_but(eui, ())
    await queue_store(hass, entry.entry_id).async_remove()
    await firmware_store(hass, entry.entry_id).async_remove()
    await journal_store(hass, entry.entry_id).async_remove()
    await readings_store(hass, entry.entry_id).async_remove()
    await codec_store(hass, entry.entry_id).async_remove()


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: MilesightConfigEntry, device: dr.DeviceEntry
) -> bool:
    """Let people delete what the gateway no longer names. Nothing is deleted at the gateway."""
    listed = listed_identifiers(entry.runtime_data)
    return not any(domain == DOMAIN and name in listed for domain, name in device.identifiers)


@callback
def _async_follow(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Let registries and repairs follow what is read and heard of a gateway."""
    runtime = entry.runtime_data
    async_remove_unlisted(hass, entry)
    async_follow_lists(hass, entry)
    async_follow_firmware(hass, entry)
    async_follow_copies(hass, entry, runtime.gateway.eui, runtime.fuota)
    for coordinator in runtime.polled_lists:
        # Polling goes on even where people have switched off all entities that show it.
        entry.async_on_unload(coordinator.async_add_listener(lambda: None))
    async_follow_connection(hass, entry)
    ReadingIssues(hass, entry).async_start()
    async_follow_batteries(entry, runtime.provisioning, runtime.readings)
    async_follow_issues(hass, entry)
    QueueIssues(hass, entry).async_start()
