"""A gateway that does not tell how much it sends at a data rate (6.6) blocks no task."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Gateway
from simulator.manners import Manners

from ..conftest import Clock
from .conftest import Act, writes
from .fuota_example import OFFICIAL, example_gateway, without

# Ways in which the sizes are not told.
NOT_TOLD = (
    "null call=6.6 key=maxPayloadSizeMap",
    "omit call=6.6 key=maxPayloadSizeMap",
    "omit call=6.6",
    "null call=6.6",
    "code call=6.6 code=21",
    "code call=6.6 code=22",
)
# These may pass.
NOT_NOW = ("code call=6.6 code=23", "code call=6.6 code=2", "drop call=6.6")
SENTENCE = "fragment_size is required: the gateway does not report the payload size at data rate 3"


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """The gateway of the document's examples."""
    return example_gateway(clock)


@pytest.fixture(autouse=True)
def _short_wait(loaded: MockConfigEntry) -> None:
    """Wait for no answer for long."""
    loaded.runtime_data.gateway.timeout = 0.2


@pytest.mark.parametrize("fault", [*NOT_TOLD, *NOT_NOW])
async def test_a_task_whose_fragments_have_a_size_is_added_and_changed(
    act: Act, gateway: Gateway, fault: str
) -> None:
    gateway.faults.add(fault)
    estimated = await act("estimate_fuota_task", **OFFICIAL)
    added = await act("add_fuota_task", **OFFICIAL)
    changed = await act("modify_fuota_task", task_id=1, name="after")
    assert (gateway.tasks[1].fragment_size, gateway.tasks[1].name) == (88, "after")
    assert estimated["refusals"] == []
    assert added["estimate"]["fragments"] == changed["estimate"]["fragments"] == 2075
    assert added["differences"] == changed["differences"] == []


@pytest.mark.parametrize("fault", NOT_TOLD)
async def test_a_task_without_a_size_is_refused_with_what_is_missing(
    act: Act, gateway: Gateway, fault: str
) -> None:
    gateway.faults.add(fault)
    sizeless = without(OFFICIAL, "fragment_size")
    with pytest.raises(ServiceValidationError) as refused:
        await act("add_fuota_task", **sizeless)
    assert str(refused.value) == f"Nothing was sent: {SENTENCE}"
    assert (await act("estimate_fuota_task", **sizeless))["refusals"] == [SENTENCE]
    assert writes(gateway) == []


@pytest.mark.parametrize("fault", NOT_NOW)
async def test_a_task_without_a_size_waits_for_a_gateway_that_does_not_tell_it_just_now(
    act: Act, gateway: Gateway, fault: str
) -> None:
    gateway.faults.add(fault)
    with pytest.raises(HomeAssistantError, match="get_payload_sizes"):
        await act("add_fuota_task", **without(OFFICIAL, "fragment_size"))
    assert writes(gateway) == []


async def test_firmware_that_does_not_know_6_6_takes_tasks(act: Act, gateway: Gateway) -> None:
    gateway.manners = Manners(no_payload_sizes=True)
    await act("add_fuota_task", **OFFICIAL)
    await act("modify_fuota_task", task_id=1, fragment_size=46)
    assert gateway.tasks[1].fragment_size == 46
    with pytest.raises(HomeAssistantError, match="code 21"):
        await act("get_payload_sizes")
