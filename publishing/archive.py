"""The file that is installed: what is in the integration's folder and in git, and nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final
import zipfile

from .git import git
from .parts import INTEGRATION

# The earliest moment that a zip file can tell: the same content makes the same file.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def contents() -> list[Path]:
    """Return the files of the integration that are in git, relative to its folder."""
    listed = git("ls-files", "-z", folder=INTEGRATION)
    return sorted(Path(one) for one in listed.split("\0") if one)


def pack(target: Path, files: Sequence[Path]) -> None:
    """Write the files into a zip file, with the integration's folder as its root."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            info = zipfile.ZipInfo(file.as_posix(), _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, (INTEGRATION / file).read_bytes())
