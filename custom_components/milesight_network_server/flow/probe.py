"""Finds the gateways that answer on a pair of topics."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..const import CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC
from ..mqtt import LinkUnavailableError, async_open_link
from ..ns_api.answers import check
from ..ns_api.caller import DEFAULT_TIMEOUT
from ..ns_api.errors import NoAnswerError, NotConnectedError, OtherApiError, RefusedError
from ..ns_api.link import Answer
from ..words.keys import LinkProblem
from .keys import ConfigError

# One device is enough to see that the API exists.
_URL: Final = "/api/urdevices?limit=1&offset=0"
_CALL: Final = "list_devices"
# Where nobody answered, so many seconds are spent on finding out whether the topics are swapped.
_SWAPPED_TIMEOUT: Final = 3.0


class ProbeFailedError(Exception):
    """No usable gateway behind the topics. `reason` is a key of the flow's errors."""

    def __init__(self, reason: ConfigError | LinkProblem, **placeholders: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.placeholders = placeholders


async def async_find_gateways(
    hass: HomeAssistant, topics: Mapping[str, Any], eui: str | None
) -> list[str]:
    """Return the EUIs that answer on the topics, empty where an answer came that names nobody.

    With an EUI, only that gateway is asked. Raises `ProbeFailedError`; leaves no subscription.
    """
    try:
        return await _async_ask(hass, topics, eui, DEFAULT_TIMEOUT)
    except ProbeFailedError as failed:
        if failed.reason not in (ConfigError.NO_ANSWER, ConfigError.ONLY_OTHERS):
            raise
        swapped = {
            CONF_REQUEST_TOPIC: topics[CONF_RESPONSE_TOPIC],
            CONF_RESPONSE_TOPIC: topics[CONF_REQUEST_TOPIC],
        }
        try:
            await _async_ask(hass, swapped, eui, min(_SWAPPED_TIMEOUT, DEFAULT_TIMEOUT))
        except ProbeFailedError:
            raise failed from failed.__cause__
        raise ProbeFailedError(ConfigError.TOPICS_SWAPPED) from failed


async def _async_ask(
    hass: HomeAssistant, topics: Mapping[str, Any], eui: str | None, seconds: float
) -> list[str]:
    """Return who answers on the topics within so many seconds. Raises `ProbeFailedError`."""
    try:
        opened = await async_open_link(
            hass, topics[CONF_REQUEST_TOPIC], topics[CONF_RESPONSE_TOPIC]
        )
    except LinkUnavailableError as err:
        raise ProbeFailedError(err.reason) from err
    link = opened.link
    unreadable, strangers = link.unreadable, link.strangers
    try:
        if eui is None:
            answers = await link.ask_all(_CALL, "GET", _URL, timeout=seconds)
        else:
            answers = [await link.request(_CALL, "GET", _URL, gateway_eui=eui, timeout=seconds)]
        return _who_answered(answers, eui)
    except NoAnswerError as err:
        waited = f"{err.seconds:g}"
        if err.others and eui is None:
            # This gateway answers only requests that name its EUI, which the form then asks for.
            return []
        if err.others:
            raise ProbeFailedError(ConfigError.ANOTHER_GATEWAY, eui=eui or "") from err
        if link.unreadable > unreadable:
            raise ProbeFailedError(ConfigError.UNREADABLE, seconds=waited) from err
        if link.strangers > strangers:
            raise ProbeFailedError(ConfigError.ONLY_OTHERS, seconds=waited) from err
        raise ProbeFailedError(ConfigError.NO_ANSWER, seconds=waited) from err
    except NotConnectedError as err:
        raise ProbeFailedError(LinkProblem.BROKER_DOWN) from err
    finally:
        opened.close()


def _who_answered(answers: list[Answer], eui: str | None) -> list[str]:
    """Return who gave a usable answer. Where nobody did, raise what was wrong with the answers."""
    named: list[str] = []
    usable = False
    failure: ProbeFailedError | None = None
    for answer in answers:
        try:
            body = check(_CALL, answer)
        except OtherApiError:
            failure = ProbeFailedError(ConfigError.OTHER_API)
        except RefusedError as err:
            failure = ProbeFailedError(
                ConfigError.REFUSED,
                code="–" if err.code is None else str(err.code),
                text=err.text or "–",
            )
        else:
            if not isinstance(body, dict) or "devTotalCount" not in body:
                failure = ProbeFailedError(ConfigError.NOT_THIS_API)
                continue
            usable = True
            if answer.gateway_eui and answer.gateway_eui not in named:
                named.append(answer.gateway_eui)
    if not usable and failure is not None:
        raise failure
    return [eui] if eui else named
