"""Where the list calls have their rows, and how many there are in all."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listing:
    """The keys of an answer's rows and of its total ("" where it has none)."""

    rows: str
    total: str


# By the number of the call. 6.9 is none of them: its models are bare texts.
LISTINGS = {
    "2.3": Listing("result", "totalCount"),
    "3.3": Listing("deviceResult", "devTotalCount"),
    "4.5": Listing("result", "totalCount"),
    "5.1": Listing("result", "totalCount"),
    "short": Listing("result", "totalCount"),
    "6.2": Listing("tasks", "total"),
    "6.6": Listing("maxPayloadSizeMap", ""),
    "6.7": Listing("devices", "total"),
    "6.8": Listing("devices", "total"),
    "6.10": Listing("data", "total"),
}
