"""Which figures there are, by the groups that are measured together."""

from collections.abc import Awaitable, Callable
from typing import Final

from . import estate_figures, loop_figures, page_figures
from .figure import Figure
from .measuring import Measuring

GROUPS: Final[dict[str, Callable[[Measuring], Awaitable[list[Figure]]]]] = {
    "poll": loop_figures.poll,
    "set_up": loop_figures.set_up,
    "round_trip": loop_figures.round_trip,
    "uplinks": estate_figures.uplinks,
    "shared_topics": estate_figures.shared_topics,
    "memory": estate_figures.memory,
    "recorder": estate_figures.recorder,
    "import": estate_figures.import_,
    "discovery": estate_figures.discovery,
    "pages": page_figures.pages,
    "growth": loop_figures.growth,
}
