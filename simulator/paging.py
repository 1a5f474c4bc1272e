"""One page of a list: search, order, offset and limit, as every list call takes them."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from .checks import Query

DEFAULT_LIMIT = 9999


def matching[T](rows: Iterable[T], search: str, texts: Callable[[T], Sequence[str]]) -> list[T]:
    """Return the rows that have `search` in one of their texts, in any case. Blank matches all."""
    if not search:
        return list(rows)
    needle = search.lower()
    return [row for row in rows if any(needle in text.lower() for text in texts(row))]


def page[T](rows: Sequence[T], query: Query) -> list[T]:
    """Return the asked part of `rows`. `order=desc` begins with the newest."""
    return part(rows if asked_order(query) != "desc" else reversed(rows), query)


def asked_order(query: Query) -> str:
    """Return `asc`, `desc`, or "" where the request leaves it to the gateway."""
    return query.option("order", ("", "asc", "desc"), "")


def part[T](rows: Iterable[T], query: Query) -> list[T]:
    """Return the rows from `offset` on, `limit` of them at most, in the order that they have."""
    start = query.number("offset", 0)
    stop = start + query.number("limit", DEFAULT_LIMIT)
    return list(islice(rows, start, stop))
