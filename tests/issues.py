"""What people see among Home Assistant's repairs."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from custom_components.milesight_network_server.const import DOMAIN

_PACKAGE = Path(__file__).parents[1] / "custom_components" / DOMAIN
_TEXTS: dict[str, Any] = json.loads((_PACKAGE / "translations" / "en.json").read_text("utf-8"))


def reported(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the issues that are told, by their kind; of failed tasks, by kind and task id."""
    return {
        ":".join(filter(None, (issue.translation_key, _task(issue)))): issue
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN and issue.active
    }


def _task(issue: ir.IssueEntry) -> str | None:
    return str(issue.data["item"]) if issue.data and "item" in issue.data else None


def title(issue: ir.IssueEntry) -> str:
    """Return the title of an issue, filled in."""
    return _filled_in(_of(issue)["title"], issue)


def description(issue: ir.IssueEntry) -> str:
    """Return what an issue says: its description, or the first step of its fix flow."""
    words = _of(issue)
    text = words["fix_flow"]["step"]["init"] if issue.is_fixable else words
    return _filled_in(text["description"], issue)


def placeholders(issue: ir.IssueEntry) -> dict[str, str]:
    """Return what an issue is filled with."""
    assert issue.translation_placeholders is not None
    return issue.translation_placeholders


def fix_flow(issue_id: str) -> dict[str, Any]:
    """Return the words of an issue's fix flow, not filled in."""
    words: dict[str, Any] = next(
        one["fix_flow"] for kind, one in _TEXTS["issues"].items() if issue_id.startswith(kind)
    )
    return words


def _of(issue: ir.IssueEntry) -> dict[str, Any]:
    assert issue.translation_key is not None
    words: dict[str, Any] = _TEXTS["issues"][issue.translation_key]
    return words


def _filled_in(text: str, issue: ir.IssueEntry) -> str:
    return text.format(**(issue.translation_placeholders or {}))


class Changes:
    """Counts how often issues are told, changed or taken back."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to count."""
        self.seen: list[str] = []
        hass.bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, self._happened)

    @callback
    def _happened(self, event: Event[ir.EventIssueRegistryUpdatedData]) -> None:
        self.seen.append(f"{event.data['action']} {event.data['issue_id'].rpartition('_')[0]}")
