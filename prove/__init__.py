"""Proves the engine of firmware updates by histories: many worlds, each with all that can happen."""
