"""Fix flows: devices on the default key, firmware tasks that failed, updates that wait.

Home Assistant lets only administrators start a fix flow.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.const import PERCENTAGE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import voluptuous as vol

from .issues.registry import Issue, issue_of
from .ns_api.fuota import TaskStatus
from .ns_api.model import read_int
from .repair_flows.flow import GatewayFlow, NoticeFlow
from .repair_flows.keys import FixFlowAbort, FixFlowError
from .repair_flows.readings import CodecMissingFlow, ValuesUnfedFlow
from .services.call import GatewayCall
from .services.fuota_adding import async_retry_failed_devices
from .updates.operations import NotKeptError
from .updates.queue import QueueState
from .updates.refusals import REFUSED, reason_of
from .updates.retry import async_retry_tasks
from .updates.task_view import TrackedTask
from .words import error_words, escape_markdown

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
    """Return the flow for an issue, by what `issues/registry.py` keeps with it."""
    kept = data or {}
    entry_id, item = str(kept.get("entry_id")), kept.get("item")
    task_id = read_int(item)
    match issue_of(issue_id):
        case Issue.TASK_FAILED if task_id is not None:
            return TaskFailedFlow(entry_id, task_id)
        case Issue.UPDATE_UNREPORTED if task_id is not None:
            return UpdateUnreportedFlow(entry_id, task_id)
        case Issue.UPDATE_HELD:
            return UpdateHeldFlow(entry_id, str(item))
        case Issue.UPDATE_OVERDUE:
            return UpdateOverdueFlow(entry_id, str(item))
        case issue:
            return _OF_ENTRY.get(issue, NoticeFlow)(entry_id)


class DefaultKeyFlow(GatewayFlow):
    """Explains how to change keys, and looks whether they were changed."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Name the devices, and what to do in which order."""
        return self._menu(["check", "ignore"])

    async def async_step_check(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Read the devices anew. The issue goes by itself when none is left."""
        if (runtime := self._runtime) is None:
            return self.async_abort(reason=FixFlowAbort.NOT_LOADED)
        await runtime.devices.async_refresh()
        if not runtime.devices.last_update_success:
            return self._abort_with(FixFlowAbort.NOT_READ, str(runtime.devices.last_exception))
        if self._issue is None:
            return self.async_create_entry(data={})
        return self.async_abort(
            reason=FixFlowAbort.STILL_DEFAULT_KEY, description_placeholders=self._placeholders
        )


class TaskFailedFlow(GatewayFlow):
    """Shows why a firmware task failed, and offers two ways to try again."""

    def __init__(self, entry_id: str, task_id: int) -> None:
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
        """Have the gateway run the task once more, and check that it does."""
        runtime, tracked = self._runtime, self._tracked
        if runtime is None or tracked is None:
            return self.async_abort(reason=FixFlowAbort.NOT_LOADED)
        try:
            await async_retry_tasks(runtime.gateway, runtime.queue.claims, [tracked.task])
        except REFUSED as err:
            return self._abort_with(FixFlowAbort.NOT_RETRIED, reason_of(err))
        await runtime.fuota.async_refresh()
        if not runtime.fuota.last_update_success or self._has_failed:
            return self.async_abort(reason=FixFlowAbort.NOT_SEEN_RETRIED)
        return self.async_create_entry(data={}, description="retry")

    async def async_step_new_task(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Make a new task of the devices that failed, with the redundancy that was entered."""
        entry, tracked = self._entry, self._tracked
        if entry is None or tracked is None:
            return self.async_abort(reason=FixFlowAbort.NOT_LOADED)
        errors: dict[str, FixFlowError] = {}
        placeholders = {**self._placeholders, "error": ""}
        if user_input is not None:
            runtime, task_ids = entry.runtime_data, (self._task_id,)
            call = GatewayCall(self.hass, entry, runtime, user_input, (), task_ids)
            try:
                added = await async_retry_failed_devices(call)
            except REFUSED as err:
                errors["base"] = FixFlowError.NOT_ADDED
                placeholders["error"] = reason_of(err)
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
            errors=dict(errors),
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


def _listed(response: Mapping[str, Any]) -> str:
    """Return what an action warned of, as a list in Markdown."""
    return "\n".join(f"- {escape_markdown(line)}" for line in response["warnings"])


class UpdateHeldFlow(GatewayFlow):
    """Shows why a queued update is on hold, and lets it go on or cancels it."""

    def __init__(self, entry_id: str, queue_id: str) -> None:
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
            return self.async_abort(reason=FixFlowAbort.GONE)
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="release")

    async def async_step_cancel(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take the update out of the queue."""
        runtime = self._runtime
        item = runtime.queue.items.get(self._queue_id) if runtime else None
        if runtime is None or item is None or item.state is not QueueState.HELD:
            return self.async_abort(reason=FixFlowAbort.GONE)
        try:
            await runtime.operations.cancel(item)
        except NotKeptError as err:
            return self._abort_with(FixFlowAbort.NOT_DONE, reason_of(err))
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="cancel")


class UpdateOverdueFlow(GatewayFlow):
    """Reports a task that takes too long, and asks whether to keep waiting for it."""

    def __init__(self, entry_id: str, key: str) -> None:
        super().__init__(entry_id)
        self._key = key

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Say since when it has been running, and what can be done."""
        return self._menu(["wait", "pass_over", "ignore"])

    async def async_step_wait(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Wait as long again."""
        return await self._async_decide(wait=True)

    async def async_step_pass_over(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let the other updates start without waiting for it."""
        return await self._async_decide(wait=False)

    async def _async_decide(self, *, wait: bool) -> RepairsFlowResult:
        runtime = self._runtime
        lateness = runtime.queue.lateness if runtime else None
        if runtime is None or lateness is None or self._key not in lateness.late:
            return self.async_abort(reason=FixFlowAbort.GONE)
        if wait:
            lateness.wait_longer(self._key)
        else:
            lateness.pass_over(self._key)
        runtime.updates.async_advance()
        return self.async_create_entry(data={}, description="wait" if wait else "pass_over")


class UpdateUnreportedFlow(GatewayFlow):
    """Asks whether firmware is to be sent again to devices that have it by all that is known."""

    def __init__(self, entry_id: str, task_id: int) -> None:
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
            return self.async_abort(reason=FixFlowAbort.GONE)
        failures: list[str] = []
        for dev_eui, wanted in asked.wanted.items():
            try:
                await runtime.installer.async_install(dev_eui, wanted, again=True)
            except HomeAssistantError as err:
                failures.append(error_words(err))
        if failures:
            return self._abort_with(FixFlowAbort.NOT_DONE, " ".join(dict.fromkeys(failures)))
        runtime.unreported.async_forget(self._task_id)
        return self.async_create_entry(data={}, description="send_again")

    async def async_step_leave(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Wait for the devices to report."""
        if self._runtime is not None:
            self._runtime.unreported.async_forget(self._task_id)
        return self.async_create_entry(data={}, description="leave")


# The flows that need only the gateway's entry.
_OF_ENTRY: Final[Mapping[Issue | None, Callable[[str], RepairsFlow]]] = {
    Issue.DEFAULT_KEY: DefaultKeyFlow,
    Issue.CODEC_MISSING: CodecMissingFlow,
    Issue.VALUES_UNFED: ValuesUnfedFlow,
}
