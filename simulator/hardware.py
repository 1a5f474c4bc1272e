"""The models of device that the simulated world has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """One model: its DevEUIs' first digits, its class, and how often it speaks (seconds)."""

    name: str
    dev_eui_prefix: str
    kind: str
    device_class: str
    hardware_version: str
    uplink_interval: float


MODELS = {
    model.name: model
    for model in (
        Model("WT201", "24E124714", "thermostat", "C", "v1.1", 600),
        Model("EM300-TH", "24E124136", "temperature and humidity", "A", "v2.0", 600),
        Model("UC300", "24E124445", "controller", "C", "v1.2", 300),
        Model("AM319", "24E124710", "air quality", "C", "v2.1", 600),
        Model("WT101", "24E124791", "radiator valve", "A", "v1.0", 600),
        Model("CT303", "24E124746", "current transformer", "C", "v1.0", 300),
        Model("WS523", "24E124148", "plug", "C", "v1.1", 1200),
        Model("CT305", "24E124747", "current transformer", "C", "v1.0", 300),
        Model("VS321", "24E124443", "occupancy", "A", "v1.0", 600),
        Model("UC511", "24E124460", "irrigation valve", "B", "v3.2", 900),
        Model("WS101", "24E124535", "button", "A", "v1.1", 64_800),
    )
}
