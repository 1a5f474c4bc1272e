"""Firmware: as a call names it, as Milesight offers it, and as the devices run it."""
