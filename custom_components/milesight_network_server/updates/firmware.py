"""Finds out which firmware the LoRaWAN devices run, and what Milesight offers for it."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import logging
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.dt import utcnow

from ..const import CONF_DATA_CENTER, DEFAULT_DATA_CENTER, LOGGER
from ..coordinator import DeviceCoordinator, SubjectCoordinator
from ..ns_api.errors import (
    LineError,
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
    is_unknown_call,
)
from ..ns_api.firmware_survey import FirmwareSurvey, ReportedFirmware
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.gateway import Gateway
from ..ns_api.moment import zoned
from ..ns_api.official_firmware import newest, offered_in_rows, rows_of_offered
from .remembered_firmware import RememberedFirmware, firmware_store
from .tasks import FuotaCoordinator

CHECK_INTERVAL: Final = timedelta(days=1)
# When to try again what failed, or a gateway without internet.
RETRY_INTERVAL: Final = timedelta(hours=1)
# A check that came due while Home Assistant was off does not add to the rush of a start.
START_DELAY: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class DeviceFirmware:
    """The firmware of a device, as last reported, and what fits it.

    Versions are None where they are unknown or blank. `offered` is the official firmware that fits
    the device, the newest first, whatever the device runs now. It is empty where the installed
    version is unknown, and while nobody knows what is offered.
    """

    dev_eui: str
    model: str
    hardware_version: str | None
    firmware_version: str | None
    offered: tuple[OfficialFirmware, ...] = ()

    @property
    def latest(self) -> OfficialFirmware | None:
        """The newest firmware that fits, None where that is not newer than the installed one."""
        return newest(self.offered, self.firmware_version)


@dataclass(frozen=True)
class FirmwareData:
    """The devices by their DevEUI: those of which the gateway knows the model.

    `known` is whether it is known what Milesight offers: not before the first check, nor while the
    gateway has no internet. `supported` is false for a gateway that has no FUOTA. `checked_at` is
    when the last check came to its end.
    """

    devices: Mapping[str, DeviceFirmware]
    known: bool = False
    supported: bool = True
    checked_at: datetime | None = None


class FirmwareCoordinator(SubjectCoordinator[str, DeviceFirmware, FirmwareData]):
    """Asks once a day, gently: model by model, one request at a time.

    First for the models (6.9), then for each model's firmware (6.10) and for the devices that this
    fits (6.8), for nothing else tells a device's model and version. 6.8 is asked by as many entries
    of a model as it takes to hear of all its devices, see `telling`. Models that devices are known
    to have come first, and when all devices of the gateway were found, the rest is left out.

    What fails costs only its own news: what was known stays, also of devices that 6.8 no longer
    lists. The result is remembered across restarts.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gateway: Gateway,
        devices: DeviceCoordinator,
        fuota: FuotaCoordinator,
    ) -> None:
        """Take the devices whose firmware is asked for, and what tells whether there is FUOTA."""
        super().__init__(hass, entry, gateway, "official firmware", CHECK_INTERVAL)
        self._devices = devices
        self._fuota = fuota
        self.store = firmware_store(hass, entry.entry_id)
        self._data_center: str = entry.options.get(CONF_DATA_CENTER, DEFAULT_DATA_CENTER)
        self._survey = FirmwareSurvey(gateway)
        self._plan: str | None = None
        self._due_at: datetime | None = None
        self._checking = False
        self._cut_short = False
        self._failure_told = False
        self._known_told = False
        # The ids of firmware tasks after whose end devices are still to be asked for.
        self.followed_tasks: set[int] = set()
        self.data = FirmwareData({})

    @property
    @override
    def items(self) -> Mapping[str, DeviceFirmware]:
        """The firmware of the devices, by their DevEUI."""
        return self.data.devices

    @property
    @override
    def complete(self) -> bool:
        """Whether a check has ever come to its end."""
        return self.data.checked_at is not None

    async def async_load(self) -> None:
        """Take up what was remembered. What can't be read is as nothing."""
        self._plan = self._devices.data.channel_plan
        kept = await self.store.async_read()
        remembered = RememberedFirmware.read(kept)
        if remembered is None:
            return
        survey = self._survey
        survey.reported = remembered.reported
        survey.offered = {
            model: offered_in_rows(rows) for model, rows in remembered.offered.items()
        }
        if self._devices.complete:
            survey.forget(survey.reported.keys() - self._devices.items.keys())
        self.followed_tasks = set(remembered.followed_tasks)
        if remembered.data_center == self._data_center:
            self._due_at = zoned(remembered.due_at, UTC)
        self._tell(
            survey.reported,
            known=bool(remembered.known),
            checked_at=zoned(remembered.checked_at, UTC),
        )

    @callback
    def async_start(self) -> None:
        """Follow the devices, and check when it is due: at once if nothing is remembered."""
        entry, devices = self.config_entry, self._devices
        devices.gone_listeners.append(self._async_devices_gone)
        devices.added_listeners.append(self._tell)
        entry.async_on_unload(devices.async_add_listener(self._async_devices_read))
        entry.async_on_unload(self.store.close)
        if self._due_at is not None:
            wait = max(self._due_at - utcnow(), START_DELAY)
            self.update_interval = min(wait, CHECK_INTERVAL)
        # Checks go on even where people have switched off all entities that show them.
        entry.async_on_unload(self.async_add_listener(lambda: None))
        if self._due_at is None:
            self.async_check_soon()

    @callback
    def async_check_soon(self) -> None:
        """Check in the background: now, or when the gateway is back."""
        if self._checking:
            return
        if not self._devices.gateway_answers:
            self._cut_short = True
            return
        self.config_entry.async_create_background_task(
            self.hass, self.async_refresh(), f"{self.name} check"
        )

    async def async_recheck(self, model: str) -> None:
        """Ask anew for one model's firmware and devices. What fails costs only the news."""
        try:
            await self._async_ask_offered(model)
        except NsApiError as err:
            # What was offered before still tells which devices to ask for.
            LOGGER.debug("Firmware of %s not asked anew: %s", model, err)
        try:
            sought = self._survey.of_model(model) or self._devices.items.keys()
            await self._async_ask_devices(model, sought)
        except NsApiError as err:
            LOGGER.debug("Devices of %s not asked anew: %s", model, err)
        await self._async_save()

    async def async_ask_now(
        self, model: str | None, dev_euis: Collection[str]
    ) -> Mapping[str, str | None]:
        """Ask anew what devices run, and return it for those that are known.

        With a `model`, official firmware of it is to be sent, and what fails is raised as the API's
        client raises it. Without, the models are those that the devices are known to have, and
        what was known before is good enough.
        """
        if model is not None:
            await self._async_ask_offered(model)
            await self._async_ask_devices(model, dev_euis)
        else:
            for known in {self.items[one].model for one in dev_euis if one in self.items}:
                await self.async_recheck(known)
        reported = self._survey.reported
        return {one: reported[one].firmware_version for one in dev_euis if one in reported}

    @callback
    def async_follow_tasks(self, task_ids: set[int]) -> None:
        """Keep after which tasks devices are still to be asked for."""
        if task_ids != self.followed_tasks:
            self.followed_tasks = task_ids
            self._async_save_soon()

    @override
    def concerned(self, told: Mapping[str, Any], changed: Collection[str]) -> Set[Hashable]:
        """Return all devices where it came to be known, or unknown, what is offered."""
        if self._known_told is self.data.known:
            return set()
        self._known_told = self.data.known
        return set(self.items)

    @override
    async def _async_read(self) -> FirmwareData:
        self._checking, self._cut_short = True, False
        again = RETRY_INTERVAL
        try:
            await self._async_check()
            again, self._failure_told = CHECK_INTERVAL, False
        except RefusedError as err:
            if err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE:
                self._tell(self.items, known=False)
            elif is_unknown_call(err):
                again = CHECK_INTERVAL
                self._survey.forget(set(self._survey.reported))
                self._tell(self.items, known=False, supported=False)
            else:
                again = self._failed(err)
        except LineError as err:
            if self._is_hopeless(err):
                # Others tell of that; the check is made up for when the gateway is back.
                self._cut_short = True
                raise
            again = self._failed(err)
        finally:
            self._checking = False
            self.update_interval = again
            self._due_at = utcnow() + again
        await self._async_save()
        return self.data

    async def _async_check(self) -> None:
        """Ask for everything. Raises what keeps it from being asked."""
        models = await self._survey.ask_models(self._data_center)
        found: set[str] = set()
        for model in models:
            if not (missing := self._devices.items.keys() - found):
                break
            try:
                await self._async_ask_offered(model)
                found |= await self._async_ask_devices(model, missing)
            except NsApiError as err:
                if self._is_hopeless(err):
                    raise
                LOGGER.debug("Firmware of %s not known: %s", model, err)
        if self._devices.complete:
            self._survey.forget(self._survey.reported.keys() - self._devices.items.keys() - found)
        self._survey.forget_unused()
        self._tell(
            self._survey.reported.keys() | self.items.keys(),
            known=True,
            supported=True,
            checked_at=utcnow(),
        )

    async def _async_ask_offered(self, model: str) -> None:
        """Ask which firmware a model has, and tell of it."""
        try:
            await self._survey.ask_offered(model)
        except RefusedError as err:
            if err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE:
                self._tell(self.items, known=False)
            raise
        self._tell(self._survey.of_model(model) if self.data.known else self.items, known=True)

    async def _async_ask_devices(self, model: str, sought: Collection[str]) -> set[str]:
        """Ask for the devices of a model, and tell of them; return those that were listed."""
        try:
            return await self._survey.ask_devices(model, sought, self._plan)
        finally:
            # What was heard before a question failed is heard.
            self._tell(self._survey.of_model(model))

    def _is_hopeless(self, err: NsApiError) -> bool:
        """Whether the other models would fare no better."""
        if isinstance(err, RefusedError):
            return err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE
        closed = isinstance(err, NotConnectedError | LinkClosedError)
        return closed or not self._devices.gateway_answers

    def _failed(self, err: NsApiError) -> timedelta:
        """Take notice of a failure, and return when to ask again.

        It says nothing new where the list of tasks showed already that the gateway has no FUOTA.
        What was known stays: that may be an error.
        """
        tasks = self._fuota.data
        if tasks is not None and not tasks.supported:
            self._tell(self.items, known=False, supported=False)
            return CHECK_INTERVAL
        self._tell_failure(err)
        return RETRY_INTERVAL

    def _tell_failure(self, err: NsApiError) -> None:
        """Say once that checks fail, until one comes to its end."""
        level = logging.DEBUG if self._failure_told else logging.WARNING
        LOGGER.log(level, "%s: no news of official firmware: %s", self.config_entry.title, err)
        self._failure_told = True

    @callback
    def _tell(self, dev_euis: Iterable[str], **news: Any) -> None:
        """Work out anew what fits these devices, and tell of what changed."""
        data = replace(self.data, **news)
        devices = dict(data.devices)
        fits: dict[ReportedFirmware, tuple[OfficialFirmware, ...]] = {}
        for dev_eui in dev_euis:
            reported = self._survey.reported.get(dev_eui)
            if reported is None or dev_eui not in self._devices.items:
                devices.pop(dev_eui, None)
                continue
            if reported not in fits:
                fits[reported] = self._survey.fitting(reported, self._plan) if data.known else ()
            firmware = DeviceFirmware(
                dev_eui,
                reported.model,
                reported.hardware_version,
                reported.firmware_version,
                fits[reported],
            )
            if devices.get(dev_eui) != firmware:
                devices[dev_eui] = firmware
        data = replace(data, devices=devices)
        if data != self.data:
            self.data = data
            self.async_update_listeners()

    @callback
    def _async_devices_gone(self, dev_euis: Collection[str]) -> None:
        if forgotten := self._survey.forget(dev_euis):
            self._tell(forgotten)
            self._async_save_soon()

    @callback
    def _async_devices_read(self) -> None:
        """Be there while the gateway is, and take notice of another channel plan."""
        if not self._devices.gateway_answers:
            self.async_lost()
            return
        if self._devices.data.channel_plan != self._plan:
            self._plan = self._devices.data.channel_plan
            self._tell(self.items)
        if not self.last_update_success:
            self.last_update_success = True
            self.async_update_listeners()
        if self._cut_short:
            self.async_check_soon()

    @callback
    def _async_save_soon(self) -> None:
        self.config_entry.async_create_task(self.hass, self._async_save(), f"{self.name} kept")

    async def _async_save(self) -> None:
        if self._due_at is None:
            # Nothing was found out yet: the next start is to ask at once.
            return
        remembered = RememberedFirmware(
            due_at=self._due_at,
            checked_at=self.data.checked_at,
            data_center=self._data_center,
            known=self.data.known,
            reported=self._survey.reported,
            offered={
                model: rows_of_offered(offered) for model, offered in self._survey.offered.items()
            },
            followed_tasks=sorted(self.followed_tasks),
        )
        await self.store.async_save(remembered.to_dict())
