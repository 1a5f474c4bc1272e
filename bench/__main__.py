"""The command line: script/bench."""

import os
from pathlib import Path
import platform
import sys
from time import perf_counter

import click
from homeassistant.const import __version__ as home_assistant_version
import orjson

from demo.errors import DemoError

from .figure import Figure, table
from .figures import GROUPS
from .group import measured
from .measuring import Options


def _sizes(_context: click.Context, _parameter: click.Parameter, text: str) -> list[int]:
    try:
        numbers = sorted({int(part) for part in text.split(",")})
    except ValueError:
        raise click.BadParameter("numbers of devices with commas between them") from None
    if len(numbers) < 2 or numbers[0] < 1:  # noqa: PLR2004 - growth is between two
        raise click.BadParameter("at least two numbers of devices, each at least 1")
    return numbers


@click.command(context_settings={"max_content_width": 100, "show_default": True})
@click.option("--only", multiple=True, type=click.Choice(tuple(GROUPS)),
              help="Measure this; repeatable.  [default: all]")  # fmt: skip
@click.option("--devices", default=2000, type=click.IntRange(4), help="Of one gateway.")
@click.option("--gateways", default=50, type=click.IntRange(2), help="On one pair of topics.")
@click.option("--runs", default=3, type=click.IntRange(1), help="How often; fewer are faster.")
@click.option("--sizes", default="10,100,1000,5000", callback=_sizes,
              help="Numbers of devices for the growth.")  # fmt: skip
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the figures here, too.")  # fmt: skip
@click.option("--plot", "plots", type=click.Path(file_okay=False, path_type=Path),
              help="Draw the growth into this folder.")  # fmt: skip
def main(
    *,
    only: tuple[str, ...],
    devices: int,
    gateways: int,
    runs: int,
    sizes: list[int],
    json_file: Path | None,
    plots: Path | None,
) -> None:
    """Measure what the integration costs, each figure beside the floor under it.

    All figures take several minutes. What else runs on the machine disturbs them.
    """
    groups = only or tuple(GROUPS)
    if plots is not None:
        if "growth" not in groups:
            raise click.UsageError("--plot draws the growth: add --only growth.")
        plots.mkdir(parents=True, exist_ok=True)
    options = Options(devices=devices, gateways=gateways, runs=runs, sizes=sizes, plots=plots)

    figures: list[Figure] = []
    for number, group in enumerate(groups):
        begin = perf_counter()
        try:
            broker, of_group = measured(group, options)
        except DemoError as error:
            click.echo(f"bench: {error}", err=True)
            sys.exit(1)
        if number == 0:
            click.echo(
                f"Home Assistant {home_assistant_version}, Python {platform.python_version()},"
                f" {broker}, {os.cpu_count()} processors",
                err=True,
            )
        figures += of_group
        click.echo(f"{group}: {perf_counter() - begin:.0f} s", err=True)
    click.echo(table(figures))
    if json_file is not None:
        content = {one.name: one.to_json() for one in figures}
        json_file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
