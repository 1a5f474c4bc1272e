"""Options: the blueprints that come with the integration are copied to Home Assistant's own."""

from pathlib import Path
import shutil
from typing import Any, Final, NamedTuple

from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.config_entries import ConfigFlowResult
import voluptuous as vol

from ..const import DOMAIN
from .downlinks import DownlinksOptionsFlow

_SOURCE: Final = Path(__file__).parents[1] / "blueprints" / "automation"
_CONFIRM_SCHEMA: Final = vol.Schema({})


class _Blueprints(NamedTuple):
    """Blueprints by name: those that are missing, and those that exist in another version."""

    missing: list[str]
    other: list[str]


class BlueprintsOptionsFlow(DownlinksOptionsFlow):
    """The part of the options that is about blueprints. It changes no option."""

    async def async_step_blueprints(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Name the blueprints to copy, and those that this replaces; then copy them."""
        folder = Path(self.hass.config.path("blueprints", AUTOMATION, DOMAIN))
        found = await self.hass.async_add_executor_job(_compared, folder)
        if not found.missing and not found.other:
            return await self.async_step_blueprints_there()
        if user_input is not None:
            try:
                await self.hass.async_add_executor_job(
                    _copy, folder, [*found.missing, *found.other]
                )
            except OSError as err:
                return self._not_written(err)
            if AUTOMATION in self.hass.config.components:
                await async_get_blueprints(self.hass).async_reset_cache()
            return await self.async_step_blueprints_there()
        return self.async_show_form(
            step_id="blueprints",
            data_schema=_CONFIRM_SCHEMA,
            description_placeholders={
                "missing": ", ".join(found.missing) or "–",
                "other": ", ".join(found.other) or "–",
            },
        )

    async def async_step_blueprints_there(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say where the blueprints are."""
        return self.async_show_menu(step_id="blueprints_there", menu_options=["init"])


def _compared(folder: Path) -> _Blueprints:
    found = _Blueprints([], [])
    for source in sorted(_SOURCE.glob("*.yaml")):
        existing = folder / source.name
        if not existing.exists():
            found.missing.append(source.name)
        elif existing.read_bytes() != source.read_bytes():
            found.other.append(source.name)
    return found


def _copy(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        # Written to another file first: half a blueprint would break the automations that use it.
        whole = folder / f"{name}.new"
        shutil.copyfile(_SOURCE / name, whole)
        whole.replace(folder / name)
