"""One value of a device: its kind, its last reading, and the entity that shows it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from homeassistant.components.binary_sensor import BinarySensorDeviceClass
from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from .kind import Form, Kind, Scalar, Shown
from .rules import PLACE, kinds_of_form, normal, read

# The one value that is made of two keys.
LOCATION: Final = "location"
# Names of what is kept of a value.
_FORM, _CLASS, _UNIT, _STATE_CLASS = "form", "class", "unit", "state_class"
_SHOWN, _FED = "is", "at"


class Shows(Protocol):
    """An entity that shows a value."""

    def show(self) -> None:
        """Show the value as it is now. Of something momentary: that it happened."""


class Value:
    """A value of a device, under the codec's own key.

    `shown` is the last reading, None before the first. Of something momentary it is what
    happened last. `fed_at` is when that was (s since 1970), None where it is unknown.
    `other_unit` is the unit that the value has by now, where that of its statistics is another.
    """

    __slots__ = ("dev_eui", "entity", "fed_at", "key", "kind", "name", "other_unit", "shown")

    def __init__(self, dev_eui: str, key: str, kind: Kind) -> None:
        self.dev_eui = dev_eui
        self.key = key
        self.name = LOCATION if kind.form is Form.PLACE else normal(key)
        self.kind = kind
        self.shown: Shown | tuple[float, float] = None
        self.fed_at: float | None = None
        self.entity: Shows | None = None
        self.other_unit: str | None = None

    def read(self, value: Scalar) -> Shown:
        """Return what is shown of a value; None where it is of another kind, or is no reading."""
        return read(self.kind, self.name, value)

    def kept(self) -> dict[str, Any]:
        """Return what is kept of it across restarts. May be called in any thread."""
        kind = self.kind
        row = {
            _FORM: kind.form,
            _CLASS: kind.device_class,
            _UNIT: kind.unit,
            _STATE_CLASS: kind.state_class,
            _SHOWN: self.shown,
            _FED: None if self.fed_at is None else round(self.fed_at),
        }
        return {name: one for name, one in row.items() if one is not None}


def restored(dev_eui: str, key: str, row: Mapping[str, Any], model: str | None) -> Value | None:
    """Return a value as it was kept; None where that can't be read.

    Its unit stays what it was where there are statistics of it, whatever rules say by now.
    """
    try:
        form = Form(row[_FORM])
    except LookupError, ValueError, TypeError:
        return None
    kind = kind_by_form(key, form, model)
    unit, state_class = row.get(_UNIT), row.get(_STATE_CLASS)
    if form is Form.NUMBER and unit is not None and state_class is not None and unit != kind.unit:
        try:
            state = SensorStateClass(state_class)
            device_class = SensorDeviceClass(row[_CLASS]) if row.get(_CLASS) else None
        except ValueError:
            return None
        now = kind
        kind = replace(kind, unit=str(unit), state_class=state, device_class=device_class)
        value = Value(dev_eui, key, kind)
        value.other_unit = now.unit  # None: unknown by the present rules.
    else:
        value = Value(dev_eui, key, kind)
    value.shown = _shown(kind, row.get(_SHOWN))
    fed_at = row.get(_FED)
    value.fed_at = float(fed_at) if isinstance(fed_at, int | float) else None
    return value


def kind_by_form(key: str, form: Form, model: str | None) -> Kind:
    """Return the kind of a key that is shown in this form."""
    if form is Form.PLACE:
        return PLACE
    return next(iter(kinds_of_form(key, form, model)), Kind(form=form, known=False, enabled=False))


def _shown(kind: Kind, shown: object) -> Shown | tuple[float, float]:
    """Return what was shown, if it can be shown again."""
    match kind.form, shown:
        case Form.PLACE, [int() | float() as latitude, int() | float() as longitude]:
            return float(latitude), float(longitude)
        case Form.TWO_VALUED, bool():
            return shown
        case Form.NUMBER, int() | float() if not isinstance(shown, bool):
            return shown
        case Form.WORD, str():
            return shown if not kind.options or shown in kind.options else None
        case Form.MOMENT, str():
            return shown if shown in kind.options else None
    return None


def binary_class(kind: Kind) -> BinarySensorDeviceClass | None:
    """Return the class of a two-valued thing."""
    found = kind.device_class
    return found if isinstance(found, BinarySensorDeviceClass) else None


def sensor_class(kind: Kind) -> SensorDeviceClass | None:
    """Return the class of a number or a word."""
    found = kind.device_class
    return found if isinstance(found, SensorDeviceClass) else None
