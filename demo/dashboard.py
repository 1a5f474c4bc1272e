"""A dashboard made of Home Assistant's own cards: a gateway, its devices, and their updates."""

from typing import Any

from . import updates_view
from .api import Api
from .registries import Device, Registries, states
from .wizard import DOMAIN

URL_PATH = "milesight-demo"
SHOWN_DEVICES = 12
SHOWN_TASKS = 3
# Those that a viewer wants to see first.
TASK_ORDER = ("executing", "waiting", "pending")

type Card = dict[str, Any]


async def publish(api: Api, gateway_eui: str) -> None:
    """Make the dashboard where it is missing, and let it show what is there now."""
    present = [each["url_path"] for each in await api.command("lovelace/dashboards/list")]
    if URL_PATH not in present:
        await api.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title="Milesight",
            icon="mdi:router-wireless",
            show_in_sidebar=True,
            require_admin=False,
        )
        # Whoever signs in sees it first.
        await api.command("frontend/set_system_data", key="core", value={"default_panel": URL_PATH})
    await api.command(
        "lovelace/config/save", url_path=URL_PATH, config=await compose(api, gateway_eui)
    )


async def compose(api: Api, gateway_eui: str) -> dict[str, Any]:
    """Put the dashboard together from what Home Assistant has of this gateway."""
    registries = await Registries.read(api)
    gateway = registries.device(gateway_eui)
    if gateway is None:
        return {"views": [{"title": "Milesight", "cards": []}]}
    tasks = _most_urgent(registries, registries.tasks(gateway_eui), await states(api))
    sections = [
        _gateway_section(registries, gateway),
        *(_task_section(registries, task) for task in tasks[:SHOWN_TASKS]),
        _devices_section(registries, gateway),
    ]
    return {
        "views": [
            {
                "title": "Milesight",
                "path": "gateway",
                "type": "sections",
                "max_columns": 3,
                "sections": sections,
            },
            updates_view.compose(registries, gateway),
        ]
    }


def _most_urgent(
    registries: Registries, tasks: list[Device], all_states: dict[str, dict[str, Any]]
) -> list[Device]:
    def urgency(task: Device) -> int:
        entity_id = registries.entity_id(task, "status")
        state = all_states.get(entity_id or "", {}).get("state")
        return TASK_ORDER.index(state) if state in TASK_ORDER else len(TASK_ORDER)

    return sorted(tasks, key=urgency)


def _section(*cards: Card | None, **options: Any) -> Card:
    return {"type": "grid", "cards": [card for card in cards if card], **options}


def _heading(device: Device, text: str, icon: str, *badges: str | None) -> Card:
    return {
        "type": "heading",
        "heading": text,
        "icon": icon,
        "badges": [{"type": "entity", "entity": badge} for badge in badges if badge],
        "tap_action": {"action": "navigate", "navigation_path": device.page},
    }


def _tile(entity_id: str | None, columns: int = 6, **options: Any) -> Card | None:
    if entity_id is None:
        return None
    return {
        "type": "tile",
        "entity": entity_id,
        # Without the device's name: the heading above has it.
        "name": {"type": "entity"},
        "grid_options": {"columns": columns},
        **options,
    }


def _gateway_section(registries: Registries, gateway: Device) -> Card:
    def entity_id(key: str) -> str | None:
        return registries.entity_id(gateway, key)

    return _section(
        _heading(gateway, gateway.name, "mdi:router-wireless"),
        _tile(entity_id("connected"), color="green"),
        _tile(entity_id("running_tasks"), color="deep-purple"),
        _tile(entity_id("active_devices"), color="light-blue"),
        _tile(entity_id("devices"), color="light-blue"),
        _tile(entity_id("profiles"), color="grey"),
        _tile(entity_id("multicast_groups"), color="grey"),
        _tile(entity_id("channel_plan"), color="grey"),
        _tile(entity_id("cloud"), color="grey"),
        _tile(
            entity_id("response_time"),
            12,
            color="light-blue",
            features=[{"type": "trend-graph", "hours_to_show": 1}],
        ),
        _tile(
            entity_id("refresh"),
            12,
            name="Read the gateway now",
            hide_state=True,
            icon_tap_action={"action": "toggle"},
        ),
    )


def _task_section(registries: Registries, task: Device) -> Card:
    def entity_id(key: str) -> str | None:
        return registries.entity_id(task, key)

    session, done = entity_id("session"), entity_id("done_devices")
    failed = entity_id("failed_devices")
    return _section(
        _heading(task, task.name, "mdi:progress-download"),
        _tile(
            entity_id("progress"),
            12,
            color="deep-purple",
            features=[{"type": "bar-gauge", "min": 0, "max": 100}],
        ),
        _tile(entity_id("status"), 6 if session else 12, color="deep-purple"),
        _tile(session, color="deep-purple"),
        _tile(done, color="green"),
        _tile(failed, color="red"),
        _tile(entity_id("total_devices"), 12 if failed else 6, color="light-blue"),
        _tile(entity_id("starts"), color="grey"),
        _tile(entity_id("ends"), color="grey"),
        {
            "type": "history-graph",
            "entities": [{"entity": done, "name": {"type": "entity"}}],
            "hours_to_show": 0.25,
            "grid_options": {"columns": 12},
        }
        if done
        else None,
        _tile(entity_id("retry"), 12, color="red", hide_state=True),
    )


def _devices_section(registries: Registries, gateway: Device) -> Card:
    devices = registries.lorawan_devices(gateway.identifier)
    tiles: list[Card | None] = []
    for device in devices[:SHOWN_DEVICES]:
        page = {"action": "navigate", "navigation_path": device.page}
        tiles += [
            _tile(
                registries.entity_id(device, "active"),
                name=device.name,
                color="green",
                tap_action=page,
            ),
            _tile(
                registries.entity_id(device, "last_seen"),
                color="grey",
                tap_action=page,
            ),
        ]
    heading = _heading(gateway, "LoRaWAN devices", "mdi:access-point")
    all_devices = f"/config/devices/dashboard?domain={DOMAIN}"
    text = f"[All {len(devices)} devices]({all_devices}) · [The gateway]({gateway.page})"
    link = {
        "type": "markdown",
        "content": text,
        "text_only": True,
        "grid_options": {"columns": 12},
    }
    return _section(heading, *tiles, link)
