"""What stories are made of: somebody does something, and time passes."""

from . import page, people
from .scenarios import MODEL, NEWEST
from .world import World


def install(world: World, number: int = 0, model: str = MODEL, version: str = NEWEST) -> str:
    """Install a version on one device; return its DevEUI."""
    dev_eui = world.devices_of(model)[number].dev_eui
    deed = people.install(world, dev_eui, version)
    world.do(f"install {version} on {dev_eui[-4:]}", deed)
    return dev_eui


def run(world: World) -> None:
    """Let an hour pass."""
    world.run(3600)


def expect(world: World, dev_eui: str, version: str = NEWEST) -> None:
    """Let time pass. What was accepted must be done then: waiting for a person is not enough."""
    world.run(3600)
    is_accepted = any(one.dev_eui == dev_eui for one in world.history.accepted)
    is_done = world.gateway.devices[dev_eui].firmware_version == version
    is_done = is_done and world.life.engine.find(dev_eui) is None
    if is_accepted and not is_done:
        world.history.wrong.append(f"{dev_eui[-4:]} was not updated, and nothing was in the way")


def cancel(world: World, dev_eui: str) -> None:
    """Cancel the update that a device is in."""
    item = world.life.engine.find(dev_eui)
    if item is not None:
        world.do(f"cancel ({item.state})", people.cancel(world, item))


def other_task(world: World, name: str = "somebody's", number: int = 3) -> None:
    """Make a task on the gateway's page."""
    page.make(world, name, [world.devices_of(MODEL)[number].dev_eui])
