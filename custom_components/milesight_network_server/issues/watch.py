"""Creates and deletes the issues about a gateway by what the polls find."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from homeassistant.components.mqtt import async_subscribe_connection_status
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import DeviceCoordinator
from ..ns_api.errors import LineError, LinkClosedError, NotConnectedError, OtherApiError
from ..runtime import MilesightConfigEntry
from ..updates.failures import failures_to_report
from ..updates.task_view import TrackedTask
from ..words import async_listed, escape_markdown
from .failed_tasks import async_failure_placeholders
from .registry import (
    Issue,
    async_report,
    async_take_back,
    async_take_back_all,
    async_take_back_failures_but,
)

# A gateway that restarts or is updated is silent for some minutes.
SILENCE: Final = timedelta(minutes=15)
# Since when (monotonic, in s) the gateway of an entry is silent, loaded or not.
_SILENT_SINCE: HassKey[dict[str, float]] = HassKey(f"{DOMAIN}_silent_since")


@callback
def async_forget_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Delete all issues of an entry, and stop counting its silence."""
    hass.data.get(_SILENT_SINCE, {}).pop(entry.entry_id, None)
    async_take_back_all(hass, entry)


@callback
def async_follow_disabling(hass: HomeAssistant) -> None:
    """Delete the issues of an entry when it is disabled, also of one whose set-up keeps failing.

    Unloading alone deletes nothing: issues that somebody ignored stay ignored after a reload.
    """

    @callback
    def changed(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN and entry.disabled_by is not None:
            async_forget_issues(hass, entry)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def async_forget_silence(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """End the gateway's silence: it answered, or without a broker it could not."""
    hass.data.get(_SILENT_SINCE, {}).pop(entry.entry_id, None)
    async_take_back(hass, entry, Issue.UNREACHABLE)


@callback
def async_judge_answer(
    hass: HomeAssistant, entry: MilesightConfigEntry, devices: DeviceCoordinator
) -> None:
    """Report by its last poll a gateway that has been silent for long, or speaks another API.

    A set-up that fails polls only once, and is tried again about every two minutes.
    """
    if devices.last_update_success:
        async_take_back(hass, entry, Issue.OTHER_API)
        async_forget_silence(hass, entry)
        return
    cause = devices.last_exception.__cause__ if devices.last_exception else None
    if isinstance(cause, OtherApiError):
        async_report(hass, entry, Issue.OTHER_API)
    if devices.gateway_answers or isinstance(cause, NotConnectedError):
        async_forget_silence(hass, entry)
    elif isinstance(cause, LineError) and not isinstance(cause, LinkClosedError):
        lasts = monotonic() - _silent_since(hass, entry)
        if lasts >= SILENCE.total_seconds():
            minutes = f"{SILENCE.total_seconds() / 60:.0f}"
            async_report(hass, entry, Issue.UNREACHABLE, {"minutes": minutes})


@callback
def _silent_since(hass: HomeAssistant, entry: MilesightConfigEntry) -> float:
    """Return since when the gateway is silent; if it was not, its silence begins now."""
    return hass.data.setdefault(_SILENT_SINCE, {}).setdefault(entry.entry_id, monotonic())


@callback
def async_silent_since(hass: HomeAssistant, entry: MilesightConfigEntry) -> datetime | None:
    """Return since when the gateway is silent, None where it is not. Reports nothing."""
    since = hass.data.get(_SILENT_SINCE, {}).get(entry.entry_id)
    return None if since is None else dt_util.utcnow() - timedelta(seconds=monotonic() - since)


@callback
def async_follow_issues(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Watch a gateway that was set up, until it is unloaded."""
    _Reach(hass, entry).async_start()
    _DefaultKeys(hass, entry).async_start()
    _FailedTasks(hass, entry).async_start()
    _report_set_aside(hass, entry)
    devices = entry.runtime_data.devices

    @callback
    def judge_cloud() -> None:
        if not devices.last_update_success:
            return
        if devices.data.cloud:
            async_report(hass, entry, Issue.CLOUD)
        else:
            async_take_back(hass, entry, Issue.CLOUD)

    entry.async_on_unload(devices.async_add_listener(judge_cloud))
    judge_cloud()


def _report_set_aside(hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
    """Report the files that could not be read whole."""
    for store in entry.runtime_data.stores:
        if store.copied is not None:
            file = store.copied.removeprefix(f"{hass.config.config_dir}/")
            placeholders = {"file": escape_markdown(file)}
            async_report(hass, entry, Issue.SET_ASIDE, placeholders, store.key.rpartition("/")[2])


class _Reach:
    """Watches whether a gateway answers."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._devices = entry.runtime_data.devices
        self._timer: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Check now, after each change, and when the silence has lasted for `SILENCE`."""
        for stop in (
            self._devices.async_add_listener(self._polled),
            async_subscribe_connection_status(self._hass, self._connection_changed),
            self._stop_timer,
        ):
            self._entry.async_on_unload(stop)
        self._polled()

    @callback
    def _polled(self) -> None:
        async_judge_answer(self._hass, self._entry, self._devices)
        if self._entry.entry_id in self._hass.data.get(_SILENT_SINCE, {}):
            self._start_timer()
        else:
            self._stop_timer()

    @callback
    def _connection_changed(self, connected: bool) -> None:
        """Count the silence from the moment at which the gateway could have answered."""
        async_forget_silence(self._hass, self._entry)
        self._stop_timer()
        if connected and not self._devices.last_update_success:
            self._start_timer()

    @callback
    def _start_timer(self) -> None:
        lasts = monotonic() - _silent_since(self._hass, self._entry)
        left = SILENCE.total_seconds() - lasts
        if self._timer is None and left > 0:
            self._timer = async_call_later(self._hass, left, self._silence_is_long)

    @callback
    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer()
            self._timer = None

    @callback
    def _silence_is_long(self, _now: datetime) -> None:
        self._timer = None
        self._entry.async_create_background_task(
            self._hass, self._async_ask_again(), f"{self._entry.title} ask after silence"
        )

    async def _async_ask_again(self) -> None:
        """Ask once more before reporting: with many devices, the last poll may be long ago."""
        await self._devices.async_refresh()
        self._polled()


class _DefaultKeys:
    """Watches which devices are on the default key. Looks only at those that changed."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._devices = entry.runtime_data.devices
        self._names: dict[str, str] = {}

    @callback
    def async_start(self) -> None:
        """Look at all devices now, and at each that changes, comes or goes."""
        devices = self._devices
        for listeners in (
            devices.gone_listeners, devices.changed_listeners, devices.added_listeners
        ):  # fmt: skip
            listeners.async_listen(self._look_at)
        self._look_at(devices.items)
        if not self._names:
            async_take_back(self._hass, self._entry, Issue.DEFAULT_KEY)

    @callback
    def _look_at(self, dev_euis: Collection[str]) -> None:
        news = False
        for dev_eui in dev_euis:
            device = self._devices.items.get(dev_eui)
            name = (device.name or dev_eui) if device and device.on_default_key else None
            if self._names.get(dev_eui) == name:
                continue
            news = True
            if name is None:
                del self._names[dev_eui]
            else:
                self._names[dev_eui] = name
        if not news:
            return
        if self._names:
            placeholders = {
                "count": str(len(self._names)),
                "devices": async_listed(self._hass, self._names.values()),
            }
            async_report(self._hass, self._entry, Issue.DEFAULT_KEY, placeholders)
        else:
            async_take_back(self._hass, self._entry, Issue.DEFAULT_KEY)


class _FailedTasks:
    """Watches the firmware tasks that failed: one issue each."""

    def __init__(self, hass: HomeAssistant, entry: MilesightConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._judged: Mapping[int, TrackedTask] | None = None
        # The devices that issues name.
        self._named: set[str] = set()

    @callback
    def async_start(self) -> None:
        """Check the tasks now, and whenever they or their devices have changed."""
        runtime = self._entry.runtime_data
        self._entry.async_on_unload(runtime.fuota.async_add_listener(self._judge))
        runtime.devices.changed_listeners.async_listen(self._devices_changed)
        runtime.devices.gone_listeners.async_listen(self._devices_gone)
        # A device that counts as failed may still report the new firmware.
        runtime.firmware.changed_listeners.async_listen(self._devices_changed)
        self._judge()

    @callback
    def _devices_changed(self, dev_euis: Collection[str]) -> None:
        if not self._named.isdisjoint(dev_euis):
            self._judged = None
            self._judge()

    @callback
    def _devices_gone(self, _dev_euis: Collection[str]) -> None:
        self._judged = None
        self._judge()

    @callback
    def _judge(self) -> None:
        runtime = self._entry.runtime_data
        # Tasks that did not change are the same objects, so this costs next to nothing.
        if not runtime.fuota.last_update_success or runtime.fuota.items == self._judged:
            return
        self._judged = runtime.fuota.items
        failures = failures_to_report(runtime.estate, self._entry.created_at)
        async_take_back_failures_but(self._hass, self._entry, failures)
        self._named = {one for tracked in failures.values() for one in tracked.task.dev_euis}
        for task_id, tracked in failures.items():
            placeholders = async_failure_placeholders(self._hass, tracked, runtime.devices.items)
            async_report(self._hass, self._entry, Issue.TASK_FAILED, placeholders, task_id)
