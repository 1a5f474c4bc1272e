"""A notification that shows how far long work at a gateway is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, Literal
from uuid import uuid4

from homeassistant.components import persistent_notification
from homeassistant.core import callback

from ..const import DOMAIN
from ..words import async_words
from ..words.keys import TextKey
from .call import GatewayCall

# Gets how many things of how many are done.
type Show = Callable[[int, int], None]
type Kind = Literal["import", "restore"]

_TEXTS: Final[Mapping[Kind, tuple[TextKey, TextKey]]] = {
    "import": (TextKey.IMPORT_TITLE, TextKey.IMPORT_PROGRESS),
    "restore": (TextKey.RESTORE_TITLE, TextKey.RESTORE_PROGRESS),
}


@contextmanager
def progress_note(call: GatewayCall, kind: Kind, step: int) -> Iterator[Show]:
    """Give what shows how far it is, for all who may look: numbers only. It is gone at the end.

    The note is written after each `step` things; no more than those are done before anyone looks.
    """
    title, progress = _TEXTS[kind]
    hass, note_id = call.hass, f"{DOMAIN}_{kind}_{uuid4().hex}"

    @callback
    def show(done: int, total: int) -> None:
        if total > step and done % step == 0:
            persistent_notification.async_create(
                hass,
                async_words(hass, progress, done=str(done), total=str(total)),
                async_words(hass, title, gateway=call.entry.title),
                note_id,
            )

    try:
        yield show
    finally:
        persistent_notification.async_dismiss(hass, note_id)
