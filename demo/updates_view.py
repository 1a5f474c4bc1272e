"""The view of updates: the one that the documentation has for people to paste."""

from copy import deepcopy
from typing import Any

from annotatedyaml import parse_yaml

from .home_assistant import ROOT
from .registries import Device, Registries

DOCUMENT = ROOT / "docs" / "dashboard.md"
PATH = "updates"
# A page with hundreds of tiles takes long; Home Assistant's own page of updates has them all.
SHOWN_UPDATES = 100

type Card = dict[str, Any]


def documented() -> Card:
    """Return the view as the document has it, with the entities of its examples."""
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition("```yaml\n")
    text, _, _ = rest.partition("```")
    view: Any = parse_yaml(text)
    return dict(view)


def compose(registries: Registries, gateway: Device) -> Card:
    """Return the view for this gateway, with tiles for the devices that have an update entity."""
    view = documented()
    updates = [
        entity_id
        for device in registries.lorawan_devices(gateway.identifier)
        if (entity_id := registries.entity_id(device, "firmware")) is not None
    ]
    updates = updates[:SHOWN_UPDATES]
    event = registries.entity_id(gateway, "fuota")
    for section in view["sections"]:
        section["cards"] = [
            card for pattern in section["cards"] for card in _cards(pattern, updates, event)
        ]
    return view


def _cards(pattern: Card, updates: list[str], event: str | None) -> list[Card]:
    example = str(pattern.get("entity", ""))
    if example.startswith("update."):
        return [_with_entity(pattern, example, entity_id) for entity_id in updates]
    if example.startswith("event."):
        return [_with_entity(pattern, example, event)] if event else []
    return [pattern]


def _with_entity(pattern: Card, example: str, entity_id: str) -> Card:
    card = deepcopy(pattern) | {"entity": entity_id}
    for condition in card.get("visibility", ()):
        if condition.get("entity") == example:
            condition["entity"] = entity_id
    return card
