"""Who is subscribed to a topic, by Mosquitto's log."""

import pytest

from demo.broker import BrokerKind
from demo.waiting import until

from .home import House


def skip_without_subscription_log(house: House) -> None:
    """Skip where the broker does not tell who is subscribed."""
    if house.kind.broker is not BrokerKind.MOSQUITTO:
        pytest.skip("only Mosquitto's log tells who is subscribed")


def subscribers(house: House, topic: str) -> set[str]:
    """Return the clients that subscribed to a topic and have not unsubscribed."""
    clients: set[str] = set()
    for line in house.broker.process.log.read_text(encoding="utf-8").splitlines():
        match line.split():
            # Subscribed, with the quality of service between client and topic, or unsubscribed.
            case [_, client, _, name] if name == topic:
                clients.add(client)
            case [_, client, name] if name == topic:
                clients.discard(client)
    return clients


async def until_unsubscribed(house: House, topic: str) -> None:
    """Wait until nobody is subscribed to a topic."""

    async def nobody() -> bool:
        return not subscribers(house, topic)

    await until(nobody, f"nobody to be subscribed to {topic}")
