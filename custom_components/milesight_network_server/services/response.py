"""How responses list the gateway's things: flat, with the names of the fields, without keys."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime, tzinfo
from typing import Any, Protocol

from ..ns_api.field import Field
from ..ns_api.keys import WarningKey
from ..ns_api.listing import Part
from ..ns_api.model import Model
from ..ns_api.moment import zoned
from ..ns_api.value_kinds import Whole
from ..words import warning

# Read together with a list's own fields, before anything is asked for.
PART_FIELDS = (
    Field("limit", "limit", Whole(0, 2**31 - 1)),
    Field("offset", "offset", Whole(0, 2**31 - 1)),
)


def as_response(model: Model, time_zone: tzinfo, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return a model as a response has it: times as ISO 8601 with a zone, absent as null."""
    left_out = set(without)
    return {
        field.name: _response_value(getattr(model, field.name), time_zone, left_out)
        for field in fields(model)
        if field.name not in left_out and field.metadata.get("in_response", True)
    }


def _response_value(value: Any, time_zone: tzinfo, left_out: set[str]) -> Any:
    if isinstance(value, Model):
        return as_response(value, time_zone, without=left_out)
    if isinstance(value, list):
        return [_response_value(one, time_zone, left_out) for one in value]
    if isinstance(value, datetime):
        aware = zoned(value, time_zone)
        return aware.isoformat() if aware else None
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def named_part(values: Mapping[str, Any]) -> Part:
    """Return the part of a list that `limit` and `offset` ask for; 0 or no limit is all."""
    return Part(values.get("limit", 0), values.get("offset", 0))


class _Listed(Protocol):
    """A list as the gateway gave it."""

    @property
    def items(self) -> Mapping[Any, Model]:
        """What it has, by its id."""

    @property
    def total(self) -> int | None:
        """How many there are in all, as the gateway says."""

    @property
    def complete(self) -> bool:
        """Whether it has all that there is."""


def list_response(
    name: str, listed: _Listed, part: Part, time_zone: tzinfo, *, without: Iterable[str] = ()
) -> dict[str, Any]:
    """Return a list as a response has it, with how many there are in all by the gateway's word.

    Where the gateway's word differs from what it gave, a warning says so.
    """
    rows = [as_response(one, time_zone, without=without) for one in listed.items.values()]
    total = listed.total if listed.total is not None else part.offset + len(rows)
    warnings: list[str] = []
    if part.is_whole and total != len(rows):
        warnings.append(warning(WarningKey.TOTAL_DIFFERS, total=str(total), rows=str(len(rows))))
    elif part.is_whole and not listed.complete:
        warnings.append(warning(WarningKey.INCOMPLETE_LIST))
    return {name: rows, "total": total, "warnings": warnings}
