"""A program that publishes what neighbours on a shared pair of topics answer to others' requests.

Started by the benchmarks, as a process of its own.
"""

from time import sleep

import click
import orjson
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion


def refusal() -> bytes:
    """Return the answer of a gateway that was not meant (code 25)."""
    body = {"code": 25, "error": "gateway eui does not match"}
    url = "/api/urdevices?limit=50&offset=0"
    return orjson.dumps({"id": "1", "gatewayEUI": "", "method": "GET", "url": url, "body": body})


@click.command()
@click.option("--port", type=int, required=True, help="Of the broker on this machine.")
@click.option("--topic", required=True, help="The response topic.")
@click.option("--messages", type=int, required=True, help="How many, about a thousand a second.")
def main(port: int, topic: str, messages: int) -> None:
    """Publish, and end."""
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv311)
    client.connect("127.0.0.1", port)
    client.loop_start()
    message = refusal()
    for _ in range(messages):
        client.publish(topic, message)
        sleep(0.001)
    client.publish(topic, message, qos=1).wait_for_publish(10)
    client.disconnect()
    client.loop_stop()


if __name__ == "__main__":
    main()
