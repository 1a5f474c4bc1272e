"""Requests of people about firmware updates, for services, entities and repairs.

What makes a task claims its devices first, so that no other request comes in between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from ..ns_api.effect import UndecidedError, added
from ..ns_api.errors import NsApiError, RefusedError
from ..ns_api.fuota import FuotaTask, OfficialFirmware
from ..ns_api.fuota_draft import TaskDraft
from ..ns_api.fuota_fields import COMPARED_FIELDS, MOST_NAME
from ..ns_api.session_plan import TaskEstimate
from ..writes import Made, OutcomeUnknownError, async_write
from .carrier import Carrier
from .engine import Engine
from .identity import SentTask, with_token
from .install_check import InstallCheck
from .new_task import NewTask, TaskContext
from .queue import Canary, QueuedUpdate, QueueState

# What marks the two tasks of a staged update.
_FIRST: Final = "1/2"
_REST: Final = "2/2"


class NotKeptError(Exception):
    """A request could not be written to disk, and so was not accepted."""


class BeingSentError(Exception):
    """It is not known yet whether the gateway has the task of an update."""


class ClosedError(Exception):
    """The gateway was unloaded during the request. Nothing was queued."""


@dataclass(frozen=True)
class WrittenTask:
    """A task that the gateway has, when it was written, and warnings about it."""

    task_id: int
    written_at: datetime
    warnings: tuple[str, ...]


class UpdateOperations:
    """The firmware updates of one gateway, as people use them."""

    def __init__(self, engine: Engine, carrier: Carrier, context: TaskContext) -> None:
        self._engine = engine
        self._carrier = carrier
        self._context = context
        self._check = InstallCheck(context)
        self._closed = False

    def close(self) -> None:
        """Accept nothing any more."""
        self._closed = True

    async def install(
        self, dev_eui: str, firmware: OfficialFirmware, installed: str | None, queue_id: str
    ) -> QueuedUpdate:
        """Queue the update of a device. When this returns, it is on disk.

        Raises `TakenError`, `InvalidFieldsError`, `NotKeptError`, `ClosedError`, and what the API's
        client raises.
        """
        with self._engine.claims.hold([dev_eui]):
            duration = await self._check.async_check(dev_eui, firmware)
            self._still_open()
            self._still_free([dev_eui])
            left = self._engine.leave_held([dev_eui])
            item = self._engine.accept(dev_eui, firmware, installed, queue_id, duration)
            if not await self._carrier.keep():
                self._engine.withdraw(item, dev_eui)
                self._engine.hold_again(left)
                await self._carrier.keep()
                raise NotKeptError
            return item

    async def write(self, new: NewTask) -> WrittenTask:
        """Write a new task (6.1). The devices must be claimed until a poll has seen it.

        Where the answer is lost, a new task of the same name and devices is the one that was sent.
        Raises `TakenError`, `ClosedError`, `NotKeptError`, and what `async_write` raises.
        """
        gateway, draft = self._context.gateway, new.draft

        async def look() -> Made[int] | None:
            now = await gateway.list_fuota_tasks()
            task_id = added(new.before, now, COMPARED_FIELDS, draft.values)
            if task_id is None or not is_same_task(now.items[task_id], draft):
                return None
            return Made(task_id)

        self._still_open()
        self._still_free(draft.values["dev_euis"])
        self._check.forget()
        name, dev_euis = draft.values["name"], frozenset(draft.values["dev_euis"])
        sent = SentTask(
            token="", name=name, dev_euis=dev_euis, firmware_name=draft.firmware.name
        ).apart_from(new.before.items.values())
        self._engine.sent_beside(sent, sent)
        if not await self._carrier.keep():
            # After a crash, a task that no list shows yet would be unknown.
            self._engine.sent_beside(sent, None)
            await self._carrier.keep()
            raise NotKeptError
        try:
            made = await async_write(
                gateway, lambda: gateway.add_fuota_task(dict(draft.body)), look
            )
        except NsApiError as err:
            # Sending failed, or the gateway refused. After any other error the task may exist.
            if isinstance(err, RefusedError):
                self._engine.refused_beside(sent)
            else:
                self._engine.sent_beside(sent, None)
            await self._carrier.keep()
            raise
        self._engine.sent_beside(sent, sent.answered(made.value))
        self._engine.leave_held(dev_euis)
        await self._carrier.keep()
        return WrittenTask(made.value, self._context.clock.now(), made.warnings)

    async def write_staged(
        self,
        new: NewTask,
        alone: NewTask,
        given: Mapping[str, Any],
        installed: Mapping[str, str | None],
        canary: Canary,
        queue_id: str,
    ) -> tuple[QueuedUpdate, WrittenTask]:
        """Queue the rest of a staged update, then write its canary's task, which is `alone`.

        `new` is the whole update, `given` what its caller named. Both are on disk before anything
        is sent: were Home Assistant ended in between, the rest would be lost. The rest is forgotten
        where the canary's task surely was not made; where that is unknown, lists will show it.
        Raises what `write` raises.
        """
        self._still_open()
        self._still_free(new.draft.values["dev_euis"])
        left = self._engine.leave_held(new.draft.values["dev_euis"])
        item = self._stage(new, given, installed, canary, queue_id)
        try:
            written = await self.write(alone)
        except Exception as err:
            if not isinstance(err, OutcomeUnknownError):
                self._engine.cancel(item)
                self._engine.hold_again(left)
                await self._carrier.keep()
            raise
        self._engine.canary_sent(item, written.task_id)
        await self._carrier.keep()
        return item, written

    def _stage(
        self,
        new: NewTask,
        given: Mapping[str, Any],
        installed: Mapping[str, str | None],
        canary: Canary,
        queue_id: str,
    ) -> QueuedUpdate:
        """Queue the rest of a staged update, which waits for its canary."""
        firmware = new.draft.firmware
        rest = [one for one in new.draft.values["dev_euis"] if one != canary.dev_eui]
        item = QueuedUpdate(
            queue_id=queue_id,
            dev_euis=rest,
            task_name=f"{new.draft.values['name'][: MOST_NAME - len(_REST) - 1]} {_REST}",
            # The rest starts when its turn comes.
            fields={
                name: value
                for name, value in given.items()
                if name not in ("name", "dev_euis", "started_at")
            },
            firmware_name=firmware.name,
            firmware_version=firmware.version,
            model=firmware.model,
            official_firmware_id=firmware.official_id,
            installed={one: installed.get(one) for one in rest},
            seconds=_seconds(new.preflight.estimate),
        )
        sent = replace(canary.sent, firmware_name=firmware.name)
        canary.sent = sent.apart_from(new.before.items.values())
        self._engine.stage(item, canary)
        return item

    async def task_of(self, item: QueuedUpdate) -> FuotaTask | None:
        """Return the task that an update surely has now, None where it surely has none.

        A single list without it does not prove that. Raises `BeingSentError`, `UndecidedError`, and
        what the API's client raises where the tasks can't be read.
        """
        if item.state is QueueState.STARTING:
            raise BeingSentError
        for last in (False, True):
            tasks = await self._context.gateway.list_fuota_tasks()
            found = item.sent.find(tasks.items.values()) if item.sent is not None else None
            if found is not None:
                return found
            if last and not tasks.complete:
                raise UndecidedError
        if self._engine.may_still_be_listed(item):
            raise BeingSentError
        return None

    async def cancel(self, item: QueuedUpdate) -> None:
        """Take an update out of the queue, for good. Its task, where it has one, is left alone.

        Raises `NotKeptError` and `BeingSentError`, and then it is in the queue still.
        """
        if item.queue_id not in self._engine.items:
            return
        if item.state is QueueState.STARTING:
            raise BeingSentError
        with self._engine.claims.keep_out(item.dev_euis):
            self._engine.cancel(item)
            if not await self._carrier.keep():
                self._engine.put_back(item)
                await self._carrier.keep()
                raise NotKeptError

    async def release(self, queue_id: str) -> bool:
        """Let an update that is on hold take its turn; false where it is not on hold any more."""
        if not self._engine.release(queue_id):
            return False
        await self._carrier.keep()
        return True

    def _still_open(self) -> None:
        if self._closed:
            raise ClosedError

    def _still_free(self, dev_euis: Iterable[str]) -> None:
        """Refuse devices whose update on hold was released while the gateway was asked."""
        for dev_eui in dev_euis:
            if (err := self._engine.claims.under_way(dev_eui)) is not None:
                raise err


def _seconds(estimate: TaskEstimate | None) -> float | None:
    return None if estimate is None else estimate.duration.total_seconds()


def canary_task(name: str, queue_id: str, dev_eui: str) -> SentTask:
    """Return the task of a canary, as it is to be sent, by the name of the whole update.

    Its token is another one than that of the rest, whose `queue_id` it is made of: a ULID, in which
    there is no U.
    """
    token = f"U{queue_id[-5:]}"
    marked = with_token(f"{name[: MOST_NAME - len(_FIRST) - len(token) - 4]} {_FIRST}", token)
    return SentTask(token=token, name=marked, dev_euis=frozenset([dev_eui]))


def is_same_task(task: FuotaTask, draft: TaskDraft) -> bool:
    """Whether a task of the list is the one that was sent, by its name and devices."""
    return task.name == draft.values["name"] and set(task.dev_euis) == set(draft.values["dev_euis"])
