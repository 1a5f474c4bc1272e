"""The name of a firmware file: what it may be."""

from typing import Any
import unicodedata

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.ns_api.firmware.named import FileName
from custom_components.milesight_network_server.ns_api.keys import ProblemKey
from custom_components.milesight_network_server.ns_api.value_kinds import UnfitError

# Drawn seldom among all characters, and therefore on purpose.
TROUBLE = st.sampled_from(["/", "\\", "\0", "\u202e", "\u200f", "\ufeff", "\u2028", "\ud800", " "])


@pytest.mark.parametrize(
    "name", ["WT201.0000.0101.0104.bin", "x", "a b (1).bin", "Büro ÷ 2.bin", "固件.bin", "x" * 255]
)
def test_ordinary_names_are_taken_as_they_are(name: str) -> None:
    assert FileName().read(name) == name


@pytest.mark.parametrize("name", ["", " ", "x" * 256, "a/b", "a\\b", "a\tb", "a\u202eb", None, 5])
def test_other_names_are_refused(name: Any) -> None:
    with pytest.raises(UnfitError) as refused:
        FileName().read(name)
    assert (refused.value.kind, refused.value.allowed) == (ProblemKey.FILE_NAME, {"most": "255"})


@given(name=st.text(st.characters() | TROUBLE, max_size=300))
def test_a_name_is_harmless_or_refused(name: str) -> None:
    try:
        read = FileName().read(name)
    except UnfitError:
        return
    assert 1 <= len(read) <= 255
    assert not set(read) & {"/", "\\"}
    assert not {unicodedata.category(one) for one in read} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert read.encode()
    assert FileName().read(read) == read
    assert FileName().read(unicodedata.normalize("NFD", name)) == read
