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
    async_add_as_they_come,
    async_check_administrator,
)
from .listeners import Listeners
from .ns_api.fuota import OfficialFirmware
from .ns_api.session_status import UpdateStatus, failed
from .runtime import MilesightConfigEntry, RuntimeData
from .updates.firmware import DeviceFirmware
from .updates.queue import QueuedUpdate, QueueState
from .updates.task_view import TrackedTask
from .words import async_status_words, clock_time, escape_markdown, translated

# An install returns when it is queued: twenty at once are to become one task.
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
    """What an update entity shows. `choice` tells whether there are versions to choose from."""

    installed: str | None
    latest: str | None
    in_progress: bool
    summary: str | None
    choice: bool


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

    @callback
    def add_devices(dev_euis: Collection[str]) -> None:
        async_add_entities(
            FirmwareUpdate(runtime, dev_eui)
            for dev_eui in dev_euis
            if dev_eui in runtime.devices.items
        )

    await async_add_as_they_come(hass, entry, runtime.firmware, add_devices)


class FirmwareUpdate(LorawanDeviceEntity[DeviceFirmware], UpdateEntity):
    """The firmware of a LoRaWAN device.

    The installed version is what the gateway reports. How far one device is in percent, nobody
    knows: in a multicast session all finish near its end.
    """

    def __init__(self, runtime: RuntimeData, dev_eui: str) -> None:
        """Take the device by its DevEUI."""
        super().__init__(runtime, dev_eui, FIRMWARE)
        firmware = runtime.firmware.items[dev_eui]
        self._attr_title = firmware.model
        # Home Assistant registers what it finds here, and would register anew what comes later.
        self._attr_supported_features = _features(choice=len(firmware.offered) > 1)
        self._now = _Shown(None, None, False, None, False)

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
            self._summary(queued, task if in_progress else None),
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
        """Have the offered firmware asked for anew, in the background: that takes its time."""
        self.runtime.firmware.async_check_soon()

    @override
    async def async_install(self, version: str | None, backup: bool, **kwargs: Any) -> None:
        """Queue the update. What is refused has changed nothing."""
        await async_check_administrator(self)
        await self.runtime.installer.async_install(self._key, self._offered(version))

    @override
    async def async_release_notes(self) -> str | None:
        """Return how the update goes, and the notes in Home Assistant's language if it is Chinese.

        In English otherwise.
        """
        subject = self._subject
        offered = subject.latest if subject else None
        paragraphs = [self._now.summary or ""]
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
            raise self._refusal("update_unknown")
        if version is None and subject.latest is not None:
            return subject.latest
        for one in subject.offered:
            if version is not None and version in (one.firmware_version, one.name):
                return one
        choices = ", ".join(one.firmware_version or "" for one in subject.offered) or "–"
        raise self._refusal("update_not_offered", version=version or "–", choices=choices)

    def _refusal(self, key: str, **placeholders: str) -> ServiceValidationError:
        name = self.runtime.devices.items[self._key].name or self._key
        return ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders={"name": name, **placeholders},
        )

    @property
    def _queued(self) -> QueuedUpdate | None:
        """The update that the device waits in, None once its task is known, which tells more."""
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
        if task is None or not self.runtime.fuota.is_under_way(task):
            return False
        status = task.statuses.get(self._key)
        # What a device that is done runs is asked when its task has ended: nobody knows till then.
        is_over = status is UpdateStatus.COMPLETE and subject.latest is None
        return not is_over and not failed(status)

    def _summary(self, queued: QueuedUpdate | None, task: TrackedTask | None) -> str | None:
        """Return in a sentence how the update goes, or why the last one failed."""
        if task is not None:
            ends = task.ends
            return (
                translated("update_summary_running", task=task.task.name)
                if ends is None
                else translated("update_summary_ends", task=task.task.name, ends=clock_time(ends))
            )
        if queued is not None:
            return self._queued_summary(queued)
        if (update := self.runtime.unreported.find(self._key)) is not None:
            ended = clock_time(update.ended_at)
            return translated("update_summary_unreported", version=update.version, ended=ended)
        status = self.runtime.fuota.device_status(self._key)
        if status is None or not failed(status):
            return None
        words = async_status_words(self.hass, status)
        return translated("update_summary_failed", status=words)

    def _queued_summary(self, queued: QueuedUpdate) -> str:
        if queued.state is QueueState.HELD:
            return translated("update_summary_held", reason=queued.reason or "–")
        if queued.state is QueueState.STAGED:
            return translated("update_summary_staged")
        if queued.reason:
            return translated("update_summary_waits", reason=queued.reason)
        queue = self.runtime.queue
        if not queued.begun and (ahead := queue.ahead_of(queued)):
            return translated("update_summary_queued", ahead=str(ahead))
        other = None if queued.begun else queue.occupied_by
        if other is not None:
            return translated("update_summary_after", task=other.task.name)
        return translated("update_summary_sent" if queued.begun else "update_summary_next")


def _one_by_one(text: str) -> str:
    """Return the lines of a text in Markdown. Two blanks at its end let a line be one."""
    return "  \n".join(escape_markdown(line) for line in text.splitlines() if line.strip())
