"""A gateway on a clock that stands, and someone who asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.gateway import Gateway
from simulator.population import populate

from .broker import Broker
from .talk import EUI, Clock, Talk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway out of its box."""
    return Gateway(EUI, clock=clock)


@pytest.fixture
def talk(gateway: Gateway) -> Talk:
    return Talk(gateway)


@pytest.fixture
def house(gateway: Gateway) -> Gateway:
    """The same with two thermostats."""
    populate(gateway, devices=2, models=("WT201",))
    return gateway


@pytest.fixture
def broker(socket_enabled: None, tmp_path: Path) -> Iterator[Broker]:
    """A broker that lets everybody in."""
    running = Broker(tmp_path)
    running.start()
    yield running
    running.stop()
