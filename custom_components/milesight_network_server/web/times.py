"""Moments and durations in the form in which pages get them."""

from datetime import datetime, timedelta


def moment_text(moment: datetime | None) -> str | None:
    """Return a moment in ISO 8601, None where it is unknown."""
    return None if moment is None else moment.isoformat()


def minute_text(moment: datetime | None) -> str | None:
    """Return an estimate in ISO 8601 to the minute: what moves on with the clock is no news."""
    return None if moment is None else moment.replace(second=0, microsecond=0).isoformat()


def seconds_of(span: timedelta | None) -> float | None:
    """Return a duration in seconds, None where it is unknown."""
    return None if span is None else span.total_seconds()
