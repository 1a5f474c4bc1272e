"""Run-time control: commands as JSON objects, to one gateway or to all.

    {"gateway": EUI}               with any of the following: only this gateway (absent: all)
    {"fault": "drop call=3.1"}     arm a fault, as on the command line; a list arms several
    {"clear_faults": true}         disarm all faults, and end any silence
    {"silent": true}               neither hear nor answer; a number: for so many seconds;
                                   false: hear again
    {"fate": {"dev_eui": EUI, "code": "fragment:9", "times": 1}}
                                   how a device's updates fail; code null: they succeed
    {"internet": false}            whether the maker's firmware server can be reached
    {"cloud": true}                whether Milesight IoT Cloud manages the gateway
    {"channel_plan": "US915"}      another region
    {"clock_offset": 7200}         how far the clock is ahead, in seconds
    {"books": true}                answer with what the gateways keep
    {"requests": 10}               answer with the newest requests

The answer repeats `id` if there was one, and has `gateways`: one object for each gateway, or
`error`: what was wrong with the command, of which then nothing was done.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

import orjson

from .channel_plan import CHANNEL_PLANS
from .device import Device
from .fate import Fate
from .faults import MOST_SECONDS, Fault
from .fuota import FuotaTask
from .gateway import Gateway

type Report = dict[str, object]


class CommandError(ValueError):
    """What is wrong with a command."""


class Control:
    """Carries out the commands of the control topic."""

    def __init__(self, gateways: Sequence[Gateway]) -> None:
        self._gateways = gateways

    def answer(self, payload: bytes) -> bytes:
        """Carry out one message, and return the answer to it."""
        answer: Report = {}
        try:
            command = _object(payload)
            if "id" in command:
                answer["id"] = command.pop("id")
            answer["gateways"] = self._carry_out(command)
        except ValueError as error:
            answer["error"] = str(error)
        return orjson.dumps(answer)

    def _carry_out(self, command: dict[str, object]) -> list[Report]:
        gateways = self._addressed(command.pop("gateway", None))
        if not command:
            raise CommandError("nothing to do")
        orders = []
        for name, value in command.items():
            if name not in _ORDERS:
                raise CommandError(f"unknown command {name!r} (one of {', '.join(_ORDERS)})")
            orders.append(_ORDERS[name](value, gateways))
        reports: list[Report] = [{"gateway": gateway.eui} for gateway in gateways]
        for order in orders:
            for gateway, report in zip(gateways, reports, strict=True):
                order(gateway, report)
        return reports

    def _addressed(self, eui: object) -> list[Gateway]:
        if eui is None:
            return list(self._gateways)
        addressed = [each for each in self._gateways if each.eui == str(eui).upper()]
        if not addressed:
            raise CommandError(f"there is no gateway {eui}")
        return addressed


def _object(payload: bytes) -> dict[str, object]:
    command = orjson.loads(payload)
    if not isinstance(command, dict):
        raise CommandError("a command is a JSON object")
    return command


# What a command does to one gateway, and adds to the report about it.
type Order = Callable[[Gateway, Report], None]


def _fault(value: object, _gateways: Sequence[Gateway]) -> Order:
    texts = value if isinstance(value, list) else [value]
    faults = [Fault.parse(str(text)) for text in texts]

    def order(gateway: Gateway, _report: Report) -> None:
        for fault in faults:
            gateway.faults.add(fault)

    return order


def _clear_faults(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("clear_faults", value)

    def order(gateway: Gateway, _report: Report) -> None:
        if wanted:
            gateway.faults.clear()

    return order


def _silent(value: object, _gateways: Sequence[Gateway]) -> Order:
    if isinstance(value, bool):
        fault = Fault("silent") if value else None
    elif isinstance(value, int | float) and value > 0:
        fault = Fault("silent", seconds=value)
    else:
        raise CommandError("silent is true, false or a number of seconds")

    def order(gateway: Gateway, _report: Report) -> None:
        if fault is None:
            gateway.faults.end_silence()
        else:
            gateway.faults.add(fault)

    return order


def _fate(value: object, gateways: Sequence[Gateway]) -> Order:
    given = value if isinstance(value, dict) else {}
    dev_eui = str(given.get("dev_eui", "")).upper()
    code, times = given.get("code"), given.get("times")
    if not any(dev_eui in gateway.devices for gateway in gateways):
        raise CommandError(f"there is no device {dev_eui!r}")
    if not (times is None or isinstance(times, int)):
        raise CommandError("times is a number")
    fate = None if code is None else Fate.parse(str(code), times)

    def order(gateway: Gateway, _report: Report) -> None:
        if dev_eui in gateway.devices:
            gateway.set_fate(dev_eui, fate)

    return order


def _internet(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("internet", value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.books.internet = wanted

    return order


def _cloud(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("cloud", value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.books.cloud = wanted

    return order


def _channel_plan(value: object, _gateways: Sequence[Gateway]) -> Order:
    plan = CHANNEL_PLANS.get(str(value))
    if plan is None:
        raise CommandError(f"unknown channel plan {value!r}")

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.books.plan = plan

    return order


def _clock_offset(value: object, _gateways: Sequence[Gateway]) -> Order:
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > MOST_SECONDS:
        raise CommandError(f"clock_offset is a number of seconds, at most {MOST_SECONDS:.0f}")
    offset = timedelta(seconds=value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.clock_offset = offset

    return order


def _books(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("books", value)

    def order(gateway: Gateway, report: Report) -> None:
        if wanted:
            report |= books(gateway)

    return order


def _requests(value: object, _gateways: Sequence[Gateway]) -> Order:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CommandError("requests is how many of the newest to tell")

    def order(gateway: Gateway, report: Report) -> None:
        newest = list(gateway.requests)[-value:] if value else []
        report["requests"] = [
            {"call": each.call, "method": each.method, "url": each.url, "body": each.body}
            for each in newest
        ]

    return order


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise CommandError(f"{name} is true or false")
    return value


_ORDERS: dict[str, Callable[[object, Sequence[Gateway]], Order]] = {
    "clear_faults": _clear_faults,
    "fault": _fault,
    "silent": _silent,
    "fate": _fate,
    "internet": _internet,
    "cloud": _cloud,
    "channel_plan": _channel_plan,
    "clock_offset": _clock_offset,
    "books": _books,
    "requests": _requests,
}


def books(gateway: Gateway) -> Report:
    """Return what a gateway keeps, as of now: counts, devices, tasks, requests by call."""
    gateway.advance()
    return {
        "channel_plan": gateway.books.plan.name,
        "cloud": gateway.books.cloud,
        "counts": {
            "devices": len(gateway.devices),
            "active_devices": sum(each.active for each in gateway.devices.values()),
            "profiles": len(gateway.profiles),
            "applications": len(gateway.applications),
            "multicast_groups": len(gateway.multicast_groups),
            "payload_codecs": len(gateway.payload_codecs),
            "tasks": len(gateway.tasks),
        },
        "devices": [_device(each) for each in gateway.devices.values()],
        "profiles": [
            {"profile_id": each.profile_id, "name": each.name} for each in gateway.profiles.values()
        ],
        "multicast_groups": [
            {"id": each.group_id, "name": each.name, "devices": each.devices}
            for each in gateway.multicast_groups.values()
        ],
        "tasks": [_task(each) for each in gateway.tasks.values()],
        "request_counts": dict(gateway.request_counts),
    }


def _device(device: Device) -> Report:
    return {
        "dev_eui": device.dev_eui,
        "name": device.name,
        "application_id": device.application_id,
        "profile_id": device.profile_id,
        "active": device.active,
        "last_seen": device.last_seen,
        "f_cnt_up": device.f_cnt_up,
        "model": device.model,
        "hardware_version": device.hardware_version,
        "firmware_version": device.firmware_version,
        "fate": None if device.fate is None else str(device.fate),
    }


def _task(task: FuotaTask) -> Report:
    return {
        "id": task.task_id,
        "name": task.name,
        "status": int(task.status),
        "started_at": task.started_at,
        "executing_since": task.executing_since,
        "stopped_at": task.stopped_at,
        "firmware": task.firmware.name,
        "firmware_size": task.firmware.size,
        "devices": [
            {
                "dev_eui": each.dev_eui,
                "multicast_status": each.multicast_status,
                "fragment_status": each.fragment_status,
                "firmware_version": each.firmware_version,
            }
            for each in task.devices.values()
        ],
    }
