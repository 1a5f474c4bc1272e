"""Asking for models, firmware and devices: gently, and without losing what was known."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import pytest

from custom_components.milesight_network_server.ns_api.errors import RefusedError
from custom_components.milesight_network_server.ns_api.firmware.survey import (
    FirmwareSurvey,
    ReportedFirmware,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from simulator.catalogue import official_firmware, row
from simulator.faults import Fault
from simulator.gateway import Gateway as SimulatedGateway
from simulator.population import populate

from .scripted import EUI, Request, ScriptedGateway, let_run

MODEL = "WT201"
PLAN = "EU868"


@pytest.fixture
def simulated() -> SimulatedGateway:
    """A gateway with ten thermostats."""
    gateway = SimulatedGateway(EUI)
    populate(gateway, devices=10, models=[MODEL])
    return gateway


@pytest.fixture
def survey(simulated: SimulatedGateway) -> FirmwareSurvey:
    """What asks that gateway."""

    def script(request: Request) -> bytes:
        (answer,) = simulated.answer(orjson.dumps(request))
        return answer.payload

    return FirmwareSurvey(Gateway(ScriptedGateway(script).link, EUI))


def asked(simulated: SimulatedGateway, call: str) -> list[Any]:
    """Return the bodies of the requests of a call."""
    return [request.body for request in simulated.requests if request.call == call]


def asked_by(simulated: SimulatedGateway) -> list[str]:
    """Return the versions by which devices were asked for."""
    bodies = asked(simulated, "6.8")
    return [body["officialFirmwareInfo"]["firmwareVersion"] for body in bodies]


async def ask(survey: FirmwareSurvey, sought: Sequence[str] = ("another",)) -> set[str]:
    """Ask all about one model."""
    await survey.ask_offered(MODEL)
    return await survey.ask_devices(MODEL, sought, PLAN)


async def test_devices_are_known_by_what_the_gateway_reports(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    assert await ask(survey) == set(simulated.devices)
    assert survey.reported == {
        one.dev_eui: ReportedFirmware(
            model=MODEL,
            hardware_version=one.hardware_version,
            firmware_version=one.firmware_version,
        )
        for one in simulated.devices.values()
    }


async def test_blank_versions_are_unknown(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    for entry in simulated.catalogue:
        entry.min_firmware_version = entry.min_hardware_version = "-"
    for one in simulated.devices.values():
        one.hardware_version = one.firmware_version = ""
    await ask(survey)
    assert set(survey.reported.values()) == {ReportedFirmware(model=MODEL)}


async def test_device_too_old_for_the_newest_is_found(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    old, *_ = simulated.devices.values()
    old.hardware_version, old.firmware_version = "v1.0", "v1.0"
    assert old.dev_eui in await ask(survey)
    assert asked_by(simulated) == ["v1.4", "v1.2"]


async def test_asking_ends_with_the_last_device_sought(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    for one in simulated.devices.values():
        one.firmware_version = "v1.4"
    await ask(survey, list(simulated.devices))
    assert asked_by(simulated) == ["v1.4"]


async def test_without_firmware_for_the_band_no_devices_are_asked_for(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    for entry in simulated.catalogue:
        entry.frequency_bands = ["US915"]
    assert await ask(survey) == set()
    assert asked(simulated, "6.8") == []


async def test_device_that_names_another_model_is_not_of_this_one() -> None:
    """As where a gateway lists all devices, whatever the firmware."""
    firmware = [row(one) for one in official_firmware() if one.model == MODEL][-1:]
    devices = [
        {"devEui": f"24e124000000000{number}", "firmwareVersion": "v1.1", "productModel": named}
        for number, named in enumerate([MODEL, "WT101", f"{MODEL}-868M", ""])
    ]
    bodies = {
        "/api/fuota/official/models": {"models": [MODEL, "WT101"]},
        "/api/fuota/official/firmware": {"total": 1, "data": firmware},
        "/api/fuota/devices/firmware": {"total": 4, "devices": devices},
    }
    gateway = ScriptedGateway(lambda request: bodies[request["url"].partition("?")[0]])
    survey = FirmwareSurvey(Gateway(gateway.link, EUI))
    await survey.ask_models("eu")
    assert await ask(survey) == {f"24E124000000000{number}" for number in (0, 2, 3)}


async def test_device_that_is_no_longer_listed_keeps_what_it_last_reported(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    await ask(survey)
    before = dict(survey.reported)
    left, *_ = simulated.devices
    simulated.devices[left].model = ""
    assert left not in await ask(survey)
    assert survey.reported == before


async def test_failed_question_leaves_what_was_known(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    await ask(survey)
    offered, reported = dict(survey.offered), dict(survey.reported)
    simulated.faults.add(Fault("code", call="6.10", code=23))
    simulated.faults.add(Fault("code", call="6.8", code=23))
    with pytest.raises(RefusedError):
        await survey.ask_offered(MODEL)
    with pytest.raises(RefusedError):
        await survey.ask_devices(MODEL, ["another"], PLAN)
    assert (survey.offered, survey.reported) == (offered, reported)


async def test_models_in_use_are_asked_for_first(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    assert await survey.ask_models("eu") == sorted({one.model for one in simulated.catalogue})
    await ask(survey)
    first, *others = await survey.ask_models("eu")
    assert first == MODEL
    assert others == sorted({one.model for one in simulated.catalogue} - {MODEL})


async def test_firmware_of_models_that_no_device_has_is_forgotten(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    await survey.ask_models("eu")
    await ask(survey)
    await survey.ask_offered("UC300")
    survey.forget_unused()
    assert set(survey.offered) == {MODEL}


async def test_firmware_of_a_model_that_is_no_longer_named_is_forgotten(
    survey: FirmwareSurvey, simulated: SimulatedGateway
) -> None:
    await ask(survey)
    simulated.catalogue[:] = [one for one in simulated.catalogue if one.model != MODEL]
    await survey.ask_models("eu")
    survey.forget_unused()
    assert not survey.offered
    assert set(survey.reported) == set(simulated.devices)


async def test_incomplete_list_takes_no_firmware_away(survey: FirmwareSurvey) -> None:
    await survey.ask_offered(MODEL)
    known = survey.offered[MODEL]
    rows = [row(one) for one in official_firmware() if one.model == MODEL][:1]
    liar = Gateway(ScriptedGateway(lambda _request: {"total": 3, "data": rows}).link, EUI)
    survey._gateway = liar
    await survey.ask_offered(MODEL)
    assert survey.offered[MODEL] is known


async def test_only_one_request_is_under_way(silent_gateway: ScriptedGateway) -> None:
    survey = FirmwareSurvey(Gateway(silent_gateway.link, EUI))
    askers = [asyncio.create_task(survey.ask_offered(model)) for model in ("A", "B", "C")]
    for number in range(3):
        await let_run()
        assert len(silent_gateway.requests) == number + 1
        silent_gateway.answer(silent_gateway.requests[number], {"total": 0, "data": []})
    await asyncio.gather(*askers)


async def test_a_long_list_of_devices_is_read_page_after_page(
    silent_gateway: ScriptedGateway,
) -> None:
    survey = FirmwareSurvey(Gateway(silent_gateway.link, EUI, page_size=2))
    offering = asyncio.create_task(survey.ask_offered(MODEL))
    (request,) = await silent_gateway.asked()
    rows = [row(one) for one in official_firmware() if one.model == MODEL][-1:]
    silent_gateway.answer(request, {"total": 1, "data": rows})
    await offering
    asking = asyncio.create_task(survey.ask_devices(MODEL, ["another"], PLAN))
    devices = [
        {"devEui": f"24e124000000000{number}", "firmwareVersion": "v1.1"} for number in range(6)
    ]
    for number in range(3):
        await let_run()
        assert len(silent_gateway.requests) == number + 2
        request = silent_gateway.requests[-1]
        offset = request["body"]["offset"]
        silent_gateway.answer(request, {"total": 6, "devices": devices[offset : offset + 2]})
    assert len(await asking) == 6
