"""What went wrong, and what is unwise, in sentences for people or for authors of scripts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypedDict

from homeassistant.core import async_get_hass
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from ..const import DOMAIN
from ..ns_api.errors import (
    LinkClosedError,
    NoAnswerError,
    NotConnectedError,
    NsApiError,
    OtherApiError,
    RefusedError,
    UnreadableAnswerError,
)
from ..ns_api.field import Caution, InvalidFieldsError, Problem
from ..ns_api.keys import ProblemKey, WarningKey
from .keys import AnswerKey, ErrorKey, ExceptionKey, RefusedKey
from .texts import async_translated, async_words, exception_words, listing

# So many problems of a call are listed.
_MOST_PROBLEMS: Final = 20
# A sentence names so many devices.
_MOST_DEVICES: Final = 10


class Translation(TypedDict):
    """The keyword arguments of a translated `HomeAssistantError`."""

    translation_domain: str
    translation_key: ExceptionKey
    translation_placeholders: dict[str, str]


@dataclass(frozen=True)
class Reader:
    """Who reads a sentence.

    In front of a form fields are called as the form calls them; whoever wrote a script knows them
    by the API's names. `names` are of devices that were picked by name, by their DevEUIs. `service`
    is whose form it is, where several call a field differently.
    """

    of_form: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    service: str = ""

    def field_name(self, name: str) -> str:
        """Return what a field is called."""
        if not self.of_form:
            return name
        for service in filter(None, (self.service, *_FORMS)):
            if label := async_translated("services", f"{service}.fields.{name}.name"):
                return label
        return name

    def field_names(self, names: Iterable[str]) -> str:
        """Return what fields are called, as a list."""
        return listing(map(self.field_name, names))

    def devices(self, dev_euis: Iterable[str]) -> str:
        """Return devices as a list, of many only the first ones."""
        named = [self.names.get(one, one) for one in dev_euis]
        more = ["…"] if len(named) > _MOST_DEVICES else []
        return listing([*named[:_MOST_DEVICES], *more])


# Between them they have all fields, and call none of them differently.
_FORMS: Final = (
    "add_device",
    "add_profile",
    "add_multicast_group",
    "add_fuota_task",
    "import_devices",
    "cancel_update",
    "modify_multicast_group",
    "modify_fuota_task",
    "delete_fuota_tasks",
    "delete_device",
    "list_devices",
    "list_payload_codecs",
    "list_official_models",
    "send_downlink",
    "export_gateway",
    "restore_gateway",
)
PERSON: Final = Reader()
SCRIPT: Final = Reader(of_form=False)


class _Filled(dict[str, str]):
    """What is filled into a sentence. A placeholder with the name of a field is filled by its name.

    So a sentence can name other fields than its own in either form.
    """

    def __init__(self, filled: Mapping[str, str], reader: Reader) -> None:
        super().__init__(filled)
        self._reader = reader

    def __missing__(self, name: str) -> str:
        return self._reader.field_name(name)


def translation(err: NsApiError) -> Translation:
    """Return the sentence for an error of the API."""
    placeholders = {"call": err.call}
    key: ExceptionKey
    match err:
        case NotConnectedError():
            key = ErrorKey.NOT_CONNECTED
        case NoAnswerError() if err.others:
            # Only other gateways answered: each said that the EUI is not its own.
            key = RefusedKey.GATEWAY_EUI_NOT_MATCHED
            placeholders["text"] = err.text or "–"
        case NoAnswerError():
            key = ErrorKey.NO_ANSWER
            placeholders["seconds"] = f"{err.seconds:g}"
        case UnreadableAnswerError():
            key = ErrorKey.UNREADABLE_ANSWER
            placeholders["missing"] = err.missing
        case LinkClosedError():
            key = ErrorKey.LINK_CLOSED if err.sent else ErrorKey.LINK_CLOSED_UNSENT
        case OtherApiError():
            key = ErrorKey.OTHER_API
        case RefusedError():
            key = ErrorKey.REFUSED if err.reason is None else RefusedKey[err.reason.name]
            placeholders["code"] = "–" if err.code is None else str(err.code)
            placeholders["text"] = err.text or "–"
        case _:
            raise err
    return Translation(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )


def warning(key: WarningKey, **placeholders: str) -> str:
    """Return a warning in words."""
    return exception_words(key, placeholders)


def answer(key: AnswerKey, **placeholders: str) -> str:
    """Return what was done, in words."""
    return async_words(async_get_hass(), key, **placeholders)


def in_words(found: Iterable[Caution], reader: Reader = PERSON) -> tuple[str, ...]:
    """Return warnings as sentences."""
    return tuple(_caution(one, reader) for one in found)


def _caution(one: Caution, reader: Reader) -> str:
    filled = dict(one.placeholders)
    if "field" in filled:
        filled["field"] = reader.field_name(filled["field"])
    if one.devices:
        filled["devices"] = reader.devices(one.devices)
    return warning(one.kind, **filled)


def sentence(problem: Problem, reader: Reader = PERSON) -> str:
    """Return what is wrong with a field, in words: the field, the value, what is allowed."""
    filled = {
        "field": reader.field_name(problem.field),
        "value": reader.names.get(problem.value, problem.value),
        **problem.allowed,
    }
    return exception_words(problem.kind, _Filled(filled, reader))


def sentences(err: InvalidFieldsError, reader: Reader = PERSON) -> str:
    """Return what is wrong with a call, in words: at most the first problems, and how many more.

    Values of a field with the same problem share a sentence.
    """
    alike: dict[tuple[str, ProblemKey, tuple[tuple[str, str], ...]], list[Problem]] = {}
    for one in err.problems:
        key = (one.field, one.kind, tuple(sorted(one.allowed.items())))
        alike.setdefault(key, []).append(one)
    found = [sentence(_together(some, reader), reader) for some in alike.values()]
    more = len(found) - _MOST_PROBLEMS
    shown = "; ".join(found[:_MOST_PROBLEMS])
    if more <= 0:
        return shown
    return exception_words(ErrorKey.MORE_PROBLEMS, {"problems": shown, "count": str(more)})


def _together(some: list[Problem], reader: Reader) -> Problem:
    """Return one problem for some that differ in nothing but their values."""
    first = some[0]
    values = [reader.names.get(one.value, one.value) for one in some[:_MOST_DEVICES]]
    more = ["…"] if len(some) > _MOST_DEVICES else []
    return first if len(some) == 1 else replace(first, value=listing([*values, *more]))


def invalid_fields(err: InvalidFieldsError, reader: Reader = PERSON) -> ServiceValidationError:
    """Return the error for a caller whose fields can't be sent."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=ErrorKey.INVALID_FIELDS,
        translation_placeholders={"problems": sentences(err, reader)},
    )


def error_words(err: HomeAssistantError) -> str:
    """Return an error's message; that of this integration's errors in Home Assistant's language."""
    if err.translation_domain != DOMAIN or err.translation_key is None:
        return str(err)
    return exception_words(err.translation_key, err.translation_placeholders or {})


def translated(what: NsApiError | ExceptionKey, **placeholders: str) -> str:
    """Return the sentence of an error of the API, or of a key of the translations."""
    if isinstance(what, str):
        return exception_words(what, placeholders)
    translated_error = translation(what)
    return exception_words(
        translated_error["translation_key"], translated_error["translation_placeholders"]
    )
