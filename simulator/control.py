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
    {"manners": {"times": "iso"}}  how it behaves from now on; what is not named is as usual
    {"no_fuota": 21}               lose FUOTA: all of it is answered with this code; "silent": not
                                   answered; null: it is there again
    {"lenient_success": true}      call tasks succeeded although devices failed
    {"reset_fuota": true}          lose all tasks; their ids are counted from 1 again
    {"factory_reset": true}        lose devices, groups and added profiles as well
    {"by_hand": {"method": "POST", "url": "/api/fuota/task", "body": {…}}}
                                   what somebody does on the gateway's own page: no fault strikes,
                                   no request is counted; the answer is in the report
    {"channel_plan": "US915"}      another region
    {"clock_offset": 7200}         how far the clock is ahead, in seconds
    {"speak": EUI}                 a device speaks now; {"dev_eui": EUI, "values": {…}}: of these
    {"press": {"dev_eui": EUI, "press": "double press"}}
                                   a button is pressed; short, long or double
    {"fall_silent": EUI}           a device says nothing more, until it is made to speak
    {"battery": {"dev_eui": EUI, "level": 5}}
                                   how much is left in a device's battery, in percent
    {"books": true}                answer with what the gateways keep
    {"births": 10}                 answer with how the newest tasks came to be
    {"requests": 10}               answer with the newest requests
    {"downlinks": 10}              answer with the newest downlinks

The answer repeats `id` if there was one, and has `gateways`: one object for each gateway, or
`error`: what was wrong with the command, of which then nothing was done.
"""

from collections.abc import Sequence

import orjson

from .command import CommandError
from .gateway import Gateway
from .orders import ORDERS
from .report import Report


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
            if name not in ORDERS:
                raise CommandError(f"unknown command {name!r} (one of {', '.join(ORDERS)})")
            orders.append(ORDERS[name](value, gateways))
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
