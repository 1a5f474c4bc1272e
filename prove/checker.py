"""What must hold of every history, whoever decided what in it."""

from typing import TYPE_CHECKING

from packaging.version import Version

from simulator.fuota import UNFINISHED

from .history import Born, History

if TYPE_CHECKING:
    from .world import World


_MAY_HAVE_RUN = ("task_deleted", "already_installed", "asked for anew", "task is gone")


def wrong_at_the_end(world: World) -> list[str]:
    """Return what is wrong with a world that has calmed down."""
    engine, history = world.life.engine, world.history
    there = {
        (item.queue_id, dev_eui) for item in engine.items.values() for dev_eui in item.dev_euis
    }
    wrong = [
        f"{item.task_name} ({item.queue_id}) is still {item.state}"
        for item in engine.items.values()
        if item.pending
    ]
    for one in history.accepted:
        key = (one.queue_id, one.dev_eui)
        told = history.ends.get(key, set())
        ran = [born for born in history.born_of(one.queue_id[-6:]) if _ran(born, one.dev_eui)]
        ended = told or ran or key in there or key in history.may_have_ended
        if not ended:
            wrong.append(f"update of {one.dev_eui[-4:]} in {one.queue_id} is lost")
        if key in there and told - {"asked for anew"}:
            wrong.append(f"update of {one.dev_eui[-4:]} in {one.queue_id} is there, though {told}")
        # A task that was deleted may have run before, and what was installed may be its work.
        final = {end for end in told if not any(one in end for one in _MAY_HAVE_RUN)}
        if ran and final:
            wrong.append(f"update of {one.dev_eui[-4:]} in {one.queue_id} ran, though {final}")
    wrong.extend(doubled(history))
    wrong.extend(side_by_side(history))
    wrong.extend(downgrades(history))
    wrong.extend(double_bookings(world))
    return wrong


def doubled(history: History) -> list[str]:
    """Return the updates that were made a task while the gateway had that task already."""
    tokens = {one.queue_id: one.queue_id[-6:] for one in history.accepted}
    return [
        f"update {queue_id} became task {one.task.task_id}, and was one already"
        for queue_id, token in tokens.items()
        for one in history.born_of(token)
        if any(name.endswith(f"({token})") for name in one.there)
        and queue_id not in history.released
    ]


def side_by_side(history: History) -> list[str]:
    """Return the tasks of the queue that were made while another of the queue's was unfinished."""
    ours = {one.queue_id[-6:] for one in history.accepted}

    def is_ours(name: str) -> bool:
        return any(name.endswith(f"({token})") for token in ours)

    return [
        f"task {one.name!r} was made beside {others}"
        for one in history.born
        if not one.by_hand
        and is_ours(one.name)
        and (others := [name for name in one.unfinished if is_ours(name)])
        and not one.passed_over
    ]


def downgrades(history: History) -> list[str]:
    """Return the devices that were sent something older than they truly ran, unasked."""
    found = []
    for one in history.accepted:
        if one.version is None:
            continue
        for born in history.born_of(one.queue_id[-6:]):
            ran = born.ran.get(one.dev_eui)
            if (
                one.dev_eui in born.task.devices
                and ran is not None
                and Version(ran) > Version(one.version)
                and ran != one.ran
            ):
                found.append(f"{one.dev_eui[-4:]} ran {ran} and was sent {one.version}")
    return found


def double_bookings(world: World) -> list[str]:
    """Return the devices that are in two unfinished tasks of ours."""
    seen: set[str] = set()
    twice: set[str] = set()
    for born in world.history.born:
        if not _is_there(world, born) or born.by_hand:
            continue
        twice |= seen & born.task.devices.keys()
        seen |= born.task.devices.keys()
    return [f"{one[-4:]} is in two unfinished tasks" for one in sorted(twice)]


def _is_there(world: World, born: Born) -> bool:
    task = born.task
    return world.gateway.tasks.get(task.task_id) is task and task.status in UNFINISHED


def _ran(born: Born, dev_eui: str) -> bool:
    """Whether a task came to its end, well or badly, with a device in it."""
    return dev_eui in born.task.devices and born.task.status not in UNFINISHED
