"""Fix flows of the issues in Home Assistant's repairs."""
