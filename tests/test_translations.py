"""Whatever can go wrong has its sentence, filled in by the code; nothing is left over."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

import pytest

from custom_components.milesight_network_server.const import DATA_CENTERS
from custom_components.milesight_network_server.flow.options import _update_fields
from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.errors import (
    LineError,
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    NsApiError,
    OtherApiError,
    RefusedError,
    ReturnCode,
    UnreadableAnswerError,
)
from custom_components.milesight_network_server.ns_api.field import UnfitError
from custom_components.milesight_network_server.words import translation

PACKAGE = Path(__file__).parents[1] / "custom_components" / "milesight_network_server"
EN: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))


def nodes_of(*paths: Path) -> list[ast.AST]:
    """Return everything that stands in these files."""
    return [node for path in paths for node in ast.walk(ast.parse(path.read_text("utf-8")))]


NODES = nodes_of(*sorted(PACKAGE.rglob("*.py")))
CALLS = [node for node in NODES if isinstance(node, ast.Call)]
CONFIG_FLOW = nodes_of(PACKAGE / "config_flow.py")
OPTIONS_FLOW = nodes_of(PACKAGE / "flow" / "options.py", PACKAGE / "flow" / "firmware_files.py")
TEXTS = {
    node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)
}

# What Home Assistant's own helpers may end a config flow with.
ENDED_BY_HOME_ASSISTANT = {"already_configured", "already_in_progress", "reconfigure_successful"}
# What is called with the name of a sentence among `exceptions`: where the name stands, what the
# sentence has before it, and what is filled in beside the keyword arguments.
NAMERS: dict[str, tuple[int, str, set[str]]] = {
    "LinkUnavailableError": (0, "", set()),
    "invalid": (0, "", set()),
    "warning": (0, "warning_", set()),
    "UnfitError": (0, "problem_", {"field", "value"}),
    "problem": (1, "problem_", {"field", "value"}),
}
API_ERRORS = [
    NotConnectedError("list_devices"),
    NoAnswerError("list_devices", 10.0),
    UnreadableAnswerError("list_devices", "deviceResult"),
    LinkClosedError("list_devices"),
    OtherApiError("list_devices", 20101001, "url not supported"),
    RefusedError("list_devices", None, "it is broken"),
    RefusedError("list_devices", 4711, ""),
    *(RefusedError("list_devices", code, "") for code in ReturnCode),
]


def placeholders(sentence: str) -> set[str]:
    """Return what is filled into a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def texts(part: Any) -> Iterator[str]:
    """Yield every text in a part of the translation."""
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values():
            yield from texts(inner)


def name_of(call: ast.Call) -> str:
    """Return what is called, without what it belongs to."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def constants(node: ast.AST) -> list[str]:
    """Return the texts in an expression: two in `"a" if … else "b"`."""
    return [
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call gives as the keyword argument of this name."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def filled_in(call: ast.Call) -> set[str]:
    """Return the names of a call's keyword arguments."""
    return {each.arg for each in call.keywords if each.arg}


def probe_failures() -> dict[str, set[str]]:
    """Return why a probe can fail, and what is filled into the sentence about it."""
    return {
        reason: filled_in(call)
        for call in CALLS
        if name_of(call) in ("ProbeFailedError", "LinkUnavailableError") and call.args
        for reason in constants(call.args[0])
    }


def input_errors() -> set[str]:
    """Return the errors that the config flow finds in what was entered."""
    found: set[str] = set()
    for node in CONFIG_FLOW:
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id="errors"))], value=ast.Constant(value=key)
            ):
                found.add(str(key))
            case ast.FunctionDef(name="_topic_error"):
                returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
                found.update(key for value in returned if value for key in constants(value))
    return found


def calls(flow: list[ast.AST], *names: str) -> list[ast.Call]:
    """Return where a flow calls one of these."""
    return [node for node in flow if isinstance(node, ast.Call) and name_of(node) in names]


def aborts(flow: list[ast.AST]) -> set[str]:
    """Return the reasons with which a flow itself ends."""
    reasons = (keyword(call, "reason") for call in calls(flow, "async_abort"))
    return {reason for given in reasons if given for reason in constants(given)}


def options_errors() -> dict[str, set[str]]:
    """Return the errors that the options find in what was entered, and what each fills in."""
    found: dict[str, set[str]] = {}
    for plan in (None, *CHANNEL_PLANS.values()):
        for field in _update_fields(plan):
            with pytest.raises(UnfitError) as unfit:
                field.kind.read(None)
            filled = {f"{field.name}_{name}" for name in unfit.value.allowed}
            found[f"{field.name}_{unfit.value.kind}"] = filled
    for node in OPTIONS_FLOW:
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id="errors"))], value=ast.Constant(value=key)
            ):
                found[str(key)] = set()
            case ast.Call(func=ast.Name(id="_RefusedError"), args=[_, ast.Constant(value=key)]):
                found[str(key)] = set()
    for unfit_file in ("empty_firmware", "large_firmware", "file_name"):
        found[unfit_file] = set()
    return found


def forms() -> dict[str, set[str]]:
    """Return the forms and menus of the flows, and what each fills into its words."""
    shown: dict[str, set[str]] = {}
    for call in calls([*CONFIG_FLOW, *OPTIONS_FLOW], "async_show_form", "async_show_menu"):
        step = keyword(call, "step_id")
        if isinstance(step, ast.Constant):
            filled = keyword(call, "description_placeholders")
            keys = filled.keys if isinstance(filled, ast.Dict) else []
            shown[str(step.value)] = {name for key in keys if key for name in constants(key)}
    return shown


def sentences_by_name() -> Iterator[tuple[str, set[str]]]:
    """Yield the sentences that the code names outright, and what it fills into them."""
    for call in CALLS:
        if not isinstance(call.func, ast.Name) or call.func.id not in NAMERS:
            continue
        if any(each.arg is None for each in call.keywords):
            continue  # What `**` passes on is not seen here.
        place, prefix, always = NAMERS[call.func.id]
        for name in constants(call.args[place]) if len(call.args) > place else ():
            yield f"{prefix}{name}", always | filled_in(call)


def test_the_reasons_are_found_in_the_code() -> None:
    """Else the other tests would compare nothing with nothing."""
    assert {"topic_empty", "eui_invalid"} <= input_errors()
    assert probe_failures()["refused"] == {"code", "text"}
    assert {"mqtt_not_set_up", "broker_down", "not_subscribed"} <= probe_failures().keys()
    assert {"not_a_gateway", "another_gateway"} <= aborts(CONFIG_FLOW)
    assert {"nothing_chosen", "file_gone", "dr_choice", "dr_whole"} <= options_errors().keys()
    assert forms()["confirm"] == {"eui"}
    assert forms()["firmware"] == {"files"}


def test_every_error_of_the_config_flow_has_its_sentence_and_every_sentence_its_error() -> None:
    assert set(EN["config"]["error"]) == input_errors() | probe_failures().keys()


@pytest.mark.parametrize(("reason", "filled"), probe_failures().items())
def test_what_a_failed_probe_fills_in_stands_in_its_sentence(reason: str, filled: set[str]) -> None:
    assert placeholders(EN["config"]["error"][reason]) == filled


@pytest.mark.parametrize("error", sorted(input_errors()))
def test_what_an_error_of_the_input_mentions_is_filled_in_where_it_is_shown(error: str) -> None:
    steps = ("user", "gateway_eui") if error.startswith("eui_") else ("user", "reconfigure")
    for step in steps:
        assert placeholders(EN["config"]["error"][error]) <= forms()[step]


def test_every_way_in_which_the_config_flow_ends_has_its_sentence() -> None:
    assert set(EN["config"]["abort"]) == aborts(CONFIG_FLOW) | ENDED_BY_HOME_ASSISTANT


def test_every_error_of_the_options_has_its_sentence_and_fills_it_in() -> None:
    used = {error: placeholders(text) for error, text in EN["options"]["error"].items()}
    filled = options_errors()
    assert used.keys() == filled.keys()
    assert [error for error, names in used.items() if not names <= filled[error]] == []


def test_every_way_in_which_the_options_end_has_its_sentence() -> None:
    assert set(EN["options"]["abort"]) == aborts(OPTIONS_FLOW)


def test_every_choice_of_a_menu_has_its_words() -> None:
    offered = {
        name: set(constants(choices))
        for menu in calls(OPTIONS_FLOW, "async_show_menu")
        if (step := keyword(menu, "step_id")) and (choices := keyword(menu, "menu_options"))
        for name in constants(step)
    }
    steps = EN["options"]["step"].items()
    words = {name: set(step["menu_options"]) for name, step in steps if "menu_options" in step}
    assert offered == words


def test_only_the_end_by_another_gateway_fills_something_in() -> None:
    used = {reason: placeholders(text) for reason, text in EN["config"]["abort"].items()}
    assert {reason: names for reason, names in used.items() if names} == {
        "another_gateway": {"eui"}
    }


def test_every_form_has_its_words_and_fills_them_in() -> None:
    used = {
        step: {name for text in texts(words) for name in placeholders(text)}
        for step, words in (EN["config"]["step"] | EN["options"]["step"]).items()
    }
    assert used == forms()


@pytest.mark.parametrize("step", [*EN["config"]["step"].values(), *EN["options"]["step"].values()])
def test_every_field_is_explained(step: dict[str, Any]) -> None:
    assert set(step.get("data", {})) == set(step.get("data_description", {}))


def test_every_data_center_has_its_name() -> None:
    assert set(EN["selector"]["data_center"]["options"]) == set(DATA_CENTERS)


@pytest.mark.parametrize("error", API_ERRORS, ids=repr)
def test_an_error_of_the_api_has_its_sentence_and_fills_it_in(error: NsApiError) -> None:
    told = translation(error)
    sentence = EN["exceptions"][told["translation_key"]]["message"]
    assert placeholders(sentence) <= set(told["translation_placeholders"])


@pytest.mark.parametrize("code", ReturnCode)
def test_the_sentence_about_a_code_names_it(code: ReturnCode) -> None:
    told = translation(RefusedError("add_device", code, ""))
    assert re.search(rf"\bcode {code}\b", EN["exceptions"][told["translation_key"]]["message"])


def test_a_gateways_own_words_are_passed_on_for_a_code_that_nobody_knows() -> None:
    told = translation(RefusedError("add_device", 4711, "it is broken"))
    sentence = EN["exceptions"][told["translation_key"]]["message"]
    said = sentence.format(**told["translation_placeholders"])
    assert said == "The gateway refused add_device with code 4711: it is broken"


def test_every_kind_of_error_of_the_api_is_tested_here() -> None:
    def kinds(error: type[NsApiError]) -> Iterator[type[NsApiError]]:
        for kind in error.__subclasses__():
            yield kind
            yield from kinds(kind)

    assert set(kinds(NsApiError)) - {LineError} == {type(error) for error in API_ERRORS}


def test_an_error_without_a_sentence_is_not_hidden() -> None:
    error = LineError("list_devices")
    with pytest.raises(LineError) as raised:
        translation(error)
    assert raised.value is error


@pytest.mark.parametrize("named", sentences_by_name(), ids=lambda named: str(named[0]))
def test_a_sentence_that_the_code_names_is_there_and_filled_in(
    named: tuple[str, set[str]],
) -> None:
    key, filled = named
    assert key in EN["exceptions"]
    assert placeholders(EN["exceptions"][key]["message"]) <= filled


def test_no_sentence_about_an_error_is_left_over() -> None:
    of_the_api = {translation(error)["translation_key"] for error in API_ERRORS}
    prefixes = {prefix for _, prefix, _ in NAMERS.values()}
    left_over = {
        key
        for key in set(EN["exceptions"]) - of_the_api
        if not any(key.startswith(each) and key.removeprefix(each) in TEXTS for each in prefixes)
    }
    assert left_over == set()


def test_no_text_contains_an_address() -> None:
    """It could not be kept right in every language."""
    assert [text for text in texts(EN) if re.search(r"https?:|www\.", text)] == []
