"""script/bench, so small that its numbers tell nothing: that it measures, and how it tells."""

import asyncio
from pathlib import Path
import sys
from typing import Any

from click.testing import CliRunner
import orjson
import pytest
import pytest_socket

from bench.__main__ import main
from bench.figure import Figure, table
from demo.browser import chromium_path
from demo.home_assistant import ROOT

QUICK = ("poll", "round_trip", "uplinks", "shared_topics", "recorder", "pages")
# Only where there is a browser.
DRAWN = (
    ("draw", "draw_long_tasks", "draw_push", "list_first", "list_frame", "list_long_tasks")
    if chromium_path()
    else ()
)


async def _bench(*options: str) -> tuple[int | None, str]:
    """Run the benchmarks, and return their exit code and what they wrote."""
    pytest_socket.enable_socket()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench", *options),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    return process.returncode, output.decode()


# Beside the soak, for both keep a processor busy.
@pytest.mark.xdist_group("test_soak")
@pytest.mark.timeout(400)
async def test_figures_are_measured_and_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    only = [part for name in QUICK for part in ("--only", name)]
    code, output = await _bench(
        *only, "--runs", "1", "--devices", "20", "--gateways", "2", "--json", str(file)
    )
    assert code == 0, output
    figures: dict[str, dict[str, Any]] = orjson.loads(file.read_bytes())
    assert list(figures) == [
        *("poll", "poll_time", "poll_integration", "poll_hold", "poll_writes"),
        *("usual", "usual_ours", "usual_ratio"),
        *("poll_integration_rare", "poll_hold_rare", "poll_writes_rare"),
        *("round_trip", "round_trip_p99"),
        *("uplink", "uplink_time", "uplink_nobody", "uplink_hold", "uplink_memory"),
        *("shared_topics", "shared_topics_noise", "noise", "noise_client"),
        *("recorder", "recorder_idle"),
        *("push", "push_all", "loader_size", "card_size", "panel_size", *DRAWN),
    ]
    for name, figure in figures.items():
        assert figure.keys() >= {"median", "spread", "aim", "unit"}, name
        low, high = figure["spread"]
        assert low <= figure["median"] <= high, name
        assert figure["title"] in output
    ratios = [name for name, figure in figures.items() if figure["unit"] == "×"]
    assert ratios
    assert all(figures[name]["median"] > 0 for name in ratios), output
    # These do not depend on how fast the machine is.
    assert figures["poll_writes"]["met"], output
    assert figures["poll_writes_rare"]["met"], output
    assert figures["recorder_idle"]["median"] == 0, output
    assert figures["recorder"]["median"] > 0, output
    assert figures["loader_size"]["met"], output
    assert figures["card_size"]["met"], output
    assert figures["panel_size"]["met"], output


def test_a_figure_that_there_is_not_is_refused() -> None:
    result = CliRunner().invoke(main, ["--only", "speed"])
    assert result.exit_code == 2
    assert "'speed' is not one of" in result.output


def test_drawing_the_growth_without_measuring_it_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--only", "poll", "--plot", str(tmp_path)])
    assert result.exit_code == 2
    assert "--only growth" in result.output


def test_a_figure_has_the_median_and_the_quartiles_of_its_runs() -> None:
    figure = Figure(name="poll", title="poll", values=(1, 2, 3, 4, 100), unit="", aim=3)
    assert (figure.median, figure.spread, figure.met) == (3, (2, 4), True)


def test_an_exact_figure_is_met_only_by_every_run() -> None:
    figure = Figure(name="writes", title="writes", values=(0, 0, 1), unit="", aim=0, exactly=True)
    assert figure.median == 0
    assert figure.met is False


def test_the_table_has_a_line_for_each_figure_and_its_floor() -> None:
    figures = [
        Figure(name="poll", title="a poll", values=(2.0,), unit="", aim=3),
        Figure(name="hold", title="a hold", values=(7.0,), unit="ms", aim=5, floor="It's so."),
    ]
    _, poll, hold, floor = table(figures).splitlines()
    assert poll.split() == ["poll", "a", "poll", "2", "2", "–", "2", "≤", "3", "yes"]
    assert hold.split() == ["hold", "a", "hold", "7", "ms", "7", "–", "7", "≤", "5", "no"]
    assert floor.strip() == "hold: It's so."
