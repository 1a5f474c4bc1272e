"""Fix flows: devices on the default key, and firmware tasks that failed.

Home Assistant lets only administrators start a fix flow.
"""

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .exceptions import translated
from .markdown import escape_markdown
from .ns_api.errors import NsApiError
from .ns_api.fuota import TaskStatus
from .runtime import MilesightConfigEntry, RuntimeData


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow for an issue, by what `issues.py` keeps with it."""
    kept = data or {}
    entry_id, task_id = str(kept.get("entry_id")), kept.get("task_id")
    if isinstance(task_id, int):
        return TaskFailedFlow(entry_id, task_id)
    return DefaultKeyFlow(entry_id)


class _GatewayFlow(RepairsFlow):
    """A flow for a gateway, with a way to leave everything as it is."""

    def __init__(self, entry_id: str) -> None:
        self._entry_id = entry_id

    @property
    def _runtime(self) -> RuntimeData | None:
        """The gateway, None where its entry is not loaded."""
        entry: MilesightConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        return entry.runtime_data if entry and loaded else None

    @property
    def _issue(self) -> ir.IssueEntry | None:
        """The issue, None where it has gone meanwhile."""
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)

    @property
    def _placeholders(self) -> dict[str, str]:
        issue = self._issue
        return dict(issue.translation_placeholders or {}) if issue else {}

    def _abort_with(self, reason: str, text: str) -> RepairsFlowResult:
        return self.async_abort(
            reason=reason, description_placeholders={"error": escape_markdown(text)}
        )

    async def async_step_ignore(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ignore the issue."""
        if self._issue is not None:
            ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")


class DefaultKeyFlow(_GatewayFlow):
    """Explains how to change keys, and looks whether they were changed."""

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say which devices are meant and what to do, in which order."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["check", "ignore"],
            description_placeholders=self._placeholders,
        )

    async def async_step_check(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Read the devices anew. The issue goes by itself when none is left."""
        if (runtime := self._runtime) is None:
            return self.async_abort(reason="not_loaded")
        await runtime.devices.async_refresh()
        if not runtime.devices.last_update_success:
            return self._abort_with("not_read", str(runtime.devices.last_exception))
        if self._issue is None:
            return self.async_create_entry(data={})
        return self.async_abort(
            reason="still_default_key", description_placeholders=self._placeholders
        )


class TaskFailedFlow(_GatewayFlow):
    """Tells why a firmware task failed, and offers to retry it."""

    def __init__(self, entry_id: str, task_id: int) -> None:
        """Take the gateway's entry and the task."""
        super().__init__(entry_id)
        self._task_id = task_id

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Say what failed and why. The gateway retries only what it calls a failure (6.5)."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["retry", "ignore"] if self._has_failed else ["ignore"],
            description_placeholders=self._placeholders,
        )

    async def async_step_retry(self, user_input: dict[str, str] | None = None) -> RepairsFlowResult:
        """Retry the task (6.5). Whether it took effect is told by the list, answered or not."""
        if (runtime := self._runtime) is None:
            return self.async_abort(reason="not_loaded")
        failure: NsApiError | None = None
        try:
            await runtime.gateway.retry_fuota_tasks([self._task_id])
        except NsApiError as err:
            failure = err
        await runtime.fuota.async_refresh()
        if runtime.fuota.last_update_success and not self._has_failed:
            return self.async_create_entry(data={})
        if failure is not None:
            return self._abort_with("refused", translated(failure))
        return self.async_abort(reason="still_failed")

    @property
    def _has_failed(self) -> bool:
        runtime = self._runtime
        tracked = runtime.fuota.items.get(self._task_id) if runtime else None
        return tracked is not None and tracked.task.status is TaskStatus.FAILED
