"""Keeps Home Assistant's devices in step with the gateway's lists."""

from collections.abc import Callable, Collection
from typing import TypedDict, cast

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN
from .coordinator import DeviceCoordinator
from .ns_api.device import MILESIGHT_EUIS, Device
from .ns_api.fuota import FuotaTask
from .ns_api.model import read_eui
from .readings.device_readings import DeviceReadings, Taken
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.tasks import FuotaCoordinator
from .words import one_line

_MILESIGHT = "Milesight"


# What the page of a device says beside its model. Pickers of actions choose by it: services.yaml.
_TASK_MODEL_ID = "FUOTA task"
_DEVICE_MODEL_ID = "LoRaWAN"
# Between a gateway's EUI and a task's id.
TASK_MARK = "fuota_"


def is_of_milesight(dev_eui: str) -> bool:
    """Whether an EUI is one of Milesight's."""
    return dev_eui.startswith(MILESIGHT_EUIS)


def gateway_identifier(gateway_eui: str) -> str:
    """Return the registry identifier of a gateway."""
    return gateway_eui


def device_identifier(gateway_eui: str, dev_eui: str) -> str:
    """Return the registry identifier of a LoRaWAN device."""
    return f"{gateway_eui}_{dev_eui}"


def task_identifier(gateway_eui: str, task_id: int | str) -> str:
    """Return the registry identifier of a FUOTA task."""
    return f"{gateway_eui}_{TASK_MARK}{task_id}"


def gateway_device_info(gateway_eui: str, name: str, web_page: str | None = None) -> DeviceInfo:
    """Return the registry entry of a gateway; its page links to the gateway's own."""
    info = DeviceInfo(
        identifiers={(DOMAIN, gateway_identifier(gateway_eui))},
        configuration_url=web_page,
        manufacturer=_MILESIGHT,
        model="LoRaWAN gateway",
        name=name,
    )
    if gateway_eui[6:10] == "FFFE":
        # A gateway's EUI is its Ethernet address with FFFE in the middle.
        mac = dr.format_mac(gateway_eui[:6] + gateway_eui[10:])
        info["connections"] = {(dr.CONNECTION_NETWORK_MAC, mac)}
    return info


def lorawan_device_info(runtime: RuntimeData, device: Device) -> DeviceInfo:
    """Return the registry entry of a LoRaWAN device."""
    info = DeviceInfo(
        identifiers={(DOMAIN, device_identifier(runtime.gateway.eui, device.dev_eui))},
        name=_device_name(device),
        via_device_id=runtime.gateway_device_id,
    )
    info.update(cast("DeviceInfo", _identity(runtime, device)))
    if is_of_milesight(device.dev_eui):
        info["manufacturer"] = _MILESIGHT
    return info


@callback
def async_lorawan_device(
    hass: HomeAssistant, entry: MilesightConfigEntry, dev_eui: str
) -> dr.DeviceEntry | None:
    """Return a LoRaWAN device of a gateway as it is registered, None where it is not."""
    identifier = device_identifier(entry.runtime_data.gateway.eui, dev_eui)
    return dr.async_get(hass).async_get_device_by_identifier((DOMAIN, identifier), entry.entry_id)


@callback
def async_device_id(hass: HomeAssistant, entry: MilesightConfigEntry, dev_eui: str) -> str | None:
    """Return the id of a LoRaWAN device in the registry, None where it is not registered."""
    device = async_lorawan_device(hass, entry, dev_eui)
    return None if device is None else device.id


class _Identity(TypedDict, total=False):
    """What a device is."""

    serial_number: str | None
    model: str
    model_id: str
    hw_version: str | None
    sw_version: str | None


def _model_id(runtime: RuntimeData, device: Device) -> str:
    """Return the class of a device, which decides when it can be reached."""
    profile = runtime.provisioning.profiles().get(device.profile_id or "")
    if profile is None or None in (profile.supports_class_b, profile.supports_class_c):
        return _DEVICE_MODEL_ID
    name = "C" if profile.supports_class_c else "B" if profile.supports_class_b else "A"
    return f"{_DEVICE_MODEL_ID} class {name}"


def _identity(runtime: RuntimeData, device: Device) -> _Identity:
    """Return what is known of a device: what it reported itself precedes what the gateway lists."""
    dev_eui = device.dev_eui
    known, spoken = runtime.firmware.items.get(dev_eui), runtime.readings.devices.get(dev_eui)
    identity = _Identity(
        serial_number=(spoken and spoken.serial_number) or None,
        model_id=_model_id(runtime, device),
    )
    if known is not None:
        identity |= _Identity(
            model=known.model,
            hw_version=known.hardware_version,
            sw_version=known.firmware_version,
        )
    elif spoken is not None:
        if spoken.model:
            identity["model"] = spoken.model
        if spoken.firmware_version:
            identity["sw_version"] = spoken.firmware_version
    if spoken is not None and spoken.hardware_version:
        identity["hw_version"] = spoken.hardware_version
    return identity


def task_device_info(runtime: RuntimeData, task: FuotaTask) -> DeviceInfo:
    """Return the registry entry of a FUOTA task."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, task_identifier(runtime.gateway.eui, task.task_id))},
        model=one_line(task.firmware_name or "") or None,
        model_id=_TASK_MODEL_ID,
        name=_task_name(task),
        via_device_id=runtime.gateway_device_id,
    )


def _device_name(device: Device) -> str:
    return one_line(device.name) or device.dev_eui


def _task_name(task: FuotaTask) -> str:
    return one_line(task.name) or f"FUOTA {task.task_id}"


def listed_identifiers(runtime: RuntimeData) -> set[str]:
    """Return the identifiers of all that the gateway names, itself included."""
    eui = runtime.gateway.eui
    return {
        gateway_identifier(eui),
        *(device_identifier(eui, dev_eui) for dev_eui in runtime.devices.items),
        *(task_identifier(eui, task_id) for task_id in runtime.fuota.items),
    }


@callback
def async_remove_unlisted(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Remove what went away while the entry was not loaded, as soon as its list is complete."""
    runtime = entry.runtime_data
    _async_when_complete(runtime.devices, lambda: _async_remove(hass, entry, are_tasks=False))
    _async_when_complete(runtime.fuota, lambda: _async_remove(hass, entry, are_tasks=True))


@callback
def _async_when_complete(
    coordinator: DeviceCoordinator | FuotaCoordinator, act: CALLBACK_TYPE
) -> None:
    """Act as soon as a list is complete, which may be now."""
    if coordinator.last_update_success and coordinator.complete:
        act()
        return

    @callback
    def look() -> None:
        if coordinator.last_update_success and coordinator.complete:
            stop()
            act()

    stop = coordinator.async_add_listener(look)


@callback
def _async_remove(hass: HomeAssistant, entry: MilesightConfigEntry, *, are_tasks: bool) -> None:
    """Remove the devices, or the tasks, that the gateway does not name.

    Home Assistant writes its registries at different moments. When its power is cut in between,
    there may be entities whose device is in no registry: they go as well.
    """
    runtime = entry.runtime_data
    eui = runtime.gateway.eui
    listed = listed_identifiers(runtime)

    def is_gone(names: Collection[str]) -> bool:
        is_task = any(name.startswith(task_identifier(eui, "")) for name in names)
        return is_task is are_tasks and listed.isdisjoint(names)

    devices, entities = dr.async_get(hass), er.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        if is_gone({identifier for domain, identifier in device.identifiers if domain == DOMAIN}):
            devices.async_remove_device(device.id)
    for entity in er.async_entries_for_config_entry(entities, entry.entry_id):
        has_device = entity.device_id is not None and devices.async_get(entity.device_id)
        if not has_device and is_gone({_identifier_in(eui, entity.unique_id)}):
            entities.async_remove(entity.entity_id)


def _identifier_in(gateway_eui: str, unique_id: str) -> str:
    """Return the identifier of its device from the unique id of an entity."""
    name, _, key = unique_id.removeprefix(f"{gateway_eui}_").partition("_")
    if f"{name}_" == TASK_MARK:
        return task_identifier(gateway_eui, key.partition("_")[0])
    return device_identifier(gateway_eui, name) if read_eui(name) else gateway_eui


@callback
def async_follow_lists(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Remove devices and tasks that are gone, and rename those that were renamed."""
    runtime = entry.runtime_data
    eui = runtime.gateway.eui
    registry = dr.async_get(hass)

    def find(identifier: str) -> dr.DeviceEntry | None:
        return registry.async_get_device_by_identifier((DOMAIN, identifier), entry.entry_id)

    def remove[KeyT](identify: Callable[[str, KeyT], str]) -> Callable[[Collection[KeyT]], None]:
        @callback
        def gone(keys: Collection[KeyT]) -> None:
            for key in keys:
                if device := find(identify(eui, key)):
                    registry.async_remove_device(device.id)

        return gone

    @callback
    def async_rename(identifier: str, name: str) -> None:
        if (device := find(identifier)) and device.name != name:
            registry.async_update_device(device.id, name=name)

    @callback
    def devices_changed(dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            name = _device_name(runtime.devices.items[dev_eui])
            async_rename(device_identifier(eui, dev_eui), name)

    @callback
    def tasks_changed(task_ids: Collection[int]) -> None:
        for task_id in task_ids:
            name = _task_name(runtime.fuota.items[task_id].task)
            async_rename(task_identifier(eui, task_id), name)

    runtime.devices.gone_listeners.async_listen(remove(device_identifier))
    runtime.devices.changed_listeners.async_listen(devices_changed)
    runtime.fuota.gone_listeners.async_listen(remove(task_identifier))
    runtime.fuota.changed_listeners.async_listen(tasks_changed)


@callback
def async_follow_firmware(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Enter model, class, versions and serial number of the devices of which they are known."""
    runtime = entry.runtime_data
    registry = dr.async_get(hass)

    @callback
    def firmware_changed(dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            device = async_lorawan_device(hass, entry, dev_eui)
            listed = runtime.devices.items.get(dev_eui)
            if device is not None and listed is not None:
                registry.async_update_device(device.id, **_identity(runtime, listed))

    known: dict[str, str] = {}

    @callback
    def class_changed(dev_euis: Collection[str]) -> None:
        """Enter classes again: a device may have another profile, or a profile another class."""
        items = runtime.devices.items
        ids = {one: _model_id(runtime, items[one]) for one in dev_euis if one in items}
        firmware_changed([one for one, model_id in ids.items() if known.get(one) != model_id])
        known.update(ids)

    @callback
    def profiles_read() -> None:
        class_changed(runtime.devices.items)

    @callback
    def spoke(readings: DeviceReadings, taken: Taken) -> None:
        if taken.identity:
            firmware_changed([readings.dev_eui])

    known |= {one: _model_id(runtime, device) for one, device in runtime.devices.items.items()}
    runtime.devices.changed_listeners.async_listen(class_changed)
    entry.async_on_unload(runtime.provisioning.async_add_listener(profiles_read))
    runtime.readings.news_listeners.async_listen(spoke)
    runtime.firmware.added_listeners.async_listen(firmware_changed)
    runtime.firmware.changed_listeners.async_listen(firmware_changed)
