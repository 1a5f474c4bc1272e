"""What keeps the demo from running, told in one sentence."""


class DemoError(Exception):
    """The demo cannot go on; the text says why and, where it is known, what to do."""
