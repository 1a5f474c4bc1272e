"""Devices as CSV, with the fields of a new device (API document, 3.1) for columns.

Spreadsheets take a cell that begins with one of = + - @ for a formula. Such a cell is written with
an apostrophe before it, which reading takes away: `'=1` stands for `=1`, and `''=1` for `'=1`. The
same is done wherever a cell may begin for a spreadsheet that separates otherwise.
Text is kept as it is otherwise, marks of right-to-left scripts included. A row is refused only for
characters that no name needs: control characters other than tab and line ends, and halves of
characters.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import csv
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest
import re
from typing import Any, Final

from .device import Device
from .device_fields import ABP_ONLY, COUNTERS, DEVICE_FIELDS, MODBUS_PORTS, OTAA_ONLY
from .field import Field, InvalidFieldsError, Problem, problem, raise_if_any
from .keys import ProblemKey
from .quoting import MOST_OF_VALUE, quoted

MOST_BYTES: Final = 2 * 1024 * 1024
# Twice what the largest gateways hold.
MOST_ROWS: Final = 5000
# Ten times as many as a device has fields.
MOST_COLUMNS: Final = 200
_REQUIRED: Final = ("dev_eui", "application_id")
_FREE_TEXT: Final = ("name", "description")
# What begins a formula: these signs, and the same in other widths.
_SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
# A cell's own beginning, and where one may begin for a spreadsheet that separates otherwise: to it,
# quotation marks within a cell mean nothing, and the end of a line there ends a row.
# What some programs pass over before it: blanks of all kinds, and what can't be seen.
_PASSED_OVER: Final = ' "\u00a0\u2000-\u200f\u202a-\u202f\u205f-\u2069\u3000\ufeff'
_BEGINNING: Final = rf"^([{_PASSED_OVER}]*){{guard}}(?='*[{_SIGNS}\t\r\n])"
_WITHIN: Final = rf"([;,|\t\r\n][{_PASSED_OVER}]*){{guard}}(?='*[{_SIGNS}])"
_FORMULA: Final = re.compile(f"{_BEGINNING}|{_WITHIN}".format(guard=""))
_GUARDED: Final = re.compile(f"{_BEGINNING}|{_WITHIN}".format(guard="'"))
_UNFIT_CHARACTERS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# What may separate cells, the likeliest first; and the line in which Excel has a file say so.
_DELIMITERS: Final = ",;\t"
_DECLARED: Final = re.compile(r'"?sep=([,;|\t])"?\r?\n', re.IGNORECASE)
# So many wrong headings are repeated.
_SHOWN_HEADINGS: Final = 10


@dataclass(frozen=True)
class DeviceRow:
    """A row of the file: `given` by the fields' names, without what is blank.

    `line` is where it begins; the file's first line is 1. Where there are `problems`, the row
    can't be read.
    """

    line: int
    given: Mapping[str, str] = field(repr=False)
    problems: tuple[Problem, ...] = ()


def read_devices(content: str | bytes, source: str = "csv") -> list[DeviceRow]:
    """Return the rows of a CSV file.

    `InvalidFieldsError` where it is no such file, as a problem of the field `source`.
    """
    lines = _lines(_text(content, source), source)
    _, headings = next(lines, (0, []))
    columns = _columns(headings, source)
    rows: list[DeviceRow] = []
    for line, cells in lines:
        if len(rows) == MOST_ROWS:
            raise InvalidFieldsError([problem(source, ProblemKey.CSV_ROWS, most=MOST_ROWS)])
        rows.append(_row(line, columns, cells))
    if not rows:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_EMPTY)])
    return rows


def write_devices(devices: Iterable[Device], *, include_keys: bool = False) -> str:
    """Return the devices as a CSV file that `read_devices` reads and a gateway accepts.

    What `new_device` would refuse for a device's join type is left blank. Without keys their
    columns are left out.
    """
    columns = [one for one in DEVICE_FIELDS if include_keys or not one.secret]
    file = StringIO(newline="")
    # Blanks at the beginning of a cell are kept only in quotation marks.
    writer = csv.writer(file, quoting=csv.QUOTE_STRINGS, lineterminator="\n")
    writer.writerow([one.name for one in columns])
    for device in devices:
        values = _values(device)
        writer.writerow([_cell(values.get(one.name)) for one in columns])
    return file.getvalue()


def _text(content: str | bytes, source: str) -> str:
    size = len(content) if isinstance(content, bytes) else len(content.encode(errors="replace"))
    if size > MOST_BYTES:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_SIZE, most=MOST_BYTES // 2**20)])
    try:
        text = content.decode() if isinstance(content, bytes) else content
    except UnicodeDecodeError:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_ENCODING)]) from None
    return text.removeprefix("\N{BYTE ORDER MARK}")


def _lines(text: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Go through the lines that are not blank: where each begins, and its cells."""
    before = 0
    if declared := _DECLARED.match(text):
        text, before = text[declared.end() :], 1
    delimiter = declared[1] if declared else _delimiter(text)
    reader = csv.reader(
        StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    line = 1 + before
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1 + before
    except csv.Error:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_BROKEN, line=line)]) from None


def _delimiter(text: str) -> str:
    """Return what separates the headings, which have none of these signs in them."""
    lines = StringIO(text, newline="")
    line = next((one for one in lines if one.strip(' \t\r\n,;"')), "")
    return max(_DELIMITERS, key=line.count)


def _plain(heading: str) -> str:
    return re.sub(r"[\s_]", "", heading).casefold()


_BY_HEADING: Final = {_plain(one.name): one for one in DEVICE_FIELDS}


def _columns(headings: Sequence[str], source: str) -> list[Field | None]:
    """Return the field of each column, None for one without a heading."""
    if not headings:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_EMPTY)])
    if len(headings) > MOST_COLUMNS:
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_COLUMNS, most=MOST_COLUMNS)])
    columns = [_BY_HEADING.get(_plain(heading)) for heading in headings]
    names = [one.name for one in columns if one is not None]
    choices = ", ".join(one.name for one in DEVICE_FIELDS)
    if not names:
        # The heading is not repeated in the message: it may be a device's row with its keys.
        raise InvalidFieldsError([problem(source, ProblemKey.CSV_NO_HEADINGS, choices=choices)])
    unknown = [
        quoted(heading, MOST_OF_VALUE)
        for heading, column in zip(headings, columns, strict=True)
        if column is None and heading.strip()
    ]
    missing = [name for name in _REQUIRED if name not in names]
    double = sorted({name for name in names if names.count(name) > 1})
    problems = []
    if unknown:
        more = ["…"] if len(unknown) > _SHOWN_HEADINGS else []
        shown = ", ".join([*unknown[:_SHOWN_HEADINGS], *more])
        problems.append(problem(source, ProblemKey.CSV_UNKNOWN, headings=shown, choices=choices))
    if missing:
        problems.append(problem(source, ProblemKey.CSV_MISSING, headings=", ".join(missing)))
    if double:
        problems.append(problem(source, ProblemKey.CSV_DOUBLE, headings=", ".join(double)))
    raise_if_any(problems)
    return columns


def read_cells(line: int, cells: Iterable[tuple[str, str]]) -> DeviceRow:
    """Return a row from its cells, each with the field that it stands for."""
    given: dict[str, str] = {}
    problems: list[Problem] = []
    for name, cell in cells:
        if not cell.strip():
            continue
        value = _GUARDED.sub(r"\1\2", cell)
        given[name] = value if name in _FREE_TEXT else value.strip()
        if _UNFIT_CHARACTERS.search(value):
            problems.append(problem(name, ProblemKey.CHARACTERS))
    return DeviceRow(line, given, tuple(problems))


def _row(line: int, columns: Sequence[Field | None], cells: Sequence[str]) -> DeviceRow:
    named: list[tuple[str, str]] = []
    for column, cell in zip_longest(columns, cells, fillvalue=None):
        if cell is None or not cell.strip():
            continue
        if column is None:
            # Most likely a separator in a text without quotation marks: all is out of place.
            return DeviceRow(
                line, read_cells(line, named).given, (problem("row", ProblemKey.CSV_CELLS),)
            )
        named.append((column.name, cell))
    return read_cells(line, named)


def _values(device: Device) -> dict[str, Any]:
    """Return a device's fields as far as `new_device` takes them."""
    left_out = {True: ABP_ONLY, False: OTAA_ONLY, None: COUNTERS}[device.supports_join]
    values = {one.name: getattr(device, one.name) for one in DEVICE_FIELDS}
    values.update(dict.fromkeys(left_out))
    for name in MODBUS_PORTS:
        # 0 stands for "off".
        values[name] = (device.mb_mode and values[name]) or None
    return values


def _cell(value: Any) -> str | int | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int):
        return value
    text = str(value)
    if not text.strip():
        return None
    return _FORMULA.sub(r"\1\2'", text)
