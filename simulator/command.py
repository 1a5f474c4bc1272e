"""A command of the control topic, as it is read: what is wrong with it, or what it does."""

from collections.abc import Callable

from .gateway import Gateway
from .report import Report


class CommandError(ValueError):
    """What is wrong with a command."""


# What a command does to one gateway, and adds to the report about it.
type Order = Callable[[Gateway, Report], None]
