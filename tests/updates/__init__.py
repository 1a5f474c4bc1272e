"""What must hold of firmware updates, in a Home Assistant with a simulated gateway."""
