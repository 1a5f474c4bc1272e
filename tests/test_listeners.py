"""Who is told of a change does not depend on who else is told."""

import logging

import pytest

from custom_components.milesight_network_server.listeners import Listeners


def test_one_that_fails_keeps_nobody_else_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[str] = []

    def fail() -> None:
        raise OverflowError("date value out of range")

    listeners = Listeners()
    for name in "abc":
        listeners.async_add(name, fail)
        listeners.async_add(name, lambda name=name: told.append(name))  # type: ignore[misc]
    listeners.async_tell(["a", "nobody", "c"])
    assert told == ["a", "c"]
    errors = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == 2
    assert all(one.exc_info for one in errors)


def test_who_listens_no_more_is_not_told() -> None:
    told: list[int] = []
    listeners = Listeners()

    def one() -> None:
        told.append(1)

    def two() -> None:
        told.append(2)

    for listener in (one, two):
        listeners.async_add("a", listener)
    listeners.async_remove("a", one)
    listeners.async_tell(["a"])
    assert told == [2]
    listeners.async_remove("a", two)
    assert listeners.keys == []
