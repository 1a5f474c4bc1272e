"""The example answers of the document's writing calls are successes, with what they tell."""

import json
from typing import Any, Final

import pytest

from custom_components.milesight_network_server.ns_api.asking import check

from .examples import EXAMPLE_EUI, answer_of
from .scripted import ScriptedGateway

DONE: Final = {"code": 200, "error": ""}
BLANK: Final = {"code": None, "error": ""}
GROUP: Final = "/api/multicast-groups/0663aff7-3223-4874-ad6a-b306c63a38e7"
OTHER_GROUP: Final = "/api/multicast-groups/03881b5e-9af0-4a38-860c-bdc25347f739"

# By section: method and url of the request, and the body of the answer.
WRITES: Final[dict[str, tuple[str, str, dict[str, Any]]]] = {
    "2.1": ("POST", "/api/urprofiles", {"profileID": "c6686391-55a3-40fe-a347-acd431211c58"}),
    "2.2": ("DELETE", "/api/urprofiles/09c9326b-0fc6-42ce-ae32-808d58306a50", BLANK),
    "2.4": ("PUT", "/api/urprofiles/d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4", BLANK),
    "3.1": ("POST", "/api/urdevices", DONE),
    "3.2": ("DELETE", "/api/urdevices/24E124136A456465", DONE),
    "3.4": ("PUT", "/api/urdevices/24E124136A456465", DONE),
    "4.1": ("POST", "/api/multicast-groups", {"id": "03881b5e-9af0-4a38-860c-bdc25347f739"}),
    "4.2": ("POST", f"{OTHER_GROUP}/devices", {}),
    "4.3": ("DELETE", "/api/multicast-groups/8cc84500-9587-4256-bd7e-4f265c56f8ee", BLANK),
    "4.4": ("POST", f"{GROUP}/deletedevices", BLANK),
    "4.6": ("PUT", GROUP, {}),
    "6.1": ("POST", "/api/fuota/task", {"id": 1}),
    "6.3": ("PUT", "/api/fuota/task", DONE),
    "6.4": ("POST", "/api/fuota/task/delete", DONE),
    "6.5": ("POST", "/api/fuota/task/retry", DONE),
}


@pytest.mark.usefixtures("numbered_ids")
@pytest.mark.parametrize("section", WRITES)
async def test_a_writing_call_succeeds(section: str) -> None:
    method, url, body = WRITES[section]
    scripted = ScriptedGateway(lambda _request: answer_of(section))
    answer = await scripted.link.request(
        section, method, url, gateway_eui=EXAMPLE_EUI, timeout=5, body={}
    )
    assert check(section, answer) == body


# The examples that answer with another url than was asked for.
REWRITTEN = {
    "3.4": "/api/urdevices/24E124136A456467",
    "6.1": "/api/fuota/tasks",
}


@pytest.mark.parametrize("section", WRITES)
def test_the_answered_url_need_not_be_the_asked_one(section: str) -> None:
    _, asked, _ = WRITES[section]
    assert json.loads(answer_of(section))["url"] == REWRITTEN.get(section, asked)
