"""Each key in the code has its text in the translation, filled in by the code; none is left over.

Keys are members of enumerations, so that the type check finds one that is not there.
"""

import ast
from collections.abc import Iterator
from enum import StrEnum
import re

import pytest

from custom_components.milesight_network_server.const import DATA_CENTERS
from custom_components.milesight_network_server.flow.keys import (
    ConfigAbort,
    ConfigError,
    OptionsAbort,
    OptionsError,
    TopicError,
)
from custom_components.milesight_network_server.issues.registry import Issue
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
from custom_components.milesight_network_server.ns_api.keys import ProblemKey, WarningKey
from custom_components.milesight_network_server.repair_flows.keys import FixFlowAbort, FixFlowError
from custom_components.milesight_network_server.words import translation
from custom_components.milesight_network_server.words.keys import (
    AdviceKey,
    AnswerKey,
    ErrorKey,
    LinkProblem,
    RefusedKey,
    TextKey,
)

from .translation_keys import EN, MODULES, filled_in, keyword, placeholders, texts, uses

# What Home Assistant's own functions may end a config flow with.
ENDED_BY_HOME_ASSISTANT = {"already_in_progress", "reconfigure_successful"}
# The options take an empty topic for none, and have a sentence of their own about wildcards.
NOT_OF_OPTIONS = {TopicError.EMPTY, TopicError.WILDCARD}
CATEGORIES = {
    "exceptions": {*ErrorKey, *LinkProblem, *RefusedKey, *ProblemKey, *WarningKey},
    "common": {*TextKey, *AnswerKey, *AdviceKey},
    "issues": {*Issue},
    "config.error": {*ConfigError, *TopicError, *LinkProblem},
    "config.abort": {*ConfigAbort, *ENDED_BY_HOME_ASSISTANT},
    "options.error": {*OptionsError, *TopicError} - NOT_OF_OPTIONS,
    "options.abort": {*OptionsAbort},
}
FIX_FLOWS = [issue["fix_flow"] for issue in EN["issues"].values() if "fix_flow" in issue]
# They are found by the name of a return code and of a failure.
BY_NAME = (RefusedKey, AdviceKey)
NAMED = (ErrorKey, LinkProblem, ProblemKey, WarningKey, TextKey, AnswerKey)
OF_FLOWS = (
    *(TopicError, ConfigError, ConfigAbort, OptionsError, OptionsAbort),
    *(FixFlowAbort, FixFlowError),
)
FIELD_NAMES = {name for service in EN["services"].values() for name in service["fields"]}
# What is filled in beside what a function, or something of this kind, is called with.
ALWAYS: dict[object, set[str]] = {
    "_refusal": {"name"},
    # Any field can be named: it is filled in by what the form, or the API, calls it.
    ProblemKey: {"field", "value", *FIELD_NAMES},
}
API_ERRORS = [
    NotConnectedError("list_devices"),
    NoAnswerError("list_devices", 10.0),
    NoAnswerError("list_devices", 10.0, others=1),
    UnreadableAnswerError("list_devices", "deviceResult"),
    LinkClosedError("list_devices"),
    LinkClosedError("list_devices", sent=False),
    OtherApiError("list_devices", 20101001, "url not supported"),
    RefusedError("list_devices", None, "it is broken"),
    RefusedError("list_devices", 4711, ""),
    *(RefusedError("list_devices", code, "") for code in ReturnCode),
]


def sentence_of(key: StrEnum) -> str:
    """Return the text of a key of `exceptions` or `common`."""
    if key in EN["common"]:
        return str(EN["common"][key])
    return str(EN["exceptions"][key]["message"])


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_key_has_its_text_and_every_text_its_key(category: str) -> None:
    part = EN
    for name in category.split("."):
        part = part[name]
    assert part.keys() == CATEGORIES[category]


@pytest.mark.parametrize(("part", "keys"), [("abort", FixFlowAbort), ("error", FixFlowError)])
def test_every_key_of_the_fix_flows_has_its_text_and_every_text_its_key(
    part: str, keys: type[StrEnum]
) -> None:
    assert {key for flow in FIX_FLOWS for key in flow.get(part, ())} == set(keys)


@pytest.mark.parametrize("keys", [*NAMED, *OF_FLOWS, Issue])
def test_every_key_is_used(keys: type[StrEnum]) -> None:
    assert {key for key, _ in uses(keys)} == set(keys)


@pytest.mark.parametrize(("key", "called", "filled"), filled_in(*NAMED))
def test_what_a_text_mentions_is_filled_in(key: StrEnum, called: str, filled: set[str]) -> None:
    always = ALWAYS.get(called, set()) | ALWAYS.get(type(key), set())
    assert placeholders(sentence_of(key)) <= filled | always


@pytest.mark.parametrize("keys", NAMED)
def test_what_is_filled_in_is_found_in_the_code(keys: type[StrEnum]) -> None:
    """Else the test above would compare nothing with nothing."""
    found = {key for key, _, _ in filled_in(keys)}
    assert len(found) > len(keys) / 2


def test_home_assistants_errors_get_their_key_as_a_member() -> None:
    """To the type check it is any text: a mistyped one would pass."""
    keys = [
        keyword(call, "translation_key")
        for module in MODULES.values()
        for call in ast.walk(module)
        if isinstance(call, ast.Call) and keyword(call, "translation_domain")
    ]
    assert len(keys) > 10
    assert [key.value for key in keys if isinstance(key, ast.Constant)] == []


def test_every_return_code_has_its_sentence_and_every_sentence_its_code() -> None:
    assert RefusedKey.__members__.keys() == ReturnCode.__members__.keys()


@pytest.mark.parametrize("code", ReturnCode)
def test_the_sentence_about_a_code_names_it(code: ReturnCode) -> None:
    key = translation(RefusedError("add_device", code, ""))["translation_key"]
    assert re.search(rf"\bcode {code}\b", sentence_of(key))


@pytest.mark.parametrize("error", API_ERRORS, ids=repr)
def test_what_the_sentence_of_an_api_error_mentions_is_filled_in(error: NsApiError) -> None:
    words = translation(error)
    assert placeholders(sentence_of(words["translation_key"])) <= set(
        words["translation_placeholders"]
    )


def test_a_gateways_own_words_are_passed_on_for_a_code_that_nobody_knows() -> None:
    words = translation(RefusedError("add_device", 4711, "it is broken"))
    sentence = sentence_of(words["translation_key"]).format(**words["translation_placeholders"])
    assert sentence == "The gateway refused add_device with code 4711: it is broken"


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


def test_every_data_center_has_its_name() -> None:
    assert set(EN["selector"]["data_center"]["options"]) == set(DATA_CENTERS)


def test_no_text_contains_an_address() -> None:
    """It could not be kept right in every language."""
    assert [text for text in texts(EN) if re.search(r"https?:|www\.", text)] == []
