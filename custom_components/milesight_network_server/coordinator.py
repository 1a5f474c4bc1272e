"""What is polled, how often, and which listeners a change calls."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from functools import partial
from math import ceil
from time import monotonic
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import CONF_DEVICE_INTERVAL, DEVICES_PER_MINUTE, LOGGER, PROVISIONING_INTERVAL
from .last_seen import LastSeen
from .listeners import Listeners, Subject, async_call
from .ns_api.device import Device
from .ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
)
from .ns_api.gateway import DeviceList, Gateway, ProfileList
from .ns_api.listing import Listing
from .ns_api.multicast import MulticastGroup
from .ns_api.profile import Profile
from .words import translation


def _update_failed(err: NsApiError) -> UpdateFailed:
    failure = UpdateFailed(**translation(err))
    failure.__cause__ = err
    return failure


class GatewayCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one subject of a gateway and turns the API's errors into Home Assistant's."""

    config_entry: ConfigEntry[Any]

    # Whether a silent gateway is logged. One of the coordinators does it for all.
    _tells_of_silence = False

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        subject: str,
        update_interval: timedelta,
    ) -> None:
        """Name what is read of the gateway, and how often."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{entry.title} {subject}",
            update_interval=update_interval,
        )
        self.gateway = gateway
        # When the gateway was asked last (monotonic, in s).
        self.asked_at = 0.0

    @property
    @abstractmethod
    def complete(self) -> bool:
        """Whether what was read last was complete."""

    @property
    def is_unanswered(self) -> bool:
        """Whether the gateway did not answer this request; it may answer others.

        Code 24 is silence, too: that of the network server behind what speaks MQTT.
        """
        cause = self.last_exception.__cause__ if self.last_exception else None
        timed_out = isinstance(cause, RefusedError) and cause.reason is ReturnCode.REQUEST_TIMEOUT
        return not self.last_update_success and (timed_out or isinstance(cause, LineError))

    async def async_read_anew(self) -> bool:
        """Read now, and return whether that was read: one that is unloaded reads nothing."""
        before = self.data
        await self.async_refresh()
        return self.last_update_success and self.data is not before

    @abstractmethod
    async def _async_read(self) -> DataT:
        """Read the subject from the gateway. May raise what the API's client raises."""

    @override
    async def _async_update_data(self) -> DataT:
        self.asked_at = monotonic()
        try:
            data = await self._async_read()
        except NsApiError as err:
            silent = isinstance(err, LineError) and not self._tells_of_silence
            if silent or isinstance(err, LinkClosedError):
                # Failed already, so the base class logs nothing.
                self.last_update_success = False
            raise _update_failed(err) from err
        if not self._tells_of_silence:
            self.last_update_success = True
        return data

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        """Add a listener to the whole. One that fails does not keep others from being called."""
        return super().async_add_listener(partial(async_call, update_callback), context)

    @callback
    def async_lost(self) -> None:
        """Count the gateway as unreachable, without asking it or saying so in the log."""
        if self.last_update_success:
            self.last_update_success = False
            self.async_update_listeners()


class SubjectCoordinator[KeyT: Hashable, ItemT, DataT](
    GatewayCoordinator[DataT], Subject[KeyT, ItemT]
):
    """Polls a list, and calls only the listeners that a change concerns.

    What an incomplete list lacks must be kept: only then is an item that is not among them really
    gone.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        subject: str,
        update_interval: timedelta,
    ) -> None:
        """Name what is read of the gateway, and how often. Nobody listens yet."""
        GatewayCoordinator.__init__(self, hass, entry, gateway, subject, update_interval)
        Subject.__init__(self, hass, entry, self.name)
        self._reported_success = True

    @override
    async def async_refresh(self) -> None:
        """Read the list, and wait until all listeners were called."""
        await super().async_refresh()
        await self.steps.async_wait()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call the listeners to the whole, then those to what changed."""
        everybody = self._reported_success != self.last_update_success
        self._reported_success = self.last_update_success
        self._async_tell_changes(super().async_update_listeners, everybody=everybody)


class DeviceCoordinator(SubjectCoordinator[str, Device, DeviceList]):
    """Polls the LoRaWAN devices. Its polls decide whether the gateway is available."""

    _tells_of_silence = True

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        time_zone: tzinfo,
    ) -> None:
        """Start with the interval of a small gateway. Times that have no zone are in this one."""
        super().__init__(hass, entry, gateway, "devices", timedelta(minutes=1))
        self.last_seen = LastSeen(time_zone, lambda: self.items)
        self.gone_listeners.async_listen(self.last_seen.async_gone)
        # Listeners to what changes with each uplink of a device, called at each poll.
        self.moving_listeners = Listeners()

    @property
    @override
    def items(self) -> Mapping[str, Device]:
        """Devices by their DevEUI."""
        return self.data.devices if self.data else {}

    @property
    @override
    def complete(self) -> bool:
        """Whether the last list was complete."""
        return self.data.complete

    @property
    def gateway_answers(self) -> bool:
        """Whether the gateway answered the last poll, with data or with a refusal."""
        if self.last_update_success:
            return True
        cause = self.last_exception.__cause__ if self.last_exception else None
        return isinstance(cause, NsApiError) and not isinstance(cause, LineError)

    @callback
    def async_disconnected(self) -> None:
        """Count the gateway as unreachable, since the broker is."""
        self.async_set_update_error(_update_failed(NotConnectedError("connection")))

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Call the listeners also of devices that were heard and did not change otherwise."""
        super().async_update_listeners()
        if self.last_update_success:
            self.steps.async_do(self.last_seen.async_look, self.last_seen.shown)
            self._async_tell(self.moving_listeners, self.moving_listeners.keys)

    @override
    async def _async_read(self) -> DeviceList:
        devices = await self.gateway.list_devices()
        # To put thousands of them together took a while, and what follows takes another.
        await asyncio.sleep(0)
        if not devices.complete:
            devices = replace(devices, devices={**self.items, **devices.devices})
        seconds = self.config_entry.options.get(
            CONF_DEVICE_INTERVAL, 60 * max(1, ceil(len(devices.devices) / DEVICES_PER_MINUTE))
        )
        self.update_interval = timedelta(seconds=seconds)
        return devices


@dataclass(frozen=True)
class Provisioning:
    """What devices are provisioned with."""

    profiles: ProfileList
    multicast_groups: Listing[str, MulticastGroup]


class ProvisioningCoordinator(GatewayCoordinator[Provisioning]):
    """Polls profiles and multicast groups, which only people change.

    Payload codecs are not among them: with their scripts the inbuilt ones alone are megabytes, and
    a device's own row names its codec.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], gateway: Gateway) -> None:
        super().__init__(hass, entry, gateway, "provisioning", PROVISIONING_INTERVAL)

    @property
    @override
    def complete(self) -> bool:
        """Whether the last lists were complete."""
        return self.data.profiles.complete and self.data.multicast_groups.complete

    def profiles(self) -> Mapping[str, Profile]:
        """Return the profiles by their id: none before the first read."""
        return self.data.profiles.profiles if self.data else {}

    def multicast_groups(self) -> Mapping[str, MulticastGroup]:
        """Return the multicast groups by their id: none before the first read."""
        return self.data.multicast_groups.items if self.data else {}

    @override
    async def _async_read(self) -> Provisioning:
        profiles = await self.gateway.list_profiles()
        groups = await self.gateway.list_multicast_groups()
        if self.data and not profiles.complete:
            known = self.data.profiles.profiles
            profiles = replace(profiles, profiles={**known, **profiles.profiles})
        if self.data and not groups.complete:
            groups = replace(groups, items={**self.data.multicast_groups.items, **groups.items})
        return Provisioning(profiles, groups)
