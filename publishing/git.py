"""Git, as a release needs it."""

from pathlib import Path
import subprocess

from .parts import ROOT


def git(*arguments: str, folder: Path = ROOT) -> str:
    """Return what git says. Raises `subprocess.CalledProcessError`."""
    return subprocess.run(  # noqa: S603 - no input of others
        ["/usr/bin/env", "git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
