"""Things that a caller names by their name in place of their id."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Self

from .field import Problem, problem
from .keys import ProblemKey
from .model import read_int


class Names(dict[Any, str | None]):
    """The existing names by id. Frequent lookups use an index that is made once.

    They must not be changed after the first look.
    """

    @classmethod
    def of(cls, names: Mapping[Any, str | None]) -> Self:
        """Return these names with their indexes, where they have such already with those."""
        return names if isinstance(names, cls) else cls(names)

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids as text."""
        return frozenset(map(str, self))

    @cached_property
    def has_numbers(self) -> bool:
        """Whether ids are numbers, as far as there are any."""
        return bool(self) and all(isinstance(key, int) for key in self)

    def named(self, text: str) -> list[Any]:
        """Return the ids of what has a name.

        Where nothing has exactly this name, upper and lower case are alike.
        """
        return self._by_name.get(text) or self._by_folded_name.get(text.casefold(), [])

    @cached_property
    def _by_name(self) -> dict[str, list[Any]]:
        return self._keys_by(str)

    @cached_property
    def _by_folded_name(self) -> dict[str, list[Any]]:
        return self._keys_by(str.casefold)

    def _keys_by(self, written: Callable[[str], str]) -> dict[str, list[Any]]:
        """Return the keys by their names without blanks around them, as they are `written`."""
        keys: dict[str, list[Any]] = {}
        for key, name in self.items():
            if name:
                keys.setdefault(written(name.strip()), []).append(key)
        return keys


def id_of(field: str, given: Any, names: Mapping[Any, str | None]) -> tuple[Any, Problem | None]:
    """Return the id for an id or a name, and what is wrong with it.

    `names` are those that exist, by id. An unknown id is returned as it was given: the check of the
    field has the better sentence. So is an unknown name, where ids are no numbers.
    """
    text, existing = str(given).strip(), Names.of(names)
    if not text or text in existing.ids:
        return given, None
    found = existing.named(text)
    if len(found) > 1:
        return given, problem(
            field, ProblemKey.SEVERAL_NAMED, given, choices=choices(dict.fromkeys(found))
        )
    if found:
        return found[0], None
    if existing.has_numbers and read_int(given) is None:
        return given, problem(field, ProblemKey.UNKNOWN, given, choices=choices(names))
    return given, None


def ids_of(
    given: Mapping[str, Any], names: Mapping[str, Mapping[Any, str | None]]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return a caller's fields with ids in place of names, and what is wrong with some of them.

    `names` are those that exist, by field. A field with something wrong is left out.
    """
    with_ids = dict(given)
    problems: list[Problem] = []
    for field, of_field in names.items():
        if given.get(field) in (None, ""):
            continue
        with_ids[field], wrong = id_of(field, given[field], of_field)
        if wrong is not None:
            problems.append(wrong)
            del with_ids[field]
    return with_ids, problems


def choices(names: Mapping[Any, str | None]) -> str:
    """Return the choices as text: names with their ids."""
    return ", ".join(f"{name} ({key})" if name else str(key) for key, name in names.items()) or "–"
