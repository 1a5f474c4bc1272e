"""The command line: script/prove."""

from concurrent.futures import ProcessPoolExecutor, as_completed
import os
import sys
from time import perf_counter

import click

from .blocks import HISTORIES, Block, crash_blocks, history_blocks, mutation_blocks

# After so many failures there is enough to read.
MOST_FAILURES = 5


@click.command(context_settings={"max_content_width": 100, "show_default": True})
@click.option("--seeds", "histories", type=click.IntRange(0), default=2000,
              help=f"How many histories, {HISTORIES} of each of Hypothesis' seeds.")  # fmt: skip
@click.option("--first", type=click.IntRange(0), default=0, help="The first of the seeds.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1,
              help="How many at once.")  # fmt: skip
@click.option("--crash-points/--no-crash-points", default=True,
              help="Kill Home Assistant at each step of the basic scenarios.")  # fmt: skip
@click.option("--mutations", is_flag=True,
              help="Put faults into the engine instead, each of which must be found.")  # fmt: skip
def main(
    *, histories: int, first: int, processes: int, crash_points: bool, mutations: bool
) -> None:
    """Prove the engine of firmware updates by simulation, or tell the story of how it fails.

    Ends with 0 where all holds.
    """
    if mutations:
        blocks = list(mutation_blocks())
    else:
        blocks = [*(crash_blocks() if crash_points else ()), *history_blocks(first, histories)]
    begin = perf_counter()
    tried, failures = _carry_out(blocks, processes)
    seconds = perf_counter() - begin
    speed = tried / seconds if seconds else 0.0
    click.echo(f"{tried:,} tried in {seconds:.0f} s ({speed:.1f} a second), {failures} failures")
    sys.exit(1 if failures else 0)


def _carry_out(blocks: list[Block], processes: int) -> tuple[int, int]:
    """Try all blocks; return how much was tried, and how many blocks failed."""
    tried = failures = 0
    with ProcessPoolExecutor(processes) as pool:
        futures = [pool.submit(one) for one in blocks]
        for number, future in enumerate(as_completed(futures), 1):
            outcome = future.result()
            tried += outcome.tried
            click.echo(f"{number}/{len(blocks)}  {outcome}")
            if outcome.story:
                failures += 1
                click.echo(outcome.story)
            if failures >= MOST_FAILURES:
                pool.shutdown(wait=False, cancel_futures=True)
                break
    return tried, failures


if __name__ == "__main__":
    main()
