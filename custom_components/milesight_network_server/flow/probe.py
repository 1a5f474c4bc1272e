"""Asks a pair of topics who is there."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..const import CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC
from ..mqtt import LinkUnavailableError, async_open_link
from ..ns_api.asking import DEFAULT_TIMEOUT, check
from ..ns_api.errors import NoAnswerError, NotConnectedError, OtherApiError, RefusedError
from ..ns_api.link import Answer

# One device is enough to see that the API is there.
_URL: Final = "/api/urdevices?limit=1&offset=0"
_CALL: Final = "list_devices"


class ProbeFailedError(Exception):
    """No usable gateway behind the topics. `reason` is a key of the flow's errors."""

    def __init__(self, reason: str, **placeholders: str) -> None:
        """Take the reason and what its sentence mentions."""
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
        opened = await async_open_link(
            hass, topics[CONF_REQUEST_TOPIC], topics[CONF_RESPONSE_TOPIC]
        )
    except LinkUnavailableError as err:
        raise ProbeFailedError(err.reason) from err
    link = opened.link
    unreadable, strangers = link.unreadable, link.strangers
    try:
        if eui is None:
            answers = await link.ask_all(_CALL, "GET", _URL, timeout=DEFAULT_TIMEOUT)
        else:
            answers = [
                await link.request(_CALL, "GET", _URL, gateway_eui=eui, timeout=DEFAULT_TIMEOUT)
            ]
        return _who_answered(answers, eui)
    except NoAnswerError as err:
        seconds = f"{err.seconds:g}"
        if err.others and eui is None:
            # A gateway that answers only to its EUI: it can be asked for.
            return []
        if err.others:
            raise ProbeFailedError("another_gateway", eui=eui or "") from err
        if link.unreadable > unreadable:
            raise ProbeFailedError("unreadable", seconds=seconds) from err
        if link.strangers > strangers:
            raise ProbeFailedError("only_others", seconds=seconds) from err
        raise ProbeFailedError("no_answer", seconds=seconds) from err
    except NotConnectedError as err:
        raise ProbeFailedError("broker_down") from err
    finally:
        opened.close()


def _who_answered(answers: list[Answer], eui: str | None) -> list[str]:
    """Return who gave a proper answer; raise what was wrong with the answers where nobody did."""
    named: list[str] = []
    usable = False
    failure: ProbeFailedError | None = None
    for answer in answers:
        try:
            body = check(_CALL, answer)
        except OtherApiError:
            failure = ProbeFailedError("other_api")
        except RefusedError as err:
            failure = ProbeFailedError(
                "refused", code="–" if err.code is None else str(err.code), text=err.text or "–"
            )
        else:
            if not isinstance(body, dict) or "devTotalCount" not in body:
                failure = ProbeFailedError("not_this_api")
                continue
            usable = True
            if answer.gateway_eui and answer.gateway_eui not in named:
                named.append(answer.gateway_eui)
    if not usable and failure is not None:
        raise failure
    return [eui] if eui else named
