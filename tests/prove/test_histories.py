"""The engine of firmware updates holds whatever happens: what script/prove does, in small."""

import pytest

from prove.blocks import HISTORIES
from prove.machine import prove

# Seeds that script/prove begins with, too.
BLOCKS = range(10)


@pytest.mark.slow
@pytest.mark.parametrize("seed", BLOCKS)
def test_every_update_ends_once_whatever_happens(seed: int) -> None:
    prove(seed, HISTORIES)
