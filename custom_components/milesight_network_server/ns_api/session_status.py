"""The state of a firmware update on one device (API document 6.11: both session status tables)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from .fuota import FuotaDevice


class UpdateStatus(StrEnum):
    """The state of a device in a FUOTA task."""

    NONE = "none"
    QUEUED = "queued"
    NOT_STARTED = "not_started"
    GROUP_SETUP = "group_setup"
    SESSION_READY = "session_ready"
    RECEIVING = "receiving"
    RECEIVED = "received"
    COMPLETE = "complete"
    GROUP_SETUP_TIMEOUT = "group_setup_timeout"
    MULTICAST_ID_MISMATCH = "multicast_id_mismatch"
    SESSION_TIMEOUT = "session_timeout"
    MULTICAST_ID_UNDEFINED = "multicast_id_undefined"
    FREQUENCY_UNSUPPORTED = "frequency_unsupported"
    DATA_RATE_UNSUPPORTED = "data_rate_unsupported"
    MULTICAST_ERROR = "multicast_error"
    FRAGMENT_SETUP_TIMEOUT = "fragment_setup_timeout"
    DESCRIPTOR_MISMATCH = "descriptor_mismatch"
    SEARCH_UNSUPPORTED = "search_unsupported"
    LOW_MEMORY = "low_memory"
    CODING_UNSUPPORTED = "coding_unsupported"
    FRAGMENTS_MISSING = "fragments_missing"
    UPGRADE_FAILED = "upgrade_failed"
    FRAGMENT_ERROR = "fragment_error"
    UPGRADE_TIMEOUT = "upgrade_timeout"
    REPORT_TIMEOUT = "report_timeout"
    UNKNOWN_ERROR = "unknown_error"


class SessionPhase(StrEnum):
    """The phase of a task's multicast session."""

    SETTING_UP = "setting_up"
    SENDING = "sending"
    FINISHING = "finishing"
    ENDED = "ended"


_MULTICAST: Final = (
    UpdateStatus.NOT_STARTED,
    UpdateStatus.GROUP_SETUP,
    UpdateStatus.GROUP_SETUP,
    UpdateStatus.SESSION_READY,
    UpdateStatus.RECEIVING,
    UpdateStatus.RECEIVED,
    UpdateStatus.GROUP_SETUP_TIMEOUT,
    UpdateStatus.MULTICAST_ID_MISMATCH,
    UpdateStatus.SESSION_TIMEOUT,
    UpdateStatus.MULTICAST_ID_UNDEFINED,
    UpdateStatus.FREQUENCY_UNSUPPORTED,
    UpdateStatus.DATA_RATE_UNSUPPORTED,
    UpdateStatus.MULTICAST_ID_MISMATCH,
    UpdateStatus.MULTICAST_ERROR,
)
_FRAGMENT: Final = (
    UpdateStatus.NOT_STARTED,
    UpdateStatus.GROUP_SETUP,
    UpdateStatus.SESSION_READY,
    UpdateStatus.RECEIVING,
    UpdateStatus.FRAGMENT_SETUP_TIMEOUT,
    UpdateStatus.DESCRIPTOR_MISMATCH,
    UpdateStatus.SEARCH_UNSUPPORTED,
    UpdateStatus.LOW_MEMORY,
    UpdateStatus.CODING_UNSUPPORTED,
    UpdateStatus.FRAGMENTS_MISSING,
    UpdateStatus.UPGRADE_FAILED,
    UpdateStatus.FRAGMENT_ERROR,
    UpdateStatus.RECEIVED,
    UpdateStatus.COMPLETE,
    UpdateStatus.UPGRADE_TIMEOUT,
    UpdateStatus.REPORT_TIMEOUT,
    UpdateStatus.UNKNOWN_ERROR,
)
_UNDER_WAY: Final = (
    UpdateStatus.NOT_STARTED,
    UpdateStatus.GROUP_SETUP,
    UpdateStatus.SESSION_READY,
    UpdateStatus.RECEIVING,
    UpdateStatus.RECEIVED,
)
# Multicast 6 to 13; fragment 4 to 11 and 14 to 16. A code to come is none of them.
_FAILURES: Final = frozenset({*_MULTICAST[6:], *_FRAGMENT[4:12], *_FRAGMENT[14:]})
# From this fragment code on, the update has ended, whatever the multicast session's code is.
_FIRST_END: Final = 4


def _word(table: tuple[UpdateStatus, ...], code: int | None) -> UpdateStatus | None:
    """Return the word for a code, None for one that the document does not list."""
    if code is None:
        return UpdateStatus.NOT_STARTED
    return table[code] if 0 <= code < len(table) else None


def failed(status: UpdateStatus | None) -> bool:
    """Whether a status is a failure: multicast 6-13, fragment 4-11 and 14-16."""
    return status in _FAILURES


def update_status(device: FuotaDevice) -> UpdateStatus | None:
    """Return the state of a device's update, None for codes that are not documented.

    A fragment code of an end decides. Before it, a multicast session that failed beats a
    fragment session that merely goes on: a device may be ready for fragments that never come. Else
    the fragment session decides, once it has started.
    """
    code = device.fragment_session_status
    fragment = _word(_FRAGMENT, code)
    multicast = _word(_MULTICAST, device.multicast_session_status)
    if fragment is None or (code is not None and code >= _FIRST_END):
        return fragment
    if failed(multicast) or fragment is UpdateStatus.NOT_STARTED:
        return multicast
    return fragment


def session_phase(statuses: Iterable[UpdateStatus | None]) -> SessionPhase | None:
    """Return the phase of an executing task's session, derived from its devices.

    None where no device has a status that is known.
    """
    known = {status for status in statuses if status is not None}
    live = known.intersection(_UNDER_WAY)
    if not known:
        return None
    if UpdateStatus.RECEIVING in live:
        return SessionPhase.SENDING
    if not live or UpdateStatus.RECEIVED in live:
        return SessionPhase.FINISHING
    return SessionPhase.SETTING_UP
