"""Downlinks: messages to single devices, and their acknowledgements."""
