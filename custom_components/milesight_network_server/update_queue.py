"""Firmware updates that wait for their turn, kept on disk."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.dt import utcnow
from homeassistant.util.ulid import ulid_now

from .const import DOMAIN, LOGGER
from .kept_firmware import kept_firmware
from .listeners import Listeners
from .ns_api.fuota import OfficialFirmware
from .ns_api.fuota_draft import TaskDraft
from .queued_update import QueuedUpdate, QueueState

if TYPE_CHECKING:
    from .runtime import MilesightConfigEntry

# Installs of the same firmware that follow each other this closely become one task.
GATHERING: Final = timedelta(seconds=5)
LONGEST_GATHERING: Final = timedelta(seconds=30)
_VERSION: Final = 1


class UpdateQueue:
    """The queue of one gateway. What moves it on is told by `advance`.

    Whatever is changed is on disk when the change returns.
    """

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry, gateway_eui: str) -> None:
        """Start empty; `async_load` reads what was kept."""
        self._hass = hass
        self._gateway_eui = gateway_eui
        self._store = queue_store(hass, entry.entry_id)
        self._items: dict[str, QueuedUpdate] = {}
        self._by_device: dict[str, QueuedUpdate] = {}
        # Until when installs may join, and until when at the latest.
        self._gathering: dict[str, tuple[datetime, datetime]] = {}
        # Those who listen to the updates of one device, by its DevEUI.
        self.listeners = Listeners()
        self._saving = asyncio.Lock()
        # How many changes there were, and how many of them are on disk.
        self._changes = self._saved = 0
        self.advance: Callable[[], None] = lambda: None
        # Who is told of updates that wait for a person, that no longer do, and of devices that
        # were taken out of an update, each with a sentence why.
        self.held_listeners: list[Callable[[QueuedUpdate], None]] = []
        self.released_listeners: list[Callable[[QueuedUpdate], None]] = []
        self.dropped_listeners: list[Callable[[QueuedUpdate, Mapping[str, str]], None]] = []

    @property
    def items(self) -> Mapping[str, QueuedUpdate]:
        """The updates by their `queue_id`, in their order."""
        return self._items

    @property
    def in_line(self) -> Iterator[QueuedUpdate]:
        """The updates that wait for their turn, the next one first."""
        return (one for one in self._items.values() if one.state is QueueState.QUEUED)

    @property
    def gathering(self) -> Mapping[str, datetime]:
        """Until when installs may join an update, by its `queue_id`."""
        return {queue_id: until for queue_id, (until, _) in self._gathering.items()}

    def state_of(self, item: QueuedUpdate) -> QueueState:
        """Return an update's state; the first that waits is next."""
        if item.state is QueueState.QUEUED and item is next(self.in_line, None):
            return QueueState.NEXT
        return item.state

    def ahead_of(self, item: QueuedUpdate) -> int:
        """Return how many updates come before this one."""
        waiting = list(self.in_line)
        ahead = waiting.index(item) if item in waiting else 0
        return ahead + sum(one.begun for one in self._items.values() if one is not item)

    def find(self, dev_eui: str) -> QueuedUpdate | None:
        """Return the update that a device is in, None where it is in none."""
        return self._by_device.get(dev_eui)

    async def async_load(self) -> None:
        """Read the queue as it was before a restart."""
        stored = await self._store.async_load()
        for kept in stored["updates"] if stored else ():
            try:
                item = QueuedUpdate.from_dict(kept)
            except (ValueError, LookupError, TypeError) as err:
                LOGGER.warning("An update in the queue can't be read and is left out: %s", err)
                continue
            self._items[item.queue_id] = item
        self._index()
        await kept_firmware(self._hass).async_forget_queued_but(self._gateway_eui, self._items)

    async def async_queue(self, dev_eui: str, firmware: OfficialFirmware) -> QueuedUpdate:
        """Queue the update of a device, together with those that want the same firmware.

        When this returns, the update is on disk.
        """
        now = utcnow()
        await self._async_leave_held(dev_eui)
        item = next(
            (
                one
                for one in self._items.values()
                if one.state is QueueState.QUEUED
                and one.joinable
                and (one.model, one.official_firmware_id)
                == (firmware.model, firmware.official_firmware_id)
            ),
            None,
        )
        if item is None:
            queue_id = ulid_now()
            item = QueuedUpdate(
                queue_id=queue_id,
                dev_euis=[],
                task_name=f"{firmware.name or firmware.model} ({queue_id[-6:]})",
                firmware_name=firmware.name or "",
                firmware_version=firmware.firmware_version,
                model=firmware.model,
                official_firmware_id=firmware.official_firmware_id,
                joinable=True,
            )
            self._items[queue_id] = item
            self._gathering[queue_id] = (now + GATHERING, now + LONGEST_GATHERING)
        elif item.queue_id in self._gathering:
            latest = self._gathering[item.queue_id][1]
            self._gathering[item.queue_id] = (min(now + GATHERING, latest), latest)
        if dev_eui not in item.dev_euis:
            item.dev_euis.append(dev_eui)
        await self.async_save()
        # Nobody's place differs.
        self.listeners.async_tell([dev_eui])
        self.advance()
        return item

    async def async_stage(
        self, given: Mapping[str, Any], draft: TaskDraft, canary_name: str
    ) -> QueuedUpdate:
        """Keep the rest of a staged task until its canary's task has succeeded.

        `given` are the fields of the rest's task as its caller named them.
        """
        firmware, queue_id = draft.firmware, ulid_now()
        item = QueuedUpdate(
            queue_id=queue_id,
            dev_euis=list(given["dev_euis"]),
            task_name=str(given["name"]),
            fields={
                name: value for name, value in given.items() if name not in ("dev_euis", "name")
            },
            firmware_name=firmware.name,
            firmware_version=firmware.version,
            model=firmware.model,
            official_firmware_id=firmware.official_id,
            canary_name=canary_name,
            state=QueueState.STAGED,
            sent_at=utcnow(),
        )
        if not firmware.official:
            await kept_firmware(self._hass).async_keep(
                self._gateway_eui, item.kept_as, firmware.name, firmware.content
            )
        self._items[queue_id] = item
        await self.async_save()
        self.tell(item.dev_euis)
        return item

    async def async_follow(self, item: QueuedUpdate, canary_task_id: int) -> None:
        """Take the task that an update's canary is in."""
        item.canary_task_id = canary_task_id
        await self.async_save()
        self.advance()

    @callback
    def close(self, item: QueuedUpdate) -> None:
        """Let no more installs join an update."""
        item.joinable = False
        self._gathering.pop(item.queue_id, None)

    async def async_cancel(self, queue_id: str) -> None:
        """Take an update out of the queue. Its task, where it has one, is left alone."""
        await self.async_drop(self._items[queue_id])
        self.advance()

    async def async_release(self, queue_id: str) -> None:
        """Let an update that was put on hold take its turn."""
        item = self._items[queue_id]
        item.release()
        self.tell_released(item)
        await self.async_save()
        self.tell(item.dev_euis)
        self.advance()

    async def _async_leave_held(self, dev_eui: str) -> None:
        """Take a device out of an update on hold: it is asked for anew."""
        item = self.find(dev_eui)
        if item is not None and item.state is QueueState.HELD:
            await self.async_drop_devices(item, {dev_eui: ""}, tell=False)

    async def async_drop_devices(
        self, item: QueuedUpdate, reasons: Mapping[str, str], *, tell: bool = True
    ) -> None:
        """Take devices out of an update, each with a sentence why."""
        item.dev_euis = [one for one in item.dev_euis if one not in reasons]
        if tell:
            self.tell_dropped(item, reasons)
        if item.dev_euis:
            await self.async_save()
        else:
            await self.async_drop(item)
        self.tell(reasons)

    async def async_drop(self, item: QueuedUpdate) -> None:
        """Forget an update."""
        if self._items.pop(item.queue_id, None) is None:
            return
        self._gathering.pop(item.queue_id, None)
        self.tell_released(item)
        await self.async_save()
        await kept_firmware(self._hass).async_forget(self._gateway_eui, item.kept_as)
        self.tell(item.dev_euis)

    async def async_save(self) -> None:
        """Take in what changed, and write the queue to disk."""
        self._index()
        self._changes += 1
        wanted = self._changes
        async with self._saving:
            if self._saved >= wanted:
                # Of many that come at once, the first to have its turn writes for all.
                return
            changes = self._changes
            updates = [item.to_dict() for item in self._items.values()]
            await self._store.async_save({"updates": updates})
            self._saved = changes

    @callback
    def _index(self) -> None:
        self._by_device = {eui: one for one in self._items.values() for eui in one.dev_euis}

    @callback
    def tell(self, dev_euis: Collection[str]) -> None:
        """Tell the entities of these devices, and of those that wait: their place may differ."""
        waiting = (dev_eui for one in self.in_line for dev_eui in one.dev_euis)
        self.listeners.async_tell({*dev_euis, *waiting})

    @callback
    def tell_held(self, item: QueuedUpdate) -> None:
        """Tell that an update waits for a person."""
        for listener in self.held_listeners:
            listener(item)

    @callback
    def tell_released(self, item: QueuedUpdate) -> None:
        """Tell that an update no longer waits for one."""
        for listener in self.released_listeners:
            listener(item)

    @callback
    def tell_dropped(self, item: QueuedUpdate, reasons: Mapping[str, str]) -> None:
        """Tell that devices were taken out of an update."""
        for listener in self.dropped_listeners:
            listener(item, reasons)


def queue_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, Any]]:
    """Return where the queue of an entry is kept."""
    return Store(hass, _VERSION, f"{DOMAIN}/update_queue_{entry_id}", private=True)
