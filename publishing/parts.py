"""Where the parts of the repository that are published are."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
INTEGRATION: Final = ROOT / "custom_components" / "milesight_network_server"
CHANGELOG: Final = ROOT / "CHANGELOG.md"
MANIFEST: Final = INTEGRATION / "manifest.json"
HACS: Final = ROOT / "hacs.json"
EARLIER: Final = ROOT / "tests" / "earlier"
