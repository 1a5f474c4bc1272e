"""One device, one update: a claim keeps other requests off a device until one is decided."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from .identity import SentTask
from .queue import QueuedUpdate


class TakenError(Exception):
    """A device has an update already: one in the queue, one that is just being asked for, or sent.

    `by` is the update that it is in, or the task that was sent for it, which no list shows yet.
    """

    def __init__(self, dev_eui: str, by: QueuedUpdate | SentTask | None) -> None:
        super().__init__(dev_eui)
        self.dev_eui = dev_eui
        self.by = by


class Claims:
    """The devices for which an update is being requested at this moment.

    Checking and queueing take several requests to the gateway. A claim is made, or refused, before
    the first of them, so that no other request comes in between.
    """

    def __init__(self, waiting: Callable[[str], QueuedUpdate | SentTask | None]) -> None:
        self._waiting = waiting
        self._claimed: set[str] = set()
        # Called when devices are free again.
        self.freed: Callable[[], None] = lambda: None

    def has_any(self, dev_euis: Iterable[str]) -> bool:
        """Whether one of these devices is claimed."""
        return not self._claimed.isdisjoint(dev_euis)

    def taken(self, dev_euis: Iterable[str], task_id: int | None = None) -> TakenError | None:
        """Return what prevents an update of these devices.

        `task_id` is a task whose own devices do not prevent it.
        """
        for dev_eui in dev_euis:
            if (err := self.under_way(dev_eui, task_id)) is not None:
                return err
            if dev_eui in self._claimed:
                return TakenError(dev_eui, None)
        return None

    def under_way(self, dev_eui: str, task_id: int | None = None) -> TakenError | None:
        """Return the update that a device has already, whoever has claimed it."""
        by = self._waiting(dev_eui)
        if by is None or (task_id is not None and _task_of(by) == task_id):
            return None
        return TakenError(dev_eui, by)

    @contextmanager
    def hold(self, dev_euis: Collection[str], task_id: int | None = None) -> Iterator[None]:
        """Claim devices while an update is requested for them. Raises `TakenError`."""
        if (err := self.taken(dev_euis, task_id)) is not None:
            raise err
        with self.keep_out(dev_euis):
            yield

    @contextmanager
    def keep_out(self, dev_euis: Collection[str]) -> Iterator[None]:
        """Claim these devices, even those that have an update."""
        claimed = set(dev_euis) - self._claimed
        self._claimed |= claimed
        try:
            yield
        finally:
            self._claimed -= claimed
            self.freed()


def _task_of(by: QueuedUpdate | SentTask) -> int | None:
    if isinstance(by, QueuedUpdate):
        return by.task_id
    return None if by.mark is None else by.mark.task_id
