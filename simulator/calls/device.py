"""Calls 3.1 to 3.4."""

from collections.abc import Iterable
from dataclasses import replace

from simulator.asked import Asked
from simulator.books import Books, rewrite
from simulator.checks import Fields, eui
from simulator.device import Device, codec_columns, read_general, read_join, row
from simulator.errors import ApiError, Code
from simulator.heard_at import last_heard
from simulator.joining import let_join
from simulator.paging import asked_order, matching, part
from simulator.wire import BLANK, DONE, Blank, Body


def add(books: Books, asked: Asked) -> Body:
    """3.1."""
    body = asked.body
    dev_eui = eui(body.get("devEUI"))
    default = books.default_profile()
    device = Device(
        dev_eui=dev_eui,
        name=dev_eui,
        description=dev_eui,
        application_id=0,
        profile_id="" if default is None else default.profile_id,
    )
    _read(books, body, device)
    if dev_eui in books.devices:
        raise ApiError(Code.EXISTS)
    _refuse_taken(books, device)
    let_join(books, device, asked.at)
    books.devices[dev_eui] = device
    return DONE


def delete(books: Books, asked: Asked) -> Body | Blank:
    """3.2: not while an unfinished task has the device."""
    device = books.device(asked.path_id)
    if tasks := books.unfinished_tasks(device.dev_eui):
        raise ApiError(Code.DEVICE_IN_TASK if len(tasks) == 1 else Code.DEVICE_IN_TASKS)
    for group in books.multicast_groups.values():
        if device.dev_eui in group.devices:
            group.devices.remove(device.dev_eui)
    del books.devices[device.dev_eui]
    # The example has code 200, its comment says blank: both are seen.
    return books.random.choice((DONE, BLANK))


def enquire(books: Books, asked: Asked) -> Body:
    """3.3."""
    query = asked.query
    application_id = query.number("applicationID", 0)
    devices = matching(
        _ordered(books, asked),
        query.text("search"),
        lambda each: (each.name,) if books.manners.search_names else (each.name, each.dev_eui),
    )
    if application_id:
        devices = [each for each in devices if each.application_id == application_id]
    return {
        "devTotalCount": str(len(devices)),
        "deviceResult": [_row(books, device, asked) for device in part(devices, query)],
        "appTotalCount": str(len(books.applications)),
        "appResult": [
            {"appName": each.name, "applicationID": str(each.application_id)}
            for each in books.applications.values()
        ],
        "pfTotalCount": str(len(books.profiles)),
        "profileResult": [
            {
                "profileID": each.profile_id,
                "profileName": each.name,
                "supportsJoin": each.supports_join,
            }
            for each in books.profiles.values()
        ],
        "channelPlan": books.plan.name,
        "disable": books.cloud,
    }


def _ordered(books: Books, asked: Asked) -> Iterable[Device]:
    """Return all devices in the gateway's order: as it is set, and as the request has it."""
    order = asked_order(asked.query)
    if books.manners.order == "added":
        return reversed(books.devices.values()) if order == "desc" else books.devices.values()
    if books.manners.order == "newest" and order == "asc":
        return books.devices.values()
    return books.heard_order.newest_first(books.devices, asked.at)


def modify(books: Books, asked: Asked) -> Body:
    """3.4."""
    device = books.device(asked.path_id)
    device.advance(asked.at)
    changed = replace(device)
    _read(books, asked.body, changed)
    _refuse_taken(books, changed)
    rewrite(device, changed)
    return DONE


def _read(books: Books, body: Fields, device: Device) -> None:
    """Take over what was sent, once all of it is known to hold."""
    read_general(body, device)
    if device.application_id not in books.applications:
        raise ApiError(Code.NOT_FOUND)
    if device.payload_codec_id and device.payload_codec_id not in books.payload_codecs:
        raise ApiError(Code.NOT_FOUND)
    read_join(body, device, books.profile(device.profile_id).supports_join)


def _refuse_taken(books: Books, device: Device) -> None:
    for each in books.devices.values():
        if each.name == device.name and each.dev_eui != device.dev_eui:
            raise ApiError(Code.EXISTS)


def _row(books: Books, device: Device, asked: Asked) -> Body:
    device.advance(asked.at)
    application = books.applications.get(device.application_id)
    profile = books.profiles.get(device.profile_id)
    answer = row(
        device,
        app_name="" if application is None else application.name,
        profile_name="" if profile is None else profile.name,
        supports_join=profile is not None and profile.supports_join,
    )
    manners = books.manners
    answer |= last_heard(
        device.last_seen, device.dev_eui, asked.at, manners.times, books.utc_offset
    )
    if manners.hide_keys and answer["supportsJoin"]:
        answer["appKey"] = ""
    if manners.lean_rows:
        del answer["applicationID"]
    if books.old_firmware:
        return answer
    codec = books.payload_codecs.get(device.payload_codec_id)
    return answer | codec_columns(device, "" if codec is None else codec.name)
