"""Who is subscribed to a topic, by Mosquitto's log."""

import re

from .broker import Broker

_CLIENT_GONE = re.compile(r"^\d+: Client (\S+) (?:disconnected|closed its connection|has exceeded)")
_STARTED = re.compile(r"^\d+: mosquitto version \S+ starting")


def subscribers(broker: Broker, topic: str) -> set[str]:
    """Return the clients that are connected and subscribed to a topic."""
    clients: set[str] = set()
    for line in broker.process.log.read_text(encoding="utf-8").splitlines():
        if gone := _CLIENT_GONE.match(line):
            clients.discard(gone[1])
            continue
        if _STARTED.match(line):
            clients.clear()
            continue
        match line.split():
            # Subscribed, with the quality of service between client and topic, or unsubscribed.
            case [_, client, _, name] if name == topic:
                clients.add(client)
            case [_, client, name] if name == topic:
                clients.discard(client)
    return clients
