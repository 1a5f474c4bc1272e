"""What is polled, how often, and who hears of a change."""

from abc import abstractmethod
import asyncio
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from functools import partial
from itertools import compress
from math import ceil
from operator import is_not
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import CONF_DEVICE_INTERVAL, DEVICES_PER_MINUTE, LOGGER, PROVISIONING_INTERVAL
from .last_seen import LastSeen
from .listeners import Listeners, Steps, async_call
from .ns_api.device import Device
from .ns_api.errors import LineError, LinkClosedError, NotConnectedError, NsApiError
from .ns_api.gateway import DeviceList, Gateway, ProfileList
from .ns_api.listing import Listing
from .ns_api.multicast import MulticastGroup
from .words import translation


def _update_failed(err: NsApiError) -> UpdateFailed:
    failure = UpdateFailed(**translation(err))
    failure.__cause__ = err
    return failure


class GatewayCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Polls one subject of a gateway and turns the API's errors into Home Assistant's."""

    config_entry: ConfigEntry[Any]

    # Whether a silent gateway is told in the log. One of the coordinators does it for all.
    _tells_of_silence = False

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        subject: str,
        update_interval: timedelta,
    ) -> None:
        """Take the gateway, what is read of it and how often."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"{entry.title} {subject}",
            update_interval=update_interval,
        )
        self.gateway = gateway

    @property
    @abstractmethod
    def complete(self) -> bool:
        """Whether what was read last was complete."""

    @abstractmethod
    async def _async_read(self) -> DataT:
        """Read the subject from the gateway. May raise what the API's client raises."""

    @override
    async def _async_update_data(self) -> DataT:
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
        """Let somebody listen to the whole. One who fails keeps nobody else from being told."""
        return super().async_add_listener(partial(async_call, update_callback), context)

    @callback
    def async_lost(self) -> None:
        """Take it that the gateway can't be reached, without asking it or saying so in the log."""
        if self.last_update_success:
            self.last_update_success = False
            self.async_update_listeners()


class SubjectCoordinator[KeyT: Hashable, ItemT, DataT](GatewayCoordinator[DataT]):
    """Polls a list, and tells of a change only those whom it concerns.

    Items that did not change must be the same objects as at the last poll, and what an incomplete
    list lacks must be kept: only then is an item that is not among them really gone.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        subject: str,
        update_interval: timedelta,
    ) -> None:
        """Start with nobody to tell."""
        super().__init__(hass, entry, gateway, subject, update_interval)
        # Those who listen to one item, or to another key that `concerned` names: called when it
        # changes, appears or becomes unavailable.
        self.listeners = Listeners()
        self.steps = Steps(
            lambda run: entry.async_create_task(hass, run, f"{self.name} told", eager_start=False)
        )
        self._told: Mapping[KeyT, ItemT] = {}
        self._told_success = True
        self.added_listeners: list[Callable[[Collection[KeyT]], None]] = []
        self.changed_listeners: list[Callable[[Collection[KeyT]], None]] = []
        self.gone_listeners: list[Callable[[Collection[KeyT]], None]] = []
        # Background tasks that add the entities of what came.
        self.adding: set[asyncio.Task[None]] = set()

    @override
    async def async_refresh(self) -> None:
        """Read the list, and wait until everybody knows of it."""
        await super().async_refresh()
        await self.steps.async_wait()

    async def async_wait_added(self) -> None:
        """Wait until the entities of all that the last poll knows are there."""
        if self.adding:
            await asyncio.wait(self.adding)

    @property
    @abstractmethod
    def items(self) -> Mapping[KeyT, ItemT]:
        """What the last successful poll knows."""

    def concerned(self, told: Mapping[KeyT, ItemT], changed: Collection[KeyT]) -> Set[Hashable]:
        """Return who else is concerned by a change, beside the items themselves.

        `told` is what was known before.
        """
        return set()

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell those who listen to the whole, then those who listen to what changed."""
        items, told = self.items, self._told
        news = list(compress(items, map(is_not, items.values(), map(told.get, items), strict=True)))
        added = [key for key in news if key not in told]
        changed = [key for key in news if key in told]
        stayed = len(items) - len(added)
        gone = [] if stayed == len(told) else [key for key in told if key not in items]
        self._told = items
        for tell_all, keys in (
            (self.gone_listeners, gone),
            (self.changed_listeners, changed),
            (self.added_listeners, added),
        ):
            if keys:
                for tell in tell_all:
                    async_call(tell, keys)
        super().async_update_listeners()
        if self._told_success != self.last_update_success:
            self._told_success = self.last_update_success
            self._async_tell(self.listeners, self.listeners.keys)
        else:
            # Entities of what is gone are being removed.
            concerned = self.concerned(told, [*changed, *added, *gone])
            self._async_tell(self.listeners, [*changed, *added, *concerned])

    @callback
    def _async_tell(self, listeners: Listeners, keys: Iterable[Hashable]) -> None:
        """Tell those who listen to these."""
        self.steps.async_do(listeners.async_tell, listeners.listened_to(keys))


class DeviceCoordinator(SubjectCoordinator[str, Device, DeviceList]):
    """Polls the LoRaWAN devices. It also stands for the gateway's being there at all."""

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
        self.gone_listeners.append(self.last_seen.async_gone)
        # Those who listen to what moves on with each uplink of a device, called at each poll.
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
        """Whether the gateway answered the last poll, be it with a refusal."""
        if self.last_update_success:
            return True
        cause = self.last_exception.__cause__ if self.last_exception else None
        return isinstance(cause, NsApiError) and not isinstance(cause, LineError)

    @callback
    def async_disconnected(self) -> None:
        """Take it that the broker can't be reached."""
        self.async_set_update_error(_update_failed(NotConnectedError("connection")))

    @callback
    @override
    def async_update_listeners(self) -> None:
        """Tell also of devices that were heard, though nothing else of them changed."""
        super().async_update_listeners()
        if self.last_update_success:
            self.steps.async_do(self.last_seen.async_look, self.last_seen.told)
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
        """Poll at the slow pace of manual changes."""
        super().__init__(hass, entry, gateway, "provisioning", PROVISIONING_INTERVAL)

    @property
    @override
    def complete(self) -> bool:
        """Whether the last lists were complete."""
        return self.data.profiles.complete and self.data.multicast_groups.complete

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
