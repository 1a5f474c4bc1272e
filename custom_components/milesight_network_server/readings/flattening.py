"""From a decoded message to its values: nested ones by a dotted key, with limits.

Arrays are left out: they hold the past, not what is measured now.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from .kind import Scalar

# Of a message so many keys are looked at, so deep, and a key may be so long. A LoRaWAN uplink has
# 242 bytes at most.
MOST_KEYS: Final = 512
_DEEPEST: Final = 6
_LONGEST_KEY: Final = 100


def flattened(message: Mapping[str, Any]) -> Iterator[tuple[str, Scalar]]:
    """Yield the keys and values of a message, without nulls, arrays and what is beyond the limits.

    The keys are the codec's own, in its own letters.
    """
    left = MOST_KEYS
    # What is still to be looked at: the values of an object, and what stands before their keys.
    waiting: list[tuple[str, Iterator[tuple[str, Any]]]] = [("", iter(message.items()))]
    while waiting and left > 0:
        before, items = waiting[-1]
        for name, value in items:
            left -= 1
            key = before + name
            if isinstance(value, str | int | float):
                if name and len(key) <= _LONGEST_KEY and key.isprintable():
                    yield key, value
            elif isinstance(value, dict) and name and len(waiting) < _DEEPEST:
                waiting.append((f"{key}.", iter(value.items())))
                break
            if left <= 0:
                return
        else:
            waiting.pop()
