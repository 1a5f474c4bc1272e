"""Update entities: the firmware of LoRaWAN devices, and what Milesight offers for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.update import (
    UpdateDeviceClass,
    UpdateEntity,
    UpdateEntityDescription,
    UpdateEntityFeature,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .entity import (
    LorawanDeviceEntity,
    ValueDescription,
    async_check_administrator,
)
from .entity_adding import async_add_as_they_come
from .listeners import Listeners
from .ns_api.fuota import OfficialFirmware
from .ns_api.session_status import UpdateStatus, failed
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.firmware_inventory import DeviceFirmware
from .updates.queue import QueuedUpdate
from .updates.summary import UpdateSummary
from .updates.task_view import TrackedTask
from .words import (
    escape_markdown,
    listing,
)
from .words.keys import ErrorKey

# An install returns when it is queued, so that twenty at once can become one task.
PARALLEL_UPDATES = 0

_FEATURES = (
    UpdateEntityFeature.INSTALL | UpdateEntityFeature.PROGRESS | UpdateEntityFeature.RELEASE_NOTES
)


def _features(*, choice: bool) -> UpdateEntityFeature:
    """Return what an update entity can do; choose a version only where there is a choice."""
    return _FEATURES | UpdateEntityFeature.SPECIFIC_VERSION if choice else _FEATURES


@dataclass(frozen=True, kw_only=True)
class FirmwareDescription(ValueDescription[DeviceFirmware], UpdateEntityDescription):
    """Describes the firmware of a LoRaWAN device."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an update entity shows. `choice` is whether there are versions to choose from."""

    installed: str | None
    latest: str | None
    in_progress: bool
    sentences: tuple[str, ...]
    choice: bool

    @property
    def summary(self) -> str | None:
        """The state of the update, in one text. Home Assistant shows the first 255 characters."""
        return " ".join(self.sentences) or None


FIRMWARE = FirmwareDescription(
    key="firmware",
    translation_key="firmware",
    device_class=UpdateDeviceClass.FIRMWARE,
    value_fn=lambda firmware: firmware,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: MilesightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the updates of devices whose model is known, now and later."""
    runtime = entry.runtime_data
    summary = UpdateSummary(
        hass, runtime.queue, runtime.fuota, runtime.unreported, runtime.prospects
    )

    @callback
    def add_devices(dev_euis: Collection[str]) -> None:
        async_add_entities(
            FirmwareUpdate(runtime, dev_eui, summary)
            for dev_eui in dev_euis
            if dev_eui in runtime.devices.items
        )

    await async_add_as_they_come(hass, entry, runtime.firmware, add_devices)


class FirmwareUpdate(LorawanDeviceEntity[DeviceFirmware], UpdateEntity):
    """The firmware of a LoRaWAN device.

    The installed version is what the gateway reports. How far one device is in percent, nobody
    knows: in a multicast session all finish near its end.
    """

    def __init__(self, runtime: RuntimeData, dev_eui: str, summary: UpdateSummary) -> None:
        super().__init__(runtime, dev_eui, FIRMWARE)
        self._summary = summary
        firmware = runtime.firmware.items[dev_eui]
        self._attr_title = firmware.model
        # Home Assistant registers what it finds here, and would register anew what comes later.
        self._attr_supported_features = _features(choice=len(firmware.offered) > 1)
        self._now = _Shown(None, None, False, (), False)

    @property
    @override
    def _subject(self) -> DeviceFirmware | None:
        devices = self.runtime.devices
        if not devices.last_update_success or self._key not in devices.items:
            return None
        return self.runtime.firmware.items.get(self._key)

    @override
    def _value(self, subject: DeviceFirmware) -> _Shown:
        queued, task = self._queued, self._task
        in_progress = self._in_progress(queued, task, subject)
        known = self.runtime.firmware.data.known
        latest = subject.latest
        return _Shown(
            subject.firmware_version,
            (latest.firmware_version if latest else subject.firmware_version) if known else None,
            in_progress,
            tuple(
                self._summary.sentences(self._key, queued, task if in_progress else None, latest)
            ),
            len(subject.offered) > 1,
        )

    @override
    def _show(self, value: Any) -> None:
        self._now = value
        self._attr_installed_version = value.installed
        self._attr_latest_version = value.latest
        self._attr_release_summary = value.summary
        self._attr_supported_features = _features(choice=value.choice)

    @property
    @override
    def _shown(self) -> _Shown:
        return self._now

    @property
    @override
    def in_progress(self) -> bool:
        """Whether the update waits for its turn or is on its way.

        A property, since Home Assistant clears the attribute when an install returns.
        """
        return self._now.in_progress

    @override
    def version_is_newer(self, latest_version: str, installed_version: str) -> bool:
        """Only what is newer is shown as the latest."""
        return True

    @property
    @override
    def _sources(self) -> Iterable[Listeners]:
        runtime = self.runtime
        sources = (runtime.firmware, runtime.devices, runtime.fuota, runtime.updates)
        return [source.listeners for source in sources]

    async def async_update(self) -> None:
        """Check for firmware again, in the background: that may take minutes."""
        self.runtime.firmware_check.async_check_soon()

    @override
    async def async_install(self, version: str | None, backup: bool, **kwargs: Any) -> None:
        """Queue the update. A refusal changes nothing."""
        await async_check_administrator(self)
        await self.runtime.installer.async_install(self._key, self._offered(version))

    @override
    async def async_release_notes(self) -> str | None:
        """Return the update's state, and the notes in Home Assistant's language if it is Chinese.

        In English otherwise.
        """
        subject = self._subject
        offered = subject.latest if subject else None
        paragraphs = ["\n".join(self._now.sentences)]
        if offered is not None and not self._now.in_progress:
            paragraphs.append(self._summary.first_start())
        if offered is not None:
            notes = [offered.firmware_notes_en, offered.firmware_notes_cn]
            if self.hass.config.language.startswith("zh"):
                notes.reverse()
            paragraphs.append(next(filter(None, notes), ""))
        return "\n\n".join(filter(None, map(_one_by_one, paragraphs))) or None

    def _offered(self, version: str | None) -> OfficialFirmware:
        """Return what is to be installed. Raises what is wrong with asking for it."""
        subject = self._subject
        if subject is None or not self.runtime.firmware.data.known:
            raise self._refusal(ErrorKey.UPDATE_UNKNOWN)
        if version is None and subject.latest is not None:
            return subject.latest
        for one in subject.offered:
            if version is not None and version in (one.firmware_version, one.name):
                return one
        choices = listing(one.firmware_version or "" for one in subject.offered)
        raise self._refusal(ErrorKey.UPDATE_NOT_OFFERED, version=version or "–", choices=choices)

    def _refusal(self, key: ErrorKey, **placeholders: str) -> ServiceValidationError:
        name = self.runtime.devices.items[self._key].name or self._key
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"name": name, **placeholders},
        )

    @property
    def _queued(self) -> QueuedUpdate | None:
        """The update that the device waits in, None once its task is known, which shows more."""
        queue = self.runtime.queue
        queued = queue.find(self._key)
        is_known = queued is not None and queued.begun and queue.task_of(queued) is not None
        return None if is_known else queued

    @property
    def _task(self) -> TrackedTask | None:
        """The newest task that has the device."""
        return self.runtime.fuota.newest_task(self._key)

    def _in_progress(
        self, queued: QueuedUpdate | None, task: TrackedTask | None, subject: DeviceFirmware
    ) -> bool:
        """Whether the device's update waits for its turn or is on its way."""
        if queued is not None and queued.pending:
            return True
        if task is None or not (self.runtime.fuota.is_under_way(task) or self._is_queued_as(task)):
            return False
        status = task.statuses.get(self._key)
        # The version of a device that is done is asked for, and so known, when its task has ended.
        is_over = status is UpdateStatus.COMPLETE and subject.latest is None
        return not is_over and not failed(status)

    def _is_queued_as(self, task: TrackedTask) -> bool:
        """Whether a task is that of the device's update, whenever it starts by the wall clock."""
        item = self.runtime.queue.find(self._key)
        own = None if item is None else self.runtime.queue.task_of(item)
        return own is not None and own.task.task_id == task.task.task_id


def _one_by_one(text: str) -> str:
    """Return the lines of a text in Markdown. Two blanks at its end let a line be one."""
    return "  \n".join(escape_markdown(line) for line in text.splitlines() if line.strip())
