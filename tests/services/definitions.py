"""What services.yaml says."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

from custom_components.milesight_network_server.const import DOMAIN

PACKAGE = Path(__file__).parents[2] / "custom_components" / DOMAIN
SERVICES_YAML = str(PACKAGE / "services.yaml")
DEFINED: dict[str, Any] = load_yaml_dict(SERVICES_YAML)


def fields_in_order(service: str) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the fields of a service, those of its sections too, as the editor shows them."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for name, one in DEFINED[service]["fields"].items():
        found.extend(one["fields"].items() if "fields" in one else [(name, one)])
    return found
