"""Pictures of how things grow."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from .growth import Size


def draw(measured: Sequence[Size], folder: Path) -> list[Path]:
    """Write the pictures to a folder, and return them. Needs matplotlib."""
    import matplotlib as mpl  # noqa: PLC0415 - not everybody who measures draws

    mpl.use("agg")
    from matplotlib.figure import Figure  # noqa: PLC0415

    pictures = []
    for name, title, unit, scale, lines in (
        (
            "scaling-poll", "Event-loop time of a poll, 60 % heard, 1 % changed", "ms", 1e3,
            {
                "poll": [one.polls.busy for one in measured],
                "longest hold in it": [one.polls.longest for one in measured],
                "orjson.loads alone": [one.polls.decoding for one in measured],
            },
        ),
        (
            "scaling-set-up", "Event-loop time of setting up a gateway", "s", 1.0,
            {
                "first time": [one.set_up.first for one in measured],
                "bare entities, first time": [one.set_up.bare_first for one in measured],
                "again, all registered": [one.set_up.again for one in measured],
                "bare entities, again": [one.set_up.bare_again for one in measured],
            },
        ),
    ):  # fmt: skip
        figure = Figure(figsize=(7, 4.2), layout="constrained")
        axes = figure.subplots()
        devices = [one.devices for one in measured]
        for number, (label, values) in enumerate(lines.items()):
            medians = [scale * median(one) for one in values]
            style = "--" if label.startswith(("bare", "orjson")) else "-"
            axes.plot(devices, medians, f"o{style}", label=label, color=f"C{number}", markersize=4)
        axes.set(
            title=title, xlabel="devices", ylabel=unit, xscale="log", yscale="log",
            xticks=devices, xticklabels=[f"{count:,}" for count in devices],
        )  # fmt: skip
        axes.minorticks_off()
        axes.grid(visible=True, alpha=0.3)
        axes.legend()
        picture = folder / f"{name}.png"
        figure.savefig(picture, dpi=110)
        pictures.append(picture)
    return pictures
