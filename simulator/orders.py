"""The commands of the control topic, by name: each one is read first, and carried out then."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields, replace
from datetime import timedelta

from .channel_plan import CHANNEL_PLANS
from .command import CommandError, Order
from .device_orders import DEVICE_ORDERS
from .fate import Fate
from .faults import MOST_SECONDS, Fault
from .gateway import Gateway
from .manners import Manners, no_fuota
from .report import Report, books


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


def _no_fuota(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = no_fuota(value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.manners = replace(gateway.manners, no_fuota=wanted)

    return order


def _manners(value: object, _gateways: Sequence[Gateway]) -> Order:
    if not isinstance(value, dict):
        raise CommandError("manners are a JSON object")
    known = {each.name for each in fields(Manners)}
    if unknown := value.keys() - known:
        raise CommandError(f"unknown manners {', '.join(sorted(unknown))}")
    manners = Manners(**value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.manners = manners

    return order


def _lenient_success(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("lenient_success", value)

    def order(gateway: Gateway, _report: Report) -> None:
        gateway.manners = replace(gateway.manners, lenient_success=wanted)

    return order


def _reset_fuota(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("reset_fuota", value)

    def order(gateway: Gateway, _report: Report) -> None:
        if wanted:
            gateway.reset_fuota()

    return order


def _factory_reset(value: object, _gateways: Sequence[Gateway]) -> Order:
    wanted = _flag("factory_reset", value)

    def order(gateway: Gateway, _report: Report) -> None:
        if wanted:
            gateway.factory_reset()

    return order


def _by_hand(value: object, _gateways: Sequence[Gateway]) -> Order:
    given = value if isinstance(value, dict) else {}
    method, url = given.get("method"), given.get("url")
    if not isinstance(method, str) or not isinstance(url, str):
        raise CommandError("by_hand has a method, a url, and a body where the call has one")

    def order(gateway: Gateway, report: Report) -> None:
        try:
            report["by_hand"] = gateway.by_hand(method, url, given.get("body"))
        except ValueError as refusal:
            report["by_hand"] = {"error": str(refusal)}

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
    number = _number("requests", value)

    def order(gateway: Gateway, report: Report) -> None:
        report["requests"] = [
            {"call": each.call, "method": each.method, "url": each.url, "body": each.body}
            for each in _newest(gateway.requests, number)
        ]

    return order


def _births(value: object, _gateways: Sequence[Gateway]) -> Order:
    number = _number("births", value)

    def order(gateway: Gateway, report: Report) -> None:
        gateway.advance()
        report["births"] = [asdict(each) for each in _newest(gateway.books.births, number)]

    return order


def _downlinks(value: object, _gateways: Sequence[Gateway]) -> Order:
    number = _number("downlinks", value)

    def order(gateway: Gateway, report: Report) -> None:
        newest = _newest(gateway.downlinks.taken, number)
        report["downlinks"] = [{**one._asdict(), "data": one.data.hex()} for one in newest]

    return order


def _newest[Kept](kept: Iterable[Kept], number: int) -> list[Kept]:
    return list(kept)[-number:] if number else []


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise CommandError(f"{name} is how many of the newest to tell")
    return value


def _flag(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise CommandError(f"{name} is true or false")
    return value


ORDERS: dict[str, Callable[[object, Sequence[Gateway]], Order]] = {
    "clear_faults": _clear_faults,
    "fault": _fault,
    "silent": _silent,
    "fate": _fate,
    "internet": _internet,
    "cloud": _cloud,
    "manners": _manners,
    "no_fuota": _no_fuota,
    "lenient_success": _lenient_success,
    "reset_fuota": _reset_fuota,
    "factory_reset": _factory_reset,
    "by_hand": _by_hand,
    "channel_plan": _channel_plan,
    "clock_offset": _clock_offset,
    "books": _books,
    "births": _births,
    "requests": _requests,
    "downlinks": _downlinks,
    **DEVICE_ORDERS,
}
