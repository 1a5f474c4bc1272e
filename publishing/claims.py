"""What of quality_scale.yaml a program can prove: each claim by the file or the code behind it.

The rules are those of https://developers.home-assistant.io/docs/core/integration-quality-scale.
What is not here is for people to judge.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
import configparser
import json
from pathlib import Path
import re
from typing import Any, Final

import yaml

from .parts import INTEGRATION, MANIFEST, ROOT

# Where the documentation that a rule asks for stands, by its heading; none: the page itself.
DOCUMENTED: Final[Mapping[str, tuple[str, str | None]]] = {
    "docs-actions": ("docs/actions/README.md", None),
    "docs-high-level-description": ("README.md", None),
    "docs-installation-instructions": ("README.md", "Installing"),
    "docs-removal-instructions": ("README.md", "Removing"),
    "docs-installation-parameters": ("docs/options.md", "Adding the gateway"),
    "docs-configuration-parameters": ("docs/options.md", "Options"),
    "docs-data-update": ("docs/options.md", "How data is updated"),
    "docs-examples": ("docs/automations.md", None),
    "docs-known-limitations": ("docs/options.md", "Known limits"),
    "docs-supported-devices": ("README.md", "Supported gateways"),
    "docs-supported-functions": ("README.md", "What you get"),
    "docs-troubleshooting": ("docs/troubleshooting.md", None),
    "docs-use-cases": ("README.md", "Uses"),
}
_PLATFORMS: Final = ("binary_sensor", "button", "device_tracker", "event", "sensor", "update")
# What is raised for people, and so has a sentence in their language.
_FOR_PEOPLE: Final = frozenset(
    {
        "ConfigEntryError",
        "ConfigEntryNotReady",
        "HomeAssistantError",
        "ServiceValidationError",
        "UpdateFailed",
    }
)


def claimed() -> set[str]:
    """Return the rules that are called done."""
    rules = yaml.safe_load((INTEGRATION / "quality_scale.yaml").read_text("utf-8"))["rules"]
    return {
        name
        for name, rule in rules.items()
        if (rule if isinstance(rule, str) else rule["status"]) == "done"
    }


def claims() -> Iterator[str]:
    """Give the claims of the quality scale that do not hold."""
    for rule in sorted(claimed()):
        if rule in DOCUMENTED:
            yield from (f"quality_scale.yaml: {rule}: {one}" for one in _documented(rule))
        if rule in PROOFS:
            yield from (f"quality_scale.yaml: {rule}: {one}" for one in PROOFS[rule]())


def _documented(rule: str) -> Iterator[str]:
    name, heading = DOCUMENTED[rule]
    page = ROOT / name
    text = page.read_text("utf-8") if page.is_file() else ""
    if not text:
        yield f"there is no {name}"
    elif heading is not None and not re.search(rf"^##+ {re.escape(heading)}$", text, re.MULTILINE):
        yield f"{name} has no chapter {heading}"


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(INTEGRATION.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def _defines(path: str, *names: str) -> Iterator[str]:
    """Give the names that a file of the integration does not define."""
    text = (INTEGRATION / path).read_text("utf-8") if (INTEGRATION / path).is_file() else ""
    yield from (f"{path} has no {name}" for name in names if name not in text)


def _parallel_updates() -> Iterator[str]:
    for platform in _PLATFORMS:
        yield from _defines(f"{platform}.py", "PARALLEL_UPDATES")


def _exceptions() -> Iterator[str]:
    """Give where something is raised for people without a sentence of the translations."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)):
                continue
            called, keywords = node.exc.func, {one.arg for one in node.exc.keywords}
            name = called.id if isinstance(called, ast.Name) else ""
            # `**` passes on a whole translation.
            if name in _FOR_PEOPLE and not keywords & {"translation_key", None}:
                yield f"{path.name}:{node.lineno} raises {name} without a translation"


def _typing() -> Iterator[str]:
    """Give what keeps types from being checked strictly."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "setup.cfg")
    if not settings.getboolean("mypy", "strict", fallback=False):
        yield "mypy is not strict"
    for section in settings.sections():
        if not section.startswith("mypy"):
            continue
        for key in ("follow_imports", "ignore_errors"):
            if settings.get(section, key, fallback="") in ("skip", "True", "silent"):
                yield f"setup.cfg leaves {section.removeprefix('mypy-')} out"
    for path, _ in _trees():
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if re.search(r"# type: ignore(?!\[[a-z, -]+\]  ?#)", line):
                yield f"{path.name}:{number} ignores an error without its kind and reason"


def _unique_ids() -> Iterator[str]:
    """Give the platforms whose entities have no unique ids of their own or of a common class."""
    text = "".join(path.read_text("utf-8") for path in sorted(INTEGRATION.glob("*entit*.py")))
    text += (INTEGRATION / "event.py").read_text("utf-8")
    if "_attr_unique_id" not in text:
        yield "no entity has a unique id"


def _translated(part: str) -> Callable[[], Iterator[str]]:
    def proof() -> Iterator[str]:
        english: dict[str, Any] = json.loads(
            (INTEGRATION / "translations" / "en.json").read_text("utf-8")
        )
        if not english.get(part):
            yield f"translations/en.json has no {part}"

    return proof


def _manifest(key: str) -> Callable[[], Iterator[str]]:
    def proof() -> Iterator[str]:
        if not json.loads(MANIFEST.read_text("utf-8")).get(key):
            yield f"manifest.json has no {key}"

    return proof


PROOFS: Final[Mapping[str, Callable[[], Iterator[str]]]] = {
    "action-setup": lambda: _defines(
        "__init__.py", "async def async_setup(", "async_setup_services"
    ),
    "config-entry-unloading": lambda: _defines("__init__.py", "async def async_unload_entry("),
    "config-flow": _manifest("config_flow"),
    "diagnostics": lambda: _defines(
        "diagnostics.py",
        "async def async_get_config_entry_diagnostics(",
        "async def async_get_device_diagnostics(",
    ),
    "discovery": _manifest("dhcp"),
    "entity-translations": _translated("entity"),
    "entity-unavailable": lambda: _defines("entity.py", "_attr_available = False"),
    "entity-unique-id": _unique_ids,
    "exception-translations": _exceptions,
    "has-entity-name": lambda: _defines("entity.py", "_attr_has_entity_name = True"),
    "icon-translations": lambda: _defines("icons.json", '"entity"'),
    "integration-owner": _manifest("codeowners"),
    "parallel-updates": _parallel_updates,
    "reconfiguration-flow": lambda: _defines(
        "flow/reconfigure.py", "async def async_step_reconfigure("
    ),
    "repair-issues": _translated("issues"),
    "runtime-data": lambda: _defines("__init__.py", "entry.runtime_data ="),
    "stale-devices": lambda: _defines(
        "__init__.py", "async_remove_config_entry_device", "async_remove_unlisted"
    ),
    "strict-typing": _typing,
    "test-before-configure": lambda: _defines("flow/search.py", "async_find_gateways"),
    "test-before-setup": lambda: _defines("__init__.py", "ConfigEntryNotReady"),
    "unique-config-entry": lambda: _defines("flow/choosing.py", "_abort_if_unique_id_configured"),
}
