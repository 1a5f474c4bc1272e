"""The session status codes of a device, as its entities tell them: also those that no table has."""

from collections.abc import Awaitable, Callable

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.const import DOMAIN
from simulator.gateway import Gateway

from .conftest import GATEWAY_EUI
from .registry import state
from .scripted_task import EXECUTING, FAILED, SUCCEEDED, ScriptedTask

type Look = Callable[[], Awaitable[None]]

TASK = f"{GATEWAY_EUI}_fuota_1"
# Pairs of multicast and fragment code.
UNKNOWN = [(99, 0), (14, 0), (-1, 0), (0, 17), (4, 99), (5, -1), (40, 40), (8, 17)]
# A code that no table has beside one that tells enough.
ENOUGH = {
    (99, 2): "session_ready",
    (40, 3): "receiving",
    (99, 13): "complete",
    (-1, 9): "fragments_missing",
}
FAILURES = [*((code, 0) for code in range(6, 14)), *((4, code) for code in range(4, 12))]
FAILURES += [(5, 14), (5, 15), (5, 16), (8, 2), (13, 3)]
NO_FAILURES = [*((code, 0) for code in range(6)), *((4, code) for code in range(4))]
NO_FAILURES += [(5, 12), (5, 13)]
# A device that has all of it, whatever became of the session.
ENDED_WELL = [(8, 12), (8, 13), (13, 12), (6, 13)]


@pytest.fixture
def task(loaded: MockConfigEntry, gateway: Gateway) -> ScriptedTask:
    """A task with two devices."""
    return ScriptedTask(gateway)


def give(task: ScriptedTask, multicast: int, fragment: int) -> str:
    """Have the first device show these codes; return its DevEUI."""
    first, _ = task.devices
    first.multicast_status, first.fragment_status = multicast, fragment
    return first.dev_eui


def update_status(hass: HomeAssistant, dev_eui: str) -> str:
    """Return the Update status of a device."""
    return state(hass, "sensor", f"{GATEWAY_EUI}_{dev_eui}_update_status").state


@pytest.mark.parametrize(("multicast", "fragment"), UNKNOWN)
async def test_a_code_that_no_table_has_is_unknown_and_not_unavailable(
    hass: HomeAssistant, task: ScriptedTask, look: Look, multicast: int, fragment: int
) -> None:
    task.show(EXECUTING)
    dev_eui = give(task, multicast, fragment)
    await look()
    assert update_status(hass, dev_eui) == STATE_UNKNOWN
    # It costs nobody else anything.
    assert update_status(hass, task.devices[1].dev_eui) == "not_started"
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "0"
    assert state(hass, "sensor", f"{TASK}_session").state == "setting_up"


async def test_an_unknown_status_becomes_known_and_unknown_again(
    hass: HomeAssistant, task: ScriptedTask, look: Look
) -> None:
    task.show(EXECUTING)
    seen = []
    for codes in ((99, 0), (4, 3), (4, 99), (5, 13)):
        dev_eui = give(task, *codes)
        await look()
        seen.append(update_status(hass, dev_eui))
    assert seen == [STATE_UNKNOWN, "receiving", STATE_UNKNOWN, "complete"]


async def test_devices_whose_codes_nobody_knows_leave_the_session_unknown(
    hass: HomeAssistant, task: ScriptedTask, look: Look
) -> None:
    task.show(EXECUTING)
    for one in task.devices:
        one.multicast_status = 99
    await look()
    assert state(hass, "sensor", f"{TASK}_session").state == STATE_UNKNOWN
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "0"


@pytest.mark.parametrize(("codes", "word"), [(each, ENOUGH[each]) for each in ENOUGH])
async def test_a_known_code_beside_an_unknown_one_tells_enough(
    hass: HomeAssistant,
    task: ScriptedTask,
    look: Look,
    codes: tuple[int, int],
    word: str,
) -> None:
    task.show(EXECUTING)
    dev_eui = give(task, *codes)
    await look()
    assert update_status(hass, dev_eui) == word


@pytest.mark.parametrize("codes", [*UNKNOWN, *NO_FAILURES, *ENDED_WELL])
async def test_no_device_has_failed_by_a_code_that_does_not_say_so(
    hass: HomeAssistant, task: ScriptedTask, look: Look, codes: tuple[int, int]
) -> None:
    task.show(FAILED)
    dev_eui = give(task, *codes)
    await look()
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "0"
    assert update_status(hass, dev_eui) != STATE_UNAVAILABLE


@pytest.mark.parametrize("codes", FAILURES)
async def test_every_code_that_says_so_is_a_failure(
    hass: HomeAssistant, task: ScriptedTask, look: Look, codes: tuple[int, int]
) -> None:
    task.show(FAILED)
    give(task, *codes)
    await look()
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "1"


@pytest.mark.parametrize("codes", ENDED_WELL)
async def test_a_device_that_has_all_fragments_has_not_failed_though_its_session_did(
    hass: HomeAssistant, task: ScriptedTask, look: Look, codes: tuple[int, int]
) -> None:
    task.show(EXECUTING)
    dev_eui = give(task, *codes)
    await look()
    assert update_status(hass, dev_eui) == ("received" if codes[1] == 12 else "complete")
    task.show(SUCCEEDED)
    await look()
    assert update_status(hass, dev_eui) == ("received" if codes[1] == 12 else "complete")
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "0"


@pytest.mark.parametrize("codes", [(99, 0), (4, 99), (8, 12)])
async def test_a_device_that_is_not_known_to_have_failed_gets_no_firmware_again(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    task: ScriptedTask,
    look: Look,
    codes: tuple[int, int],
) -> None:
    task.show(FAILED)
    give(task, *codes)
    await look()
    given = {"config_entry_id": loaded.entry_id, "task_id": 1}
    with pytest.raises(ServiceValidationError, match="no device of task 1 has failed"):
        await hass.services.async_call(DOMAIN, "retry_failed_devices", given, blocking=True)


async def test_a_fate_with_a_code_that_no_table_has_is_followed_to_its_end(
    hass: HomeAssistant, task: ScriptedTask, gateway: Gateway, look: Look
) -> None:
    """As the command line of the simulator has it: `--fate EUI=fragment:99`."""
    first, second = task.devices
    for one, fate in ((first, "fragment:99"), (second, "fragment:12 multicast:8")):
        gateway.set_fate(one.dev_eui, fate)
    gateway.tasks[1].started_at = gateway.now()
    for _ in range(400):
        await look()
        if gateway.tasks[1].status == FAILED:
            break
    await look()
    assert [update_status(hass, one.dev_eui) for one in (first, second)] == [
        STATE_UNKNOWN,
        "received",
    ]
    assert state(hass, "sensor", f"{TASK}_failed_devices").state == "0"
    assert state(hass, "sensor", f"{TASK}_status").state == "failed"


@pytest.mark.parametrize("key", ["fragmentSessionStatus", "multicastSessionStatus"])
@pytest.mark.parametrize("fault", ["omit", "null", "blank"])
async def test_a_code_that_is_not_reported_is_as_one_that_has_not_begun(
    hass: HomeAssistant,
    task: ScriptedTask,
    gateway: Gateway,
    look: Look,
    fault: str,
    key: str,
) -> None:
    task.show(EXECUTING)
    dev_eui = give(task, 3, 2)
    gateway.faults.add(f"{fault} call=6.7 key={key}")
    await look()
    assert update_status(hass, dev_eui) == "session_ready"
