"""Fix flows: devices on the default key, firmware tasks that failed, updates that wait.

Home Assistant lets only administrators start a fix flow.
"""

from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import PERCENTAGE
from homeassistant.core import HomeAssistant, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import voluptuous as vol

from .const import DOMAIN
from .issues.registry import Issue, issue_of
from .ns_api.fuota import TaskStatus
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.operations import NotKeptError
from .updates.queue import QueueState
from .updates.refusals import NOT_TAKEN, refusal
from .updates.retry import async_retry_tasks
from .updates.task_view import TrackedTask
from .words import escape_markdown

_REDUNDANCY: Final = vol.Schema(
    {
        vol.Required("fragment_redundancy"): NumberSelector(
            NumberSelectorConfig(
                min=0, max=100, unit_of_measurement=PERCENTAGE, mode=NumberSelectorMode.SLIDER
            )
        )
    }
)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow for an issue, by what `issues.py` keeps with it."""
    kept = data or {}
    entry_id, item = str(kept.get("entry_id")), kept.get("item")
    match issue_of(issue_id):
        case Issue.TASK_FAILED if isinstance(item, int):
            return TaskFailedFlow(entry_id, item)
        case Issue.UPDATE_UNREPORTED if isinstance(item, int):
            return UpdateUnreportedFlow(entry_id, item)
        case Issue.UPDATE_HELD:
            return UpdateHeldFlow(entry_id, str(item))
        case Issue.UPDATE_OVERDUE:
            return UpdateOverdueFlow(entry_id, str(item))
        case Issue.DEFAULT_KEY:
            return DefaultKeyFlow(entry_id)
        case _:
            return NoticeFlow(entry_id)


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

    def _menu(self, options: list[str]) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id="init", menu_options=options, description_placeholders=self._placeholders
        )

    def _abort_with(self, reason: str, text: str) -> RepairsFlowResult:
        return self.async_abort(
            reason=reason, description_placeholders={"error": escape_markdown(text)}
        )

    async def async_step_ignore(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ignore the issue."""
        if self._issue is not None:
            ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")


class DefaultKeyFlow(_GatewayFlow):
    """Explains how to change keys, and looks whether they were changed."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say which devices are meant and what to do, in which order."""
        return self._menu(["check", "ignore"])

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
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
    """Tells why a firmware task failed, and offers two ways to try again."""

    def __init__(self, entry_id: str, task_id: int) -> None:
        """Take the gateway's entry and the task."""
        super().__init__(entry_id)
        self._task_id = task_id

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what failed and why."""
        tracked = self._tracked
        options = ["ignore"]
        if tracked is not None and tracked.failed_devices:
            options.insert(0, "new_task")
        if self._has_failed:
            # The gateway runs again only what it calls a failure itself (6.5).
            options.insert(0, "retry")
        return self._menu(options)

    async def async_step_retry(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Have the gateway run the task once more, and see whether it does."""
        runtime, tracked = self._runtime, self._tracked
        if runtime is None or tracked is None:
            return self.async_abort(reason="not_loaded")
        try:
            await async_retry_tasks(runtime.gateway, runtime.queue.claims, [tracked.task])
        except NOT_TAKEN as err:
            return self._abort_with("not_retried", str(refusal(err)))
        except HomeAssistantError as err:
            return self._abort_with("not_retried", str(err))
        await runtime.fuota.async_refresh()
        if not runtime.fuota.last_update_success or self._has_failed:
            return self.async_abort(reason="not_seen_retried")
        return self.async_create_entry(data={}, description="retry")

    async def async_step_new_task(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Make a new task of the devices that failed, with the redundancy that is asked for."""
        tracked = self._tracked
        if tracked is None:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        placeholders = {**self._placeholders, "error": ""}
        if user_input is not None:
            given = {"config_entry_id": self._entry_id, "task_id": self._task_id, **user_input}
            try:
                added = await self.hass.services.async_call(
                    DOMAIN, "retry_failed_devices", given, blocking=True, return_response=True
                )
            except HomeAssistantError as err:
                errors["base"] = "not_added"
                placeholders["error"] = str(err)
            else:
                return self.async_create_entry(
                    data={},
                    description="new_task",
                    description_placeholders={"warnings": _listed(added)},
                )
        suggested = tracked.task.fragment_redundancy if user_input is None else None
        schema = self.add_suggested_values_to_schema(
            _REDUNDANCY, user_input or {"fragment_redundancy": suggested}
        )
        return self.async_show_form(
            step_id="new_task",
            data_schema=schema,
            errors=errors,
            description_placeholders=placeholders,
        )

    @property
    def _tracked(self) -> TrackedTask | None:
        runtime = self._runtime
        return runtime.fuota.items.get(self._task_id) if runtime else None

    @property
    def _has_failed(self) -> bool:
        tracked = self._tracked
        return tracked is not None and tracked.task.status is TaskStatus.FAILED


def _listed(response: ServiceResponse) -> str:
    """Return what a service warned of, as a list in Markdown."""
    warnings = response.get("warnings") if response else None
    lines = warnings if isinstance(warnings, list) else []
    return "\n".join(f"- {escape_markdown(str(line))}" for line in lines)


class UpdateHeldFlow(_GatewayFlow):
    """Tells why a queued update is on hold, and lets it go on or cancels it."""

    def __init__(self, entry_id: str, queue_id: str) -> None:
        """Take the gateway's entry and the update."""
        super().__init__(entry_id)
        self._queue_id = queue_id

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what is on hold and why."""
        return self._menu(["release", "cancel", "ignore"])

    async def async_step_release(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let the update take its turn."""
        runtime = self._runtime
        if runtime is None or not await runtime.operations.release(self._queue_id):
            return self.async_abort(reason="gone")
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="release")

    async def async_step_cancel(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take the update out of the queue."""
        runtime = self._runtime
        item = runtime.queue.items.get(self._queue_id) if runtime else None
        if runtime is None or item is None or item.state is not QueueState.HELD:
            return self.async_abort(reason="gone")
        try:
            await runtime.operations.cancel(item)
        except NotKeptError as err:
            return self._abort_with("not_done", str(refusal(err)))
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="cancel")


class UpdateOverdueFlow(_GatewayFlow):
    """Tells of a task that takes too long, and asks whether it is still to be waited for."""

    def __init__(self, entry_id: str, key: str) -> None:
        """Take the gateway's entry, and the key of what takes too long."""
        super().__init__(entry_id)
        self._key = key

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say since when it goes on, and what can be done."""
        return self._menu(["wait", "pass_over", "ignore"])

    async def async_step_wait(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Wait as long again."""
        return await self._async_decide(wait=True)

    async def async_step_pass_over(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let the other updates go on beside it."""
        return await self._async_decide(wait=False)

    async def _async_decide(self, *, wait: bool) -> RepairsFlowResult:
        runtime = self._runtime
        lateness = runtime.queue.lateness if runtime else None
        if runtime is None or lateness is None or self._key not in lateness.late:
            return self.async_abort(reason="gone")
        if wait:
            lateness.wait_longer(self._key)
        else:
            lateness.pass_over(self._key)
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="wait" if wait else "pass_over")


class UpdateUnreportedFlow(_GatewayFlow):
    """Asks whether firmware is to be sent again to devices that have it by all that is known."""

    def __init__(self, entry_id: str, task_id: int) -> None:
        """Take the gateway's entry, and the task that brought the firmware."""
        super().__init__(entry_id)
        self._task_id = task_id

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say what is known of these devices, and what sending again takes."""
        return self._menu(["send_again", "leave"])

    async def async_step_send_again(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Queue the updates once more."""
        runtime = self._runtime
        asked = runtime.unreported.asked.get(self._task_id) if runtime else None
        if runtime is None or asked is None:
            return self.async_abort(reason="gone")
        failures: list[str] = []
        for dev_eui, wanted in asked.wanted.items():
            try:
                await runtime.installer.async_install(dev_eui, wanted, again=True)
            except HomeAssistantError as err:
                failures.append(str(err))
        if failures:
            return self._abort_with("not_done", " ".join(dict.fromkeys(failures)))
        runtime.unreported.async_forget(self._task_id)
        return self.async_create_entry(data={}, description="send_again")

    async def async_step_leave(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Wait for the devices to report."""
        if self._runtime is not None:
            self._runtime.unreported.async_forget(self._task_id)
        return self.async_create_entry(data={}, description="leave")


class NoticeFlow(_GatewayFlow):
    """Tells something. There is nothing to mend but to know it."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Go to the one step that there is."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say it, and let the notice go."""
        if user_input is not None:
            return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=self._placeholders,
        )
