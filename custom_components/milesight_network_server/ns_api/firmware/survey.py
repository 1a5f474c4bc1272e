"""Asking a gateway which firmware its devices run, and what is offered for it (6.8 to 6.10)."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass

from ..fuota import FuotaDevice, OfficialFirmware
from ..gateway import Gateway
from ..listing import Listing
from ..model import Model, wire
from .named import official_firmware
from .official import fitting, to_ask_by


@dataclass(frozen=True, kw_only=True)
class ReportedFirmware(Model):
    """What the gateway last reported of a device (6.8). None is unknown, or blank."""

    required = ("model",)

    model: str = wire("model")
    hardware_version: str | None = wire("hardware_version")
    firmware_version: str | None = wire("firmware_version")


class FirmwareSurvey:
    """Asks one request at a time, and keeps the answers.

    `reported` is by DevEUI, `offered` by model. Every method that asks may raise what the
    gateway's calls raise, and then what was known stays.
    """

    def __init__(self, gateway: Gateway) -> None:
        self.reported: dict[str, ReportedFirmware] = {}
        self.offered: dict[str, Listing[str, OfficialFirmware]] = {}
        self._gateway = gateway
        self._models: frozenset[str] = frozenset()
        self._asking = asyncio.Lock()

    @property
    def models_in_use(self) -> set[str]:
        """The models that devices are known to be of."""
        return {one.model for one in self.reported.values()}

    def of_model(self, model: str) -> set[str]:
        """Return the DevEUIs of a model's devices."""
        return {dev_eui for dev_eui, one in self.reported.items() if one.model == model}

    async def ask_models(self, data_center: str) -> list[str]:
        """Ask for the models that have official firmware (6.9); return those in use first."""
        async with self._asking:
            models = await self._gateway.list_official_models(data_center)
        self._models = frozenset(models)
        in_use = self.models_in_use
        return sorted(self._models, key=lambda model: (model not in in_use, model))

    async def ask_offered(self, model: str) -> None:
        """Ask which firmware a model has (6.10). An incomplete list is no better than none."""
        async with self._asking:
            offered = await self._gateway.list_official_firmware(model)
        if offered.complete or model not in self.offered:
            self.offered[model] = offered

    async def ask_devices(
        self, model: str, sought: Collection[str], channel_plan: str | None
    ) -> set[str]:
        """Ask which devices a model's firmware fits (6.8), until those sought are found.

        Asked by as many entries of 6.10 as `to_ask_by` names. Returns the DevEUIs that were listed;
        a device that is not keeps what it last reported.
        """
        found: set[str] = set()
        same: dict[ReportedFirmware, ReportedFirmware] = {}
        offered = self.offered.get(model)
        for firmware in to_ask_by(offered.items.values(), channel_plan) if offered else ():
            whole = official_firmware(offered, firmware.key) if offered else None
            if whole is None or found.issuperset(sought):
                continue
            async with self._asking:
                listed = await self._gateway.list_firmware_devices(whole.of_query, pages_at_once=1)
            for device in listed.items.values():
                if self._is_of(device, model):
                    found.add(device.dev_eui)
                    reported = ReportedFirmware(
                        model=model,
                        hardware_version=device.hardware_version or None,
                        firmware_version=device.firmware_version or None,
                    )
                    self.reported[device.dev_eui] = same.setdefault(reported, reported)
        return found

    def fitting(
        self, reported: ReportedFirmware, channel_plan: str | None
    ) -> tuple[OfficialFirmware, ...]:
        """Return what fits a device that reported this, the newest first."""
        offered = self.offered.get(reported.model)
        return fitting(
            offered.items.values() if offered else (),
            hardware_version=reported.hardware_version,
            firmware_version=reported.firmware_version,
            channel_plan=channel_plan,
        )

    def forget(self, dev_euis: Collection[str]) -> set[str]:
        """Forget devices; return those that were known."""
        return {eui for eui in dev_euis if self.reported.pop(eui, None) is not None}

    def forget_unused(self) -> None:
        """Forget the firmware of models that no device has, or that have none any more."""
        for model in self.offered.keys() - (self.models_in_use & self._models):
            del self.offered[model]

    def _is_of(self, device: FuotaDevice, model: str) -> bool:
        """Whether a listed device is of this model: it must not name another."""
        named = device.product_model
        return named == model or named not in self._models
