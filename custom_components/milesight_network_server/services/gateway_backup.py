"""Services that save what a gateway keeps, compare it with a gateway, and restore it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
import json
from typing import Any, Final, override

from homeassistant.core import SupportsResponse
from homeassistant.loader import async_get_integration
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..backup.contents import Contents, device_keys, unreported_fields
from ..backup.document import (
    MOST_BYTES,
    Document,
    Head,
    SavedGateway,
    is_backup,
    open_keys,
    read_document,
    write_document,
)
from ..backup.gateway_lists import GatewayLists
from ..const import DOMAIN, LOGGER
from ..ns_api.field import Field, InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.value_kinds import Flag, Text, UnfitError
from ..words import Reader, warning
from ..words.keys import ErrorKey
from .allowed_file import read_allowed_file, write_allowed_file
from .call import GatewayCall, Service
from .gateway_reading import async_plan, async_read_lists, codec_names
from .gateway_report import other_plan, report
from .gateway_restoring import Restoring
from .progress_note import Show, progress_note
from .target import invalid

# Given a restore that is about to write.
type Begun = Callable[[Restoring], None]


class _Passphrase(Text):
    """Words that only their owner knows. YAML's numbers are not taken: digits may be lost."""

    @override
    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise UnfitError(ProblemKey.QUOTES)
        return super().read(value)


_PASSPHRASE: Final = Field(
    "passphrase", "passphrase", _Passphrase(1024, 8, kind=ProblemKey.PASSPHRASE), secret=True
)
_OPENING: Final = Field(
    "passphrase", "passphrase", _Passphrase(1024, 1, kind=ProblemKey.PASSPHRASE), secret=True
)
_EXPORT_FIELDS: Final = (
    Field("include_keys", "include_keys", Flag()),
    _PASSPHRASE,
    Field("path", "path", Text(4096, 1)),
)
_COMPARE_FIELDS: Final = (_OPENING,)
_RESTORE_FIELDS: Final = (_OPENING, Field("dry_run", "dry_run", Flag()))
# The gateways that are being restored, by their entries.
_RESTORING: Final[HassKey[set[str]]] = HassKey(f"{DOMAIN}_restoring")
# Things between two notes of the progress; fewer are restored before anyone looks.
_STEP: Final = 10


async def async_export_gateway(call: GatewayCall) -> dict[str, Any]:
    """Return everything that is saved of a gateway, as text or as a file."""
    values = call.read(_EXPORT_FIELDS)
    passphrase, path = values.get("passphrase"), values.get("path")
    if values.get("include_keys") and passphrase is None:
        raise InvalidFieldsError([problem("passphrase", ProblemKey.PASSPHRASE_NEEDED)])
    if passphrase is not None and not values.get("include_keys"):
        raise InvalidFieldsError([problem("passphrase", ProblemKey.PASSPHRASE_IDLE)])
    lists = await async_read_lists(call)
    integration = await async_get_integration(call.hass, DOMAIN)
    head = Head(
        saved_at=dt_util.utcnow().isoformat(timespec="seconds"),
        saved_by=f"{DOMAIN} {integration.version}",
        gateway=SavedGateway(
            name=call.entry.title, eui=call.gateway.eui, channel_plan=lists.channel_plan
        ),
        complete=lists.complete,
    )

    def write() -> tuple[str, Contents]:
        contents = lists.contents
        text = write_document(head, contents, passphrase)
        if path is not None:
            write_allowed_file(call.hass.config, "path", path, text, is_backup)
        return path or text, contents

    file, contents = await call.hass.async_add_executor_job(write)
    return {
        "file": file,
        "profiles": len(contents.profiles),
        "devices": len(contents.devices),
        "multicast_groups": len(contents.multicast_groups),
        "warnings": _export_warnings(lists, contents, call.reader, keys=passphrase is not None),
    }


def _export_warnings(
    lists: GatewayLists, contents: Contents, reader: Reader, *, keys: bool
) -> list[str]:
    warnings = [] if lists.complete else [warning(WarningKey.BACKUP_INCOMPLETE)]
    saved = contents.keys.devices if contents.keys else {}
    keyless = [
        one
        for one in contents.devices
        if set(device_keys(one.supports_join)) - saved.get(one.dev_eui, {}).keys()
    ]
    if keys and keyless:
        warnings.append(warning(WarningKey.BACKUP_KEYS_UNTOLD, count=str(len(keyless))))
    if unreported := sorted({name for one in contents.profiles for name in unreported_fields(one)}):
        fields = reader.field_names(unreported)
        warnings.append(warning(WarningKey.BACKUP_FIELDS_UNTOLD, fields=fields))
    unnamed = [
        one for one in lists.devices.values() if one.payload_codec_id and not one.payload_name
    ]
    if unnamed:
        warnings.append(warning(WarningKey.BACKUP_CODECS_UNTOLD, count=str(len(unnamed))))
    return warnings


async def _async_opened(call: GatewayCall, passphrase: str | None) -> tuple[Document, Contents]:
    """Return the backup that a caller gives, with its keys where there is a passphrase."""
    given = call.given.get("file")
    if given in (None, ""):
        raise InvalidFieldsError([problem("file", ProblemKey.REQUIRED)])

    def read() -> tuple[Document, Contents]:
        if isinstance(given, Mapping):
            # What a template returns is no text any more.
            content: bytes | str = json.dumps(given)
        elif not isinstance(given, str):
            raise InvalidFieldsError([problem("file", ProblemKey.BACKUP_TEXT)])
        elif given.lstrip("\ufeff \t\r\n").startswith("{"):
            content = given
        elif "\n" in given:
            raise InvalidFieldsError([problem("file", ProblemKey.BACKUP_FOREIGN)])
        else:
            content = read_allowed_file(call.hass.config, "file", given, MOST_BYTES)
        document = read_document(content, "file")
        keys = open_keys(document, passphrase, "file")
        return document, replace(document.contents, keys=keys)

    return await call.hass.async_add_executor_job(read)


async def async_compare_gateway(call: GatewayCall) -> dict[str, Any]:
    """Report what of a backup a gateway lacks, has otherwise, or has the same."""
    values = call.read(_COMPARE_FIELDS)
    document, contents = await _async_opened(call, values.get("passphrase"))
    lists = await async_read_lists(call, codec_names(contents))
    plan = await async_plan(call, contents, lists)
    return report(call.reader, plan, document, lists, values)


async def async_restore_gateway(
    call: GatewayCall, show: Show | None = None, begun: Begun | None = None
) -> dict[str, Any]:
    """Give a gateway what a backup holds. `show` gets how far it is, in place of a note.

    `begun` is given the restore before it writes anything, for who may want to stop it.
    """
    values = call.read(_RESTORE_FIELDS)
    if values.get("dry_run"):
        return await _async_restore(call, values, show, begun)
    restoring, entry_id = call.hass.data.setdefault(_RESTORING, set()), call.entry.entry_id
    if entry_id in restoring:
        raise invalid(ErrorKey.RESTORE_UNDER_WAY, gateway=call.entry.title)
    restoring.add(entry_id)
    try:
        return await _async_restore(call, values, show, begun)
    finally:
        restoring.discard(entry_id)


async def _async_restore(
    call: GatewayCall, values: Mapping[str, Any], show: Show | None, begun: Begun | None
) -> dict[str, Any]:
    document, contents = await _async_opened(call, values.get("passphrase"))
    lists = await async_read_lists(call, codec_names(contents))
    before = await async_plan(call, contents, lists)
    if (wrong := other_plan(document, lists)) is not None:
        raise InvalidFieldsError([wrong])
    if values.get("dry_run"):
        return report(call.reader, before, document, lists, values)
    with progress_note(call, "restore", _STEP) as note:
        restoring = Restoring(call, contents, lists, before, show or note)
        if begun is not None:
            begun(restoring)
        outcome = await restoring.async_run()
    response = report(call.reader, before, document, lists, values, outcome)
    if response["failed"]:
        # Whoever did not ask for the response would not know otherwise.
        LOGGER.warning(
            "%s: %d things of a backup were not restored; the action's response says why",
            call.entry.title,
            len(response["failed"]),
        )
    return response


SERVICES = (
    Service(
        name="export_gateway",
        handler=async_export_gateway,
        fields=("include_keys", "passphrase", "path"),
    ),
    Service(
        name="compare_gateway",
        handler=async_compare_gateway,
        fields=("file", "passphrase"),
        response=SupportsResponse.ONLY,
    ),
    Service(
        name="restore_gateway",
        handler=async_restore_gateway,
        fields=("file", "passphrase", "dry_run"),
    ),
)
