"""What a version of Home Assistant would install by itself at its first start.

Run by the Python of an environment with that version: script/setup makes one for each version that
the tests run on, complete, so that no test waits for an installation.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import distributions
import json
from pathlib import Path
import sys
from typing import Final

import click
import homeassistant
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

_CONSTRAINTS: Final = "package_constraints.txt"
_MANIFESTS: Final = "components/*/manifest.json"

type Requirements = Mapping[str, Requirement]


def by_name(lines: Iterable[str]) -> Requirements:
    """Return the requirements of lines by their canonical names; what is none is left out."""
    found = dict[str, Requirement]()
    for line in lines:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            # A comment, or nothing.
            continue
        found[canonicalize_name(requirement.name)] = requirement
    return found


def named_by(home: Path) -> Requirements:
    """Return what the Home Assistant in a folder and its integrations name in one version."""
    lines = (home / _CONSTRAINTS).read_text("utf-8").splitlines()
    for manifest in sorted(home.glob(_MANIFESTS)):
        lines += json.loads(manifest.read_bytes()).get("requirements", ())
    return by_name(line for line in lines if "==" in line)


def missing(
    named: Requirements, needed: Requirements, ours: Requirements, installed: Mapping[str, str]
) -> Iterator[Requirement]:
    """Give what to install: what is needed, and what is there in another version than named.

    `ours` are in the version that our tests need. `installed` are versions by canonical name.
    """
    for name in sorted({*needed, *installed} - ours.keys()):
        wanted = named.get(name) or needed.get(name)
        if wanted is None:
            continue
        version = installed.get(name)
        if version is None or not wanted.specifier.contains(version, prereleases=True):
            yield wanted


@click.command()
@click.argument("ours", type=click.File())
def main(ours: Iterable[str]) -> None:
    """Print what is to be installed beside the requirements of a file; what is needed is read."""
    installed: dict[str, str] = {
        canonicalize_name(one.name): one.version for one in distributions()
    }
    named = named_by(Path(homeassistant.__path__[0]))
    for requirement in missing(named, by_name(sys.stdin), by_name(ours), installed):
        click.echo(requirement)


if __name__ == "__main__":
    main()
