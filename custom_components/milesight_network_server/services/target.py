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
from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey
from ..ns_api.model import read_eui, read_int
from ..ns_api.names import id_of
from ..ns_api.quoting import MOST_OF_VALUE, quoted
from ..ns_api.value_kinds import MOST_LISTED
from ..runtime import MilesightConfigEntry
from ..words import PERSON, Reader
from ..words.keys import ErrorKey


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


def invalid(key: ErrorKey, **placeholders: str) -> ServiceValidationError:
    """Return an error of the caller's, by its sentence."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def resolve(
    hass: HomeAssistant, target: Target, data: Mapping[str, Any], reader: Reader = PERSON
) -> Resolved:
    """Return what a call means.

    `ServiceValidationError` or `InvalidFieldsError` where it means nothing that exists.
    """
    if target is Target.GATEWAY:
        if ATTR_CONFIG_ENTRY_ID not in data:
            raise InvalidFieldsError([problem(ATTR_CONFIG_ENTRY_ID, ProblemKey.REQUIRED)])
    else:
        by_id = {ATTR_CONFIG_ENTRY_ID, target.value} & data.keys()
        if (ATTR_DEVICE_ID in data) == bool(by_id) or len(by_id) == 1:
            ways = (ATTR_DEVICE_ID, ATTR_CONFIG_ENTRY_ID)
            fields = {name: reader.field_name(name) for name in ways}
            raise invalid(ErrorKey.TARGET_WAYS, field=reader.field_name(target.value), **fields)
    if ATTR_CONFIG_ENTRY_ID in data:
        if not isinstance(data[ATTR_CONFIG_ENTRY_ID], str):
            raise InvalidFieldsError([problem(ATTR_CONFIG_ENTRY_ID, ProblemKey.ENTRY_ID)])
        entry: MilesightConfigEntry = async_get_config_entry(
            hass, DOMAIN, data[ATTR_CONFIG_ENTRY_ID]
        )
        if target is Target.GATEWAY:
            return Resolved(entry)
        named = _listed(target, data[target.value], target.value, reader)
        # What is written in two ways, such as in lower case, is still one.
        if target.task:
            names = entry.runtime_data.task_names
            task_ids = dict.fromkeys(_task_id(target, one, names, reader) for one in named)
            return Resolved(entry, task_ids=tuple(task_ids))
        dev_euis = dict.fromkeys(_dev_eui(target, one, reader) for one in named)
        return Resolved(entry, dev_euis=tuple(dev_euis))
    return _by_devices(hass, target, _listed(target, data[ATTR_DEVICE_ID], ATTR_DEVICE_ID, reader))


def _listed(target: Target, value: Any, field: str, reader: Reader) -> list[Any]:
    """Return a field's values: a list, one alone, or text with commas; each once."""
    if isinstance(value, str):
        values = [one.strip() for one in value.split(",") if one.strip()]
    elif isinstance(value, list | tuple):
        values = list(value)
    else:
        values = [value]
    if len(values) > MOST_LISTED:
        raise invalid(
            ErrorKey.TARGET_TOO_MANY, field=reader.field_name(field), most=str(MOST_LISTED)
        )
    # By their text: what is no text may not be hashable, and is refused later.
    values = list({f"{type(one).__name__} {one}": one for one in values}.values())
    if not values or (target.one and len(values) > 1):
        key = ErrorKey.TARGET_ONE if target.one else ErrorKey.TARGET_SOME
        raise invalid(key, field=reader.field_name(field))
    return values


def _dev_eui(target: Target, value: Any, reader: Reader) -> str:
    if (dev_eui := read_eui(value)) is None:
        # YAML reads digits alone as a number, and those that begin with 0 as an octal one.
        key = ErrorKey.TARGET_EUI if isinstance(value, str) else ErrorKey.TARGET_EUI_QUOTES
        field = reader.field_name(target.value)
        raise invalid(key, field=field, value=quoted(value, MOST_OF_VALUE))
    return dev_eui


def _task_id(target: Target, value: Any, names: Mapping[int, str | None], reader: Reader) -> int:
    """Return the id of a task that is named by its id, or by a name that no other one has."""
    found, wrong = id_of(target.value, value, names)
    if wrong is not None and wrong.kind == ProblemKey.SEVERAL_NAMED:
        raise InvalidFieldsError([wrong])
    if (task_id := read_int(found)) is None:
        field = reader.field_name(target.value)
        raise invalid(ErrorKey.TARGET_TASK_ID, field=field, value=quoted(value, MOST_OF_VALUE))
    return task_id


def picked_names(hass: HomeAssistant, data: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the LoRaWAN devices that were picked by them, by their DevEUIs.

    Whoever picks a device by its name reads of it by its name.
    """
    picked = data.get(ATTR_DEVICE_ID)
    ids = picked.split(",") if isinstance(picked, str) else picked
    names: dict[str, str] = {}
    for one in ids if isinstance(ids, list | tuple) else ():
        device = dr.async_get(hass).async_get(one.strip()) if isinstance(one, str) else None
        for domain, identifier in device.identifiers if device else ():
            name = device and (device.name_by_user or device.name)
            if domain == DOMAIN and name:
                names[identifier.partition("_")[2]] = name
    return names


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
            key = ErrorKey.TARGET_NOT_TASK if target.task else ErrorKey.TARGET_NOT_DEVICE
            named = (device.name_by_user or device.name) if device else None
            raise invalid(key, value=quoted(named or device_id, MOST_OF_VALUE))
        gateways.add(gateway_eui)
        names.append(name.removeprefix(TASK_MARK))
    if len(gateways) > 1:
        raise invalid(ErrorKey.TARGET_SEVERAL_GATEWAYS)
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
