"""Turns the rows of a list into models, time after time, and spares what did not change."""

from collections.abc import Callable, Container, Mapping
from hashlib import blake2b
from operator import eq, itemgetter
from typing import Any, Final

import orjson

from .decoding import encoded
from .model import Model
from .moment import utcnow

# Of a longer row, such as a task that comes with its firmware's content, a digest is kept.
_LONGEST_KEPT: Final = 4096


class Rows[KeyT, ModelT: Model]:
    """Turns the rows of one list into models.

    Where `wire_id` names the row's id, a row that did not change since the last time gives the
    same object again: that spares reading thousands of rows, and lets `is` tell what changed. Only
    keys that the model knows count. What moves on by itself, such as when a device was last heard,
    is brought up to date in the object.
    """

    def __init__(
        self, model: type[ModelT], key: Callable[[ModelT], KeyT], wire_id: str | None = None
    ) -> None:
        """Take the model of a row and what tells one from another."""
        self._model = model
        self._key = key
        self._wire_id = wire_id
        self._id_of = itemgetter(wire_id)
        # By the row's id: what counts of the row as JSON, which takes a quarter of the memory of a
        # dict; the key and model that it gave; and a hash of what moves.
        self._json: dict[str, bytes] = {}
        self._known: dict[str, tuple[KeyT, ModelT]] = {}
        self._moved: dict[str, int] = {}
        self._names = model.wire_names()
        self._moving = itemgetter(*model.moving) if model.moving else itemgetter(slice(0))

    def read(self, rows: list[Any]) -> list[tuple[KeyT, ModelT] | None]:
        """Return the key and the model of each row, None for what is no row of this list."""
        wire_id = self._wire_id
        if wire_id is None:
            return [self._read_anew(row) for row in rows]
        try:
            ids = list(map(str, map(self._id_of, rows)))
        except KeyError, TypeError:
            ids = [str(row.get(wire_id)) if isinstance(row, dict) else "" for row in rows]
        texts = self._texts(rows)
        read = list(map(self._known.get, ids))
        for index, is_same in enumerate(map(eq, map(self._json.get, ids), texts, strict=True)):
            if not is_same:
                read[index] = now = self._read_anew(rows[index])
                if now is not None:
                    # A copy, without the room that orjson leaves behind the text.
                    self._json[ids[index]] = bytes(memoryview(texts[index]))
                    self._known[ids[index]] = now
        if self._model.moving:
            self._move(ids, rows, read)
        return read

    def _texts(self, rows: list[Any]) -> list[bytes]:
        """Return what counts of each row as JSON, behind a mark that tells which keys it has."""
        first = rows[0] if rows and isinstance(rows[0], dict) else {}
        names = [name for name in self._names if name in first]
        try:
            # Mostly all rows of a page have the same keys, and are taken apart without a look at
            # each of them.
            if len(names) > 1 and all(map(len(first).__eq__, map(len, rows))):
                mark = self._mark(names)
                values = map(itemgetter(*names), rows)
                return [_short(mark + orjson.dumps(one)) for one in values]
        except KeyError, TypeError:
            pass
        return [self._text(row) if isinstance(row, dict) else b"" for row in rows]

    def _text(self, row: dict[str, Any]) -> bytes:
        names = [name for name in self._names if name in row]
        return _short(self._mark(names) + encoded([row[name] for name in names]))

    def _mark(self, names: list[str]) -> bytes:
        return b"%x" % sum(1 << self._names.index(name) for name in names)

    def _move(
        self, ids: list[str], rows: list[Any], read: list[tuple[KeyT, ModelT] | None]
    ) -> None:
        """Bring up to date what moves in the objects of rows that are otherwise as they were."""
        now = utcnow()
        for row_id, row, known in zip(ids, rows, read, strict=True):
            if known is None:
                continue
            try:
                values = self._moving(row)
            except KeyError:
                values = tuple(map(row.get, self._model.moving))
            moved = _hashed(values)
            if self._moved.get(row_id) != moved or not known[1].settled:
                self._moved[row_id] = moved
                known[1].move(values, now)

    def _read_anew(self, row: Any) -> tuple[KeyT, ModelT] | None:
        model = self._model.read(row)
        return None if model is None else (self._key(model), model)

    def missing(self, items: Mapping[KeyT, ModelT]) -> set[KeyT]:
        """Return the keys of rows that are remembered and not among these, which were read."""
        if len(self._known) == len(items):
            # Everything that was read is remembered, so it is nothing else that is.
            return set()
        return {key for key, _ in self._known.values()} - items.keys()

    def forget(self, keys: Container[KeyT]) -> None:
        """Forget the rows of what is gone."""
        for row_id in [row_id for row_id, (key, _) in self._known.items() if key in keys]:
            del self._json[row_id], self._known[row_id]
            self._moved.pop(row_id, None)


def _hashed(values: tuple[Any, ...]) -> int:
    try:
        return hash(values)
    except TypeError:
        # A list or an object in a value's place.
        return hash(repr(values))


def _short(text: bytes) -> bytes:
    return text if len(text) <= _LONGEST_KEPT else blake2b(text).digest()
