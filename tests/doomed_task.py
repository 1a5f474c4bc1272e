"""A firmware task that fails."""

from datetime import timedelta

from simulator.gateway import Gateway

from .conftest import Clock
from .firmware_tasks import add_task

# Longer than any task takes.
DAY = 24 * 3600


def doomed_task(gateway: Gateway, clock: Clock, *fates: str) -> int:
    """Add a task whose devices have these fates, and are called A, B …"""
    task_id = add_task(gateway, clock() + timedelta(seconds=60))
    devices = gateway.tasks[task_id].devices
    for name, dev_eui, fate in zip("AB", devices, fates, strict=False):
        gateway.devices[dev_eui].name = name
        gateway.set_fate(dev_eui, fate)
    return task_id
