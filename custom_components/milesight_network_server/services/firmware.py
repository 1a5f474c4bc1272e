"""The firmware that a call names: a file, its content, or one of Milesight's own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.core_config import Config

from ..const import CONF_DATA_CENTER, DEFAULT_DATA_CENTER
from ..ns_api.field import InvalidFieldsError, Problem, UnfitError, problem
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
from .allowed_file import read_allowed_file
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
    if "firmware_file" not in values:
        name, content = values["firmware_name"], values["file_content"]
        return await call.hass.async_add_executor_job(own_firmware, name, content), []
    try:
        return await call.hass.async_add_executor_job(
            _from_file, call.hass.config, values["firmware_file"]
        ), []
    except InvalidFieldsError as err:
        return None, err.problems


def _from_file(config: Config, given: str) -> Firmware:
    """Return the firmware in a file. To be run in the executor."""
    content = read_allowed_file(config, "firmware_file", given, MAX_SIZE)
    try:
        return own_firmware(Path(given).name, fit_content(content))
    except UnfitError as unfit:
        wrong = problem("firmware_file", unfit.kind, given, **unfit.allowed)
        raise InvalidFieldsError([wrong]) from unfit


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
