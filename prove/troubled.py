"""Short stories with a trouble in each, which are gone through as they stand."""

from dataclasses import replace

from . import page, people
from .deeds import cancel, expect, install, other_task, run
from .scenarios import MODEL, NEWEST, Scenario, stage
from .troubled_disk import DISK_TROUBLED
from .world import World

OTHER_MODEL, OTHER_NEWEST = "UC300", "v1.4"
OLDER = "v1.1"
# Zones differ by whole quarters of an hour, in seconds.
QUARTER = 900.0
# What is asked for so long after an install, in seconds, is answered while that is checked.
CHECKED_AFTER = 5.02


def two_models(world: World) -> None:
    """Update two models, one after the other."""
    install(world)
    expect(world, install(world, model=OTHER_MODEL, version=OTHER_NEWEST), OTHER_NEWEST)


def late_list(world: World) -> None:
    """Have the first of two tasks listed late."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    two_models(world)


def direct_listed_late(world: World) -> None:
    """Have a task that was made beside the queue listed late, and ask for more."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    dev_eui = world.devices_of(MODEL)[0].dev_eui
    world.do("add a task", people.add(world, [dev_eui], "June"))
    install(world)
    install(world, model=OTHER_MODEL, version=OTHER_NEWEST)
    run(world)


def renamed(world: World) -> None:
    """Rename a task before anybody knows that it has arrived, and have it fail."""
    world.add_fault("lost_answer call=6.1 times=1")
    world.gateway.set_fate(install(world), "fragment:9", 1)
    world.run(7)
    for task in world.gateway.tasks.values():
        page.rename(world, task, "renamed")
    run(world)


def reset_and_other(world: World) -> None:
    """Reset the gateway, which gives the id of our task to another's."""
    dev_eui = install(world)
    world.run(30)
    world.lose_tasks()
    other_task(world)
    cancel(world, dev_eui)
    run(world)


def reset_and_other_whole_quarters_later(world: World) -> None:
    """Reset the gateway, and give our id to another's task of the same second, of a later hour."""
    dev_eui = install(world)
    world.run(30)
    world.offline = True
    made = [one.created_at for one in world.gateway.tasks.values()]
    world.lose_tasks()
    for moment in made:
        world.run(QUARTER - (world.true_now() - moment).total_seconds() % QUARTER)
    page.make(world, "somebody's", [dev_eui])
    world.offline = False
    cancel(world, dev_eui)
    run(world)


def reset_before_listed(world: World) -> None:
    """Reset the gateway before a list has our task, and give its id to another's."""
    world.add_fault("unlisted call=6.1 seconds=200 times=1")
    dev_eui = install(world)
    world.run(10)
    world.lose_tasks()
    page.make(world, "somebody's", [dev_eui], official=True)
    world.run(400)
    cancel(world, dev_eui)
    run(world)


def restored(world: World) -> None:
    """Restore a backup of the house, in which an update that runs is not sent yet."""
    dev_eui = install(world)
    backup = world.disk
    world.run(60)
    world.life.die()
    world.disk = backup
    world.rise()
    expect(world, dev_eui)
    if world.history.ends:
        world.history.wrong.append("a device that its task has updated was left out")


def copied(world: World) -> None:
    """Lose our task, and find another by its name, with an own file."""
    world.add_fault("lost_answer call=6.1 times=1")
    install(world)
    world.run(7)
    tasks = list(world.gateway.tasks.values())
    world.lose_tasks()
    for task in tasks:
        page.make(world, task.name, list(task.devices))
    run(world)


def empty_lists(world: World) -> None:
    """Have the list of tasks empty twice while one is at work."""
    first = install(world)
    install(world, model=OTHER_MODEL, version=OTHER_NEWEST)
    world.run(30)
    world.add_fault("empty call=6.2 times=2")
    world.run(600)
    cancel(world, first)
    run(world)


def staged_beside_a_task(world: World) -> None:
    """Stage an update for a device that has a task, while the list of tasks comes empty twice."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("add a task", people.add(world, dev_euis[:1], "June"))
    world.add_fault("empty call=6.2 times=2")
    world.do("stage 'July'", people.add(world, dev_euis, "July", dev_euis[0]))
    run(world)


def added_beside_a_canary(world: World) -> None:
    """Add a task for a canary after a reload, while the list of tasks comes empty twice."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    for _ in range(16):
        world.reload({})
    world.add_fault("empty call=6.2 times=2")
    world.do("add a task", people.add(world, dev_euis[:1], "July"))
    run(world)


def released_while_asked_anew(world: World) -> None:
    """Release an update on hold at the moment in which one of its devices is asked for anew."""
    dev_euis = [one.dev_eui for one in world.devices_of(MODEL)]
    world.do("stage 'June'", people.add(world, dev_euis, "June", dev_euis[0]))
    world.lose_tasks()
    world.run(2400)
    for item in list(world.life.engine.items.values()):
        world.together(people.install(world, dev_euis[1], NEWEST), people.release(world, item))
    run(world)


def taken_out(world: World) -> None:
    """Take a device out of our task by hand."""
    install(world)
    install(world, number=1)
    world.run(30)
    for task in world.gateway.tasks.values():
        page.take_out(world, task, world.devices_of(MODEL)[1].dev_eui)
    run(world)


def others_session(world: World) -> None:
    """Ask for an update while somebody's session is at work that no poll has seen."""
    other_task(world)
    world.run(200)
    install(world)
    run(world)


def overtaken(world: World) -> None:
    """Flash a device while its update waits."""
    page.flash(world, install(world), "v1.99")
    run(world)


def gone_device(world: World) -> None:
    """Delete a device while its update waits, and have it back later."""
    install(world)
    gone = world.gateway.devices[install(world, number=1)]
    page.remove_device(world, gone.dev_eui)
    world.run(120)
    world.gateway.devices[gone.dev_eui] = gone
    run(world)


def refused_and_released(world: World) -> None:
    """Have a request refused, and let the update go on after a death."""
    world.add_fault("code call=6.1 code=10310012 times=1")
    dev_eui = install(world)
    world.run(60)
    world.kill()
    world.run(60)
    item = world.life.engine.find(dev_eui)
    if item is not None:
        world.do("release", people.release(world, item))
    run(world)


def full_for_a_while(world: World) -> None:
    """Have the gateway refuse one task more."""
    world.add_fault("code call=6.1 code=10310013 times=1")
    expect(world, install(world))


def late_request(world: World) -> None:
    """Have a request carried out when nobody waits for its answer any longer."""
    world.add_fault("late call=6.1 seconds=120 times=1")
    expect(world, install(world))


def timed_out(world: World) -> None:
    """Have the gateway say that the request timed out, and not do it."""
    world.add_fault("code call=6.1 code=24 times=1")
    expect(world, install(world))


def made_and_refused(world: World) -> None:
    """Have the gateway say that it has too many tasks, and make one."""
    world.add_fault("done call=6.1 code=10310013 times=1")
    expect(world, install(world))


def made_refused_and_listed_late(world: World) -> None:
    """Have the gateway say that it has too many tasks, make one, and list it later. It fails."""
    world.add_fault("unlisted call=6.1 seconds=40 times=1")
    world.add_fault("done call=6.1 code=10310013 times=1")
    world.gateway.set_fate(install(world), "fragment:9", 1)
    run(world)


def added_and_refused(world: World) -> None:
    """Have the gateway refuse a task beside the queue, make it, and list it later."""
    install(world)
    world.add_fault("unlisted call=6.1 seconds=40 times=1")
    world.add_fault("done call=6.1 code=23 times=1")
    dev_euis = [world.devices_of(OTHER_MODEL)[0].dev_eui]
    world.do("add a task", people.add(world, dev_euis, "June"))
    run(world)


def added_twice(world: World) -> None:
    """Add a task for a device that has one, while the list of tasks does not tell its devices."""
    dev_euis = [world.devices_of(MODEL)[0].dev_eui]
    for _ in range(2):
        world.do("add a task", people.add(world, dev_euis, "June"))
        world.add_fault("omit call=6.2 key=deveui times=1")
    run(world)


def added_meanwhile(world: World) -> None:
    """Make a task beside the queue while an update is just being checked."""
    install(world)
    world.run(CHECKED_AFTER)
    dev_eui = world.devices_of(OTHER_MODEL)[0].dev_eui
    world.do("add a task", people.add(world, [dev_eui], "June"))
    run(world)


def joined_meanwhile(world: World) -> None:
    """Ask for the same firmware while an update with it is just being checked."""
    install(world)
    world.run(CHECKED_AFTER)
    expect(world, install(world, number=1))


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
    run(world)


def endless(world: World) -> None:
    """Wait behind a task of somebody's that never ends, and then no longer."""
    page.make(world, "endless", [world.devices_of(OTHER_MODEL)[0].dev_eui], hangs=True)
    install(world)
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
    run(world)


TROUBLED: dict[str, Scenario] = DISK_TROUBLED | {
    gone_through.__name__.replace("_", " "): gone_through
    for gone_through in (
        two_models,
        late_list,
        direct_listed_late,
        renamed,
        reset_and_other,
        reset_and_other_whole_quarters_later,
        reset_before_listed,
        restored,
        copied,
        empty_lists,
        staged_beside_a_task,
        added_beside_a_canary,
        released_while_asked_anew,
        taken_out,
        others_session,
        overtaken,
        gone_device,
        refused_and_released,
        full_for_a_while,
        late_request,
        timed_out,
        made_and_refused,
        made_refused_and_listed_late,
        added_and_refused,
        added_twice,
        added_meanwhile,
        joined_meanwhile,
        lying_canary,
        gone_canary,
        endless,
        update_all,
    )
}
