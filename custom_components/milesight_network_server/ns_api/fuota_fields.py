"""The fields of a FUOTA task as they are written, and as they are compared (API document, 6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from types import SimpleNamespace
from typing import Any, ClassVar, Final, override

from .channel_plan import FREQUENCY_STEP, ChannelPlan, data_rate_kind, frequency_kind
from .field import Field
from .fuota import FuotaTask
from .keys import ProblemKey
from .moment import zoned
from .session_plan import MOST_FRAGMENT_SIZE, MOST_INTERVAL
from .value_kinds import EUI, Flag, Kind, ListOf, Text, UnfitError, Whole

MOST_NAME: Final = 127
MOST_DESCRIPTION: Final = 65_535


class _TaskName(Kind):
    """The name of a task: "blank or too long" is what 10310003 refuses."""

    is_case_sensitive: ClassVar[bool] = True

    @override
    def read(self, value: Any) -> str:
        name = Text(MOST_NAME, 1).read(value)
        if not name.strip():
            raise UnfitError(ProblemKey.TEXT, least=1, most=MOST_NAME)
        return name


@dataclass(frozen=True)
class _Moment(Kind):
    """A time; one without a zone is the gateway's local time."""

    time_zone: tzinfo

    @override
    def read(self, value: Any) -> datetime:
        """Return the time in UTC, in whole seconds, as the gateway keeps it."""
        try:
            moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
            aware = zoned(moment, self.time_zone) if isinstance(moment, datetime) else None
            if aware is not None:
                return aware.astimezone(UTC).replace(microsecond=0)
        except ValueError, OverflowError:
            pass
        raise UnfitError(ProblemKey.MOMENT)


def task_fields(plan: ChannelPlan | None, time_zone: tzinfo = UTC) -> tuple[Field, ...]:
    """Return the fields of a task in a region, beside its firmware (6.1, 6.3)."""
    return (
        Field("name", "name", _TaskName()),
        Field("dev_euis", "deveui", ListOf(EUI, least=1, unique=True)),
        Field("started_at", "startedAt", _Moment(time_zone)),
        # The document sets no limit; this one keeps the request below those of brokers.
        Field("description", "description", Text(MOST_DESCRIPTION, lines=True)),
        Field("fragment_size", "fragmentSize", Whole(1, MOST_FRAGMENT_SIZE)),
        Field("fragment_interval", "fragmentInterval", Whole(1000, MOST_INTERVAL)),
        Field("fragment_redundancy", "fragmentRedundancy", Whole(0, 100)),
        Field("dr", "dr", data_rate_kind(plan)),
        Field("frequency", "frequency", frequency_kind(plan, FREQUENCY_STEP)),
    )


# What a row of 6.2 has beside a task's fields. The name of its firmware is among them: in a call,
# it belongs to the content of a file.
TASK_READ_ONLY: Final = (
    "status",
    "stopped_at",
    "created_at",
    "updated_at",
    "done_devices",
    "total_devices",
    "group_type",
    "session_time_delay",
    "session_time_out",
    "multicast_status",
    "is_official_firmware",
    "firmware_info",
    "official_firmware_info",
)
# What is read back and compared with what was sent.
COMPARED_FIELDS: Final = (
    *task_fields(None),
    Field("firmware_name", "firmwareName", Text(255)),
    Field("is_official_firmware", "isOfficialFirmware", Flag()),
)


def read_back(task: FuotaTask, time_zone: tzinfo) -> SimpleNamespace:
    """Return a task as the gateway keeps it, in the form of a draft's values."""
    return SimpleNamespace(**comparable(vars(task), time_zone))


def comparable(task: Mapping[str, Any], time_zone: tzinfo) -> dict[str, Any]:
    """Return what is compared: times as text in UTC, devices in the order of their EUIs."""
    values = {one.name: task.get(one.name) for one in COMPARED_FIELDS}
    started_at = zoned(values["started_at"], time_zone)
    if started_at is not None:
        values["started_at"] = started_at.astimezone(UTC).isoformat(timespec="seconds")
    values["dev_euis"] = sorted(values["dev_euis"] or [])
    return values
