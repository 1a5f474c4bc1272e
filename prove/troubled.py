"""Short stories with a trouble in each, which are gone through as they stand."""

from dataclasses import replace

from . import page, people
from .scenarios import MODEL, NEWEST, Scenario, stage
from .world import World

OTHER_MODEL, OTHER_NEWEST = "UC300", "v1.4"
OLDER = "v1.1"
# What is asked for so long after an install, in seconds, is answered while that is checked.
CHECKED_AFTER = 5.02


def _install(world: World, number: int = 0, model: str = MODEL, version: str = NEWEST) -> str:
    """Install a version on one device; return its DevEUI."""
    dev_eui = world.devices_of(model)[number].dev_eui
    deed = people.install(world, dev_eui, version)
    world.do(f"install {version} on {dev_eui[-4:]}", deed)
    return dev_eui


def _run(world: World) -> None:
    world.run(3600)


def _expect(world: World, dev_eui: str, version: str = NEWEST) -> None:
    """Let time pass. What was accepted must be done then: waiting for a person is not enough."""
    world.run(3600)
    is_accepted = any(one.dev_eui == dev_eui for one in world.history.accepted)
    is_done = world.gateway.devices[dev_eui].firmware_version == version
    is_done = is_done and world.life.engine.find(dev_eui) is None
    if is_accepted and not is_done:
        world.history.wrong.append(f"{dev_eui[-4:]} was not updated, and nothing was in the way")


def _cancel(world: World, dev_eui: str) -> None:
    item = world.life.engine.find(dev_eui)
    if item is not None:
        world.do(f"cancel ({item.state})", people.cancel(world, item))


def _other_task(world: World, name: str = "somebody's", number: int = 3) -> None:
    page.make(world, name, [world.devices_of(MODEL)[number].dev_eui])


def two_models(world: World) -> None:
    """Update two models, one after the other."""
    _install(world)
    _expect(world, _install(world, model=OTHER_MODEL, version=OTHER_NEWEST), OTHER_NEWEST)


def late_list(world: World) -> None:
    """Have the first of two tasks listed late."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    two_models(world)


def direct_listed_late(world: World) -> None:
    """Have a task that was made beside the queue listed late, and ask for more."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    dev_eui = world.devices_of(MODEL)[0].dev_eui
    world.do("add a task", people.add(world, [dev_eui], "June"))
    _install(world)
    _install(world, model=OTHER_MODEL, version=OTHER_NEWEST)
    _run(world)


def renamed(world: World) -> None:
    """Rename a task before anybody knows that it has arrived, and have it fail."""
    world.add_fault("lost_answer call=6.1 times=1")
    world.gateway.set_fate(_install(world), "fragment:9", 1)
    world.run(7)
    for task in world.gateway.tasks.values():
        page.rename(world, task, "renamed")
    _run(world)


def reset_and_other(world: World) -> None:
    """Reset the gateway, which gives the id of our task to another's."""
    dev_eui = _install(world)
    world.run(30)
    world.lose_tasks()
    _other_task(world)
    _cancel(world, dev_eui)
    _run(world)


def reset_before_listed(world: World) -> None:
    """Reset the gateway before a list has our task, and give its id to another's."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    dev_eui = _install(world)
    world.run(10)
    world.lose_tasks()
    page.make(world, "somebody's", [dev_eui], official=True)
    world.run(400)
    _cancel(world, dev_eui)
    _run(world)


def copied(world: World) -> None:
    """Lose our task, and find another by its name, with an own file."""
    world.add_fault("lost_answer call=6.1 times=1")
    _install(world)
    world.run(7)
    tasks = list(world.gateway.tasks.values())
    world.lose_tasks()
    for task in tasks:
        page.make(world, task.name, list(task.devices))
    _run(world)


def empty_lists(world: World) -> None:
    """Have the list of tasks empty twice while one is at work."""
    first = _install(world)
    _install(world, model=OTHER_MODEL, version=OTHER_NEWEST)
    world.run(30)
    world.add_fault("empty call=6.2 times=2")
    world.run(600)
    _cancel(world, first)
    _run(world)


def taken_out(world: World) -> None:
    """Take a device out of our task by hand."""
    _install(world)
    _install(world, number=1)
    world.run(30)
    for task in world.gateway.tasks.values():
        page.take_out(world, task, world.devices_of(MODEL)[1].dev_eui)
    _run(world)


def others_session(world: World) -> None:
    """Ask for an update while somebody's session is at work that no poll has seen."""
    _other_task(world)
    world.run(200)
    _install(world)
    _run(world)


def overtaken(world: World) -> None:
    """Flash a device while its update waits."""
    page.flash(world, _install(world), "v1.99")
    _run(world)


def gone_device(world: World) -> None:
    """Delete a device while its update waits, and have it back later."""
    _install(world)
    gone = world.gateway.devices[_install(world, number=1)]
    page.remove_device(world, gone.dev_eui)
    world.run(120)
    world.gateway.devices[gone.dev_eui] = gone
    _run(world)


def gone_device_on_full_disk(world: World) -> None:
    """Delete a device while its update waits and the disk is full, and die."""
    _install(world)
    gone = world.gateway.devices[_install(world, number=1)]
    world.disk_full = True
    page.remove_device(world, gone.dev_eui)
    world.run(120)
    world.gateway.devices[gone.dev_eui] = gone
    world.kill()
    world.disk_full = False
    _run(world)


def cancel_on_full_disk(world: World) -> None:
    """Cancel an update while the disk is full."""
    dev_eui = _install(world)
    world.disk_full = True
    _cancel(world, dev_eui)
    world.run(60)
    world.disk_full = False
    _run(world)


def cancel_on_full_disk_and_die(world: World) -> None:
    """Cancel an update while the disk is full, and die."""
    dev_eui = _install(world)
    world.disk_full = True
    _cancel(world, dev_eui)
    world.kill()
    world.disk_full = False
    _run(world)


def install_on_full_disk(world: World) -> None:
    """Ask for an update while the disk is full, and die."""
    world.disk_full = True
    _install(world)
    world.kill()
    world.disk_full = False
    _run(world)


def stage_on_full_disk(world: World) -> None:
    """Ask for a staged update while the disk is full, and die."""
    world.disk_full = True
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.kill()
    world.disk_full = False
    _run(world)


def refused_and_released(world: World) -> None:
    """Have a request refused, and let the update go on after a death."""
    world.add_fault("code call=6.1 code=10310012 times=1")
    dev_eui = _install(world)
    world.run(60)
    world.kill()
    world.run(60)
    item = world.life.engine.find(dev_eui)
    if item is not None:
        world.do("release", people.release(world, item))
    _run(world)


def full_for_a_while(world: World) -> None:
    """Have the gateway refuse one task more."""
    world.add_fault("code call=6.1 code=10310013 times=1")
    _expect(world, _install(world))


def late_request(world: World) -> None:
    """Have a request carried out when nobody waits for its answer any longer."""
    world.add_fault("late call=6.1 seconds=120 times=1")
    _expect(world, _install(world))


def timed_out(world: World) -> None:
    """Have the gateway say that the request timed out, and not do it."""
    world.add_fault("code call=6.1 code=24 times=1")
    _expect(world, _install(world))


def made_and_refused(world: World) -> None:
    """Have the gateway say that it has too many tasks, and make one."""
    world.add_fault("done call=6.1 code=10310013 times=1")
    _expect(world, _install(world))


def made_refused_and_listed_late(world: World) -> None:
    """Have the gateway say that it has too many tasks, make one, and list it later. It fails."""
    world.add_fault("unlisted call=6.1 seconds=40 times=1")
    world.add_fault("done call=6.1 code=10310013 times=1")
    world.gateway.set_fate(_install(world), "fragment:9", 1)
    _run(world)


def added_meanwhile(world: World) -> None:
    """Make a task beside the queue while an update is just being checked."""
    _install(world)
    world.run(CHECKED_AFTER)
    dev_eui = world.devices_of(OTHER_MODEL)[0].dev_eui
    world.do("add a task", people.add(world, [dev_eui], "June"))
    _run(world)


def joined_meanwhile(world: World) -> None:
    """Ask for the same firmware while an update with it is just being checked."""
    _install(world)
    world.run(CHECKED_AFTER)
    _expect(world, _install(world, number=1))


def lying_canary(world: World) -> None:
    """Have the gateway call a task a success whose device failed."""
    manners = world.gateway.manners
    world.gateway.manners = replace(manners, lenient_success=True)
    world.gateway.set_fate(world.devices_of(MODEL)[0].dev_eui, "fragment:9", 1)
    stage(world)


def gone_canary(world: World) -> None:
    """Delete a canary's task."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.run(20)
    for task in list(world.gateway.tasks.values()):
        page.delete(world, task)
    _run(world)


def endless(world: World) -> None:
    """Wait behind a task of somebody's that never ends, and then no longer."""
    page.make(world, "endless", [world.devices_of(OTHER_MODEL)[0].dev_eui], hangs=True)
    _install(world)
    world.run(26 * 3600)
    for key in sorted(world.life.engine.lateness.late):
        people.decide(world, key, wait=False)
    world.run(60)
    if world.history.accepted and len(world.history.born) == 1:
        world.history.wrong.append("what nobody waits for is waited for")


def update_all(world: World) -> None:
    """Update all devices of a model at the same moment, twice."""
    everyone = [one.dev_eui for one in world.devices_of(MODEL)]
    world.tell("update all, and some to an older version")
    world.together(
        *(people.install(world, one, NEWEST) for one in everyone),
        *(people.install(world, one, OLDER) for one in everyone),
    )
    world.kill()
    _run(world)


TROUBLED: dict[str, Scenario] = {
    gone_through.__name__.replace("_", " "): gone_through
    for gone_through in (
        two_models,
        late_list,
        direct_listed_late,
        renamed,
        reset_and_other,
        reset_before_listed,
        copied,
        empty_lists,
        taken_out,
        others_session,
        overtaken,
        gone_device,
        gone_device_on_full_disk,
        cancel_on_full_disk,
        cancel_on_full_disk_and_die,
        install_on_full_disk,
        stage_on_full_disk,
        refused_and_released,
        full_for_a_while,
        late_request,
        timed_out,
        made_and_refused,
        made_refused_and_listed_late,
        added_meanwhile,
        joined_meanwhile,
        lying_canary,
        gone_canary,
        endless,
        update_all,
    )
}
