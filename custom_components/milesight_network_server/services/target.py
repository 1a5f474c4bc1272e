"""Which gateway a call means, and which devices or tasks of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.service import async_get_config_entry

from ..const import DOMAIN
from ..device_registry import TASK_MARK
from ..ns_api.field import MOST_LISTED, InvalidFieldsError, problem
from ..ns_api.model import read_eui, read_int
from ..ns_api.quoting import MOST_OF_VALUE, quoted
from ..runtime import MilesightConfigEntry


class Target(Enum):
    """What a service acts on; the value is the field that names it."""

    GATEWAY = ""
    DEVICE = "dev_eui"
    DEVICES = "dev_euis"
    TASK = "task_id"
    TASKS = "task_ids"

    @property
    def one(self) -> bool:
        """Whether it is exactly one."""
        return self in (Target.DEVICE, Target.TASK)

    @property
    def task(self) -> bool:
        """Whether tasks are meant, not devices."""
        return self in (Target.TASK, Target.TASKS)


@dataclass(frozen=True)
class Resolved:
    """The entry of the gateway, and what of it is meant."""

    entry: MilesightConfigEntry
    dev_euis: tuple[str, ...] = ()
    task_ids: tuple[int, ...] = ()


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return an error of the caller's, by its sentence."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def resolve(hass: HomeAssistant, target: Target, data: Mapping[str, Any]) -> Resolved:
    """Return what a call means.

    `ServiceValidationError` or `InvalidFieldsError` where it means nothing that is there.
    """
    if target is Target.GATEWAY:
        if ATTR_CONFIG_ENTRY_ID not in data:
            raise InvalidFieldsError([problem(ATTR_CONFIG_ENTRY_ID, "required")])
    else:
        by_id = {ATTR_CONFIG_ENTRY_ID, target.value} & data.keys()
        if (ATTR_DEVICE_ID in data) == bool(by_id) or len(by_id) == 1:
            raise invalid("target_ways", field=target.value)
    if ATTR_CONFIG_ENTRY_ID in data:
        if not isinstance(data[ATTR_CONFIG_ENTRY_ID], str):
            raise InvalidFieldsError([problem(ATTR_CONFIG_ENTRY_ID, "entry_id")])
        entry: MilesightConfigEntry = async_get_config_entry(
            hass, DOMAIN, data[ATTR_CONFIG_ENTRY_ID]
        )
        if target is Target.GATEWAY:
            return Resolved(entry)
        named = _listed(target, data[target.value])
        # What is written in two ways, such as in lower case, is still one.
        if target.task:
            task_ids = dict.fromkeys(_task_id(target, one) for one in named)
            return Resolved(entry, task_ids=tuple(task_ids))
        dev_euis = dict.fromkeys(_dev_eui(target, one) for one in named)
        return Resolved(entry, dev_euis=tuple(dev_euis))
    return _by_devices(hass, target, _listed(target, data[ATTR_DEVICE_ID], ATTR_DEVICE_ID))


def _listed(target: Target, value: Any, field: str = "") -> list[Any]:
    """Return a field's values: a list, one alone, or text with commas; each once."""
    if isinstance(value, str):
        values = [one.strip() for one in value.split(",") if one.strip()]
    elif isinstance(value, list | tuple):
        values = list(value)
    else:
        values = [value]
    if len(values) > MOST_LISTED:
        raise invalid("target_too_many", field=field or target.value, most=str(MOST_LISTED))
    # By their text: what is no text may not be hashable, and is refused later.
    values = list({f"{type(one).__name__} {one}": one for one in values}.values())
    if not values or (target.one and len(values) > 1):
        key = "target_one" if target.one else "target_some"
        raise invalid(key, field=field or target.value)
    return values


def _dev_eui(target: Target, value: Any) -> str:
    if (dev_eui := read_eui(value)) is None:
        # YAML reads digits alone as a number, and those that begin with 0 as an octal one.
        key = "target_eui" if isinstance(value, str) else "target_eui_quotes"
        raise invalid(key, field=target.value, value=quoted(value, MOST_OF_VALUE))
    return dev_eui


def _task_id(target: Target, value: Any) -> int:
    if (task_id := read_int(value)) is None:
        raise invalid("target_task_id", field=target.value, value=quoted(value, MOST_OF_VALUE))
    return task_id


def _by_devices(hass: HomeAssistant, target: Target, device_ids: list[Any]) -> Resolved:
    registry = dr.async_get(hass)
    gateways: set[str] = set()
    names: list[str] = []
    for device_id in device_ids:
        device = registry.async_get(device_id) if isinstance(device_id, str) else None
        found = [
            identifier
            for domain, identifier in (device.identifiers if device else ())
            if domain == DOMAIN
        ]
        gateway_eui, _, name = found[0].partition("_") if found else ("", "", "")
        if not name or name.startswith(TASK_MARK) is not target.task:
            key = "target_not_task" if target.task else "target_not_device"
            named = (device.name_by_user or device.name) if device else None
            raise invalid(key, value=quoted(named or device_id, MOST_OF_VALUE))
        gateways.add(gateway_eui)
        names.append(name.removeprefix(TASK_MARK))
    if len(gateways) > 1:
        raise invalid("target_several_gateways")
    entry_id = next(
        (
            entry.entry_id
            for entry in hass.config_entries.async_entries(DOMAIN)
            if entry.unique_id in gateways
        ),
        "",
    )
    entry: MilesightConfigEntry = async_get_config_entry(hass, DOMAIN, entry_id)
    if target.task:
        return Resolved(entry, task_ids=tuple(int(name) for name in names))
    return Resolved(entry, dev_euis=tuple(names))
