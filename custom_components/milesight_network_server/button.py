"""Buttons: read everything anew, retry a firmware task that failed."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .device_registry import gateway_identifier
from .entity import (
    TaskEntity,
    ValueDescription,
    async_check_administrator,
)
from .entity_adding import async_add_as_they_come
from .ns_api.fuota import FuotaTask, TaskStatus
from .ns_api.keys import WarningKey
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.refusals import NOT_TAKEN, refusal
from .updates.retry import async_retry_tasks
from .updates.task_view import TrackedTask
from .words.keys import ErrorKey

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class RetryDescription(ValueDescription[TrackedTask], ButtonEntityDescription):
    """Describes the button of a FUOTA task."""


RETRY = RetryDescription(key="retry", translation_key="retry", value_fn=lambda _tracked: None)
REFRESH = ButtonEntityDescription(
    key="refresh", translation_key="refresh", entity_category=EntityCategory.DIAGNOSTIC
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of what exists, and of what is added later."""
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
        identifier = gateway_identifier(runtime.gateway.eui)
        self.entity_description = REFRESH
        self._runtime = runtime
        self._attr_unique_id = f"{identifier}_{REFRESH.key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, identifier)})

    @override
    async def async_press(self) -> None:
        """Read everything; the first failure is the caller's."""
        # They are read again when one is needed.
        self._runtime.codecs.forget()
        coordinators = self._runtime.polled_lists
        await asyncio.gather(*(coordinator.async_refresh() for coordinator in coordinators))
        # To check for firmware takes many requests, so it runs in the background.
        self._runtime.firmware_check.async_check_soon()
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
        super().__init__(runtime, task_id, RETRY)

    @override
    def _show(self, value: Any) -> None:
        """Show nothing: a button is available as long as its task exists."""

    @property
    @override
    def _shown(self) -> Any:
        return None

    @property
    def _failed(self) -> FuotaTask | None:
        """The task, if it has failed."""
        tracked = self._subject
        return tracked.task if tracked and tracked.task.status is TaskStatus.FAILED else None

    @override
    async def async_press(self) -> None:
        """Retry the task, and show what became of it."""
        await async_check_administrator(self)
        tasks, failed = self.runtime.fuota, self._failed
        if failed is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key=ErrorKey.RETRY_NOT_FAILED
            )
        try:
            await async_retry_tasks(self.runtime.gateway, self.runtime.queue.claims, [failed])
        except NOT_TAKEN as err:
            raise refusal(err) from err
        await tasks.async_refresh()
        if not tasks.last_update_success or not tasks.complete:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key=WarningKey.NOT_READ_BACK
            )
        if self._failed is not None:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key=ErrorKey.RETRY_NOT_KEPT
            )
