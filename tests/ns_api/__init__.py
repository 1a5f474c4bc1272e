"""The gateway's API, tested alone: no Home Assistant, no broker."""
