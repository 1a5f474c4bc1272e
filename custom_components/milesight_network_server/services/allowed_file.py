"""Files of services: only where Home Assistant may, and never what it gives to everybody."""

from collections.abc import Callable
import os.path
from pathlib import Path
from typing import Final

from homeassistant.core_config import Config
from homeassistant.util.file import WriteError, write_utf8_file_atomic

from ..ns_api.field import InvalidFieldsError, problem
from ..ns_api.keys import ProblemKey

# Home Assistant's web server gives this folder to all who ask, without a password.
_PUBLIC: Final = "www"
# So much shows what a file is.
_BEGINNING: Final = 1024


def read_allowed_file(config: Config, field: str, given: str, most: int) -> bytes:
    """Return the content of a file, of one that is too large `most` + 1 bytes.

    A relative path begins in the configuration folder. Blocks: run it in the executor.
    `InvalidFieldsError` says as a problem of `field` why a file can't be read.
    """
    try:
        path = _allowed(config, field, given)
        if not path.is_file():
            raise _wrong(field, ProblemKey.FILE_NOT_THERE, given)
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError, ValueError:
        raise _wrong(field, ProblemKey.FILE_UNREADABLE, given) from None


def write_allowed_file(
    config: Config, field: str, given: str, text: str, is_ours: Callable[[bytes], bool]
) -> None:
    """Write a file that only Home Assistant's own user can read.

    One that exists is replaced only where `is_ours` says so of its beginning. Paths and problems
    are those of `read_allowed_file`.
    """
    try:
        path = _allowed(config, field, given)
        if path.is_dir() or not path.parent.is_dir():
            raise _wrong(field, ProblemKey.FILE_NO_FOLDER, given)
        if path.exists():
            with path.open("rb") as file:
                if not is_ours(file.read(_BEGINNING)):
                    raise _wrong(field, ProblemKey.FILE_OF_OTHERS, given)
        write_utf8_file_atomic(str(path), text, private=True)
    except OSError, ValueError, WriteError:
        raise _wrong(field, ProblemKey.FILE_UNWRITABLE, given) from None


def _allowed(config: Config, field: str, given: str) -> Path:
    """Return where a path leads. Where nothing allows reading, not even absence is reported."""
    named = Path(os.path.abspath(config.path(given)))
    public = Path(os.path.abspath(config.path(_PUBLIC)))
    # Where links lead counts.
    path = named.resolve()
    if not config.is_allowed_path(str(path)):
        raise _wrong(field, ProblemKey.FILE_NOT_ALLOWED, given)
    if named.is_relative_to(public) or path.is_relative_to(public.resolve()):
        raise _wrong(field, ProblemKey.FILE_IN_WWW, given)
    return path


def _wrong(field: str, kind: ProblemKey, given: str) -> InvalidFieldsError:
    return InvalidFieldsError([problem(field, kind, given)])
