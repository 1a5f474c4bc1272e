"""Makes queued firmware updates FUOTA tasks, one after the other.

Two multicast sessions at once disturb each other, so an update begins when no other is at work. It
is marked on disk before anything is sent: after a restart, the list of tasks tells whether it
arrived, and nothing is sent twice.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.dt import utcnow

from .const import LOGGER
from .exceptions import sentence, sentences, translated
from .fuota_coordinator import FuotaCoordinator
from .fuota_task import async_keep_firmware, async_new_task
from .kept_firmware import kept_firmware
from .ns_api.errors import LineError, NotConnectedError, NsApiError, RefusedError, ReturnCode
from .ns_api.field import InvalidFieldsError, Problem
from .ns_api.firmware import Firmware, official_firmware, own_firmware
from .ns_api.fuota import TaskStatus
from .ns_api.fuota_draft import TaskDraft
from .queued_update import QueuedUpdate, QueueState
from .update_queue import UpdateQueue

if TYPE_CHECKING:
    from .runtime import MilesightConfigEntry

# When to try again what the gateway can't do at the moment.
RETRY_AFTER: Final = timedelta(minutes=10)
# A gateway that took longer than the time-out may still have the request before it.
SETTLING: Final = timedelta(seconds=10)
# A task that was written may be listed a little later.
LISTED_AFTER: Final = timedelta(minutes=1)
_LATER: Final = (ReturnCode.TOO_MANY_TASKS, ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE)
_DEVICE_PROBLEMS: Final = ("not_there", "in_task")


class UpdateDispatcher:
    """Moves the queue of one gateway on."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MilesightConfigEntry,
        queue: UpdateQueue,
        fuota: FuotaCoordinator,
    ) -> None:
        """Take the queue and the tasks that decide when it goes on."""
        self._hass = hass
        self._entry = entry
        self._queue = queue
        self._fuota = fuota
        self._advancing = False
        self._advance_again = False
        self._timer: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Let the queue go on, now and whenever the tasks were read."""
        self._queue.advance = self.async_advance
        self._entry.async_on_unload(self._fuota.async_add_listener(self.async_advance))
        self._entry.async_on_unload(self._cancel_timer)
        self.async_advance()

    @callback
    def async_advance(self) -> None:
        """See what can go on."""
        if self._advancing:
            self._advance_again = True
            return
        if not self._queue.items:
            return
        self._advancing = True
        self._entry.async_create_background_task(
            self._hass, self._async_advance_all(), f"{self._entry.title} update queue"
        )

    async def _async_advance_all(self) -> None:
        try:
            while True:
                self._advance_again = False
                await self._async_advance_once()
                if not self._advance_again:
                    break
        finally:
            self._advancing = False
        self._set_timer()

    async def _async_advance_once(self) -> None:
        if not self._fuota.last_update_success or not self._fuota.data.supported:
            # The next poll that succeeds goes on.
            return
        for item in list(self._queue.items.values()):
            if item.state is QueueState.STARTING:
                await self._async_settle(item)
            elif item.state is QueueState.RUNNING:
                await self._async_follow_task(item)
            elif item.canary_name is not None:
                await self._async_follow_canary(item)
        for item in list(self._queue.in_line):
            if self._occupied():
                # What they wait for may be another task than before.
                self._queue.tell(())
                return
            if item.queue_id in self._queue.items and self._due(item):
                await self._async_begin(item)

    def _due(self, item: QueuedUpdate) -> bool:
        now = utcnow()
        until = self._queue.gathering.get(item.queue_id, now)
        return until <= now and (item.again_at is None or item.again_at <= now)

    def _occupied(self) -> bool:
        """Whether a session is at work, or about to be."""
        begun = any(one.begun for one in self._queue.items.values())
        return begun or self._fuota.under_way is not None

    async def _async_begin(self, item: QueuedUpdate) -> None:
        """Make an update a task, or say why that can't be."""
        self._queue.close(item)
        draft = await self._async_checked(item)
        if draft is None or item.queue_id not in self._queue.items:
            # It can't be, not now, or somebody cancelled it meanwhile.
            return
        item.state, item.sent_at, item.reason = QueueState.STARTING, utcnow(), None
        await self._queue.async_save()
        self._queue.tell(item.dev_euis)
        try:
            task_id = await self._entry.runtime_data.gateway.add_fuota_task(dict(draft.body))
        except NotConnectedError:
            item.state = QueueState.QUEUED
            await self._queue.async_save()
        except RefusedError as err:
            item.state = QueueState.QUEUED
            await self._async_refused(item, err)
        except NsApiError as err:
            # Whether it arrived, the list of tasks will tell.
            LOGGER.debug("Answer to update %s lost: %s", item.queue_id, err)
        else:
            await self._async_begun(item, task_id, draft.firmware)
            await self._fuota.async_refresh()

    async def _async_checked(self, item: QueuedUpdate) -> TaskDraft | None:
        """Return the task of an update; None where it can't be, and then its state tells why."""
        try:
            return await self._async_draft(item)
        except LineError as err:
            LOGGER.debug("Update %s not begun: %s", item.queue_id, err)
            item.again_at = utcnow() + LISTED_AFTER
        except RefusedError as err:
            await self._async_refused(item, err)
        except InvalidFieldsError as err:
            await self._async_hold(item, sentences(err))
        return None

    async def _async_begun(
        self, item: QueuedUpdate, task_id: int, firmware: Firmware | None
    ) -> None:
        firmware_of_devices = self._entry.runtime_data.firmware
        # It may have ended before anybody looked.
        firmware_of_devices.async_follow_tasks(firmware_of_devices.followed_tasks | {task_id})
        item.state, item.task_id, item.reason = QueueState.RUNNING, task_id, None
        await self._queue.async_save()
        if firmware is not None:
            await async_keep_firmware(self._hass, self._gateway_eui, task_id, firmware)
        self._queue.tell(item.dev_euis)

    async def _async_draft(self, item: QueuedUpdate) -> TaskDraft | None:
        """Return the task of an update, without the devices that can't be in it any more.

        None where none of them is left.
        """
        firmware = await self._async_firmware(item)
        while item.dev_euis:
            given = {**item.fields, "name": item.task_name, "dev_euis": list(item.dev_euis)}
            try:
                new = await async_new_task(self._entry, given, firmware)
            except InvalidFieldsError as err:
                unfit = _unfit_devices(err.problems)
                if not unfit:
                    raise
                await self._queue.async_drop_devices(item, unfit)
            else:
                return new.draft
        return None

    async def _async_firmware(self, item: QueuedUpdate) -> Firmware:
        """Return the firmware of an update, as the gateway offers it now or as it was kept."""
        if item.official_firmware_id is not None:
            gateway = self._entry.runtime_data.gateway
            offered = await gateway.list_official_firmware(item.model or "")
            found = official_firmware(offered, item.official_firmware_id)
            if found is not None:
                return found
            kind = "no_longer_offered"
        else:
            content = await kept_firmware(self._hass).async_content(
                self._gateway_eui, item.kept_as, item.firmware_name
            )
            if content is not None:
                return await self._hass.async_add_executor_job(
                    own_firmware, item.firmware_name, content
                )
            kind = "firmware_not_kept"
        raise InvalidFieldsError([Problem("firmware", kind, item.firmware_name, {})])

    async def _async_refused(self, item: QueuedUpdate, err: RefusedError) -> None:
        """Wait where the gateway may be able later, hold the update where it won't."""
        reason = translated(err)
        if err.reason not in _LATER:
            await self._async_hold(item, reason)
            return
        item.again_at = utcnow() + RETRY_AFTER
        if item.reason != reason:
            item.reason = reason
            LOGGER.warning("%s: %s waits: %s", self._entry.title, item.task_name, reason)
        await self._queue.async_save()
        self._queue.tell(item.dev_euis)

    async def _async_hold(self, item: QueuedUpdate, reason: str) -> None:
        item.state, item.reason = QueueState.HELD, reason
        await self._queue.async_save()
        self._queue.tell_held(item)
        self._queue.tell(item.dev_euis)

    async def _async_settle(self, item: QueuedUpdate) -> None:
        """Find out whether a request whose answer is not known has become a task."""
        gateway = self._entry.runtime_data.gateway
        try:
            tasks = await gateway.list_fuota_tasks()
        except NsApiError as err:
            LOGGER.debug("Update %s not settled: %s", item.queue_id, err)
            return
        found = next((one for one in tasks.items.values() if one.name == item.task_name), None)
        if found is not None:
            await self._async_begun(item, found.task_id, None)
            await self._fuota.async_refresh()
        elif tasks.complete and utcnow() >= self._settles_at(item):
            item.state = QueueState.QUEUED
            await self._queue.async_save()

    def _settles_at(self, item: QueuedUpdate) -> datetime:
        waited = timedelta(seconds=self._entry.runtime_data.gateway.timeout) + SETTLING
        return (item.sent_at or utcnow()) + waited

    async def _async_follow_task(self, item: QueuedUpdate) -> None:
        """Let an update go when its task has ended."""
        tracked = self._fuota.items.get(item.task_id or -1)
        if tracked is not None:
            if not item.listed:
                item.listed = True
                await self._queue.async_save()
            if tracked.task.ended:
                await self._queue.async_drop(item)
            return
        known = item.listed or (item.sent_at and utcnow() - item.sent_at > LISTED_AFTER)
        if known and self._fuota.complete:
            self._queue.tell_dropped(item, dict.fromkeys(item.dev_euis, translated("task_deleted")))
            await self._queue.async_drop(item)

    async def _async_follow_canary(self, item: QueuedUpdate) -> None:
        """Let the rest of a staged update go on when its canary has succeeded."""
        if item.canary_task_id is None:
            found = (one for one in self._fuota.items.values() if one.task.name == item.canary_name)
            canary = next(found, None)
        else:
            canary = self._fuota.items.get(item.canary_task_id)
        if canary is not None:
            if canary.task.status is TaskStatus.SUCCEEDED:
                await self._queue.async_release(item.queue_id)
            elif canary.task.status is TaskStatus.FAILED and item.state is QueueState.STAGED:
                await self._async_hold(item, translated("canary_failed", task=canary.task.name))
            elif not canary.task.ended and item.state is QueueState.HELD:
                # The canary is tried again.
                item.state, item.reason = QueueState.STAGED, None
                self._queue.tell_released(item)
                await self._queue.async_save()
                self._queue.tell(item.dev_euis)
        elif (
            self._fuota.complete
            and item.state is QueueState.STAGED
            and (item.canary_task_id is not None or utcnow() > self._settles_at(item))
        ):
            await self._async_hold(item, translated("canary_gone"))

    @property
    def _gateway_eui(self) -> str:
        return self._entry.runtime_data.gateway.eui

    @callback
    def _set_timer(self) -> None:
        """Come back when something is due that no poll of the tasks will bring."""
        self._cancel_timer()
        now = utcnow()
        moments = [
            *self._queue.gathering.values(),
            *(one.again_at for one in self._queue.in_line if one.again_at and one.again_at > now),
            *(
                self._settles_at(one)
                for one in self._queue.items.values()
                if one.state is QueueState.STARTING
            ),
        ]
        if moments:
            seconds = max((min(moments) - now).total_seconds(), 0.1)

            @callback
            def due(_now: datetime) -> None:
                self._timer = None
                self.async_advance()

            self._timer = async_call_later(self._hass, seconds, due)

    @callback
    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None


def _unfit_devices(problems: Collection[Problem]) -> dict[str, str]:
    """Return the devices that alone are what is wrong, each with why."""
    if any(one.field != "dev_euis" or one.kind not in _DEVICE_PROBLEMS for one in problems):
        return {}
    return {one.value: sentence(one) for one in problems}
