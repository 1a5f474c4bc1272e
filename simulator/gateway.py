"""One gateway: hears a request, and says what it answers. No I/O, no tasks, one clock."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from random import Random
from typing import Literal

from . import other_api
from .answering import Answer, Answering
from .armed import Faults
from .asked import Asked
from .books import Books
from .catalogue import official_firmware
from .channel_plan import CHANNEL_PLANS
from .checks import Query, eui as checked_eui
from .downlinks import Downlinks
from .errors import ApiError, Code
from .fate import Fate
from .faults import Fault
from .manners import Manners
from .request import Heard, Request, is_for_another, parsed, request_of
from .routes import API_TYPE, find
from .schedule import advance
from .session import Phases
from .uplinks import Publication, Uplinks
from .wire import Blank, Body, Envelope, Named

__all__ = ["Answer", "Api", "Gateway"]

type Api = Literal["ns-api", "v2"]


@dataclass(frozen=True, slots=True)
class _Late:
    """A request to carry out when it is due; how often the gateway had fallen silent before."""

    due: datetime
    silences: int
    heard: Heard


class Gateway:
    """A gateway with its books, its clock and its faults."""

    def __init__(
        self,
        eui: str,
        *,
        clock: Callable[[], datetime] | None = None,
        clock_offset: timedelta = timedelta(),
        utc_offset: timedelta = timedelta(),
        channel_plan: str = "EU868",
        seed: int = 0,
        cloud: bool = False,
        named: Named = "always",
        api: Api = "ns-api",
        old_firmware: bool = False,
        internet: bool = True,
        max_tasks: int = 100,
        join_after: float | None = None,
        setup_time: float = 60.0,
        polling_time: float = 60.0,
        reboot_time: float = 90.0,
        speed: float = 1.0,
        firmware_size: int | None = None,
        faults: Iterable[Fault | str] = (),
        manners: Manners | None = None,
        uplink_topic: str | None = None,
        downlink_topic: str | None = None,
        ack_topic: str | None = None,
    ) -> None:
        """Switch on a new gateway, with the profiles and codecs that it comes with.

        `clock_offset` is how far its clock is off, `utc_offset` its zone. `join_after`: a device
        added by 3.1 joins after so many seconds (None: never). `setup_time`, `polling_time` and
        `reboot_time` are the phases of a FUOTA session in seconds; `speed` divides them, and the
        sending, too. `firmware_size` (bytes) is that of all official firmware. `manners` are how
        it behaves where real gateways and the document differ, such as `Manners(times="iso")`.
        `uplink_topic` is where uplinks go, with `$deveui` or `$devEUI` for the DevEUI (None:
        nowhere). `downlink_topic` and `ack_topic` likewise: where downlinks come from, and where
        it tells that devices have acknowledged them.
        """
        manners = manners or Manners()
        try:
            self.eui = checked_eui(eui)
        except ApiError:
            raise ValueError(f"{eui!r} is no EUI: 16 hex digits") from None
        if channel_plan not in CHANNEL_PLANS:
            raise ValueError(f"unknown channel plan {channel_plan!r}")
        random = Random(f"{seed}:{self.eui}")
        self.seed = seed
        self.api = api
        self._clock = clock or _wall_clock
        self.clock_offset = clock_offset
        self.books = Books(
            plan=CHANNEL_PLANS[channel_plan],
            random=random,
            seed=seed,
            cloud=cloud,
            internet=internet,
            old_firmware=old_firmware,
            utc_offset=utc_offset,
            max_tasks=max_tasks,
            join_after=join_after,
            catalogue=official_firmware(firmware_size, twins=manners.twins),
            phases=Phases(setup_time, polling_time, reboot_time, speed),
            manners=manners,
        )
        self._answering = Answering(self.books, Envelope(self.eui, named, random), random)
        self.profiles = self.books.profiles
        self.applications = self.books.applications
        self.devices = self.books.devices
        self.multicast_groups = self.books.multicast_groups
        self.payload_codecs = self.books.payload_codecs
        self.tasks = self.books.tasks
        self.catalogue = self.books.catalogue
        self.uplinks = Uplinks(self.books, self.eui, uplink_topic)
        self.downlinks = Downlinks(self.books, downlink_topic, ack_topic)
        self.faults = Faults(self.now, Random(f"faults:{seed}:{self.eui}"))
        for fault in faults:
            self.faults.add(fault)
        # The newest requests; request_counts (by call) counts them all.
        self.requests: deque[Request] = deque(maxlen=1000)
        self.request_counts: Counter[str] = Counter()
        self._late: list[_Late] = []
        # Answers to late requests, until somebody takes them.
        self._late_answers: list[Answer] = []

    @property
    def manners(self) -> Manners:
        """How the gateway behaves; others may be given to it at any time."""
        return self.books.manners

    @manners.setter
    def manners(self, manners: Manners) -> None:
        self.books.manners = manners

    def now(self) -> datetime:
        """Return the time that the gateway believes it is."""
        return self._clock() + self.clock_offset

    def advance(self) -> None:
        """Bring devices, tasks and late requests to where they are at this moment."""
        self._carry_out_late()
        now = self.now()
        advance(self.books, now)
        for device in self.devices.values():
            device.advance(now)

    def set_fate(self, dev_eui: str, fate: Fate | str | None, times: int | None = None) -> None:
        """Let a device fail in its updates: `fragment:9`, `times` times. None: no more."""
        device = self.devices[dev_eui.upper()]
        if isinstance(fate, str):
            fate = Fate.parse(fate, times)
        # A copy of its own: a limited fate counts down.
        device.fate = None if fate is None else replace(fate)

    def by_hand(self, method: str, url: str, body: object = None) -> Body:
        """Do what somebody does on the gateway's own page; return what the call answers.

        Nobody hears of it: no request is counted, and no fault strikes. ValueError when the
        gateway refuses.
        """
        self.advance()
        call, path_id = find({"type": API_TYPE, "method": method, "url": url})
        asked = Asked(path_id, Query(url.partition("?")[2]), body, self.now())
        try:
            answer = call.answer(self.books, asked)
        except ApiError as error:
            raise ValueError(error.error) from None
        return {} if isinstance(answer, Blank) else answer

    def reset_fuota(self) -> None:
        """Lose all FUOTA tasks, and count their ids from 1 again."""
        self.books.forget_tasks()

    def factory_reset(self) -> None:
        """Lose devices, groups, tasks and added profiles, too; ids are counted from 1 again."""
        self.books.forget_all()

    def answer(self, payload: bytes | str) -> list[Answer]:
        """Return what is answered to a message on the request topic; nothing when silent.

        Before it come the answers to late requests that have become due.
        """
        late = self.take_late_answers()
        if self.faults.silent or self._is_too_long(payload):
            return late
        return [*late, *self._passed_on(self._answers(payload))]

    def take_publications(self) -> list[Publication]:
        """Return the uplinks and acknowledgements since the last time; nothing when silent."""
        self.advance()
        now = self.now()
        taken = [*self.uplinks.take(now), *self.downlinks.take_acks(now)]
        return [] if self.faults.silent else taken

    def hear_downlink(self, topic: str, payload: bytes) -> None:
        """Take a message on the downlink topic, unless silent."""
        if not self.faults.silent:
            self.advance()
            self.downlinks.hear(topic, payload, self.now())

    def late_in(self) -> float | None:
        """Return in how many seconds there are late answers to take; None: none is to come."""
        if self._late_answers:
            return 0.0
        if not self._late:
            return None
        due = min(late.due for late in self._late)
        return max(0.0, (due - self.now()).total_seconds())

    def take_late_answers(self) -> list[Answer]:
        """Carry out the late requests that have become due, and return their answers."""
        self._carry_out_late()
        answers, self._late_answers = self._late_answers, []
        return [] if self.faults.silent else answers

    def _carry_out_late(self) -> None:
        now = self.now()
        due = sorted((late for late in self._late if late.due <= now), key=attrgetter("due"))
        self._late = [late for late in self._late if late.due > now]
        for late in due:
            request = replace(late.heard.request, at=late.due)
            answers = self._answering.answers(replace(late.heard, request=request))
            # A silence in between loses the answer, though not what was done.
            if late.silences == self.faults.silences:
                self._late_answers += self._passed_on(answers)

    def _passed_on(self, answers: list[Answer]) -> list[Answer]:
        """Return what the broker passes on of these. It disconnects who sends too much."""
        if any(self._is_too_long(answer.payload) for answer in answers):
            self.faults.cut_off(self.manners.cut_off)
            return []
        return answers

    def _is_too_long(self, payload: bytes | str) -> bool:
        """Whether the broker passes no such message on."""
        limit = self.manners.message_limit
        return limit is not None and len(payload) > limit

    def _answers(self, payload: bytes | str) -> list[Answer]:
        """Return the answers to a message, as the gateway's faults leave them."""
        now = self.now()
        try:
            message = parsed(payload)
        except ApiError as error:
            return [self._answering.refusal(request_of({}, "", now), error)]
        if self.api == "v2":
            return [self._answering.plain(request_of(message, "", now), other_api.REFUSAL)]
        if is_for_another(message, self.eui):
            refused = request_of(message, "", now)
            return [self._answering.refusal(refused, ApiError(Code.GATEWAY_EUI))]
        call, path_id = find(message)
        heard = Heard(
            request_of(message, call.number, now),
            call,
            path_id,
            self.faults.striking(call.number),
        )
        if heard.kinds & {"drop", "silent", "restart"}:
            return []
        self.requests.append(heard.request)
        self.request_counts[call.number] += 1
        if "late" in heard.kinds:
            due = now + timedelta(seconds=heard.seconds("late"))
            self._late.append(_Late(due, self.faults.silences, heard))
            return []
        answers = self._answering.answers(heard)
        if "echo" in heard.kinds:
            sent = payload if isinstance(payload, bytes) else payload.encode()
            answers.insert(0, Answer(sent))
        return answers


def _wall_clock() -> datetime:
    return datetime.now(UTC)
