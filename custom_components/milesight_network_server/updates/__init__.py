"""Firmware updates: what they are, what becomes of them, and what is told of them."""
