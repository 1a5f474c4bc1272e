"""A simulated Milesight LoRaWAN gateway that answers the gateway's MQTT API ("ns-api")."""
