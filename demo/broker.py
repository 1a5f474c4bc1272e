"""A throw-away MQTT broker on this machine."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
import hashlib
import json
import os
from pathlib import Path
import shutil
import sys

from pwdlib.hashers.argon2 import Argon2Hasher

from .errors import DemoError
from .ports import answers, free_port
from .process import Process
from .waiting import until


class BrokerKind(StrEnum):
    """The programs that can be the broker."""

    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"


@dataclass(kw_only=True)
class BrokerAddress:
    """Where a broker is, and how to sign in."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)


def mosquitto_path() -> str | None:
    """Find Mosquitto; Debian has it in /usr/sbin, which not every user's path names."""
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


class Broker:
    """A broker that can be stopped and started again on the same port."""

    def __init__(self, kind: BrokerKind, address: BrokerAddress, process: Process) -> None:
        """Describe the broker; `start` runs it."""
        self.kind = kind
        self.address = address
        self.process = process

    async def start(self) -> None:
        """Start the broker and wait until it takes connections."""
        await self.process.start()

        async def listens() -> bool:
            self.process.require_running()
            return await answers(self.address.port)

        await until(listens, f"{self.process.name} on port {self.address.port}")

    async def stop(self) -> None:
        """Stop the broker; its clients lose their connections."""
        await self.process.stop(patience=5)


@asynccontextmanager
async def running_broker(
    folder: Path,
    *,
    kind: BrokerKind | None = None,
    port: int | None = None,
    username: str | None = None,
    password: str | None = None,
) -> AsyncIterator[Broker]:
    """Run a broker with its files in `folder`: Mosquitto where it is installed, else amqtt."""
    if kind is None:
        kind = BrokerKind.MOSQUITTO if mosquitto_path() else BrokerKind.AMQTT
    address = BrokerAddress(
        host="127.0.0.1",
        port=free_port(*([port] if port else [])),
        username=username,
        password=password,
    )
    configured = _mosquitto if kind is BrokerKind.MOSQUITTO else _amqtt
    command = configured(folder, address)
    broker = Broker(kind, address, Process(f"The broker ({kind})", command, folder / "broker.log"))
    try:
        await broker.start()
        yield broker
    finally:
        await broker.stop()


def _mosquitto(folder: Path, address: BrokerAddress) -> list[str]:
    path = mosquitto_path()
    if path is None:
        raise DemoError("Mosquitto is not installed; run script/setup as root, or use amqtt.")
    lines = [f"listener {address.port} {address.host}", "persistence false", "log_dest stderr"]
    # Otherwise each small message may wait for the acknowledgement of the one before: 40 ms.
    lines.append("set_tcp_nodelay true")
    kinds = ("error", "warning", "notice", "information", "subscribe", "unsubscribe")
    lines += [f"log_type {kind}" for kind in kinds]
    if os.getuid() == 0:
        # Started by root, it would become the user `mosquitto`, who may not read these files.
        lines.append("user root")
    if address.username is None:
        lines.append("allow_anonymous true")
    else:
        passwords = folder / "mosquitto.passwords"
        passwords.write_text(f"{address.username}:{_mosquitto_hash(address.password or '')}\n")
        passwords.chmod(0o600)
        lines += ["allow_anonymous false", f"password_file {passwords}"]
    config = folder / "mosquitto.conf"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [path, "-c", str(config)]


def _mosquitto_hash(password: str) -> str:
    salt, rounds = os.urandom(12), 101
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)
    return f"$7${rounds}${b64encode(salt).decode()}${b64encode(digest).decode()}"


def _amqtt(folder: Path, address: BrokerAddress) -> list[str]:
    plugins: dict[str, dict[str, object]]
    if address.username is None:
        plugins = {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}}
    else:
        passwords = folder / "amqtt.passwords"
        passwords.write_text(f"{address.username}:{Argon2Hasher().hash(address.password or '')}\n")
        passwords.chmod(0o600)
        plugins = {"amqtt.plugins.authentication.FileAuthPlugin": {"password_file": str(passwords)}}
    config = folder / "amqtt.yaml"
    listener = {"type": "tcp", "bind": f"{address.host}:{address.port}"}
    # JSON is YAML too.
    config.write_text(json.dumps({"listeners": {"default": listener}, "plugins": plugins}))
    return [sys.executable, "-m", "amqtt.scripts.broker_script", "-c", str(config)]
