"""What the tests of the gateway's API share."""

from collections.abc import Iterator
from itertools import count

from hypothesis import settings
import pytest

from custom_components.milesight_network_server.ns_api import link as link_module

from .scripted import ScriptedGateway

# The first use of a model compiles its reader: that may take longer than one example should.
settings.register_profile("ns_api", deadline=None)
settings.load_profile("ns_api")


@pytest.fixture
def numbered_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the requests the ids "1", "2", "3" …, as the document's examples have them."""
    numbers = count(1)
    monkeypatch.setattr(link_module, "uuid4", lambda: next(numbers))


@pytest.fixture
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a question to all gateways be over with the answers that come at once."""
    monkeypatch.setattr(link_module, "SETTLE_TIME", 0)


@pytest.fixture
def silent_gateway() -> Iterator[ScriptedGateway]:
    """Return a gateway that answers only when the test says so; at the end nothing may wait."""
    scripted = ScriptedGateway()
    yield scripted
    assert scripted.link._pending == {}
