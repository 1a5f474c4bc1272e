"""What the API document allows of a FUOTA task, an owner may do."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.gateway import Gateway

from ..conftest import Clock
from .conftest import Act, body_of, writes
from .fuota_example import OFFICIAL, OFFICIAL_TASK, add_at_gateway, example_gateway, without


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples, in CN470."""
    return example_gateway(clock)


def about_the_data_rate(response: dict[str, Any]) -> list[str]:
    """Return the warnings that a data rate is not among those that the gateway lists."""
    return [one for one in response["warnings"] if "is not among those that" in one]


async def test_a_description_may_be_longer_than_1024_characters(act: Act, gateway: Gateway) -> None:
    long = "für Zähler\n" * 400
    added = await act("add_fuota_task", **OFFICIAL | {"description": long})
    assert gateway.tasks[added["task_id"]].description == long
    changed = await act("modify_fuota_task", task_id=added["task_id"], description=long * 2)
    assert gateway.tasks[added["task_id"]].description == long * 2
    assert added["differences"] == changed["differences"] == []


async def test_a_data_rate_that_the_gateway_does_not_list_is_sent_and_warned_of(
    act: Act, gateway: Gateway
) -> None:
    """CN470 has DR6, and 6.6 does not list it."""
    added = await act("add_fuota_task", **OFFICIAL | {"dr": 6})
    assert body_of(gateway, "6.1")["fuotaTask"]["tmpMcInfo"]["dr"] == 6
    (warning,) = about_the_data_rate(added)
    assert (
        "Data rate 6 is not among those that the gateway lists for sending (0, 1, 2, 3, 4, 5)"
        in warning
    )


async def test_so_it_is_when_a_task_is_changed(act: Act, gateway: Gateway) -> None:
    task_id = add_at_gateway(gateway, OFFICIAL_TASK)
    changed = await act("modify_fuota_task", task_id=task_id, dr=6)
    assert len(about_the_data_rate(changed)) == 1
    renamed = await act("modify_fuota_task", task_id=task_id, name="another")
    assert about_the_data_rate(renamed) == []


async def test_without_a_size_of_fragments_that_data_rate_is_refused_since_nobody_knows_one(
    act: Act, gateway: Gateway
) -> None:
    with pytest.raises(ServiceValidationError, match="fragment_size"):
        await act("add_fuota_task", **without(OFFICIAL, "fragment_size") | {"dr": 6})
    assert writes(gateway) == []


async def test_any_listed_task_can_be_given_back(act: Act, gateway: Gateway) -> None:
    task_id = add_at_gateway(gateway, OFFICIAL_TASK)
    (row,) = (await act("list_fuota_tasks"))["tasks"]
    response = await act("modify_fuota_task", **row | {"description": "given back"})
    sent = body_of(gateway, "6.3")["fuotaTask"]
    assert sent == OFFICIAL_TASK | {"id": task_id, "description": "given back"}
    assert response["differences"] == []
