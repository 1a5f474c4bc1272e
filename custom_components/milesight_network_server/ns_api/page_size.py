"""How many rows of a list to ask for at once: as many as fit a message and are answered quickly."""

from time import monotonic
from typing import Final

# What Milesight's own client asks for.
FIRST: Final = 50
# The smallest message size that a broker is known to allow (AWS IoT), with some room to it.
MOST_BYTES: Final = 120 * 1024
# Fewer rows than this are not worth a request each.
_FEWEST: Final = 5
# An answer is quick within this share of the time-out, and late beyond that one.
_QUICK: Final = 0.25
_LATE: Final = 0.5
# Seconds until more rows are tried again than came last.
_CAUTIOUS_FOR: Final = 3600.0


class PageSize:
    """The size of the pages of one list, which adapts to the answers.

    It starts at 50 rows, doubles after each whole list while its pages are quick and small enough,
    and goes back at once when a page is late, too long, torn or missing.
    """

    def __init__(self, ceiling: int | None = None) -> None:
        self._ceiling = ceiling
        self.rows = FIRST if ceiling is None else min(FIRST, ceiling)
        self._may_grow = True
        # Rows and bytes of the fullest page of the list that is being read.
        self._fullest = (0, 0)
        # More than this is not asked for until then (monotonic).
        self._cap: int | None = None
        self._cautious_until = 0.0

    def came(self, asked: int, rows: int, size: int, share: float) -> None:
        """Enter a page: rows asked for and received, bytes, and its share of the time-out."""
        self._fullest = max(self._fullest, (rows, size))
        if share > _LATE and asked > FIRST:
            self._go_back(asked, FIRST)
        elif size > MOST_BYTES:
            self._go_back(asked, self._fitting)
        elif share > _QUICK:
            self._may_grow = False

    def failed(self, asked: int, *, others_answered: bool) -> None:
        """Enter a page that did not come, and whether other answers came meanwhile."""
        if asked > FIRST:
            self._go_back(asked, FIRST)
        elif others_answered:
            # The gateway is not silent, so the page itself may be too long.
            self._go_back(asked, asked // 2)

    def end(self, *, several_pages: bool) -> None:
        """Grow after a list that came whole, where larger pages save requests."""
        fitting, may_grow = self._fitting, self._may_grow
        self._fullest, self._may_grow = (0, 0), True
        if not (may_grow and several_pages):
            return
        if self._cap is not None and monotonic() >= self._cautious_until:
            self._cap = None
        limits = [fitting, *(one for one in (self._ceiling, self._cap) if one is not None)]
        self.rows = max(self.rows, min(2 * self.rows, *limits))

    @property
    def _fitting(self) -> int:
        """How many rows as long as those of the fullest page fit into a message."""
        rows, size = self._fullest
        return MOST_BYTES * rows // size if size else self.rows

    def _go_back(self, asked: int, to: int) -> None:
        self._may_grow = False
        self._cap = max(asked // 2, _FEWEST)
        self._cautious_until = monotonic() + _CAUTIOUS_FOR
        self.rows = min(self.rows, max(to, _FEWEST))
