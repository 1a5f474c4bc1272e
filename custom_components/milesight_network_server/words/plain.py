"""Names and other foreign text within a sentence: nothing in it can change the text around it."""

import re
from typing import Final
import unicodedata

# The longest name of the API (that of a firmware task) has 127 characters.
LONGEST: Final = 128
# CommonMark: a backslash before any of these, and nothing else, makes it stand for itself.
_PUNCTUATION: Final = re.compile(r"([!-/:-@\[-`{-~])")
# They turn the direction of the text around them, sentences of ours too.
_DIRECTIONS: Final = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_MARKS: Final = frozenset("\u061c\u200e\u200f")
# Control characters, lone surrogates and the separators of lines and paragraphs.
_UNPRINTABLE: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


def one_line(text: str) -> str:
    """Return a text on one line, with nothing that can't be seen or turns its direction.

    What is longer than `LONGEST` is cut. For places that show plain text.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(
            " " if unicodedata.category(one) in _UNPRINTABLE else one
            for one in text
            if one not in _MARKS and unicodedata.bidirectional(one) not in _DIRECTIONS
        )
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"


def escape_markdown(text: str) -> str:
    """Return a text that Markdown renders as `one_line` of it: no link, image, HTML or heading.

    No two braces stand together either, so that no template is found in it.
    """
    return _PUNCTUATION.sub(r"\\\1", one_line(text))
