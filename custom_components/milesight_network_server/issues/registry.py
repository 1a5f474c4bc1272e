"""The issues about a gateway in Home Assistant's repairs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.issue_registry import IssueSeverity
from homeassistant.loader import async_get_loaded_integration

from ..const import DOMAIN
from ..newer_home_assistant import of_entry
from ..words import escape_markdown, one_line

_HELP: Final = "/blob/main/docs/troubleshooting.md#"


class Issue(StrEnum):
    """An issue about a gateway. The value is the key of its translation."""

    UNREACHABLE = "unreachable"
    CLOUD = "cloud"
    OTHER_API = "other_api"
    DEFAULT_KEY = "default_key"
    TASK_FAILED = "task_failed"
    UPDATE_HELD = "update_held"
    UPDATE_DROPPED = "update_dropped"
    UPDATE_OVERDUE = "update_overdue"
    UPDATE_UNREPORTED = "update_unreported"
    UPLINKS_NAMELESS = "uplinks_nameless"
    DEVICES_OVERDUE = "devices_overdue"
    VALUES_SWITCHED_OFF = "values_switched_off"
    VALUES_UNFED = "values_unfed"
    UNITS_DIFFER = "units_differ"
    CODEC_MISSING = "codec_missing"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Kind:
    """How an issue is shown, and under which heading the documentation explains it."""

    severity: IssueSeverity
    heading: str
    is_fixable: bool = False
    is_persistent: bool = False


KINDS: Final = {
    Issue.UNREACHABLE: Kind(IssueSeverity.ERROR, "the-gateway-does-not-answer"),
    Issue.CLOUD: Kind(IssueSeverity.WARNING, "milesight-iot-cloud-manages-the-gateway"),
    Issue.OTHER_API: Kind(IssueSeverity.ERROR, "the-gateway-uses-a-different-api"),
    Issue.DEFAULT_KEY: Kind(IssueSeverity.WARNING, "devices-with-a-well-known-key", True),
    Issue.TASK_FAILED: Kind(IssueSeverity.ERROR, "a-firmware-update-failed", True),
    Issue.UPDATE_HELD: Kind(IssueSeverity.WARNING, "a-firmware-update-is-on-hold", True),
    # A dropped update is shown nowhere else after a restart.
    Issue.UPDATE_DROPPED: Kind(
        IssueSeverity.WARNING, "a-firmware-update-was-dropped", True, is_persistent=True
    ),
    Issue.UPDATE_OVERDUE: Kind(IssueSeverity.WARNING, "a-firmware-update-takes-too-long", True),
    Issue.UPDATE_UNREPORTED: Kind(
        IssueSeverity.WARNING, "a-device-does-not-report-its-new-firmware", True
    ),
    Issue.UPLINKS_NAMELESS: Kind(IssueSeverity.WARNING, "uplinks-that-name-no-device"),
    Issue.DEVICES_OVERDUE: Kind(IssueSeverity.WARNING, "devices-that-are-overdue"),
    Issue.VALUES_SWITCHED_OFF: Kind(IssueSeverity.WARNING, "readings-that-are-switched-off"),
    Issue.VALUES_UNFED: Kind(IssueSeverity.WARNING, "readings-that-no-message-feeds", True),
    Issue.UNITS_DIFFER: Kind(IssueSeverity.WARNING, "readings-in-another-unit"),
    Issue.CODEC_MISSING: Kind(IssueSeverity.WARNING, "devices-without-a-payload-codec", True),
    Issue.SET_ASIDE: Kind(
        IssueSeverity.WARNING, "what-was-kept-is-not-readable", True, is_persistent=True
    ),
}


def issue_of(name: str) -> Issue | None:
    """Return the issue that an id made by `issue_id` is of, None where there is none."""
    return next((issue for issue in Issue if name.startswith(f"{issue}_")), None)


def issue_id(issue: Issue, entry: ConfigEntry, item: int | str | None = None) -> str:
    """Return the id of an issue. Diagnostics contain it, so it holds no EUI and no name."""
    whole = f"{issue}_{entry.entry_id}"
    return whole if item is None else f"{whole}_{item}"


@callback
def async_report(
    hass: HomeAssistant,
    entry: ConfigEntry,
    issue: Issue,
    placeholders: Mapping[str, str] | None = None,
    item: int | str | None = None,
) -> None:
    """Create an issue. Creating the same one again changes nothing.

    `item` is the task or the queued update that it is about.
    """
    kind = KINDS[issue]
    data: dict[str, str | int | float | None] = {"entry_id": entry.entry_id}
    if item is not None:
        data["item"] = item
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id(issue, entry, item),
        data=data,
        is_fixable=kind.is_fixable,
        is_persistent=kind.is_persistent,
        learn_more_url=(
            f"{async_get_loaded_integration(hass, DOMAIN).documentation}{_HELP}{kind.heading}"
        ),
        severity=kind.severity,
        **of_entry(entry),
        translation_key=issue,
        translation_placeholders={
            "gateway": escape_markdown(entry.title),
            "gateway_name": one_line(entry.title),
            **(placeholders or {}),
        },
    )


@callback
def async_take_back(
    hass: HomeAssistant, entry: ConfigEntry, issue: Issue, item: int | str | None = None
) -> None:
    """Delete an issue, if it exists."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(issue, entry, item))


@callback
def async_take_back_failures_but(
    hass: HomeAssistant, entry: ConfigEntry, task_ids: Collection[int]
) -> None:
    """Delete the issues of failed tasks, except of these."""
    prefix = f"{issue_id(Issue.TASK_FAILED, entry)}_"
    kept = {issue_id(Issue.TASK_FAILED, entry, task_id) for task_id in task_ids}
    for name in _ids_of(hass, entry):
        if name.startswith(prefix) and name not in kept:
            ir.async_delete_issue(hass, DOMAIN, name)


@callback
def async_take_back_all(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete all issues of an entry."""
    for name in _ids_of(hass, entry):
        ir.async_delete_issue(hass, DOMAIN, name)


def _ids_of(hass: HomeAssistant, entry: ConfigEntry) -> list[str]:
    """Return the ids of an entry's issues, also of those kept only because they were ignored."""
    return [
        name
        for domain, name in ir.async_get(hass).issues
        if domain == DOMAIN and entry.entry_id in name
    ]
