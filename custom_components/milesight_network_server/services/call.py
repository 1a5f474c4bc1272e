"""What services are made of, and what they are given."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, ATTR_DEVICE_ID
from homeassistant.core import HomeAssistant, SupportsResponse

from ..coordinator import GatewayCoordinator
from ..ns_api.channel_plan import ChannelPlan
from ..ns_api.field import Difference, Draft, Field, compared, is_same, raise_if_any, read_fields
from ..ns_api.gateway import Gateway
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.names import ids_of
from ..runtime import MilesightConfigEntry, RuntimeData
from ..words import PERSON, Reader, answer, in_words, warning
from ..words.keys import AnswerKey
from .target import Target

_NO_NAMES: Final[Mapping[str, Mapping[Any, str | None]]] = MappingProxyType({})


@dataclass(frozen=True)
class GatewayCall:
    """A call of a service: for which gateway, with which fields, on what.

    `runtime` is what the entry held when the call came: an entry that is unloaded meanwhile has
    nothing any more, and one that is reloaded something else. `expected` is how a page showed the
    fields before they were changed: what differs from it was changed by somebody else.
    `reader` is who is answered.
    """

    hass: HomeAssistant
    entry: MilesightConfigEntry
    runtime: RuntimeData
    given: Mapping[str, Any] = field(repr=False)
    dev_euis: tuple[str, ...]
    task_ids: tuple[int, ...]
    expected: Mapping[str, Any] = field(default_factory=dict, repr=False)
    reader: Reader = PERSON

    @property
    def gateway(self) -> Gateway:
        """The gateway."""
        return self.runtime.gateway

    @property
    def plan(self) -> ChannelPlan | None:
        """The gateway's channel plan, None where it is not one of the table's."""
        return self.runtime.plan

    def read(
        self, fields: Iterable[Field], names: Mapping[str, Mapping[Any, str | None]] = _NO_NAMES
    ) -> dict[str, Any]:
        """Return the values of these fields. `InvalidFieldsError` with all that is wrong.

        `names` has what exists of each field that takes a name or an id.
        """
        given, unnamed = ids_of(self.given, names)
        values, problems = read_fields(fields, given)
        raise_if_any([*unnamed, *problems])
        return values

    def raise_if_changed(self, fields: Iterable[Field], current: object) -> None:
        """Check that the fields to be changed still are as the caller takes them to be.

        `InvalidFieldsError` with those that somebody else has changed.
        """
        raise_if_any(
            [
                one.problem(ProblemKey.CHANGED_ELSEWHERE, getattr(current, one.name))
                for one in fields
                if one.name in self.given
                and one.name in self.expected
                and not is_same(one, self.expected[one.name], getattr(current, one.name))
            ]
        )

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
        if not changed:
            return ()
        return (warning(WarningKey.CHANGED_MEANWHILE, fields=self.reader.field_names(changed)),)


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
    without a draft it was deleted. `done` says in words what was done; `warnings` are sentences.
    """

    coordinators: tuple[GatewayCoordinator[Any], ...]
    find: Callable[[], object | None]
    done: str
    draft: Draft | None = None
    fields: tuple[Field, ...] = ()
    warnings: tuple[str, ...] = ()
    reader: Reader = PERSON

    async def async_response(self, **more: Any) -> dict[str, Any]:
        """Read back what the write touched, and return the response.

        The entities show the change when this returns. Failing to read back does not undo the
        write: it becomes a warning.
        """
        return self.response(await self.async_read_back(), **more)

    async def async_read_back(self) -> bool:
        """Read what the write touched, and return whether all of it was read."""
        is_read = True
        for coordinator in self.coordinators:
            succeeded = await coordinator.async_read_anew()
            is_read = is_read and succeeded and coordinator.complete
        return is_read

    def response(self, is_read: bool, **more: Any) -> dict[str, Any]:
        """Return the response after reading back."""
        cautions = self.draft.warnings if self.draft else ()
        warnings = [*in_words(cautions, self.reader), *self.warnings]
        found: list[Difference] = []
        doubt = ""
        if not is_read:
            doubt = warning(WarningKey.NOT_READ_BACK)
        elif self.draft is None:
            if self.find() is not None:
                doubt = warning(WarningKey.STILL_THERE)
        elif (kept := self.find()) is None:
            doubt = warning(WarningKey.NOT_THERE)
        else:
            found, unreported = compared(self.fields, self.draft.values, kept)
            if unreported:
                fields = self.reader.field_names(unreported)
                warnings.append(warning(WarningKey.NOT_TOLD, fields=fields))
        if doubt:
            warnings.append(doubt)
        return {
            **more,
            "message": f"{doubt}." if doubt else self._sentence(found),
            "warnings": list(dict.fromkeys(warnings)),
            "differences": [
                {"field": one.field, "sent": one.sent, "kept": one.kept} for one in found
            ],
        }

    def _sentence(self, found: Iterable[Difference]) -> str:
        """Return what was done, and which of it the gateway kept otherwise."""
        names = [one.field for one in found]
        if not names:
            return self.done
        return answer(AnswerKey.DIFFERS, done=self.done, fields=self.reader.field_names(names))
