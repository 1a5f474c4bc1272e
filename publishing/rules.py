"""The published rules of Home Assistant's hassfest and of HACS, as far as they concern files here.

Written from https://developers.home-assistant.io/docs/creating_integration_manifest, …/core/
integration-quality-scale, …/internationalization/custom_integration and https://hacs.xyz/docs/publish.
"""

from collections.abc import Iterator, Mapping
import json
from pathlib import Path
import re
from string import Formatter
import struct
import sys
from typing import Any, Final

import click
import voluptuous as vol
import yaml

from .claims import claims
from .languages import languages
from .parts import HACS, INTEGRATION, MANIFEST

_ADDRESS: Final = vol.All(str, vol.Match(r"https://"))
_CATEGORY: Final = r"^[a-z_]+(\.[a-z_]+)?$"
_VERSION: Final = r"^\d+\.\d+\.\d+(b\d+)?$"

MANIFEST_SCHEMA: Final = vol.Schema(
    {
        vol.Required("domain"): INTEGRATION.name,
        vol.Required("name"): str,
        vol.Optional("after_dependencies"): [str],
        # From Home Assistant 2026.11 on: what it is found by.
        vol.Optional("categories"): vol.All([vol.Match(_CATEGORY)], vol.Length(min=1)),
        vol.Required("codeowners"): vol.All([vol.Match(r"^@")], vol.Length(min=1)),
        vol.Required("config_flow"): True,
        vol.Optional("connectivity"): vol.All([vol.Match(r"^[a-z]+$")], vol.Length(min=1)),
        vol.Optional("dependencies"): [str],
        vol.Optional("dhcp"): [{vol.Optional("macaddress"): vol.Match(r"^[0-9A-F*?]+$")}],
        vol.Required("documentation"): _ADDRESS,
        vol.Required("integration_type"): vol.In(("device", "hub", "service")),
        vol.Required("iot_class"): vol.In(("local_polling", "local_push")),
        vol.Required("issue_tracker"): _ADDRESS,
        vol.Optional("loggers"): [str],
        vol.Optional("requirements"): [vol.Match(r"^[A-Za-z0-9_.-]+(==|>=)[0-9.]+$")],
        vol.Required("version"): vol.Match(_VERSION),
    }
)
HACS_SCHEMA: Final = vol.Schema(
    {
        vol.Required("name"): str,
        vol.Optional("content_in_root"): bool,
        vol.Optional("country"): vol.Any(str, [str]),
        vol.Optional("filename"): str,
        vol.Optional("hacs"): vol.Match(_VERSION),
        vol.Required("homeassistant"): vol.Match(_VERSION),
        vol.Optional("zip_release"): bool,
    }
)
_CATEGORIES: Final = frozenset(
    {
        "common",
        "config",
        "config_panel",
        "entity",
        "exceptions",
        "issues",
        "options",
        "selector",
        "services",
        "system_health",
    }
)
_NAMES_OF_RULES: Final = """
action-setup appropriate-polling brands common-modules config-flow-test-coverage
config-flow dependency-transparency docs-actions docs-conditions
docs-high-level-description docs-installation-instructions docs-removal-instructions
docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
test-before-configure test-before-setup unique-config-entry action-exceptions
config-entry-unloading docs-configuration-parameters docs-installation-parameters
entity-unavailable integration-owner log-when-unavailable parallel-updates
reauthentication-flow test-coverage devices diagnostics discovery discovery-update-info
docs-data-update docs-examples docs-known-limitations docs-supported-devices
docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
entity-category entity-device-class entity-disabled-by-default entity-translations
exception-translations icon-translations reconfiguration-flow repair-issues stale-devices
async-dependency inject-websession strict-typing
"""
_QUALITY_RULES: Final = frozenset(_NAMES_OF_RULES.split())
_KEY: Final = re.compile(r"^[a-z0-9_-]+$")
_BRAND_SIZES: Final = {"icon.png": 256, "icon@2x.png": 512}
_PNG: Final = b"\x89PNG\r\n\x1a\n"


def _read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _against(schema: vol.Schema, content: Any, name: str) -> Iterator[str]:
    try:
        schema(content)
    except vol.MultipleInvalid as err:
        yield from (f"{name}: {one}" for one in err.errors)


def manifest() -> Iterator[str]:
    """Give what is wrong with the manifest: what it has, and in which order."""
    content = _read(MANIFEST)
    yield from _against(MANIFEST_SCHEMA, content, "manifest.json")
    keys = list(content)
    if keys != ["domain", "name", *sorted(set(keys) - {"domain", "name"})]:
        yield "manifest.json: domain and name come first, then all others by the alphabet"


def hacs() -> Iterator[str]:
    """Give what is wrong with hacs.json."""
    yield from _against(HACS_SCHEMA, _read(HACS), "hacs.json")


def brand() -> Iterator[str]:
    """Give what is wrong with the images of the brand."""
    for name, side in _BRAND_SIZES.items():
        head = (INTEGRATION / "brand" / name).read_bytes()[:24]
        if head[:8] != _PNG or struct.unpack(">II", head[16:24]) != (side, side):
            yield f"brand/{name}: must be a PNG of {side} × {side} pixels"


def quality_scale() -> Iterator[str]:
    """Give the rules of the quality scale that are missing, unknown or exempt without a reason."""
    rules: dict[str, Any] = yaml.safe_load((INTEGRATION / "quality_scale.yaml").read_text("utf-8"))[
        "rules"
    ]
    yield from (f"quality_scale.yaml: {one} is missing" for one in _QUALITY_RULES - rules.keys())
    yield from (f"quality_scale.yaml: no rule {one}" for one in rules.keys() - _QUALITY_RULES)
    for name, rule in rules.items():
        status = rule if isinstance(rule, str) else rule.get("status")
        if status not in ("done", "exempt", "todo"):
            yield f"quality_scale.yaml: {name} is {status}"
        if status == "exempt" and not rule.get("comment"):
            yield f"quality_scale.yaml: why {name} is exempt is not told"


def translations() -> Iterator[str]:
    """Give what is wrong with the translations of each language."""
    for path in sorted((INTEGRATION / "translations").glob("*.json")):
        content = _read(path)
        unknown = ", ".join(content.keys() - _CATEGORIES)
        if unknown:
            yield f"{path.name}: no category {unknown}"
        yield from (f"{path.name}: {one}" for one in _texts(content))


def _texts(content: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in content.items():
        where = f"{above}{key}"
        if not _KEY.match(key):
            yield f"{where}: a key has small letters, digits, - and _ only"
        if isinstance(value, dict):
            yield from _texts(value, f"{where}.")
            continue
        if re.search(r"https?://|<[a-z/]", value):
            yield f"{where}: no address and no HTML; addresses are placeholders"
        if value != value.strip():
            yield f"{where}: begins or ends with a blank"
        if re.search(r"'[{}]", value):
            # Pages read such an apostrophe as a quotation mark: "l'{name}" would stay as it is.
            yield f"{where}: an apostrophe before a brace keeps it from being filled in"
        try:
            names = [name for _, name, _, _ in Formatter().parse(value) if name is not None]
            if not all(map(str.isidentifier, names)):
                yield f"{where}: a placeholder is a name in braces"
        except ValueError as err:
            # Home Assistant parses each text, and logs an error for those that it can't.
            yield f"{where}: {err}"


def icons() -> Iterator[str]:
    """Give the icons that are none of Material Design's."""

    def wrong(content: Any, where: str) -> Iterator[str]:
        if isinstance(content, dict):
            for key, value in content.items():
                yield from wrong(value, f"{where}.{key}")
        elif not re.match(r"^mdi:[a-z0-9-]+$", str(content)):
            yield f"icons.json: {where} is {content}"

    yield from wrong(_read(INTEGRATION / "icons.json"), "")


RULES: Final = (manifest, hacs, brand, quality_scale, translations, languages, icons, claims)


def main() -> None:
    """Tell what is wrong, and end with an error then."""
    found = [one for rule in RULES for one in rule()]
    click.echo("\n".join(found) or "published rules: all kept")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
