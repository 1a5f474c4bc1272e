"""The simulator, by its behaviour on the wire."""
