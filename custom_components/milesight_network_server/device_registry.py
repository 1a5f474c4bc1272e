"""Keeps Home Assistant's devices in step with the gateway's lists."""

from collections.abc import Callable, Collection

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN
from .coordinator import DeviceCoordinator
from .ns_api.device import Device
from .ns_api.fuota import FuotaTask
from .ns_api.model import read_eui
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.tasks import FuotaCoordinator
from .words import one_line

_MILESIGHT = "Milesight"
# The blocks of EUIs that belong to Milesight.
_MILESIGHT_EUIS = ("24E124", "C0BA1F")


# Between a gateway's EUI and a task's id.
TASK_MARK = "fuota_"


def gateway_identifier(gateway_eui: str) -> str:
    """Return the registry identifier of a gateway."""
    return gateway_eui


def device_identifier(gateway_eui: str, dev_eui: str) -> str:
    """Return the registry identifier of a LoRaWAN device."""
    return f"{gateway_eui}_{dev_eui}"


def task_identifier(gateway_eui: str, task_id: int | str) -> str:
    """Return the registry identifier of a FUOTA task."""
    return f"{gateway_eui}_{TASK_MARK}{task_id}"


def gateway_device_info(gateway_eui: str, name: str) -> DeviceInfo:
    """Return the registry entry of a gateway."""
    info = DeviceInfo(
        identifiers={(DOMAIN, gateway_identifier(gateway_eui))},
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
        serial_number=device.dev_eui,
        via_device_id=runtime.gateway_device_id,
    )
    if device.dev_eui.startswith(_MILESIGHT_EUIS):
        info["manufacturer"] = _MILESIGHT
    if known := runtime.firmware.items.get(device.dev_eui):
        info["model"] = known.model
        info["hw_version"] = known.hardware_version
        info["sw_version"] = known.firmware_version
    return info


def task_device_info(runtime: RuntimeData, task: FuotaTask) -> DeviceInfo:
    """Return the registry entry of a FUOTA task."""
    return DeviceInfo(
        entry_type=DeviceEntryType.SERVICE,
        identifiers={(DOMAIN, task_identifier(runtime.gateway.eui, task.task_id))},
        model=one_line(task.firmware_name or "") or None,
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
    """Act once a list is complete, be it at once."""
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

    runtime.devices.gone_listeners.append(remove(device_identifier))
    runtime.devices.changed_listeners.append(devices_changed)
    runtime.fuota.gone_listeners.append(remove(task_identifier))
    runtime.fuota.changed_listeners.append(tasks_changed)


@callback
def async_follow_firmware(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Tell model and versions of the devices whose firmware is known."""
    runtime = entry.runtime_data
    registry = dr.async_get(hass)

    @callback
    def firmware_changed(dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            known = runtime.firmware.items[dev_eui]
            identifier = device_identifier(runtime.gateway.eui, dev_eui)
            device = registry.async_get_device_by_identifier((DOMAIN, identifier), entry.entry_id)
            if device is not None:
                registry.async_update_device(
                    device.id,
                    model=known.model,
                    hw_version=known.hardware_version,
                    sw_version=known.firmware_version,
                )

    runtime.firmware.added_listeners.append(firmware_changed)
    runtime.firmware.changed_listeners.append(firmware_changed)
