"""Holds each module of the integration to the coverage that its quality scale claims."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
import json
from pathlib import Path
import sys
from typing import Any, Final

import click

# Of each module; of the wizard all, as the rule config-flow-test-coverage asks.
_LEAST: Final = 95
_WHOLE: Final = (
    "/config_flow.py",
    "/flow/choosing.py",
    "/flow/discovery.py",
    "/flow/reconfigure.py",
    "/flow/search.py",
)
# What only newer versions of Home Assistant have runs in the tests on the newest one.
_OF_NEWER: Final = (
    "lorawan_hub/connection.py",
    "lorawan_hub/registration.py",
    "newer_home_assistant.py",
)


def too_little(files: Mapping[str, Any]) -> Iterator[str]:
    """Give the modules that the tests do not cover enough, by coverage's report in JSON."""
    for path, measured in sorted(files.items()):
        if path.endswith(_OF_NEWER):
            continue
        least = 100 if path.endswith(_WHOLE) else _LEAST
        percent = measured["summary"]["percent_covered"]
        if percent < least:
            lines = ", ".join(_ranges(measured["missing_lines"]))
            yield f"{path}: {percent:.1f} %, at least {least} % (not run: lines {lines})"


def _ranges(lines: Iterable[int]) -> Iterator[str]:
    """Put lines in ascending order in short: 3, 7-9."""
    # Lines that follow one another are all as far from their place among the lines.
    for _, together in groupby(enumerate(lines), lambda placed: placed[1] - placed[0]):
        first, *others = (line for _, line in together)
        yield f"{first}-{others[-1]}" if others else f"{first}"


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(report: Path) -> None:
    """Tell which modules are covered too little in a report, and end with an error then."""
    found = list(too_little(json.loads(report.read_text("utf-8"))["files"]))
    click.echo("\n".join(found) or "coverage: every module is covered")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
