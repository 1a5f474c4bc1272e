"""Connects the engine of firmware updates to Home Assistant: disk, timers, polls, listeners."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from ..const import LOGGER
from ..listeners import Listeners, Signal
from ..ns_api.device import name_of
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError, Problem
from ..ns_api.firmware.named import Firmware, own_firmware
from ..ns_api.keys import ProblemKey
from ..store import KeptStore, read_rows
from ..words import Reader, sentence, sentences, translated
from ..words.keys import ErrorKey
from .carrier import Carrier
from .engine import Engine
from .file_index import ForTask, ForUpdate
from .files import kept_firmware
from .firmware_check import FirmwareCheck
from .identity import SentTask, TaskMark
from .new_task import TaskContext
from .news import Arrived, LeftOut, Moved, News
from .operations import UpdateOperations
from .queue import QueuedUpdate, QueueState
from .task_view import FuotaData
from .tasks import FuotaCoordinator

_VERSION: Final = 2


class UpdateDispatcher:
    """Has the engine's decisions carried out, and hands it the polled tasks.

    A change is on disk before listeners hear of it. `operations` are the requests of people.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        context: TaskContext,
        fuota: FuotaCoordinator,
        check: FirmwareCheck,
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._context = context
        self._fuota = fuota
        self._check = check
        self.store = queue_store(hass, entry.entry_id)
        self._timer: CALLBACK_TYPE | None = None
        self._is_stopped = False
        self._polled: FuotaData | None = None
        # The own files that are kept for updates, by their `queue_id`.
        self._copies: dict[str, QueuedUpdate] = {}
        self.engine = Engine(context.clock, _words)
        self.engine.claims.freed = self.async_advance
        self._carrier = Carrier(self.engine, context, self, entry.title)
        self.operations = UpdateOperations(self.engine, self._carrier, context)
        # Those who listen to the update of one device, by its DevEUI, and to all that happens.
        self.listeners = Listeners()
        self.news_listeners = Signal[News]()

    async def async_load(self) -> None:
        """Read the updates as they were before a restart."""
        kept = await self.store.async_read()
        unreadable: list[str] = []
        items = read_rows(QueuedUpdate, kept, "updates", unreadable)
        self.engine.load(
            items,
            read_rows(LeftOut, kept, "left_out", unreadable),
            read_rows(SentTask, kept, "fresh", unreadable),
        )
        stays = self.engine.lateness.stays
        stays.passed_over = read_rows(TaskMark, kept, "passed_over", unreadable)
        if unreadable:
            await self.store.async_set_aside("; ".join(unreadable))
            self.engine.changes += 1
        self._copies = {one.queue_id: one for one in items if one.official_firmware_id is None}
        if not unreadable:
            # The copy of an update that can't be read may be all that is left of it.
            with suppress(HomeAssistantError, OSError):
                await kept_firmware(self._hass).async_forget_queued_but(
                    self._context.gateway.eui, self.engine.items
                )

    @callback
    def async_start(self) -> None:
        """Continue the updates now, and after each poll of the tasks."""
        self._entry.async_on_unload(self._fuota.async_add_listener(self._async_polled))
        self._entry.async_on_unload(self._cancel_timer)
        self._entry.async_create_background_task(
            self._hass, self._async_check_copies(), f"{self._entry.title} kept firmware"
        )
        self._async_polled()

    async def async_stop(self) -> None:
        """Accept, write and send nothing any more: after a reload, another dispatcher does."""
        self._is_stopped = True
        self.operations.close()
        self._cancel_timer()
        await self.store.async_close()

    @callback
    def async_advance(self) -> None:
        """Have the next steps taken in the background."""
        if self._is_stopped:
            # A claim was released after the gateway was unloaded.
            return
        self._entry.async_create_background_task(
            self._hass, self._async_advance(), f"{self._entry.title} firmware updates"
        )

    async def _async_advance(self) -> None:
        if not self._fuota.last_update_success:
            # A poll that fails like the one before is not reported.
            self.engine.lose(is_silent=not self._fuota.gateway_answers)
        await self._carrier.advance()
        if not self._carrier.is_busy and not self._is_stopped:
            self._set_timer()

    @callback
    def _async_polled(self) -> None:
        """Hand the tasks of the last poll to the engine."""
        is_news = self._fuota.data is not None and self._fuota.data is not self._polled
        if self._fuota.last_update_success and is_news:
            self._polled = self._fuota.data
            self.engine.poll(self._polled)
        self.async_advance()

    # What the carrier needs.

    async def save(self) -> bool:
        """Write the books to disk; return whether they surely are on it."""
        engine = self.engine
        return await self.store.async_save_surely(
            {
                "updates": [one.to_dict() for one in engine.items.values()],
                "left_out": [one.to_dict() for one in engine.unreported],
                "fresh": [one.to_dict() for one in engine.fresh],
                "passed_over": [one.to_dict() for one in engine.lateness.stays.passed_over],
            }
        )

    async def publish(self, *, is_kept: bool) -> None:
        """Report to listeners the engine's news, and keep or delete firmware files accordingly."""
        moved: set[str] = set()
        news = self.engine.take_news(is_kept=is_kept)
        for one in news:
            if isinstance(one, Arrived):
                # The task may have ended before the next poll.
                self._follow_firmware(one.item)
        for one in news:
            if isinstance(one, Moved):
                moved |= one.dev_euis
            self.news_listeners.async_send(one)
        self.listeners.async_tell(moved)
        for one in news:
            if isinstance(one, Arrived):
                await self._async_hand_over(one.item)
        if is_kept:
            await self._async_forget_copies()

    async def poll(self) -> None:
        """Poll the tasks; `_async_polled` hands them to the engine."""
        await self._fuota.async_refresh()

    async def installed(self, item: QueuedUpdate) -> Mapping[str, str | None]:
        """Ask anew what the devices of an update run. Raises what the API's client raises."""
        return await self._check.questions.async_ask_now(item.model, item.dev_euis)

    async def own_firmware(self, item: QueuedUpdate) -> Firmware | None:
        """Return the own firmware of an update, None where its copy is missing or altered."""
        content = await kept_firmware(self._hass).async_content(
            self._user(item.queue_id), item.firmware_name
        )
        if content is None:
            return None
        return await self._hass.async_add_executor_job(own_firmware, item.firmware_name, content)

    def in_words(self, what: NsApiError | InvalidFieldsError | Problem | ErrorKey) -> str:
        """Return a sentence for an error, a problem or a key."""
        match what:
            case InvalidFieldsError():
                return sentences(what, self._reader(what.problems))
            case Problem():
                return sentence(what, self._reader([what]))
            case _:
                return translated(what)

    def _reader(self, problems: Iterable[Problem]) -> Reader:
        """Return the reader of these problems, for whom devices have their names."""
        devices = self._context.devices()
        return Reader(names={one.value: name_of(devices, one.value) for one in problems})

    # Firmware files.

    async def async_keep_file(self, queue_id: str, firmware: Firmware) -> None:
        """Keep the own firmware of an update that is about to be queued."""
        if not firmware.official:
            await kept_firmware(self._hass).async_keep(
                self._user(queue_id),
                firmware.name,
                firmware.content,
            )

    def _user(self, queue_id: str) -> ForUpdate:
        """Return the user under which the copy of an update's own firmware is kept."""
        return ForUpdate(self._context.gateway.eui, queue_id)

    async def _async_check_copies(self) -> None:
        """Hold updates whose files were altered or are missing now, not when their turn comes."""
        for item in list(self.engine.items.values()):
            if item.official_firmware_id is None and item.state is QueueState.QUEUED:
                try:
                    firmware = await self.own_firmware(item)
                except HomeAssistantError, OSError:
                    continue
                if firmware is None:
                    problem = Problem(
                        "firmware", ProblemKey.FIRMWARE_NOT_KEPT, item.firmware_name, {}
                    )
                    self.engine.hold(item, sentence(problem))
        self.async_advance()

    def _follow_firmware(self, item: QueuedUpdate) -> None:
        mark = item.sent.mark if item.sent is not None else None
        if mark is not None:
            self._check.async_follow_tasks(self._check.followed_tasks | {mark.task_id})

    async def _async_hand_over(self, item: QueuedUpdate) -> None:
        """Let the task keep the file that its update kept."""
        mark = item.sent.mark if item.sent is not None else None
        if mark is None:
            return
        kept, task = kept_firmware(self._hass), ForTask(self._context.gateway.eui, mark.task_id)
        try:
            if item.official_firmware_id is not None:
                await kept.async_forget(task)
            else:
                await kept.async_copy(self._user(item.queue_id), task)
        except (HomeAssistantError, OSError) as err:
            # The task exists: without its file it only can't be changed later.
            LOGGER.warning("Firmware of task %s not kept: %s", mark.task_id, err)

    async def _async_forget_copies(self) -> None:
        """Forget the files of updates that are surely over."""
        for item in self.engine.items.values():
            if item.official_firmware_id is None:
                self._copies.setdefault(item.queue_id, item)
        for queue_id in self._copies.keys() - self.engine.items.keys():
            item = self._copies.pop(queue_id)
            with suppress(HomeAssistantError, OSError):
                await kept_firmware(self._hass).async_forget(self._user(item.queue_id))

    # Time.

    @callback
    def _set_timer(self) -> None:
        """Take the next step when one is due that no poll of the tasks brings about."""
        self._cancel_timer()
        wake_at = self._carrier.wake_at
        if wake_at is not None:
            seconds = max(wake_at - self._context.clock.monotonic(), 0.1)
            self._timer = async_call_later(self._hass, seconds, self._due)

    @callback
    def _due(self, _now: datetime) -> None:
        self._timer = None
        self.async_advance()

    @callback
    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None


def _words(key: ErrorKey, /, **placeholders: str) -> str:
    return translated(key, **placeholders)


def queue_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the updates of an entry are kept."""
    return KeptStore(hass, _VERSION, f"update_queue_{entry_id}")
