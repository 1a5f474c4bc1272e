"""One gateway: hears a request, and says what it answers. No I/O, no tasks, one clock."""

from collections import Counter, deque
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

import orjson

from . import other_api
from .asked import Asked
from .books import Books
from .catalogue import official_firmware
from .channel_plan import CHANNEL_PLANS
from .checks import Query, eui as checked_eui
from .errors import ApiError, Code
from .fate import Fate
from .faults import Fault, Faults, garble, kept, tear, without
from .routes import API_TYPE, Call, find
from .schedule import advance
from .session import Phases
from .wire import Blank, Body, Envelope, Named, answered_id, answered_url

type Api = Literal["ns-api", "v2"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is published, `delay` seconds after the request came."""

    payload: bytes
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request that reached the gateway. `call` is "" where the API has no such call."""

    call: str
    id: object
    method: object
    url: object
    body: object
    at: datetime


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
    ) -> None:
        """Switch on a new gateway, with the profiles and codecs that it comes with.

        `clock_offset` is how far its clock is off, `utc_offset` its zone. `join_after`: a device
        added by 3.1 joins after so many seconds (None: never). `setup_time`, `polling_time` and
        `reboot_time` are the phases of a FUOTA session in seconds; `speed` divides them, and the
        sending, too. `firmware_size` (bytes) is that of all official firmware.
        """
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
        self._random = random
        self._envelope = Envelope(self.eui, named, random)
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
            catalogue=official_firmware(firmware_size),
            phases=Phases(setup_time, polling_time, reboot_time, speed),
        )
        self.profiles = self.books.profiles
        self.applications = self.books.applications
        self.devices = self.books.devices
        self.multicast_groups = self.books.multicast_groups
        self.payload_codecs = self.books.payload_codecs
        self.tasks = self.books.tasks
        self.catalogue = self.books.catalogue
        self.faults = Faults(self.now, Random(f"faults:{seed}:{self.eui}"))
        for fault in faults:
            self.faults.add(fault)
        # The newest requests; request_counts (by call) counts them all.
        self.requests: deque[Request] = deque(maxlen=1000)
        self.request_counts: Counter[str] = Counter()

    def now(self) -> datetime:
        """Return the time that the gateway believes it is."""
        return self._clock() + self.clock_offset

    def advance(self) -> None:
        """Bring devices and tasks to where they are at this moment."""
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

    def answer(self, payload: bytes | str) -> list[Answer]:
        """Return what is answered to a message on the request topic; nothing when silent."""
        if self.faults.silent:
            return []
        try:
            message = _parsed(payload)
        except ApiError as error:
            return [Answer(self._packed({}, "", _failure(error)))]
        if self.api == "v2":
            return [Answer(self._packed(message, "", other_api.REFUSAL))]
        if self._is_for_another(message):
            refusal = _failure(ApiError(Code.GATEWAY_EUI))
            return [Answer(self._packed(message, "", refusal))]
        return self._answers(message)

    def _answers(self, message: dict[str, object]) -> list[Answer]:
        """Return the answers to a message for this gateway, as its faults leave them."""
        call, path_id = find(message)
        struck = self.faults.striking(call.number)
        kinds = {fault.kind for fault in struck}
        if kinds & {"drop", "silent", "restart"}:
            return []
        request = self._noted(message, call)
        body = self._body(call, path_id, request, struck)
        if "lost_answer" in kinds:
            return []
        for fault in struck:
            if fault.kind == "omit":
                body = without(body, fault.key)
        payload = self._packed(message, call.number, body)
        if "tear" in kinds:
            payload = tear(payload, self._random)
        if "garble" in kinds:
            payload = garble(payload, self._random)
        delay = sum(fault.seconds for fault in struck if fault.kind == "delay")
        copies = max((fault.copies for fault in struck if fault.kind == "repeat"), default=1)
        return [Answer(payload, delay)] * copies

    def _is_for_another(self, message: dict[str, object]) -> bool:
        """Whether the request names a gateway, and not this one."""
        named = message.get("gatewayEUI")
        return (
            message.get("type") == API_TYPE
            and named not in (None, "")
            and str(named).strip().upper() != self.eui
        )

    def _noted(self, message: dict[str, object], call: Call) -> Request:
        request = Request(
            call=call.number,
            id=message.get("id", ""),
            method=message.get("method", ""),
            url=message.get("url", ""),
            body=message.get("body"),
            at=self.now(),
        )
        self.requests.append(request)
        self.request_counts[request.call] += 1
        return request

    def _body(
        self, call: Call, path_id: str, request: Request, struck: list[Fault]
    ) -> Body | Blank:
        """Do what was asked, and return the body of its answer."""
        advance(self.books, request.at)
        books, sent = self.books, request.body
        for fault in struck:
            if fault.kind == "code":
                return _failure(ApiError(fault.code))
            if fault.kind == "keep":
                # Without values nothing is stored: it is done in books that are thrown away.
                books = books if fault.values else deepcopy(books)
                sent = kept(sent, fault.values)
        query = Query(str(request.url).partition("?")[2])
        try:
            return call.answer(books, Asked(path_id, query, sent, request.at))
        except ApiError as error:
            return _failure(error)

    def _packed(self, message: dict[str, object], call: str, body: Body | Blank) -> bytes:
        """Return the whole answer to a message as it goes over the wire."""
        url = message.get("url", "")
        return orjson.dumps(
            self._envelope.around(
                answered_id(message.get("id", ""), call),
                message.get("method", ""),
                answered_url(url, call) if isinstance(url, str) else url,
                body,
            )
        )


def _wall_clock() -> datetime:
    return datetime.now(UTC)


def _parsed(payload: bytes | str) -> dict[str, object]:
    try:
        message = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise ApiError(Code.JSON) from None
    if not isinstance(message, dict):
        raise ApiError(Code.JSON)
    return message


def _failure(error: ApiError) -> Body:
    return {"code": error.code, "error": error.error}
