"""What services are made of, and what they are given."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, SupportsResponse

from ..coordinator import GatewayCoordinator
from ..ns_api.channel_plan import ChannelPlan
from ..ns_api.field import (
    Difference,
    Draft,
    Field,
    compared,
    raise_if_any,
    read_fields,
)
from ..ns_api.gateway import Gateway
from ..runtime import MilesightConfigEntry, RuntimeData
from ..words import in_words, warning
from .target import Target


@dataclass(frozen=True)
class GatewayCall:
    """A call of a service: for which gateway, with which fields, on what.

    `runtime` is what the entry held when the call came: an entry that is unloaded meanwhile has
    nothing any more, and one that is reloaded something else.
    """

    hass: HomeAssistant
    entry: MilesightConfigEntry
    runtime: RuntimeData
    given: Mapping[str, Any] = field(repr=False)
    dev_euis: tuple[str, ...]
    task_ids: tuple[int, ...]

    @property
    def gateway(self) -> Gateway:
        """The gateway."""
        return self.runtime.gateway

    @property
    def plan(self) -> ChannelPlan | None:
        """The gateway's channel plan, None where it is not one of the table's."""
        return self.runtime.plan

    def read(self, fields: Iterable[Field]) -> dict[str, Any]:
        """Return the values of these fields. `InvalidFieldsError` with all that is wrong."""
        values, problems = read_fields(fields, self.given)
        raise_if_any(problems)
        return values

    def changed_meanwhile(
        self, fields: Iterable[Field], polled: object | None, current: object
    ) -> tuple[str, ...]:
        """Return a warning where others changed what the caller did not name since the last poll.

        Counters move by themselves and are of no interest.
        """
        changed = [
            one.name
            for one in fields
            if polled is not None
            and one.name not in self.given
            and not one.counter
            and getattr(polled, one.name) != getattr(current, one.name)
        ]
        return (warning("changed_meanwhile", fields=", ".join(changed)),) if changed else ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service of this integration.

    `fields` are the names of its fields beside those that name the gateway and what is acted on.
    What they take is checked by the handler, all fields at once. `passed_over` are the keys that
    only rows of the matching list have: a row can be given back as it was listed.
    """

    name: str
    handler: Callable[[GatewayCall], Awaitable[dict[str, Any] | None]]
    fields: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    target: Target = Target.GATEWAY
    response: SupportsResponse = SupportsResponse.OPTIONAL

    @property
    def names(self) -> tuple[str, ...]:
        """All its fields, those first that name the gateway and what is acted on."""
        if self.target is Target.GATEWAY:
            return (ATTR_CONFIG_ENTRY_ID, *self.fields)
        return (ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID, self.target.value, *self.fields)


@dataclass(frozen=True, kw_only=True)
class Write:
    """A change that was made at the gateway, and how to see it there.

    `find` looks for the thing in what was read back. `draft` and `fields` are what was sent of it;
    without a draft it was deleted. `warnings` are sentences.
    """

    coordinators: tuple[GatewayCoordinator[Any], ...]
    find: Callable[[], object | None]
    draft: Draft | None = None
    fields: tuple[Field, ...] = ()
    warnings: tuple[str, ...] = ()

    async def async_response(self, **more: Any) -> dict[str, Any]:
        """Read back what the write touched, and return what to tell the caller.

        The entities show the change when this returns. Failing to read back does not undo the
        write: it becomes a warning.
        """
        return self.response(await self.async_read_back(), **more)

    async def async_read_back(self) -> bool:
        """Read what the write touched, and return whether all of it was read."""
        is_read = True
        for coordinator in self.coordinators:
            before = coordinator.data
            await coordinator.async_refresh()
            # One whose entry was unloaded meanwhile reads nothing any more.
            succeeded = coordinator.last_update_success and coordinator.data is not before
            is_read = is_read and succeeded and coordinator.complete
        return is_read

    def response(self, is_read: bool, **more: Any) -> dict[str, Any]:
        """Return what to tell the caller after reading back."""
        warnings = [*in_words(self.draft.warnings if self.draft else ()), *self.warnings]
        found: list[Difference] = []
        if not is_read:
            warnings.append(warning("not_read_back"))
        elif self.draft is None:
            if self.find() is not None:
                warnings.append(warning("still_there"))
        elif (kept := self.find()) is None:
            warnings.append(warning("not_there"))
        else:
            found, untold = compared(self.fields, self.draft.values, kept)
            if untold:
                warnings.append(warning("not_told", fields=", ".join(untold)))
        return {
            **more,
            "warnings": list(dict.fromkeys(warnings)),
            "differences": [
                {"field": one.field, "sent": one.sent, "kept": one.kept} for one in found
            ],
        }
