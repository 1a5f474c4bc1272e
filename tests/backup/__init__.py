"""Backups, worked out alone: no Home Assistant, no gateway."""
