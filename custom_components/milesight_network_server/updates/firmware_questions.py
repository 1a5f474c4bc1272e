"""What a gateway is asked about the firmware of its devices, model by model."""

from collections.abc import Collection, Mapping

from homeassistant.util import dt as dt_util

from ..const import LOGGER
from ..coordinator import DeviceCoordinator
from ..ns_api.errors import (
    LinkClosedError,
    NotConnectedError,
    NsApiError,
    RefusedError,
    ReturnCode,
)
from ..ns_api.firmware.survey import FirmwareSurvey
from .firmware_inventory import FirmwareInventory


class FirmwareQuestions:
    """Asks gently, one request at a time, and enters each answer into the inventory at once.

    First for the models (6.9), then for each model's firmware (6.10) and for the devices that this
    fits (6.8), for nothing else names a device's model and version. 6.8 is asked by as many entries
    of a model as it takes to hear of all its devices, see `to_ask_by`. Models that devices are
    known to have come first, and when all devices of the gateway were found, the rest is left out.

    What fails costs only its own news: what was known stays, also of devices that 6.8 no longer
    lists.
    """

    def __init__(
        self, survey: FirmwareSurvey, inventory: FirmwareInventory, devices: DeviceCoordinator
    ) -> None:
        """Ask through `survey` about the `devices` that the gateway lists."""
        self._survey = survey
        self._inventory = inventory
        self._devices = devices

    async def async_ask_all(self, data_center: str) -> None:
        """Ask for all models. Raises what keeps all of them from being asked for."""
        survey, devices, inventory = self._survey, self._devices, self._inventory
        models = await survey.ask_models(data_center)
        found: set[str] = set()
        for model in models:
            if not (missing := devices.items.keys() - found):
                break
            try:
                await self._async_ask_offered(model)
                found |= await self._async_ask_devices(model, missing)
            except NsApiError as err:
                if self.is_hopeless(err):
                    raise
                LOGGER.debug("Firmware of %s not known: %s", model, err)
        if devices.complete:
            survey.forget(survey.reported.keys() - devices.items.keys() - found)
        survey.forget_unused()
        inventory.async_update(
            survey.reported.keys() | inventory.items.keys(),
            known=True,
            supported=True,
            checked_at=dt_util.utcnow(),
        )

    async def async_recheck(self, model: str) -> None:
        """Ask anew for one model's firmware and devices. What fails costs only the news."""
        try:
            await self._async_ask_offered(model)
        except NsApiError as err:
            # What was offered before still shows which devices to ask for.
            LOGGER.debug("Firmware of %s not asked anew: %s", model, err)
        try:
            sought = self._survey.of_model(model) or self._devices.items.keys()
            await self._async_ask_devices(model, sought)
        except NsApiError as err:
            LOGGER.debug("Devices of %s not asked anew: %s", model, err)
        self._inventory.to_keep.async_send()

    async def async_ask_now(
        self, model: str | None, dev_euis: Collection[str]
    ) -> Mapping[str, str | None]:
        """Ask anew what devices run, and return it for those that are known.

        With a `model`, official firmware of it is to be sent, and what fails is raised as the API's
        client raises it. Without, the models are those that the devices are known to have, and
        what was known before is good enough.
        """
        inventory = self._inventory
        if model is not None:
            await self._async_ask_offered(model)
            await self._async_ask_devices(model, dev_euis)
        else:
            items = inventory.items
            for known in {items[one].model for one in dev_euis if one in items}:
                await self.async_recheck(known)
        reported = {one: inventory.reported(one) for one in dev_euis}
        return {one: found.firmware_version for one, found in reported.items() if found is not None}

    def is_hopeless(self, err: NsApiError) -> bool:
        """Whether the other models would fare no better."""
        if isinstance(err, RefusedError):
            return err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE
        closed = isinstance(err, NotConnectedError | LinkClosedError)
        return closed or not self._devices.gateway_answers

    async def _async_ask_offered(self, model: str) -> None:
        """Ask which firmware a model has, and enter it."""
        inventory = self._inventory
        try:
            await self._survey.ask_offered(model)
        except RefusedError as err:
            if err.reason is ReturnCode.OFFICIAL_FIRMWARE_UNAVAILABLE:
                inventory.async_update(inventory.items, known=False)
            raise
        # Where nothing was known so far, other models have their offers from now on, too.
        concerned = self._survey.of_model(model) if inventory.data.known else inventory.items
        inventory.async_update(concerned, known=True)

    async def _async_ask_devices(self, model: str, sought: Collection[str]) -> set[str]:
        """Ask for the devices of a model, and enter them; return those that were listed."""
        plan = self._devices.data.channel_plan
        try:
            return await self._survey.ask_devices(model, sought, plan)
        finally:
            # Answers that came before a question failed count.
            self._inventory.async_update(self._survey.of_model(model))
