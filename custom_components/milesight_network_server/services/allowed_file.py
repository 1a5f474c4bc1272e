"""Files that services read: only where Home Assistant may, and never what it gives to everybody."""

import os.path
from pathlib import Path
from typing import Final

from homeassistant.core_config import Config

from ..ns_api.field import InvalidFieldsError, problem

# Home Assistant's web server gives this folder to all who ask, without a password.
_PUBLIC: Final = "www"


def read_allowed_file(config: Config, field: str, given: str, most: int) -> bytes:
    """Return the content of a file, of one that is too large `most` + 1 bytes.

    A relative path begins in the configuration folder. Blocks: run it in the executor.
    `InvalidFieldsError` tells as a problem of `field` why a file can't be read.
    """
    named = Path(os.path.abspath(config.path(given)))
    public = Path(os.path.abspath(config.path(_PUBLIC)))
    try:
        # Where links lead counts; where nothing allows reading, not even absence is told.
        path = named.resolve()
        if not config.is_allowed_path(str(path)):
            kind = "file_not_allowed"
        elif named.is_relative_to(public) or path.is_relative_to(public.resolve()):
            kind = "file_in_www"
        elif not path.is_file():
            kind = "file_not_there"
        else:
            with path.open("rb") as file:
                return file.read(most + 1)
    except OSError, ValueError:
        kind = "file_unreadable"
    raise InvalidFieldsError([problem(field, kind, given)])
