"""What devices measure: values that move as those of their models do, as their codecs give them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from math import pi, sin
from random import Random

from .device import Device
from .wire import Body

_DAY = 86_400
_FULL = 254
# Below so much of the full battery it is low.
LOW_BATTERY = 20


def measured(device: Device, now: datetime) -> Body:
    """Return what the device's codec would give at this moment: the same for the same moment."""
    make = _MODELS.get(device.model)
    if make is None:
        return {}
    # Each device has a place of its own, which is a bit warmer or colder, busier or calmer.
    place = Random(f"place:{device.dev_eui}").uniform(-1, 1)
    moment = Random(f"moment:{device.dev_eui}:{device.f_cnt_up}")
    return make(device, _Surroundings(now, place, moment))


def described(device: Device) -> Body:
    """Return what a device tells of itself when it has started."""
    return {
        "ipso_version": "v0.1",
        "hardware_version": device.hardware_version,
        "firmware_version": device.firmware_version,
        "tsl_version": "v1.0",
        "sn": f"6136{device.dev_eui[-8:]}".lower() + "0000",
        "lorawan_class": "Class C" if device.model in _ALWAYS_ON else "Class A",
        "device_status": "on",
        "reset_event": "reset",
    }


_ALWAYS_ON = frozenset({"WT201", "UC300", "AM319", "CT303", "CT305", "WS523"})


class _Surroundings:
    """What is around a device at a moment."""

    def __init__(self, now: datetime, place: float, random: Random) -> None:
        self._phase = 2 * pi * (now.timestamp() % _DAY) / _DAY
        self._place = place
        self.random = random

    def wave(self, mean: float, swing: float, noise: float, digits: int = 1) -> float:
        """Return something that rises by day and falls by night."""
        day = sin(self._phase - pi / 2)
        value = mean + swing * (day + self._place) + self.random.gauss(0, noise)
        return round(value, digits)

    def chance(self, probability: float) -> bool:
        """Return whether something happens just now; by day it is likelier."""
        return self.random.random() < probability * (1 + sin(self._phase - pi / 2))


def battery_level(device: Device) -> int:
    """Return the battery in percent."""
    return round(100 * min(device.battery, _FULL) / _FULL)


def _climate(around: _Surroundings) -> Body:
    return {
        "temperature": around.wave(21, 1.5, 0.1),
        "humidity": round(around.wave(45, 6, 0.5) * 2) / 2,
    }


def _thermostat(device: Device, around: _Surroundings) -> Body:
    temperature = around.wave(20.5, 1.2, 0.1)
    target = 21.0
    return {
        "temperature": temperature,
        "humidity": round(around.wave(45, 6, 0.5) * 2) / 2,
        "target_temperature": target,
        "temperature_control_mode": "heat",
        "temperature_control_status": "stage-1 heat" if temperature < target else "standby",
        "fan_mode": "auto",
        "fan_status": "low speed" if temperature < target - 1 else "standby",
        "system_status": "on",
    }


def _temperature_and_humidity(device: Device, around: _Surroundings) -> Body:
    return {"battery": battery_level(device), **_climate(around)}


def _air_quality(device: Device, around: _Surroundings) -> Body:
    return {
        **_climate(around),
        "pir": "trigger" if around.chance(0.4) else "idle",
        "light_level": max(0, min(5, round(around.wave(2.5, 1.5, 0.4, 0)))),
        "co2": max(400, round(around.wave(750, 180, 25, 0))),
        "tvoc": max(0.0, around.wave(1.4, 0.5, 0.1, 2)),
        "pressure": around.wave(1013, 2, 0.2),
        "hcho": max(0.0, around.wave(0.03, 0.01, 0.002, 2)),
        "pm2_5": max(0, round(around.wave(9, 3, 1, 0))),
        "pm10": max(0, round(around.wave(12, 4, 1, 0))),
    }


def _radiator_valve(device: Device, around: _Surroundings) -> Body:
    temperature = around.wave(20, 1.5, 0.1)
    return {
        "battery": battery_level(device),
        "temperature": temperature,
        "target_temperature": 21,
        "valve_opening": max(0, min(100, round((22 - temperature) * 40))),
        "tamper_status": "installed",
        "window_detection": "open" if around.chance(0.02) else "normal",
        "motor_calibration_result": "success",
        "motor_stroke": 520,
        "freeze_protection": "normal",
        "motor_position": 120,
    }


def _current_transformer(device: Device, around: _Surroundings) -> Body:
    body: Body = {}
    for channel in (1, 2, 3):
        body[f"current_chn{channel}"] = max(0.0, around.wave(8 + 2 * channel, 5, 0.4, 2))
        body[f"current_chn{channel}_total"] = round(device.f_cnt_up * 0.7 * channel, 2)
    body["temperature"] = around.wave(28, 3, 0.2)
    return body


def _plug(device: Device, around: _Surroundings) -> Body:
    is_on = not around.chance(0.3)
    power = max(0, round(around.wave(60, 40, 5, 0))) if is_on else 0
    voltage = around.wave(230, 2, 0.5)
    return {
        "socket_status": "on" if is_on else "off",
        "voltage": voltage,
        "active_power": power,
        "current": round(power / voltage * 1000),
        "power_factor": 97 if power else 0,
        "power_consumption": device.f_cnt_up * 20,
    }


def _occupancy(device: Device, around: _Surroundings) -> Body:
    people = round(max(0.0, around.wave(2, 2, 0.8)))
    return {
        "battery": battery_level(device),
        **_climate(around),
        "people_total_counts": people,
        **{f"region_{number}": "occupied" if people >= number else "vacant" for number in (1, 2)},
        "illuminance_status": "bright" if around.wave(0, 1, 0.1) > 0 else "dim",
        "detection_status": "normal",
    }


def _irrigation_valve(device: Device, around: _Surroundings) -> Body:
    is_open = around.chance(0.1)
    return {
        "battery": battery_level(device),
        "valve_1": "open" if is_open else "close",
        "valve_1_pulse": device.f_cnt_up * 3,
        "valve_2": "close",
        "valve_2_pulse": 0,
    }


def _controller(device: Device, around: _Surroundings) -> Body:
    return {
        "gpio_input_1": "high" if around.chance(0.4) else "low",
        "gpio_counter_2": device.f_cnt_up * 2,
        "analog_input_1": max(0.0, around.wave(12, 4, 0.3, 2)),
        "modbus_chn_1": around.wave(300, 40, 5, 0),
    }


def _button(device: Device, around: _Surroundings) -> Body:
    return {"battery": battery_level(device)}


def pressed(device: Device, press: str, number: int) -> Body:
    """Return what a button gives when it is pressed; `number` tells the presses apart."""
    return {"battery": battery_level(device), "button_event": {"status": press, "msgid": number}}


_MODELS: Mapping[str, Callable[[Device, _Surroundings], Body]] = {
    "WT201": _thermostat,
    "EM300-TH": _temperature_and_humidity,
    "AM319": _air_quality,
    "WT101": _radiator_valve,
    "CT303": _current_transformer,
    "CT305": _current_transformer,
    "WS523": _plug,
    "VS321": _occupancy,
    "UC511": _irrigation_valve,
    "UC300": _controller,
    "WS101": _button,
}

_UNKNOWN = 0.2
# Words that codecs give as numbers, when they are set to.
_NUMBERS = {
    "trigger": 1, "idle": 0, "open": 1, "close": 0, "normal": 0, "on": 1, "off": 0, "occupied": 1,
    "vacant": 0, "bright": 1, "dim": 0, "high": 1, "low": 0, "installed": 0, "uninstalled": 1,
    "short press": 1, "long press": 2, "double press": 3, "reset": 1, "standby": 0,
    "stage-1 heat": 1, "heat": 0, "auto": 0, "low speed": 2, "success": 0, "Class A": 0,
    "Class C": 2,
}  # fmt: skip


def with_unknown(body: Body, random: Random) -> Body:
    """Return the same with "unknown" for about each fifth word, as Milesight's scripts write it."""
    return {
        key: with_unknown(value, random)
        if isinstance(value, dict)
        else "unknown"
        if isinstance(value, str) and value in _NUMBERS and random.random() < _UNKNOWN
        else value
        for key, value in body.items()
    }


def in_numbers(body: Body) -> Body:
    """Return the same with numbers for words."""
    return {
        key: in_numbers(value) if isinstance(value, dict) else _NUMBERS.get(str(value), value)
        for key, value in body.items()
    }
