"""The command line: script/soak."""

import asyncio
import logging
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

import click

from demo.errors import DemoError
from demo.signals import until_signalled

from .report import Report
from .run import Soak, keep_logs
from .site import open_site


@click.command(context_settings={"max_content_width": 100, "show_default": True})
@click.option("--minutes", type=click.FloatRange(0, min_open=True), default=2.0, help="How long.")
@click.option("--seed", type=int, default=1, help="Of what goes wrong and what is done.")
@click.option("--devices", type=click.IntRange(1, 1000), default=24, help="To begin with.")
@click.option(
    "--logs",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the programs' logs here.",
)
def main(minutes: float, seed: int, devices: int, logs: Path | None) -> None:
    """Let everything go wrong around a real Home Assistant, and check what must hold.

    Ends with 0 where nothing was lost or doubled, nothing grew, and Home Assistant showed what the
    gateway had after each round.
    """
    # That a connection of ours was lost with the broker is no news.
    logging.getLogger("mqtt").setLevel(logging.CRITICAL)
    try:
        report = asyncio.run(until_signalled(_soak(minutes, seed, devices, logs)))
    except DemoError as error:
        click.echo(f"soak: seed {seed}: {error}", err=True)
        sys.exit(1)
    if report is None:
        sys.exit(1)
    click.echo("\n".join(report.lines()))
    for each in report.broken:
        click.echo(f"soak: seed {seed}: {each}", err=True)
    sys.exit(1 if report.broken else 0)


async def _soak(minutes: float, seed: int, devices: int, logs: Path | None) -> Report:
    with TemporaryDirectory(prefix="milesight-soak-") as name:
        folder = Path(name)
        try:
            async with open_site(folder, devices=devices, seed=seed) as site:
                soak = Soak(site, seed, click.echo)
                await soak.run(minutes * 60)
        finally:
            if logs:
                keep_logs(folder, logs)
        return soak.report


if __name__ == "__main__":
    main(prog_name="script/soak")
