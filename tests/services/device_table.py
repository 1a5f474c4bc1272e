"""Devices to import, as CSV."""

from collections.abc import Iterable
from pathlib import Path

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant

KEY = "a0b1c2d3e4f5061728394a5b6c7d8e9f"
SAMPLE = Path(__file__).parents[2] / "docs" / "devices.csv"
HEADINGS = "dev_eui,application_id,name,f_port,app_key"


def eui(number: int) -> str:
    """Return one of the EUIs that the gateway does not have at first."""
    return f"24E124136D{number:06X}"


def row(number: int) -> str:
    """Return a good row."""
    return f"{eui(number)},1,Sensor {number},85,{KEY}"


def table(rows: Iterable[str], headings: str = HEADINGS) -> str:
    """Return a CSV file."""
    return "\n".join([headings, *rows]) + "\n"


def euis(numbers: Iterable[int]) -> list[str]:
    """Return several EUIs."""
    return [eui(number) for number in numbers]


def notifications(hass: HomeAssistant) -> list[persistent_notification.Notification]:
    """Return the notifications that people see."""
    return list(persistent_notification._async_get_or_create_notifications(hass).values())
