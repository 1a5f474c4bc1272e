"""What a gateway publishes on its uplink topic when its devices speak.

Without a codec it is an envelope with the device's bytes; with one, what the codec's script
returned, and nothing else.
"""

from base64 import b64encode
from collections import deque
from datetime import UTC, datetime
from random import Random
import re
from typing import NamedTuple

import orjson

from .books import Books
from .device import Device
from .measuring import battery_level, described, in_numbers, measured, pressed, with_unknown
from .wire import Body

PLACEHOLDER = re.compile(r"\$dev_?eui", re.IGNORECASE)
PRESSES = ("short press", "long press", "double press")


class Publication(NamedTuple):
    """A message, and where it goes."""

    topic: str
    payload: bytes


class Uplinks:
    """The uplinks of a gateway's devices, as they come."""

    def __init__(self, books: Books, eui: str, topic: str | None) -> None:
        """Take the topic, with `$deveui` or `$devEUI` where the DevEUI is to stand."""
        self.topic = topic
        self._books = books
        self._eui = eui
        self._random = Random(f"uplinks:{books.seed}:{eui}")
        # By DevEUI: the uplinks that were published; the firmware that was told.
        self._published: dict[str, int] = {}
        self._reported: dict[str, str] = {}
        self._presses = self._random.randrange(100_000)
        self._waiting: deque[Publication] = deque(maxlen=10_000)

    def speak(self, device: Device, now: datetime, values: Body | None = None) -> None:
        """Let a device send an uplink now, with these values where they are given."""
        device.send(now)
        self._published[device.dev_eui] = device.uplinks
        self._publish(device, now, measured(device, now) if values is None else values)

    def press(self, device: Device, now: datetime, press: str) -> None:
        """Press a button."""
        self._presses += 1
        self.speak(device, now, pressed(device, press, self._presses))

    def take(self, now: datetime) -> list[Publication]:
        """Return what is to be published since the last time. Devices must be up to date."""
        if self.topic is None:
            return []
        for device in self._books.devices.values():
            before = self._published.setdefault(device.dev_eui, 0)
            if device.uplinks != before:
                self._published[device.dev_eui] = device.uplinks
                self._publish(device, now, measured(device, now))
        taken = list(self._waiting)
        self._waiting.clear()
        return taken

    def _publish(self, device: Device, now: datetime, values: Body) -> None:
        if self.topic is None:
            return
        if (
            self._reported.get(device.dev_eui) != device.firmware_version
            and device.firmware_version
        ):
            # A device that has started, be it with new firmware, tells what it is.
            self._reported[device.dev_eui] = device.firmware_version
            values = {**described(device), **values}
        codec = self._books.payload_codecs.get(device.payload_codec_id)
        message = (
            self._envelope(device, now, values)
            if codec is None
            else self._decoded(values)
            if codec.is_default
            else {"raw": list(_bytes(device, values))}
        )
        publication = Publication(topic_of(self.topic, device), orjson.dumps(message))
        copies = 2 if self._books.manners.uplinks_twice else 1
        self._waiting.extend([publication] * copies)

    def _decoded(self, values: Body) -> Body:
        manners = self._books.manners
        if manners.unknown_words:
            values = with_unknown(values, self._random)
        return in_numbers(values) if manners.codec_numbers else values

    def _envelope(self, device: Device, now: datetime, values: Body) -> Body:
        moment = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        application = self._books.applications.get(device.application_id)
        return {
            "applicationID": str(device.application_id),
            "applicationName": "" if application is None else application.name,
            "deviceName": device.name,
            "devEUI": device.dev_eui.lower(),
            "rxInfo": [
                {
                    "mac": self._eui.lower(),
                    "time": moment,
                    "rssi": -40 - self._random.randrange(80),
                    "loRaSNR": round(self._random.uniform(-12, 14), 1),
                    "name": "Local Gateway",
                    "latitude": 0,
                    "longitude": 0,
                    "altitude": 0,
                }
            ],
            "txInfo": {
                "frequency": 868_300_000,
                "dataRate": {
                    "modulation": "LORA",
                    "bandwidth": 125,
                    "spreadFactor": self._random.randrange(7, 13),
                },
                "adr": True,
                "codeRate": "4/5",
            },
            "fCnt": device.f_cnt_up,
            "fPort": device.f_port,
            "data": b64encode(_bytes(device, values)).decode(),
            "time": moment,
        }


def topic_of(topic: str, device: Device) -> str:
    """Return a device's topic. In which letters the DevEUI comes depends on the placeholder's."""

    def dev_eui(found: re.Match[str]) -> str:
        return device.dev_eui.lower() if found[0].islower() else device.dev_eui

    return PLACEHOLDER.sub(dev_eui, topic)


def _bytes(device: Device, values: Body) -> bytes:
    """Return what the device sends: channel, type, value, one after the other."""
    sent = bytearray()
    if "battery" in values:
        sent += bytes((0x01, 0x75, battery_level(device)))
    if isinstance(value := values.get("temperature"), int | float):
        sent += bytes((0x03, 0x67)) + round(value * 10).to_bytes(2, "little", signed=True)
    if isinstance(value := values.get("humidity"), int | float):
        sent += bytes((0x04, 0x68, round(value * 2)))
    if isinstance(event := values.get("button_event"), dict):
        sent += bytes((0xFF, 0x2E, PRESSES.index(str(event["status"])) + 1))
    return bytes(sent) or bytes((0xFF, 0x0B, 0xFF))
