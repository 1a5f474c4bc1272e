"""What a FUOTA task that is to be written will take, and what makes its success doubtful."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from .exceptions import in_words
from .ns_api.device import Device
from .ns_api.estimate import TaskEstimate, estimate, estimate_task
from .ns_api.field import Problem
from .ns_api.fuota_draft import Surroundings, TaskDraft
from .ns_api.preflight import airtime_of, cautions, device_cautions, refusals
from .ns_api.profile import Profile


@dataclass(frozen=True)
class Preflight:
    """The estimate, None where the size of the firmware is not told; refusals; warnings."""

    estimate: TaskEstimate | None
    refusals: list[Problem]
    warnings: tuple[str, ...]

    @property
    def told_estimate(self) -> dict[str, Any] | None:
        """The estimate as a response tells it: the airtime in ms, other spans of time in s."""
        made = self.estimate
        if made is None:
            return None
        return {
            "fragments": made.fragments,
            "sent_fragments": made.sent_fragments,
            "frame_airtime": made.frame_airtime,
            "sending_time": made.sending_time.total_seconds(),
            "duration": made.duration.total_seconds(),
            "ends_at": made.ends_at.isoformat(),
        }


def preflight(
    draft: TaskDraft,
    there: Surroundings,
    devices: Mapping[str, Device],
    profiles: Mapping[str, Profile],
    allowance: timedelta,
) -> Preflight:
    """Look at a task before it is written. `allowance` is for what it takes beside sending."""
    values, plan = draft.values, there.plan
    airtime = airtime_of(values, plan)
    sending = None
    if draft.firmware.size:
        sending = estimate(
            draft.firmware.size,
            values["fragment_size"],
            values["fragment_interval"],
            values["fragment_redundancy"],
        )
    concerned = [devices[dev_eui] for dev_eui in values["dev_euis"] if dev_eui in devices]
    found = [
        *draft.warnings,
        *cautions(values, airtime, plan, sending),
        *device_cautions(concerned, profiles, there.now, there.time_zone),
    ]
    started_at = datetime.fromisoformat(values["started_at"])
    return Preflight(
        estimate_task(sending, airtime, started_at, allowance) if sending else None,
        refusals(values, airtime),
        in_words(found),
    )
