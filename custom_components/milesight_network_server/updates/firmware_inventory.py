"""Which firmware the LoRaWAN devices run, and what Milesight offers for it."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..coordinator import DeviceCoordinator
from ..listeners import Signal, Subject
from ..ns_api.firmware.official import newest, offered_in_rows
from ..ns_api.firmware.survey import FirmwareSurvey, ReportedFirmware
from ..ns_api.fuota import OfficialFirmware
from ..ns_api.moment import zoned
from .remembered_firmware import RememberedFirmware, SpokenFirmware


@dataclass(frozen=True, slots=True)
class DeviceFirmware:
    """The firmware of a device, as last reported, and what fits it.

    Versions are None where they are unknown or blank. `offered` is the official firmware that fits
    the device, the newest first, whatever the device runs now. It is empty where the installed
    version is unknown, and while it is unknown what is offered.
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


class FirmwareInventory(Subject[str, DeviceFirmware]):
    """The firmware of the devices, as entities and pages show it, and who hears of a change.

    It is worked out from what the gateway answered last, from what devices said of themselves since
    then, and from the gateway's channel plan.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        devices: DeviceCoordinator,
        survey: FirmwareSurvey,
    ) -> None:
        """Start empty. `devices` are those that the gateway lists, `survey` has its answers."""
        super().__init__(hass, entry, f"{entry.title} firmware")
        self._entry = entry
        self._devices = devices
        self._survey = survey
        self._plan: str | None = None
        self._reported_known = False
        self._whole_listeners = Signal[()]()
        self.data = FirmwareData({})
        # What devices said of themselves, by their DevEUI.
        self.spoken: dict[str, SpokenFirmware] = {}
        # Sent when something has changed, other than by a check, that is to be kept on disk.
        self.to_keep = Signal[()]()

    @property
    @override
    def items(self) -> Mapping[str, DeviceFirmware]:
        """The firmware of the devices, by their DevEUI."""
        return self.data.devices

    @callback
    def async_add_listener(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call somebody whenever anything has changed; returns what ends it."""
        return self._whole_listeners.async_listen(listener)

    @callback
    def async_restore(self, remembered: RememberedFirmware) -> None:
        """Start with what was known before Home Assistant was restarted."""
        survey = self._survey
        survey.reported = remembered.reported
        survey.offered = {
            model: offered_in_rows(rows) for model, rows in remembered.offered.items()
        }
        if self._devices.complete:
            survey.forget(survey.reported.keys() - self._devices.items.keys())
        self.spoken = remembered.spoken
        self._plan = self._devices.data.channel_plan
        self.async_update(
            survey.reported,
            known=bool(remembered.known),
            checked_at=zoned(remembered.checked_at, UTC),
        )

    @callback
    def async_start(self) -> None:
        """Follow the list of devices, and the gateway's channel plan."""
        self._devices.gone_listeners.async_listen(self._async_devices_gone)
        self._devices.added_listeners.async_listen(self.async_update)
        self._entry.async_on_unload(self._devices.async_add_listener(self._async_devices_read))
        self._async_devices_read()

    @callback
    def async_spoke(self, dev_eui: str, firmware_version: str) -> None:
        """Enter the version that a device itself says it runs: it is newer than the gateway's.

        What the gateway reports later is newer still, as soon as it differs from now.
        """
        reported = self._survey.reported.get(dev_eui)
        then = reported.firmware_version if reported else None
        self.spoken[dev_eui] = SpokenFirmware(firmware_version=firmware_version, reported=then)
        if reported is not None:
            self.async_update([dev_eui])
        self.to_keep.async_send()

    def reported(self, dev_eui: str) -> ReportedFirmware | None:
        """Return what the gateway last reported of a device, or the device itself since then."""
        reported, spoken = self._survey.reported.get(dev_eui), self.spoken.get(dev_eui)
        if reported is None or spoken is None or reported.firmware_version != spoken.reported:
            return reported
        return replace(reported, firmware_version=spoken.firmware_version)

    @callback
    def async_update(self, dev_euis: Iterable[str], **news: Any) -> None:
        """Work out anew what these devices have and what fits them, and report what changed.

        `news` are the fields of `FirmwareData` that changed besides.
        """
        data = replace(self.data, **news)
        devices = dict(data.devices)
        fits: dict[ReportedFirmware, tuple[OfficialFirmware, ...]] = {}
        for dev_eui in dev_euis:
            reported = self.reported(dev_eui)
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
            self._async_tell_changes(self._whole_listeners.async_send, everybody=False)

    @override
    def concerned(self, before: Mapping[str, Any], changed: Collection[str]) -> Set[Hashable]:
        """Return all devices where it came to be known, or unknown, what is offered."""
        if self._reported_known is self.data.known:
            return set()
        self._reported_known = self.data.known
        return set(self.items)

    @callback
    def _async_devices_gone(self, dev_euis: Collection[str]) -> None:
        for dev_eui in dev_euis:
            self.spoken.pop(dev_eui, None)
        if forgotten := self._survey.forget(dev_euis):
            self.async_update(forgotten)
            self.to_keep.async_send()

    @callback
    def _async_devices_read(self) -> None:
        """Work out anew what fits when the gateway has another channel plan."""
        devices = self._devices
        if devices.gateway_answers and devices.data.channel_plan != self._plan:
            self._plan = devices.data.channel_plan
            self.async_update(self.items)
