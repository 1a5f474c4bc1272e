"""What a firmware is for: read from an entry of the catalogue, or from a file's name."""

from dataclasses import dataclass
import re

from .catalogue import OfficialFirmware, allows, version
from .channel_plan import ChannelPlan
from .device import Device

# Characters of a task's description, and of its firmware's. The document sets no limit.
DESCRIPTIONS = range(65_536)


@dataclass(slots=True, kw_only=True)
class Firmware:
    """The firmware of a task. Blank where nothing is known; the size is in bytes.

    `content` is a file's, in base64 as it was sent.
    """

    name: str
    size: int
    content: str = ""
    model: str = ""
    firmware_version: str = ""
    min_hardware_version: str = ""
    min_firmware_version: str = ""
    frequency_bands: tuple[str, ...] = ("ALL",)
    description: str = ""
    official_url: str = ""
    official: OfficialFirmware | None = None

    def fits(self, device: Device, plan: ChannelPlan) -> bool:
        """Whether the device can take it: model, hardware, and what it runs now."""
        return (
            self.model != ""
            and device.model == self.model
            and version(device.hardware_version) >= version(self.min_hardware_version)
            and version(device.firmware_version) >= version(self.min_firmware_version)
            and allows(self.frequency_bands, plan.name)
        )


def official(entry: OfficialFirmware) -> Firmware:
    """Return the firmware that an entry of 6.10 stands for."""
    return Firmware(
        name=entry.name,
        size=entry.size,
        model=entry.model,
        firmware_version=entry.firmware_version,
        min_hardware_version=entry.min_hardware_version,
        min_firmware_version=entry.min_firmware_version,
        frequency_bands=tuple(entry.frequency_bands),
        official=entry,
    )


def local(name: str, size: int) -> Firmware:
    """Return the firmware that a file's name tells.

    `WT101.0000.0100.0101.bin` is for model WT101, hardware v1.0 and later, and makes it v1.1.
    """
    found = re.fullmatch(r"([A-Z][A-Z0-9-]+)\.\d{4}\.(\d{4})\.(\d{4})(?:\.\w+)?", name)
    if not found:
        return Firmware(name=name, size=size)
    model, hardware, made = found.groups()
    return Firmware(
        name=name,
        size=size,
        model=model,
        firmware_version=_dotted(made),
        min_hardware_version=_dotted(hardware),
    )


def _dotted(four_digits: str) -> str:
    return f"v{int(four_digits[:2])}.{int(four_digits[2:])}"
