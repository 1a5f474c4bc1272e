"""What follows from the loss of the broker or of a gateway, and from its return."""

import asyncio
from collections.abc import Iterable
from typing import Any

from homeassistant.components.mqtt import async_subscribe_connection_status
from homeassistant.core import HomeAssistant, callback

from .const import CONF_RESPONSE_TOPIC
from .coordinator import GatewayCoordinator
from .mqtt import LinkUnavailableError, async_wait_subscribed
from .runtime import MilesightConfigEntry


@callback
def async_follow_connection(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Report at once that broker or gateway are gone, and read everything when they are back."""
    runtime = entry.runtime_data
    others: tuple[GatewayCoordinator[Any], ...] = (runtime.fuota, runtime.provisioning)
    was_answering, is_reading = True, False

    async def async_read_all() -> None:
        try:
            await async_wait_subscribed(hass, entry.data[CONF_RESPONSE_TOPIC])
        except LinkUnavailableError:
            return  # The next change of the connection, or the next poll, tries again.
        await runtime.devices.async_refresh()

    async def async_read_others(missing: Iterable[GatewayCoordinator[Any]]) -> None:
        nonlocal is_reading
        is_reading = True
        try:
            await asyncio.gather(*(coordinator.async_refresh() for coordinator in missing))
        finally:
            is_reading = False

    @callback
    def connection_changed(connected: bool) -> None:
        if connected:
            entry.async_create_background_task(
                hass,
                async_read_all(),
                f"{entry.title} refresh after reconnect",
                # Home Assistant queues its subscriptions only after it has reported the connection.
                eager_start=False,
            )
        else:
            runtime.devices.async_disconnected()

    @callback
    def devices_read() -> None:
        """Let what is polled seldom follow the devices, which are polled often.

        A list whose answer alone was lost is asked for again, too: until its own next poll all that
        it shows would be unavailable, for minutes.
        """
        nonlocal was_answering
        is_back = runtime.devices.gateway_answers and not was_answering
        is_lost = was_answering and not runtime.devices.gateway_answers
        was_answering = runtime.devices.gateway_answers
        if is_lost:
            for coordinator in others:
                coordinator.async_lost()
        elif was_answering and not is_reading:
            missing = [one for one in others if is_back or one.is_unanswered]
            if missing:
                entry.async_create_background_task(
                    hass, async_read_others(missing), f"{entry.title} refresh after silence"
                )

    entry.async_on_unload(async_subscribe_connection_status(hass, connection_changed))
    entry.async_on_unload(runtime.devices.async_add_listener(devices_read))
