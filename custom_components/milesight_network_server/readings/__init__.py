"""What the sensors measure: uplinks, and the values in them."""
