"""Turns a key into a kind: which platform shows it, in which class and unit."""

from functools import lru_cache
import re
from typing import Final, assert_never
from unicodedata import category, normalize

from homeassistant.components.sensor import SensorDeviceClass

from .kind import Form, Kind, Scalar, Shown, as_text
from .momentary import momentary
from .number import as_number, read_number
from .quantity import quantity_of
from .setting import is_setting
from .two_valued import is_switched, read_two_valued, slug, two_valued
from .word import is_diagnostic, is_known_word, is_off_at_first, options_of

# What the device registry shows, by the keys under which devices send it.
SERIAL_NUMBERS: Final = ("sn", "product_sn")
HARDWARE_VERSIONS: Final = ("hardware_version", "version.hardware_version")
FIRMWARE_VERSIONS: Final = ("firmware_version", "version.firmware_version")
_OF_THE_REGISTRY: Final = frozenset((*SERIAL_NUMBERS, *HARDWARE_VERSIONS, *FIRMWARE_VERSIONS))
PLACE: Final = Kind(form=Form.PLACE)
_SWITCHED: Final = Kind(form=Form.TWO_VALUED, setting=True, diagnostic=True, enabled=False)

# Texts under these keys let somebody into something, and are shown nowhere.
_SECRETS: Final = re.compile(
    r"(?:.*[._])?(?:mc_?)?(?:d2d|app(?:lication)?|nwk|net(?:work)?|session|master|root|join|gen_?app"
    r"|f_?nwk_?s_?int|s_?nwk_?s_?int|nwk_?s_?enc|lora(?:wan)?|auth(?:entication)?|encryption|aes|crypt"
    r"|private|secret|shared|access|api|security|client|device|ble|bluetooth|wi_?fi|link|group)"
    r"_?(?:s(?:ession)?_?)?keys?(?:_?\d+|_value|_hex)?"
    r"|(?:.*[._])?(?:password|passwd|pwd|passphrase|passcode|psk|token|secret|pin_code|puk)(?:_?\d+)?"
    r"|(?:.*[._])?(?:cellular|network|sim)(?:_settings)?[._](?:.*[._])?pin"
)
# A small letter before a large one parts words, as in socketStatus.
_PARTS_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
# What parts words as well: all but letters, digits and the marks of other scripts.
_BETWEEN: Final = re.compile(r"_+")
_VERSION: Final = re.compile(r"[vV]?[0-9]")
# Words of scripts for a value that they can't give. Milesight's own write "unknown" for each number
# that they have no word for.
_TELLS_NOTHING: Final = frozenset({"unknown", "undefined", "null", "nan", "n_a", "na"})
# Numbers that are known, though they have no unit, or an unknown one.
_KNOWN_NUMBERS: Final = re.compile(
    r"light_level|als_level|illuminance|infrared(?:_and_visible)?|activity|tvoc|iaq|pressure(?:_\d+)?"
    r"|(?:.*_)?current(?:_chn?\d+)?(?:_total|_max|_min)?|power_factor|power_consumption|hcho"
    r"|(?:adc|analog_input|modbus_chn|chn)_\d+(?:_(?:avg|max|min))?|angle_[xyz]|motor_\w+"
    r"|line_\d+_\w+|region_\d+_\w+|period_(?:in|out)|water|vaping_index|radar_signal_rssi"
    r"|pm_sensor_working_time|target_temperature|fan_speed|water_level|ec|nh3|h2s"
    r"|people_(?:count(?:_all|_max)?|in|out)|period(?:ic)?_counter_(?:in|out)|[a-d]_to_[a-d]|dwell\w*"
    r"|region_count|respiratory_rate|heart_rate|use_time_\w+|conductivity\d*|electricity|concentration"
    r"|adv_\d+(?:_(?:avg|max|min))?|power_factor_\d+|power_consumption_\d+|(?:battery|external|supply)_voltage"
    r"|power_factor\.group\d.*|l[cz](?:[fis](?:max)?|eq)|(?:water|pulse)_conv|latitude|longitude"
)
_ENABLED_NOT: Final = re.compile(
    r"(?:.*\.)?fahrenheit_.*|historical_data_.*|.*raw_data.*|(?:.*\.)?timestamp|measuring_equipment\..*"
    r"|lorawan_class_switch_response\..*"
)


@lru_cache(maxsize=8192)
def normal(key: str) -> str:
    """Return a key as rules read it: lower case, its words with `_` between them.

    Letters of other scripts stay, for a word that is not read may make another thing of it. One
    sign for several, such as "℉", is taken apart.
    """
    parted = _PARTS_WORDS.sub("_", normalize("NFKC", key)).lower()
    letters = (one if one == "." or category(one)[0] in "LMN" else "_" for one in parted)
    return _BETWEEN.sub("_", "".join(letters)).strip("_.")


def kind_of(key: str, value: Scalar, model: str | None) -> Kind | None:
    """Return what a key is that has this value; None for one that has no entity of its own."""
    name = normal(key)
    if name in _OF_THE_REGISTRY or name.rpartition(".")[2].endswith("msgid") or is_secret(name):
        return None
    if is_switched(name, value) and (is_setting(name, model) or _is_unknown(name, model)):
        return _SWITCHED
    if _tells_nothing(name, value, model):
        return None
    is_bool = isinstance(value, bool) or str(value).strip().lower() in {"true", "false"}
    what = momentary(name)
    for kind in _kinds(name, model, is_bool=is_bool):
        if kind.form is Form.MOMENT and what and what.words_only and not isinstance(value, str):
            continue
        if kind.form is Form.WORD and not kind.options and _is_no_number_yet(name, value, model):
            return None
        if read(kind, name, value) is not None or kind.form is Form.MOMENT:
            return kind
    return None


def _is_unknown(name: str, model: str | None) -> bool:
    """Whether no rule knows which words there are under a key."""
    known = two_valued(name, model) or options_of(name) or momentary(name)
    return not known and not is_known_word(name)


def is_of_the_registry(name: str, text: str) -> bool:
    """Whether text under such a key is what the device registry can show.

    What is no version of a firmware would hide that an update is on offer.
    """
    if name in FIRMWARE_VERSIONS and not _VERSION.match(text):
        return False
    return text.isprintable() and slug(text) not in {"", *_TELLS_NOTHING}


def _tells_nothing(name: str, value: Scalar, model: str | None) -> bool:
    """Whether a word says only that there is no value, where rules know what values there are."""
    if not isinstance(value, str) or (word := slug(value)) not in _TELLS_NOTHING:
        return False
    # A press of an unknown kind is a press.
    is_known = two_valued(name, model) is not None or bool(options_of(name))
    return is_known and word not in options_of(name) and momentary(name) is None


def _is_no_number_yet(name: str, value: Scalar, model: str | None) -> bool:
    """Whether a word, such as "NaN", stands where rules know a quantity: a number will follow.

    So it does after a number that can't be, such as a battery level of 255.
    """
    if isinstance(value, str) and any(map(str.isdigit, value)) and as_number(value) is None:
        return False
    return quantity_of(name, model, setting=is_setting(name, model)) is not None


def is_secret(name: str) -> bool:
    """Whether a key, as rules read it, holds what lets somebody into something."""
    return _SECRETS.fullmatch(name) is not None


def kinds_of_form(key: str, form: Form, model: str | None) -> list[Kind]:
    """Return what a key may be that is shown in this form, the likeliest first."""
    name = normal(key)
    possible = _kinds(name, model, is_bool=form is Form.TWO_VALUED)
    if form is Form.TWO_VALUED and is_setting(name, model):
        possible = (*possible, _SWITCHED)
    # Of an enumeration, the words that it lacks are words as well.
    return [kind for kind in possible if kind.form is form]


@lru_cache(maxsize=8192)
def _kinds(name: str, model: str | None, *, is_bool: bool) -> tuple[Kind, ...]:
    """Return what a key may be by its name and the type of its value, the likeliest first."""
    setting = is_setting(name, model)
    possible: list[Kind] = []
    if what := momentary(name):
        possible.append(
            Kind(
                form=Form.MOMENT,
                device_class=what.device_class,
                options=what.types,
                diagnostic=what.diagnostic,
            )
        )
    if two := two_valued(name, model):
        possible.append(
            Kind(
                form=Form.TWO_VALUED,
                device_class=two.device_class,
                is_alarm=two.is_alarm,
                words_only=two.words_only,
                setting=setting,
                diagnostic=two.diagnostic or setting,
                enabled=two.enabled and not setting,
            )
        )
    elif is_bool:
        possible.append(
            Kind(
                form=Form.TWO_VALUED,
                known=setting,
                setting=setting,
                diagnostic=setting,
                enabled=False,
            )
        )
    # What is two-valued on one model may have more values on another.
    possible += _numbers(name, model, setting=setting, known=two is not None)
    possible += _words(name, setting=setting, known=two is not None)
    return tuple(possible)


def _numbers(name: str, model: str | None, *, setting: bool, known: bool) -> list[Kind]:
    """Return what a number under this key is."""
    quantity = quantity_of(name, model, setting=setting)
    known |= quantity is not None or setting or _KNOWN_NUMBERS.fullmatch(name) is not None
    is_battery = quantity is not None and quantity.device_class is SensorDeviceClass.BATTERY
    is_measured_now = not setting and not name.startswith("historical_data_")
    return [
        Kind(
            form=Form.NUMBER,
            device_class=quantity.device_class if quantity else None,
            unit=quantity.unit if quantity else None,
            state_class=quantity.state_class if quantity and is_measured_now else None,
            known=known,
            setting=setting,
            diagnostic=setting or is_battery,
            enabled=known and not setting and _ENABLED_NOT.fullmatch(name) is None,
        )
    ]


def _words(name: str, *, setting: bool, known: bool) -> list[Kind]:
    """Return what a word under this key is: one of those that are known, or any."""
    options = options_of(name)
    known |= bool(options) or setting or is_known_word(name)
    diagnostic = setting or is_diagnostic(name)
    enabled = known and not setting and not is_off_at_first(name)
    plain = Kind(
        form=Form.WORD, known=known, setting=setting, diagnostic=diagnostic, enabled=enabled
    )
    if not options:
        return [plain]
    return [
        Kind(
            form=Form.WORD,
            device_class=SensorDeviceClass.ENUM,
            options=options,
            setting=setting,
            diagnostic=diagnostic,
            enabled=enabled,
        ),
        plain,
    ]


def read(kind: Kind, name: str, value: Scalar) -> Shown:
    """Return what is shown of a value; None where it is not of this kind.

    `name` is the key as rules read it. Of something momentary, None is that nothing happened.
    """
    match kind.form:
        case Form.NUMBER:
            return read_number(kind, value)
        case Form.TWO_VALUED:
            return read_two_valued(value, is_alarm=kind.is_alarm, words_only=kind.words_only)
        case Form.WORD:
            return _read_word(kind, value)
        case Form.MOMENT:
            what = momentary(name)
            return what.read(value) if what else None
        case Form.PLACE:
            return None
    assert_never(kind.form)


def _read_word(kind: Kind, value: Scalar) -> str | None:
    if not isinstance(value, str):
        # A number in place of a word is shown as a word; one that is too large is not,
        # nor does one among the words of an enumeration.
        is_number = not isinstance(value, bool) and as_number(value) is not None
        return as_text(value) if is_number and not kind.options else None
    if not kind.options:
        return as_text(value) or None
    word = slug(value)
    return word if word in kind.options else None


def is_place(latitude: object, longitude: object) -> bool:
    """Whether two values are a place on earth. Devices without a fix send 0, 0."""
    if isinstance(latitude, bool | str) or isinstance(longitude, bool | str):
        return False
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return False
    return abs(latitude) <= 90 and abs(longitude) <= 180 and (latitude, longitude) != (0, 0)  # noqa: PLR2004 - degrees
