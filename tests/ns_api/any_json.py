"""Any JSON that a gateway could send, and more: for tests that nothing of it does harm."""

from dataclasses import fields
from typing import Any, Final

from hypothesis import strategies as st

# What a row's values are like when they are right, or nearly so.
LIKELY: Final = st.sampled_from([
    "24E124136A456465", "24e124136a456465", "1", "0", "-", "", "true", "2023-02-02 01:18:10",
    "2025-04-15T01:13:00+01:00", "9999-12-31T24:00:00", "0001-01-01T00:00:00Z", 0, 1, 4, 200, "200",
])  # fmt: skip
# Texts without halves of characters: JSON in UTF-8 has none.
ANY_TEXT: Final = st.text(st.characters(codec="utf-8"), max_size=20)
ANY_SCALAR: Final = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    ANY_TEXT,
    LIKELY,
)
ANY_JSON: Final[st.SearchStrategy[Any]] = st.recursive(
    ANY_SCALAR,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(ANY_TEXT, inner, max_size=4)
    ),
    max_leaves=10,
)


def objects_with(names: list[str], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return objects that have some of these names, with such values."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))


def wire_names(model: type[Any]) -> list[str]:
    """Return the names that a model's fields have in the API."""
    return [field.metadata["alias"] for field in fields(model) if "alias" in field.metadata]


# The objects within a row that are opened into it.
OPENED: Final = ("profile", "fragmentInfo", "tmpMcInfo")


def rows_of(model: type[Any]) -> st.SearchStrategy[Any]:
    """Return rows of a model: its own names with any values, whole in places."""
    row = objects_with(wire_names(model), ANY_JSON)
    return st.builds(
        lambda outer, inner: outer | inner,
        row,
        st.fixed_dictionaries({}, optional=dict.fromkeys(OPENED, st.one_of(ANY_JSON, row))),
    )
