"""Names from elsewhere stay text, whatever is in them."""

import re
import unicodedata

from hypothesis import given, strategies as st
from markdown_it import MarkdownIt
import pytest

from custom_components.milesight_network_server.words import (
    LONGEST,
    escape_markdown,
    one_line,
)

from .hostile import HOSTILE

MARKDOWN = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(
    ["table", "strikethrough"]
)
# What GitHub's dialect, which the front end renders, turns into links without any brackets.
BARE_LINK = re.compile(r"https?://|ftp://|www\.|[^\\]@", re.IGNORECASE)
TEMPLATE = re.compile(r"\{[{%#]|[}%#]\}")
names = (
    st.text()
    | st.text(alphabet="[]()!<>`*_~#|{}%&;:/.\\@-+=\"'$^ \n\tab1www")
    | st.lists(st.sampled_from(HOSTILE)).map(" ".join)
)


def rendered(markdown: str) -> tuple[set[str], str]:
    """Return what kinds of things Markdown makes of a text, and the text that is seen."""
    kinds, seen = set[str](), ""
    for token in MARKDOWN.parse(markdown):
        kinds.add(token.type)
        for inner in token.children or ():
            kinds.add(inner.type)
            seen += inner.content
    return kinds, seen


def check(name: str) -> None:
    """Assert that a name is rendered as itself and as nothing else."""
    line, escaped = one_line(name), escape_markdown(name)
    assert not BARE_LINK.search(escaped)
    assert not TEMPLATE.search(escaped)
    if not line:
        assert escaped == ""
        return
    for around in ("{}", "Device {} is gone.", "- 2 devices ({}): not enough memory"):
        kinds, seen = rendered(around.format(escaped))
        alone, _ = rendered(around.format("Lobby"))
        assert kinds == alone
        assert seen == around.removeprefix("- ").format(line)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_only_text(name: str) -> None:
    check(name)


@given(names)
def test_any_name_is_only_text(name: str) -> None:
    check(name)


@given(names)
def test_a_line_holds_nothing_unseen_and_is_short(name: str) -> None:
    line = one_line(name)
    assert len(line) <= LONGEST
    assert line == line.strip()
    assert not any(unicodedata.category(one) in ("Cc", "Zl", "Zp", "Cs") for one in line)
    assert not any(one in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" for one in line)


def test_a_usual_name_stays_as_it_is() -> None:
    assert one_line("Büro – Fenster 2 👨‍👩‍👧") == "Büro – Fenster 2 👨‍👩‍👧"
    assert escape_markdown("Lobby thermostat 1") == "Lobby thermostat 1"


def test_a_long_name_is_cut() -> None:
    assert one_line("a" * LONGEST) == "a" * LONGEST
    assert one_line("a" * (LONGEST + 1)) == "a" * (LONGEST - 1) + "…"
