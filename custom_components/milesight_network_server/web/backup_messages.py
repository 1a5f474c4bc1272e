"""What the page hears on which backups are restored.

`frontend/src/backup/messages.ts` is written from these. Saving and comparing are actions, which the
page runs.
"""

from dataclasses import dataclass
from typing import Any

from .panel_messages import ProblemMessage, SentenceMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreMessage:
    """How far a gateway's restore is, in things of all that are to be written.

    Before the first one, `is_running` and `is_finished` are both false. One that has finished has
    the `response` of the action, or the `problems` of its fields, or the `error` that ended it.
    `is_stopping` is whether somebody has stopped it, and what is on its way is waited for.
    """

    is_running: bool
    is_finished: bool
    is_stopping: bool
    done: int
    total: int
    response: dict[str, Any] | None
    problems: list[ProblemMessage]
    error: SentenceMessage | None


# What `frontend/src/backup/messages.ts` has.
MESSAGES = (SentenceMessage, ProblemMessage, RestoreMessage)
