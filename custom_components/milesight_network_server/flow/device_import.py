"""Options: many devices are added from a CSV file, which is checked before anything is sent."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.helpers.selector import FileSelector, FileSelectorConfig
from homeassistant.loader import async_get_loaded_integration
import voluptuous as vol

from ..const import DOMAIN
from ..ns_api.device_csv import read_devices
from ..ns_api.errors import NsApiError
from ..ns_api.field import InvalidFieldsError
from ..runtime import MilesightConfigEntry
from ..services.bulk_adding import Adding
from ..services.call import GatewayCall
from ..services.device_rows import CheckedRow, async_check_rows, draft_warnings
from ..updates.refusals import reason_of
from ..words import escape_markdown
from .firmware_files import take_upload
from .keys import OptionsAbort, OptionsError, OptionsErrors
from .new_device import NewDeviceOptionsFlow

CONF_CSV: Final = "csv"
_SCHEMA: Final = vol.Schema(
    {vol.Required(CONF_CSV): FileSelector(FileSelectorConfig(accept=".csv,text/csv"))}
)
_CONFIRM_SCHEMA: Final = vol.Schema({})
# So many problems and warnings are shown.
_MOST_LINES: Final = 20
_SAMPLE: Final = "blob/main/docs/devices.csv"


class DeviceImportOptionsFlow(NewDeviceOptionsFlow):
    """The part of the options that imports devices. It changes no option."""

    _rows: Sequence[CheckedRow] = ()
    _adding: Adding
    _importing: asyncio.Task[None] | None = None

    async def async_step_import_devices(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a file, and check it. Nothing is sent."""
        entry: MilesightConfigEntry = self.config_entry
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason=OptionsAbort.GATEWAY_NOT_LOADED)
        errors: OptionsErrors = {}
        error = ""
        if user_input is not None:
            call = GatewayCall(self.hass, entry, entry.runtime_data, {}, (), ())
            try:
                _, content = await self.hass.async_add_executor_job(
                    take_upload, self.hass, user_input[CONF_CSV]
                )
                parsed = await self.hass.async_add_executor_job(read_devices, content)
                self._rows = await async_check_rows(call, parsed)
            except (InvalidFieldsError, NsApiError) as err:
                errors["base"] = OptionsError.DEVICE_NOT_ADDED
                error = reason_of(err)
            except KeyError, OSError, ValueError:
                errors[CONF_CSV] = OptionsError.FILE_GONE
            else:
                additions = [row.addition for row in self._rows if row.addition]
                self._adding = Adding(call, additions, notes=False)
                return await self.async_step_check_import()
        return self.async_show_form(
            step_id="import_devices",
            data_schema=_SCHEMA,
            errors=dict(errors),
            description_placeholders={"error": error, "sample": self._sample()},
        )

    async def async_step_check_import(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what would be added and what not, before anything is sent."""
        if user_input is not None:
            return await self.async_step_importing()
        to_add = [row.addition for row in self._rows if row.addition]
        if not to_add:
            return await self.async_step_nothing_to_import()
        warnings = draft_warnings(to_add)
        return self.async_show_form(
            step_id="check_import",
            data_schema=_CONFIRM_SCHEMA,
            description_placeholders={
                "new": str(len(to_add)),
                "existing": str(sum(row.exists for row in self._rows)),
                "wrong": str(len(self._wrong)),
                "lines": "\n".join(
                    [*_problem_lines(self._wrong, self._adding), *map(_line, warnings)]
                ),
            },
        )

    async def async_step_nothing_to_import(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say why no row of the file is to be added."""
        return self.async_show_menu(
            step_id="nothing_to_import",
            menu_options=["import_devices", "init"],
            description_placeholders={
                "existing": str(sum(row.exists for row in self._rows)),
                "wrong": str(len(self._wrong)),
                "lines": "\n".join(_problem_lines(self._wrong, self._adding)),
            },
        )

    @property
    def _wrong(self) -> list[CheckedRow]:
        """Rows that can't be added."""
        return [row for row in self._rows if row.addition is None and not row.exists]

    async def async_step_importing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show that devices are being added."""
        if self._importing is None:
            # It goes on when the window is closed, so that no import is left half done.
            self._importing = self.hass.async_create_task(
                self._adding.async_run(), "import of devices"
            )
        if not self._importing.done():
            return self.async_show_progress(
                step_id="importing", progress_action="importing", progress_task=self._importing
            )
        return self.async_show_progress_done(next_step_id="devices_imported")

    async def async_step_devices_imported(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Report which devices were added, and which not."""
        self._importing = None
        added = [row for row in self._rows if row.addition and row.addition.added]
        failed = [row for row in self._rows if row not in added and not row.is_existing]
        lines = [*_problem_lines(failed, self._adding), *map(_line, self._adding.warnings)]
        return self.async_show_menu(
            step_id="devices_imported",
            menu_options=["import_devices", "init"],
            description_placeholders={
                "added": str(len(added)),
                "failed": str(len(failed)),
                "lines": "\n".join(lines),
            },
        )

    def _sample(self) -> str:
        """Return where a sample of such a file is."""
        return f"{async_get_loaded_integration(self.hass, DOMAIN).documentation}/{_SAMPLE}"


def _line(text: str) -> str:
    return f"- {escape_markdown(text)}"


def _problem_lines(rows: Sequence[CheckedRow], adding: Adding) -> list[str]:
    """Return what is wrong with the first of some rows, in Markdown."""
    lines = [
        f"- {row.line}: {'; '.join(map(escape_markdown, row.errors(adding)))}"
        for row in rows[:_MOST_LINES]
    ]
    return [*lines, "- …"] if len(rows) > _MOST_LINES else lines
