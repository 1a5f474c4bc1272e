"""The action that sends a downlink to a device. It is no call of the API: topics carry it."""

import asyncio
from typing import Any, Final

from ..downlinks.sending import Confirmed, NoDownlinkTopicError, UnderWayError
from ..ns_api.device import Device, name_of
from ..ns_api.downlink import DOWNLINK_FIELDS, Downlink, read_downlink
from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey, WarningKey
from ..words import one_line, warning
from ..words.keys import ErrorKey
from .call import GatewayCall, Service
from .target import Target, invalid

# So many seconds an acknowledgement is waited for.
_ACK_TIMEOUT: Final = 10.0


async def async_send_downlink(call: GatewayCall) -> dict[str, Any]:
    """Publish a downlink; where it is confirmed, wait a little for its acknowledgement."""
    (dev_eui,) = call.dev_euis
    device = call.runtime.devices.items.get(dev_eui)
    if device is None:
        raise InvalidFieldsError([problem("dev_eui", ProblemKey.NOT_THERE, dev_eui)])
    downlink = read_downlink(dev_eui, call.given)
    try:
        confirmed = await call.runtime.downlinks.async_send(downlink)
    except NoDownlinkTopicError:
        raise invalid(ErrorKey.NO_DOWNLINK_TOPIC, gateway=call.entry.title) from None
    except UnderWayError as err:
        name = one_line(name_of(call.runtime.devices.items, dev_eui))
        raise invalid(ErrorKey.DOWNLINK_UNDER_WAY, device=name, minutes=str(err.minutes)) from err
    acknowledged = await _async_answer(confirmed)
    return {
        "queued": True,
        "acknowledged": acknowledged,
        "warnings": _warnings(call, device, downlink, acknowledged),
    }


async def _async_answer(confirmed: Confirmed | None) -> bool | None:
    """Return whether the device acknowledged, None where it has not said anything in time."""
    if confirmed is None:
        return None
    try:
        # An entry that is unloaded meanwhile ends the answer, and not the call.
        await asyncio.wait([confirmed.answer], timeout=_ACK_TIMEOUT)
    finally:
        confirmed.is_awaited = False
    answer = confirmed.answer
    return answer.result() if answer.done() and not answer.cancelled() else None


def _warnings(
    call: GatewayCall, device: Device, downlink: Downlink, acknowledged: bool | None
) -> list[str]:
    """Return what a caller should know of a downlink that was published."""
    found: list[str] = []
    if not call.runtime.devices.gateway_answers:
        found.append(warning(WarningKey.DOWNLINK_GATEWAY_SILENT))
    if device.active is False:
        found.append(warning(WarningKey.DOWNLINK_NOT_ACTIVATED))
    elif acknowledged is None:
        profile = call.runtime.provisioning.profiles().get(device.profile_id or "")
        if profile is not None and profile.supports_class_c is False:
            # Class B devices listen in between, at times of their own.
            key = (
                WarningKey.DOWNLINK_CLASS_B
                if profile.supports_class_b
                else WarningKey.DOWNLINK_CLASS_A
            )
            found.append(warning(key))
    if downlink.confirmed and call.runtime.downlinks.ack_topic is None:
        found.append(warning(WarningKey.DOWNLINK_NO_ACK_TOPIC))
    return found


SERVICES = (
    Service(
        name="send_downlink",
        handler=async_send_downlink,
        fields=DOWNLINK_FIELDS,
        target=Target.DEVICE,
    ),
)
