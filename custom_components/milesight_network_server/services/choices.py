"""What the forms of actions offer: applications, profiles, codecs, groups and tasks by name.

A form can offer them where there is one gateway to which they belong. Where there are several, it
does not know which one is meant, and takes names as text.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.yaml import load_yaml_dict

from ..const import DOMAIN
from ..coordinator import GatewayCoordinator
from ..runtime import (
    MilesightConfigEntry,
    RuntimeData,
    async_follow_gateway_entries,
    gateway_entries,
)

# What is offered, by the field: names by their ids.
type _Offered = Mapping[str, Mapping[str, str]]

_FILE: Final = Path(__file__).parents[1] / "services.yaml"


@dataclass(frozen=True, kw_only=True)
class _Source:
    """A list of a gateway, and what it has for fields of actions."""

    coordinator: Callable[[RuntimeData], GatewayCoordinator[Any]]
    offered: Callable[[RuntimeData], _Offered]


def _of_devices(runtime: RuntimeData) -> _Offered:
    codecs = {one.payload_codec_id: one.payload_name for one in runtime.devices.items.values()}
    profiles = runtime.devices.data.profiles
    return {
        **{field: _by_id(names) for field, names in runtime.application_names.items()},
        "profile_id": _by_id({key: one.profile_name for key, one in profiles.items()}),
        "payload_codec_id": _by_id(codecs),
    }


def _of_provisioning(runtime: RuntimeData) -> _Offered:
    groups = runtime.provisioning.multicast_groups()
    return {"multicast_group_id": _by_id({key: one.name for key, one in groups.items()})}


def _of_tasks(runtime: RuntimeData) -> _Offered:
    return dict.fromkeys(("task_id", "task_ids"), _by_id(runtime.task_names))


_SOURCES: Final = (
    _Source(coordinator=lambda runtime: runtime.devices, offered=_of_devices),
    _Source(coordinator=lambda runtime: runtime.provisioning, offered=_of_provisioning),
    _Source(coordinator=lambda runtime: runtime.fuota, offered=_of_tasks),
)


async def async_offer_choices(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Offer what the gateway has for as long as its entry is loaded, and as it changes."""
    if _FORMS not in hass.data:
        hass.data[_FORMS] = _Forms(
            hass, await hass.async_add_executor_job(load_yaml_dict, str(_FILE))
        )
    forms, runtime = hass.data[_FORMS], entry.runtime_data
    offered: dict[str, Mapping[str, str]] = {}

    @callback
    def show() -> None:
        if len(gateway_entries(hass)) == 1:
            forms.async_offer(runtime, offered)
        else:
            forms.async_withdraw(runtime)

    @callback
    def look(source: _Source) -> None:
        offered.update(source.offered(runtime))
        show()

    entry.async_on_unload(lambda: forms.async_withdraw(runtime))
    entry.async_on_unload(async_follow_gateway_entries(hass, show))
    for source in _SOURCES:
        offered.update(source.offered(runtime))
        changed = partial(look, source)
        entry.async_on_unload(source.coordinator(runtime).async_add_listener(changed))
    show()


def _by_id(names: Mapping[Any, str | None]) -> dict[str, str]:
    """Return names by their ids as text, sorted as people read; 0 is none."""
    named = {str(key): name or str(key) for key, name in names.items() if key}
    return dict(sorted(named.items(), key=lambda one: one[1].casefold()))


class _Forms:
    """The forms of all actions, and what they offer."""

    def __init__(self, hass: HomeAssistant, forms: Mapping[str, Any]) -> None:
        """Take the forms as they are without choices, by the action."""
        self._hass = hass
        self._forms = forms
        self._offered: _Offered = {}
        # Whose things are offered.
        self._of: RuntimeData | None = None

    @callback
    def async_offer(self, runtime: RuntimeData, offered: _Offered) -> None:
        """Offer what a gateway has."""
        self._of = runtime
        self._show(dict(offered))

    @callback
    def async_withdraw(self, runtime: RuntimeData) -> None:
        """Offer nothing of a gateway any more."""
        if self._of is runtime:
            self._of = None
            self._show({})

    def _show(self, offered: _Offered) -> None:
        """Have those forms offer this that have offered something else."""
        before, self._offered = self._offered, offered
        differing = {
            field for field in {**before, **offered} if before.get(field) != offered.get(field)
        }
        if not differing:
            return
        for service, form in self._forms.items():
            has_service = self._hass.services.has_service(DOMAIN, service)
            if has_service and not differing.isdisjoint(_names(form["fields"])):
                described = _with_choices(form, offered)
                async_set_service_schema(self._hass, DOMAIN, service, described)


_FORMS: Final[HassKey[_Forms]] = HassKey(f"{DOMAIN}_forms")


def _names(fields: Mapping[str, Any]) -> Iterator[str]:
    """Return the names of fields, those within sections among them."""
    for name, field in fields.items():
        if "fields" in field:
            yield from field["fields"]
        else:
            yield name


def _with_choices(form: Mapping[str, Any], offered: _Offered) -> dict[str, Any]:
    """Return the form of an action, with choices in place of text.

    What stays as it is is not copied: all forms are made at each start.
    """
    return {**form, "fields": _fields_with_choices(form["fields"], offered)}


def _fields_with_choices(fields: Mapping[str, Any], offered: _Offered) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for name, field in fields.items():
        if "fields" in field:
            inner = _fields_with_choices(field["fields"], offered)
            changed[name] = {**field, "fields": inner}
        elif choices := offered.get(name):
            several = name == "task_ids"
            changed[name] = {**field, "selector": _selector(choices, several=several)}
        else:
            changed[name] = field
    return changed


def _selector(choices: Mapping[str, str], *, several: bool) -> dict[str, Any]:
    # A drop-down that takes other text, too, shows what was chosen by its value: a name where it is
    # the only one.
    names = Counter(choices.values())
    options = [
        {"value": name if names[name] == 1 else key, "label": name} for key, name in choices.items()
    ]
    return {
        "select": {
            "options": options,
            "mode": "dropdown",
            "multiple": several,
            # Those that came since the form was opened, or that no device uses.
            "custom_value": True,
        }
    }
