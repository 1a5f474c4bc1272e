"""Measures what the integration costs, each figure beside the floor under it."""
