"""How a gateway behaves where the document leaves room, and where real gateways leave the document.

What is the default here is what real gateways do as far as anybody knows, or else what the
document says. Each field is an option of the command line by the same name.
"""

from dataclasses import dataclass, fields
import math
from typing import Literal, get_args

type Times = Literal["real", "iso", "local", "utc", "relative"]
type Order = Literal["added", "newest", "moving"]
type Success = Literal["documented", "real", "zero", "accept"]
type FailureForm = Literal["documented", "err-code"]
type Codecs = Literal["small", "real"]
type Joins = Literal["all", "some"]
type Acks = Literal["real", "late", "never", "twice", "another", "refused"]
type NoFuota = int | Literal["silent"] | None

CHOICES: dict[str, tuple[str, ...]] = {
    "times": get_args(Times.__value__),
    "order": get_args(Order.__value__),
    "success": get_args(Success.__value__),
    "failure": get_args(FailureForm.__value__),
    "codecs": get_args(Codecs.__value__),
    "joins": get_args(Joins.__value__),
    "acks": get_args(Acks.__value__),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """The manners of one gateway.

    times: how 3.3 writes when a device was heard. real: English ("3 hours ago") and Go's text of
    a time; iso: with an offset, and local without a zone; local: both local without a zone; utc:
    both as Go's text, in UTC; relative: English alone, as old firmware does.
    order: of 3.3. newest: heard last comes first, unless the request says `order=asc`; moving:
    even then; added: as the devices were added.
    null_lists: an empty list is null, as Go writes a slice that nothing was put in.
    success: the answer of writes that have nothing to say.
    failure: `code` and `error`, or `errCode` and `errMsg`. error_text: the words of every refusal.
    no_fuota: firmware without FUOTA, which answers this code to all of /api/fuota, or nothing.
    no_payload_sizes: 6.6 is answered with code 21.
    codecs: the inbuilt library, of 11 short codecs, or of 115 with 6.5 MB of scripts.
    short_codecs: GET /api/payloadcodecs-short is answered.
    message_limit: the broker takes no message above so many bytes; the gateway is cut off for
    `cut_off` seconds when it sends one.
    twins: two models have a second official file of one version.
    file_content: 6.2 gives a local firmware's content back.
    lenient_success: a task succeeds although devices failed.
    stale_versions: devices that were updated go on reporting what they ran before.
    misspelt: `multicastSsessionStatus`, as the document's table has it.
    lean_rows: rows lack what some firmware leaves out. hide_keys: `appKey` is blank in rows.
    search_names: the search of 3.3 looks at names alone.
    extra_keys: rows and envelopes have keys that no document knows, some with another value in
    each answer.
    codec_numbers: codecs give numbers for words. unknown_words: they have no word for each fifth
    number, and give "unknown". uplinks_twice: each uplink is published twice.
    joins: of devices that were added, where any do. some: those with the key that is in the
    hardware (the default one, or the DevEUI twice); a DevEUI that ends in 0 never joins, one that
    ends in 1 late, and one that ends in 2 joins, and speaks late.
    acks: of confirmed downlinks. real: at once by devices that always listen, by others with the
    second uplink; late: all after `ack_after` seconds; never: not at all; twice: each of them;
    another: of another device; refused: that the device did not acknowledge.
    """

    times: Times = "real"
    order: Order = "newest"
    null_lists: bool = False
    success: Success = "documented"
    failure: FailureForm = "documented"
    error_text: str | None = None
    no_fuota: NoFuota = None
    no_payload_sizes: bool = False
    codecs: Codecs = "small"
    short_codecs: bool = False
    message_limit: int | None = None
    cut_off: float = 2.0
    twins: bool = False
    file_content: bool = False
    lenient_success: bool = False
    stale_versions: bool = False
    misspelt: bool = False
    lean_rows: bool = False
    hide_keys: bool = False
    search_names: bool = False
    extra_keys: bool = False
    codec_numbers: bool = False
    unknown_words: bool = False
    uplinks_twice: bool = False
    joins: Joins = "all"
    acks: Acks = "real"
    ack_after: float = 30.0

    def __post_init__(self) -> None:
        """Refuse manners that no gateway has."""
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name in CHOICES and value not in CHOICES[each.name]:
                raise ValueError(f"{each.name} is one of {', '.join(CHOICES[each.name])}")
        if self.message_limit is not None and self.message_limit < 1:
            raise ValueError("message_limit must be 1 or more")
        for name in ("cut_off", "ack_after"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is a number of seconds, 0 or more")


def no_fuota(value: object) -> NoFuota:
    """Read a code (21, "21") or "silent"; None: there is FUOTA."""
    if value is None or value == "silent":
        return None if value is None else "silent"
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            return int(value)
        except ValueError:
            pass
    raise ValueError(f"{value!r} is neither a code nor silent")
