"""No device gets older firmware because its update had to wait."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.faults import Fault
from simulator.gateway import Gateway

from ..conftest import Attach, Poll
from ..issues import placeholders
from .scene import (
    A_NIGHT,
    RULED_OUT,
    add_staged,
    attributes,
    install,
    nights,
    of_kind,
    of_model,
    queue_of,
    set_up,
    states_of,
)


@pytest.mark.parametrize(("runs", "reason"), [("v1.99", "newer"), ("v1.4", "installed while")])
async def test_device_that_was_updated_by_hand_while_it_waited_is_left_out_and_reported(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    gateway: Gateway,
    poll: Poll,
    runs: str,
    reason: str,
) -> None:
    by_hand, other = of_model(gateway, "UC300")[:2]
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, by_hand, other)
    await poll(15)
    by_hand.firmware_version = runs
    await nights(poll, 2)
    assert [list(task.devices) for task in gateway.tasks.values()][1:] == [[other.dev_eui]]
    assert (by_hand.firmware_version, other.firmware_version) == (runs, "v1.4")
    (issue,) = of_kind(hass, "update_dropped")
    reasons = placeholders(issue)["reasons"].replace("\\", "")
    assert runs in reasons
    assert reason in reasons


async def test_update_of_which_no_device_needs_it_any_more_ends(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    (by_hand, *_) = of_model(gateway, "UC300")
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, by_hand)
    await poll(15)
    by_hand.firmware_version = "v1.99"
    await nights(poll, 1)
    assert await queue_of(hass, loaded) == []
    assert len(gateway.tasks) == 1
    assert len(of_kind(hass, "update_dropped")) == 1


async def test_rest_of_a_staged_update_leaves_out_who_is_newer_by_then(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    _, by_hand, *others = of_model(gateway, "WT101")
    await add_staged(hass, loaded, gateway)
    by_hand.firmware_version = "v1.99"
    await nights(poll, 2)
    assert list(gateway.tasks[2].devices) == [one.dev_eui for one in others]
    assert by_hand.firmware_version == "v1.99"


async def test_older_version_that_was_chosen_is_installed_all_the_same(
    hass: HomeAssistant, attach: Attach, entry: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "UC300")[0]
    device.firmware_version = "v1.4"
    await attach(gateway)
    await set_up(hass, entry)
    await install(hass, of_model(gateway, "WT101")[0])
    await install(hass, device, version="v1.3")
    await nights(poll)
    assert device.firmware_version == "v1.3"


async def test_device_that_turns_out_to_be_newer_than_what_was_chosen_keeps_what_it_has(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    device = of_model(gateway, "UC300")[0]
    device.firmware_version = "v1.4"
    assert attributes(hass, device)["installed_version"] == "v1.2"
    await install(hass, device, version="v1.3")
    await nights(poll, 1)
    assert device.firmware_version == "v1.4"
    assert len(of_kind(hass, "update_dropped")) == 1


async def test_nothing_is_sent_while_what_devices_run_can_not_be_asked(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, poll: Poll
) -> None:
    await install(hass, of_model(gateway, "UC300")[0])
    gateway.faults.add(Fault("code", call="6.8"))
    await poll(15)
    await poll(A_NIGHT)
    assert await states_of(hass, loaded) == ["next"]
    assert not gateway.tasks
    gateway.faults.clear()
    await poll(RULED_OUT)
    assert len(gateway.tasks) == 1
