"""Proves the engine of firmware updates by histories of small worlds in which all can happen."""
