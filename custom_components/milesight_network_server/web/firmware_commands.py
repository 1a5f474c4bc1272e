"""The WebSocket commands of the firmware wizard, beside the actions that it runs."""

import asyncio
from typing import Any, Final

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from ..const import DOMAIN
from ..device_registry import async_device_id
from ..flow.firmware_files import take_upload
from ..ns_api.device import name_of
from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.firmware.named import FileName, Firmware, fit_content
from ..ns_api.firmware.official import is_newer, same_version
from ..ns_api.fuota import FuotaDevice
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.value_kinds import UnfitError
from ..services.call import GatewayCall
from ..services.firmware import FIRMWARE_NAMES, async_named_firmware
from ..services.fuota_adding import async_estimate
from ..updates.files import Upload, UploadExistsError, kept_firmware
from ..updates.refusals import NOT_TAKEN, refusal
from ..words import in_words, warning
from ..words.keys import ErrorKey
from .commands import loaded_entries
from .firmware_messages import (
    EstimateMessage,
    FirmwareDeviceMessage,
    FirmwareDevicesMessage,
    Fit,
    TaskEstimateMessage,
    UploadedMessage,
    UploadMessage,
    UploadsMessage,
)
from .offers import can_be_updated
from .responses import problem_messages

_FIRMWARE: Final = f"{DOMAIN}/firmware"
_EUI: Final = r"^[0-9A-F]{16}$"
# What a task is sent with, and somebody may want otherwise.
_SETTINGS: Final = (
    "started_at",
    "fragment_size",
    "fragment_interval",
    "fragment_redundancy",
    "dr",
    "frequency",
)
# So many devices are looked at before others have their turn.
_AT_ONCE: Final = 200


def async_register_firmware_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (ws_uploads, ws_upload, ws_devices, ws_estimate):
        websocket_api.async_register_command(hass, command)


@websocket_api.websocket_command({vol.Required("type"): f"{_FIRMWARE}/uploads"})
@websocket_api.require_admin
@websocket_api.async_response
async def ws_uploads(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the firmware files that Home Assistant keeps: `UploadsMessage`."""
    uploads = await kept_firmware(hass).async_uploads()
    connection.send_result(msg["id"], UploadsMessage(uploads=list(map(_upload, uploads))))


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_FIRMWARE}/upload",
        vol.Required("file_id"): str,
        vol.Optional("replace", default=False): bool,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_upload(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Keep a file that the page has sent to Home Assistant, by its name: `UploadedMessage`.

    Another content of that name is reported, and replaced only where the page says so.
    """
    uploaded: Upload | None = None
    present: Upload | None = None
    problems = []
    try:
        name, content = await hass.async_add_executor_job(take_upload, hass, msg["file_id"])
        name, content = FileName().read(name), fit_content(content)
        uploaded = await kept_firmware(hass).async_upload(name, content, replace=msg["replace"])
    except UploadExistsError as exists:
        present = exists.present
    except UnfitError as unfit:
        problems = [problem("firmware_file", unfit.kind, **unfit.allowed)]
    except KeyError, ValueError:
        problems = [problem("firmware_file", ProblemKey.UPLOAD_GONE)]
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=ErrorKey.FILE_NOT_KEPT,
            translation_placeholders={"reason": err.strerror or str(err)},
        ) from err
    connection.send_result(
        msg["id"],
        UploadedMessage(
            uploaded=None if uploaded is None else _upload(uploaded),
            present=None if present is None else _upload(present),
            problems=problem_messages(problems),
        ),
    )


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_FIRMWARE}/devices",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        **{vol.Optional(name): str for name in FIRMWARE_NAMES},
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_devices(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Return of all devices whether a firmware fits them: `FirmwareDevicesMessage`."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    given = {name: msg[name] for name in FIRMWARE_NAMES if name in msg}
    call = GatewayCall(hass, entry, entry.runtime_data, given, (), ())
    try:
        message = await _async_devices(call)
    except InvalidFieldsError as err:
        problems = problem_messages(err.problems)
        message = FirmwareDevicesMessage(devices=[], warnings=[], problems=problems)
    except NOT_TAKEN as err:
        raise refusal(err) from err
    connection.send_result(msg["id"], message)


@websocket_api.websocket_command(
    {
        vol.Required("type"): f"{_FIRMWARE}/estimate",
        vol.Required(ATTR_CONFIG_ENTRY_ID): str,
        vol.Required("dev_euis"): [vol.All(str, vol.Match(_EUI))],
        vol.Required("task"): dict,
    }
)
@websocket_api.require_admin
@websocket_api.async_response
async def ws_estimate(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Return what a task would take, with all that is wrong by its field: `EstimateMessage`."""
    (entry,) = loaded_entries(hass, msg[ATTR_CONFIG_ENTRY_ID])
    dev_euis = tuple(dict.fromkeys(msg["dev_euis"]))
    call = GatewayCall(hass, entry, entry.runtime_data, msg["task"], dev_euis, ())
    try:
        estimated = await async_estimate(call)
    except NOT_TAKEN as err:
        raise refusal(err) from err
    made = estimated.preflight.estimate
    connection.send_result(
        msg["id"],
        EstimateMessage(
            estimate=None
            if made is None
            else TaskEstimateMessage(
                fragments=made.fragments,
                sent_fragments=made.sent_fragments,
                sending_time=made.sending_time.total_seconds(),
                duration=made.duration.total_seconds(),
                ends_at=made.ends_at.isoformat(),
            ),
            values={name: estimated.values[name] for name in _SETTINGS if name in estimated.values},
            warnings=list(in_words(estimated.preflight.warnings)),
            problems=problem_messages(estimated.problems),
        ),
    )


async def _async_devices(call: GatewayCall) -> FirmwareDevicesMessage:
    firmware, problems = await async_named_firmware(call)
    if firmware is None:
        raise InvalidFieldsError(problems)
    fitting = await call.gateway.list_firmware_devices(firmware.of_query)
    devices = call.runtime.devices.items
    messages: list[FirmwareDeviceMessage] = []
    # What fits comes first, also what the last poll of the devices did not have yet.
    for number, dev_eui in enumerate({**fitting.items, **devices}):
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)
        row = fitting.items.get(dev_eui)
        known = call.runtime.firmware.items.get(dev_eui)
        version = row.firmware_version if row else known and known.firmware_version
        messages.append(
            FirmwareDeviceMessage(
                dev_eui=dev_eui,
                device_id=async_device_id(call.hass, call.entry, dev_eui),
                name=name_of(devices, dev_eui),
                model=(row and row.product_model) or (known.model if known else None),
                firmware_version=version or None,
                fit=_fit(call, dev_eui, row, firmware),
            )
        )
    warnings = [] if fitting.complete else [warning(WarningKey.INCOMPLETE_LIST)]
    return FirmwareDevicesMessage(devices=messages, warnings=warnings, problems=[])


def _fit(call: GatewayCall, dev_eui: str, row: FuotaDevice | None, firmware: Firmware) -> Fit:
    """Return whether a device can have a firmware. `row` is what 6.8 says of it."""
    model = firmware.info.get("model") if firmware.official else None
    if row is None:
        known = call.runtime.firmware.items.get(dev_eui)
        is_other = model and known is not None and known.model != model
        return Fit.OTHER_MODEL if is_other else Fit.NOT_LISTED
    if not can_be_updated(call.runtime, dev_eui):
        return Fit.BUSY
    version = firmware.info.get("firmwareVersion") if firmware.official else None
    if version and row.firmware_version and _is_as_new(row.firmware_version, version):
        return Fit.INSTALLED
    return Fit.FITS


def _is_as_new(installed: str, version: Any) -> bool:
    text = str(version)
    return same_version(installed, text) or is_newer(installed, text)


def _upload(upload: Upload) -> UploadMessage:
    return UploadMessage(
        name=upload.name,
        size=upload.size,
        md5=upload.md5,
        crc32=upload.crc32,
        uploaded_at=upload.uploaded_at.isoformat(),
    )
