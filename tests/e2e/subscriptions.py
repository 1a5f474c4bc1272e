"""Who is subscribed to a topic, by Mosquitto's log."""

import pytest

from demo import subscriptions
from demo.broker import BrokerKind
from demo.waiting import until

from .home import House


def skip_without_subscription_log(house: House) -> None:
    """Skip where the broker does not tell who is subscribed."""
    if house.kind.broker is not BrokerKind.MOSQUITTO:
        pytest.skip("only Mosquitto's log tells who is subscribed")


def subscribers(house: House, topic: str) -> set[str]:
    """Return the clients that are subscribed to a topic."""
    return subscriptions.subscribers(house.broker, topic)


async def until_unsubscribed(house: House, topic: str) -> None:
    """Wait until nobody is subscribed to a topic."""

    async def nobody() -> bool:
        return not subscribers(house, topic)

    await until(nobody, f"nobody to be subscribed to {topic}")
