"""The firmware that a call names: a file, its content, or one of Milesight's own."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant

from ..const import CONF_DATA_CENTER, DEFAULT_DATA_CENTER
from ..ns_api.field import InvalidFieldsError, Problem, problem
from ..ns_api.firmware.named import (
    FIRMWARE_FIELDS,
    MAX_SIZE,
    FileName,
    Firmware,
    fit_content,
    official_firmware,
    own_firmware,
    read_firmware_fields,
)
from ..ns_api.keys import ProblemKey
from ..ns_api.value_kinds import UnfitError
from ..runtime import MilesightConfigEntry
from ..updates.files import kept_firmware
from ..words import listing
from .allowed_file import read_allowed_file
from .call import GatewayCall

# A problem names so many uploaded files.
_SHOWN_UPLOADS: Final = 10
FIRMWARE_NAMES = tuple(one.name for one in FIRMWARE_FIELDS)


def data_center(entry: MilesightConfigEntry) -> str:
    """Return the data centre that the gateway's options name."""
    return str(entry.options.get(CONF_DATA_CENTER, DEFAULT_DATA_CENTER))


async def async_named_firmware(call: GatewayCall) -> tuple[Firmware | None, list[Problem]]:
    """Return the firmware that a call names, or what is wrong with how it does."""
    values, problems = read_firmware_fields(call.given)
    if problems:
        return None, problems
    if "model" in values:
        return await _async_official(call, values)
    if "firmware_file" not in values:
        name, content = values["firmware_name"], values["file_content"]
        return await call.hass.async_add_executor_job(own_firmware, name, content), []
    try:
        return await _async_from_file(call.hass, values["firmware_file"]), []
    except InvalidFieldsError as err:
        return None, err.problems


async def _async_from_file(hass: HomeAssistant, given: str) -> Firmware:
    """Return an uploaded firmware of this name, else the one in the file at this path."""
    name: str | None = None
    with suppress(UnfitError):
        name = FileName().read(given)
    if name is not None and (uploaded := await _async_uploaded(hass, name)) is not None:
        return await hass.async_add_executor_job(own_firmware, name, uploaded)
    try:
        content = await hass.async_add_executor_job(
            read_allowed_file, hass.config, "firmware_file", given, MAX_SIZE
        )
    except InvalidFieldsError as err:
        if name is None:
            raise
        uploads = [one.name for one in await kept_firmware(hass).async_uploads()]
        shown = listing([*uploads[:_SHOWN_UPLOADS], *(["…"] if uploads[_SHOWN_UPLOADS:] else [])])
        wrong = problem("firmware_file", ProblemKey.NO_FIRMWARE, given, uploads=shown)
        raise InvalidFieldsError([wrong]) from err
    return await hass.async_add_executor_job(_from_content, given, content)


async def _async_uploaded(hass: HomeAssistant, name: str) -> bytes | None:
    """Return the content of an uploaded firmware, None where there is none of this name."""
    kept = kept_firmware(hass)
    content = await kept.async_uploaded(name)
    if content is None and any(one.name == name for one in await kept.async_uploads()):
        raise InvalidFieldsError([problem("firmware_file", ProblemKey.UPLOAD_DAMAGED, name)])
    return content


def _from_content(given: str, content: bytes) -> Firmware:
    """Return the firmware in a file. To be run in the executor."""
    try:
        return own_firmware(FileName().read(Path(given).name), fit_content(content))
    except UnfitError as unfit:
        wrong = problem("firmware_file", unfit.kind, given, **unfit.allowed)
        raise InvalidFieldsError([wrong]) from unfit


async def _async_official(
    call: GatewayCall, values: Mapping[str, Any]
) -> tuple[Firmware | None, list[Problem]]:
    """Find an official firmware by 6.10; where it is not offered, name what is."""
    model, firmware_id = values["model"], values["official_firmware_id"]
    offered = await call.gateway.list_official_firmware(model)
    found = official_firmware(offered, firmware_id)
    if found is not None:
        return found, []
    if offered.items:
        offered_ids = listing(
            f"{one.official_firmware_id} ({one.name})" for one in offered.items.values()
        )
        wrong = problem(
            "official_firmware_id", ProblemKey.NOT_OFFERED, firmware_id, choices=offered_ids
        )
    else:
        models = await call.gateway.list_official_models(data_center(call.entry))
        wrong = problem("model", ProblemKey.NOT_OFFERED, model, choices=listing(models))
    return None, [wrong]
