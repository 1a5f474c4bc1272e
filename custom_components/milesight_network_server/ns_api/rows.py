"""Turns the rows of a list into models. A row that did not change is not parsed again."""

from collections.abc import Callable, Container, Mapping, Sequence
from itertools import compress, count
from operator import itemgetter, ne
from typing import Any, Final

import orjson

from . import moment
from .model import Model, hash_of

# Of so many keys, the values come as a tuple.
_SEVERAL: Final = 2


class Rows[KeyT, ModelT: Model]:
    """Turns the rows of one list into models.

    Where `wire_id` names the row's id, a row that did not change since the last time gives the
    same object again: that spares reading thousands of rows, and lets `is` show what changed. Only
    keys that the model knows count. What moves on by itself, such as when a device was last heard,
    does not: the object is handed it, and reads it when it is asked for.

    Nearly all rows of a large gateway are as they were, but for what moves. So little is done with
    each of them, and most of that by one call for a whole page.
    """

    def __init__(
        self, model: type[ModelT], key: Callable[[ModelT], KeyT], wire_id: str | None = None
    ) -> None:
        self._model = model
        self._key = key
        self._wire_id = wire_id
        # Keys that count, and that some row had; and those that none had so far.
        self._names: list[str] = []
        self._unseen = model.wire_names()
        # By the row's id: a hash of 64 bits of what counts, and the key and model that it gave.
        self._counted: dict[str, int] = {}
        self._known: dict[str, tuple[KeyT, ModelT]] = {}

    def read(self, rows: list[Any]) -> list[tuple[KeyT, ModelT] | None]:
        """Return the key and the model of each row, None for what is no row of this list."""
        if self._wire_id is None:
            return [self._read_anew(row) for row in rows]
        self._learn(rows)
        ids = list(map(str, _values(rows, self._wire_id)))
        counted = _hashes(_taken(rows, self._names))
        read = list(map(self._known.get, ids))
        changed = map(ne, map(self._counted.get, ids), counted, strict=True)
        for index in compress(count(), list(changed)):
            read[index] = now = self._read_anew(rows[index])
            if now is not None:
                self._counted[ids[index]] = counted[index]
                self._known[ids[index]] = now
        if self._model.moving:
            came = moment.utcnow()
            for known, values in zip(read, _taken(rows, self._model.moving), strict=True):
                if known is not None:
                    known[1].move(values, came)
        return read

    def _learn(self, rows: list[Any]) -> None:
        """Add keys that no row had before: from now on they are compared."""
        seen = [
            name
            for name in self._unseen
            if any(isinstance(row, dict) and name in row for row in rows)
        ]
        if seen:
            self._names += seen
            self._unseen = [name for name in self._unseen if name not in seen]
            self._counted.clear()

    def _read_anew(self, row: Any) -> tuple[KeyT, ModelT] | None:
        model = self._model.read(row)
        return None if model is None else (self._key(model), model)

    def missing(self, items: Mapping[KeyT, ModelT]) -> set[KeyT]:
        """Return the keys of rows that are remembered and not among these, which were read."""
        if len(self._known) == len(items):
            # All rows that were read are remembered, so none is missing.
            return set()
        return {key for key, _ in self._known.values()} - items.keys()

    def forget(self, keys: Container[KeyT]) -> None:
        """Forget rows that no longer exist."""
        for row_id in [row_id for row_id, (key, _) in self._known.items() if key in keys]:
            del self._known[row_id]
            self._counted.pop(row_id, None)


def _values(rows: list[Any], name: str) -> list[Any]:
    """Return the value of a key in each row, None where a row does not have it."""
    try:
        return list(map(itemgetter(name), rows))
    except KeyError, TypeError:
        return [row.get(name) if isinstance(row, dict) else None for row in rows]


def _taken(rows: list[Any], names: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the values of several keys in each row, None for those that a row does not have."""
    if len(names) < _SEVERAL:
        return [tuple(map(row.get, names)) if isinstance(row, dict) else () for row in rows]
    get = itemgetter(*names)
    taken: list[tuple[Any, ...]] = []
    for row in rows:
        try:
            taken.append(get(row))
        except KeyError, TypeError:
            taken.append(tuple(map(row.get, names)) if isinstance(row, dict) else ())
    return taken


def _hashes(taken: list[tuple[Any, ...]]) -> list[int]:
    """Return what `hash_of` gives for each, quickly where all of it can be written as JSON."""
    try:
        return list(map(hash, map(orjson.dumps, taken)))
    except TypeError:
        return list(map(hash_of, taken))
