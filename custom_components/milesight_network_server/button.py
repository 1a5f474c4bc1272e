"""Buttons: read everything anew, retry a firmware task that failed."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .device_registry import gateway_identifier
from .entity import (
    TaskEntity,
    ValueDescription,
    async_add_as_they_come,
    async_check_administrator,
)
from .ns_api.fuota import TaskStatus
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.refusals import NOT_TAKEN, refusal
from .updates.retry import async_retry_tasks
from .updates.task_view import TrackedTask

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class RetryDescription(ValueDescription[TrackedTask], ButtonEntityDescription):
    """Describes the button of a FUOTA task."""


RETRY = RetryDescription(key="retry", translation_key="retry", value_fn=lambda _tracked: True)
REFRESH = ButtonEntityDescription(
    key="refresh", translation_key="refresh", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons, of what is there and of what comes later."""
    runtime = entry.runtime_data
    async_add_entities([RefreshButton(runtime)])

    @callback
    def add_tasks(task_ids: Collection[int]) -> None:
        async_add_entities(RetryButton(runtime, task_id) for task_id in task_ids)

    await async_add_as_they_come(hass, entry, runtime.fuota, add_tasks)


class RefreshButton(ButtonEntity):
    """Reads devices, tasks, profiles and groups from the gateway, without waiting for the polls."""

    _attr_has_entity_name = True

    def __init__(self, runtime: RuntimeData) -> None:
        """Belong to the gateway."""
        identifier = gateway_identifier(runtime.gateway.eui)
        self.entity_description = REFRESH
        self._runtime = runtime
        self._attr_unique_id = f"{identifier}_{REFRESH.key}"
        self._attr_device_info = {"identifiers": {(DOMAIN, identifier)}}

    @override
    async def async_press(self) -> None:
        """Read everything; the first failure is the caller's."""
        # They are asked for again when one is needed.
        self._runtime.codecs.forget()
        coordinators = self._runtime.coordinators
        await asyncio.gather(*(coordinator.async_refresh() for coordinator in coordinators))
        # What is offered takes many questions: nobody waits for them.
        self._runtime.firmware.async_check_soon()
        for coordinator in coordinators:
            failure = coordinator.last_exception
            if not coordinator.last_update_success and isinstance(failure, HomeAssistantError):
                raise HomeAssistantError(
                    translation_domain=failure.translation_domain,
                    translation_key=failure.translation_key,
                    translation_placeholders=failure.translation_placeholders,
                ) from failure


class RetryButton(TaskEntity, ButtonEntity):
    """Has the gateway run a failed task once more (6.5). Only administrators may press it."""

    def __init__(self, runtime: RuntimeData, task_id: int) -> None:
        """Belong to a task."""
        super().__init__(runtime, task_id, RETRY)
        self._has_failed = False

    @property
    @override
    def _subject(self) -> TrackedTask | None:
        tracked = super()._subject
        return tracked if tracked and tracked.task.status is TaskStatus.FAILED else None

    @override
    def _show(self, value: Any) -> None:
        self._has_failed = value

    @property
    @override
    def _shown(self) -> Any:
        return self._has_failed

    @override
    async def async_press(self) -> None:
        """Retry the task, and show what became of it."""
        await async_check_administrator(self)
        tasks = self.runtime.fuota
        failed = [tasks.items[self._key].task] if self._key in tasks.items else []
        try:
            await async_retry_tasks(self.runtime.gateway, self.runtime.queue.claims, failed)
        except NOT_TAKEN as err:
            raise refusal(err) from err
        await tasks.async_refresh()
        if not tasks.last_update_success or not tasks.complete:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="warning_not_read_back"
            )
        if self._subject is not None:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="retry_not_kept")
