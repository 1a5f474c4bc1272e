"""What a FUOTA task that is to be written will take, and what makes its success doubtful."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..const import FUOTA_ALLOWANCE
from ..ns_api.device import Device
from ..ns_api.errors import RefusedError
from ..ns_api.estimate import TaskEstimate, estimate, estimate_task
from ..ns_api.field import Problem
from ..ns_api.fuota_draft import TaskDraft
from ..ns_api.preflight import Caution, airtime_of, cautions, device_cautions, refusals
from ..ns_api.profile import Profile
from .call import GatewayCall, warning


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


def in_words(found: Iterable[Caution]) -> tuple[str, ...]:
    """Return warnings as sentences."""
    return tuple(warning(one.kind, **one.placeholders) for one in found)


async def async_preflight(
    call: GatewayCall, draft: TaskDraft, devices: Mapping[str, Device], now: datetime
) -> Preflight:
    """Look at a task before it is written."""
    values, plan = draft.values, call.plan
    airtime = airtime_of(values, plan)
    sending = None
    if draft.firmware.size:
        sending = estimate(
            draft.firmware.size,
            values["fragment_size"],
            values["fragment_interval"],
            values["fragment_redundancy"],
        )
    profiles: Mapping[str, Profile] = {}
    with suppress(RefusedError):
        # Read for the sake of a warning: no reason to make no task.
        profiles = (await call.gateway.list_profiles()).profiles
    concerned = [devices[dev_eui] for dev_eui in values["dev_euis"] if dev_eui in devices]
    found = [
        *cautions(values, airtime, plan, sending),
        *device_cautions(concerned, profiles, now, call.runtime.time_zone),
    ]
    started_at = datetime.fromisoformat(values["started_at"])
    return Preflight(
        estimate_task(sending, airtime, started_at, FUOTA_ALLOWANCE) if sending else None,
        refusals(values, airtime),
        in_words(found),
    )
