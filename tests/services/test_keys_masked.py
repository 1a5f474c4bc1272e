"""No key and no megabytes are repeated: in what is raised, the log, the queue of updates."""

from collections.abc import Iterator
import json
import logging
from typing import Any, Final

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.services import SERVICES
from custom_components.milesight_network_server.services.call import Service
from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.manners import FailureForm, Manners
from simulator.population import populate

from ..conftest import GATEWAY_EUI, Clock, Poll
from ..registry import entity_id
from .changes import KEY, NEW
from .conftest import Act

PAIRS: Final = [KEY[place : place + 2] for place in range(0, 32, 2)]
SEPARATED: Final = (KEY, ":".join(PAIRS), "-".join(PAIRS).upper(), " ".join(PAIRS), f"0x{KEY}")
# What else a gateway may say beside it.
MEGABYTES: Final = 3_000_000
REFUSALS: Final = (
    f"object key {KEY} exists",
    f'appKey="{":".join(PAIRS)}": invalid',
    f"{'x' * 190} {KEY}",
    f"{'x' * MEGABYTES} {KEY}",
    f"{KEY} " * (MEGABYTES // 33),
    ":".join(PAIRS) * (MEGABYTES // 47),
)
# So much of a gateway's words is repeated, with what stands around them.
MOST: Final = 200
MOST_OF_A_SENTENCE: Final = 400


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with a device that can be updated."""
    gateway = Gateway(GATEWAY_EUI, clock=clock)
    populate(gateway, devices=10)
    for device in gateway.devices.values():
        device.firmware_version, device.hardware_version = "v1.2", "v3.0"
        device.last_seen = clock()
    return gateway


def shows_key(text: str) -> bool:
    """Whether a good part of the key can be read in a text, whatever separates it."""
    digits = "".join(one for one in text.lower() if one in "0123456789abcdef")
    return any(KEY[place : place + 12] in digits for place in range(21))


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Look at what was logged in the end: of ours at any level, of others as owners see it."""
    caplog.set_level(logging.DEBUG)
    yield
    records = [
        one
        for one in caplog.get_records("call")
        if DOMAIN in one.name or one.levelno >= logging.WARNING
    ]
    for one in records:
        said = one.getMessage() + str(one.exc_info or "")
        assert not shows_key(said)
        assert len(said) < 5000


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
async def test_a_key_in_whatever_wrong_field_is_not_in_what_is_raised(
    act: Act, service: Service
) -> None:
    refused: list[str] = []
    for name in service.fields + (service.target.value,) * bool(service.target.value):
        for form in SEPARATED:
            # None of them may be a name or a description, which are what people choose.
            for value in (form, [form], {form: form}, f"{form}\n"):
                if name in ("name", "description") and isinstance(value, str):
                    continue
                try:
                    await act(service.name, **{name: value})
                except HomeAssistantError as err:
                    refused.append(str(err))
    assert not any(map(shows_key, refused))
    assert refused or not service.fields


@pytest.mark.parametrize("form", SEPARATED)
async def test_a_key_beside_right_fields_is_not_in_what_is_raised(
    act: Act, gateway: Gateway, form: str
) -> None:
    right = {"dev_eui": NEW, "application_id": 1}
    for name in ("profile_id", "payload_codec_id", "dev_addr", "f_port", "mb_mode", "f_cnt_up"):
        with pytest.raises(ServiceValidationError) as refused:
            await act("add_device", **right, **{name: form})
        assert not shows_key(str(refused.value).replace(NEW, ""))
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_device", **right, app_key=f"{form}0")
    assert not shows_key(str(refused.value).replace(NEW, ""))
    assert NEW not in gateway.devices


@pytest.mark.parametrize(
    ("failure", "code"), [("documented", 2), ("documented", 99), ("err-code", 3)]
)
@pytest.mark.parametrize("text", REFUSALS, ids=range(len(REFUSALS)))
async def test_a_key_that_the_gateways_refusal_quotes_is_not_in_what_is_raised(
    act: Act, gateway: Gateway, text: str, failure: FailureForm, code: int
) -> None:
    gateway.manners = Manners(failure=failure, error_text=text)
    gateway.faults.add(Fault("code", call="3.1", code=code))
    with pytest.raises(HomeAssistantError) as refused:
        await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    said = str(refused.value)
    assert not shows_key(said)
    assert len(said) < MOST_OF_A_SENTENCE
    repeated = refused.value.translation_placeholders
    assert repeated is not None
    assert max(map(len, repeated.values())) <= MOST + 1


@pytest.mark.parametrize("text", REFUSALS, ids=range(len(REFUSALS)))
async def test_nor_is_it_where_reading_is_refused(
    act: Act, gateway: Gateway, loaded: MockConfigEntry, text: str
) -> None:
    """Refusals of what is polled go to the log by themselves."""
    gateway.manners = Manners(error_text=text)
    gateway.faults.add(Fault("code", code=2))
    runtime = loaded.runtime_data
    for coordinator in (runtime.devices, runtime.fuota, runtime.provisioning):
        await coordinator.async_refresh()
    await runtime.firmware_check.async_check()
    for service in ("list_devices", "list_profiles", "list_multicast_groups", "list_fuota_tasks"):
        with pytest.raises(HomeAssistantError) as refused:
            await act(service)
        assert not shows_key(str(refused.value))
        assert len(str(refused.value)) < MOST_OF_A_SENTENCE


@pytest.mark.parametrize("text", REFUSALS, ids=range(len(REFUSALS)))
async def test_the_queue_of_updates_neither_keeps_nor_tells_it(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    act: Act,
    gateway: Gateway,
    poll: Poll,
    text: str,
) -> None:
    thermostat = next(one for one in gateway.devices.values() if one.model == "WT101")
    update = entity_id(hass, "update", f"{GATEWAY_EUI}_{thermostat.dev_eui}_firmware")
    gateway.manners = Manners(error_text=text)
    gateway.faults.add(Fault("code", call="6.1", code=2))
    await hass.services.async_call("update", "install", {ATTR_ENTITY_ID: update}, blocking=True)
    responses: list[str] = []
    for _ in range(20):
        await poll(15)
        responses.append(json.dumps(await act("list_update_queue"), ensure_ascii=False))
    assert any(request.call == "6.1" for request in gateway.requests)
    # What the gateway said is told, as far as it can be.
    assert "•••" in responses[-1] or "…" in responses[-1]
    stored = [json.dumps(each) for key, each in hass_storage.items() if DOMAIN in key]
    for one in (*responses, *stored):
        assert not shows_key(one.replace(GATEWAY_EUI, ""))
        assert len(one) < 20_000
