"""What an uplink costs, beside Home Assistant's own MQTT sensors that are fed the same messages."""

import asyncio
from dataclasses import dataclass
import gc
import itertools
import tracemalloc
from typing import Any

from homeassistant.core import HomeAssistant
import orjson
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from .loop_time import LoopTime
from .sized import Bench, answers_of, house

TOPIC = "bench/uplink"
# Six values, as an air quality sensor tells them; classes and units as both sides have them.
VALUES = {
    "temperature": ("temperature", "°C"),
    "humidity": ("humidity", "%"),
    "co2": ("carbon_dioxide", "ppm"),
    "pm2_5": ("pm25", "μg/m³"),
    "pm10": ("pm10", "μg/m³"),
    "battery": ("battery", "%"),
}
# Five more, for devices with eleven entities.
MORE_VALUES = ("illumination", "distance", "voltage", "moisture", "wind_speed")
# So many devices have sensors of Home Assistant's own beside them.
_BESIDE = 60


@dataclass
class UplinkCosts:
    """Costs in seconds, of one message each; and in bytes, of one entity each."""

    ours: list[float]
    theirs: list[float]
    nobody: list[float]
    holds: list[float]
    our_bytes: list[float]
    their_bytes: list[float]


def _message(number: int, *, more: bool = False) -> bytes:
    values: dict[str, float] = {
        key: round(20 + (number * 7 + place) % 50 + 0.1, 1) for place, key in enumerate(VALUES)
    }
    if more:
        values |= {key: number % 90 + place for place, key in enumerate(MORE_VALUES)}
    return orjson.dumps(values)


async def uplink_costs(bench: Bench, devices: int, rounds: int) -> UplinkCosts:
    """Return what uplinks cost a Home Assistant with so many devices."""
    costs = UplinkCosts([], [], [], [], [], [])
    async with house(bench, answers_of(devices)) as built:
        home, entry = built.home, built.entry
        home.hass.config_entries.async_update_entry(
            entry, options={**entry.options, "uplink_topic": f"{TOPIC}/+"}
        )
        await built.async_set_up(bench.loop_time)
        hass, dev_euis = home.hass, list(built.answers.gateway.devices)
        numbers = itertools.count()
        beside = dev_euis[:_BESIDE]
        costs.our_bytes.append(await _allocated_by_first_words(hass, beside, numbers))
        costs.their_bytes.append(await _allocated_by_sensors(hass, beside))
        for _ in range(rounds):
            for into, topic in ((costs.ours, TOPIC), (costs.theirs, "bench/theirs")):
                into.append(await _cost(bench.loop_time, hass, topic, beside, numbers))
            strangers = [f"24E124FFFF{number:06X}" for number in range(len(beside))]
            costs.nobody.append(await _cost(bench.loop_time, hass, TOPIC, strangers, numbers))
        await _say(hass, TOPIC, dev_euis, numbers, more=True)
        for _ in range(rounds):
            gc.collect()
            gc.freeze()
            with bench.loop_time.measured() as busy:
                await _say(hass, TOPIC, dev_euis, numbers, more=True)
            gc.unfreeze()
            costs.holds.append(busy.longest)
    return costs


async def _say(
    hass: HomeAssistant,
    topic: str,
    dev_euis: list[str],
    numbers: itertools.count[int],
    *,
    more: bool = False,
) -> None:
    """Let each device say something new, one after the other, as messages come."""
    for dev_eui in dev_euis:
        async_fire_mqtt_message(hass, f"{topic}/{dev_eui}", _message(next(numbers), more=more))
        await asyncio.sleep(0)
    await hass.async_block_till_done()


async def _cost(
    loop_time: LoopTime,
    hass: HomeAssistant,
    topic: str,
    dev_euis: list[str],
    numbers: itertools.count[int],
) -> float:
    """Return the loop's time for one message."""
    await _say(hass, topic, dev_euis, numbers)
    gc.collect()
    with loop_time.measured() as busy:
        await _say(hass, topic, dev_euis, numbers)
    return busy.total / len(dev_euis)


async def _allocated_by_first_words(
    hass: HomeAssistant, dev_euis: list[str], numbers: itertools.count[int]
) -> float:
    """Return the bytes that an entity of ours leaves allocated, its registry's entry included."""
    gc.collect()
    tracemalloc.start()
    try:
        await _say(hass, TOPIC, dev_euis, numbers)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / (len(dev_euis) * len(VALUES))
    finally:
        tracemalloc.stop()


async def _allocated_by_sensors(hass: HomeAssistant, dev_euis: list[str]) -> float:
    """Add Home Assistant's own sensors, and return what one of them leaves allocated."""
    gc.collect()
    tracemalloc.start()
    try:
        for dev_eui in dev_euis:
            for key, (device_class, unit) in VALUES.items():
                config: dict[str, Any] = {
                    "name": key,
                    "unique_id": f"{dev_eui}_{key}",
                    "state_topic": f"bench/theirs/{dev_eui}",
                    "value_template": f"{{{{ value_json.{key} }}}}",
                    "device_class": device_class,
                    "unit_of_measurement": unit,
                    "state_class": "measurement",
                    "device": {"identifiers": [dev_eui], "name": dev_eui},
                }
                topic = f"homeassistant/sensor/{dev_eui}_{key}/config"
                async_fire_mqtt_message(hass, topic, orjson.dumps(config))
            await hass.async_block_till_done()
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / (len(dev_euis) * len(VALUES))
    finally:
        tracemalloc.stop()
