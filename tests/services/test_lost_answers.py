"""The answer to a change is lost: the caller is told whether it was made; it is sent once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.writes import (
    NotMadeError,
    OutcomeUnknownError,
)
from simulator.fuota import TaskStatus
from simulator.gateway import Answer, Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..firmware_tasks import add_task
from ..registry import entity_id, state
from .changes import (
    CHANGES,
    KEY,
    NEW,
    TIMEOUT,
    Answering,
    Books,
    Change,
    answered_with,
    change,
    dropped,
    lost,
    writes_meet,
)
from .conftest import Act, writes

EVERY = pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.service)
CONNECTED = "custom_components.milesight_network_server.mqtt.is_connected"

type Later = Callable[[bytes, Answering], list[Answer]]


@pytest.fixture(autouse=True)
def impatient(loaded: MockConfigEntry) -> None:
    """Wait only a moment for what does not come."""
    loaded.runtime_data.gateway.timeout = TIMEOUT


def after(hass: HomeAssistant, seconds: float) -> Later:
    """Do it when nobody waits for its answer any longer."""

    def meet(payload: bytes, really: Answering) -> list[Answer]:
        hass.loop.call_later(seconds, really, payload)
        return []

    return meet


@EVERY
async def test_a_change_that_was_made_is_a_success_with_a_warning(
    act: Act, books: Books, change: Change
) -> None:
    books.gateway.faults.add(f"lost_answer call={change.call}")
    response = await act(change.service, **change.data(books))
    (warning,) = response["warnings"]
    assert warning == (
        f"The gateway did not answer {change.service} within 0.2 seconds. "
        "The gateway's list shows that the change was made"
    )
    assert response["differences"] == []
    assert change.is_made(books)
    assert writes(books.gateway) == [change.call]


@EVERY
async def test_a_change_that_was_not_made_is_an_error_that_says_so(
    act: Act, books: Books, change: Change
) -> None:
    books.gateway.faults.add(f"lost_answer call={change.call}")
    books.gateway.faults.add(f"keep call={change.call}")
    with pytest.raises(NotMadeError) as raised:
        await act(change.service, **change.data(books))
    assert str(raised.value) == (
        f"The gateway did not answer {change.service} within 0.2 seconds. The gateway's list, read "
        "afterwards, shows that the change was not made. Nothing was sent twice; try again"
    )
    assert not change.is_made(books)
    assert writes(books.gateway) == [change.call]


@EVERY
async def test_a_request_that_never_arrived_is_not_sent_again(
    act: Act, books: Books, change: Change
) -> None:
    with writes_meet(books.gateway, dropped) as sent, pytest.raises(NotMadeError):
        await act(change.service, **change.data(books))
    assert len(sent) == 1
    assert writes(books.gateway) == []


@EVERY
async def test_a_change_that_comes_after_the_time_out_is_found(
    hass: HomeAssistant, act: Act, books: Books, change: Change
) -> None:
    with writes_meet(books.gateway, after(hass, 1.5 * TIMEOUT)) as sent:
        response = await act(change.service, **change.data(books))
    assert "shows that the change was made" in response["warnings"][0]
    assert change.is_made(books)
    assert len(sent) == len(writes(books.gateway)) == 1


@EVERY
async def test_of_a_gateway_that_falls_silent_nothing_is_known(
    act: Act, books: Books, change: Change
) -> None:
    def meet(payload: bytes, really: Answering) -> list[Answer]:
        books.gateway.faults.add("silent")
        return lost(payload, really)

    with writes_meet(books.gateway, meet) as sent, pytest.raises(OutcomeUnknownError) as raised:
        await act(change.service, **change.data(books))
    assert str(raised.value).startswith(
        f"The gateway did not answer {change.service} within 0.2 seconds. It is unknown whether "
        "the change was made, because the list could not be read: The gateway did not answer list_"
    )
    assert str(raised.value).endswith(
        "Nothing was sent twice. Check the gateway's list before you try again"
    )
    assert len(sent) == 1


@EVERY
async def test_of_a_gateway_that_is_unloaded_meanwhile_nothing_is_known(
    hass: HomeAssistant, act: Act, books: Books, loaded: MockConfigEntry, change: Change
) -> None:
    arrived = asyncio.Event()

    def meet(payload: bytes, really: Answering) -> list[Answer]:
        arrived.set()
        return lost(payload, really)

    loaded.runtime_data.gateway.timeout = 30
    with writes_meet(books.gateway, meet) as sent:
        acting = asyncio.ensure_future(act(change.service, **change.data(books)))
        await arrived.wait()
        assert await hass.config_entries.async_unload(loaded.entry_id)
        with pytest.raises(OutcomeUnknownError) as raised:
            await acting
    assert str(raised.value) == (
        f"The gateway was unloaded while waiting for the answer to {change.service}. "
        "It is unknown whether the change was made. Nothing was sent twice. Check the gateway's "
        "list before you try again"
    )
    assert len(sent) == 1


async def test_a_gateway_that_is_unloaded_before_the_change_was_sent_nothing(
    hass: HomeAssistant, act: Act, books: Books, loaded: MockConfigEntry
) -> None:
    api = loaded.runtime_data.gateway
    really = api.list_profiles

    async def list_profiles() -> object:
        listed = await really()
        assert await hass.config_entries.async_unload(loaded.entry_id)
        return listed

    with (
        patch.object(api, "list_profiles", list_profiles),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await act("add_profile", name="fresh")
    assert (
        str(raised.value)
        == "Nothing was sent: the gateway was unloaded before add_profile could be sent"
    )
    assert writes(books.gateway) == []


@pytest.mark.parametrize("service", ["add_profile", "add_multicast_group"])
async def test_an_answer_without_the_new_id_is_a_lost_one(
    act: Act, books: Books, service: str
) -> None:
    with writes_meet(books.gateway, answered_with({"code": 200})):
        response = await act(service, **change(service).data(books))
    (warning,) = response["warnings"]
    assert warning.startswith(f"The gateway's answer to {service} can't be used: it has no ")
    ours = books.gateway.profiles | books.gateway.multicast_groups
    key = "profile_id" if service == "add_profile" else "multicast_group_id"
    assert ours[response[key]].name == "fresh"


async def test_what_was_answered_and_is_not_listed_is_not_waited_for(
    act: Act, books: Books, loaded: MockConfigEntry
) -> None:
    loaded.runtime_data.gateway.timeout = 30
    books.gateway.faults.add("keep call=2.1")
    with writes_meet(books.gateway, answered_with({})), pytest.raises(NotMadeError):
        async with asyncio.timeout(10):
            await act("add_profile", name="fresh")


@pytest.mark.parametrize("service", ["add_device", "delete_profile", "modify_multicast_group"])
async def test_a_network_server_that_was_too_slow_may_have_done_it(
    act: Act, books: Books, service: str
) -> None:
    one = change(service)
    with writes_meet(books.gateway, answered_with({"code": 24, "error": "timeout."})):
        response = await act(service, **one.data(books))
    (warning,) = response["warnings"]
    assert warning == (
        f"The gateway's network server took too long for {service} (code 24). "
        "The gateway says: timeout. The gateway's list shows that the change was made"
    )
    assert writes(books.gateway) == [one.call]


async def test_a_network_server_that_was_too_slow_may_not_have_done_it(
    act: Act, books: Books
) -> None:
    books.gateway.faults.add("code call=3.1 code=24")
    with pytest.raises(NotMadeError, match=r"too long for add_device \(code 24\)"):
        await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    assert NEW not in books.gateway.devices


async def test_any_other_refusal_leaves_nothing_to_look_for(act: Act, books: Books) -> None:
    books.gateway.faults.add("code call=2.1 code=23")
    with pytest.raises(HomeAssistantError, match="code 23"):
        await act("add_profile", name="fresh")
    assert [one.call for one in books.gateway.requests] == ["2.3", "2.1"]


async def test_without_a_broker_nothing_was_sent_and_nothing_is_looked_for(
    act: Act, books: Books
) -> None:
    # The list before is read; then the broker is gone.
    connected = iter([True])
    with (
        patch(CONNECTED, lambda _hass: next(connected, False)),
        pytest.raises(HomeAssistantError, match=r"^Nothing was sent: ") as raised,
    ):
        await act("add_profile", name="fresh")
    assert raised.value.translation_key == "not_connected"
    assert [one.call for one in books.gateway.requests] == ["2.3"]


async def test_a_broker_that_comes_back_in_time_lets_us_look(act: Act, books: Books) -> None:
    # The list before, the change; gone for the first look.
    connected = iter([True, True, False])
    books.gateway.faults.add("lost_answer call=2.1")
    with patch(CONNECTED, lambda _hass: next(connected, True)):
        response = await act("add_profile", name="fresh")
    assert "shows that the change was made" in response["warnings"][0]
    assert writes(books.gateway) == ["2.1"]


async def test_a_broker_that_stays_away_leaves_it_unknown(act: Act, books: Books) -> None:
    connected = iter([True, True])
    books.gateway.faults.add("lost_answer call=2.1")
    with (
        patch(CONNECTED, lambda _hass: next(connected, False)),
        pytest.raises(OutcomeUnknownError, match="is not connected to its MQTT broker"),
    ):
        await act("add_profile", name="fresh")


async def test_a_list_that_is_refused_leaves_it_unknown(act: Act, books: Books) -> None:
    books.gateway.faults.add("lost_answer call=2.1")
    books.gateway.faults.add("code call=2.3 code=23 skip=1")
    with pytest.raises(OutcomeUnknownError, match=r"list_profiles \(code 23\)"):
        await act("add_profile", name="fresh")


@pytest.mark.parametrize("service", ["add_device", "delete_device"])
async def test_a_list_that_does_not_hold_still_leaves_it_unknown(
    act: Act, books: Books, loaded: MockConfigEntry, service: str
) -> None:
    api = loaded.runtime_data.gateway
    listed = await api.list_devices()
    without = {eui: one for eui, one in listed.devices.items() if eui != books.dev_eui}
    unsteady = replace(listed, devices=without, complete=False)
    first = [listed] if service == "add_device" else []
    with (
        writes_meet(books.gateway, dropped),
        patch.object(api, "list_devices", AsyncMock(side_effect=[*first, unsteady, unsteady])),
        pytest.raises(OutcomeUnknownError, match="its list changed each time it was read"),
    ):
        await act(service, **change(service).data(books))


async def test_one_that_comes_later_still_is_not_made_twice_by_trying_again(
    hass: HomeAssistant, act: Act, books: Books
) -> None:
    one = change("add_device")
    done = asyncio.Event()

    def meet(payload: bytes, really: Answering) -> list[Answer]:
        hass.loop.call_later(5 * TIMEOUT, really, payload)
        hass.loop.call_later(5 * TIMEOUT + 0.01, done.set)
        return []

    with writes_meet(books.gateway, meet):
        with pytest.raises(NotMadeError):
            await act("add_device", **one.data(books))
        await done.wait()
    assert one.is_made(books)
    with pytest.raises(ServiceValidationError, match="already exists"):
        await act("add_device", **one.data(books))
    assert writes(books.gateway) == ["3.1"]


async def test_what_the_gateway_kept_otherwise_is_reported_by_field(act: Act, books: Books) -> None:
    books.gateway.faults.add("lost_answer call=2.4")
    books.gateway.faults.add("keep call=2.4 classCTimeout=7")
    response = await act(
        "modify_profile", profile_id=books.profile_id, class_c_timeout=3, class_b_timeout=2
    )
    assert "shows that the change was made" in response["warnings"][0]
    assert response["differences"] == [{"field": "class_c_timeout", "sent": 3, "kept": 7}]


async def test_what_would_have_changed_nothing_is_done(act: Act, books: Books) -> None:
    with writes_meet(books.gateway, dropped):
        response = await act("modify_profile", profile_id=books.profile_id, class_c_timeout=10)
    assert "shows that the change was made" in response["warnings"][0]


async def test_of_members_those_that_did_not_become_any_are_reported(
    act: Act, books: Books
) -> None:
    joining = [
        one.dev_eui
        for one in books.gateway.devices.values()
        if books.gateway.profiles[one.profile_id].supports_class_c and one.dev_eui != books.member
    ]
    assert len(joining) > 1
    with writes_meet(books.gateway, only_the_first_joins(books, joining[0])):
        response = await act(
            "add_devices_to_multicast_group", multicast_group_id=books.group_id, dev_euis=joining
        )
    assert [one["sent"] for one in response["differences"]] == joining[1:]


def only_the_first_joins(books: Books, dev_eui: str) -> Later:
    """Make one device a member, whatever was asked for, and do not answer."""

    def meet(_payload: bytes, _really: Answering) -> list[Answer]:
        books.gateway.multicast_groups[books.group_id].devices.append(dev_eui)
        return []

    return meet


@pytest.mark.parametrize(("meet", "is_made"), [(lost, True), (dropped, False)])
async def test_a_counter_tells_whether_it_was_set(
    act: Act, books: Books, meet: Later, is_made: bool
) -> None:
    abp = next(one for one in books.gateway.profiles.values() if not one.supports_join)
    await act(
        "add_device",
        dev_eui=NEW,
        application_id=1,
        profile_id=abp.profile_id,
        dev_addr="01020304",
        nwk_s_key=KEY,
        app_s_key=KEY,
        f_cnt_down=500,
    )
    with writes_meet(books.gateway, meet):
        acting = act("modify_device", dev_eui=NEW, f_cnt_down=100)
        if is_made:
            assert "shows that the change was made" in (await acting)["warnings"][0]
        else:
            with pytest.raises(NotMadeError):
                await acting
    assert books.gateway.devices[NEW].f_cnt_down == (100 if is_made else 500)


async def test_what_was_found_is_shown_by_the_entities(
    hass: HomeAssistant, act: Act, books: Books
) -> None:
    before = int(state(hass, "sensor", f"{GATEWAY_EUI}_devices").state)
    books.gateway.faults.add("lost_answer call=3.1")
    await act("add_device", dev_eui=NEW, application_id=1, app_key=KEY)
    assert int(state(hass, "sensor", f"{GATEWAY_EUI}_devices").state) == before + 1


@pytest.fixture
async def retry(
    hass: HomeAssistant, gateway: Gateway, clock: Clock, loaded: MockConfigEntry
) -> Callable[[], object]:
    """Press the button that retries a failed task; the gateway has one."""
    task_id = add_task(gateway, clock() + timedelta(hours=1))
    gateway.tasks[task_id].status = TaskStatus.FAILED
    gateway.requests.clear()
    await loaded.runtime_data.fuota.async_refresh()
    await hass.async_block_till_done()
    button = entity_id(hass, "button", f"{GATEWAY_EUI}_fuota_{task_id}_retry")
    return lambda: hass.services.async_call("button", "press", {"entity_id": button}, blocking=True)


async def test_a_retry_whose_answer_is_lost_is_found(
    hass: HomeAssistant, gateway: Gateway, retry: Callable[[], asyncio.Future[None]]
) -> None:
    gateway.faults.add("lost_answer call=6.5")
    await retry()
    assert TaskStatus.FAILED not in {one.status for one in gateway.tasks.values()}
    assert writes(gateway) == ["6.5"]


async def test_a_retry_that_did_not_arrive_is_reported(
    gateway: Gateway, retry: Callable[[], asyncio.Future[None]]
) -> None:
    with writes_meet(gateway, dropped) as sent, pytest.raises(NotMadeError):
        await retry()
    assert len(sent) == 1


async def test_a_retry_that_the_gateway_takes_and_does_not_do_is_reported(
    gateway: Gateway, retry: Callable[[], asyncio.Future[None]]
) -> None:
    gateway.faults.add("keep call=6.5")
    with pytest.raises(HomeAssistantError) as raised:
        await retry()
    assert raised.value.translation_key == "retry_not_kept"


async def test_a_retry_that_can_not_be_read_back_is_reported(
    gateway: Gateway, retry: Callable[[], asyncio.Future[None]]
) -> None:
    gateway.faults.add("code call=6.2 code=23")
    with pytest.raises(HomeAssistantError) as raised:
        await retry()
    assert raised.value.translation_key == "warning_not_read_back"
    assert writes(gateway) == ["6.5"]
