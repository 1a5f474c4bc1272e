"""The gateway of the tests of firmware updates."""

import pytest

from simulator.gateway import Gateway

from ..conftest import Clock
from .scene import workshop


@pytest.fixture
def gateway(clock: Clock) -> Gateway:
    """A gateway with devices of two models to update."""
    return workshop(clock)
