"""Numbers: what they measure, and in which unit. A unit is right or absent, never wrong.

A key is read as English is: its last noun says what it is. `outdoor_temperature`,
`temperature_chn2` and `temperature_max` are temperatures, `temperature_alarm` is an alarm. Numbers,
channels and the like behind the noun change nothing.
"""

from collections.abc import Callable
import re
from typing import Final, NamedTuple

from homeassistant.components.sensor import SensorDeviceClass as Class, SensorStateClass
from homeassistant.const import (
    DEGREE,
    LIGHT_LUX,
    PERCENTAGE,
    SIGNAL_STRENGTH_DECIBELS,
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    UnitOfApparentPower,
    UnitOfConductivity,
    UnitOfDensity,
    UnitOfElectricCurrent,
    UnitOfElectricPotential,
    UnitOfEnergy,
    UnitOfLength,
    UnitOfPower,
    UnitOfPrecipitationDepth,
    UnitOfPressure,
    UnitOfRatio,
    UnitOfReactiveEnergy,
    UnitOfReactivePower,
    UnitOfSoundPressure,
    UnitOfSpeed,
    UnitOfTemperature,
    UnitOfTime,
)

MEASUREMENT: Final = SensorStateClass.MEASUREMENT
ANGLE: Final = SensorStateClass.MEASUREMENT_ANGLE
INCREASING: Final = SensorStateClass.TOTAL_INCREASING


class Quantity(NamedTuple):
    """What a number measures. `unit` None: a counter, which has none."""

    device_class: Class | None
    unit: str | None
    state_class: SensorStateClass | None = MEASUREMENT


type ByModel = Callable[[str], Quantity | None]


class Rule(NamedTuple):
    """A rule: which keys, and what they are, where needed by the model."""

    keys: re.Pattern[str]
    what: Quantity | ByModel | None


def _by_model(*cases: tuple[str, Quantity]) -> ByModel:
    """Return what the first pattern has that the whole model matches; None for other models."""
    compiled = [(re.compile(models), quantity) for models, quantity in cases]

    def look_up(model: str) -> Quantity | None:
        return next((what for models, what in compiled if models.fullmatch(model)), None)

    return look_up


_CELSIUS: Final = Quantity(Class.TEMPERATURE, UnitOfTemperature.CELSIUS)
_FAHRENHEIT: Final = Quantity(Class.TEMPERATURE, UnitOfTemperature.FAHRENHEIT)
_CELSIUS_DELTA: Final = Quantity(Class.TEMPERATURE_DELTA, UnitOfTemperature.CELSIUS)
_KELVIN_DELTA: Final = Quantity(Class.TEMPERATURE_DELTA, UnitOfTemperature.KELVIN)
_FAHRENHEIT_DELTA: Final = Quantity(Class.TEMPERATURE_DELTA, UnitOfTemperature.FAHRENHEIT)
_PERCENT: Final = Quantity(None, PERCENTAGE)
_AMPERE: Final = Quantity(Class.CURRENT, UnitOfElectricCurrent.AMPERE)
_MILLIAMPERE: Final = Quantity(Class.CURRENT, UnitOfElectricCurrent.MILLIAMPERE)
_VOLT: Final = Quantity(Class.VOLTAGE, UnitOfElectricPotential.VOLT)
_WATT: Final = Quantity(Class.POWER, UnitOfPower.WATT)
_WATT_HOUR: Final = Quantity(Class.ENERGY, UnitOfEnergy.WATT_HOUR, INCREASING)
_KILOWATT_HOUR: Final = Quantity(Class.ENERGY, UnitOfEnergy.KILO_WATT_HOUR, INCREASING)
_AIR_PRESSURE: Final = Quantity(Class.ATMOSPHERIC_PRESSURE, UnitOfPressure.HPA)
_PIPE_PRESSURE: Final = Quantity(Class.PRESSURE, UnitOfPressure.KPA)
_SECONDS: Final = Quantity(Class.DURATION, UnitOfTime.SECONDS)
_MILLIMETERS: Final = Quantity(Class.DISTANCE, UnitOfLength.MILLIMETERS)
_CENTIMETERS: Final = Quantity(Class.DISTANCE, UnitOfLength.CENTIMETERS)
_PPM: Final = UnitOfRatio.PARTS_PER_MILLION
_MICROGRAMS: Final = UnitOfDensity.MICROGRAMS_PER_CUBIC_METER

# Its depth is what it measures, which to others is a setting.
_SUBMERSIBLE: Final = "EM500-SWL"
# Switches and sockets whose current is in mA and whose energy in Wh, and their successors.
_OLDER_PLUGS: Final = r"WS50[123]-(?:EU|US)|WS515|WS52[35]|WS558"
_NEWER_PLUGS: Final = r"WS50[123]-V4|WS51[35]-V3|WS516|UC601"
_TRANSFORMERS: Final = r"CT\d{3}(?:-V\d)?"

_POWER_CURRENT: Final = _by_model(
    (_TRANSFORMERS, _AMPERE), (_NEWER_PLUGS, _AMPERE), (_OLDER_PLUGS, _MILLIAMPERE)
)
_CURRENT: Final = _by_model(
    (_TRANSFORMERS, _AMPERE), (_NEWER_PLUGS, _AMPERE), (r"CTH01.*", _AMPERE)
)
_PRESSURE: Final = _by_model(
    (r"AM\d{3}.*|EM500-CO2|WTS\d{3}", _AIR_PRESSURE),
    (r"EM500-PP|UC51[12](?:-DI)?|UC521", _PIPE_PRESSURE),
)

# What may stand behind the noun of a leaf, and changes nothing but its place or its time.
_BEHIND: Final = r"\d*(?:_(?:\d+|(?:chn?|channel|probe|sensor|phase)_?\d*|max|min|avg|mean|value))*"
# What stands before it: any words, but for those that make another thing of it.
_OTHER_THINGS: Final = (
    "colou?r|delta|raw|kelvin|over|under|high|low|absolute|specific|offset|rate|trend|diff|difference"
    "|change|count"
)
_BEFORE: Final = rf"(?:(?!(?:{_OTHER_THINGS})_)[a-z0-9]+_)*"
_WHOLE: Final = r"(?:[^.]+\.)*"


def _rule(noun: str, what: Quantity | ByModel | None, before: str = "") -> Rule:
    """Return a rule for keys whose last part is this noun."""
    return Rule(re.compile(rf"{_WHOLE}{before}(?:{noun}){_BEHIND}"), what)


def _path(keys: str, what: Quantity | ByModel | None) -> Rule:
    """Return a rule for whole keys."""
    return Rule(re.compile(keys), what)


# In order: the first rule that matches the whole key decides. One without a quantity takes keys
# out that a later rule would take for something else.
RULES: Final = (
    # Raw data of a sensor element are in no unit.
    _path(r"(?:.*[._])?raw(?:[._].*)?", None),
    _rule(r"battery(?:_(?:main|node|level|percent(?:age)?))?", Quantity(Class.BATTERY, PERCENTAGE)),
    # Differences of temperatures: half of Fahrenheit is not Fahrenheit of the half.
    _rule("fahrenheit(?:_[a-z]+)*_(?:tolerance|deadband)", _FAHRENHEIT_DELTA),
    _rule("celsius(?:_[a-z]+)*_tolerance", _KELVIN_DELTA),
    _rule("celsius(?:_[a-z]+)*_deadband", _CELSIUS_DELTA),
    _rule(r"temperature(?:_chn?_?\d+)?_mutation", _CELSIUS_DELTA),
    _rule(r"(?:[a-z0-9]+_)*fahrenheit_(?:[a-z0-9]+_)*(?:temperature|setpoint)", _FAHRENHEIT),
    _rule(r"celsius_(?:[a-z]+_)*(?:temperature|setpoint)", _CELSIUS),
    # These thermostats send them in the unit that they are set to.
    _rule(
        r"(?:ambient|target)_temperature",
        _by_model((r"(?!WT201-V2|WT211|WT30|WT40).*", _CELSIUS)),
    ),
    _rule("temperature|pt100", _CELSIUS, _BEFORE),
    # A key may name its unit. That of hPa and kWh has two words, as rules read it.
    _rule("temperature_c(?:elsius)?", _CELSIUS, _BEFORE),
    _rule("temperature_fahrenheit", _FAHRENHEIT, _BEFORE),
    _rule("humidity(?:_(?:percent|rh))?", Quantity(Class.HUMIDITY, PERCENTAGE), _BEFORE),
    _rule("(?:soil_)?moisture", Quantity(Class.MOISTURE, PERCENTAGE)),
    # Air.
    _rule("co2(?:_ppm)?", Quantity(Class.CO2, _PPM)),
    _rule("o3", Quantity(Class.OZONE, _PPM)),
    _rule("nh3|h2s", _by_model((r"GS301", Quantity(None, _PPM)))),
    # The first before the others: to them, a digit behind a noun is a number of several.
    _rule("pm10", Quantity(Class.PM10, _MICROGRAMS)),
    _rule(r"pm1(?:[._]0)?", Quantity(Class.PM1, _MICROGRAMS)),
    _rule(r"pm2[._]?5", Quantity(Class.PM25, _MICROGRAMS)),
    _rule(
        "tvoc",
        _by_model(
            (
                "AM107",
                Quantity(Class.VOLATILE_ORGANIC_COMPOUNDS_PARTS, UnitOfRatio.PARTS_PER_BILLION),
            ),
            ("GS601", Quantity(Class.VOLATILE_ORGANIC_COMPOUNDS, _MICROGRAMS)),
        ),
    ),
    # Formaldehyde: Home Assistant has no class for it.
    _rule(
        "hcho",
        _by_model((r"AM319.*", Quantity(None, UnitOfDensity.MILLIGRAMS_PER_CUBIC_METER))),
    ),
    _rule(r"pressure|(?:current|barometric)_pressure", _PRESSURE),
    _rule("pressure_h_?pa", _AIR_PRESSURE, _BEFORE),
    _rule("pressure_k_?pa", _PIPE_PRESSURE, _BEFORE),
    _rule("lux|illumination", Quantity(Class.ILLUMINANCE, LIGHT_LUX)),
    # Levels with weights C and Z are in no unit that Home Assistant has.
    _rule(
        r"la(?:[fis](?:max)?|eq)",
        Quantity(Class.SOUND_PRESSURE, UnitOfSoundPressure.WEIGHTED_DECIBEL_A),
    ),
    # Weather.
    _rule("wind_speed", Quantity(Class.WIND_SPEED, UnitOfSpeed.METERS_PER_SECOND)),
    _rule("wind_direction", Quantity(Class.WIND_DIRECTION, DEGREE, ANGLE)),
    _rule(
        "rainfall_total",
        Quantity(Class.PRECIPITATION, UnitOfPrecipitationDepth.MILLIMETERS, INCREASING),
    ),
    # Levels, distances, soil.
    _rule("distance(?:_mm)?", _MILLIMETERS),
    _rule("distance_cm", _CENTIMETERS),
    _rule("water_level|depth", _by_model((_SUBMERSIBLE, _CENTIMETERS))),
    _rule(
        "ec",
        _by_model(
            (r"EM500-SMTC?", Quantity(Class.CONDUCTIVITY, UnitOfConductivity.MICROSIEMENS_PER_CM))
        ),
    ),
    _path(r"remaining", _PERCENT),
    # Of smoke.
    _path(r"concentration", _by_model((r"GS524N", _PERCENT))),
    _rule(r"(?:target_)?valve(?:_\d+)?_opening(?:_degree)?", _PERCENT),
    _path(r"valve_\d+_calibration_event\.(?:source|target)_value", _PERCENT),
    _path(r"valve_\d+_opening_duration|life_remain", _SECONDS),
    _path(r"use_time_(?:now|today)", _SECONDS),
    # How a device itself is received.
    _path(
        r"rssi|tx_power",
        Quantity(Class.SIGNAL_STRENGTH, SIGNAL_STRENGTH_DECIBELS_MILLIWATT),
    ),
    _path(r"snr", Quantity(Class.SIGNAL_STRENGTH, SIGNAL_STRENGTH_DECIBELS)),
    # Times and durations that devices report: no measurements.
    _rule("timestamp", _by_model((r".+", Quantity(None, UnitOfTime.SECONDS, None)))),
    _path(
        r"lorawan_class_switch_response\.continuous",
        Quantity(Class.DURATION, UnitOfTime.MINUTES, None),
    ),
    _path(
        r"measuring_equipment\.range_(?:max|min)",
        _by_model(
            (r"EM500-PT100", _CELSIUS._replace(state_class=None)),
            (_SUBMERSIBLE, _CENTIMETERS._replace(state_class=None)),
        ),
    ),
    # Electricity. First the meter that gives everything by groups of channels, in thousands.
    _path(r"active_power\d\.group\d.*", Quantity(Class.POWER, UnitOfPower.KILO_WATT)),
    _path(
        r"apparent_power\d\.group\d.*",
        Quantity(Class.APPARENT_POWER, UnitOfApparentPower.KILO_VOLT_AMPERE),
    ),
    _path(
        r"reactive_power\d\.group\d.*",
        Quantity(Class.REACTIVE_POWER, UnitOfReactivePower.KILO_VOLT_AMPERE_REACTIVE),
    ),
    _path(r"(?:forward|reverse)_active_energy\d\.group\d.*", _KILOWATT_HOUR),
    _path(
        r"(?:forward|reverse)_reactive_energy\d\.group\d.*",
        Quantity(
            Class.REACTIVE_ENERGY, UnitOfReactiveEnergy.KILO_VOLT_AMPERE_REACTIVE_HOUR, INCREASING
        ),
    ),
    _path(r"apparent_energy\d\.group\d.*", Quantity(None, "kVAh", INCREASING)),
    _path(
        r"thd[iv]_alarm\..*\.thd[iv]|voltage_unbalance_alarm\..*\.voltage_unbalance"
        r"|voltage_three_phase_imbalcance",
        _PERCENT,
    ),
    _rule("active_power|electric_power|power_w", _WATT),
    _rule("power_kw", Quantity(Class.POWER, UnitOfPower.KILO_WATT)),
    _rule("energy_wh", _WATT_HOUR),
    _rule(r"(?:[a-z0-9]+_)*(?:sum)?k_?wh", _KILOWATT_HOUR),
    _rule(
        "power_consumption", _by_model((_NEWER_PLUGS, _KILOWATT_HOUR), (_OLDER_PLUGS, _WATT_HOUR))
    ),
    _rule("power_factor", _by_model((_NEWER_PLUGS, Quantity(Class.POWER_FACTOR, PERCENTAGE)))),
    _rule("voltage(?:_v)?", _VOLT),
    _rule("current_ma", _MILLIAMPERE),
    _rule(
        r"(?:[a-z0-9]+_)*voltage_mv|battery_mv",
        Quantity(Class.VOLTAGE, UnitOfElectricPotential.MILLIVOLT),
    ),
    # Analog inputs of this controller: two for a current, two for a voltage.
    _rule("adc", _by_model((r"UC300", _MILLIAMPERE))),
    _rule("adv", _by_model((r"UC300", _VOLT))),
    _path("current", _POWER_CURRENT),
    _path("total_current", _by_model((r"WS558", _MILLIAMPERE))),
    _rule("current(?:_rating)?", _CURRENT),
    # Counters.
    _rule(
        r"(?:(?:gpio|pulse|rainfall|total)_)?counter|(?:total_)?counter_(?:in|out)|(?:valve_\d+_)?pulse|(?:[a-z0-9]+_)*total_(?:in|out)|people_total_counts"
        r"|pir_count",
        Quantity(None, None, INCREASING),
    ),
)


# Of settings only these: the others are numbers whose unit differs from model to model.
_RULES_OF_SETTINGS: Final = (
    _rule(r"fahrenheit_(?:[a-z]+_)*setpoint", _FAHRENHEIT),
    _rule(r"celsius_(?:[a-z]+_)*setpoint", _CELSIUS),
    _path(r"pressure_(?:\d_alarm_event|threshold_alarm)\.threshold_(?:max|min)", _PRESSURE),
)


def quantity_of(key: str, model: str | None, *, setting: bool = False) -> Quantity | None:
    """Return what a number under this key measures; None where no rule knows it for certain.

    `key` is lower case, its words with `_` between them, nested ones dotted.
    """
    for keys, what in _RULES_OF_SETTINGS if setting else RULES:
        if keys.fullmatch(key):
            return what(model or "") if callable(what) else what
    return None
