"""The front end's sources; in Python only what they are checked against."""
