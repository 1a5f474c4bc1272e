"""What goes wrong: the gateway's faults, noise on the line, and what happens to the programs."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
import json
from typing import Any

from demo import wizard
from demo.errors import DemoError

from .manners import calm
from .site import Site

# Faults of the simulated gateway; they end with the round.
FAULTS = {
    "requests lost": "drop probability=0.2 times=4",
    "answers of changes lost": "lost_answer probability=0.3 times=4",
    "answers slow": "delay seconds=0.4 probability=0.5",
    "answers late": "delay seconds=1.7 probability=0.3 times=4",
    "answers out of order": "delay seconds=0.3 probability=0.3",
    "answers twice": "repeat copies=3 probability=0.5",
    "requests brought back": "echo probability=0.3",
    "answers torn": "tear probability=0.2 times=4",
    "answers of another encoding": "garble probability=0.2 times=4",
    "refusals": "code probability=0.2 times=3",
    "gateway busy": "code code=23 probability=0.2 times=3",
    "key missing": "omit call=3.3 key=devEUI times=2",
    "answers empty": "omit probability=0.1 times=3",
    "done but not done": "keep call=3.4 times=1",
    "half a character": r'odd call=3.3 name="Meter \ud83d"',
    "numbers that are none": "odd call=3.3 rows=2 fCntUp=NaN fPort=1e999",
    "a name in another encoding": "odd call=3.3 rows=3 description=latin1:Zähler",
    "times that can't be": 'odd call=3.3 lastSeenAt="?" lastSeenAtTime="9999-12-31T23:59:59-12:00"',
    "a task that can't be": 'odd call=6.2 startedAt="9999-12-31T23:59:59Z" fragmentInterval=1e300',
    "a device of a task that is none": "odd call=6.7 devEui=null",
    "a profile that is none": "odd call=2.3 profile=null",
    "a group that is none": "odd call=4.5 id=[]",
    "nothing for a key": "null call=3.3 key=appName",
    "blank for a key": "blank call=6.2 key=firmwareName",
    "no payload sizes": "null call=6.6 key=maxPayloadSizeMap",
    "devices empty once": "empty call=3.3",
    "profiles empty once": "empty call=2.3",
    "groups empty once": "empty call=4.5",
    "tasks empty once": "empty call=6.2",
    "a total that is not true": "total call=3.3 add=2 times=6",
    "done later": "late seconds=3 call=3.4 times=1",
    "refused but done": "done code=23 call=3.4 times=1",
    "a task that is listed later": "unlisted seconds=4 times=1",
    "a task refused but made": "done code=2 call=6.1 times=1",
    "a task made later": "late seconds=3 call=6.1 times=1",
    "silent": "silent seconds=4",
    "restarting in mid-list": "restart call=3.3 skip=1 seconds=4",
}
# With these the gateway says that it did not do what it does: nobody can tell truly.
LYING = ("refused but done", "done later", "a task refused but made", "a task made later")
# Both set again when all calms down.
CLOCK_OFF = 7200
OTHER_PLAN = "US915"


async def publish(site: Site, payloads: Iterable[bytes], *, retain: bool = False) -> None:
    """Put messages on the response topic."""
    async with site.control.client() as client:
        for payload in payloads:
            await client.publish(site.control.topics.response, payload, retain=retain)


async def _noise(site: Site) -> None:
    code_25 = {"code": 25, "error": "Gateway EUI not matched"}
    neighbours = [
        json.dumps({"id": "1", "gatewayEUI": f"24E124FFFE0000{n:02X}", "body": code_25}).encode()
        for n in range(20)
    ]
    await publish(
        site,
        [
            b"",
            b'{"id": "1", "body": {"deviceResult": [{"devEUI": "24E1',
            json.dumps({"id": "1", "body": {}}).encode("utf-16"),
            b"[" * 100_000,
            json.dumps({"id": "1", "body": {"deviceResult": ["x" * 1000] * 5000}}).encode(),
            *neighbours,
        ],
    )


async def _retained(site: Site) -> None:
    body = {"deviceResult": [], "totalCount": "0", "code": 200}
    await publish(site, [json.dumps({"id": "old", "body": body}).encode()], retain=True)


async def _storm(site: Site) -> None:
    payload = json.dumps({"id": "another", "body": {"deviceResult": [{}] * 5}}).encode()
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with site.control.client() as client:
        for number in range(2000):
            await client.publish(site.control.topics.response, payload)
            await asyncio.sleep(max(0, begun + number / 1000 - loop.time()))


async def _clock_off(site: Site) -> None:
    await site.command(clock_offset=CLOCK_OFF)


async def _other_plan(site: Site) -> None:
    await site.command(channel_plan=OTHER_PLAN)


async def _cloud(site: Site) -> None:
    await site.command(cloud=True)


async def _broker_restarts(site: Site) -> None:
    await site.broker.stop()
    await asyncio.sleep(0.5)
    await site.broker.start()


async def _mqtt_reloaded(site: Site) -> None:
    [mqtt] = await wizard.entries(site.api, "mqtt")
    await wizard.reload_entry(site.api, mqtt["entry_id"])


async def _entry_reloaded(site: Site) -> None:
    # One that is being set up, or tried again, can't be reloaded.
    with suppress(DemoError):
        await wizard.reload_entry(site.api, site.entry_id)


async def _restarted(site: Site) -> None:
    await site.home_assistant.stop()
    await site.home_assistant.start()
    await wizard.until_running(site.api)


async def _killed(site: Site) -> None:
    await site.home_assistant.kill()
    await site.home_assistant.start()
    await wizard.until_running(site.api)


type Event = Callable[[Site], Awaitable[None]]

# With how often they are chosen in comparison.
EVENTS: dict[str, tuple[Event, int]] = {
    "noise": (_noise, 4),
    "retained old answers": (_retained, 3),
    "1,000 messages a second": (_storm, 2),
    "clock off by hours": (_clock_off, 2),
    "channel plan changed": (_other_plan, 2),
    "managed by the cloud": (_cloud, 2),
    "broker restarts": (_broker_restarts, 3),
    "MQTT entry reloaded": (_mqtt_reloaded, 2),
    "entry reloaded": (_entry_reloaded, 4),
    "Home Assistant restarted": (_restarted, 1),
    "Home Assistant killed": (_killed, 1),
}
# Those after which the process is another one.
NEW_PROCESS = ("Home Assistant restarted", "Home Assistant killed")


async def end(site: Site, channel_plan: str, manners: dict[str, Any]) -> None:
    """Let all be as it was, short of what the programs have to recover from, and of its manners."""
    await publish(site, [b""], retain=True)
    await site.command(
        clear_faults=True,
        clock_offset=0,
        channel_plan=channel_plan,
        cloud=False,
        manners=calm(manners),
    )
