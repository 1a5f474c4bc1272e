"""What people want in Home Assistant, done as the integration's services and entities do it."""

from collections.abc import Iterator
from contextlib import contextmanager

from custom_components.milesight_network_server.ns_api.firmware.named import official_firmware
from custom_components.milesight_network_server.updates.new_task import async_new_task
from custom_components.milesight_network_server.updates.operations import NotKeptError, canary_task
from custom_components.milesight_network_server.updates.queue import (
    Canary,
    QueuedUpdate,
    QueueState,
)
from custom_components.milesight_network_server.updates.retry import async_retry_tasks
from custom_components.milesight_network_server.writes import OutcomeUnknownError

from .history import Accepted
from .world import World


async def install(world: World, dev_eui: str, version: str) -> None:
    """Install a version on a device."""
    life, device = world.life, world.gateway.devices[dev_eui]
    offered = world.offered[device.model].items.values()
    (firmware,) = (one for one in offered if one.firmware_version == version)
    ran = device.firmware_version
    held = _held_by(world, [dev_eui])
    try:
        with _decided(world, held):
            item = await life.operations.install(dev_eui, firmware, ran, world.new_id())
    except NotKeptError:
        if life.engine.waiting(dev_eui) is not None:
            world.history.wrong.append(f"{dev_eui[-4:]} was refused, and is in the queue")
        raise
    _asked_anew(world, held)
    if sum(dev_eui in one.dev_euis for one in world.pending) > 1:
        world.history.wrong.append(f"{dev_eui[-4:]} is in two updates")
    world.history.accepted.append(Accepted(item.queue_id, dev_eui, version, ran))
    life.nudge()


async def add(world: World, dev_euis: list[str], name: str, canary: str | None = None) -> None:
    """Add a task for devices of one model, with a canary or without."""
    life = world.life
    model = world.gateway.devices[dev_euis[0]].model
    offered = world.offered[model]
    newest = list(offered.items.values())[-1]
    firmware = official_firmware(offered, newest.official_firmware_id or "")
    given = {"name": name, "dev_euis": list(dev_euis)}
    with life.engine.claims.hold(dev_euis):
        new = await async_new_task(life.context, given, firmware)
        if canary is None:
            held = _held_by(world, dev_euis)
            with _decided(world, held):
                await life.operations.write(new)
            _asked_anew(world, held)
            await life.poll()
            return
        queue_id = world.new_id()
        sent = canary_task(name, queue_id, canary)
        first = {**given, "name": sent.name, "dev_euis": [canary]}
        alone = await async_new_task(life.context, first, firmware)
        ran = {one: world.gateway.devices[one].firmware_version for one in dev_euis}
        goes_first = Canary(dev_eui=canary, sent=sent, soon=True)
        held = _held_by(world, dev_euis)
        world.history.canaries[queue_id] = (canary, newest.firmware_version)
        with _decided(world, held):
            item, _ = await life.operations.write_staged(
                new, alone, given, ran, goes_first, queue_id
            )
        _asked_anew(world, held)
        world.history.accepted.extend(
            Accepted(queue_id, one, newest.firmware_version, ran[one]) for one in item.dev_euis
        )
        await life.poll()


async def cancel(world: World, item: QueuedUpdate) -> None:
    """Cancel an update as the action does: its task is deleted, if it surely is its own."""
    life = world.life
    if item.queue_id not in life.engine.items:
        return
    how = "cancelled"
    if item.begun:
        how = "cancelled: its task is gone"
        task = await life.operations.task_of(item)
        if task is not None and task.ended:
            await life.poll()
            return
        if task is not None:
            how = "cancelled"
            world.deleted.add(item.token)
            await life.gateway.delete_fuota_tasks([task.task_id])
    if item.queue_id not in life.engine.items:
        return
    wanted = {(item.queue_id, one) for one in item.dev_euis} - world.history.may_have_ended
    world.history.may_have_ended |= wanted
    try:
        await life.operations.cancel(item)
    except NotKeptError:
        # Somebody is told that it is still in the queue, and so it must be.
        world.history.may_have_ended -= wanted
        raise
    for dev_eui in item.dev_euis:
        world.history.end(item.queue_id, dev_eui, how)


async def release(world: World, item: QueuedUpdate) -> None:
    """Let an update on hold take its turn."""
    if item.state is QueueState.HELD:
        # Noted first: whoever dies in between has released it all the same.
        released = world.history.released
        released[item.queue_id] = released.get(item.queue_id, 0) + 1
        await world.life.operations.release(item.queue_id)


async def retry(world: World, task_id: int) -> None:
    """Have a failed task run once more."""
    life = world.life
    tasks = await life.gateway.list_fuota_tasks()
    task = tasks.items.get(task_id)
    if task is None:
        return
    await async_retry_tasks(life.gateway, life.engine.claims, [task])
    retried = world.gateway.tasks.get(task_id)
    if retried is not None:
        world.history.birth_of(retried).retried_at = world.seconds()
    await life.poll()


def decide(world: World, key: str, *, wait: bool) -> None:
    """Wait longer for what takes too long, or no more."""
    world.tell(f"somebody {'waits for' if wait else 'passes over'} {key}")
    lateness = world.life.engine.lateness
    if wait:
        lateness.wait_longer(key)
        return
    world.passed_over = True
    lateness.pass_over(key)
    world.life.spawn(world.life.carrier.keep())
    world.life.nudge()


def _held_by(world: World, dev_euis: list[str]) -> list[tuple[str, str]]:
    """Return which updates on hold have these devices."""
    found = ((world.life.engine.find(one), one) for one in dev_euis)
    return [(item.queue_id, one) for item, one in found if item and not item.pending]


@contextmanager
def _decided(world: World, held: list[tuple[str, str]]) -> Iterator[None]:
    """Decide something else for devices on hold. Who is refused has decided nothing."""
    marked = set(held) - world.history.may_have_ended
    world.history.may_have_ended |= marked
    try:
        yield
    except OutcomeUnknownError:
        raise
    except Exception:
        world.history.may_have_ended -= marked
        raise


def _asked_anew(world: World, held: list[tuple[str, str]]) -> None:
    for queue_id, dev_eui in held:
        world.history.end(queue_id, dev_eui, "asked for anew")
