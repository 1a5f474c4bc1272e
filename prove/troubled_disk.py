"""Short stories about a disk that is full."""

from . import page, people
from .deeds import cancel, install, run
from .scenarios import MODEL, NEWEST, Scenario
from .world import World


def gone_device_on_full_disk(world: World) -> None:
    """Delete a device while its update waits and the disk is full, and die."""
    install(world)
    gone = world.gateway.devices[install(world, number=1)]
    world.disk_full = True
    page.remove_device(world, gone.dev_eui)
    world.run(120)
    world.gateway.devices[gone.dev_eui] = gone
    world.kill()
    world.disk_full = False
    run(world)


def cancel_on_full_disk(world: World) -> None:
    """Cancel an update while the disk is full."""
    dev_eui = install(world)
    world.disk_full = True
    cancel(world, dev_eui)
    world.run(60)
    world.disk_full = False
    run(world)


def cancel_on_full_disk_and_die(world: World) -> None:
    """Cancel an update while the disk is full, and die."""
    dev_eui = install(world)
    world.disk_full = True
    cancel(world, dev_eui)
    world.kill()
    world.disk_full = False
    run(world)


def install_on_full_disk(world: World) -> None:
    """Ask for an update while the disk is full, and die."""
    world.disk_full = True
    install(world)
    world.kill()
    world.disk_full = False
    run(world)


def stage_on_full_disk(world: World) -> None:
    """Ask for a staged update while the disk is full, and die."""
    world.disk_full = True
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.kill()
    world.disk_full = False
    run(world)


def cancel_and_install_at_once_on_full_disk(world: World) -> None:
    """Cancel the update of a device and ask for it again at the same moment."""
    dev_eui = install(world)
    item = world.life.engine.find(dev_eui)
    world.disk_full = True
    if item is not None:
        world.tell(f"cancel and install at once about {dev_eui[-4:]}")
        world.together(people.cancel(world, item), people.install(world, dev_eui, NEWEST))
    world.disk_full = False
    run(world)


def add_on_full_disk_and_die(world: World) -> None:
    """Add a task beside the queue while the disk is full, and die before a list shows it."""
    install(world)
    world.add_fault("unlisted call=6.1 seconds=40 times=1")
    world.disk_full = True
    dev_euis = [world.devices_of(MODEL)[1].dev_eui]
    world.do("add a task", people.add(world, dev_euis, "June"))
    world.kill()
    world.disk_full = False
    run(world)


def ask_anew_on_full_disk(world: World) -> None:
    """Ask anew for devices on hold, one and then all, while the disk is full."""
    world.add_fault("code call=6.1 code=10310012 times=1")
    dev_euis = [install(world, number) for number in range(2)]
    world.run(60)
    world.disk_full = True
    install(world, 1)
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.disk_full = False
    run(world)


DISK_TROUBLED: dict[str, Scenario] = {
    gone_through.__name__.replace("_", " "): gone_through
    for gone_through in (
        gone_device_on_full_disk,
        cancel_on_full_disk,
        cancel_on_full_disk_and_die,
        install_on_full_disk,
        stage_on_full_disk,
        add_on_full_disk_and_die,
        cancel_and_install_at_once_on_full_disk,
        ask_anew_on_full_disk,
    )
}
