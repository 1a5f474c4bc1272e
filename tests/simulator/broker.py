"""A real broker on this machine: mosquitto where there is one, else amqtt."""

from pathlib import Path
import shutil
import socket
import subprocess
import sys
import time

HOST = "127.0.0.1"
MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Broker:
    """One broker on one port, which stays the same when it is started again."""

    def __init__(self, folder: Path, users: Path | None = None) -> None:
        self.port = free_port()
        self._folder = folder
        self._users = users
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._process = subprocess.Popen(  # noqa: S603  the command is made below
            self._command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                with socket.create_connection((HOST, self.port)):
                    return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the broker does not start")

    def stop(self) -> None:
        """Stop it, with all its connections."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def _command(self) -> list[str]:
        settings = self._folder / f"{self.port}.conf"
        if MOSQUITTO is not None:
            access = (
                "allow_anonymous true" if self._users is None else f"password_file {self._users}"
            )
            # Started by root it would change its user, who may not read the password file here.
            settings.write_text(f"listener {self.port} {HOST}\nuser root\n{access}\n")
            return [MOSQUITTO, "-c", str(settings)]
        settings.write_text(
            f"listeners:\n  default:\n    type: tcp\n    bind: {HOST}:{self.port}\n"
            "plugins:\n  amqtt.plugins.authentication.AnonymousAuthPlugin:\n"
            "    allow_anonymous: true\n"
        )
        return [str(Path(sys.executable).with_name("amqtt")), "-c", str(settings)]
