"""Options: firmware files of one's own, which are uploaded, listed and deleted here.

They belong to Home Assistant, not to a gateway: the options of each gateway show all of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
import re
from typing import Any, Final

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.selector import (
    FileSelector,
    FileSelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
)
import voluptuous as vol

from ..ns_api.firmware.named import MAX_SIZE, FileName, fit_content
from ..ns_api.keys import ProblemKey
from ..ns_api.value_kinds import UnfitError
from ..updates.files import Upload, UploadExistsError, kept_firmware
from ..words import clock_time
from .keys import OptionsAbort, OptionsError, OptionsErrors

CONF_FILE: Final = "file"
CONF_NAME: Final = "name"
CONF_NAMES: Final = "names"

_UPLOAD_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_FILE): FileSelector(
            FileSelectorConfig(accept=".bin,application/octet-stream")
        ),
        vol.Optional(CONF_NAME): TextSelector(),
    }
)
_CONFIRM_SCHEMA: Final = vol.Schema({})
_ERRORS: Final = {
    ProblemKey.EMPTY_FIRMWARE: OptionsError.EMPTY_FIRMWARE,
    ProblemKey.LARGE_FIRMWARE: OptionsError.LARGE_FIRMWARE,
    ProblemKey.FILE_NAME: OptionsError.FILE_NAME,
}


class FirmwareOptionsFlow(OptionsFlowWithReload):
    """The part of the options that is about firmware files. It changes no option."""

    # What was chosen, until it is kept: its name and its content.
    _chosen: tuple[str, bytes]
    _exists: UploadExistsError
    _uploaded: Upload
    _to_delete: Collection[str] = ()

    async def async_step_firmware(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """List the uploaded files, and ask what to do."""
        uploads = await kept_firmware(self.hass).async_uploads()
        return self.async_show_menu(
            step_id="firmware",
            menu_options=["upload_firmware", *(["delete_firmware"] if uploads else []), "init"],
            description_placeholders={"files": _lines(uploads)},
        )

    async def async_step_upload_firmware(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Take a file."""
        errors: OptionsErrors = {}
        present = dict(user_input or {})
        if user_input is not None:
            try:
                self._chosen = await self._async_chosen(user_input)
            except _RefusedError as err:
                errors[err.field] = err.error
                if err.taken:
                    del present[CONF_FILE]
            else:
                return await self._async_upload(replace=False)
        return self.async_show_form(
            step_id="upload_firmware",
            data_schema=self.add_suggested_values_to_schema(_UPLOAD_SCHEMA, present),
            errors=dict(errors),
        )

    async def _async_chosen(self, entered: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return name and content of the file that was chosen; `_RefusedError` if it is unfit."""
        name = entered.get(CONF_NAME)
        if name:
            name = _checked(FileName().read, name, CONF_NAME)
        # Home Assistant hands an uploaded file over only once, so a wrong name is refused before.
        try:
            file_name, content = await self.hass.async_add_executor_job(
                take_upload, self.hass, entered[CONF_FILE]
            )
        except (KeyError, OSError, ValueError) as err:
            raise _RefusedError(CONF_FILE, OptionsError.FILE_GONE, taken=True) from err
        content = _checked(fit_content, content, CONF_FILE, taken=True)
        return name or _checked(FileName().read, file_name, CONF_NAME, taken=True), content

    async def _async_upload(self, *, replace: bool) -> ConfigFlowResult:
        name, content = self._chosen
        try:
            self._uploaded = await kept_firmware(self.hass).async_upload(
                name, content, replace=replace
            )
        except UploadExistsError as exists:
            self._exists = exists
            return await self.async_step_replace_firmware()
        except (HomeAssistantError, OSError) as err:
            return self._not_written(err)
        return await self.async_step_firmware_uploaded()

    async def async_step_replace_firmware(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask before another file of the same name is lost."""
        if user_input is not None:
            return await self._async_upload(replace=True)
        return self.async_show_form(
            step_id="replace_firmware",
            data_schema=_CONFIRM_SCHEMA,
            description_placeholders={
                "present": _lines([self._exists.present]),
                "chosen": _lines([self._exists.chosen]),
            },
        )

    async def async_step_firmware_uploaded(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what was uploaded, to be compared with what its author says of it."""
        if user_input is not None:
            return await self.async_step_firmware()
        return self.async_show_form(
            step_id="firmware_uploaded",
            data_schema=_CONFIRM_SCHEMA,
            description_placeholders={
                "name": _as_code(self._uploaded.name),
                "size": str(self._uploaded.size),
                "md5": self._uploaded.md5,
                "crc32": self._uploaded.crc32,
            },
        )

    async def async_step_delete_firmware(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which files are to be deleted."""
        errors: OptionsErrors = {}
        if user_input is not None:
            self._to_delete = user_input.get(CONF_NAMES, ())
            if self._to_delete:
                return await self.async_step_confirm_delete_firmware()
            errors[CONF_NAMES] = OptionsError.NOTHING_CHOSEN
        uploads = await kept_firmware(self.hass).async_uploads()
        names = SelectSelector(
            SelectSelectorConfig(
                options=[one.name for one in uploads], multiple=True, mode=SelectSelectorMode.LIST
            )
        )
        return self.async_show_form(
            step_id="delete_firmware",
            # Were the field required, the front end would select the first choice by itself.
            data_schema=vol.Schema({vol.Optional(CONF_NAMES): names}),
            errors=dict(errors),
        )

    async def async_step_confirm_delete_firmware(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what would be lost, and delete it."""
        kept = kept_firmware(self.hass)
        if user_input is not None:
            try:
                for name in self._to_delete:
                    await kept.async_delete_upload(name)
            except (HomeAssistantError, OSError) as err:
                return self._not_written(err)
            return await self.async_step_firmware()
        uploads = [one for one in await kept.async_uploads() if one.name in self._to_delete]
        return self.async_show_form(
            step_id="confirm_delete_firmware",
            data_schema=_CONFIRM_SCHEMA,
            description_placeholders={"files": _lines(uploads)},
        )

    def _not_written(self, err: Exception) -> ConfigFlowResult:
        return self.async_abort(
            reason=OptionsAbort.NOT_WRITTEN, description_placeholders={"reason": str(err)}
        )


class _RefusedError(Exception):
    """What was entered is refused: which field is wrong, and in what way.

    `taken`: the file no longer exists, and must be chosen again.
    """

    def __init__(self, field: str, error: OptionsError, *, taken: bool) -> None:
        super().__init__(f"{field}: {error}")
        self.field = field
        self.error = error
        self.taken = taken


def _checked[ValueT](
    read: Callable[[ValueT], ValueT], value: ValueT, field: str, *, taken: bool = False
) -> ValueT:
    """Return a value of a field as it is to be; `_RefusedError` if it is unfit."""
    try:
        return read(value)
    except UnfitError as unfit:
        raise _RefusedError(field, _ERRORS[unfit.kind], taken=taken) from unfit


def take_upload(hass: HomeAssistant, file_id: str) -> tuple[str, bytes]:
    """Return name and content of a file that the front end sent, of a large one only a part.

    Blocks: run it in the executor. `ValueError`, `KeyError` or `OSError` where it is gone.
    """
    with process_uploaded_file(hass, file_id) as path, path.open("rb") as file:
        return path.name, file.read(MAX_SIZE + 1)


def _lines(uploads: Iterable[Upload]) -> str:
    """Return files as a list in Markdown, each on two lines, without words of any language."""
    items = (
        f"- {_as_code(one.name)} · {one.size} B · "
        f"{clock_time(one.uploaded_at)}  \n"
        f"  MD5 {one.md5} · CRC-32 {one.crc32}"
        for one in uploads
    )
    return "\n".join(items) or "–"


def _as_code(name: str) -> str:
    """Return a name in Markdown in which nothing has a meaning."""
    fence = "`" * (max(map(len, re.findall("`+", name)), default=0) + 1)
    return f"{fence} {name} {fence}"
