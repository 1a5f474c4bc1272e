"""Registers a gateway with Home Assistant's LoRaWAN hub while it answers."""

from collections.abc import Callable
from importlib import import_module
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..newer_home_assistant import async_lorawan_hub
from ..runtime import MilesightConfigEntry

_LOGGER = logging.getLogger(__name__)
_CONNECTION: Final = f"{__package__}.connection"


@callback
def async_follow_hub(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Register a gateway with the hub, if the hub exists and an uplink topic is set."""
    if entry.runtime_data.readings.topic is not None:
        entry.async_create_background_task(
            hass, _async_follow(hass, entry), f"{entry.title} LoRaWAN hub"
        )


async def _async_follow(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    # It may have to install what it needs, which nothing else is to wait for.
    if await async_lorawan_hub(hass):
        Registration(hass, entry).async_start()


class Registration:
    """The gateway in the hub: registered when it answers, and not while it is silent."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._end: Callable[[], None] | None = None
        self._is_busy = False

    @callback
    def async_start(self) -> None:
        """Register now, and anew whenever the gateway is back."""
        entry = self._entry
        entry.async_on_unload(entry.runtime_data.devices.async_add_listener(self._async_polled))
        entry.async_on_unload(self._async_end)
        self._async_polled()

    @callback
    def _async_polled(self) -> None:
        if not self._entry.runtime_data.devices.gateway_answers:
            self._async_end()
        elif self._end is None and not self._is_busy:
            self._is_busy = True
            self._entry.async_create_background_task(
                self._hass, self._async_register(), f"{self._entry.title} joins LoRaWAN hub"
            )

    async def _async_register(self) -> None:
        # The hub's library exists only now that the hub is set up. What needs it is read beside
        # the event loop.
        await self._hass.async_add_import_executor_job(import_module, _CONNECTION)
        from homeassistant.components.lorawan import (  # noqa: PLC0415
            async_register_connection,
        )
        from lorawan_connection import ConnectionUnavailable  # noqa: PLC0415

        from .connection import GatewayConnection  # noqa: PLC0415

        connection = GatewayConnection(self._hass, self._entry)
        try:
            unregister = await async_register_connection(
                self._hass, self._entry, connection=connection
            )
        except ConnectionUnavailable, ValueError:
            # The gateway has fallen silent meanwhile, or an earlier registration is just going.
            _LOGGER.debug("%s is not registered with the LoRaWAN hub now", self._entry.title)
            connection.async_close()
            return
        finally:
            self._is_busy = False

        def end() -> None:
            connection.async_close()
            unregister()

        self._end = end

    @callback
    def _async_end(self) -> None:
        end, self._end = self._end, None
        if end is not None:
            end()
