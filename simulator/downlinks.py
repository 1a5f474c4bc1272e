"""What a gateway does with what comes on its downlink topic, and how devices acknowledge it.

A device that always listens has a downlink at once. Any other one has it after its next uplink, and
acknowledges it with the one after that.
"""

from base64 import b64decode
import binascii
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
import re
from typing import NamedTuple

import orjson

from .books import Books
from .device import F_PORTS, Device
from .uplinks import PLACEHOLDER, Publication, topic_of
from .wire import Body

_DEV_EUI = re.compile(r"[0-9A-Fa-f]{16}")
# Seconds until a device has acknowledged that always listens.
PROMPT = 0.5


class DroppedError(ValueError):
    """A message that is no downlink."""


class Queued(NamedTuple):
    """A downlink that was taken."""

    dev_eui: str
    f_port: int
    data: bytes
    confirmed: bool


@dataclass(slots=True)
class _Pending:
    """An acknowledgement that is to come: at a moment, or once so many uplinks were sent."""

    device: Device
    at: datetime | None
    uplinks: int


class Downlinks:
    """The downlinks of a gateway's devices."""

    def __init__(self, books: Books, topic: str | None, ack_topic: str | None) -> None:
        """Take the topics, with `$deveui` or `$devEUI` where the DevEUI is to stand."""
        self.topic = topic
        self.ack_topic = ack_topic
        self._books = books
        self._pattern = None if topic is None else re.compile(_pattern(topic), re.IGNORECASE)
        # The newest downlinks that were taken, and why others were not.
        self.taken: deque[Queued] = deque(maxlen=1000)
        self.dropped: deque[str] = deque(maxlen=1000)
        self._pending: list[_Pending] = []

    @property
    def filter(self) -> str | None:
        """What the gateway subscribes to."""
        return None if self.topic is None else filter_of(self.topic)

    def hear(self, topic: str, payload: bytes, now: datetime) -> None:
        """Take a message on the downlink topic. The gateway says nothing of what it drops."""
        found = None if self._pattern is None else self._pattern.fullmatch(topic)
        if found is None:
            return
        named = found.groupdict().get("dev_eui")
        try:
            queued = _read(payload, named)
        except ValueError as error:
            self.dropped.append(str(error))
            return
        device = self._books.devices.get(queued.dev_eui)
        if device is None:
            self.dropped.append(f"no device {queued.dev_eui}")
        elif not device.active:
            self.dropped.append(f"{queued.dev_eui} has not joined")
        else:
            self.taken.append(queued)
            self._hand_over(device, queued, now)

    def take_acks(self, now: datetime) -> list[Publication]:
        """Return the acknowledgements that have become due. Devices must be up to date."""
        due = [one for one in self._pending if _is_due(one, now)]
        self._pending = [one for one in self._pending if not _is_due(one, now)]
        if self.ack_topic is None:
            return []
        return [self._ack(one.device) for one in due]

    def _hand_over(self, device: Device, queued: Queued, now: datetime) -> None:
        device.f_cnt_down += 1
        manner = self._books.manners.acks
        if not queued.confirmed or manner == "never":
            return
        profile = self._books.profiles.get(device.profile_id)
        always_listens = profile is not None and profile.supports_class_c
        after = timedelta(seconds=self._books.manners.ack_after if manner == "late" else PROMPT)
        pending = (
            _Pending(device, now + after, 0)
            if always_listens or manner == "late"
            else _Pending(device, None, device.uplinks + 2)
        )
        if manner == "another":
            others = [one for one in self._books.devices.values() if one is not device]
            if not others:
                return
            pending.device = others[0]
        self._pending.extend([pending] if manner != "twice" else [pending, pending])

    def _ack(self, device: Device) -> Publication:
        application = self._books.applications.get(device.application_id)
        body: Body = {
            "applicationID": str(device.application_id),
            "applicationName": "" if application is None else application.name,
            "deviceName": device.name,
            "devEUI": device.dev_eui.lower(),
            "acknowledged": self._books.manners.acks != "refused",
            "fCnt": device.f_cnt_down,
        }
        return Publication(topic_of(self.ack_topic or "", device), orjson.dumps(body))


def _is_due(one: _Pending, now: datetime) -> bool:
    return now >= one.at if one.at is not None else one.device.uplinks >= one.uplinks


def filter_of(topic: str) -> str:
    """Return what matches a topic of any device."""
    return "/".join("+" if PLACEHOLDER.search(level) else level for level in topic.split("/"))


def _pattern(topic: str) -> str:
    """Return the expression for a topic, whose group `dev_eui` is the device."""
    before, *rest = PLACEHOLDER.split(topic, maxsplit=1)
    if not rest:
        return re.escape(topic)
    return f"{re.escape(before)}(?P<dev_eui>[0-9a-f]{{16}}){re.escape(rest[0])}"


def _read(payload: bytes, named: str | None) -> Queued:
    """Read a message. Older documents write `fport`."""
    body = orjson.loads(payload)
    if not isinstance(body, dict):
        raise DroppedError("a downlink is a JSON object")
    dev_eui = named or body.get("devEUI")
    if not isinstance(dev_eui, str) or not _DEV_EUI.fullmatch(dev_eui):
        raise DroppedError("a downlink without a DevEUI")
    f_port = body.get("fPort", body.get("fport"))
    if not isinstance(f_port, int) or f_port not in F_PORTS:
        raise DroppedError(f"no port: {f_port!r}")
    try:
        data = b64decode(str(body.get("data", "")), validate=True)
    except binascii.Error:
        raise DroppedError("the data is no base64") from None
    if not data:
        raise DroppedError("no data")
    return Queued(dev_eui.upper(), f_port, data, body.get("confirmed") is True)
