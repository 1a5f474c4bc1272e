"""Diagnostics: what they tell, and what they must never tell."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote_plus

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import orjson
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.milesight_network_server.flow.search import suggested_topics
from custom_components.milesight_network_server.masking import SUGGESTED
from custom_components.milesight_network_server.ns_api.caller import (
    CODES_KEPT,
    TIMES_KEPT,
    CallCounts,
)
from custom_components.milesight_network_server.ns_api.errors import refusal
from simulator.faults import Fault
from simulator.gateway import Gateway
from simulator.multicast import MulticastGroup
from simulator.population import populate

from .conftest import GATEWAY_EUI, REQUEST_TOPIC, RESPONSE_TOPIC, Attach, Clock
from .downloads import Download, secrets, secrets_in
from .firmware_tasks import add_task

OWN_KEY = "A0a1A2A3A4A5A6A7A8A9AAABACADAEAF"
GROUP_KEY = "b0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"
BEDROOM, STREET, GROUP, TASK = "Müller's bedroom", "Straße 7", "Anna and Bob", "Thermostats"
MASKED_GATEWAY = "24E124**********"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with keys and names of people's own, and a firmware task."""
    simulated = Gateway(GATEWAY_EUI, clock=clock)
    populate(simulated, devices=24)
    first, second, *_ = simulated.devices.values()
    first.name, first.app_key = BEDROOM, OWN_KEY
    second.name = STREET
    simulated.multicast_groups["g"] = MulticastGroup(
        group_id="g", name=GROUP, mc_nwk_s_key=GROUP_KEY, mc_app_s_key=GROUP_KEY, dr=0,
        frequency=869525000, created_at=clock(), updated_at=clock(),
    )  # fmt: skip
    add_task(simulated, clock() + timedelta(hours=1))
    return simulated


@pytest.fixture
def download(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Download:
    """The download of a signed-in administrator."""
    return Download(hass, hass_client)


@contextmanager
def refusing(gateway: Gateway, code: int, words: str) -> Generator[None]:
    """Let a gateway refuse everything, with these words."""
    before = gateway.manners
    gateway.manners = replace(before, error_text=words)
    gateway.faults.add(Fault("code", code=code))
    yield
    gateway.faults.clear()
    gateway.manners = before


def identifiers(gateway: Gateway) -> list[str | None]:
    """Return the entry itself, the gateway, all devices and tasks."""
    return [
        None,
        gateway.eui,
        *(f"{gateway.eui}_{one.dev_eui}" for one in gateway.devices.values()),
        *(f"{gateway.eui}_fuota_{task_id}" for task_id in gateway.tasks),
    ]


async def test_gateway_is_reported(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    data = await download.data(loaded)
    assert data["entry"] == {"state": "loaded", "reason": None, "options": {"time_zone": "UTC"}}
    assert data["gateway_eui"] == MASKED_GATEWAY
    assert data["mqtt"]["connected"] is True
    assert data["mqtt"]["protocol"] in ("3.1", "3.1.1", "5")
    assert (data["channel_plan"], data["cloud"], data["time_zone"]) == ("EU868", False, "UTC")
    assert data["entries_on_these_topics"] == 1
    counts = data["counts"]
    assert counts["devices"] == 24
    assert counts["active_devices"] == sum(one.active for one in gateway.devices.values())
    assert counts["never_seen_devices"] > 0
    assert (counts["profiles"], counts["multicast_groups"]) == (8, 1)
    assert counts["applications"] == len(gateway.applications)
    assert counts["tasks"] == {"pending": 1}


async def test_coordinators_and_calls_are_reported(
    loaded: MockConfigEntry, download: Download
) -> None:
    data = await download.data(loaded)
    assert {name: one["interval_s"] for name, one in data["coordinators"].items()} == {
        "devices": 60, "fuota": 300, "provisioning": 900,
    }  # fmt: skip
    for one in data["coordinators"].values():
        assert one["last_update_success"] is True
        assert 0 <= one["last_answer_s_ago"] < 60
        assert one["last_error"] is None
    call = data["calls"]["list_devices"]
    assert (call["requests"], call["timed"]) == (1, 1)
    assert (call["time_outs"], call["not_sent"], call["refusals"]) == (0, 0, {})
    assert 0 <= call["median_ms"] <= call["longest_ms"]


async def test_what_is_known_of_firmware_is_reported_in_numbers(
    loaded: MockConfigEntry, gateway: Gateway, download: Download, clock: Clock
) -> None:
    models = {one.model for one in gateway.catalogue}
    known = [one.model for one in gateway.devices.values() if one.model in models]
    firmware = {
        "known": True,
        "supported": True,
        "checked_at": clock().isoformat(),
        "devices": len(known),
        "models": len(set(known)),
    }
    assert (await download.data(loaded))["firmware"] == firmware
    gateway.books.internet = False
    await loaded.runtime_data.firmware_check.async_check()
    assert (await download.data(loaded))["firmware"] == {**firmware, "known": False}


@pytest.mark.parametrize(
    ("request_topic", "shape", "levels", "suggested", "names_gateway"),
    [
        (REQUEST_TOPIC, f"milesight-gateway/{MASKED_GATEWAY}/request", 3, True, True),
        (REQUEST_TOPIC.lower(), "milesight-gateway/24e124**********/request", 3, False, True),
        ("anna/house/request", "***/***/request", 3, False, False),
        ("/anna-24E124FFFEF5A6A8/24E124FFFE000000/", f"/***/{MASKED_GATEWAY}/", 4, False, False),
    ],
)
async def test_topics_are_reported_by_their_shape(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    download: Download,
    request_topic: str,
    shape: str,
    levels: int,
    suggested: bool,
    names_gateway: bool,
) -> None:
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "request_topic": request_topic}
    )
    await attach(gateway, request_topic=request_topic)
    assert await hass.config_entries.async_setup(entry.entry_id)
    text = await download.text(entry)
    topic = orjson.loads(text)["data"]["topics"]["request_topic"]
    assert topic["shape"].casefold() == shape.casefold()
    assert (topic["levels"], topic["suggested"], topic["names_gateway"]) == (
        levels, suggested, names_gateway,
    )  # fmt: skip
    assert "anna" not in text
    assert secrets_in(gateway, text) == []


def test_suggested_topics_are_those_of_the_wizard() -> None:
    assert suggested_topics(GATEWAY_EUI) == {
        name: topic.format(eui=GATEWAY_EUI) for name, topic in SUGGESTED.items()
    }


async def test_device_is_reported_by_its_masked_row(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    one = next(iter(gateway.devices.values()))
    data = await download.data(loaded, f"{GATEWAY_EUI}_{one.dev_eui}")
    row = data["device"]
    assert data["task"] is None
    assert row["dev_eui"] == one.dev_eui[:6] + "*" * 10
    assert row["f_cnt_up"] == one.f_cnt_up
    assert row["profile_id"] == one.profile_id
    assert (row["name"], row["description"], row["dev_addr"]) == (REDACTED, REDACTED, REDACTED)
    assert row["tasks"] == list(gateway.tasks)
    assert not [name for name in row if "key" in name]
    assert data["counts"]["devices"] == 24


async def test_task_is_reported_by_its_masked_row(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    ((task_id, _),) = gateway.tasks.items()
    data = await download.data(loaded, f"{GATEWAY_EUI}_fuota_{task_id}")
    row = data["task"]
    assert data["device"] is None
    assert (row["task_id"], row["name"], row["status"]) == (task_id, REDACTED, 0)
    assert row["dev_euis"] == [MASKED_GATEWAY] * 2
    assert row["official_firmware"]["model"] == "WT201"
    assert row["starts"] is not None


async def test_gateway_device_has_no_row(loaded: MockConfigEntry, download: Download) -> None:
    assert not {"device", "task"} & (await download.data(loaded, GATEWAY_EUI)).keys()


async def test_nothing_private_is_reported(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    for identifier in identifiers(gateway):
        assert secrets_in(gateway, await download.text(loaded, identifier)) == []


@pytest.mark.parametrize(
    "written",
    [str, str.lower, str.upper, quote_plus, lambda text: f"x{text}y", lambda text: f'"{text}"'],
    ids=["plain", "lower", "upper", "quoted", "amid", "in_quotes"],
)
async def test_nothing_private_is_reported_of_errors(
    loaded: MockConfigEntry,
    gateway: Gateway,
    download: Download,
    written: Callable[[str], str],
) -> None:
    ((task_id, _),) = gateway.tasks.items()
    for secret in sorted({secret for secret in secrets(gateway) if secret}):
        with refusing(gateway, 10310099, f"no place for {written(secret)} here"):
            for coordinator in loaded.runtime_data.polled_lists:
                await coordinator.async_refresh()
        for identifier in (None, f"{GATEWAY_EUI}_fuota_{task_id}"):
            if identifier is not None and secret != gateway.eui:
                continue
            text = await download.text(loaded, identifier)
            assert secrets_in(gateway, text) == [], secret
            for one in orjson.loads(text)["data"]["coordinators"].values():
                assert one["last_error"]["code"] == 10310099
                assert one["last_error"]["type"] == "RefusedError"
                if written is not str.upper:
                    continue
                assert one["last_error"]["sentence"].startswith("The gateway refused list_")


async def test_separated_euis_and_addresses_are_masked(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    words = "node 24-e1-24-ff-fe-f5-a6-a8 (24:E1:24:F5:A6:A8, addr 26011BDA) code 10310001"
    with refusing(gateway, 99, words):
        await loaded.runtime_data.devices.async_refresh()
    error = (await download.data(loaded))["coordinators"]["devices"]["last_error"]
    assert error["text"] == f"node {REDACTED} ({REDACTED}, addr {REDACTED}) code 10310001"


async def test_short_names_and_odd_keys_are_masked(
    loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    first, second, *_ = gateway.devices.values()
    first.name, second.app_key = "Al", "no hex, but a key"
    runtime = loaded.runtime_data
    await runtime.devices.async_refresh()
    for words, masked in (
        ("Also Al, Alarm", f"Also {REDACTED}, Alarm"),
        (f"With {second.app_key}!", REDACTED),
    ):
        with refusing(gateway, 99, words):
            await runtime.devices.async_refresh()
        error = (await download.data(loaded))["coordinators"]["devices"]["last_error"]
        assert error["text"] == masked
        assert words not in error["sentence"]


async def test_unexpected_error_is_reported_by_its_type(
    loaded: MockConfigEntry, download: Download
) -> None:
    runtime = loaded.runtime_data
    with patch.object(runtime.gateway, "list_devices", side_effect=ValueError(BEDROOM)):
        await runtime.devices.async_refresh()
    data = await download.data(loaded)
    assert data["coordinators"]["devices"]["last_error"] == {"type": "ValueError"}


async def test_faults_are_counted(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    download: Download,
) -> None:
    hass.config_entries.async_update_entry(entry, options={"request_timeout": 0.5})
    await attach(gateway)
    assert await hass.config_entries.async_setup(entry.entry_id)
    devices = entry.runtime_data.devices
    gateway.faults.add(Fault("code", call="3.3", code=23, times=1))
    await devices.async_refresh()
    gateway.faults.add(Fault("garble", call="3.3", times=1))
    gateway.faults.add(Fault("drop", call="3.3", times=1, skip=1))
    async_fire_mqtt_message(hass, RESPONSE_TOPIC, b'{"id": "of another"}')
    await devices.async_refresh()
    data = await download.data(entry)
    call = data["calls"]["list_devices"]
    assert (call["requests"], call["time_outs"], call["refusals"]) == (4, 2, {"23": 1})
    assert call["timed"] == 2
    line = data["response_topic"]
    assert (line["unreadable"], line["not_ours"], line["waiting_requests"]) == (1, 1, 0)
    assert line["longest_message_bytes"] > 1000
    error = data["coordinators"]["devices"]["last_error"]
    assert error["type"] == "NoAnswerError"
    assert error["sentence"].startswith("The gateway did not answer list_devices within 0.5 ")


async def test_what_was_never_read_is_not_reported(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    download: Download,
) -> None:
    await attach(gateway)
    for call in ("2.3", "6.2"):
        gateway.faults.add(Fault("code", call=call, code=23))
    assert await hass.config_entries.async_setup(entry.entry_id)
    data = await download.data(entry)
    assert (data["counts"]["profiles"], data["counts"]["multicast_groups"]) == (None, None)
    for name in ("fuota", "provisioning"):
        one = data["coordinators"][name]
        assert (one["last_update_success"], one["last_answer_s_ago"]) == (False, None)
        assert one["last_error"]["code"] == 23
        assert REDACTED not in one["last_error"]["sentence"]


async def test_entry_that_is_not_loaded_is_reported(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    attach: Attach,
    gateway: Gateway,
    download: Download,
) -> None:
    await attach(gateway)
    with refusing(gateway, 99, f"{BEDROOM} {OWN_KEY} {GATEWAY_EUI}"):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    text = await download.text(entry)
    assert secrets_in(gateway, text) == []
    data = orjson.loads(text)["data"]
    assert data["entry"]["state"] == "setup_retry"
    assert data["entry"]["reason"] == "refused"
    assert "counts" not in data


async def test_device_of_an_entry_that_is_not_loaded(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, download: Download
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    one = next(iter(gateway.devices.values()))
    text = await download.text(loaded, f"{GATEWAY_EUI}_{one.dev_eui}")
    assert secrets_in(gateway, text) == []
    assert "device" not in orjson.loads(text)["data"]


def test_counts_are_bounded() -> None:
    counts = CallCounts()
    for code in range(10 * CODES_KEPT):
        counts.failed(refusal("list_devices", code, ""))
        counts.seconds.append(code)
    for code in range(CODES_KEPT):
        counts.failed(refusal("list_devices", code, ""))
    counts.seconds.extend([0.0] * 2 * TIMES_KEPT)
    assert len(counts.refusals) == CODES_KEPT + 1
    assert (counts.refusals[0], counts.refusals[None]) == (2, 9 * CODES_KEPT)
    assert len(counts.seconds) == TIMES_KEPT
