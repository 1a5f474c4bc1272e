"""What the page hears on which devices are imported.

`frontend/src/csv/messages.ts` is written from these. No row is sent back, for it may have keys: the
page knows its rows by the lines where they stand.
"""

from dataclasses import dataclass

from ..services.import_run import RowState
from .panel_messages import ProblemMessage


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRowMessage:
    """What a row is. `problems` are about its fields, `reasons` are why it was not added."""

    line: int
    dev_eui: str | None
    state: RowState
    problems: list[ProblemMessage]
    reasons: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportCheckMessage:
    """What would become of all rows. Nothing was sent."""

    rows: list[ImportRowMessage]
    warnings: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportMessage:
    """How far an import is: the `rows` that changed, of its `total` devices to add.

    The first message has all rows. Without an import, `total` is None.
    """

    total: int | None
    done: int
    is_finished: bool
    rows: list[ImportRowMessage]
    warnings: list[str]


# What `frontend/src/csv/messages.ts` has.
MESSAGES = (ProblemMessage, ImportRowMessage, ImportCheckMessage, ImportMessage)
