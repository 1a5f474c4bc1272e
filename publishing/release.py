"""Makes a release: python -m publishing.release VERSION."""

import asyncio
from datetime import UTC, datetime
import json
from pathlib import Path
import sys

import click
from packaging.version import InvalidVersion, Version

from tests.earlier.leave import leave

from .archive import contents, pack
from .changelog import NothingNewError, cut
from .git import git
from .parts import CHANGELOG, EARLIER, INTEGRATION, MANIFEST, ROOT
from .rules import RULES


def _checked(version: str) -> str:
    """Return the changelog's text, where nothing speaks against a release of this version."""
    present = json.loads(MANIFEST.read_text("utf-8"))["version"]
    try:
        is_earlier = Version(version) < Version(present)
    except InvalidVersion as err:
        raise click.UsageError(f"{version} is no version.") from err
    if is_earlier or git("tag", "--list", f"v{version}"):
        raise click.UsageError(f"{version} is not later than {present}.")
    if git("status", "--porcelain"):
        raise click.UsageError("There are changes that are not committed.")
    found = [one for rule in RULES for one in rule()]
    if found:
        raise click.UsageError("\n".join(found))
    return CHANGELOG.read_text("utf-8")


def _write_version(version: str) -> None:
    text = MANIFEST.read_text("utf-8")
    present = json.loads(text)["version"]
    MANIFEST.write_text(text.replace(f'"version": "{present}"', f'"version": "{version}"'), "utf-8")


@click.command()
@click.argument("version")
@click.option("--dry-run", is_flag=True, help="Tell what would be released, and change nothing.")
def main(version: str, *, dry_run: bool) -> None:
    """Release VERSION: its number, changelog, commit and tag, and the zip file to be attached.

    A folder of what this version leaves on disk joins those that later ones are tried with. Nothing
    is pushed.
    """
    try:
        changelog, notes = cut(_checked(version), version, datetime.now(UTC).date())
    except NothingNewError:
        raise click.UsageError("CHANGELOG.md has nothing under Unreleased.") from None
    files = contents()
    if dry_run:
        click.echo(f"{notes}\n\n{len(files)} files:")
        click.echo("\n".join(one.as_posix() for one in files))
        return
    _write_version(version)
    CHANGELOG.write_text(changelog, "utf-8")
    if not (EARLIER / version).exists():
        asyncio.run(leave(EARLIER / version))
    target = ROOT / "dist" / f"{INTEGRATION.name}.zip"
    git("add", "--all")
    git("commit", "--message", f"Release {version}")
    git("tag", "--annotate", f"v{version}", "--message", notes)
    pack(target, files)
    notes_file = Path(target.parent, f"v{version}.md")
    notes_file.write_text(f"{notes}\n", "utf-8")
    click.echo(f"Released {version}. To publish: git push --follow-tags, then a release of tag")
    click.echo(f"v{version} with the notes {notes_file} and the file {target}.")


if __name__ == "__main__":
    sys.exit(main())
