"""Whether a device that was added by 3.1 joins, and when: not all of them do."""

from datetime import datetime, timedelta

from .books import Books
from .checks import DEFAULT_KEY
from .device import Device
from .hardware import MODELS

# With `joins="some"`, by the last digit of the DevEUI: one never joins, one does so much later, and
# one has joined long before it says anything.
NEVER = "0"
LATE = "1"
QUIET = "2"
TIMES_LATER = 4


def let_join(books: Books, device: Device, now: datetime) -> None:
    """Switch the device on that was added, as far as there is one."""
    if books.join_after is None:
        return
    _power_up(books, device)
    delay = timedelta(seconds=books.join_after)
    last = device.dev_eui[-1]
    if books.manners.joins == "some":
        if last == NEVER or not _has_right_key(device):
            return
        if last == LATE:
            delay *= TIMES_LATER
    device.next_join = device.next_uplink = now + delay
    if books.manners.joins == "some" and last == QUIET:
        device.next_uplink += delay * TIMES_LATER


def _has_right_key(device: Device) -> bool:
    """Whether the key is the one in the hardware: Milesight's default key, or its DevEUI twice."""
    key = device.app_key.lower()
    return not key or key in (DEFAULT_KEY.lower(), device.dev_eui.lower() * 2)


def _power_up(books: Books, device: Device) -> None:
    """Give a new device hardware: of the model that its EUI, or else its codec, tells."""
    codec = books.payload_codecs.get(device.payload_codec_id)
    for model in MODELS.values():
        if device.dev_eui.startswith(model.dev_eui_prefix) or (codec and codec.name == model.name):
            device.model = model.name
            device.hardware_version = model.hardware_version
            device.firmware_version = "v1.1"
            device.uplink_interval = model.uplink_interval
            return
