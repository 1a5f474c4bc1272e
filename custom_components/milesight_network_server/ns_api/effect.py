"""Whether a change shows in what the gateway lists afterwards."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .field import Field, differences


class ListedItems[KeyT, ItemT](Protocol):
    """A list as read. If it is not `complete`, items that it lacks may exist."""

    @property
    def items(self) -> Mapping[KeyT, ItemT]:
        """The items that were read, by id."""

    @property
    def complete(self) -> bool:
        """Whether the list was read whole."""


class UndecidedError(Exception):
    """The list changed while it was read: whether a change was made can't be decided by it."""


def listed[KeyT, ItemT](now: ListedItems[KeyT, ItemT], key: KeyT) -> ItemT | None:
    """Return the item with this id, None where it surely does not exist.

    `UndecidedError` where an incomplete list lacks it.
    """
    item = now.items.get(key)
    if item is None and not now.complete:
        raise UndecidedError
    return item


def added[KeyT, ItemT](
    before: ListedItems[KeyT, ItemT],
    now: ListedItems[KeyT, ItemT],
    fields: Iterable[Field],
    sent: Mapping[str, Any],
    *,
    by: str = "name",
) -> KeyT | None:
    """Return the id of what was added, None where nothing was.

    It is new in the list and has what was sent in the field `by`; of several it is the one that
    differs least from what was sent. `UndecidedError` where an incomplete list leaves it open.
    """
    compared = tuple(fields)
    fitting = [
        key
        for key, item in now.items.items()
        if key not in before.items and getattr(item, by) == sent[by]
    ]
    if not (before if fitting else now).complete:
        raise UndecidedError
    return min(
        fitting, key=lambda key: len(differences(compared, sent, now.items[key])), default=None
    )


def modified(fields: Iterable[Field], sent: Mapping[str, Any], before: object, now: object) -> bool:
    """Whether something was written, at least in part; `differences` are the fields that were not.

    `before` is the item before. A change that changes nothing counts as written.
    """
    compared = tuple(fields)
    names = {one.field for one in differences(compared, sent, before)}
    if names:
        changed = [one for one in compared if one.name in names]
        return bool(differences(changed, {name: getattr(before, name) for name in names}, now))
    counters = [
        one
        for one in compared
        if one.counter and one.name in sent and sent[one.name] != getattr(before, one.name)
    ]
    return not counters or any(
        _counts_from(sent[one.name], getattr(before, one.name), getattr(now, one.name))
        for one in counters
    )


def _counts_from(sent: int, before: int | None, now: int | None) -> bool:
    """Whether a counter, which moves up by itself, has come from what was sent."""
    if now is None:
        return False
    below = [value for value in (before, sent) if value is not None and value <= now]
    return max(below, default=None) == sent
