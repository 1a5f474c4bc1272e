"""Things that happen in a moment, such as a button's press: an event for each message."""

from collections.abc import Mapping
import re
from typing import Final, NamedTuple

from homeassistant.components.event import EventDeviceClass

from .two_valued import slug

# The event type of a press whose kind is unknown.
PRESSED: Final = "pressed"
_PRESSES: Final = (
    "short_press", "long_press", "double_press", "triple_press", "single_click", "double_click",
    PRESSED,
)  # fmt: skip


class Momentary(NamedTuple):
    """A thing that happens: its event types, and which of them a value means.

    A value that is in `nothing` means that nothing happened. One that is no type is `otherwise`.
    `words_only`: a number under the key is something else, such as a pressure.
    """

    device_class: EventDeviceClass | None
    types: tuple[str, ...]
    otherwise: str | None
    nothing: frozenset[str] = frozenset()
    words: Mapping[str, str] = {}
    diagnostic: bool = False
    words_only: bool = False

    def read(self, value: object) -> str | None:
        """Return the type of event, None where nothing happened."""
        if value is False:
            return None
        word = slug(str(value))
        if word in self.nothing:
            return None
        word = self.words.get(word, word)
        return word if word in self.types else self.otherwise


_BUTTON: Final = EventDeviceClass.BUTTON
_NOT_PRESSED: Final = frozenset(
    {"released", "release", "idle", "normal", "0", "no", "false", "none"}
)
# The words of older scripts and of scripts that people write.
_SHORTER: Final = {
    "short": "short_press",
    "long": "long_press",
    "single": "single_click",
    "double": "double_press",
    "triple": "triple_press",
}
_RULES: Final = (
    (
        re.compile(r"button_event(?:\.status)?"),
        Momentary(
            _BUTTON,
            _PRESSES,
            PRESSED,
            words={"1": "short_press", "2": "long_press", "3": "double_press"},
        ),
    ),
    (re.compile(r"button_status"), Momentary(_BUTTON, _PRESSES, PRESSED)),
    (
        re.compile(r"button(?:_\d+)?(?:_(?:event|press|pressed))?|function_key_event"),
        Momentary(_BUTTON, _PRESSES, PRESSED, _NOT_PRESSED, _SHORTER),
    ),
    (
        re.compile(r"press"),
        Momentary(_BUTTON, _PRESSES, PRESSED, _NOT_PRESSED, _SHORTER, words_only=True),
    ),
    (
        re.compile(r"reset_event"),
        Momentary(None, ("reset",), "reset", frozenset({"normal", "0", "false"}), diagnostic=True),
    ),
    # These report that an alarm began, and never that it is over: a state would last for ever.
    (
        re.compile(r"low_voltage_alarm\.alarm_type|(?:device_abnormal|temperature)_alarm\.status"),
        Momentary(None, ("alarm",), "alarm", frozenset({"0", "normal", "false"})),
    ),
    # One firmware reports the end as well, another does not.
    (
        re.compile(r"overcurrent_alarm\.status"),
        Momentary(
            None,
            ("alarm", "alarm_release"),
            None,
            words={
                "overcurrent": "alarm",
                "overcurrent_alarm": "alarm",
                "overcurrent_alarm_release": "alarm_release",
            },
        ),
    ),
)


def momentary(key: str) -> Momentary | None:
    """Return what a key is, if rules know it for something that happens."""
    return next((what for keys, what in _RULES if keys.fullmatch(key)), None)


def number_of_message(key: str) -> str:
    """Return the key, beside this one, of the number by which a repeated message is known."""
    if key.endswith(".status"):
        return f"{key.removesuffix('status')}msgid"
    return f"{key}_msgid"
