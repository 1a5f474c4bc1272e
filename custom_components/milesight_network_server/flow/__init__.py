"""The pages on which people set a gateway up, beside the wizard that adds it."""
