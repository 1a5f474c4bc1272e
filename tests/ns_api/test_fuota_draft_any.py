"""Any values at all: a FUOTA task that the gateway takes, or a clear fault."""

from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, strategies as st
import orjson
import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.field import (
    InvalidFieldsError,
    Problem,
    differences,
)
from custom_components.milesight_network_server.ns_api.firmware.named import (
    FIRMWARE_FIELDS,
    own_firmware,
    read_firmware_fields,
)
from custom_components.milesight_network_server.ns_api.fuota_draft import (
    TaskDraft,
    changed_task,
    new_task,
)
from custom_components.milesight_network_server.ns_api.fuota_fields import (
    COMPARED_FIELDS,
    read_back,
    task_fields,
)

from .task_drafts import DEV_EUIS, FIRMWARE, TASK, answered, surroundings

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=8)
    | st.datetimes()
    | st.datetimes(timezones=st.timezones())
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
# What may stand in a text: neither control characters nor half a character.
PRINTED = st.characters(exclude_categories=["Cc", "Cs"])
NAMES = [one.name for one in task_fields(None)]


def draft_or_faults(make: Callable[[], TaskDraft]) -> TaskDraft | list[Problem]:
    """Return what is made, or what is wrong; nothing else may happen."""
    try:
        return make()
    except InvalidFieldsError as err:
        return err.problems or pytest.fail("refused without a reason")


@st.composite
def fitting(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """Return a region, and the fields of a task that mostly fit it."""
    plan = CHANNEL_PLANS[draw(st.sampled_from(sorted(CHANNEL_PLANS)))]
    hundreds = st.integers(plan.lowest_frequency // 100, plan.highest_frequency // 100)
    texts = {
        "name": st.text(PRINTED, min_size=1, max_size=127).filter(str.strip),
        "dev_euis": st.lists(st.sampled_from(DEV_EUIS), min_size=1) | st.just(",".join(DEV_EUIS)),
    }
    optional = {
        "started_at": st.datetimes(datetime(2025, 5, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
        "description": st.text(PRINTED | st.just("\n"), max_size=1024),
        "fragment_size": st.integers(1, 60) | st.integers(1, 250),
        "fragment_interval": st.integers(1000, 10_000) | st.integers(1000, 10_000).map(str),
        "fragment_redundancy": st.integers(0, 100),
        "dr": st.sampled_from(plan.downlink_data_rates),
        "frequency": hundreds.map(lambda number: number * 100),
    }
    return plan.name, draw(st.fixed_dictionaries(texts, optional=optional))


@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING)))
def test_anything_makes_a_task_or_a_clear_fault(fields: dict[str, Any]) -> None:
    made = draft_or_faults(lambda: new_task(fields, FIRMWARE, surroundings()))
    if isinstance(made, TaskDraft):
        assert orjson.loads(orjson.dumps(made.body)) == made.body
    else:
        assert {one.field for one in made} <= set(NAMES)


@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ANYTHING)))
def test_anything_changes_a_task_or_is_a_clear_fault(fields: dict[str, Any]) -> None:
    made = draft_or_faults(lambda: changed_task(fields, TASK, FIRMWARE, surroundings()))
    if isinstance(made, TaskDraft):
        assert orjson.loads(orjson.dumps(made.body))["fuotaTask"]["id"] == 184
    else:
        assert {one.field for one in made} <= set(NAMES)


@given(task=fitting())
def test_what_is_not_refused_the_gateway_takes_and_keeps(task: tuple[str, dict[str, Any]]) -> None:
    plan, fields = task
    made = draft_or_faults(lambda: new_task(fields, FIRMWARE, surroundings(plan)))
    if isinstance(made, TaskDraft):
        kept = read_back(answered(made, plan), UTC)
        assert differences(COMPARED_FIELDS, made.values, kept) == []
    else:
        # CN470 sends nothing at one of its data rates.
        assert {one.field for one in made} <= {"fragment_size", "dr"}


@given(
    given_firmware=st.fixed_dictionaries(
        {}, optional=dict.fromkeys((one.name for one in FIRMWARE_FIELDS), ANYTHING)
    )
)
def test_anything_names_a_firmware_or_is_a_clear_fault(given_firmware: dict[str, Any]) -> None:
    values, wrong = read_firmware_fields(given_firmware)
    assert wrong or set(values) in (
        {"firmware_file"},
        {"file_content", "firmware_name"},
        {"model", "official_firmware_id"},
    )


@given(content=st.binary(min_size=1, max_size=500), width=st.integers(1, 80))
def test_content_goes_through_base64_unchanged(content: bytes, width: int) -> None:
    sent = own_firmware("x", content).info["fileContent"]
    assert b64decode(sent) == content
    broken = "\n".join(sent[at : at + width] for at in range(0, len(sent), width)).rstrip("=")
    values, wrong = read_firmware_fields({"file_content": broken, "firmware_name": "x"})
    assert not wrong
    assert values["file_content"] == content
