"""Issues about a gateway in Home Assistant's repairs."""
