"""Puts the engine of firmware updates into Home Assistant: its disk, its timers, its polls."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from ..const import LOGGER
from ..listeners import Listeners, async_call
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError, Problem
from ..ns_api.firmware import Firmware, own_firmware
from ..store import KeptStore, read_rows
from ..words import sentence, sentences, translated
from .carrier import Carrier
from .engine import Engine
from .files import kept_firmware
from .firmware import FirmwareCoordinator
from .identity import SentTask, TaskMark
from .new_task import TaskContext
from .news import Arrived, LeftOut, Moved, News
from .operations import UpdateOperations
from .queue import QueuedUpdate, QueueState, queue_key
from .task_view import FuotaData
from .tasks import FuotaCoordinator

_VERSION: Final = 2


class UpdateDispatcher:
    """Carries out what the engine decides, and tells it what the polls find.

    What is changed is on disk before it is told. `operations` is what people may want.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        context: TaskContext,
        fuota: FuotaCoordinator,
        firmware: FirmwareCoordinator,
    ) -> None:
        """Start with no update; `async_load` reads what was kept."""
        self._hass = hass
        self._entry = entry
        self._context = context
        self._fuota = fuota
        self._firmware = firmware
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
        self.news_listeners: list[Callable[[News], None]] = []

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
        """Let the updates go on, now and whenever the tasks were read."""
        self._entry.async_on_unload(self._fuota.async_add_listener(self._async_polled))
        self._entry.async_on_unload(self._cancel_timer)
        self._entry.async_create_background_task(
            self._hass, self._async_check_copies(), f"{self._entry.title} kept firmware"
        )
        self._async_polled()

    async def async_stop(self) -> None:
        """Accept, write and send nothing any more: another one may take over."""
        self._is_stopped = True
        self.operations.close()
        self._cancel_timer()
        await self.store.async_close()

    @callback
    def async_advance(self) -> None:
        """See what can go on."""
        if self._is_stopped:
            # Whoever asked for something when it was unloaded is through with it.
            return
        self._entry.async_create_background_task(
            self._hass, self._async_advance(), f"{self._entry.title} firmware updates"
        )

    async def _async_advance(self) -> None:
        await self._carrier.advance()
        if not self._carrier.is_busy and not self._is_stopped:
            self._set_timer()

    @callback
    def _async_polled(self) -> None:
        """Tell the engine what the last poll of the tasks found."""
        if not self._fuota.last_update_success:
            self.engine.lose()
        elif self._fuota.data is not None and self._fuota.data is not self._polled:
            self._polled = self._fuota.data
            self.engine.poll(self._polled)
        self.async_advance()

    # What the carrier needs.

    async def save(self) -> bool:
        """Write the books to disk; return whether they surely are there."""
        engine = self.engine
        return await self.store.async_save_surely(
            {
                "updates": [one.to_dict() for one in engine.items.values()],
                "left_out": [one.to_dict() for one in engine.untold],
                "fresh": [one.to_dict() for one in engine.fresh],
                "passed_over": [one.to_dict() for one in engine.lateness.stays.passed_over],
            }
        )

    async def publish(self, *, is_kept: bool) -> None:
        """Tell the engine's news, and keep the firmware files in step with them."""
        moved: set[str] = set()
        news = self.engine.take_news(is_kept=is_kept)
        for one in news:
            if isinstance(one, Arrived):
                # It may have ended before anybody looks.
                self._follow_firmware(one.item)
        for one in news:
            if isinstance(one, Moved):
                moved |= one.dev_euis
            for listener in tuple(self.news_listeners):
                async_call(listener, one)
        self.listeners.async_tell(moved)
        for one in news:
            if isinstance(one, Arrived):
                await self._async_hand_over(one.item)
        if is_kept:
            await self._async_forget_copies()

    async def poll(self) -> None:
        """Have the tasks polled, and the engine told."""
        await self._fuota.async_refresh()

    async def installed(self, item: QueuedUpdate) -> Mapping[str, str | None]:
        """Ask anew what the devices of an update run. Raises what the API's client raises."""
        return await self._firmware.async_ask_now(item.model, item.dev_euis)

    async def own_firmware(self, item: QueuedUpdate) -> Firmware | None:
        """Return the own firmware of an update, None where its copy is missing or altered."""
        content = await kept_firmware(self._hass).async_content(
            self._context.gateway.eui, item.kept_as, item.firmware_name
        )
        if content is None:
            return None
        return await self._hass.async_add_executor_job(own_firmware, item.firmware_name, content)

    def in_words(self, what: NsApiError | InvalidFieldsError | Problem | str) -> str:
        """Return a sentence for an error, a problem or a key."""
        match what:
            case InvalidFieldsError():
                return sentences(what)
            case Problem():
                return sentence(what)
            case _:
                return translated(what)

    # Firmware files.

    async def async_keep_file(self, queue_id: str, firmware: Firmware) -> None:
        """Keep the own firmware of an update that is about to be queued."""
        if not firmware.official:
            await kept_firmware(self._hass).async_keep(
                self._context.gateway.eui,
                queue_key(queue_id),
                firmware.name,
                firmware.content,
            )

    async def _async_check_copies(self) -> None:
        """Tell early of files that were altered or are missing: when its turn comes may be late."""
        for item in list(self.engine.items.values()):
            if item.official_firmware_id is None and item.state is QueueState.QUEUED:
                try:
                    firmware = await self.own_firmware(item)
                except HomeAssistantError, OSError:
                    continue
                if firmware is None:
                    problem = Problem("firmware", "firmware_not_kept", item.firmware_name, {})
                    self.engine.hold(item, sentence(problem))
        self.async_advance()

    def _follow_firmware(self, item: QueuedUpdate) -> None:
        mark = item.sent.mark if item.sent is not None else None
        if mark is not None:
            self._firmware.async_follow_tasks(self._firmware.followed_tasks | {mark.task_id})

    async def _async_hand_over(self, item: QueuedUpdate) -> None:
        """Let the task keep the file that its update kept."""
        mark = item.sent.mark if item.sent is not None else None
        if mark is None:
            return
        kept, eui = kept_firmware(self._hass), self._context.gateway.eui
        try:
            if item.official_firmware_id is not None:
                await kept.async_forget(eui, mark.task_id)
            else:
                await kept.async_copy(eui, item.kept_as, mark.task_id)
        except (HomeAssistantError, OSError) as err:
            # The task is there: without its file it only can't be changed later.
            LOGGER.warning("Firmware of task %s not kept: %s", mark.task_id, err)

    async def _async_forget_copies(self) -> None:
        """Forget the files of updates that are surely over."""
        for item in self.engine.items.values():
            if item.official_firmware_id is None:
                self._copies.setdefault(item.queue_id, item)
        for queue_id in self._copies.keys() - self.engine.items.keys():
            item = self._copies.pop(queue_id)
            with suppress(HomeAssistantError, OSError):
                await kept_firmware(self._hass).async_forget(
                    self._context.gateway.eui, item.kept_as
                )

    # Time.

    @callback
    def _set_timer(self) -> None:
        """Come back when something is due that no poll of the tasks will bring."""
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


def _words(key: str, /, **placeholders: str) -> str:
    return translated(key, **placeholders)


def queue_store(hass: HomeAssistant, entry_id: str) -> KeptStore:
    """Return where the updates of an entry are kept."""
    return KeptStore(hass, _VERSION, f"update_queue_{entry_id}")
