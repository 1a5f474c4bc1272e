"""What Milesight's codecs give, where the facts are at hand."""

from functools import cache
import json
from pathlib import Path
from typing import Any

import pytest

_FACTS = Path(__file__).parents[3] / "shared" / "readings" / "models.json"
with_facts = pytest.mark.skipif(not _FACTS.exists(), reason="the facts are not at hand")

# Units as the facts write them, and as Home Assistant does.
UNITS = {
    "%r.h.": "%",
    "%RH": "%",
    "a": "A",
    "kVArh": "kvarh",
    "℉": "°F",
    "ΔT°F": "°F",
    "µg/m³": "μg/m³",
}


@cache
def facts() -> dict[str, Any]:
    """Return the facts: by model its keys, and decoded samples."""
    return json.loads(_FACTS.read_bytes()) if _FACTS.exists() else {}


def keys_of(*types: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return model, key and description of all keys of these types."""
    return [
        (model, key, about)
        for model, row in facts().items()
        for key, about in row["keys"].items()
        if about["type"] in types
    ]


def unit_of(about: dict[str, Any]) -> str | None:
    """Return the unit as Home Assistant writes it."""
    unit: str | None = about.get("unit")
    return unit and UNITS.get(unit, unit)
