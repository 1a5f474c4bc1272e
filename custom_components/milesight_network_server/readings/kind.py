"""What kind of thing a value is: on which platform it is shown, and how."""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.event import EventDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import MAX_LENGTH_STATE_STATE, Platform

from ..ns_api.quoting import without_keys

# Shorter text can't hold a key.
_FEWEST_DIGITS: Final = 24
_MOST_READ: Final = 2 * MAX_LENGTH_STATE_STATE
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# What a message may hold under a key.
type Scalar = str | int | float | bool
# What is shown of it. None: nothing was received yet.
type Shown = str | int | float | bool | None


class Form(StrEnum):
    """How a value is read, and in which form it is shown."""

    NUMBER = "number"
    WORD = "word"
    TWO_VALUED = "two_valued"
    MOMENT = "moment"
    PLACE = "place"


# The platform that shows a form.
PLATFORMS: Final = {
    Form.NUMBER: Platform.SENSOR,
    Form.WORD: Platform.SENSOR,
    Form.TWO_VALUED: Platform.BINARY_SENSOR,
    Form.MOMENT: Platform.EVENT,
    Form.PLACE: Platform.DEVICE_TRACKER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a key of a device is.

    `unit` as Home Assistant writes it; without one there is neither device class nor state class,
    but for counters. `options` are the words of an enumeration, or the types of an event, as
    states. `is_alarm`: its words mean begin and end of an alarm. `words_only`: of a two-valued
    thing, a number says nothing. `known`: a rule knows the key. `setting`: it is set on the device
    rather than measured.
    """

    form: Form
    device_class: SensorDeviceClass | BinarySensorDeviceClass | EventDeviceClass | None = None
    unit: str | None = None
    state_class: SensorStateClass | None = None
    options: tuple[str, ...] = ()
    is_alarm: bool = False
    words_only: bool = False
    known: bool = True
    setting: bool = False
    diagnostic: bool = False
    enabled: bool = True

    @property
    def platform(self) -> Platform:
        """The platform that shows it."""
        return PLATFORMS[self.form]

    @property
    def has_statistics(self) -> bool:
        """Whether Home Assistant keeps statistics of it, which know one unit for ever."""
        return self.state_class is not None and self.unit is not None


def without_filling(value: Scalar) -> str:
    """Return a value as text without control characters, with which devices fill up text.

    No database takes all of them.
    """
    return _CONTROL.sub("", str(value)[:_MOST_READ]).strip()


def as_text(value: Scalar) -> str:
    """Return a value as a state, without what looks like a key.

    One that is too long is cut, since Home Assistant refuses longer states.
    """
    text = without_filling(value)
    if len(text) >= _FEWEST_DIGITS:
        text = without_keys(text)
    if len(text) > MAX_LENGTH_STATE_STATE:
        return f"{text[: MAX_LENGTH_STATE_STATE - 1]}…"
    return text
