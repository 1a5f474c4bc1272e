"""The floor under setting up: the same registry entries, by entities that do nothing."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
import pickle
from types import ModuleType
from typing import Any, cast
from unittest.mock import patch

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.button import ButtonEntity
from homeassistant.components.device_tracker import TrackerEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.components.update import UpdateEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

import custom_components.milesight_network_server as integration


class _Bare(Entity):
    _attr_has_entity_name = True
    _attr_should_poll = False


class _BareBinarySensor(_Bare, BinarySensorEntity):
    pass


class _BareButton(_Bare, ButtonEntity):
    pass


class _BareDeviceTracker(_Bare, TrackerEntity):
    pass


class _BareEvent(_Bare, EventEntity):
    pass


class _BareSensor(_Bare, SensorEntity):
    pass


class _BareUpdate(_Bare, UpdateEntity):
    pass


_BARE: dict[str, type[_Bare]] = {
    "binary_sensor": _BareBinarySensor,
    "button": _BareButton,
    "device_tracker": _BareDeviceTracker,
    "event": _BareEvent,
    "sensor": _BareSensor,
    "update": _BareUpdate,
}


@dataclass(frozen=True)
class _PlannedEntity:
    """What a bare entity needs: the identifier of its device, its unique id's end, the rest."""

    identifier: str
    unique_id_end: str
    attributes: dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What an entry registers: the gateway's device, all devices, each platform's entities.

    The devices are pickled: each entry that is set up by the plan has text of its own, as one that
    learns of them from a gateway has.
    """

    gateway: DeviceInfo
    devices: bytes
    entities: dict[str, list[_PlannedEntity]]


def _platforms() -> dict[str, ModuleType]:
    package = integration.__name__
    return {str(name): import_module(f"{package}.{name}") for name in integration.PLATFORMS}


@contextmanager
def noted_entities() -> Iterator[dict[str, list[Entity]]]:
    """Note the entities that entries of the integration add within the block, by platform."""
    noted: dict[str, list[Entity]] = {name: [] for name in _platforms()}

    def noting(module: ModuleType, entities: list[Entity]) -> Any:
        set_up = module.async_setup_entry

        async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any], add: Any) -> None:
            def add_and_note(new: Iterable[Entity]) -> None:
                listed = list(new)
                entities.extend(listed)
                add(listed)

            await set_up(hass, entry, add_and_note)

        return async_setup_entry

    with ExitStack() as stack:
        for name, module in _platforms().items():
            patched = patch.object(module, "async_setup_entry", noting(module, noted[name]))
            stack.enter_context(patched)
        yield noted


def plan_of(gateway: DeviceInfo, noted: dict[str, list[Entity]]) -> Plan:
    """Return what these entities have that a bare one needs to have, too."""
    devices: dict[str, DeviceInfo] = {}

    def planned(name: str, entity: Entity) -> _PlannedEntity:
        info = entity.device_info
        assert info is not None  # noqa: S101 - all have a device
        (_, identifier) = next(iter(info["identifiers"]))
        before = devices.get(identifier)
        # Home Assistant 2026.11 has a class in the place of a dictionary; both have keys.
        if before is None or len(tuple(info.keys())) > len(tuple(before.keys())):
            devices[identifier] = cast("DeviceInfo", info)
        attributes: dict[str, Any] = {"entity_description": entity.entity_description}
        blank = _BARE[name]()
        for attribute in dir(type(entity)):
            if attribute.startswith("_attr_") and hasattr(entity, attribute):
                value = getattr(entity, attribute)
                if not hasattr(blank, attribute) or value != getattr(blank, attribute):
                    attributes[attribute] = value
        attributes.pop("_attr_device_info", None)
        unique_id = attributes.pop("_attr_unique_id")
        return _PlannedEntity(identifier, unique_id.removeprefix(identifier), attributes)

    entities = {name: [planned(name, one) for one in own] for name, own in noted.items()}
    return Plan(gateway, pickle.dumps(devices), entities)


@contextmanager
def bare_entries(plan: Plan) -> Iterator[None]:
    """Have entries of the integration add bare entities by this plan, and nothing else.

    Home Assistant finds the same integration, with the same names and translations.
    """

    async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id, **plan.gateway
        )
        entry.runtime_data = devices = pickle.loads(plan.devices)  # noqa: S301 - our own
        for info in devices.values():
            if "via_device_id" in info:
                info["via_device_id"] = device.id
        await hass.config_entries.async_forward_entry_setups(entry, plan.entities)
        return True

    async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
        return await hass.config_entries.async_unload_platforms(entry, plan.entities)

    def adding(name: str) -> Any:
        async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any], add: Any) -> None:
            bare, devices = _BARE[name], entry.runtime_data
            add(_entity(bare, devices, planned) for planned in plan.entities[name])

        return async_setup_entry

    with ExitStack() as stack:
        for name, module in _platforms().items():
            stack.enter_context(patch.object(module, "async_setup_entry", adding(name)))
        for name, function in (
            ("async_setup_entry", async_setup_entry),
            ("async_unload_entry", async_unload_entry),
        ):
            stack.enter_context(patch.object(integration, name, function))
        yield


def _entity(bare: type[_Bare], devices: dict[str, DeviceInfo], planned: _PlannedEntity) -> _Bare:
    entity = bare()
    entity._attr_unique_id = f"{planned.identifier}{planned.unique_id_end}"  # noqa: SLF001
    entity._attr_device_info = devices[planned.identifier]  # noqa: SLF001
    for name, value in planned.attributes.items():
        setattr(entity, name, value)
    return entity
