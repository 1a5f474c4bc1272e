"""The devices of one task, as pages have them, and what changed of them."""

from collections.abc import Container, Mapping

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN
from ..device_registry import device_identifier
from ..ns_api.session_status import UpdateStatus
from ..updates.task_view import TrackedTask
from .messages import DeviceMessage, StatusesMessage, TaskDevicesMessage

# The last digits of a DevEUI distinguish unknown devices, and give nothing away.
_TAIL = -4


class TaskDevices:
    """The devices of a task in an order that stays. They are entered a few at a time."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        gateway_eui: str,
        tracked: TrackedTask,
    ) -> None:
        """Take which devices there are, and start with none of them entered."""
        self._registry = dr.async_get(hass)
        self._entry_id = entry_id
        self._gateway_eui = gateway_eui
        self._task_id = tracked.task.task_id
        self._named = tracked.task.dev_euis
        self.dev_euis = list(dict.fromkeys((*self._named, *tracked.statuses)))
        self._all = frozenset(self.dev_euis)
        self._device_ids: list[str | None] = []
        self._names: list[str] = []
        self._statuses: list[UpdateStatus | None] = []
        self._unresolved: list[bool] = []

    def enter(
        self, dev_euis: list[str], tracked: TrackedTask, needing: Container[str]
    ) -> TaskDevicesMessage:
        """Enter some more devices; return them as they are shown.

        `needing` are those whose failure still needs somebody.
        """
        first = len(self._names)
        for dev_eui in dev_euis:
            device = self._registry.async_get_device_by_identifier(
                (DOMAIN, device_identifier(self._gateway_eui, dev_eui)), self._entry_id
            )
            name = None if device is None else device.name_by_user or device.name
            self._device_ids.append(None if device is None else device.id)
            self._names.append(name or f"…{dev_eui[_TAIL:]}")
            self._statuses.append(tracked.statuses.get(dev_eui))
            self._unresolved.append(dev_eui in needing)
        return self._message(first)

    def fits(self, tracked: TrackedTask) -> bool:
        """Whether the task still has the same devices."""
        return tracked.task.dev_euis == self._named and tracked.statuses.keys() <= self._all

    @property
    def is_whole(self) -> bool:
        """Whether all devices were entered."""
        return len(self._names) == len(self.dev_euis)

    def whole(self) -> TaskDevicesMessage:
        """Return all devices that were entered."""
        return self._message(0)

    def changes(self, tracked: TrackedTask, needing: Container[str]) -> StatusesMessage | None:
        """Take how the devices fare now; return what changed, None where nothing did."""
        statuses: Mapping[str, UpdateStatus | None] = tracked.statuses
        now = list(map(statuses.get, self.dev_euis))
        # None of them, for a task that has not ended.
        unresolved = (
            [one in needing for one in self.dev_euis] if needing else [False] * len(self.dev_euis)
        )
        if now == self._statuses and unresolved == self._unresolved:
            return None
        places = [
            place
            for place, (one, before, needs, needed) in enumerate(
                zip(now, self._statuses, unresolved, self._unresolved, strict=True)
            )
            if one is not before or needs is not needed
        ]
        self._statuses, self._unresolved = now, unresolved
        return StatusesMessage(
            task_id=self._task_id,
            places=places,
            statuses=[now[place] for place in places],
            unresolved=[unresolved[place] for place in places],
        )

    def _message(self, first: int) -> TaskDevicesMessage:
        return TaskDevicesMessage(
            task_id=self._task_id,
            first=first,
            devices=[
                DeviceMessage(
                    device_id=self._device_ids[place],
                    name=self._names[place],
                    status=self._statuses[place],
                    unresolved=self._unresolved[place],
                )
                for place in range(first, len(self._names))
            ],
        )
