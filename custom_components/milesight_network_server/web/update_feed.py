"""Follows the firmware updates of one gateway for pages that are open, and sends what changed.

Nothing is worked out while nobody looks. What changes is worked out once, however many look on.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..listeners import Signal, Steps
from ..runtime import MilesightConfigEntry
from ..updates.news import Moved, News
from ..updates.outlook import expected, is_idle, next_start
from ..updates.queue import QueuedUpdate
from ..words import one_line
from .messages import (
    GatewayMessage,
    OfferMessage,
    QueuedMessage,
    UpdatesMessage,
)
from .offers import Offers
from .task_feed import TaskFeed
from .times import minute_text, seconds_of

type Listener = Callable[[UpdatesMessage], None]


class UpdateFeed:
    """The firmware updates of one gateway, as pages show them."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._runtime = entry.runtime_data
        self._listeners = Signal[UpdatesMessage]()
        self._stops: list[CALLBACK_TYPE] = []
        self._due = False
        self._forget()

    def _forget(self) -> None:
        self._gateway: GatewayMessage | None = None
        self._offered: list[OfferMessage] = []
        self._queue: list[QueuedMessage] = []
        self._offers = Offers(self._runtime)
        self._offers_changed = False
        self._steps = Steps(
            lambda run: self._entry.async_create_background_task(
                self._hass, run, f"{self._entry.title} pages", eager_start=False
            )
        )
        self._tasks = TaskFeed(self._hass, self._entry, self._steps, self._schedule)

    @callback
    def async_subscribe(self, listener: Listener) -> CALLBACK_TYPE:
        """Send everything to a listener as it is now, and then what changes.

        Returns what ends it.
        """
        if not self._listeners:
            self._start()
        listener(self._everything())
        return self._listeners.async_listen(listener, last_left=self._stop)

    @callback
    def async_close(self) -> None:
        """Report to the listeners that the gateway is no longer set up."""
        gone = UpdatesMessage(config_entry_id=self._entry.entry_id, gone=True)
        self._listeners.async_send(gone)
        self._listeners.async_end()
        self._stop()

    @callback
    def _start(self) -> None:
        runtime = self._runtime
        self._stops = [
            runtime.fuota.async_add_listener(self._schedule),
            runtime.devices.async_add_listener(self._answer_changed),
        ]
        firmware, updates = runtime.firmware, runtime.updates
        for listeners in (
            firmware.added_listeners,
            firmware.changed_listeners,
            firmware.gone_listeners,
        ):
            self._stops.append(listeners.async_listen(self._firmware_reported))
        self._stops.append(runtime.prospects.listeners.async_listen(self._durations_known))
        self._stops.append(updates.news_listeners.async_listen(self._news))
        self._firmware_changed(list(firmware.items))
        self._work_out()

    @callback
    def _stop(self) -> None:
        for stop in self._stops:
            stop()
        self._stops = []
        self._forget()

    # What may have changed.

    @callback
    def _answer_changed(self) -> None:
        gateway = self._gateway
        if gateway is None or gateway.answers is not self._runtime.devices.gateway_answers:
            self._schedule()

    @callback
    def _firmware_reported(self, dev_euis: Collection[str]) -> None:
        # A device may run what it was taken to have failed to get.
        self._schedule()
        self._firmware_changed(dev_euis)

    @callback
    def _firmware_changed(self, dev_euis: Collection[str]) -> None:
        self._steps.async_do(self._look_at_offers, dev_euis)

    @callback
    def _news(self, news: News) -> None:
        if isinstance(news, Moved):
            self._firmware_changed(news.dev_euis)
        self._schedule()

    @callback
    def _look_at_offers(self, dev_euis: list[str]) -> None:
        if self._offers.look(dev_euis):
            self._offers_changed = True
            self._schedule()

    @callback
    def _durations_known(self) -> None:
        self._firmware_changed(list(self._runtime.firmware.items))

    @callback
    def _schedule(self) -> None:
        """Report what changed, once for all that happens now."""
        if not self._due:
            self._due = True
            self._hass.loop.call_soon(self.async_tell_changes)

    @callback
    def async_tell_changes(self) -> None:
        """Send to all who look on what changed, if anything did."""
        self._due = False
        if not self._listeners:
            return
        message = self._work_out()
        if message is not None:
            self._listeners.async_send(message)

    # What is shown.

    def _everything(self) -> UpdatesMessage:
        return UpdatesMessage(
            config_entry_id=self._entry.entry_id,
            gateway=self._gateway,
            offers=self._offered,
            queue=self._queue,
            tasks=self._tasks.tasks,
            devices=self._tasks.devices,
        )

    def _work_out(self) -> UpdatesMessage | None:
        """Look at everything anew; return what changed, None where nothing did."""
        before = (self._gateway, self._offered, self._queue)
        self._gateway, self._queue = self._gateway_now(), self._queue_now()
        changes = self._tasks.look()
        for dev_euis in changes.concerned:
            self._firmware_changed(dev_euis)
        if self._offers_changed or self._offered:
            self._offered = self._offers_now()
            self._offers_changed = False
        gateway, offered, queue = before
        entered = self._tasks.take_entered()
        message = UpdatesMessage(
            config_entry_id=self._entry.entry_id,
            gateway=None if gateway == self._gateway else self._gateway,
            offers=None if offered == self._offered else self._offered,
            queue=None if queue == self._queue else self._queue,
            tasks=changes.changed or None,
            gone_tasks=changes.gone or None,
            devices=entered or None,
            statuses=changes.statuses or None,
        )
        is_news = message != UpdatesMessage(config_entry_id=self._entry.entry_id)
        return message if is_news else None

    def _gateway_now(self) -> GatewayMessage:
        runtime = self._runtime
        device = dr.async_get(self._hass).async_get(runtime.gateway_device_id)
        name = None if device is None else device.name_by_user or device.name
        data = runtime.fuota.data
        return GatewayMessage(
            name=name or self._entry.title,
            device_id=runtime.gateway_device_id,
            answers=runtime.devices.gateway_answers,
            has_fuota=data is None or data.supported,
        )

    def _offers_now(self) -> list[OfferMessage]:
        queue = self._runtime.queue
        waits = not is_idle(queue)
        # What begins at once begins a minute later with each minute: that is no news.
        starts = next_start(queue) if waits else None
        return [
            OfferMessage(
                model=offer.model,
                firmware_version=offer.firmware_version or None,
                devices=self._offers.devices(offer),
                duration=seconds_of(self._offers.duration(offer)),
                starts=minute_text(starts),
                waits=waits,
            )
            for offer in self._offers.all
        ]

    def _queue_now(self) -> list[QueuedMessage]:
        queue = self._runtime.queue
        listed = [self._queued(one.item, one.starts) for one in expected(queue)]
        begun = [one for one in queue.items.values() if one.begun and queue.task_of(one) is None]
        return [*(self._queued(one, None) for one in begun), *listed]

    def _queued(self, item: QueuedUpdate, starts: datetime | None) -> QueuedMessage:
        return QueuedMessage(
            queue_id=item.queue_id,
            name=one_line(item.task_name),
            model=item.model,
            firmware_version=item.firmware_version,
            devices=len(item.dev_euis),
            state=self._runtime.queue.state_of(item),
            reason=item.reason,
            starts=minute_text(starts),
            duration=item.seconds,
        )
