"""The gateway in Home Assistant's own LoRaWAN hub."""
