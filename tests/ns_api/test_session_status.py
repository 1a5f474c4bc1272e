"""How an update goes for a device: both status tables of 6.11, in words."""

import pytest

from custom_components.milesight_network_server.ns_api.fuota import FuotaDevice
from custom_components.milesight_network_server.ns_api.session_status import (
    SessionPhase,
    UpdateStatus,
    failed,
    session_phase,
    update_status,
)


def status(multicast: int | None, fragment: int | None) -> UpdateStatus | None:
    """Return the word for a pair of codes."""
    return update_status(
        FuotaDevice(
            dev_eui="24E1247151234568",
            multicast_session_status=multicast,
            fragment_session_status=fragment,
        )
    )


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (0, "not_started"),
        (1, "group_setup"),
        (2, "group_setup"),
        (3, "session_ready"),
        (4, "receiving"),
        (5, "received"),
        (6, "group_setup_timeout"),
        (7, "multicast_id_mismatch"),
        (8, "session_timeout"),
        (9, "multicast_id_undefined"),
        (10, "frequency_unsupported"),
        (11, "data_rate_unsupported"),
        (12, "multicast_id_mismatch"),
        (13, "multicast_error"),
    ],
)
def test_multicast_session_decides_before_the_fragments_begin(code: int, word: str) -> None:
    assert status(code, 0) == word
    assert failed(status(code, 0)) is (code >= 6)


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (1, "group_setup"),
        (2, "session_ready"),
        (3, "receiving"),
        (4, "fragment_setup_timeout"),
        (5, "descriptor_mismatch"),
        (6, "search_unsupported"),
        (7, "low_memory"),
        (8, "coding_unsupported"),
        (9, "fragments_missing"),
        (10, "upgrade_failed"),
        (11, "fragment_error"),
        (12, "received"),
        (13, "complete"),
        (14, "upgrade_timeout"),
        (15, "report_timeout"),
        (16, "unknown_error"),
    ],
)
def test_fragment_session_decides_once_it_has_begun(code: int, word: str) -> None:
    assert status(4, code) == word
    assert failed(status(4, code)) is (code in {*range(4, 12), 14, 15, 16})


def test_failed_multicast_session_beats_fragments_that_are_merely_awaited() -> None:
    assert status(8, 2) == "session_timeout"
    assert status(8, 13) == "complete"
    assert status(8, 9) == "fragments_missing"


@pytest.mark.parametrize(("multicast", "fragment"), [(99, 0), (4, 17), (-1, 0)])
def test_codes_that_nobody_documented_have_no_word(multicast: int, fragment: int) -> None:
    assert status(multicast, fragment) is None


def test_absent_codes_are_not_started() -> None:
    assert status(None, None) == "not_started"


@pytest.mark.parametrize(
    ("statuses", "phase"),
    [
        (["not_started", "group_setup"], SessionPhase.SETTING_UP),
        (["session_ready", "low_memory"], SessionPhase.SETTING_UP),
        (["session_ready", "receiving"], SessionPhase.SENDING),
        (["receiving", "received"], SessionPhase.SENDING),
        (["received", "complete"], SessionPhase.FINISHING),
        (["complete", "low_memory"], SessionPhase.FINISHING),
    ],
)
def test_session_is_as_far_as_its_devices(statuses: list[str], phase: SessionPhase) -> None:
    assert session_phase([UpdateStatus(one) for one in statuses]) is phase
