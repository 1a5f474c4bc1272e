"""Writes the TypeScript types of the WebSocket messages from their dataclasses.

Each module of messages has a file of its own.

usage: python -m frontend.typescript_types [--check]
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
import inspect
from pathlib import Path
import sys
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

from custom_components.milesight_network_server.web import (
    backup_messages,
    commissioning_messages,
    firmware_messages,
    import_messages,
    list_subjects,
    messages,
    panel_messages,
)

_SOURCES: Final = Path(__file__).parent / "src"
FILES: Final = {
    _SOURCES / "messages.ts": (messages.MESSAGES, "web/messages.py"),
    _SOURCES / "panel" / "messages.ts": (panel_messages.MESSAGES, "web/panel_messages.py"),
    _SOURCES / "commissioning" / "messages.ts": (
        commissioning_messages.MESSAGES,
        "web/commissioning_messages.py",
    ),
    _SOURCES / "backup" / "messages.ts": (backup_messages.MESSAGES, "web/backup_messages.py"),
    _SOURCES / "firmware" / "messages.ts": (
        firmware_messages.MESSAGES,
        "web/firmware_messages.py",
    ),
    _SOURCES / "csv" / "messages.ts": (import_messages.MESSAGES, "web/import_messages.py"),
}
_ROWS: Final = _SOURCES / "panel" / "list-rows.ts"
_HEADER: Final = "// Written by `script/frontend types` from {origin} of the integration.\n"
_PLAIN: Final = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    datetime: "string",
    NoneType: "null",
    Any: "unknown",
}


def typescript(described: Sequence[type], origin: str) -> str:
    """Return a whole file."""
    enums: dict[type[StrEnum], None] = {}
    interfaces = [_interface(message, enums, described) for message in described]
    unions = [_union(enum) for enum in sorted(enums, key=lambda one: one.__name__)]
    return "\n".join([_HEADER.format(origin=origin), *unions, *interfaces])


def rows() -> str:
    """Return the file of the rows of lists, which are made of the API's own models."""
    enums: dict[type[StrEnum], None] = {}
    known = [one for _, made_of, _ in list_subjects.ROWS for one in made_of]
    interfaces = []
    for name, made_of, without in list_subjects.ROWS:
        hints = {key: hint for one in made_of for key, hint in get_type_hints(one).items()}
        told = [
            one.name
            for part in made_of
            for one in fields(part)
            if one.name not in without and one.metadata.get("in_response", True)
        ]
        lines = (f"  {one}: {_type(hints[one], enums, known)};" for one in told)
        interfaces.append("\n".join([f"export interface {name} {{", *lines, "}\n"]))
    unions = [_union(enum) for enum in sorted(enums, key=lambda one: one.__name__)]
    return "\n".join([_HEADER.format(origin="web/list_subjects.py"), *unions, *interfaces])


def _interface(message: type, enums: dict[type[StrEnum], None], known: Sequence[type]) -> str:
    hints = get_type_hints(message)
    lines = (f"  {one.name}: {_type(hints[one.name], enums, known)};" for one in fields(message))
    return "\n".join([*_comment(message), f"export interface {message.__name__} {{", *lines, "}\n"])


def _union(enum: type[StrEnum]) -> str:
    values = "\n".join(f'  | "{one.value}"' for one in enum)
    return "\n".join([*_comment(enum), f"export type {enum.__name__} =\n{values};\n"])


def _comment(described: type) -> Iterator[str]:
    yield "/**"
    for line in (inspect.getdoc(described) or "").splitlines():
        yield f" * {line}".rstrip()
    yield " */"


def _type(hint: Any, enums: dict[type[StrEnum], None], known: Sequence[type]) -> str:
    if get_origin(hint) is UnionType:
        return " | ".join(_type(one, enums, known) for one in get_args(hint))
    if get_origin(hint) is list:
        (inner,) = (_type(one, enums, known) for one in get_args(hint))
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if get_origin(hint) is dict:
        key, value = (_type(one, enums, known) for one in get_args(hint))
        return f"Record<{key}, {value}>"
    if hint in _PLAIN:
        return _PLAIN[hint]
    if issubclass(hint, StrEnum):
        enums[hint] = None
    elif hint not in known:
        raise TypeError(f"{hint} is no type of a message")
    return str(hint.__name__)


def main(arguments: list[str]) -> int:
    """Write the files, or say whether they are as they would be written."""
    result = 0
    wanted_files = {file: (typescript(*told), told[1]) for file, told in FILES.items()}
    wanted_files[_ROWS] = (rows(), "web/list_subjects.py")
    for file, (wanted, origin) in wanted_files.items():
        if arguments != ["--check"]:
            file.write_text(wanted, encoding="utf-8")
        elif not file.exists() or file.read_text(encoding="utf-8") != wanted:
            sys.stderr.write(f"{file.name} is not as {origin} has it: run script/frontend types\n")
            result = 1
    return result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
