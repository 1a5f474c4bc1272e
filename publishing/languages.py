"""What translations into other languages must keep of the English texts."""

from collections.abc import Iterator, Mapping
import json
import re
from string import Formatter
from typing import Any, Final

from .parts import INTEGRATION

ENGLISH: Final = "en"
# They have every text; of a language that is begun, texts may be missing.
COMPLETE: Final = ("de", "es", "fr", "zh-Hans")
# Words on buttons stand in one line on a phone.
_BUTTON: Final = re.compile(
    r"\.submit$|_confirm$|^config_panel\..*\.(add|back|cancel|clear|close|dismiss|hide|print|read"
    r"|save|scan|show|undo)$|^config_panel\.commissioning\.next$"
)
_LONGEST_BUTTON: Final = 32
# So many words in a row are a sentence that was forgotten, and no name.
_SENTENCE: Final = re.compile(r"(?:[^\W\d_]{2,} ){3}[^\W\d_]{2,}")


def languages() -> Iterator[str]:
    """Give what is wrong with the texts of each language beside English."""
    folder = INTEGRATION / "translations"
    english = texts(ENGLISH)
    existing = {path.stem for path in folder.glob("*.json")} - {ENGLISH}
    yield from (f"{one}.json: is not there" for one in COMPLETE if one not in existing)
    for language in sorted(existing):
        translated = texts(language)
        if language in COMPLETE:
            missing = [where for where in english if where not in translated]
            yield from (f"{language}.json: {where} is missing" for where in missing)
        for where, text in translated.items():
            if where not in english:
                yield f"{language}.json: {where} is no text of English"
                continue
            yield from (f"{language}.json: {where}: {one}" for one in _wrong(where, text, english))


def texts(language: str) -> dict[str, str]:
    """Return the texts of a language by their keys, joined with dots."""
    file = INTEGRATION / "translations" / f"{language}.json"
    return dict(_flat(json.loads(file.read_text("utf-8"))))


def _flat(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        where = f"{above}.{key}" if above else key
        if isinstance(value, str):
            yield where, value
        else:
            yield from _flat(value, where)


def _wrong(where: str, text: str, english: Mapping[str, str]) -> Iterator[str]:
    """Give what is wrong with one text."""
    if not text.strip():
        yield "is empty"
        return
    wanted, found = _placeholders(english[where]), _placeholders(text)
    if wanted != found:
        # Home Assistant shows the English text then.
        yield f"fills in {sorted(found)}, and English fills in {sorted(wanted)}"
    if len(text.split("\n\n")) != len(english[where].split("\n\n")):
        yield "has not as many paragraphs as in English"
    if _BUTTON.search(where) and len(text) > _LONGEST_BUTTON:
        yield f"is a button, and longer than {_LONGEST_BUTTON} characters"
    if text == english[where] and _SENTENCE.search(text):
        yield "is English"


def _placeholders(text: str) -> set[str]:
    """Return what is filled into a text, nothing of one that can't be read."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return set()
