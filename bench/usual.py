"""The usual pattern beside ours: one coordinator, an entity each, and all written at each poll.

It decodes the same answers and shows the same four values of each device, as most integrations do:
with a DataUpdateCoordinator of Home Assistant's and its CoordinatorEntity.
"""

from collections.abc import Mapping
from datetime import timedelta
import gc
import logging
from typing import Any, Final, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.helpers.update_coordinator import CoordinatorEntity, DataUpdateCoordinator
import orjson
from pytest_homeassistant_custom_component.common import MockEntityPlatform

from .devices import Life
from .loop_time import LoopTime
from .sized import House

type _Rows = Mapping[str, Mapping[str, Any]]

# As many as the integration has enabled of a device.
_KEYS: Final = ("active", "lastSeenAtTime", "fCntUp", "profileName")
_PASSED: Final = timedelta(minutes=1)
_LOGGER = logging.getLogger(__name__)


class _UsualEntity(CoordinatorEntity[DataUpdateCoordinator[_Rows]], SensorEntity):
    """One value of a device."""

    def __init__(self, coordinator: DataUpdateCoordinator[_Rows], dev_eui: str, key: str) -> None:
        super().__init__(coordinator)
        self._dev_eui = dev_eui
        self._key = key
        self._attr_unique_id = f"usual_{dev_eui}_{key}"
        self._attr_name = f"Usual {dev_eui} {key}"

    @property
    @override
    def native_value(self) -> str:
        return str(self.coordinator.data[self._dev_eui].get(self._key))


async def usual_polls(loop_time: LoopTime, built: House, life: Life, count: int) -> list[float]:
    """Return the event loop's seconds of so many polls in the usual way, without a broker."""
    hass, answers = built.home.hass, built.answers

    async def read() -> _Rows:
        pages = (orjson.loads(answer) for _, answer in answers.device_pages())
        return {row["devEUI"]: row for page in pages for row in page["body"]["deviceResult"]}

    coordinator = DataUpdateCoordinator(
        hass, _LOGGER, config_entry=None, name="usual", update_method=read
    )
    await coordinator.async_refresh()
    if not coordinator.data:
        raise RuntimeError("the usual pattern read no devices")
    platform = MockEntityPlatform(hass, domain="sensor", platform_name="usual")
    await platform.async_add_entities(
        [_UsualEntity(coordinator, dev_eui, key) for dev_eui in coordinator.data for key in _KEYS]
    )
    await hass.async_block_till_done()
    seconds: list[float] = []
    for _ in range(count):
        life.go_on(_PASSED)
        # The answers of this poll are made before it is measured, as with ours.
        await built.entry.runtime_data.devices.async_refresh()
        await hass.async_block_till_done()
        gc.collect()
        with loop_time.measured() as busy:
            await coordinator.async_refresh()
            await hass.async_block_till_done()
        seconds.append(busy.total)
    await coordinator.async_shutdown()
    await platform.async_reset()
    return seconds
