"""What the page sends and hears on which devices are commissioned.

`frontend/src/commissioning/messages.ts` is written from these.
"""

from dataclasses import dataclass

from ..services.joining import JoinState, SignalQuality


@dataclass(frozen=True, kw_only=True, slots=True)
class CodecProposalMessage:
    """A payload codec that fits, and how many similar devices have it already."""

    payload_codec_id: int
    name: str
    used: int


@dataclass(frozen=True, kw_only=True, slots=True)
class LookedUpMessage:
    """What is known of a DevEUI: whether the gateway has it.

    `device_id` and `name` are of the device in Home Assistant. `uplinks` is whether uplinks are
    read here, so that the first one can be waited for.
    """

    dev_eui: str
    exists: bool
    name: str | None
    device_id: str | None
    uplinks: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ProposalsMessage:
    """The payload codecs that would fit a new device, the likeliest first."""

    proposals: list[CodecProposalMessage]


@dataclass(frozen=True, kw_only=True, slots=True)
class JoiningMessage:
    """How far a device is that was added. `signal` is None where the uplink does not report it.

    `answers` is whether the gateway answered when it was last asked for the device.
    """

    dev_eui: str
    device_id: str | None
    state: JoinState
    signal: SignalQuality | None
    rssi: float | None
    snr: float | None
    answers: bool


# What `frontend/src/commissioning/messages.ts` has.
MESSAGES = (CodecProposalMessage, LookedUpMessage, ProposalsMessage, JoiningMessage)
