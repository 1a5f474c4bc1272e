"""What is refused and what is warned of before a FUOTA task is made."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from custom_components.milesight_network_server.ns_api.channel_plan import CHANNEL_PLANS
from custom_components.milesight_network_server.ns_api.device import Device
from custom_components.milesight_network_server.ns_api.field import Caution
from custom_components.milesight_network_server.ns_api.keys import ProblemKey, WarningKey
from custom_components.milesight_network_server.ns_api.profile import Profile
from custom_components.milesight_network_server.ns_api.session_plan import (
    Estimate,
    airtime_of,
    cautions,
    clock_cautions,
    device_cautions,
    estimate,
    refusals,
)

EU868: Final = CHANNEL_PLANS["EU868"]
WORKED: Final[dict[str, Any]] = {
    "fragment_size": 88,
    "fragment_interval": 5000,
    "fragment_redundancy": 30,
    "dr": 3,
    "frequency": 869_525_000,
}
SENDING: Final = estimate(182_581, 88, 5000, 30)
NOW: Final = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")


def warned(
    changed: dict[str, Any], plan: str = "EU868", sending: Estimate | None = SENDING
) -> list[Caution]:
    """Return the warnings about how the worked example is sent, changed so."""
    values = WORKED | changed
    channel_plan = CHANNEL_PLANS.get(plan)
    return list(cautions(values, airtime_of(values, channel_plan), channel_plan, sending))


def duty(percent: str, most: str) -> list[Caution]:
    return [Caution(WarningKey.DUTY_CYCLE, {"duty": percent, "most": most})]


def test_the_worked_example_exceeds_the_duty_cycle_of_eu868() -> None:
    assert warned({}) == duty("11.5", "10")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        # 574.5 ms are 10 % of 5,745 ms.
        ({"fragment_interval": 5744}, duty("10.0", "10")),
        ({"fragment_interval": 5745}, []),
        ({"frequency": 869_400_000, "fragment_interval": 6000}, []),
        ({"frequency": 869_650_000, "fragment_interval": 6000}, []),
        ({"frequency": 869_399_900, "fragment_interval": 6000}, duty("9.6", "1")),
        ({"frequency": 869_650_100, "fragment_interval": 6000}, duty("9.6", "1")),
        ({"dr": 5, "frequency": 868_100_000, "fragment_size": 10}, duty("1.2", "1")),
        ({"dr": 5, "frequency": 868_100_000, "fragment_size": 10, "fragment_interval": 7000}, []),
    ],
)
def test_duty_cycle_by_band(changed: dict[str, Any], found: list[Caution]) -> None:
    assert warned(changed) == found


def test_without_a_plan_nothing_is_known_of_airtime_and_duty_cycle() -> None:
    assert warned({}, "EU433") == []
    assert airtime_of(WORKED, None) is None
    assert airtime_of(WORKED | {"dr": 15}, EU868) is None
    assert refusals(WORKED, None) == []


def test_other_regions_have_no_duty_cycle_here() -> None:
    assert warned({"frequency": 505_300_000}, "CN470") == []


@pytest.mark.parametrize(("sent", "long"), [(6553, False), (6554, True)])
def test_session_longer_than_can_be_announced(sent: int, *, long: bool) -> None:
    """6,553 times 5 s are 32,765 s, and one more is 32,770 s."""
    sending = estimate(sent, 1, 5000, 0)
    found = [Caution(WarningKey.LONG_SESSION, {"seconds": "32770", "most": "32768"})]
    assert warned({"fragment_interval": 9000}, sending=sending) == (found if long else [])


def test_interval_below_the_airtime_is_refused() -> None:
    values = WORKED | {"dr": 0, "fragment_size": 46, "fragment_interval": 2793}
    airtime = airtime_of(values, EU868)
    assert airtime == 2793.5
    (found,) = refusals(values, airtime)
    assert (found.field, found.kind, found.value) == (
        "fragment_interval",
        ProblemKey.SHORT_INTERVAL,
        "2793",
    )
    assert found.allowed == {"airtime": "2793.5", "dr": "0"}
    assert refusals(values | {"fragment_interval": 2794}, airtime) == []


def device(
    number: int, profile_id: str | None = "c", last_seen_at: datetime | None = NOW
) -> Device:
    return Device(
        dev_eui=f"24E124000000000{number}", profile_id=profile_id, last_seen_at=last_seen_at
    )


PROFILES: Final = {
    "a": Profile(profile_id="a", supports_class_c=False),
    "c": Profile(profile_id="c", supports_class_c=True),
    "?": Profile(profile_id="?"),
}


def test_devices_whose_profile_is_not_class_c() -> None:
    devices = [device(1, "a"), device(2), device(3, "?"), device(4, None), device(5, "a")]
    assert list(device_cautions(devices, PROFILES, NOW, UTC)) == [
        Caution(WarningKey.NOT_CLASS_C, devices=("24E1240000000001", "24E1240000000005"))
    ]


@pytest.mark.parametrize(
    ("seen", "is_warned"),
    [
        (NOW - timedelta(days=7), False),
        (NOW - timedelta(days=7, seconds=1), True),
        (None, True),
        # Without a zone it is the gateway's time, 8 hours ahead.
        (datetime(2026, 11, 24, 20, 0), False),  # noqa: DTZ001 - as the gateway gives it
        (datetime(2026, 11, 24, 19, 59), True),  # noqa: DTZ001
    ],
)
def test_devices_not_seen_for_a_week(seen: datetime | None, *, is_warned: bool) -> None:
    found = list(device_cautions([device(1, last_seen_at=seen)], PROFILES, NOW, SHANGHAI))
    assert found == (
        [Caution(WarningKey.NOT_SEEN, devices=("24E1240000000001",))] if is_warned else []
    )


@pytest.mark.parametrize(
    ("off", "seconds"), [(120, None), (-120, None), (121, "+121"), (-3600, "-3600")]
)
def test_clock_of_the_gateway(off: int, seconds: str | None) -> None:
    found = list(clock_cautions(NOW + timedelta(seconds=off), NOW, UTC))
    assert found == ([Caution(WarningKey.CLOCK_OFF, {"seconds": seconds})] if seconds else [])


def test_clock_without_a_zone_or_not_reported() -> None:
    local = datetime(2026, 12, 1, 20, 0)  # noqa: DTZ001 - as the gateway gives it
    assert list(clock_cautions(local, NOW, SHANGHAI)) == []
    assert list(clock_cautions(None, NOW, UTC)) == []
