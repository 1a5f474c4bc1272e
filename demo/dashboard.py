"""The dashboard that the integration makes: one line of configuration."""

from typing import Final

from .api import Api
from .registries import Device

URL_PATH: Final = "milesight-demo"
UPDATES_PATH: Final = "updates"
STRATEGY: Final = "custom:milesight-network-server"


def gateway_path(gateway: Device) -> str:
    """Return the path of a gateway's own view."""
    return f"gateway-{gateway.device_id}"


async def publish(api: Api) -> None:
    """Add the dashboard where it is missing. Whoever signs in sees it first."""
    present = [each["url_path"] for each in await api.command("lovelace/dashboards/list")]
    if URL_PATH in present:
        return
    await api.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Milesight",
        icon="mdi:router-wireless",
        show_in_sidebar=True,
        require_admin=False,
    )
    await api.command(
        "lovelace/config/save", url_path=URL_PATH, config={"strategy": {"type": STRATEGY}}
    )
    await api.command("frontend/set_system_data", key="core", value={"default_panel": URL_PATH})
