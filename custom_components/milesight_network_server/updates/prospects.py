"""How long the updates on offer would take, worked out before one is requested."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
import logging
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..listeners import Signal
from ..ns_api.channel_plan import Channel
from ..ns_api.errors import NsApiError
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.profile import Profile
from ..ns_api.session_plan import default_sending, estimate
from .firmware_inventory import FirmwareInventory
from .new_task import TaskContext, common_rx2

_LOGGER: Final = logging.getLogger(__name__)


class Prospects:
    """Works out durations from the polled lists, and the payload sizes (6.6), read once.

    The estimate of an install may differ a little: it asks the gateway anew, and its task is for
    all devices of its model.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        context: TaskContext,
        firmware: FirmwareInventory,
        profiles: Callable[[], Mapping[str, Profile]],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._context = context
        self._firmware = firmware
        self._profiles = profiles
        self._payload_sizes: Mapping[int, int] = {}
        # Which check of the firmware they were asked for after.
        self._asked_after: datetime | None = None
        # Sent when durations have become known.
        self.listeners = Signal[()]()
        self._known: dict[tuple[int, str | None, Channel | None], timedelta | None] = {}

    @callback
    def async_start(self) -> None:
        """Read the payload sizes as soon as it is known what is on offer."""
        self._entry.async_on_unload(self._firmware.async_add_listener(self._firmware_read))
        self._firmware_read()

    def duration(self, dev_eui: str, firmware: OfficialFirmware) -> timedelta | None:
        """Return how long a task with this firmware would take, None where it is unknown."""
        device = self._context.devices().get(dev_eui)
        plan, size = self._context.plan(), firmware.size
        if not size or not self._payload_sizes:
            return None
        rx2 = common_rx2([device] if device else [], self._profiles())
        key = (size, plan.name if plan else None, rx2)
        if key not in self._known:
            self._known[key] = self._worked_out(size, rx2)
        return self._known[key]

    def _worked_out(self, size: int, rx2: Channel | None) -> timedelta | None:
        plan, settings = self._context.plan(), self._context.settings()
        given = settings.fields
        sent = given | default_sending(
            given, plan, (rx2 or plan.rx2) if plan else None, self._payload_sizes, size
        )
        try:
            sending = estimate(
                size,
                sent.get("fragment_size", 0),
                sent["fragment_interval"],
                sent["fragment_redundancy"],
            )
        except ValueError:
            return None
        return sending.sending_time + settings.allowance

    @callback
    def _firmware_read(self) -> None:
        checked_at = self._firmware.data.checked_at
        if checked_at is None or self._payload_sizes or checked_at == self._asked_after:
            return
        if self._firmware.items:
            self._asked_after = checked_at
            self._entry.async_create_background_task(
                self._hass, self._async_ask(), f"{self._entry.title} payload sizes"
            )

    async def _async_ask(self) -> None:
        try:
            sizes = await self._context.gateway.get_payload_sizes()
        except NsApiError as err:
            # Only a sentence depends on it; the next check asks again.
            _LOGGER.debug("Payload sizes not known: %s", err)
            return
        self._payload_sizes = {one.dr: one.max_payload_size for one in sizes}
        self._firmware.async_tell_all()
        self.listeners.async_send()
