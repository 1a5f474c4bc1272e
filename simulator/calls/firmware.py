"""Calls 6.6 and 6.8 to 6.10: the firmware, and what it fits."""

import re

from simulator.asked import Asked
from simulator.books import Books
from simulator.catalogue import row
from simulator.checks import Fields, Query, integer
from simulator.device import Device
from simulator.errors import ApiError, Code
from simulator.firmware import DESCRIPTIONS, Firmware, local, official
from simulator.fuota import device_row, snapshot
from simulator.paging import matching, page
from simulator.wire import Body

OFFICIAL_TEXTS = (
    "id",
    "model",
    "name",
    "firmwareVersion",
    "hardwareVersion",
    "supportMinHardwareVersion",
    "supportMinFirmwareVersion",
    "url",
)
OTHER_KEYS = ("md5", "crc32", "frequencyBands", "firmwareNotesCn", "firmwareNotesEn")
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def payload_sizes(books: Books, asked: Asked) -> Body:
    """6.6."""
    if books.manners.no_payload_sizes:
        raise ApiError(Code.TYPE_OR_URL)
    return {
        "maxPayloadSizeMap": [
            {"dr": dr, "maxPayloadSize": size}
            for dr, size in sorted(books.plan.max_payload_sizes.items())
        ]
    }


def fitting_devices(books: Books, asked: Asked) -> Body:
    """6.8: whatever the device runs now, up to date or not."""
    body = asked.body
    if "officialFirmwareInfo" in body:
        firmware = read_official(books, body.inner("officialFirmwareInfo"))
    else:
        firmware = read_local(body, Code.PARAMETER)
    if task_id := body.number("taskId", range(2**31), 0):
        books.task(task_id)
    fitting = matching(
        (each for each in books.devices.values() if firmware.fits(each, books.plan)),
        body.text("search", range(1025), ""),
        lambda each: (each.name, each.dev_eui),
    )
    start = body.number("offset", range(2**31), 0)
    stop = start + body.number("limit", range(2**31), 9999)
    return {
        "total": len(fitting),
        "devices": [_row(books, device) for device in fitting[start:stop]],
    }


def _row(books: Books, device: Device) -> Body:
    """Return the device as the unfinished task has it that it is in, if it is in one."""
    noted, status, task_id = snapshot(device, books.profile_name(device.profile_id)), 0, 0
    if task := next(iter(books.unfinished_tasks(device.dev_eui)), None):
        noted, task_id = task.devices[device.dev_eui], task.task_id
        status = task.device_status(noted)
    return device_row(noted, status, task_id, misspelt=books.manners.misspelt)


def official_models(books: Books, asked: Asked) -> Body:
    """6.9: every data centre offers the same."""
    asked.query.option("dateCenter", ("eu", "us", "cn", "sg"))
    _refuse_without_internet(books)
    return {"models": list(dict.fromkeys(each.model for each in books.catalogue))}


def official_firmware(books: Books, asked: Asked) -> Body:
    """6.10, the newest last."""
    query: Query = asked.query
    model = query.text("model", "")
    if not model:
        raise ApiError(Code.PARAMETER)
    _refuse_without_internet(books)
    entries = matching(
        (each for each in books.catalogue if each.model == model),
        query.text("search"),
        lambda each: (each.name, each.firmware_version),
    )
    return {"total": len(entries), "data": [row(each) for each in page(entries, query)]}


def _refuse_without_internet(books: Books) -> None:
    if not books.internet:
        raise ApiError(Code.FIRMWARE_SERVER)


def read_official(books: Books, info: Fields) -> Firmware:
    """Return the firmware of an entry of 6.10, whole: what 6.2 answers, emptied, is none."""
    texts = {key: info.get(key) for key in OFFICIAL_TEXTS}
    size = info.get("size")
    if not all(isinstance(each, str) and each for each in texts.values()) or size in (None, "0", 0):
        raise ApiError(Code.OFFICIAL_FIRMWARE_INFO)
    if not all(key in info for key in OTHER_KEYS) or integer(size) < 0:
        raise ApiError(Code.PARAMETER)
    for entry in books.catalogue:
        if entry.firmware_id == texts["id"] and entry.model == texts["model"]:
            return official(entry)
    raise ApiError(Code.NOT_FOUND)


def read_local(info: Fields, missing: int) -> Firmware:
    """Return the firmware of a file: its name, and its content in base64."""
    name, content = info.get("firmwareName"), info.get("fileContent")
    if not isinstance(name, str) or not name or not isinstance(content, str) or not content:
        raise ApiError(missing)
    # Padding is not asked for: the document's own example has none.
    if not BASE64.fullmatch(content):
        raise ApiError(Code.PARAMETER)
    firmware = local(name, len(content.rstrip("=")) * 3 // 4)
    firmware.content = content
    firmware.description = info.text("description", DESCRIPTIONS, "")
    firmware.official_url = info.text("officialFirmwareUrl", range(2049), "")
    return firmware
