"""What all fix flows have in common, and the flow of an issue that only informs."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import issue_registry as ir
import voluptuous as vol

from ..const import DOMAIN
from ..runtime import MilesightConfigEntry, RuntimeData
from ..words import escape_markdown
from .keys import FixFlowAbort


class GatewayFlow(RepairsFlow):
    """A fix flow about a gateway. Its issue can be ignored, too, which changes nothing."""

    def __init__(self, entry_id: str) -> None:
        self._entry_id = entry_id

    @property
    def _entry(self) -> MilesightConfigEntry | None:
        """The gateway's entry, None where it is not loaded."""
        entry: MilesightConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        return entry if entry is not None and entry.state is ConfigEntryState.LOADED else None

    @property
    def _runtime(self) -> RuntimeData | None:
        """The gateway, None where its entry is not loaded."""
        entry = self._entry
        return entry.runtime_data if entry else None

    @property
    def _issue(self) -> ir.IssueEntry | None:
        """The issue, None where it was deleted meanwhile."""
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)

    @property
    def _placeholders(self) -> dict[str, str]:
        issue = self._issue
        return dict(issue.translation_placeholders or {}) if issue else {}

    def _menu(self, options: list[str]) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="init", menu_options=options, description_placeholders=self._placeholders
        )

    def _abort_with(self, reason: FixFlowAbort, text: str) -> RepairsFlowResult:
        return self.async_abort(
            reason=reason, description_placeholders={"error": escape_markdown(text)}
        )

    async def async_step_ignore(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ignore the issue."""
        if self._issue is not None:
            ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason=FixFlowAbort.IGNORED)


class NoticeFlow(GatewayFlow):
    """The flow of an issue that only informs."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Go to the only step."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show what the issue is about; when that is confirmed, the issue is deleted."""
        if user_input is not None:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=self._placeholders,
        )
