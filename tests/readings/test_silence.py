"""Who is silent for longer than it uses to be, and when nobody can know."""

from collections.abc import Callable
from datetime import timedelta

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.readings.silence import Silence
from simulator.device import Device
from simulator.gateway import Gateway

from ..conftest import GATEWAY_EUI, Clock
from ..registry import state
from .conftest import Say
from .scene import let_pass

EUI = "24E124000000000A"
HOUR = 3600


class Listened:
    """A silence that is listened to, and its clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.silence = Silence(self.clock)
        self.silence.async_listening(is_heard=True)

    def speaks(self, every: float, times: int) -> None:
        """Let the device speak so often."""
        for _ in range(times):
            let_pass(self.silence, self.clock, every)
            self.silence.async_heard(EUI)

    def after(self, seconds: float) -> bool | None:
        """Return whether the device is overdue after so much more silence."""
        let_pass(self.silence, self.clock, seconds)
        return self.silence.is_overdue(EUI)


@pytest.fixture
def listened() -> Listened:
    """A silence that is listened to."""
    return Listened()


def test_a_device_is_overdue_after_three_of_its_intervals(listened: Listened) -> None:
    listened.speaks(every=2 * HOUR, times=6)
    assert listened.after(5.9 * HOUR) is False
    assert listened.after(0.2 * HOUR) is True


def test_the_median_tells_the_interval_not_one_long_gap(listened: Listened) -> None:
    listened.speaks(every=2 * HOUR, times=6)
    listened.speaks(every=100 * HOUR, times=1)
    assert listened.silence.interval(EUI) == 2 * HOUR


def test_nobody_is_overdue_within_an_hour(listened: Listened) -> None:
    listened.speaks(every=120, times=6)
    assert listened.after(0.95 * HOUR) is False
    assert listened.after(0.1 * HOUR) is True


def test_who_speaks_again_is_not_overdue(listened: Listened) -> None:
    reported: list[str] = []
    listened.silence.listeners.async_add(EUI, lambda: reported.append(EUI))
    listened.speaks(every=600, times=4)
    assert listened.after(2 * HOUR)
    listened.silence.async_heard(EUI)
    assert listened.silence.is_overdue(EUI) is False
    assert reported == [EUI, EUI]


def test_messages_of_one_report_tell_no_interval(listened: Listened) -> None:
    for _ in range(8):
        listened.speaks(every=2 * HOUR, times=1)
        listened.speaks(every=2, times=3)
    interval = listened.silence.interval(EUI)
    assert interval is not None
    assert interval > HOUR


def test_before_its_interval_is_known_a_device_has_a_day(listened: Listened) -> None:
    listened.speaks(every=600, times=1)
    assert listened.after(23 * HOUR) is False
    assert listened.after(2 * HOUR) is True


def test_who_was_never_heard_is_overdue_after_a_day(listened: Listened) -> None:
    listened.silence.async_added([EUI])
    assert listened.silence.spoken == []
    assert listened.after(23 * HOUR) is False
    assert listened.after(2 * HOUR) is True
    assert listened.silence.overdue == [EUI]


def test_a_machine_that_stood_still_has_heard_nobody(listened: Listened) -> None:
    listened.speaks(every=HOUR, times=6)
    listened.clock.move(100 * HOUR)
    listened.silence.async_look()
    assert listened.silence.is_overdue(EUI) is False
    assert listened.after(0.9 * HOUR) is False
    assert listened.after(3 * HOUR) is True


def test_while_nobody_listens_no_time_passes(listened: Listened) -> None:
    listened.speaks(every=HOUR, times=6)
    listened.after(2.9 * HOUR)
    listened.silence.async_listening(is_heard=False)
    assert listened.after(1000 * HOUR) is False
    listened.silence.async_listening(is_heard=True)
    # One interval to speak, though it was nearly overdue.
    assert listened.after(0.9 * HOUR) is False
    assert listened.after(0.2 * HOUR) is True


def test_who_was_overdue_before_stays_so(listened: Listened) -> None:
    listened.speaks(every=HOUR, times=6)
    assert listened.after(4 * HOUR)
    listened.silence.async_listening(is_heard=False)
    listened.silence.async_listening(is_heard=True)
    assert listened.after(60) is True


def test_a_gap_in_which_nobody_listened_tells_no_interval(listened: Listened) -> None:
    listened.speaks(every=HOUR, times=4)
    listened.silence.async_listening(is_heard=False)
    listened.clock.move(50 * HOUR)
    listened.silence.async_listening(is_heard=True)
    listened.speaks(every=600, times=1)
    assert listened.silence.interval(EUI) == HOUR


def test_an_option_says_after_how_long(listened: Listened) -> None:
    listened.silence.after = 10 * HOUR
    listened.speaks(every=600, times=6)
    assert listened.after(9.9 * HOUR) is False
    assert listened.after(0.2 * HOUR) is True


def test_it_is_as_it_was_after_a_restart(listened: Listened) -> None:
    listened.speaks(every=2 * HOUR, times=6)
    listened.after(5 * HOUR)
    kept = listened.silence.kept()
    again = Listened()
    again.silence.async_listening(is_heard=False)
    unreadable: list[str] = []
    again.silence.restore(kept, unreadable)
    assert unreadable == []
    again.silence.async_listening(is_heard=True)
    assert again.silence.interval(EUI) == 2 * HOUR
    assert again.after(1.9 * HOUR) is False
    assert again.after(0.2 * HOUR) is True


@given(
    gaps=st.lists(st.floats(0, 10 * HOUR), max_size=20),
    pauses=st.lists(st.floats(0, 100 * HOUR), max_size=3),
)
def test_nobody_is_overdue_who_speaks_within_an_hour(
    gaps: list[float], pauses: list[float]
) -> None:
    listened = Listened()
    for gap in gaps:
        listened.speaks(every=min(gap, 0.99 * HOUR), times=1)
        assert listened.after(0) is False
    for pause in pauses:
        listened.silence.async_listening(is_heard=False)
        listened.clock.move(pause)
        listened.silence.async_listening(is_heard=True)
        assert listened.after(0) in (False, None)


type Poll = Callable[[float], object]


async def test_an_overdue_device_is_shown_and_counted(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    say: Say,
    gateway: Gateway,
    clock: Clock,
) -> None:
    one = next(one for one in gateway.devices.values() if one.active)
    silence = heard.runtime_data.readings.silence
    for _ in range(4):
        let_pass(silence, clock, 600)
        await say(one, temperature=21)
    overdue = f"{GATEWAY_EUI}_{one.dev_eui}_overdue"
    assert state(hass, "binary_sensor", overdue).state == "off"
    let_pass(silence, clock, 2 * HOUR)
    await hass.async_block_till_done()
    assert state(hass, "binary_sensor", overdue).state == "on"
    count = state(hass, "sensor", f"{GATEWAY_EUI}_overdue_devices")
    assert count.state == "1"
    assert count.attributes["devices"] == [one.name]
    await say(one, retained=True, temperature=21)
    assert state(hass, "binary_sensor", overdue).state == "on"
    await say(one, temperature=21)
    assert state(hass, "binary_sensor", overdue).state == "off"
    assert state(hass, "sensor", f"{GATEWAY_EUI}_overdue_devices").state == "0"


async def test_while_the_gateway_is_away_nobody_becomes_overdue(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    one = next(one for one in gateway.devices.values() if one.active)
    silence = heard.runtime_data.readings.silence
    for _ in range(4):
        let_pass(silence, clock, 600)
        await say(one, temperature=21)
    heard.runtime_data.devices.async_disconnected()
    clock.move(100 * HOUR)
    silence.async_look()
    assert silence.overdue == []
    await heard.runtime_data.devices.async_refresh()
    silence.async_look()
    assert silence.overdue == []


async def test_without_a_topic_the_list_tells_who_is_heard(
    hass: HomeAssistant, loaded: MockConfigEntry, gateway: Gateway, clock: Clock
) -> None:
    devices, silence = loaded.runtime_data.devices, loaded.runtime_data.readings.silence
    quiet = next(one for one in gateway.devices.values() if one.active)
    for _ in range(8):
        let_pass(silence, clock, 700)
        await devices.async_refresh()
    quiet.next_uplink = None
    assert silence.overdue == []
    for _ in range(12):
        let_pass(silence, clock, 700)
        await devices.async_refresh()
    assert silence.overdue == [quiet.dev_eui]
    count = state(hass, "sensor", f"{GATEWAY_EUI}_overdue_devices")
    assert count.attributes["devices"] == [quiet.name]
    quiet.next_uplink = clock() + timedelta(seconds=1)
    clock.move(10)
    await devices.async_refresh()
    assert silence.overdue == []


async def test_last_seen_moves_with_the_uplink(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    one: Device = next(one for one in gateway.devices.values() if one.last_seen is None)
    seen = f"{GATEWAY_EUI}_{one.dev_eui}_last_seen"
    assert state(hass, "sensor", seen).state == "unknown"
    await say(one, temperature=21)
    first = state(hass, "sensor", seen)
    assert first.state == clock().isoformat()
    clock.move(300)
    await say(one, temperature=22)
    await heard.runtime_data.devices.async_refresh()
    assert state(hass, "sensor", seen).state == first.state
    clock.move(700)
    await say(one, temperature=21)
    assert state(hass, "sensor", seen).state == clock().isoformat()


async def test_last_seen_is_not_ahead_for_ever_where_the_clock_was(
    hass: HomeAssistant, heard: MockConfigEntry, say: Say, gateway: Gateway, clock: Clock
) -> None:
    one: Device = next(one for one in gateway.devices.values() if one.last_seen is None)
    seen = f"{GATEWAY_EUI}_{one.dev_eui}_last_seen"
    really = clock.moment
    clock.moment = really + timedelta(days=3000)
    await say(one, temperature=21)
    clock.moment = really
    await say(one, temperature=22)
    assert state(hass, "sensor", seen).state == really.isoformat()
