"""The keys that answers are full of stand in no repr: those end in logs and bug reports."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.milesight_network_server.ns_api.codec import PayloadCodecType
from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.errors import (
    NsApiError,
    RefusedError,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.gateway import Gateway
from custom_components.milesight_network_server.ns_api.link import Answer
from custom_components.milesight_network_server.ns_api.listing import Page
from custom_components.milesight_network_server.ns_api.multicast import MulticastGroup
from custom_components.milesight_network_server.ns_api.rows import Rows

from .scripted import EUI, ScriptedGateway, ask

APP_KEY = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"
NWK_S_KEY = "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
APP_S_KEY = "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"
SCRIPT = "function Decode(fPort, bytes) {}"
SECRETS = [APP_KEY, NWK_S_KEY, APP_S_KEY, SCRIPT]

DEVICE = {
    "devEUI": "24E124136A456465", "name": "em300", "appKey": APP_KEY, "nwkSKey": NWK_S_KEY,
    "appSKey": APP_S_KEY,
}  # fmt: skip
GROUP = {"id": "0663aff7", "name": "group1", "mcNwkSKey": NWK_S_KEY, "mcAppSKey": APP_S_KEY}
CODEC = {"id": "285", "name": "test", "encoderScript": SCRIPT, "decoderScript": SCRIPT}
BODY: dict[str, Any] = {
    "devTotalCount": "1", "deviceResult": [DEVICE], "totalCount": "1", "result": [GROUP | CODEC],
}  # fmt: skip


def shown_secrets(thing: object) -> list[str]:
    """Return the secrets that a thing's repr tells."""
    return [secret for secret in SECRETS if secret in repr(thing)]


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda gateway: gateway.list_devices(), id="devices"),
        pytest.param(lambda gateway: gateway.list_multicast_groups(), id="groups"),
        pytest.param(
            lambda gateway: gateway.list_payload_codecs(PayloadCodecType.CUSTOM),
            id="codecs",
        ),
    ],
)
async def test_a_list_tells_none(read: Callable[[Gateway], Any]) -> None:
    gateway = Gateway(ScriptedGateway(lambda _request: BODY).link, EUI)
    listing = await read(gateway)
    assert shown_secrets(listing) == []
    assert shown_secrets(gateway) == []


def test_a_device_is_reported_by_its_name_and_without_its_keys() -> None:
    device = Device.read(DEVICE)
    assert device is not None
    assert (device.app_key, device.nwk_s_key, device.app_s_key) == (APP_KEY, NWK_S_KEY, APP_S_KEY)
    assert "em300" in repr(device)
    assert shown_secrets(device) == []


def test_a_group_is_reported_by_its_name_and_without_its_keys() -> None:
    group = MulticastGroup.read(GROUP)
    assert group is not None
    assert (group.mc_nwk_s_key, group.mc_app_s_key) == (NWK_S_KEY, APP_S_KEY)
    assert "group1" in repr(group)
    assert shown_secrets(group) == []


def test_an_answer_tells_none() -> None:
    assert shown_secrets(Answer(EUI, BODY)) == []


def test_a_page_tells_none() -> None:
    assert shown_secrets(Page([DEVICE], 1, BODY)) == []


def test_the_rows_that_are_remembered_tell_none() -> None:
    rows = Rows(Device, lambda device: device.dev_eui, "devEUI")
    assert None not in rows.read([DEVICE])
    assert shown_secrets(rows) == []


async def test_who_waits_for_an_answer_tells_none(silent_gateway: ScriptedGateway) -> None:
    asking = ask(silent_gateway.link)
    (request,) = await silent_gateway.asked()
    silent_gateway.answer(request, BODY)
    (pending,) = silent_gateway.link._pending.values()
    assert EUI in repr(pending)
    assert shown_secrets(pending) == []
    await asking


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param(
            {"deviceResult": DEVICE, "data": BODY}, UnreadableAnswerError, id="unreadable"
        ),
        pytest.param(BODY | {"code": 23, "error": "x"}, RefusedError, id="refused"),
    ],
)
async def test_an_error_tells_none(body: Any, error: type[NsApiError]) -> None:
    gateway = Gateway(ScriptedGateway(lambda _request: body).link, EUI)
    with pytest.raises(error) as caught:
        await gateway.list_devices()
    assert shown_secrets(caught.value) == []
    assert shown_secrets(str(caught.value)) == []


async def test_the_log_tells_none(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    scripted = ScriptedGateway(lambda _request: BODY)
    await Gateway(scripted.link, EUI).list_devices()
    scripted.answer(scripted.requests[0], BODY)
    assert shown_secrets(caplog.text) == []
