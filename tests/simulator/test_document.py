"""The examples of the API's document: each request is taken, and answered in its example's form."""

from datetime import timedelta
import json
from pathlib import Path
from typing import Any

import pytest

from simulator.application import Application
from simulator.catalogue import OfficialFirmware
from simulator.codec import PayloadCodec
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.routes import NUMBERS

from .talk import EUI, Clock, Talk, add_task

DOCUMENT: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("document.json").read_text(encoding="utf-8")
)
EXAMPLES = [
    pytest.param(number, request, id=f"{number}-{index}")
    for number, call in DOCUMENT.items()
    for index, request in enumerate(call["requests"])
]
# The document says that their body is blank; it comes in several forms.
BLANK = {"2.2", "2.4", "3.2", "4.2", "4.3", "4.4", "4.6"}
METERS = ("24E124136A456465", "24E124136A456467")
TRANSFORMERS = tuple(f"24E124715123456{digit}" for digit in "89AB")
PROFILES = (
    "09c9326b-0fc6-42ce-ae32-808d58306a50",
    "d11c2c2f-543e-4b6f-b393-3e8e6b0e76e4",
    "fa8215d4-4b5a-4054-b6ba-5658609861d1",
    "940dcdbe-8d5b-4a1e-b7c6-4e5437162015",
)
GROUPS = (
    "03881b5e-9af0-4a38-860c-bdc25347f739",
    "8cc84500-9587-4256-bd7e-4f265c56f8ee",
    "0663aff7-3223-4874-ad6a-b306c63a38e7",
)


@pytest.fixture
def document_gateway(clock: Clock) -> Gateway:
    """The gateway that the examples were asked: everything they name is there."""
    gateway = Gateway(
        EUI, clock=clock, channel_plan="CN470", named="never", utc_offset=timedelta(hours=1)
    )
    talk = Talk(gateway)
    gateway.applications[1] = Application(1, "cloud")
    for profile_id in PROFILES:
        sent = {"name": f"p{profile_id}", "profile": {"supportsJoin": True, "supportsClassC": True}}
        made = gateway.profiles.pop(talk("POST", "/api/urprofiles", sent)["profileID"])
        made.profile_id = profile_id
        gateway.profiles[profile_id] = made
    for dev_eui in (*METERS, *TRANSFORMERS):
        device_sent = {"devEUI": dev_eui, "applicationID": 1, "profileID": PROFILES[3]}
        assert talk.code("POST", "/api/urdevices", device_sent) == 200
        device = gateway.devices[dev_eui]
        device.model, device.hardware_version, device.firmware_version = "CT303", "v1.0", "v1.3"
        device.last_seen = clock.now
    for group_id in GROUPS:
        group_sent = {"multicastGroup": {"name": f"group1-{group_id}"}}
        group = gateway.multicast_groups.pop(
            talk("POST", "/api/multicast-groups", group_sent)["id"]
        )
        group.group_id, group.devices = group_id, [METERS[0]]
        gateway.multicast_groups[group_id] = group
    gateway.multicast_groups[GROUPS[2]].devices.append(METERS[1])
    gateway.payload_codecs[285] = PayloadCodec(codec_id=285, name="test", is_default=False)
    gateway.catalogue.append(
        OfficialFirmware(
            firmware_id="1", model="model1", name="any", firmware_version="1.0.0", size=1024,
            frequency_bands=["CN470"],
        )
    )  # fmt: skip
    return gateway


def with_tasks(talk: Talk) -> None:
    """Add the tasks that the examples name."""
    later = "2026-04-15T01:13:00+01:00"
    for _ in range(3):
        add_task(talk, deveui=TRANSFORMERS, startedAt=later)
    talk.gateway.books.last_task_id = 183
    add_task(talk, deveui=TRANSFORMERS, startedAt=later)


def form(value: object) -> object:
    """The keys and the kinds of what stands under them."""
    if isinstance(value, dict):
        return {key: form(each) for key, each in value.items()}
    if isinstance(value, list):
        return [form(each) for each in value[:1]]
    return type(value).__name__


def assert_has_form(answered: object, documented: object) -> None:
    """All that the example has is there, in its kind. What a list holds need not be as many."""
    if isinstance(documented, dict):
        assert isinstance(answered, dict)
        assert documented.keys() <= answered.keys()
        for key, each in documented.items():
            assert_has_form(answered[key], each)
    elif isinstance(documented, list) and documented:
        assert isinstance(answered, list)
        assert answered
        assert_has_form(answered[0], documented[0])
    else:
        assert form(answered) == form(documented)


def test_there_are_examples_of_all_calls() -> None:
    assert list(DOCUMENT) == list(NUMBERS)
    assert len(NUMBERS) == 25


@pytest.mark.parametrize(("number", "request_"), EXAMPLES)
def test_an_example_is_answered_in_its_form(
    document_gateway: Gateway, number: str, request_: dict[str, Any]
) -> None:
    talk = Talk(document_gateway)
    if number == "3.1":
        document_gateway.multicast_groups.clear()
        talk("DELETE", f"/api/urdevices/{METERS[0]}")
    if number in ("6.2", "6.3", "6.4", "6.5", "6.7"):
        with_tasks(talk)
    if number == "6.5":
        for task in document_gateway.tasks.values():
            task.status = TaskStatus.FAILED
    [answer] = document_gateway.answer(json.dumps(request_))
    answered = json.loads(answer.payload)
    documented = DOCUMENT[number]["response"]
    assert document_gateway.requests[-1].call == number
    assert form(answered["id"]) == form(documented["id"])
    assert answered["method"] == documented["method"]
    if number.startswith(("5.", "6.")):
        assert answered["url"] == documented["url"]
    if number in BLANK:
        assert (answered.get("body") or {}).get("code") in (None, "", 200)
    elif request_.get("body", {}).get("firmwareName") == "test_firmware":
        # The name of this file tells no model.
        assert answered["body"] == {"total": 0, "devices": []}
    else:
        assert_has_form(answered["body"], documented["body"])
