"""The example answers are the document's own, and no more is mended than has to be."""

import json
from pathlib import Path

import pytest

from .examples import FOLDER, MENDINGS, answer_of, mend, text_of

# How many calls each of the document's sections has.
CALLS = {2: 4, 3: 4, 4: 6, 5: 1, 6: 10}
SECTIONS = [f"{section}.{call}" for section, calls in CALLS.items() for call in range(1, calls + 1)]
DOCUMENT = Path(__file__).parents[3] / "shared" / "spec" / "milesight-mqtt-api.txt"

EACH_MENDING = [
    pytest.param(section, position, id=f"{section}-{position + 1}")
    for section, mendings in MENDINGS.items()
    for position in range(len(mendings))
]


def test_every_call_of_the_document_has_its_example() -> None:
    assert list(MENDINGS) == SECTIONS
    assert {path.name for path in FOLDER.iterdir()} == {f"{section}.txt" for section in SECTIONS}


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the document is not here")
@pytest.mark.parametrize("section", SECTIONS)
def test_the_example_stands_in_the_document_word_for_word(section: str) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    # The call's own heading, then its answer: nothing of another call lies between.
    behind_heading = document[document.index(f"{section} ") :]
    before, found, _ = behind_heading.partition(text_of(section))
    assert found
    assert before.count("Response Example") == 1


@pytest.mark.parametrize(("section", "position"), EACH_MENDING)
def test_a_mending_has_exactly_one_place_in_its_example(section: str, position: int) -> None:
    misprint, _ = MENDINGS[section][position]
    assert text_of(section).count(misprint) == 1


@pytest.mark.parametrize(("section", "position"), EACH_MENDING)
def test_without_any_one_of_its_mendings_an_example_is_not_json(
    section: str, position: int
) -> None:
    others = MENDINGS[section][:position] + MENDINGS[section][position + 1 :]
    with pytest.raises(json.JSONDecodeError):
        json.loads(mend(text_of(section), others))


@pytest.mark.parametrize("section", SECTIONS)
def test_a_mended_example_is_an_answer(section: str) -> None:
    answer = json.loads(answer_of(section))
    assert answer.keys() - {"gatewayEUI"} == {"id", "method", "url", "body"}
