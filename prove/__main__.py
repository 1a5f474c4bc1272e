"""The command line: script/prove."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
import os
import sys
from time import perf_counter

import click

from .blocks import HISTORIES, Outcome, block

# After so many failures there is enough to read.
MOST_FAILURES = 5


@click.command(context_settings={"max_content_width": 100, "show_default": True})
@click.option("--seeds", "histories", type=click.IntRange(1), default=2000,
              help=f"How many histories, {HISTORIES} of each of Hypothesis' seeds.")  # fmt: skip
@click.option("--first", type=click.IntRange(0), default=0, help="The first of the seeds.")
@click.option("--processes", type=click.IntRange(1), default=os.cpu_count() or 1,
              help="How many at once.")  # fmt: skip
def main(*, histories: int, first: int, processes: int) -> None:
    """Prove the engine of firmware updates, or tell how it fails."""
    seeds = range(first, first + -(-histories // HISTORIES))
    begin = perf_counter()
    failures = done = 0
    for outcome in _carried_out(block, seeds, processes):
        done += HISTORIES
        lasts = perf_counter() - begin
        click.echo(
            f"seed {outcome.seed}: {outcome.verdict}  ({done / lasts:.0f} histories a second)"
        )
        if outcome.story:
            failures += 1
            click.echo(outcome.story)
            if failures >= MOST_FAILURES:
                break
    click.echo(f"{done:,} histories in {perf_counter() - begin:.0f} s, {failures} failures")
    sys.exit(1 if failures else 0)


def _carried_out(work: Callable[[int], Outcome], seeds: range, processes: int) -> Iterator[Outcome]:
    with ProcessPoolExecutor(processes) as pool:
        futures = [pool.submit(work, one) for one in seeds]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for one in futures:
                one.cancel()


if __name__ == "__main__":
    main()
