"""How the gateway's things are told: flat, with the names of the fields, without keys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, tzinfo
from typing import Any

from ..ns_api.field import Field, Whole
from ..ns_api.model import Model, zoned

# Read together with a list's own fields, before anything is asked for.
PART_FIELDS = (
    Field("limit", "limit", Whole(0, 2**31 - 1)),
    Field("offset", "offset", Whole(0, 2**31 - 1)),
)


def told(model: Model, time_zone: tzinfo, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """Return a model as a response tells it: times as ISO 8601 with a zone, absent as null."""
    left_out = set(without)
    return {
        field.name: _told_value(getattr(model, field.name), time_zone, left_out)
        for field in fields(model)
        if field.name not in left_out
    }


def _told_value(value: Any, time_zone: tzinfo, left_out: set[str]) -> Any:
    if isinstance(value, Model):
        return told(value, time_zone, without=left_out)
    if isinstance(value, list):
        return [_told_value(one, time_zone, left_out) for one in value]
    if isinstance(value, datetime):
        aware = zoned(value, time_zone)
        return aware.isoformat() if aware else None
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def part[ItemT](items: Sequence[ItemT], values: Mapping[str, Any]) -> Sequence[ItemT]:
    """Return the part of a list that `limit` and `offset` ask for; 0 or no limit is all."""
    offset, limit = values.get("offset", 0), values.get("limit", 0)
    return items[offset : offset + limit] if limit else items[offset:]
