"""Applications: what devices belong to. The API names them, and leaves making them to the owner."""

from dataclasses import dataclass


@dataclass(slots=True)
class Application:
    """One application."""

    application_id: int
    name: str
