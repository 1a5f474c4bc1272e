"""The brokers and versions of MQTT that everything is tried with."""

from dataclasses import dataclass

import pytest

from demo.broker import BrokerKind


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Which broker, and which version of MQTT Home Assistant speaks to it."""

    broker: BrokerKind
    protocol: str

    def __str__(self) -> str:
        return f"{self.broker}-{self.protocol}"


KINDS = [
    Kind(broker=BrokerKind.MOSQUITTO, protocol="5"),
    Kind(broker=BrokerKind.MOSQUITTO, protocol="3.1.1"),
    Kind(broker=BrokerKind.AMQTT, protocol="3.1.1"),
]

# For what is the same on every broker: once is enough.
once = pytest.mark.parametrize("house", KINDS[:1], ids=str, indirect=True)
