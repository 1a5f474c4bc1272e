"""A measured figure: its median, its spread, what it should be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What several runs gave for one question.

    `aim` is the greatest value that is good enough, None for a figure that only tells. With
    `exactly`, nothing but the aim is good enough, in any run. `floor` tells in one sentence what
    keeps it from being less.
    """

    name: str
    title: str
    values: tuple[float, ...]
    unit: str
    aim: float | None = None
    exactly: bool = False
    floor: str = ""

    @property
    def median(self) -> float:
        """The value of the run in the middle."""
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """The first and the third quartile: half of the runs lie between them."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        low, _, high = quantiles(self.values, n=4, method="inclusive")
        return low, high

    @property
    def met(self) -> bool | None:
        """Whether the aim is met, None where there is none."""
        if self.aim is None:
            return None
        if self.exactly:
            return all(value == self.aim for value in self.values)
        return self.median <= self.aim

    def to_json(self) -> dict[str, Any]:
        """Return the figure for a file."""
        return {
            "title": self.title,
            "median": self.median,
            "spread": list(self.spread),
            "aim": self.aim,
            "unit": self.unit,
            "met": self.met,
            "runs": len(self.values),
            **({"floor": self.floor} if self.floor else {}),
        }


def ratios(values: Iterable[float], floors: Iterable[float]) -> tuple[float, ...]:
    """Return each value over the floor that was measured beside it."""
    return tuple(value / floor for value, floor in zip(values, floors, strict=True))


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines of text with aligned columns."""
    rows = [("figure", "", "median", "quartiles", "aim", "met")]
    for one in figures:
        low, high = one.spread
        aim = "" if one.aim is None else f"{'=' if one.exactly else '≤'} {_number(one.aim)}"
        met = {True: "yes", False: "no", None: ""}[one.met]
        spread = f"{_number(low)} – {_number(high)}"
        median_and_unit = f"{_number(one.median)} {one.unit}".rstrip()
        rows.append((one.name, one.title, median_and_unit, spread, aim, met))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines += [f"  {one.name}: {one.floor}" for one in figures if one.floor]
    return "\n".join(lines)


def _number(value: float) -> str:
    """Return a number with three significant digits, or whole where it has more."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004
