"""One device, one update: who asks for a device's update has it alone until the asking is over."""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from .identity import SentTask
from .queue import QueuedUpdate


class TakenError(Exception):
    """A device has an update already: one in the queue, one that is just being asked for, or sent.

    `by` is the update that it is in, or the task that was sent for it, which no list shows yet.
    """

    def __init__(self, dev_eui: str, by: QueuedUpdate | SentTask | None) -> None:
        """Take the device and what it is in, None where somebody is asking for something."""
        super().__init__(dev_eui)
        self.dev_eui = dev_eui
        self.by = by


class Claims:
    """The devices for which something is being asked at this moment.

    Check and queue take several questions to the gateway. A claim makes them one step for everybody
    else: it is made, or refused, before the first question.
    """

    def __init__(self, waiting: Callable[[str], QueuedUpdate | SentTask | None]) -> None:
        """Take what tells what a device is in by itself."""
        self._waiting = waiting
        self._claimed: set[str] = set()
        # Told when devices are free again.
        self.freed: Callable[[], None] = lambda: None
        # How many claims were made: what was read before the last one may be old.
        self.made = 0

    def has_any(self, dev_euis: Iterable[str]) -> bool:
        """Whether something is being asked for one of these devices."""
        return not self._claimed.isdisjoint(dev_euis)

    def taken(self, dev_euis: Iterable[str], task_id: int | None = None) -> TakenError | None:
        """Return what is in the way of an update of these devices.

        `task_id` is a task whose own devices are not in its way.
        """
        for dev_eui in dev_euis:
            by = self._waiting(dev_eui)
            if by is not None and (task_id is None or _task_of(by) != task_id):
                return TakenError(dev_eui, by)
            if dev_eui in self._claimed:
                return TakenError(dev_eui, None)
        return None

    @contextmanager
    def hold(self, dev_euis: Collection[str], task_id: int | None = None) -> Iterator[None]:
        """Claim devices for as long as something is being asked for them. Raises `TakenError`."""
        if (err := self.taken(dev_euis, task_id)) is not None:
            raise err
        claimed = set(dev_euis)
        self._claimed |= claimed
        self.made += 1
        try:
            yield
        finally:
            self._claimed -= claimed
            self.freed()


def _task_of(by: QueuedUpdate | SentTask) -> int | None:
    if isinstance(by, QueuedUpdate):
        return by.task_id
    return None if by.mark is None else by.mark.task_id
