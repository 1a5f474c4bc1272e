"""What is done on the gateway's own page, or with a cable: nobody in the house hears of it."""

from datetime import timedelta
from typing import Any, Final

from simulator.catalogue import row
from simulator.fuota import UNFINISHED, FuotaTask, TaskStatus

from .world import World

# The time between two fragments in a task that never ends, in ms.
FOR_EVER: Final = 10**12


def make(
    world: World, name: str, dev_euis: list[str], *, hangs: bool = False, official: bool = False
) -> None:
    """Make a task, of an own file or of the newest official firmware. One may never end."""
    body = _task_body(world, name, dev_euis, official=official)
    try:
        world.gateway.by_hand("POST", "/api/fuota/task", body)
    except ValueError as err:
        world.tell(f"by hand, refused: {err}")
        return
    world.tell(f"somebody makes a task {name!r} by hand")
    world.look(by_hand=True)
    tasks = world.gateway.tasks
    if hangs and not any(one.fragment_interval == FOR_EVER for one in tasks.values()):
        list(tasks.values())[-1].fragment_interval = FOR_EVER


def delete(world: World, task: FuotaTask) -> None:
    """Delete a task, whatever it does."""
    world.tell(f"somebody deletes task {task.task_id} {task.name!r} by hand")
    del world.gateway.tasks[task.task_id]


def delete_endless(world: World) -> None:
    """Delete the task that never ends."""
    for task in list(world.gateway.tasks.values()):
        if task.fragment_interval == FOR_EVER:
            delete(world, task)


def rename(world: World, task: FuotaTask, name: str) -> None:
    """Call a task otherwise."""
    world.tell(f"somebody renames task {task.task_id} to {name!r}")
    task.name = name


def take_out(world: World, task: FuotaTask, dev_eui: str) -> None:
    """Take a device out of a task that has others, and has not begun."""
    if task.status in UNFINISHED and len(task.devices) > 1 and dev_eui in task.devices:
        world.tell(f"somebody takes {dev_eui[-4:]} out of task {task.task_id}")
        del task.devices[dev_eui]
        world.history.taken_out.add(dev_eui)


def retry(world: World, task: FuotaTask) -> None:
    """Have a failed task run once more."""
    if task.status is TaskStatus.FAILED:
        world.tell(f"somebody retries task {task.task_id} by hand")
        world.gateway.by_hand("POST", "/api/fuota/task/retry", {"ids": [task.task_id]})
        born = world.history.birth_of(task)
        born.retried_at = born.retried_by_hand_at = world.seconds()


def flash(world: World, dev_eui: str, version: str) -> None:
    """Flash a device by cable."""
    world.tell(f"somebody flashes {dev_eui[-4:]} with {version}")
    world.gateway.devices[dev_eui].firmware_version = version


def remove_device(world: World, dev_eui: str) -> None:
    """Delete a device."""
    world.tell(f"somebody deletes device {dev_eui[-4:]}")
    del world.gateway.devices[dev_eui]


def _task_body(world: World, name: str, dev_euis: list[str], *, official: bool) -> dict[str, Any]:
    """Return what the gateway's page sends for a new task."""
    starts = world.true_now() + timedelta(seconds=30)
    model = world.gateway.devices[dev_euis[0]].model
    offered = [one for one in world.gateway.catalogue if one.model == model]
    firmware: dict[str, Any]
    if official:
        firmware = {"officialFirmwareInfo": row(offered[-1])}
    else:
        own = {"firmwareName": "X.bin", "fileContent": "QUFBQUFBQUFBQUFBQUFBQQ=="}
        firmware = {"firmwareInfo": own}
    return {
        "fuotaTask": {
            "name": name,
            "description": "",
            "startedAt": starts.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "deveui": [one.lower() for one in dev_euis],
            "fragmentInfo": {
                "fragmentSize": 46,
                "fragmentInterval": 2000,
                "fragmentRedundancy": 25,
            },
            "tmpMcInfo": {"groupType": 0, "dr": 0, "frequency": 869525000},
            "isOfficialFirmware": official,
            **firmware,
        }
    }
