"""The basic scenarios of firmware updates, in which all goes well by itself."""

from collections.abc import Callable

from . import people
from .world import World

MODEL, NEWEST = "WT101", "v1.10"


def install_two(world: World) -> None:
    """Update two devices in one task, to its end."""
    for device in world.devices_of(MODEL)[:2]:
        deed = people.install(world, device.dev_eui, NEWEST)
        world.do(f"install {NEWEST} on {device.dev_eui[-4:]}", deed)
    world.run(1200)


def stage(world: World) -> None:
    """Update one device first and then the others, to the end."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.run(2400)


def cancel_running(world: World) -> None:
    """Cancel an update that is a task already."""
    dev_eui = world.devices_of(MODEL)[0].dev_eui
    world.do(f"install {NEWEST} on {dev_eui[-4:]}", people.install(world, dev_eui, NEWEST))
    world.run(20)
    item = world.life.engine.find(dev_eui)
    if item is not None:
        world.do(f"cancel ({item.state})", people.cancel(world, item))
    world.run(60)


type Scenario = Callable[[World], None]
SCENARIOS: dict[str, Scenario] = {
    "two installs": install_two,
    "a staged update": stage,
    "a cancelled update": cancel_running,
}
