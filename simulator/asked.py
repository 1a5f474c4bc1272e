"""One call that reached the gateway, taken apart for what answers it."""

from dataclasses import dataclass
from datetime import datetime

from .checks import Fields, Query


@dataclass(frozen=True, slots=True)
class Asked:
    """The id in the path ("" where the call has none), the query, the body, and the moment."""

    path_id: str
    query: Query
    sent: object
    at: datetime

    @property
    def body(self) -> Fields:
        """The body's fields; code 3 when it is no object."""
        return Fields(self.sent)
