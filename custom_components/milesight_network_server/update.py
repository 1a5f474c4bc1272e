"""Update entities: the firmware of LoRaWAN devices, and what Milesight offers for it."""

from collections.abc import Collection, Iterable, Iterator
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
from .updates.outlook import expected_start, next_start
from .updates.queue import QueuedUpdate, QueueState
from .updates.task_view import TrackedTask
from .words import (
    async_duration,
    async_status_words,
    async_words,
    clock_time,
    escape_markdown,
    listing,
)
from .words.keys import ErrorKey, TextKey

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
        super().__init__(runtime, dev_eui, FIRMWARE)
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
            tuple(self._sentences(queued, task if in_progress else None, latest)),
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
            paragraphs.append(self._first_start())
        if offered is not None:
            notes = [offered.firmware_notes_en, offered.firmware_notes_cn]
            if self.hass.config.language.startswith("zh"):
                notes.reverse()
            paragraphs.append(next(filter(None, notes), ""))
        return "\n\n".join(filter(None, map(_one_by_one, paragraphs))) or None

    def _first_start(self) -> str:
        """Return when an update would start that is asked for now."""
        starts = next_start(self.runtime.queue)
        if starts is None:
            return self._words(TextKey.UPDATE_NOTES_STARTS_UNKNOWN)
        return self._words(TextKey.UPDATE_NOTES_STARTS, starts=clock_time(starts))

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
        if task is None or not self.runtime.fuota.is_under_way(task):
            return False
        status = task.statuses.get(self._key)
        # The version of a device that is done is asked for, and so known, when its task has ended.
        is_over = status is UpdateStatus.COMPLETE and subject.latest is None
        return not is_over and not failed(status)

    def _sentences(
        self,
        queued: QueuedUpdate | None,
        task: TrackedTask | None,
        latest: OfficialFirmware | None,
    ) -> Iterator[str]:
        """Yield the state of the update, or what one would take, and why the last one failed."""
        if task is not None:
            ends = task.ends
            yield (
                self._words(TextKey.UPDATE_SUMMARY_RUNNING, task=task.task.name)
                if ends is None
                else self._words(
                    TextKey.UPDATE_SUMMARY_ENDS, task=task.task.name, ends=clock_time(ends)
                )
            )
            return
        if queued is not None:
            yield from self._queued_sentences(queued)
            return
        if (update := self.runtime.unreported.find(self._key)) is not None:
            ended = clock_time(update.ended_at)
            yield self._words(
                TextKey.UPDATE_SUMMARY_UNREPORTED, version=update.version, ended=ended
            )
            return
        status = self.runtime.fuota.device_status(self._key)
        if status is not None and failed(status):
            words = async_status_words(self.hass, status)
            yield self._words(TextKey.UPDATE_SUMMARY_FAILED, status=words)
        task = self._task
        if latest is not None and (task is None or task.task.ended):
            yield self._cost(latest)
            yield self._words(TextKey.UPDATE_SUMMARY_STARTS)
        elif task is not None and task.starts is not None and task.is_pending:
            yield self._words(
                TextKey.UPDATE_SUMMARY_SCHEDULED,
                task=task.task.name,
                starts=clock_time(task.starts),
            )

    def _words(self, key: TextKey, **placeholders: str) -> str:
        return async_words(self.hass, key, **placeholders)

    def _cost(self, latest: OfficialFirmware) -> str:
        """Return how long an update would take: few people expect hours."""
        duration = self.runtime.prospects.duration(self._key, latest)
        if duration is None:
            return self._words(TextKey.UPDATE_SUMMARY_OFFERED_UNKNOWN)
        words = async_duration(self.hass, duration)
        return self._words(TextKey.UPDATE_SUMMARY_OFFERED, duration=words)

    def _queued_sentences(self, queued: QueuedUpdate) -> Iterator[str]:
        if queued.state is QueueState.HELD:
            yield self._words(TextKey.UPDATE_SUMMARY_HELD, reason=queued.reason or "–")
        elif queued.state is QueueState.STAGED:
            yield self._words(TextKey.UPDATE_SUMMARY_STAGED)
        elif queued.reason:
            yield self._words(TextKey.UPDATE_SUMMARY_WAITS, reason=queued.reason)
        elif queued.begun:
            was_listed = queued.sent is not None and queued.sent.listed
            yield self._words(
                TextKey.UPDATE_SUMMARY_UNLISTED if was_listed else TextKey.UPDATE_SUMMARY_SENT
            )
        else:
            yield self._words(TextKey.UPDATE_SUMMARY_NOT_SENT)
            yield self._place(queued)
            yield self._start(queued)

    def _place(self, queued: QueuedUpdate) -> str:
        """Return what comes before an update in the queue, in updates and devices."""
        queue = self.runtime.queue
        ahead = queue.ahead_of(queued)
        if ahead:
            devices = sum(len(one.dev_euis) for one in ahead)
            before = f"{ahead[-1].model or ahead[-1].task_name} {ahead[-1].firmware_version or ''}"
            return self._words(
                TextKey.UPDATE_SUMMARY_QUEUED,
                before=before.strip(),
                updates=str(len(ahead)),
                devices=str(devices),
            )
        if (other := queue.occupied_by) is not None:
            return self._words(TextKey.UPDATE_SUMMARY_AFTER, task=other.task.name)
        return self._words(TextKey.UPDATE_SUMMARY_NEXT)

    def _start(self, queued: QueuedUpdate) -> str:
        """Return when an update in the queue is expected to start."""
        starts = expected_start(self.runtime.queue, queued)
        if starts is None:
            return self._words(TextKey.UPDATE_STARTS_UNKNOWN)
        return self._words(TextKey.UPDATE_STARTS, starts=clock_time(starts))


def _one_by_one(text: str) -> str:
    """Return the lines of a text in Markdown. Two blanks at its end let a line be one."""
    return "  \n".join(escape_markdown(line) for line in text.splitlines() if line.strip())
