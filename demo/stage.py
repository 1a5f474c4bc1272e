"""Everything that the demo shows, put up in order and taken down again."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from . import dashboard, wizard
from .api import Api
from .broker import BrokerAddress, BrokerKind, running_broker
from .errors import DemoError
from .gateway import GatewayTopics, list_simulated_devices, simulated_gateway
from .home_assistant import HomeAssistant
from .process import Process
from .registries import Device, Registries
from .waiting import until

# The running task is for the thermostats (WT201), all of them with twenty devices; controllers and
# air quality sensors are left for "Update all". At the places of devices that are not heard
# (VS321, UC511) are models without an update.
MODELS = (
    "WT201",
    "UC300",
    "AM319",
    "VS321",
    "UC300",
    "AM319",
    "WT201",
    "UC511",
    "UC300",
    "AM319",
)
# With this seed all of those that fail have an update on offer.
SEED = "15"
# Devices that fail in their first update, by model, and how: each in a way of its own, such that
# another try may well succeed.
FAILING = (
    ("UC300", "fragment:9"),  # Fragments are missing.
    ("AM319", "multicast:6"),  # It does not answer the group set-up.
    ("UC300", "fragment:14"),  # The upgrade timed out.
)


@dataclass(frozen=True, kw_only=True)
class SessionPace:
    """How long the phases of firmware tasks take, in seconds."""

    setup: int
    # Of the task that runs from the start. What the owner starts depends on `firmware_size`.
    sending: int
    polling: int
    reboot: int
    # Of official firmware, in bytes; real ones have a hundred thousand, and take hours.
    firmware_size: int = 138

    @property
    def allowance(self) -> int:
        """What a task takes beside sending."""
        return self.setup + self.polling + self.reboot

    def options(self) -> list[str]:
        """Return them as the simulator's command line wants them."""
        return [
            *("--setup-time", str(self.setup), "--polling-time", str(self.polling)),
            *("--reboot-time", str(self.reboot), "--firmware-size", str(self.firmware_size)),
        ]

    def running_task(self) -> list[str]:
        """Return how the simulator's command line wants a task that runs from the start."""
        duration = self.allowance + self.sending
        return ["--running-task", "--task-delay", "15", "--task-duration", str(duration)]


# Long enough to watch, short enough to see the end: two tasks, each a minute after it was made,
# take less than five minutes.
UNHURRIED = SessionPace(setup=10, sending=30, polling=6, reboot=16)
# For pictures, which nobody wants to wait for. The devices get done over the last phase.
BRISK = SessionPace(setup=5, sending=10, polling=5, reboot=40)


@dataclass(frozen=True, kw_only=True)
class Play:
    """What to put on."""

    folder: Path
    port: int
    devices: int
    pace: SessionPace
    topics: GatewayTopics
    # None: a simulated gateway on a broker of the demo's own.
    broker: BrokerAddress | None = None
    # None: the newest that the broker speaks.
    protocol: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A running Home Assistant that shows a gateway."""

    home_assistant: HomeAssistant
    api: Api
    gateway: Device
    others: list[Process]


@asynccontextmanager
async def open_stage(play: Play, say: Callable[[str], None]) -> AsyncIterator[Stage]:
    """Start everything, tell what is being started, and end it all on the way out."""
    memory = _Memory(play.folder)
    async with AsyncExitStack() as stack:
        address, protocol, others = await _gateway_side(play, memory, stack, say)

        say("Starting Home Assistant (its first start on a machine takes a minute) …")
        home_assistant = HomeAssistant(play.folder, play.port)
        stack.push_async_callback(home_assistant.stop)
        await home_assistant.start()

        say("Setting it up: the user, MQTT, the gateway …")
        api = await stack.enter_async_context(Api(home_assistant.url))
        await wizard.sign_in(api)
        connection = [address.host, address.port, address.username, protocol]
        # A password of somebody's own broker may have changed, and is not remembered.
        if play.broker or memory["mqtt"] != connection:
            await wizard.set_up_mqtt(api, address, protocol)
            memory["mqtt"] = connection
        gateway = await _add_gateway(api, play)
        await dashboard.publish(api)
        yield Stage(home_assistant=home_assistant, api=api, gateway=gateway, others=others)


async def _gateway_side(
    play: Play, memory: _Memory, stack: AsyncExitStack, say: Callable[[str], None]
) -> tuple[BrokerAddress, str, list[Process]]:
    if play.broker:
        return play.broker, play.protocol or "5", []
    broker = await stack.enter_async_context(
        running_broker(play.folder, port=memory["broker_port"])
    )
    memory["broker_port"] = broker.address.port
    say(f"Started a broker ({broker.kind}) on port {broker.address.port}.")
    options = ["--eui", str(play.topics.eui), "--devices", str(play.devices), "--seed", SEED]
    options += [part for model in MODELS for part in ("--model", model)]
    options += play.pace.options()
    options += ["--uplink-topic", f"{_uplinks(play)}/$deveui", "--uplink-interval", "20"]
    devices = await list_simulated_devices(*options)
    # A task needs a device.
    options += play.pace.running_task() if devices else []
    options += [f"--fate={dev_eui}={code} times=1" for dev_eui, code in failing(devices)]
    simulator = await stack.enter_async_context(
        simulated_gateway(play.folder, broker.address, play.topics, *options)
    )
    say(f"Started a simulated gateway with {play.devices} devices.")
    newest = "5" if broker.kind is BrokerKind.MOSQUITTO else "3.1.1"
    return broker.address, play.protocol or newest, [broker.process, simulator]


def failing(devices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the devices that are to fail, and how; they are given with their models."""
    chosen: dict[str, str] = {}
    for model, code in FAILING:
        candidates = (eui for eui, its in devices if its == model and eui not in chosen)
        if (dev_eui := next(candidates, None)) is not None:
            chosen[dev_eui] = code
    return list(chosen.items())


async def _add_gateway(api: Api, play: Play) -> Device:
    """Add the gateway where it is not there yet, and return its device."""
    topics = play.topics

    async def answer() -> dict[str, Any] | None:
        flow = await wizard.add_gateway(
            api,
            request_topic=topics.request,
            response_topic=topics.response,
            gateway_eui=topics.eui,
        )
        # Home Assistant has only just begun to connect to the broker.
        is_early = flow["type"] == "form" and flow["errors"].get("base") == "broker_down"
        return None if is_early else flow

    flow = await until(answer, "Home Assistant to connect to the broker")
    if flow["type"] == "create_entry":
        if not play.broker:
            entry_id = flow["result"]["entry_id"]
            await _set_options(api, entry_id, play.pace, f"{_uplinks(play)}/+")
    elif "already_registered" not in (flow.get("errors") or {}).values():
        raise DemoError(await wizard.refusal(api, flow))

    async def gateway() -> Device | None:
        devices = (await Registries.read(api)).devices
        gateways = [each for each in devices if each.is_gateway]
        return next((each for each in gateways if topics.eui in (None, each.identifier)), None)

    try:
        return await until(gateway, "the gateway to appear in Home Assistant", timeout=60)
    except DemoError:
        raise DemoError(await _entry_failure(api)) from None


def _uplinks(play: Play) -> str:
    """Return where the simulated gateway publishes what its devices say, short of the DevEUI."""
    return f"milesight-gateway/{play.topics.eui}/uplink"


async def _set_options(api: Api, entry_id: str, pace: SessionPace, uplink_topic: str) -> None:
    """Tell the integration what an owner would who knows how fast the devices are."""
    await wizard.set_options(api, entry_id, fuota_interval=5)
    await wizard.set_options(api, entry_id, "updates", fuota_allowance=pace.allowance)
    await wizard.set_options(api, entry_id, "readings", uplink_topic=uplink_topic)


async def _entry_failure(api: Api) -> str:
    entries = await wizard.entries(api, wizard.DOMAIN)
    problems = ", ".join(f"{each['title']}: {each['reason'] or each['state']}" for each in entries)
    return f"The gateway was added, but Home Assistant could not set it up ({problems})."


class _Memory:
    """What a kept folder needs to know at its next start."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "demo.json"
        self._values: dict[str, Any] = {}
        with suppress(FileNotFoundError):
            self._values = json.loads(self._file.read_text(encoding="utf-8"))
        self._write()

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self._values[key] = value
        self._write()

    def _write(self) -> None:
        self._file.write_text(json.dumps(self._values), encoding="utf-8")


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds anything but a demo: its configuration would be overwritten."""
    if folder.exists() and any(folder.iterdir()) and not (folder / "demo.json").exists():
        raise DemoError(f"{folder} is neither empty nor of an earlier demo; name another folder.")
