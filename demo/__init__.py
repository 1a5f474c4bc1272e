"""A gateway in a real Home Assistant, with one command: see `script/demo --help`."""
