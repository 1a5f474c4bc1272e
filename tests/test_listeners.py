"""Who is told of a change does not depend on who else is told, and others have their turn."""

import asyncio
from collections.abc import Callable, Coroutine
import logging
from time import monotonic
from typing import Any

import pytest

from custom_components.milesight_network_server.listeners import Listeners, Signal, Steps


def test_one_that_fails_keeps_nobody_else_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    called: list[str] = []

    def fail() -> None:
        raise OverflowError("date value out of range")

    listeners = Listeners()
    for name in "abc":
        listeners.async_add(name, fail)
        listeners.async_add(name, lambda name=name: called.append(name))  # type: ignore[misc]
    listeners.async_tell(["a", "nobody", "c"])
    assert called == ["a", "c"]
    errors = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(errors) == 2
    assert all(one.exc_info for one in errors)


def test_who_listens_no_more_is_not_told() -> None:
    called: list[int] = []
    listeners = Listeners()

    def one() -> None:
        called.append(1)

    def two() -> None:
        called.append(2)

    for listener in (one, two):
        listeners.async_add("a", listener)
    listeners.async_remove("a", one)
    listeners.async_tell(["a"])
    assert called == [2]
    listeners.async_remove("a", two)
    assert listeners.keys == []


def _work(done: list[int], numbers: list[int]) -> None:
    end = monotonic() + 0.0005 * len(numbers)
    while monotonic() < end:
        pass
    done += numbers


async def test_little_is_done_at_once() -> None:
    done: list[int] = []
    steps = Steps(lambda _run: pytest.fail("a task for so little"))
    steps.async_do(done.extend, [1, 2, 3])
    assert done == [1, 2, 3]
    await steps.async_wait()


async def test_much_is_done_in_steps_and_others_have_their_turn() -> None:
    done: list[int] = []
    steps = Steps(asyncio.create_task)
    steps.async_do(lambda numbers: _work(done, numbers), range(200))
    # It began at once, and did not do all of it.
    assert 0 < len(done) < 100
    turns = 0
    waiting = asyncio.create_task(steps.async_wait())
    while not waiting.done():
        turns += 1
        await asyncio.sleep(0)
    assert done == list(range(200))
    assert turns > 3


async def test_what_comes_meanwhile_is_done_after_what_was_there() -> None:
    done: list[int] = []
    steps = Steps(asyncio.create_task)
    steps.async_do(lambda numbers: _work(done, numbers), range(100))
    steps.async_do(done.extend, [100, 101])
    await steps.async_wait()
    assert done == list(range(102))


async def test_a_thing_that_fails_stops_no_others(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []
    steps = Steps(asyncio.create_task)

    def fail(_numbers: list[int]) -> None:
        raise OverflowError("date value out of range")

    steps.async_do(fail, [1])
    steps.async_do(done.extend, [2])
    await steps.async_wait()
    assert done == [2]
    assert "date value out of range" in caplog.text


async def test_what_is_cancelled_is_taken_up_with_what_comes_next() -> None:
    done: list[int] = []
    tasks: list[asyncio.Task[None]] = []

    def start(run: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        tasks.append(asyncio.create_task(run))
        return tasks[-1]

    steps = Steps(start)
    steps.async_do(lambda numbers: _work(done, numbers), range(100))
    await asyncio.sleep(0)
    tasks[0].cancel()
    await steps.async_wait()
    steps.async_do(done.extend, [100])
    await steps.async_wait()
    assert done == list(range(101))


def test_signal_tells_those_who_listen_in_the_order_in_which_they_came() -> None:
    signal = Signal[str]()
    heard: list[str] = []
    signal.async_listen(lambda what: heard.append(f"first {what}"))
    signal.async_listen(lambda what: heard.append(f"second {what}"))
    signal.async_send("a")
    assert heard == ["first a", "second a"]


def test_who_leaves_a_signal_hears_no_more_and_may_leave_twice() -> None:
    signal = Signal[str]()
    heard: list[str] = []
    leave = signal.async_listen(heard.append)
    leave()
    leave()
    signal.async_send("a")
    assert heard == []
    assert not signal


def test_who_leaves_a_signal_while_it_is_sent_is_told_for_the_last_time() -> None:
    signal = Signal[str]()
    heard: list[str] = []
    leaves: list[Callable[[], None]] = []

    def once(what: str) -> None:
        heard.append(what)
        leaves[1]()

    leaves.append(signal.async_listen(once))
    leaves.append(signal.async_listen(heard.append))
    signal.async_send("a")
    signal.async_send("b")
    assert heard == ["a", "a", "b"]


def test_listener_that_fails_keeps_nobody_else_from_a_signal(
    caplog: pytest.LogCaptureFixture,
) -> None:
    signal = Signal[str]()
    heard: list[str] = []

    def fail(what: str) -> None:
        raise ValueError(what)

    signal.async_listen(fail)
    signal.async_listen(heard.append)
    signal.async_send("a")
    assert heard == ["a"]
    assert "ValueError: a" in caplog.text


def test_signal_that_has_ended_tells_nobody() -> None:
    signal = Signal[()]()
    heard: list[int] = []
    leave = signal.async_listen(lambda: heard.append(1))
    signal.async_end()
    signal.async_send()
    leave()
    assert heard == []
