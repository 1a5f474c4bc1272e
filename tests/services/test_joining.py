"""Devices that were just added: who waits hears when they join, and how well they are heard."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message

from custom_components.milesight_network_server.readings.uplink import Radio
from custom_components.milesight_network_server.services import joining
from custom_components.milesight_network_server.services.joining import (
    Joining,
    JoinState,
    JoinWatch,
    SignalQuality,
    signal_quality,
)
from simulator.gateway import Gateway
from simulator.manners import Manners

from ..conftest import GATEWAY_EUI, Clock
from ..waiting import until
from .conftest import Act

EUI = "24E124136D00000A"
OTHERS = [f"24E124136D0000{number:02X}" for number in range(16, 36)]
UPLINK_TOPIC = "up/+"

type Watch = Callable[..., list[Joining]]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "LOOK_INTERVAL", 0.01)


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """An empty gateway, whose new devices join after half a minute."""
    return Gateway(GATEWAY_EUI, clock=clock, join_after=30, uplink_topic="up/$deveui")


@pytest.fixture
def entry(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A registered gateway whose uplinks are read."""
    hass.config_entries.async_update_entry(
        entry, options={**entry.options, "uplink_topic": UPLINK_TOPIC}
    )
    return entry


@pytest.fixture
async def watch(loaded: MockConfigEntry) -> AsyncGenerator[Watch]:
    """Wait for devices, and hear what changes."""
    tasks: list[asyncio.Task[None]] = []

    def begin(*dev_euis: str) -> list[Joining]:
        heard: list[Joining] = []
        run = JoinWatch(loaded.runtime_data, dev_euis, heard.append).async_run()
        tasks.append(asyncio.create_task(run))
        return heard

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def publish(hass: HomeAssistant, gateway: Gateway) -> Callable[[], Awaitable[None]]:
    """Have the broker pass on what the gateway's devices said."""

    async def pass_on() -> None:
        gateway.advance()
        for one in gateway.uplinks.take(gateway.now()):
            async_fire_mqtt_message(hass, one.topic, one.payload)
        await hass.async_block_till_done()

    return pass_on


async def test_a_device_waits_joins_and_is_heard(
    act: Act,
    gateway: Gateway,
    watch: Watch,
    clock: Clock,
    publish: Callable[[], Awaitable[None]],
) -> None:
    await act("add_device", dev_eui=EUI, application_id=1)
    heard = watch(EUI)
    await until(lambda: len(heard) == 1)
    assert heard[-1] == Joining(dev_eui=EUI, state=JoinState.WAITING)
    clock.move(31)
    await until(lambda: heard[-1].state is JoinState.JOINED)
    await publish()
    await until(lambda: heard[-1].state is JoinState.HEARD)
    radio = heard[-1].radio
    assert radio is not None
    assert signal_quality(radio) is not None


async def test_a_silent_gateway_is_reported_and_waited_for(
    act: Act, gateway: Gateway, watch: Watch, hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await act("add_device", dev_eui=EUI, application_id=1)
    loaded.runtime_data.gateway.timeout = 0.05
    heard = watch(EUI)
    gateway.faults.add("silent seconds=0")
    await until(lambda: bool(heard) and not heard[-1].answers)
    assert heard[-1].state is JoinState.WAITING
    gateway.faults.clear()
    await until(lambda: heard[-1].answers)


async def test_a_device_that_somebody_deletes_is_reported(
    act: Act, gateway: Gateway, watch: Watch
) -> None:
    await act("add_device", dev_eui=EUI, application_id=1)
    heard = watch(EUI)
    await until(lambda: len(heard) == 1)
    del gateway.devices[EUI]
    await until(lambda: heard[-1].state is JoinState.GONE)


async def test_a_device_is_found_where_the_gateway_searches_in_names_alone(
    act: Act, gateway: Gateway, watch: Watch, clock: Clock
) -> None:
    gateway.manners = Manners(search_names=True)
    await act("add_device", dev_eui=EUI, name="Boiler room", application_id=1)
    heard = watch(EUI)
    clock.move(31)
    await until(lambda: heard[-1:] == [Joining(dev_eui=EUI, state=JoinState.JOINED)])
    assert JoinState.GONE not in {one.state for one in heard}


async def test_for_twenty_devices_the_gateway_is_asked_no_more_than_for_three(
    gateway: Gateway, watch: Watch, monkeypatch: pytest.MonkeyPatch, act: Act
) -> None:
    for dev_eui in OTHERS:
        await act("add_device", dev_eui=dev_eui, application_id=1)
    gateway.requests.clear()
    monkeypatch.setattr(joining, "LOOK_INTERVAL", 0.2)
    heard = watch(*OTHERS)
    await until(lambda: len(gateway.requests) >= 9)
    asked = [parse_qs(urlsplit(str(one.url)).query)["search"][0] for one in gateway.requests]
    assert asked[0::3][:3] == [OTHERS[-1]] * 3
    # The others have their turns.
    assert len(set(asked[2::3])) == 3
    assert len(heard) == 20


async def test_a_page_that_is_left_open_does_not_keep_the_gateway_busy(
    act: Act, gateway: Gateway, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(joining, "PATIENT_LOOKS", 3)
    await act("add_device", dev_eui=EUI, application_id=1)
    gateway.requests.clear()
    watch(EUI)
    await until(lambda: len(gateway.requests) == 4)
    await asyncio.sleep(0.3)
    assert len(gateway.requests) == 4


@pytest.mark.parametrize(
    ("rssi", "snr", "quality"),
    [
        (-60, 9.5, SignalQuality.STRONG),
        (-105, 9.5, SignalQuality.GOOD),
        (-90, 0.0, SignalQuality.GOOD),
        (-115, -3.0, SignalQuality.WEAK),
        (-118, -11.0, SignalQuality.WEAK),
        (-125, -3.0, SignalQuality.POOR),
        (-110, -16.0, SignalQuality.POOR),
        (None, 7.0, SignalQuality.STRONG),
        (-119, None, SignalQuality.WEAK),
        (None, None, None),
    ],
)
def test_a_signal_is_called_by_the_worse_of_its_two_numbers(
    rssi: float | None, snr: float | None, quality: SignalQuality | None
) -> None:
    assert signal_quality(Radio(rssi, snr, 7, 1)) is quality


def test_without_a_word_about_the_signal_there_is_no_quality() -> None:
    assert signal_quality(None) is None
