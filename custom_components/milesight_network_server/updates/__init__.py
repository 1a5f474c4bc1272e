"""Firmware updates: the queue, the tasks at the gateway, and the events about both."""
