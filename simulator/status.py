"""The codes of a device's way through a firmware update (section 6.11)."""

from enum import IntEnum


class MulticastStatus(IntEnum):
    """Multicast session status."""

    NOT_STARTED = 0
    SETTING_UP = 1
    CONFIRMED = 2
    READY = 3
    PROCESSING = 4
    COMPLETE = 5
    SETUP_TIMEOUT = 6
    ID_MISMATCH = 7
    REQUEST_TIMEOUT = 8
    ID_UNDEFINED = 9
    FREQUENCY_ERROR = 10
    DATA_RATE_ERROR = 11
    SESSION_ID_MISMATCH = 12
    UNKNOWN_ERROR = 13


class FragmentStatus(IntEnum):
    """Fragment session status."""

    NOT_STARTED = 0
    SETTING_UP = 1
    READY = 2
    PROCESSING = 3
    SETUP_TIMEOUT = 4
    DESCRIPTOR_MISMATCH = 5
    SEARCH_UNSUPPORTED = 6
    LOW_MEMORY = 7
    CODING_UNSUPPORTED = 8
    FRAGMENTS_LACKING = 9
    UPGRADE_FAILED = 10
    SESSION_ERROR = 11
    SESSION_COMPLETE = 12
    UPGRADE_COMPLETE = 13
    UPGRADE_TIMEOUT = 14
    REPORT_TIMEOUT = 15
    UNKNOWN_ERROR = 16


def multicast_failed(code: int) -> bool:
    """Whether a multicast session status is a failure; one that no table has is."""
    return code > MulticastStatus.COMPLETE


def fragment_failed(code: int) -> bool:
    """Whether a fragment session status is a failure; one that no table has is."""
    return code > FragmentStatus.PROCESSING and code not in (
        FragmentStatus.SESSION_COMPLETE,
        FragmentStatus.UPGRADE_COMPLETE,
    )


MULTICAST_FAILURES = frozenset(status for status in MulticastStatus if multicast_failed(status))
FRAGMENT_FAILURES = frozenset(status for status in FragmentStatus if fragment_failed(status))
