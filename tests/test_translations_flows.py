"""Forms, menus and errors of the config flow and the options have words, filled in by the flow."""

import ast
from typing import Any

import pytest

from custom_components.milesight_network_server.flow.keys import (
    ConfigError,
    OptionsError,
    TopicError,
)
from custom_components.milesight_network_server.flow.options import _UPDATE_ERRORS, _update_fields
from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.value_kinds import UnfitError
from custom_components.milesight_network_server.words.keys import LinkProblem

from .translation_keys import (
    EN,
    MODULES,
    constants,
    filled_in,
    keyword,
    name_of,
    placeholders,
    texts,
)

FLOWS = [
    node
    for name, module in MODULES.items()
    if name == "config_flow.py" or name.startswith("flow/")
    for node in ast.walk(module)
    if isinstance(node, ast.Call)
]
STEPS: dict[str, Any] = EN["config"]["step"] | EN["options"]["step"]
# Why a probe can fail, and what is filled into the sentence about it.
PROBE_FAILURES = {
    key: names
    for key, called, names in filled_in(ConfigError, LinkProblem)
    if called in ("ProbeFailedError", "LinkUnavailableError")
}
INPUT_ERRORS = sorted({*ConfigError, *TopicError} - PROBE_FAILURES.keys())


def forms() -> dict[str, set[str]]:
    """Return the forms and menus of the flows, and what each fills into its words."""
    shown: dict[str, set[str]] = {}
    for call in FLOWS:
        step = keyword(call, "step_id")
        if name_of(call) in ("async_show_form", "async_show_menu") and step is not None:
            filled = keyword(call, "description_placeholders")
            keys = filled.keys if isinstance(filled, ast.Dict) else []
            names = {name for key in keys if key for name in constants(key)}
            shown |= dict.fromkeys(constants(step), names)
    return shown


def update_errors() -> dict[str, set[str]]:
    """Return the errors of the update settings, and what each fills in."""
    found: dict[str, set[str]] = {}
    for plan in (None, *CHANNEL_PLANS.values()):
        for field in _update_fields(plan):
            with pytest.raises(UnfitError) as unfit:
                field.kind.read(None)
            error = _UPDATE_ERRORS[field.name, unfit.value.kind]
            found[error] = {f"{field.name}_{name}" for name in unfit.value.allowed}
    return found


def test_every_way_in_which_an_update_setting_is_wrong_has_its_error() -> None:
    assert update_errors().keys() == set(_UPDATE_ERRORS.values())


def test_every_form_has_its_words_and_fills_them_in() -> None:
    used = {
        step: {name for text in texts(words) for name in placeholders(text)}
        for step, words in STEPS.items()
    }
    # What is wrong is filled in as well, and stands in the error.
    of_errors = {
        name
        for flow in ("config", "options")
        for text in EN[flow]["error"].values()
        for name in placeholders(text)
    }
    assert used.keys() == forms().keys()
    for step, names in forms().items():
        assert used[step] <= names <= used[step] | of_errors


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_field_is_explained(step: dict[str, Any]) -> None:
    assert set(step.get("data", {})) == set(step.get("data_description", {}))


def test_every_choice_of_a_menu_has_its_words() -> None:
    offered = {
        name: set(constants(choices))
        for call in FLOWS
        if name_of(call) == "async_show_menu"
        if (step := keyword(call, "step_id")) and (choices := keyword(call, "menu_options"))
        for name in constants(step)
    }
    words = {
        name: set(step["menu_options"]) for name, step in STEPS.items() if "menu_options" in step
    }
    assert offered == words


@pytest.mark.parametrize(("reason", "filled"), PROBE_FAILURES.items())
def test_what_a_failed_probe_fills_in_stands_in_its_sentence(reason: str, filled: set[str]) -> None:
    assert placeholders(EN["config"]["error"][reason]) == filled


@pytest.mark.parametrize("error", INPUT_ERRORS)
def test_what_an_error_of_the_input_mentions_is_filled_in_where_it_is_shown(error: str) -> None:
    steps = ("user", "gateway_eui") if error == ConfigError.EUI_INVALID else ("user", "reconfigure")
    for step in steps:
        assert placeholders(EN["config"]["error"][error]) <= forms()[step]


def test_what_an_error_of_the_options_mentions_is_filled_in() -> None:
    used = {error: placeholders(text) for error, text in EN["options"]["error"].items()}
    filled = update_errors() | {
        TopicError.TAKEN: {"topic"},
        OptionsError.UPLINK_TOPIC_OF_API: {"topic"},
        # What the gateway or the action says.
        OptionsError.DEVICE_NOT_ADDED: {"error"},
    }
    left = {error: names - filled.get(error, set()) for error, names in used.items()}
    assert {error for error, names in left.items() if names} == set()


def test_only_the_end_by_another_gateway_fills_something_in() -> None:
    used = {reason: placeholders(text) for reason, text in EN["config"]["abort"].items()}
    assert {reason: names for reason, names in used.items() if names} == {
        "another_gateway": {"eui"}
    }
