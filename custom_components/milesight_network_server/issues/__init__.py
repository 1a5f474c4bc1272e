"""What is told of a gateway among Home Assistant's repairs."""
