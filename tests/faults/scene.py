"""What the tests of faults do and look at."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import count
import json
from typing import Any

from demo import wizard
from demo.api import CommandError
from demo.errors import DemoError
from demo.waiting import PATIENCE, until

from ..e2e.home import Home
from ..services.conftest import WRITES

# Seconds that the gateway may take to answer: enough for a busy machine, and soon over.
TIMEOUT = 3
KEY = "5572404C696E6B4C6F52613230313823"
_DEV_EUIS = count(0x24E124FA00000001)


def new_dev_eui() -> str:
    """Return a DevEUI that no test had before."""
    return f"{next(_DEV_EUIS):016X}"


async def act(home: Home, service: str, **data: Any) -> Any:
    """Call a service of the integration for the gateway."""
    return await home.api.call_service(
        f"{wizard.DOMAIN}.{service}",
        {"config_entry_id": home.entry_id, **data},
        return_response=True,
    )


async def add(home: Home, dev_eui: str) -> Any:
    """Add a device."""
    device = {"dev_eui": dev_eui, "name": dev_eui, "app_key": KEY}
    return await act(home, "add_device", **device, application_id=1, f_port=85)


async def writes(home: Home) -> dict[str, int]:
    """Return how often each call that changes something has reached the gateway."""
    counts = (await home.control.books())["request_counts"]
    return {call: counts[call] for call in WRITES & counts.keys()}


async def sent_since(home: Home, before: dict[str, int]) -> dict[str, int]:
    """Return what was sent to change something since then."""
    now = await writes(home)
    return {call: now[call] - before.get(call, 0) for call in now if now[call] != before.get(call)}


async def listed(home: Home) -> dict[str, str]:
    """Return the names of the devices that the gateway has, by DevEUI."""
    return {each["dev_eui"]: each["name"] for each in (await home.control.books())["devices"]}


async def shown(home: Home) -> dict[str, str]:
    """Return the ids of the devices that Home Assistant shows, by DevEUI."""
    devices = (await home.registries()).lorawan_devices(home.eui)
    return {each.identifier.partition("_")[2]: each.device_id for each in devices}


async def refresh(home: Home) -> None:
    """Press refresh, whether or not the gateway answers."""
    with suppress(CommandError):
        await home.refresh()


async def until_loaded(home: Home) -> None:
    """Wait until the entry is set up."""

    async def loaded() -> bool:
        entry = await home.entry()
        return entry is not None and entry["state"] == "loaded"

    await until(loaded, "the gateway's entry to be loaded")


async def until_good(home: Home, *, patience: float = PATIENCE) -> None:
    """Wait until Home Assistant shows what the gateway has, and everything is available."""
    wrong: list[str] = []

    async def good() -> bool:
        states = await home.all_states()
        # Only a task that has failed can be retried.
        wrong[:] = [
            key
            for key, state in states.items()
            if state == "unavailable" and not key.endswith("_retry")
        ]
        existing = await listed(home)
        if (await shown(home)).keys() != existing.keys():
            wrong.append("devices")
        if states.get(f"{home.eui}_devices") != str(len(existing)):
            wrong.append("count of devices")
        if states.get(f"{home.eui}_connected") != "on":
            wrong.append("connected")
        return not wrong

    with suppress(DemoError):
        # What is read only now and then is read at once.
        await refresh(home)
    try:
        await until(good, "all to be well", timeout=patience, interval=0.3)
    except DemoError as error:
        raise AssertionError(f"not well: {wrong}") from error


async def until_heard(home: Home, call: str, more_than: int) -> None:
    """Wait until the gateway has heard a call more often than that."""

    async def heard() -> bool:
        return bool((await writes(home)).get(call, 0) > more_than)

    await until(heard, f"the gateway to hear {call}", interval=0.02)


async def reload_mqtt(home: Home) -> None:
    """Let the MQTT client begin anew, which otherwise waits for up to 10 s between its attempts."""
    [mqtt] = await wizard.entries(home.api, "mqtt")
    await wizard.reload_entry(home.api, mqtt["entry_id"])


async def publish(home: Home, payloads: Iterable[bytes], *, retain: bool = False) -> None:
    """Put messages on the response topic."""
    async with home.control.client() as client:
        for payload in payloads:
            await client.publish(home.topics.response, payload, retain=retain)


@asynccontextmanager
async def answering(
    home: Home, answers: Callable[[dict[str, Any]], Iterable[bytes]]
) -> AsyncIterator[list[dict[str, Any]]]:
    """Answer every request beside the gateway; yields the requests that were heard."""
    heard: list[dict[str, Any]] = []
    ready = asyncio.Event()

    async def answer() -> None:
        async with home.control.client() as client:
            await client.subscribe(home.topics.request)
            ready.set()
            async for message in client.messages:
                request = json.loads(bytes(message.payload))
                heard.append(request)
                for payload in answers(request):
                    await client.publish(home.topics.response, payload)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(answer())
        await ready.wait()
        yield heard
        task.cancel()
