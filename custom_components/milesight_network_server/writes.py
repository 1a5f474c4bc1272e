"""A change whose answer is lost: the gateway's lists show whether it was made.

It is never sent twice. The request may still be on its way when nobody waits for its answer any
longer, so a list without the change is read again, one time-out later.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from homeassistant.exceptions import HomeAssistantError

from .const import DOMAIN
from .ns_api.caller import Caller
from .ns_api.effect import ListedItems, UndecidedError, added, listed, modified
from .ns_api.errors import (
    LineError,
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
    UnreadableAnswerError,
)
from .ns_api.field import Draft, Field
from .ns_api.keys import WarningKey
from .words import Translation, translated, warning
from .words.keys import ErrorKey, LinkProblem


@dataclass(frozen=True)
class Made[ValueT]:
    """A change that the gateway made: what the call returns, and sentences for the caller."""

    value: ValueT
    warnings: tuple[str, ...] = ()


# Reads the gateway's lists. Returns the change with what the call itself would have returned, None
# where it surely was not made. Raises `UndecidedError`, or what the API's client raises, where that
# can't be decided.
type Look[ValueT] = Callable[[], Awaitable[Made[ValueT] | None]]


class NotMadeError(HomeAssistantError):
    """The answer was lost, and the gateway's list shows that the change was not made."""


class OutcomeUnknownError(HomeAssistantError):
    """The answer was lost, and whether the change was made could not be found out."""


def is_outcome_unknown(err: NsApiError) -> bool:
    """Whether an error of a change leaves open if the gateway made it."""
    match err:
        case NotConnectedError():
            return False
        case LinkClosedError():
            return err.sent
        case RefusedError():
            # The network server behind the gateway's MQTT client may yet do it.
            return err.reason is ReturnCode.REQUEST_TIMEOUT
        case _:
            return isinstance(err, LineError)


async def async_write[ValueT](
    gateway: Caller, send: Callable[[], Awaitable[ValueT]], look: Look[ValueT]
) -> Made[ValueT]:
    """Send a change once, and look whether it was made where its answer is lost.

    A change that was found has a warning that says so. Raises `NotMadeError`,
    `OutcomeUnknownError`, and what `send` raises where that leaves no doubt.
    """
    try:
        return Made(await send())
    except NsApiError as err:
        if not is_outcome_unknown(err):
            raise
        lost = err
    # The gateway has answered, if unreadably, so it is done: what its list lacks now will not come.
    is_done = isinstance(lost, UnreadableAnswerError)
    failure: NsApiError | UndecidedError | None = None
    for last in (False, True):
        try:
            found = await look()
        except (NsApiError, UndecidedError) as err:
            found, failure = None, err
        else:
            failure = None
        if found is not None:
            made = warning(WarningKey.ANSWER_LOST, reason=lost_answer(lost))
            return replace(found, warnings=(made, *found.warnings))
        # The client has asked a silent gateway twice already, and a closed link stays closed.
        is_over = isinstance(failure, NoAnswerError | LinkClosedError)
        if last or is_over or (failure is None and is_done):
            break
        await asyncio.sleep(gateway.timeout)
    if failure is None:
        raise NotMadeError(
            **_translation(ErrorKey.WRITE_NOT_MADE, reason=lost_answer(lost))
        ) from lost
    if isinstance(failure, LinkClosedError):
        translation = _translation(ErrorKey.WRITE_UNKNOWN_UNLOADED, call=lost.call)
    else:
        translation = _translation(
            ErrorKey.WRITE_UNKNOWN, reason=lost_answer(lost), why=_why(failure)
        )
    raise OutcomeUnknownError(**translation) from failure


def look_for_added[KeyT, ItemT](
    read: Callable[[], Awaitable[ListedItems[KeyT, ItemT]]],
    before: ListedItems[KeyT, ItemT],
    fields: Iterable[Field],
    draft: Draft,
    *,
    by: str = "name",
) -> Look[KeyT]:
    """Look for what was added, and return its id: it is new in the list since `before`."""

    async def look() -> Made[KeyT] | None:
        key = added(before, await read(), fields, draft.values, by=by)
        return None if key is None else Made(key)

    return look


def look_for_modified[KeyT, ItemT](
    read: Callable[[], Awaitable[ListedItems[KeyT, ItemT]]],
    key: KeyT,
    before: ItemT,
    fields: Iterable[Field],
    draft: Draft,
    *,
    as_compared: Callable[[ItemT], object] = lambda item: item,
) -> Look[None]:
    """Look whether something of what was sent was written over what was `before`.

    `as_compared` gives a listed item the form of the draft's values.
    """

    async def look() -> Made[None] | None:
        now = listed(await read(), key)
        written = now is not None and modified(
            fields, draft.values, as_compared(before), as_compared(now)
        )
        return Made(None) if written else None

    return look


def look_for_gone[KeyT, ItemT](
    read: Callable[[], Awaitable[ListedItems[KeyT, ItemT]]], *keys: KeyT
) -> Look[None]:
    """Look whether all that was deleted is gone."""

    async def look() -> Made[None] | None:
        now = await read()
        left = [listed(now, key) for key in keys]
        return Made(None) if all(item is None for item in left) else None

    return look


def lost_answer(err: NsApiError) -> str:
    """Return what became of an answer, as a sentence to go on from."""
    match err:
        case NoAnswerError():
            return translated(ErrorKey.LOST_NO_ANSWER, call=err.call, seconds=f"{err.seconds:g}")
        case RefusedError():
            # Another sentence follows.
            text = err.text.rstrip(".") or "–"
            return translated(ErrorKey.LOST_REQUEST_TIMEOUT, call=err.call, text=text)
        case _:
            return translated(err)


def _why(failure: NsApiError | UndecidedError) -> str:
    """Return why the list could not settle it."""
    match failure:
        case UndecidedError():
            return translated(ErrorKey.LIST_CHANGING)
        case NotConnectedError():
            return translated(LinkProblem.BROKER_DOWN)
        case _:
            return translated(failure)


def _translation(key: ErrorKey, **placeholders: str) -> Translation:
    return Translation(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
