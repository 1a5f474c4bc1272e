"""A gateway in use: devices, a second application, a codec of the owner's."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from zlib import crc32

from .application import Application
from .catalogue import allows
from .checks import DEFAULT_KEY
from .codec import PayloadCodec
from .device import Device
from .gateway import Gateway
from .hardware import MODELS, Model

ROOMS = (
    "Lobby", "Office", "Meeting room", "Kitchen", "Workshop", "Store", "Server room", "Roof",
    "Basement", "Garage", "Lab", "Corridor",
)  # fmt: skip
# Thermostats are what the house has most of.
USUAL_MODELS = (
    "WT201", "EM300-TH", "UC300", "WT201", "AM319", "WT101",
    "WT201", "CT303", "WS523", "CT305", "VS321", "UC511",
)  # fmt: skip
# Of ten devices, which one; of twelve, the last one.
NEVER_HEARD = 7
FELL_SILENT = 3
ABP_EVERY = 12
LOW_BATTERY_EVERY = 14
# Of 254.
NEARLY_EMPTY = 15


def populate(
    gateway: Gateway,
    *,
    devices: int = 20,
    models: Iterable[str] = USUAL_MODELS,
    seed: int = 0,
) -> None:
    """Add so many devices, of these models in turn; the same ones for the same seed.

    One in ten has never been heard, one in ten fell silent days ago, one in twelve joins by ABP,
    and one in 14 has hardly any battery left. The others speak at their model's interval.
    """
    chosen = [MODELS[name] for name in models]
    random = Random(f"population:{seed}:{gateway.eui}")
    gateway.applications.setdefault(2, Application(2, "energy"))
    gateway.payload_codecs.setdefault(
        285,
        PayloadCodec(
            codec_id=285,
            name="own-meter",
            description="Reads the meter in the basement",
            is_default=False,
            decoder_script="function Decode(fPort, bytes) { return { raw: bytes }; }",
            encoder_script="function Encode(fPort, values) { return values.raw; }",
        ),
    )
    profiles = {profile.name: profile.profile_id for profile in gateway.profiles.values()}
    codecs = {codec.name: codec.codec_id for codec in gateway.payload_codecs.values()}
    # Serial numbers tell the gateways' devices apart, and go on where devices are there already.
    serial = crc32(f"{seed}:{gateway.eui}".encode()) % 0x3FF * 2**17 + len(gateway.devices)
    for number in range(devices):
        model = chosen[number % len(chosen)]
        joins = number % ABP_EVERY != ABP_EVERY - 1
        place = len(gateway.devices)
        name = f"{ROOMS[place % len(ROOMS)]} {model.kind} {place // len(ROOMS) + 1}"
        dev_eui = f"{model.dev_eui_prefix}{serial + number:07X}"
        device = Device(
            dev_eui=dev_eui,
            name=name,
            description=f"{model.name}, {name.lower()}",
            application_id=2 if model.name.startswith("CT") else 1,
            profile_id=profiles[f"Class{model.device_class}-{'OTAA' if joins else 'ABP'}"],
            payload_codec_id=codecs.get(model.name, 0),
            f_port=85,
            model=model.name,
            hardware_version=model.hardware_version,
            firmware_version=_installed(model, gateway, random),
            uplink_interval=model.uplink_interval,
        )
        _give_keys(device, joins, random)
        _set_going(device, number, gateway, random)
        gateway.devices[dev_eui] = device


def speak_every(gateway: Gateway, seconds: float) -> None:
    """Let all devices that speak do so as often as this, not all at once."""
    now = gateway.now()
    random = Random(f"interval:{gateway.eui}")
    for device in gateway.devices.values():
        device.uplink_interval = seconds
        if device.next_uplink is not None:
            device.next_uplink = now + timedelta(seconds=random.random() * seconds)


def _installed(model: Model, gateway: Gateway, random: Random) -> str:
    """Return a version that the model has in this region, the newest for one device in four."""
    versions = [
        entry.firmware_version
        for entry in gateway.catalogue
        if entry.model == model.name and allows(entry.frequency_bands, gateway.books.plan.name)
    ]
    if not versions:
        return "v1.1"
    return versions[-1] if random.randrange(4) == 0 else versions[0]


def _give_keys(device: Device, joins: bool, random: Random) -> None:
    if joins:
        # Newer devices have their EUI twice for a key, older ones the well-known one.
        device.app_key = random.choice((DEFAULT_KEY, device.dev_eui.lower() * 2))
        return
    device.dev_addr = device.dev_eui[-8:]
    device.nwk_s_key = f"{random.getrandbits(128):032x}"
    device.app_s_key = f"{random.getrandbits(128):032x}"


def _set_going(device: Device, number: int, gateway: Gateway, random: Random) -> None:
    """Give the device its past, and its next uplink."""
    if number % 10 == NEVER_HEARD:
        return
    now = gateway.now()
    device.f_cnt_up = random.randrange(1, 20_000)
    device.f_cnt_down = device.f_cnt_up // 40
    device.battery = random.randrange(30, 255)
    if number % LOW_BATTERY_EVERY == LOW_BATTERY_EVERY - 1:
        device.battery = NEARLY_EMPTY
    device.margin = random.randrange(5, 20)
    if number % 10 == FELL_SILENT:
        device.last_seen = now - timedelta(days=random.randrange(2, 30), minutes=number % 60)
        return
    device.active = True
    due = random.random() * device.uplink_interval
    device.next_uplink = now + timedelta(seconds=due)
    device.last_seen = device.next_uplink - timedelta(seconds=device.uplink_interval)
