"""What the action editor shows: each service and field in code, words and icons alike."""

from collections.abc import Iterator, Mapping
import json
import re
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv, selector
from homeassistant.helpers.service import async_get_all_descriptions
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.milesight_network_server.const import DOMAIN
from custom_components.milesight_network_server.ns_api.device_fields import DEVICE_FIELDS
from custom_components.milesight_network_server.ns_api.field import Field
from custom_components.milesight_network_server.ns_api.fuota_fields import task_fields
from custom_components.milesight_network_server.ns_api.multicast import multicast_fields
from custom_components.milesight_network_server.ns_api.profile import profile_fields
from custom_components.milesight_network_server.ns_api.value_kinds import Flag, OneOf, Whole
from custom_components.milesight_network_server.services import SERVICES
from custom_components.milesight_network_server.services.target import Target

from .definitions import DEFINED, PACKAGE, fields_in_order

EN: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
ICONS: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["services"]
WORDS: dict[str, Any] = EN["services"]
BY_NAME = {service.name: service for service in SERVICES}
FIELDS: dict[str, tuple[Field, ...]] = {
    "profile": profile_fields(None),
    "device": DEVICE_FIELDS,
    "multicast_group": multicast_fields(None),
    "fuota_task": task_fields(None),
}

# Home Assistant's own check of custom integrations: what a field, a section and a service have.
FIELD_SCHEMA = vol.Schema(
    {
        vol.Optional("example"): vol.Any(str, int, bool),
        vol.Optional("default"): vol.Any(str, int, bool),
        vol.Optional("required"): bool,
        vol.Required("selector"): selector.validate_selector,
    }
)
SECTION_SCHEMA = vol.Schema({"collapsed": bool, vol.Required("fields"): {cv.slug: FIELD_SCHEMA}})
SERVICES_SCHEMA = vol.Schema(
    {cv.slug: {"fields": {cv.slug: vol.Any(FIELD_SCHEMA, SECTION_SCHEMA)}}}
)
# What translations may be called: hassfest refuses other keys.
TRANSLATION_KEY = re.compile(r"(?!.+[_-]{2})(?![_-])[a-z0-9_-]+(?<![_-])")


def sections(service: str) -> dict[str, Mapping[str, Any]]:
    """Return the sections of a service."""
    fields = DEFINED[service]["fields"]
    return {name: one["fields"] for name, one in fields.items() if "fields" in one}


def selects() -> Iterator[Any]:
    """Yield every drop-down."""
    for service in DEFINED:
        for name, field in fields_in_order(service):
            if "select" in field["selector"]:
                yield pytest.param(field["selector"]["select"], id=f"{service}-{name}")


def test_code_definitions_words_and_icons_name_the_same_services() -> None:
    assert set(DEFINED) == set(BY_NAME)
    assert set(WORDS) == set(BY_NAME)
    assert set(ICONS) == set(BY_NAME)


def test_no_service_exists_twice() -> None:
    assert len(SERVICES) == len(BY_NAME)


@pytest.mark.parametrize("name", DEFINED)
def test_a_service_takes_the_fields_that_the_editor_shows(name: str) -> None:
    shown = [field for field, _ in fields_in_order(name)]
    assert len(shown) == len(set(shown))
    assert set(shown) == set(BY_NAME[name].names)


@pytest.mark.parametrize("name", DEFINED)
def test_every_field_and_section_has_its_words_and_no_words_are_left_over(name: str) -> None:
    words = WORDS[name]
    assert words["name"]
    assert words["description"].endswith(".")
    assert set(words["fields"]) == {field for field, _ in fields_in_order(name)}
    for one in words["fields"].values():
        assert one["name"]
        assert one["description"].endswith(".")
    assert set(words.get("sections", {})) == set(sections(name))
    for one in words.get("sections", {}).values():
        assert one["name"]
        assert one["description"].endswith(".")


@pytest.mark.parametrize("name", DEFINED)
def test_a_service_and_its_sections_have_icons(name: str) -> None:
    icons = [ICONS[name]["service"], *ICONS[name].get("sections", {}).values()]
    assert set(ICONS[name].get("sections", {})) == set(sections(name))
    assert [icon for icon in icons if not re.fullmatch(r"mdi:[a-z0-9-]+", icon)] == []


def test_no_two_services_have_the_same_name() -> None:
    assert len({words["name"] for words in WORDS.values()}) == len(WORDS)


def test_the_definitions_are_valid() -> None:
    SERVICES_SCHEMA(DEFINED)


def test_no_section_has_the_name_of_a_field() -> None:
    for name in DEFINED:
        assert not set(sections(name)) & {field for field, _ in fields_in_order(name)}


@pytest.mark.parametrize("select", selects())
def test_every_option_has_words(select: Mapping[str, Any]) -> None:
    options = select["options"]
    if "translation_key" in select:
        assert set(EN["selector"][select["translation_key"]]["options"]) == set(options)
    elif isinstance(options[0], dict):
        assert all(option["label"] != option["value"] for option in options)
    else:
        # Versions and revisions are their own words.
        assert all(re.fullmatch(r"[0-9.]+|[AB]", option) for option in options)


def test_no_words_for_options_are_left_over() -> None:
    used = {
        select.values[0]["translation_key"]
        for select in selects()
        if "translation_key" in select.values[0]
    }
    assert set(EN["selector"]) == used


def test_keys_of_translations_have_the_allowed_form() -> None:
    keys = [key for words in EN["selector"].values() for key in words["options"]]
    keys += [*EN["selector"], *WORDS]
    assert [key for key in keys if not TRANSLATION_KEY.fullmatch(key)] == []


@pytest.mark.parametrize("service", DEFINED)
def test_a_default_fits_its_own_selector(service: str) -> None:
    for _, field in fields_in_order(service):
        if "default" in field:
            selector.selector(field["selector"])(field["default"])  # type: ignore[operator]


def test_nothing_is_filled_in_that_would_change_what_a_call_does() -> None:
    """The editor fills in every default at once, in closed sections too."""
    defaults = {
        (service, name): field["default"]
        for service in DEFINED
        for name, field in fields_in_order(service)
        # What is left out is off.
        if field.get("default", False) is not False
    }
    assert defaults == {
        ("add_profile", "supports_32bit_f_cnt"): True,
        ("add_multicast_group", "group_type"): "CLASS_C",
        ("list_payload_codecs", "type"): "default",
        # It is required, and nearly always this one.
        ("send_downlink", "f_port"): 85,
    }
    assert not any(
        "default" in field
        for service in DEFINED
        if service.startswith("modify_")
        for _, field in fields_in_order(service)
    )


@pytest.mark.parametrize("service", DEFINED)
def test_every_field_has_an_example_or_a_default(service: str) -> None:
    bare = {
        name
        for name, field in fields_in_order(service)
        if not field.keys() & {"example", "default"}
    }
    assert bare == {ATTR_CONFIG_ENTRY_ID} & set(BY_NAME[service].names)


@pytest.mark.parametrize("service", DEFINED)
def test_the_editor_picks_gateways_and_devices_of_this_integration(service: str) -> None:
    for name, field in fields_in_order(service):
        if name == ATTR_CONFIG_ENTRY_ID:
            assert field["selector"] == {"config_entry": {"integration": DOMAIN}}
        if name == ATTR_DEVICE_ID:
            picker = field["selector"]["device"]
            assert {one["integration"] for one in picker["filter"]} == {DOMAIN}
            is_task = {one["model_id"].startswith("FUOTA") for one in picker["filter"]}
            assert is_task == {BY_NAME[service].target.task}
            assert picker.get("multiple", False) is not BY_NAME[service].target.one


@pytest.mark.parametrize("name", DEFINED)
def test_nothing_is_required_in_the_editor_that_a_call_may_leave_out(name: str) -> None:
    """A device stands in place of gateway and EUI, so neither is required where it is taken."""
    required = {field for field, definition in fields_in_order(name) if definition.get("required")}
    if BY_NAME[name].target is Target.GATEWAY:
        assert ATTR_CONFIG_ENTRY_ID in required
    else:
        assert not required & {ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID, BY_NAME[name].target.value}


def same_kind(field: Field) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield how the editor shows a field that is added or modified."""
    for resource, its_fields in FIELDS.items():
        if field in its_fields:
            for service in (f"add_{resource}", f"modify_{resource}"):
                definition = dict(fields_in_order(service)).get(field.name)
                if definition is not None:
                    yield service, definition["selector"]


@pytest.mark.parametrize(
    "field",
    [pytest.param(one, id=f"{of}-{one.name}") for of, fields in FIELDS.items() for one in fields],
)
def test_the_editor_offers_what_a_field_takes(field: Field) -> None:
    for service, shown in same_kind(field):
        if field.secret:
            assert shown["text"]["type"] == "password", service
        match field.kind:
            case OneOf(choices=choices) if "select" in shown:
                options = shown["select"]["options"]
                values = [one["value"] if isinstance(one, dict) else one for one in options]
                assert {str(one) for one in choices} == set(values)
                assert all(field.kind.read(value) in choices for value in values)
            case Whole() if "text" in shown:
                # An id, in whose place a name may be given.
                assert field.name.endswith("_id")
            case Whole(least=least, most=most, step=step):
                number = shown["number"]
                # Where the API has no limit of its own, the editor may have one.
                assert least <= number["min"]
                assert number["max"] <= most
                assert number.get("step", 1) == step
            case Flag() if "select" in shown:
                assert [field.kind.read(one) for one in shown["select"]["options"]] == [True, False]
            case _:
                pass


async def test_home_assistant_describes_every_service(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    described = (await async_get_all_descriptions(hass))[DOMAIN]
    assert set(described) == set(BY_NAME)
    for name, service in BY_NAME.items():
        assert described[name].get("response", {}) == {
            "optional": {"optional": True},
            "only": {"optional": False},
        }.get(service.response.value, {})
        assert described[name]["fields"]
