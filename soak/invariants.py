"""What holds whenever all has calmed down."""

from contextlib import suppress

from demo.api import CommandError
from demo.errors import DemoError
from demo.subscriptions import subscribers
from demo.waiting import until

from .site import Books, Site, View

# How long Home Assistant may take to show again what the gateway has, in seconds. Its MQTT client
# waits up to 10 s, the entry up to 80 s before another attempt.
PATIENCE = 120


def differences(view: View, books: Books) -> list[str]:
    """Return where Home Assistant shows something else than the gateway has."""
    named = {each["dev_eui"]: each["name"] for each in books["devices"]}
    wrong = []
    if view.devices != named:
        odd = {*view.devices.items()} ^ {*named.items()}
        wrong.append(f"devices: {sorted(odd)}")
    ids = {each["id"] for each in books["tasks"]}
    if view.tasks != ids:
        wrong.append(f"tasks: shows {sorted(view.tasks)}, has {sorted(ids)}")
    counts = books["counts"]
    expected = {
        "connected": "on",
        "cloud": "on" if books["cloud"] else "off",
        "channel_plan": books["channel_plan"],
        "devices": str(counts["devices"]),
        "profiles": str(counts["profiles"]),
        "multicast_groups": str(counts["multicast_groups"]),
    }
    for key, state in expected.items():
        if view.states.get(key) != state:
            wrong.append(f"{key}: shows {view.states.get(key)}, is {state}")
    # A task can only be retried once it has failed.
    gone = [
        key
        for key, state in view.states.items()
        if state == "unavailable" and not key.endswith("_retry")
    ]
    if gone:
        wrong.append(f"unavailable: {sorted(gone)}")
    return wrong


async def until_same(site: Site) -> list[str]:
    """Wait until Home Assistant shows what the gateway has; return what differs after all."""
    wrong: list[str] = []

    async def same() -> bool:
        with suppress(CommandError):
            await _refresh(site)
        before = await site.books()
        view = await site.view()
        after = await site.books()
        # Tasks go on by themselves; what changed meanwhile is looked at again.
        wrong[:] = differences(view, before) and differences(view, after)
        return not wrong

    with suppress(DemoError):
        await until(
            same, "Home Assistant to show what the gateway has", timeout=PATIENCE, interval=1
        )
    return wrong


async def _refresh(site: Site) -> None:
    entities = await site.api.command("config/entity_registry/list")
    for entity in entities:
        if entity["unique_id"] == f"{site.eui}_refresh":
            await site.api.call_service("button.press", target={"entity_id": entity["entity_id"]})


def subscriptions(site: Site) -> list[str]:
    """Return what is wrong with who is subscribed to the answers."""
    clients = subscribers(site.broker, site.control.topics.response)
    if len(clients) == 1:
        return []
    return [f"{len(clients)} clients are subscribed to the answers: {sorted(clients)}"]
