"""A real Home Assistant with its configuration in a folder of its own."""

from datetime import UTC, datetime
import json
from pathlib import Path
import sys
from typing import Any

import aiohttp

from .errors import DemoError
from .process import Process
from .waiting import until

ROOT = Path(__file__).resolve().parent.parent
COMPONENTS = ROOT / "custom_components"
# What Home Assistant ends with when somebody pressed its restart button.
RESTART_EXIT_CODE = 100

# Not `default_config`: what it brings for audio and video needs compilers and ffmpeg.
CONFIGURATION = """\
homeassistant:
  name: Milesight demo
  country: DE
frontend:
config:
history:
logbook:
recorder:
  commit_interval: 1
logger:
  default: warning
  logs:
    custom_components.milesight_network_server: info
automation: !include automations.yaml
"""


class HomeAssistant:
    """A `hass` process that can be stopped, killed and started again on the same folder."""

    def __init__(self, folder: Path, port: int, *, besides: tuple[Path, ...] = ()) -> None:
        """Describe it; `start` runs it. It listens on 127.0.0.1 only: its password is public.

        `besides` are the folders of other custom integrations.
        """
        self._integrations = (COMPONENTS / "milesight_network_server", *besides)
        self.folder = folder
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.process = Process(
            "Home Assistant",
            [sys.executable, "-m", "homeassistant", "-c", str(folder), "--log-no-color"],
            folder / "output.log",
            # Not in the repository: Python would take modules from there.
            cwd=folder,
            # What it leaves among temporary files goes with the folder.
            environment={"TMPDIR": str(folder / "tmp")},
        )

    async def start(self, patience: float = 180) -> None:
        """Start it and wait until its web server answers.

        The first start on a machine installs what Home Assistant's own integrations need, hence
        the patience.
        """
        self._configure()
        await self.process.start()
        async with aiohttp.ClientSession() as session:

            async def serves() -> bool:
                self.process.require_running()
                try:
                    async with session.get(f"{self.url}/manifest.json") as response:
                        return response.ok
                except aiohttp.ClientError:
                    return False

            try:
                await until(serves, f"Home Assistant at {self.url}", timeout=patience)
            except DemoError:
                if not self.process.is_running:
                    raise
                raise DemoError(
                    f"Home Assistant did not answer within {patience:g} s. "
                    + self.process.last_words()
                ) from None

    async def stop(self) -> None:
        """Let it write its state and end."""
        await self.process.stop(patience=30)

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self.process.kill()

    async def serve(self) -> None:
        """Wait for its end; start it again where its own restart button ended it."""
        while await self.process.wait() == RESTART_EXIT_CODE:
            await self.start()
        self.process.require_running()

    def log(self) -> str:
        """Return what it wrote so far, over all starts."""
        return self.process.log.read_text(encoding="utf-8", errors="replace")

    def _configure(self) -> None:
        (self.folder / "tmp").mkdir(exist_ok=True)
        components = self.folder / "custom_components"
        components.mkdir(exist_ok=True)
        for integration in self._integrations:
            link = components / integration.name
            if not link.exists():
                link.symlink_to(integration, target_is_directory=True)
        (self.folder / "configuration.yaml").write_text(CONFIGURATION, encoding="utf-8")
        automations = self.folder / "automations.yaml"
        if not automations.exists():
            automations.write_text("[]\n", encoding="utf-8")
        self._store("http", self._http(), version=2, minor_version=2)
        if not (self.folder / ".storage" / "onboarding").exists():
            # Leaves the first user to be made. The other steps would add a weather service and
            # an internet radio that have no place here, and install packages for them.
            done = ["core_config", "analytics", "integration"]
            self._store("onboarding", {"done": done}, version=4)

    def _http(self) -> dict[str, Any]:
        """Return the web server's settings, as confirmed by the user.

        The same in YAML would be a trial: after five minutes Home Assistant would go back to
        port 8123 and restart.
        """
        confirmed = {
            "server_host": ["127.0.0.1"],
            "server_port": self.port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": False,
            "ssl_profile": "modern",
            "use_x_frame_options": True,
            "created_at": datetime.now(UTC).isoformat(),
            "error": None,
            "error_message": None,
        }
        return {"stable": confirmed, "pending": None, "yaml_migration_done": True}

    def _store(self, key: str, data: Any, *, version: int, minor_version: int = 1) -> None:
        storage = self.folder / ".storage"
        storage.mkdir(exist_ok=True)
        content = {"version": version, "minor_version": minor_version, "key": key, "data": data}
        (storage / key).write_text(json.dumps(content), encoding="utf-8")
