"""The firmware that a call names: a file, its content, or one of Milesight's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant

from ..const import CONF_DATA_CENTER, DEFAULT_DATA_CENTER
from ..ns_api.field import Problem, UnfitError, problem
from ..ns_api.firmware import (
    FIRMWARE_FIELDS,
    MAX_SIZE,
    Firmware,
    fit_content,
    official_firmware,
    own_firmware,
    read_firmware_fields,
)
from ..runtime import MilesightConfigEntry
from .call import GatewayCall

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
    if "firmware_file" in values:
        given = values["firmware_file"]
        try:
            name, content = await call.hass.async_add_executor_job(_read_file, call.hass, given)
        except UnfitError as unfit:
            return None, [problem("firmware_file", unfit.kind, given, **unfit.allowed)]
    else:
        name, content = values["firmware_name"], values["file_content"]
    return await call.hass.async_add_executor_job(own_firmware, name, content), []


async def _async_official(
    call: GatewayCall, values: Mapping[str, Any]
) -> tuple[Firmware | None, list[Problem]]:
    """Find an official firmware by 6.10; where it is not there, tell what is."""
    model, firmware_id = values["model"], values["official_firmware_id"]
    offered = await call.gateway.list_official_firmware(model)
    found = official_firmware(offered, firmware_id)
    if found is not None:
        return found, []
    if offered.items:
        there = ", ".join(
            f"{one.official_firmware_id} ({one.name})" for one in offered.items.values()
        )
        wrong = problem("official_firmware_id", "not_offered", firmware_id, choices=there)
    else:
        models = await call.gateway.list_official_models(data_center(call.entry))
        wrong = problem("model", "not_offered", model, choices=", ".join(models) or "–")
    return None, [wrong]


def _read_file(hass: HomeAssistant, given: str) -> tuple[str, bytes]:
    """Return a file's name and content. To be run in the executor."""
    try:
        path = Path(given)
        resolved = path.resolve()
        public = Path(hass.config.path("www")).resolve()
        if (
            not path.is_absolute()
            or not hass.config.is_allowed_path(given)
            or not hass.config.is_allowed_path(str(resolved))
            # What lies there, everybody can read.
            or resolved.is_relative_to(public)
        ):
            raise UnfitError("path_not_allowed")
        if not resolved.is_file():
            raise UnfitError("no_file")
        with resolved.open("rb") as file:
            return path.name, fit_content(file.read(MAX_SIZE + 1))
    except UnfitError:
        raise
    except (OSError, ValueError) as err:
        raise UnfitError("no_file") from err
