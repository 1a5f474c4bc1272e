"""Home Assistant's own LoRaWAN hub (from 2026.11 on): the gateway is one of its connections."""
