"""What must hold of every history, whoever decided what in it."""

from collections.abc import Iterator
import json
from typing import TYPE_CHECKING, Any, Final

from packaging.version import Version

from simulator.fuota import UNFINISHED

from .history import Accepted, Born, Record, born_of

if TYPE_CHECKING:
    from .world import World

# A task that was deleted may have run before, and what was installed may be its work. So may what
# was renamed by hand before anybody in the house knew its id.
_MAY_HAVE_RUN: Final = ("task_deleted", "already_installed", "asked for anew", "task is gone")


def wrong_at_the_end(world: World) -> list[str]:
    """Return what is wrong with a world that has calmed down."""
    history = world.history
    return [
        *unfinished(world),
        *(problem for one in history.accepted for problem in ends_of(world, one)),
        *doubled(history),
        *side_by_side(history),
        *downgrades(history),
        *double_bookings(world),
        *unreported(world),
        *not_kept(world),
    ]


def unfinished(world: World) -> Iterator[str]:
    """Report updates that go on by themselves although nothing more happens."""
    for item in world.life.engine.items.values():
        if item.pending:
            yield f"{item.task_name} ({item.queue_id}) is still {item.state}"


def ends_of(world: World, one: Accepted) -> Iterator[str]:
    """Report where the update of a device has no end, or more than one."""
    history, key = world.history, (one.queue_id, one.dev_eui)
    item = world.life.engine.items.get(one.queue_id)
    is_present = item is not None and one.dev_eui in item.dev_euis
    ends = history.ends.get(key, set())
    ran = any(one.dev_eui in born.ended_for for born in _tasks_of(world, one))
    what = f"update of {one.dev_eui[-4:]} in {one.queue_id}"
    if not (ends or ran or is_present or key in history.may_have_ended):
        yield f"{what} is lost"
    if is_present and ends - {"asked for anew"}:
        yield f"{what} is there, though {ends}"
    final = {end for end in ends if not any(one in end for one in _MAY_HAVE_RUN)}
    if ran and final:
        yield f"{what} ran, though {final}"
    if len(final) > 1:
        yield f"{what} ended twice: {final}"


def doubled(record: Record) -> Iterator[str]:
    """Report updates that were made a task while the gateway had that task already."""
    for queue_id in {one.queue_id for one in record.accepted} - set(record.released):
        token = queue_id[-6:]
        for one in born_of(record.births, token):
            if any(name.endswith(f"({token})") for name in one.existing):
                yield f"update {queue_id} became task {one.name!r}, and was one already"


def side_by_side(record: Record) -> Iterator[str]:
    """Report tasks of the queue that were made beside another of the house's that was at work."""
    tokens = {one.token for one in record.accepted}
    for one in record.births:
        is_of_queue = not one.by_hand and any(one.carries(token) for token in tokens)
        if not is_of_queue or one.passed_over:
            continue
        if one.at_work:
            yield f"task {one.name!r} was made beside {one.at_work}"


def downgrades(record: Record) -> Iterator[str]:
    """Report devices that were sent something older than they truly ran, unasked."""
    for one in record.accepted:
        if one.version is None:
            continue
        for born in born_of(record.births, one.token):
            ran = born.ran.get(one.dev_eui)
            is_in = one.dev_eui in born.devices
            if is_in and ran not in (None, one.ran) and Version(ran) > Version(one.version):
                yield f"{one.dev_eui[-4:]} ran {ran} and was sent {one.version}"


def double_bookings(world: World) -> Iterator[str]:
    """Report devices that are in two unfinished tasks of the house's."""
    seen: set[str] = set()
    for born in world.history.born:
        task = born.task
        is_present = world.gateway.tasks.get(task.task_id) is task and task.status in UNFINISHED
        if is_present and not born.by_hand:
            yield from (f"{one[-4:]} is in two tasks" for one in seen & task.devices.keys())
            seen |= task.devices.keys()


def unreported(world: World) -> Iterator[str]:
    """Report what people should know, and was not reported in this life."""
    engine = world.life.engine
    held = {key for key, item in engine.items.items() if not item.pending}
    if held != world.history.held:
        yield f"on hold are {held}, and told is {world.history.held}"
    yield from (f"{one.reasons} is kept as not told" for one in engine.unreported)
    yield from (f"{one.name} is waited for in vain" for one in engine.fresh)
    if engine.claims.has_any(world.gateway.devices):
        yield "devices are claimed, and nobody asks for anything"


def not_kept(world: World) -> Iterator[str]:
    """Report where the disk and the books differ."""
    kept = world.disk or json.dumps({key: [] for key in json.loads(world.life.books())})
    if _in_order(kept) != _in_order(world.life.books()):
        yield f"kept is {kept}, known is {world.life.books()}"


def _in_order(books: str) -> str:
    """Return books with sets of devices in an order: they are kept in any."""

    def sort(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: sort(one) for key, one in value.items()}
        if isinstance(value, list):
            return sorted(map(sort, value), key=str)
        return value

    return json.dumps(sort(json.loads(books)))


def _tasks_of(world: World, one: Accepted) -> list[Born]:
    return world.history.born_of(one.token)
