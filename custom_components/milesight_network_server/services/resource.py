"""Profiles, devices and multicast groups: added, changed and deleted in the same way.

The list is read before, the change is sent once, looked for where its answer is lost, and read
back. What is peculiar to a resource is in its own module.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..coordinator import GatewayCoordinator
from ..ns_api.channel_plan import ChannelPlan
from ..ns_api.effect import ListedItems
from ..ns_api.errors import RefusedError, ReturnCode
from ..ns_api.field import Draft, Field, InvalidFieldsError, problem
from ..ns_api.gateway import Gateway
from ..ns_api.keys import ProblemKey, WarningKey
from ..ns_api.model import Model
from ..ns_api.names import choices, id_of
from ..runtime import RuntimeData
from ..words import answer, warning
from ..words.keys import AnswerKey
from ..writes import Made, async_write, look_for_added, look_for_gone, look_for_modified
from .call import GatewayCall, Write

type Coordinators = tuple[GatewayCoordinator[Any], ...]


@dataclass(frozen=True, kw_only=True)
class Resource[ItemT: Model]:
    """A kind of thing that a gateway has, and the calls for it.

    `id_name` is the field with the id, `name` that with the name, by which a new one is recognised.
    `kept` returns what the last poll has, `coordinators` who polls it.
    """

    id_name: str
    name: str = "name"
    fields: Callable[[ChannelPlan | None], tuple[Field, ...]]
    read: Callable[[Gateway], Awaitable[ListedItems[str, ItemT]]]
    add: Callable[[Gateway, dict[str, Any]], Awaitable[str]]
    modify: Callable[[Gateway, str, dict[str, Any]], Awaitable[None]]
    delete: Callable[[Gateway, str], Awaitable[None]]
    kept: Callable[[RuntimeData], Mapping[str, ItemT]]
    coordinators: Callable[[RuntimeData], Coordinators]

    def named(self, call: GatewayCall, listed: Mapping[str, ItemT]) -> ItemT:
        """Return what a call names by its id or name. `InvalidFieldsError` where it can't."""
        given = call.given.get(self.id_name)
        if given in (None, ""):
            raise InvalidFieldsError([problem(self.id_name, ProblemKey.REQUIRED)])
        names = {key: getattr(one, self.name) for key, one in listed.items()}
        key, wrong = id_of(self.id_name, given, names)
        found = listed.get(str(key).strip())
        if wrong is None and found is None:
            wrong = problem(self.id_name, ProblemKey.UNKNOWN, given, choices=choices(names))
        if wrong is not None or found is None:
            raise InvalidFieldsError([wrong] if wrong else [])
        return found

    async def async_add(
        self, call: GatewayCall, before: ListedItems[str, ItemT], draft: Draft
    ) -> tuple[str, dict[str, Any]]:
        """Add what was drafted. Returns its id and the response. `before` was read just now."""
        fields = self.fields(call.plan)
        made = await self.async_write_added(call, before, draft)
        write = Write(
            coordinators=self.coordinators(call.runtime),
            find=lambda: self.polled(call, made.value),
            done=answer(AnswerKey.ADDED, name=str(draft.values.get("name") or made.value)),
            draft=draft,
            fields=fields,
            warnings=made.warnings,
            reader=call.reader,
        )
        return made.value, await write.async_response()

    async def async_modify(
        self,
        call: GatewayCall,
        key: str,
        current: ItemT,
        draft: Draft,
        polled: ItemT | None,
    ) -> dict[str, Any]:
        """Write what was drafted over `current`. Returns the response.

        `polled` is how the last poll had it before.
        """
        fields = self.fields(call.plan)
        call.raise_if_changed(fields, current)
        made = await self.async_write_modified(call, key, current, draft)
        write = Write(
            coordinators=self.coordinators(call.runtime),
            find=lambda: self.polled(call, key),
            done=answer(AnswerKey.CHANGED, name=str(draft.values.get("name") or key)),
            draft=draft,
            fields=fields,
            warnings=(*made.warnings, *call.changed_meanwhile(fields, polled, current)),
            reader=call.reader,
        )
        return await write.async_response()

    async def async_delete(
        self, call: GatewayCall, key: str, *, besides: Coordinators = ()
    ) -> dict[str, Any]:
        """Delete what has this id. Returns the response.

        `besides` are coordinators that are concerned, too.
        """
        name = getattr(self.polled(call, key), "name", "") or key
        made = await self.async_write_deleted(call, key)
        write = Write(
            coordinators=(*self.coordinators(call.runtime), *besides),
            find=lambda: self.polled(call, key),
            done=answer(AnswerKey.DELETED, name=name),
            warnings=made.warnings,
        )
        return await write.async_response()

    async def async_write_added(
        self, call: GatewayCall, before: ListedItems[str, ItemT], draft: Draft
    ) -> Made[str]:
        """Send what was drafted once, and see that it was added; nothing is read back."""
        return await async_write(
            call.gateway,
            lambda: self.add(call.gateway, dict(draft.body)),
            look_for_added(
                self._reading(call), before, self.fields(call.plan), draft, by=self.name
            ),
        )

    async def async_write_modified(
        self, call: GatewayCall, key: str, current: ItemT, draft: Draft
    ) -> Made[None]:
        """Send what was drafted over `current` once; nothing is read back."""
        fields = self.fields(call.plan)
        return await async_write(
            call.gateway,
            lambda: self.modify(call.gateway, key, dict(draft.body)),
            look_for_modified(self._reading(call), key, current, fields, draft),
        )

    async def async_write_deleted(self, call: GatewayCall, key: str) -> Made[None]:
        """Delete once. That it does not exist any more fulfils the wish, with a warning."""
        try:
            return await async_write(
                call.gateway,
                lambda: self.delete(call.gateway, key),
                look_for_gone(self._reading(call), key),
            )
        except RefusedError as err:
            if err.reason is not ReturnCode.NOT_FOUND:
                raise
            return Made(None, (warning(WarningKey.WAS_NOT_THERE),))

    def polled(self, call: GatewayCall, key: str) -> ItemT | None:
        """Return how the last poll had it, None where it had not."""
        return self.kept(call.runtime).get(key)

    def _reading(self, call: GatewayCall) -> Callable[[], Awaitable[ListedItems[str, ItemT]]]:
        return lambda: self.read(call.gateway)
