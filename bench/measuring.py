"""What a group of figures is measured with, and how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .sized import Bench
from .wire import Responder


@dataclass(frozen=True)
class Options:
    """How much is measured. `sizes` are numbers of devices; `plots` is where pictures go.

    `devices` are those of one gateway, `gateways` those that share a pair of topics.
    """

    devices: int
    gateways: int
    runs: int
    sizes: Sequence[int]
    plots: Path | None


@dataclass(frozen=True)
class Measuring:
    """What a group of figures is measured with."""

    bench: Bench
    wire: Responder
    options: Options
