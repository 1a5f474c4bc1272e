"""What services are made of, and what they are given."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.helpers.translation import async_get_exception_message
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator import GatewayCoordinator
from ..ns_api.channel_plan import CHANNEL_PLANS, ChannelPlan
from ..ns_api.field import (
    COUNTER,
    Difference,
    Draft,
    Field,
    Problem,
    differences,
    raise_if_any,
    read_fields,
)
from ..ns_api.gateway import Gateway
from ..runtime import MilesightConfigEntry, RuntimeData
from .target import Target


@dataclass(frozen=True)
class GatewayCall:
    """A call of a service: for which gateway, with which fields, on what."""

    hass: HomeAssistant
    entry: MilesightConfigEntry
    given: Mapping[str, Any]
    dev_euis: tuple[str, ...]
    task_ids: tuple[int, ...]

    @property
    def runtime(self) -> RuntimeData:
        """What the gateway's entry holds."""
        return self.entry.runtime_data

    @property
    def gateway(self) -> Gateway:
        """The gateway."""
        return self.runtime.gateway

    @property
    def plan(self) -> ChannelPlan | None:
        """The gateway's channel plan, None where it is not one of the table's."""
        return CHANNEL_PLANS.get(self.runtime.devices.data.channel_plan or "")

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
            and one.kind is not COUNTER
            and getattr(polled, one.name) != getattr(current, one.name)
        ]
        return (warning("changed_meanwhile", fields=", ".join(changed)),) if changed else ()


def warning(kind: str, **placeholders: str) -> str:
    """Return a warning in words."""
    return async_get_exception_message(DOMAIN, f"warning_{kind}", placeholders)


def sentence(problem: Problem) -> str:
    """Return what is wrong with a field, in words: the field, the value, what is allowed."""
    return async_get_exception_message(
        DOMAIN,
        f"problem_{problem.kind}",
        {"field": problem.field, "value": problem.value, **problem.allowed},
    )


@dataclass(frozen=True, kw_only=True)
class Service:
    """A service of this integration.

    `fields` are the names of its fields beside those that name the gateway and what is acted on.
    """

    name: str
    handler: Callable[[GatewayCall], Awaitable[dict[str, Any] | None]]
    fields: tuple[str, ...] = ()
    target: Target = Target.GATEWAY
    response: SupportsResponse = SupportsResponse.OPTIONAL
    schema: vol.Schema = field(init=False)

    def __post_init__(self) -> None:
        """Build the schema. What a field takes is checked later, all fields at once.

        What is wrong is never told by the schema: Home Assistant would repeat the whole call, keys
        and all, on the page and in its log.
        """
        markers: dict[vol.Marker, Any] = {vol.Optional(name): object for name in self.fields}
        if self.target is Target.GATEWAY:
            schema = vol.Schema({vol.Required(ATTR_CONFIG_ENTRY_ID): str, **markers})
        else:
            markers[vol.Optional(ATTR_CONFIG_ENTRY_ID)] = str
            markers[vol.Optional(ATTR_DEVICE_ID)] = object
            markers[vol.Optional(self.target.value)] = object
            schema = vol.Schema(markers)
        object.__setattr__(self, "schema", schema)


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
        for coordinator in self.coordinators:
            await coordinator.async_refresh()
        warnings = [*map(warning, self.draft.warnings if self.draft else ()), *self.warnings]
        found: list[Difference] = []
        if not all(coordinator.last_update_success for coordinator in self.coordinators):
            warnings.append(warning("not_read_back"))
        elif self.draft is None:
            if self.find() is not None:
                warnings.append(warning("still_there"))
        elif (kept := self.find()) is None:
            warnings.append(warning("not_there"))
        else:
            found = differences(self.fields, self.draft.values, kept)
        return {
            **more,
            "warnings": warnings,
            "differences": [
                {"field": one.field, "sent": one.sent, "kept": one.kept} for one in found
            ],
        }
