"""The example answers of the document's writing calls are successes, with what they tell."""

import json
from typing import Any, Final

import pytest

from custom_components.milesight_network_server.ns_api.answers import check
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Answer

from .examples import EXAMPLE_EUI, answer_of
from .scripted import ScriptedGateway
from .writes import WRITES

DONE: Final = {"code": 200, "error": ""}
BLANK: Final = {"code": None, "error": ""}

# What each section's example answer has in its body.
BODIES: Final[dict[str, dict[str, Any]]] = {
    "2.1": {"profileID": "c6686391-55a3-40fe-a347-acd431211c58"},
    "2.2": BLANK,
    "2.4": BLANK,
    "3.1": DONE,
    "3.2": DONE,
    "3.4": DONE,
    "4.1": {"id": "03881b5e-9af0-4a38-860c-bdc25347f739"},
    "4.2": {},
    "4.3": BLANK,
    "4.4": BLANK,
    "4.6": {},
    "6.1": {"id": 1},
    "6.3": DONE,
    "6.4": DONE,
    "6.5": DONE,
}


@pytest.mark.parametrize("section", BODIES)
def test_the_body_is_read_as_it_is_and_is_a_success(section: str) -> None:
    body = json.loads(answer_of(section))["body"]
    assert check(section, Answer(EXAMPLE_EUI, body)) == body == BODIES[section]


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize("name", WRITES)
async def test_a_writing_call_gives_what_its_example_answers(name: str) -> None:
    section, write = WRITES[name]
    scripted = ScriptedGateway(lambda _request: answer_of(section))
    assert await write.call(Gateway(scripted.link, EXAMPLE_EUI)) == write.result
    assert len(scripted.sent) == 1


def test_every_writing_call_of_the_document_exists() -> None:
    assert [section for section, _ in WRITES.values()] == list(BODIES)
