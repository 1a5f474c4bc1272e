"""Does what the engine decides: keeps it on disk, looks, checks, sends, and reports back.

It knows nothing of Home Assistant: `House` is what it needs of it.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
import logging
from typing import Any, Final, Protocol

from ..ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
)
from ..ns_api.field import InvalidFieldsError, Problem
from ..ns_api.firmware.named import Firmware, official_firmware
from ..ns_api.fuota import FuotaTask
from ..ns_api.fuota_draft import TaskDraft
from ..ns_api.keys import ProblemKey
from ..words.keys import ErrorKey
from .engine import Engine
from .new_task import NewTask, TaskContext, async_new_task
from .queue import QueuedUpdate

_LOGGER: Final = logging.getLogger(__name__)

# When to write again what could not be written, in seconds.
WRITE_AGAIN: Final = 30.0
# Refusals that the gateway may take back by itself.
_LATER: Final = (ReturnCode.TOO_MANY_TASKS, ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE)
_DEVICE_PROBLEMS: Final = (ProblemKey.NOT_THERE, ProblemKey.IN_TASK)
# Refusals that count only when they were answered more than once.
_DOUBTED: Final = (ProblemKey.NO_LONGER_OFFERED,)
_BELIEVED_AFTER: Final = 2


class House(Protocol):
    """What the carrier needs beside the gateway."""

    async def save(self) -> bool:
        """Write the books to disk; return whether they surely are on it."""

    async def publish(self, *, is_kept: bool) -> None:
        """Publish the engine's news."""

    async def poll(self) -> None:
        """Poll the tasks, and hand them to the engine."""

    async def installed(self, item: QueuedUpdate) -> Mapping[str, str | None]:
        """Ask anew what the devices of an update run. Raises what the API's client raises."""

    async def own_firmware(self, item: QueuedUpdate) -> Firmware | None:
        """Return the own firmware of an update, None where its copy is missing or altered."""

    def in_words(self, what: NsApiError | InvalidFieldsError | Problem | ErrorKey) -> str:
        """Return a sentence for an error, a problem or a key."""


@dataclass(frozen=True)
class _Ready:
    """A task that can be sent, what it is expected to take, and the tasks that exist."""

    draft: TaskDraft
    duration: timedelta | None
    before: Collection[FuotaTask]

    @property
    def firmware(self) -> str:
        """The name of its firmware."""
        return self.draft.firmware.name


class Carrier:
    """Moves the queue of one gateway on, one step after the other."""

    def __init__(self, engine: Engine, context: TaskContext, house: House, title: str) -> None:
        """Carry out what `engine` decides; `title` names the gateway in the log."""
        self._engine = engine
        self._context = context
        self._house = house
        self._title = title
        self._saved = engine.changes
        self._advancing = False
        self._again = False
        # One write after the other, so that the last one is on disk in the end.
        self._writing = asyncio.Lock()

    async def advance(self) -> None:
        """Take all steps that are possible now. A call during that has it look once more."""
        self._again = True
        if self._advancing:
            return
        self._advancing = True
        try:
            while self._again:
                self._again = False
                while await self._step():
                    pass
        finally:
            self._advancing = False

    @property
    def is_busy(self) -> bool:
        """Whether a step is being taken."""
        return self._advancing

    @property
    def wake_at(self) -> float | None:
        """When to advance again, whatever else happens (monotonic)."""
        moments = [self._engine.wake_at]
        if self._saved < self._engine.changes:
            moments.append(self._context.clock.monotonic() + WRITE_AGAIN)
        return min((one for one in moments if one is not None), default=None)

    async def keep(self) -> bool:
        """Write all changes to disk, then publish the news. Returns whether the write succeeded."""
        self._engine.forget_reported()
        changes = self._engine.changes
        async with self._writing:
            # Another write that was waited for has mostly written these changes, too.
            is_kept = changes <= self._saved or await self._write()
        await self._house.publish(is_kept=is_kept)
        return is_kept

    async def _write(self) -> bool:
        changes = self._engine.changes
        is_kept = await self._house.save()
        if is_kept:
            self._saved = changes
        return is_kept

    async def _step(self) -> bool:
        """Take one step; return whether there may be another."""
        await self.keep()
        if self._engine.wants_look:
            self._engine.looking()
            await self._house.poll()
            return True
        item = self._engine.check_next()
        if item is None:
            await self.keep()
            return False
        await self._begin(item)
        return True

    async def _begin(self, item: QueuedUpdate) -> None:
        """Send an update as a task, or keep the reason why that is impossible."""
        engine, house = self._engine, self._house
        ready = await self._checked(item)
        if ready is None or not engine.begin(item, ready.duration, ready.before, ready.firmware):
            # It is impossible, or not possible now, or was cancelled meanwhile.
            return
        if not await self.keep():
            engine.not_sent(item, house.in_words(ErrorKey.NOT_WRITTEN))
            return
        try:
            task_id = await self._context.gateway.add_fuota_task(dict(ready.draft.body))
        except NotConnectedError:
            engine.not_sent(item)
        except RefusedError as err:
            if err.reason is ReturnCode.REQUEST_TIMEOUT:
                # The network server behind the gateway's MQTT client may still make the task.
                engine.unanswered(item)
            else:
                engine.refused(item)
                # The gateway may have made it all the same.
                await house.poll()
                self._put_off(item, err, hold=True)
        except LinkClosedError as err:
            if err.sent:
                engine.unanswered(item)
            else:
                engine.not_sent(item)
        except NsApiError as err:
            _LOGGER.debug("Answer to update %s lost: %s", item.queue_id, err)
            engine.unanswered(item)
        else:
            engine.answered(item, task_id)
            await self.keep()
            await house.poll()

    async def _checked(self, item: QueuedUpdate) -> _Ready | None:
        """Return the task of an update; None where it can't be sent: its state has the reason."""
        engine, house = self._engine, self._house
        try:
            new = await self._draft(item)
        except InvalidFieldsError as err:
            is_doubted = any(one.kind in _DOUBTED for one in err.problems)
            if is_doubted and engine.tries(item) < _BELIEVED_AFTER:
                engine.not_now(item, house.in_words(err))
            else:
                engine.hold(item, house.in_words(err))
        except NsApiError as err:
            self._put_off(item, err, hold=False)
        else:
            if new is not None:
                made = new.preflight.estimate
                duration = None if made is None else made.duration
                return _Ready(new.draft, duration, new.before.items.values())
        return None

    async def _draft(self, item: QueuedUpdate) -> NewTask | None:
        """Return the task of an update, without the devices that can't be in it any more.

        None where none of them is left, or where it turns out to have been sent already.
        """
        engine, house = self._engine, self._house
        firmware = await self._firmware(item)
        installed = await house.installed(item)
        known = (installed.get(one) or not item.installed.get(one) for one in item.dev_euis)
        if not all(known) and engine.tries(item) < _BELIEVED_AFTER:
            # A device that one answer lacks may be in the next.
            engine.not_now(item, None)
            return None
        engine.left_out(item, engine.overtaken(item, installed))
        missing: set[str] = set()
        while item.dev_euis:
            tasks = await self._context.gateway.list_fuota_tasks()
            listed = tasks.items.values()
            engine.see(listed)
            if not engine.waits(item) or engine.doubts(item, listed):
                return None
            if engine.has_news(listed):
                # A session that somebody started may run since the last poll.
                await house.poll()
                return None
            given: dict[str, Any] = {
                **item.fields,
                "name": engine.named(item),
                "dev_euis": list(item.dev_euis),
            }
            try:
                return await async_new_task(self._context, given, firmware, tasks=tasks)
            except InvalidFieldsError as err:
                unfit = _unfit_devices(err)
                if not unfit:
                    raise
            gone = {one.value for one in unfit if one.kind == ProblemKey.NOT_THERE}
            # A firmware that one list lacks may be in the next.
            sure = [one for one in unfit if one.value in missing or one.value not in gone]
            missing |= gone
            engine.left_out(item, {one.value: house.in_words(one) for one in sure})
        return None

    async def _firmware(self, item: QueuedUpdate) -> Firmware:
        """Return the firmware of an update, as the gateway offers it now or as it was kept."""
        if item.official_firmware_id is not None:
            offered = await self._context.gateway.list_official_firmware(item.model or "")
            firmware = official_firmware(offered, item.official_firmware_id)
            kind = ProblemKey.NO_LONGER_OFFERED
        else:
            firmware = await self._house.own_firmware(item)
            kind = ProblemKey.FIRMWARE_NOT_KEPT
        if firmware is None:
            raise InvalidFieldsError(
                [Problem("official_firmware_id", kind, item.firmware_name, {})]
            )
        return firmware

    def _put_off(self, item: QueuedUpdate, err: NsApiError, *, hold: bool) -> None:
        """Wait where the gateway may be able later; hold the update where it won't."""
        reason = self._house.in_words(err)
        later = isinstance(err, RefusedError) and err.reason in _LATER
        if hold and not later:
            self._engine.hold(item, reason)
            return
        if self._engine.not_now(item, reason, later=later):
            level = logging.DEBUG if isinstance(err, LineError) else logging.WARNING
            _LOGGER.log(level, "%s: %s waits: %s", self._title, item.task_name, reason)


def _unfit_devices(err: InvalidFieldsError) -> list[Problem]:
    """Return the problems where devices alone are what is wrong, each with one of them."""
    if any(one.field != "dev_euis" or one.kind not in _DEVICE_PROBLEMS for one in err.problems):
        return []
    return err.problems
