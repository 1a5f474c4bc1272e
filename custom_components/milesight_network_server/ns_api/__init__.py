"""The MQTT API ("ns-api") of the network server inside Milesight LoRaWAN gateways.

Knows nothing of Home Assistant. A `Link` is one pair of topics, a `Gateway` is one gateway on it.
"""
