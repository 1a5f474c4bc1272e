"""The readings of one device: its values, its signal, and the frames that were lost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import Platform

from .flattening import flattened
from .kind import Form, Kind, Scalar, without_filling
from .momentary import number_of_message
from .number import as_number, rounded
from .rules import (
    FIRMWARE_VERSIONS,
    HARDWARE_VERSIONS,
    PLACE,
    SERIAL_NUMBERS,
    is_of_the_registry,
    is_place,
    kind_of,
    normal,
)
from .setting import is_setting
from .uplink import Radio
from .value import LOCATION, Value, kind_by_form

# A device has at most so many values that are shown at first, the largest known one 60; and as many
# that are not, so that settings, of which it may send hundreds, leave room for what it measures.
MOST_VALUES: Final = 64
MOST_KEPT: Final = 2 * MOST_VALUES
# Frames that were lost are counted in gaps of at most so many: a larger one is another session.
_LARGEST_GAP: Final = 1000
# Numbers below it need no closer look.
_USUAL: Final = 1e15
_OF_THE_REGISTRY: Final = {
    **dict.fromkeys(SERIAL_NUMBERS, "serial_number"),
    **dict.fromkeys(HARDWARE_VERSIONS, "hardware_version"),
    **dict.fromkeys(FIRMWARE_VERSIONS, "firmware_version"),
}
_LATITUDE, _LONGITUDE = "latitude", "longitude"
_LONGEST_NUMBER: Final = 64
_LONGEST_OF_THE_REGISTRY: Final = 64


class Taken:
    """What a message has changed: new values, and those that changed their kind."""

    __slots__ = ("added", "identity", "replaced", "taken_up", "units_differ")

    def __init__(self) -> None:
        self.added: list[Value] = []
        # How many values there are, by whether they are shown at first; None: not counted yet.
        self.taken_up: Counter[bool] | None = None
        # Values by what they were before.
        self.replaced: list[tuple[Value, Kind]] = []
        # Whether values come in another unit than their statistics are in.
        self.units_differ = False
        # What the device said of itself that is news: fields of `DeviceReadings`.
        self.identity: set[str] = set()


class DeviceReadings:
    """What is known of the values that one device sends."""

    __slots__ = (
        "codec",
        "dev_eui",
        "f_cnt",
        "firmware_version",
        "hardware_version",
        "is_full",
        "is_full_logged",
        "lost",
        "model",
        "moment_numbers",
        "passed_over",
        "radio",
        "serial_number",
        "values",
    )

    def __init__(self, dev_eui: str) -> None:
        self.dev_eui = dev_eui
        self.values: dict[str, Value] = {}
        # The name of the codec by which the kinds were found, and the model.
        self.codec: str | None = None
        self.model: str | None = None
        self.radio: Radio | None = None
        self.f_cnt: int | None = None
        self.lost = 0
        self.serial_number: str | None = None
        self.hardware_version: str | None = None
        self.firmware_version: str | None = None
        # Keys that become no entity, with what they mean; they are few, or the limit is reached.
        self.passed_over: dict[str, str | None] = {}
        self.is_full = self.is_full_logged = False
        # By the key of a moment: the number of the last message that had it.
        self.moment_numbers: dict[str, str] = {}

    @property
    def odd_units(self) -> list[Value]:
        """The values that come in another unit than their statistics are in."""
        return [value for value in self.values.values() if value.other_unit is not None]

    def count_frame(self, f_cnt: int) -> None:
        """Count the frames between this counter and the last one: they were lost."""
        if self.f_cnt is not None and 1 < (gap := f_cnt - self.f_cnt) <= _LARGEST_GAP:
            self.lost += gap - 1
        self.f_cnt = f_cnt

    def take(self, message: Mapping[str, Any], now: float, *, retained: bool) -> Taken | None:
        """Enter the values of a message, and show those that changed. None: nothing is new.

        A retained message is of unknown age: it fills in what is not
        known yet, and nothing has happened in it.
        """
        taken: Taken | None = None
        values = self.values
        fed_at = None if retained else now
        for key, scalar in flattened(message):
            value = values.get(key)
            if value is None:
                if key in self.passed_over and not self.passed_over[key]:
                    continue
                taken = taken or Taken()
                self._take_new(key, scalar, message, now, taken, retained=retained)
                continue
            kind = value.kind
            if retained and value.fed_at is not None:
                continue
            if (
                kind.form is Form.NUMBER
                and kind.device_class is not SensorDeviceClass.BATTERY
                and (type(scalar) is float or type(scalar) is int)
                and -_USUAL < scalar < _USUAL
            ):
                # What nearly every value is.
                shown: Any = scalar if type(scalar) is int else rounded(scalar)
            else:
                shown = value.read(scalar)
            if kind.form is Form.MOMENT:
                if shown is not None and not retained and self._is_first(key, message):
                    value.shown, value.fed_at = shown, now
                    if value.entity is not None:
                        value.entity.show()
                continue
            if shown is None:
                taken = self._take_odd(value, scalar, fed_at, taken)
                continue
            value.fed_at = fed_at
            if shown != value.shown:
                value.shown = shown
                if value.entity is not None:
                    value.entity.show()
        return self._take_place(message, now, taken, retained=retained)

    def _take_new(
        self,
        key: str,
        scalar: Scalar,
        message: Mapping[str, Any],
        now: float,
        taken: Taken,
        *,
        retained: bool,
    ) -> None:
        """Enter the first value under a key."""
        name = normal(key)
        if field := _OF_THE_REGISTRY.get(name):
            if len(self.passed_over) < MOST_VALUES:
                self.passed_over[key] = field
            text = "" if isinstance(scalar, bool) else without_filling(scalar)
            text = text[:_LONGEST_OF_THE_REGISTRY]
            is_news = getattr(self, field) != text and not retained
            if is_news and is_of_the_registry(name, text):
                setattr(self, field, text)
                taken.identity.add(field)
            return
        if name.rpartition(".")[2] in (_LATITUDE, _LONGITUDE) and not is_setting(name):
            return
        if len(self.values) >= MOST_KEPT:
            self.is_full = True
            return
        kind = kind_of(key, scalar, self.model)
        if kind is None:
            if name.endswith("msgid") and len(self.passed_over) < MOST_VALUES:
                self.passed_over[key] = None
            return
        if taken.taken_up is None:
            taken.taken_up = Counter(one.kind.enabled for one in self.values.values())
        if taken.taken_up[kind.enabled] >= MOST_VALUES:
            self.is_full = True
            return
        taken.taken_up[kind.enabled] += 1
        value = self.values[key] = Value(self.dev_eui, key, kind)
        value.shown = value.read(scalar)
        if kind.form is Form.MOMENT and (
            retained or value.shown is None or not self._is_first(key, message)
        ):
            value.shown = None
        elif not retained:
            value.fed_at = now
        taken.added.append(value)

    def _take_odd(
        self, value: Value, scalar: Scalar, now: float | None, taken: Taken | None
    ) -> Taken | None:
        """Enter a value that is not of its key's kind: from now on the key is of another one.

        It is one that can show this value as well as those before: what was a number or a word
        becomes a word. What was a binary sensor becomes a sensor, once and for all.
        """
        before = value.kind
        kind = kind_of(value.key, scalar, self.model)
        if kind is None or kind.form is Form.MOMENT or before.has_statistics:
            # A sensor that says once in words that it can't measure is still that sensor.
            return taken
        if before.platform is Platform.SENSOR:
            kind = _any_word(kind_by_form(value.key, Form.WORD, self.model))
        value.kind = kind
        shown = value.read(scalar)
        if shown is None:
            value.kind = before
            return taken
        value.shown, value.fed_at = shown, now
        taken = taken or Taken()
        taken.replaced.append((value, before))
        return taken

    def _take_place(
        self, message: Mapping[str, Any], now: float, taken: Taken | None, *, retained: bool
    ) -> Taken | None:
        """Enter the device's location: latitude and longitude are one value."""
        latitude, longitude = (
            as_number(one) if isinstance(one, str) else one for one in _place_in(message)
        )
        if latitude is None or longitude is None or not is_place(latitude, longitude):
            return taken
        value = self.values.get(LOCATION)
        if value is None or value.kind.form is not Form.PLACE:
            if value is not None or len(self.values) >= MOST_KEPT:
                return taken
            value = self.values[LOCATION] = Value(self.dev_eui, LOCATION, PLACE)
            taken = taken or Taken()
            taken.added.append(value)
        elif retained and value.fed_at is not None:
            return taken
        place = (float(latitude), float(longitude))
        if not retained:
            value.fed_at = now
        if place != value.shown:
            value.shown = place
            if value.entity is not None:
                value.entity.show()
        return taken

    def _is_first(self, key: str, message: Mapping[str, Any]) -> bool:
        """Whether this message is no repetition: the number in it differs from the last one."""
        found = _found(message, number_of_message(key))
        if found is None:
            return True
        # As text, for it may be a number that no file takes.
        number = str(found)[:_LONGEST_NUMBER]
        if self.moment_numbers.get(key) == number:
            return False
        self.moment_numbers[key] = number
        return True

    def take_model(self, codec: str | None, model: str | None) -> Iterator[tuple[Value, Kind]]:
        """Enter another codec or model, and yield the values whose kind it changes.

        What has statistics keeps its unit.
        """
        self.codec = codec
        if model == self.model:
            return
        self.model = model
        for value in self.values.values():
            before = value.kind
            if before.form is not Form.NUMBER:
                continue
            kind = kind_by_form(value.key, Form.NUMBER, model)
            if kind.unit == before.unit or (kind.unit is None and before.has_statistics):
                value.other_unit = None
            elif before.has_statistics:
                value.other_unit = kind.unit
            else:
                value.kind = kind
                yield value, before


def _any_word(kind: Kind) -> Kind:
    """Return a kind that any word fits."""
    return Kind(
        form=Form.WORD,
        known=kind.known,
        setting=kind.setting,
        diagnostic=kind.diagnostic,
        enabled=kind.enabled,
    )


def _place_in(message: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return latitude and longitude, which may stand together in an object of the message."""
    if _LATITUDE in message or _LONGITUDE in message:
        return message.get(_LATITUDE), message.get(_LONGITUDE)
    for name, inner in message.items():
        if isinstance(inner, dict) and _LATITUDE in inner and not is_setting(normal(name)):
            return inner.get(_LATITUDE), inner.get(_LONGITUDE)
    return None, None


def _found(message: Mapping[str, Any], key: str) -> Scalar | None:
    """Return the value under a dotted key, be its parts nested or written with the dot."""
    if key in message:
        flat = message[key]
        return flat if isinstance(flat, str | int | float) else None
    found: Any = message
    for part in key.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(part)
    return found if isinstance(found, str | int | float) else None
