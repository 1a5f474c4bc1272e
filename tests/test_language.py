"""What is made on the server is in Home Assistant's language."""

from datetime import UTC, datetime
import json
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.translation import async_load_integrations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.words import (
    PERSON,
    SCRIPT,
    Reader,
    async_listed,
    clock_time,
    error_words,
    listing,
)

PACKAGE = Path(__file__).parents[1] / "custom_components" / DOMAIN
NEW = "24E124136D0000AA"


@pytest.fixture
async def german(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """A Home Assistant whose language is German."""
    hass.config.language = "de"
    await async_load_integrations(hass, {DOMAIN})
    return loaded


async def test_warnings_and_answers_of_actions_are(
    hass: HomeAssistant, german: MockConfigEntry
) -> None:
    response = await hass.services.async_call(
        DOMAIN,
        "add_device",
        {"config_entry_id": german.entry_id, "dev_eui": NEW, "application_id": 1},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    assert response["message"] == f"{NEW} wurde hinzugefügt."
    assert all("Milesight" in str(one) for one in response["warnings"])  # type: ignore[union-attr]
    assert "default key" not in str(response["warnings"])


async def test_what_is_filled_into_an_error_is(
    hass: HomeAssistant, german: MockConfigEntry
) -> None:
    """Home Assistant itself translates the error around it where it is shown."""
    with pytest.raises(ServiceValidationError) as refused:
        await hass.services.async_call(
            DOMAIN,
            "add_device",
            {"config_entry_id": german.entry_id, "dev_eui": "24E", "application_id": 1},
            blocking=True,
        )
    assert refused.value.translation_placeholders is not None
    assert "hexadezimale" in refused.value.translation_placeholders["problems"]
    assert error_words(refused.value).startswith("Es wurde nichts gesendet: ")


async def test_dates_and_lists_have_its_form(hass: HomeAssistant, german: MockConfigEntry) -> None:
    await hass.config.async_set_time_zone("UTC")
    assert clock_time(datetime(2026, 3, 4, 5, 6, tzinfo=UTC)) == "04.03.2026, 05:06"
    assert async_listed(hass, [str(number) for number in range(12)]).endswith(" und 2 weitere")
    hass.config.language = "zh-Hans"
    await async_load_integrations(hass, {DOMAIN})
    assert listing(["A", "B", "C"]) == "A、B、C"
    assert listing([]) == "–"


async def test_an_error_of_home_assistants_own_is_as_it_is(german: MockConfigEntry) -> None:
    assert error_words(HomeAssistantError("as it is")) == "as it is"


async def test_every_field_of_an_action_has_a_name_for_people(loaded: MockConfigEntry) -> None:
    english = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
    fields = {name for service in english["services"].values() for name in service["fields"]}
    assert {name for name in fields if PERSON.field_name(name) == name} == set()
    assert Reader(service="modify_fuota_task").field_name("device_id") == "Firmware task"
    assert SCRIPT.field_name("app_key") == "app_key"


def test_nothing_asks_home_assistant_for_english() -> None:
    sources = {path.name: path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    assert [one for one, text in sources.items() if "async_get_exception_message" in text] == []


def test_all_four_languages_exist() -> None:
    existing = {path.stem for path in (PACKAGE / "translations").glob("*.json")}
    assert existing == {"en", "de", "es", "fr", "zh-Hans"}
    assert json.loads((PACKAGE / "translations" / "de.json").read_text("utf-8"))["common"]
