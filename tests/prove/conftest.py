"""What a world without Home Assistant does to words is undone after each test."""

import pytest

from custom_components.milesight_network_server import writes


@pytest.fixture(autouse=True)
def _words_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore what `prove.plain_words` puts in place of Home Assistant's translations."""
    for name in ("translated", "warning"):
        monkeypatch.setattr(writes, name, getattr(writes, name))
