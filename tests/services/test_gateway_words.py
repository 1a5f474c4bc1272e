"""What a gateway says of a refusal reaches who is refused, for every code and in every place."""

from dataclasses import replace
import json
from pathlib import Path
import re

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.milesight_network_server as integration
from custom_components.milesight_network_server.ns_api.errors import NoAnswerError, refusal
from custom_components.milesight_network_server.words import translated
from simulator.gateway import Gateway
from simulator.manners import FailureForm

from ..conftest import GATEWAY_EUI, Attach
from ..ns_api.return_codes import RETURN_CODES
from ..registry import entity_id
from .conftest import Act

WORDS = "the frobnicator is “out of tune”, ask 张伟"
NOT_MEANT = 25
# The document's codes of failures, and some that it does not list.
CODES = [code for code in RETURN_CODES if code not in (200, NOT_MEANT)] + [1, 13, 404, 4711, -1]
SENTENCES = json.loads(
    (Path(integration.__file__).parent / "translations" / "en.json").read_text(encoding="utf-8")
)["exceptions"]
REFUSED = [key for key in SENTENCES if key.startswith("refused") or key == "lost_request_timeout"]


def speak(gateway: Gateway, words: str, form: FailureForm = "documented") -> None:
    """Have the gateway say this with every refusal."""
    gateway.manners = replace(gateway.manners, error_text=words, failure=form)


@pytest.mark.parametrize("code", CODES)
async def test_who_reads_is_told_what_the_gateway_says(
    act: Act, gateway: Gateway, code: int
) -> None:
    speak(gateway, WORDS)
    gateway.faults.add(f"code call=2.3 code={code}")
    with pytest.raises(HomeAssistantError) as refused:
        await act("list_profiles")
    assert WORDS in str(refused.value)
    assert re.search(rf"\bcode {code}\b", str(refused.value))


@pytest.mark.parametrize("form", ["documented", "err-code"])
@pytest.mark.parametrize("code", CODES)
async def test_who_writes_is_told_what_the_gateway_says(
    act: Act, gateway: Gateway, code: int, form: FailureForm
) -> None:
    speak(gateway, WORDS, form)
    gateway.faults.add(f"code call=2.1 code={code}")
    with pytest.raises(HomeAssistantError) as refused:
        await act("add_profile", name="meters")
    assert WORDS in str(refused.value)
    assert re.search(rf"\bcode {code}\b", str(refused.value))


@pytest.mark.parametrize("code", [3, 5, 23, 24, 4711])
async def test_who_sets_a_gateway_up_is_told_what_it_says(
    hass: HomeAssistant, attach: Attach, gateway: Gateway, entry: MockConfigEntry, code: int
) -> None:
    speak(gateway, WORDS)
    gateway.faults.add(f"code call=3.3 code={code}")
    await attach(gateway)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.reason is not None
    assert WORDS in entry.reason


async def test_who_presses_refresh_is_told_what_the_gateway_says(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway
) -> None:
    speak(gateway, WORDS)
    gateway.faults.add("code call=4.5 code=9")
    button = {"entity_id": entity_id(hass, "button", f"{GATEWAY_EUI}_refresh")}
    with pytest.raises(HomeAssistantError) as refused:
        await hass.services.async_call("button", "press", button, blocking=True)
    assert WORDS in str(refused.value)


async def test_an_imported_device_that_is_refused_is_reported_with_what_the_gateway_says(
    act: Act, gateway: Gateway
) -> None:
    speak(gateway, WORDS)
    gateway.faults.add("code call=3.1 code=3")
    table = "dev_eui,application_id,app_key\n24E124136D0000AA,1,a0b1c2d3e4f5061728394a5b6c7d8e9f"
    (failed,) = (await act("import_devices", csv=table))["failed"]
    assert WORDS in failed["errors"][0]


@pytest.mark.parametrize("key", REFUSED)
def test_every_sentence_of_a_refusal_has_room_for_the_gateways_words(key: str) -> None:
    assert "{text}" in SENTENCES[key]["message"]


@pytest.mark.parametrize("words", ["", "  ", "nope", "nope. ", "\n"], ids=repr)
@pytest.mark.parametrize("code", CODES)
async def test_no_sentence_ends_in_blanks_or_has_two_of_them(
    hass: HomeAssistant, loaded: MockConfigEntry, code: int, words: str
) -> None:
    said = translated(refusal("add_device", code, words))
    assert said == said.strip()
    assert re.search(r"\s\s|\s[.,]", said) is None
    assert ("nope" if words.strip() else "–") in said
    assert "{" not in said


async def test_a_key_that_the_gateway_repeats_is_not_repeated_to_anybody(
    act: Act, gateway: Gateway
) -> None:
    key = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
    speak(gateway, f"the key {key} is taken" + " really" * 100)
    gateway.faults.add("code call=3.1 code=6")
    with pytest.raises(HomeAssistantError) as refused:
        await act("add_device", dev_eui="24E124136D0000AA", application_id=1, app_key=key)
    said = str(refused.value)
    assert "the key ••• is taken really" in said
    assert len(said) < 400


# Code 25: the request was meant for another gateway.


async def test_where_all_who_answered_said_25_that_is_reported_with_their_words(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.gateway.timeout = 0.1
    speak(gateway, WORDS)
    gateway.faults.add(f"code call=2.3 code={NOT_MEANT}")
    with pytest.raises(HomeAssistantError) as refused:
        await act("list_profiles")
    assert str(refused.value) == (
        "Only other gateways answered list_profiles (code 25). Check the gateway's EUI and its"
        f" topics. The last of them says: {WORDS}"
    )


async def test_a_gateway_that_is_set_up_by_a_wrong_eui_is_reported_as_that(
    hass: HomeAssistant,
    attach: Attach,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(integration, "DEFAULT_TIMEOUT", 0.1)
    await attach(Gateway("24E124FFFEFFFFFF"))
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason is not None
    assert "Only other gateways answered list_devices (code 25)" in entry.reason
    assert "Gateway EUI not matched" in entry.reason


async def test_where_nobody_answered_nobody_is_quoted(
    act: Act, gateway: Gateway, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.gateway.timeout = 0.1
    gateway.faults.add("drop call=2.3")
    with pytest.raises(HomeAssistantError, match="did not answer list_profiles within") as refused:
        await act("list_profiles")
    assert "code 25" not in str(refused.value)


async def test_a_key_in_the_words_of_others_is_not_repeated(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, act: Act
) -> None:
    loaded.runtime_data.gateway.timeout = 0.1
    speak(gateway, "a0b1c2d3e4f5061728394a5b6c7d8e9f")
    gateway.faults.add(f"code call=2.3 code={NOT_MEANT}")
    with pytest.raises(HomeAssistantError, match="says: •••"):
        await act("list_profiles")
    silent = NoAnswerError("list_profiles", 10, others=1)
    assert translated(silent).endswith("says: –")
