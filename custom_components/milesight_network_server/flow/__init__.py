"""The pages of the config flow and of a gateway's options."""
