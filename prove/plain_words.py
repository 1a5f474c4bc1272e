"""Sentences without Home Assistant's translations: each is its key and what it is filled with."""

from typing import Any

from custom_components.milesight_network_server import writes


def words(key: Any, /, **placeholders: str) -> str:
    """Say what is meant by its key, or by an error."""
    return f"{key} {placeholders}" if placeholders else str(key)


def speak_plainly() -> None:
    """Have the words of lost answers said without Home Assistant, too."""
    for name in ("translated", "warning"):
        setattr(writes, name, words)
