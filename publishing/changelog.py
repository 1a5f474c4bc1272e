"""The changelog: what is new goes under the version that is released."""

from datetime import date
import re

_UNRELEASED = "## Unreleased\n"


class NothingNewError(Exception):
    """Nothing is written down as unreleased."""


def cut(text: str, version: str, on: date) -> tuple[str, str]:
    """Return the changelog with this version in it, and what is new in it, as notes in Markdown.

    Raises `NothingNewError`.
    """
    before, mark, after = text.partition(_UNRELEASED)
    notes, *older = re.split(r"^(?=## )", after, maxsplit=1, flags=re.MULTILINE)
    if not mark or not notes.strip():
        raise NothingNewError
    heading = f"## {version} - {on.isoformat()}\n"
    return f"{before}{_UNRELEASED}\n{heading}{notes.rstrip()}\n\n{''.join(older)}", notes.strip()
