"""A program that answers requests on a broker with answers that were worked out before.

Started by the benchmarks: it takes next to no time of its own, and none of the measured process.
"""

from typing import Any

import click
import orjson
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from .answers import key_of


@click.command()
@click.option("--port", type=int, required=True, help="Of the broker on this machine.")
@click.option("--answers-topic", required=True, help="Where the answers are handed in.")
def main(port: int, answers_topic: str) -> None:
    """Answer until ended."""
    # By request topic: the response topic, and the answers without their ids.
    known: dict[str, tuple[str, dict[str, tuple[bytes, bytes]]]] = {}

    def start(client: paho.Client, *_: Any) -> None:
        client.subscribe(answers_topic, 1)

    def ready(*_: Any) -> None:
        click.echo("ready")

    def take(client: paho.Client, content: dict[str, Any]) -> None:
        parts = {key: (one.encode(), two.encode()) for key, (one, two) in content["parts"].items()}
        if content["request"] not in known:
            client.subscribe(content["request"], 0)
        known[content["request"]] = content["response"], parts
        client.publish(f"{answers_topic}/taken", b"", qos=1)

    def receive(client: paho.Client, _userdata: Any, message: paho.MQTTMessage) -> None:
        content = orjson.loads(message.payload)
        if message.topic == answers_topic:
            take(client, content)
            return
        response_topic, answers = known[message.topic]
        if parts := answers.get(key_of(content)):
            client.publish(response_topic, content["id"].encode().join(parts))

    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311)
    client.on_connect = start
    client.on_subscribe = ready
    client.on_message = receive
    client.connect("127.0.0.1", port)
    client.loop_forever()


if __name__ == "__main__":
    main()
