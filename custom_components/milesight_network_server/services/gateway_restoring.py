"""Gives a gateway what a backup holds: profiles, then devices, then groups, then their members.

Before each of these the gateway is read anew where something was sent since, and only what it then
lacks is written: so a restore that broke off can be run again. Nothing is deleted. In the end the
gateway's lists show what was done, not its answers.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import count
from typing import Any

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from ..backup.contents import Contents
from ..backup.gateway_lists import GatewayLists
from ..backup.step import Plan, Step
from ..ns_api.caller import REQUESTS_AT_ONCE
from ..ns_api.errors import NsApiError, RefusedError
from ..ns_api.keys import WarningKey
from ..ns_api.model import Model
from ..updates.refusals import reason_of
from ..words import error_words, in_words, translated, warning
from ..words.keys import ErrorKey
from ..writes import Made, NotMadeError, async_write
from .bulk_adding import MOST_LOST, Adding, Addition, why_not
from .call import GatewayCall
from .device import DEVICES
from .gateway_reading import async_plan, async_read_back, async_read_lists, codec_names
from .multicast import GROUPS, look_for_members
from .profile import PROFILES
from .progress_note import Show
from .resource import Resource
from .side_by_side import async_side_by_side

type Key = tuple[str, ...]
type Write = Callable[[], Awaitable[Made[Any]]]


@dataclass
class Outcome:
    """What became of a restore. `before` is what was to be done, `after` what is left.

    `after` is None where the gateway could not be read in the end. `errors` are sentences by the
    key of a thing, `done` the things that the gateway took, `joined` the groups whose members it
    took. `ended_by` is why it ended early.
    """

    before: Plan
    after: Plan | None = None
    errors: dict[Key, list[str]] = field(default_factory=dict)
    done: set[Key] = field(default_factory=set)
    joined: set[Key] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    ended_by: str | None = None

    @cached_property
    def left(self) -> dict[Key, Step]:
        """What is left to be done, by the key of each thing."""
        return {step.thing.key: step for step in self.after or ()}


@dataclass(frozen=True)
class _Read[ItemT]:
    """A list as it was before something was written."""

    items: Mapping[str, ItemT]
    complete: bool


class Restoring:
    """One restore of one gateway. Nothing is raised for what the gateway does while it writes."""

    def __init__(
        self, call: GatewayCall, contents: Contents, lists: GatewayLists, before: Plan, show: Show
    ) -> None:
        """Take what is to be restored, what is to be done for it, and who is shown how far it is.

        `lists` are the gateway's, as they were read just now.
        """
        self._call = call
        self._contents = contents
        self._outcome = Outcome(before)
        # What the gateway has, and what is to be done with it, as far as it is known: nothing was
        # sent since it was read, unless it is out of date.
        self._lists, self._plan = lists, before
        self._is_out_of_date = False
        self._show = show
        self._total = sum(step.adds or step.alters for step in before)
        # The devices that are being added just now.
        self._adding: Adding | None = None
        # Writes on end that did nothing and were not answered.
        self._lost = 0

    @callback
    def async_stop(self) -> None:
        """Send no more. What is on its way is still waited for, and the gateway read in the end."""
        self._outcome.ended_by = self._outcome.ended_by or translated(ErrorKey.RESTORE_STOPPED)
        if self._adding is not None:
            self._adding.async_stop()

    async def async_run(self) -> Outcome:
        """Restore, and read what the gateway has in the end."""
        outcome = self._outcome
        self._show_progress()
        for phase in (
            self._async_profiles,
            self._async_changed_devices,
            self._async_new_devices,
            self._async_groups,
            self._async_members,
        ):
            try:
                # Somebody may stop it at any time, while the gateway is read as well.
                if outcome.ended_by is None:
                    await self._async_bring_up_to_date()
                if outcome.ended_by is None:
                    await phase(self._lists, self._plan)
            except NsApiError as err:
                outcome.ended_by = translated(err)
        await self._async_look()
        return outcome

    async def _async_bring_up_to_date(self) -> None:
        """Read what the gateway has, unless nothing was sent since it was read."""
        if self._is_out_of_date:
            names = codec_names(self._contents)
            await self._async_take(await async_read_lists(self._call, names, self._lists.codecs))

    async def _async_take(self, lists: GatewayLists) -> None:
        self._lists, self._is_out_of_date = lists, False
        self._plan = await async_plan(self._call, self._contents, lists)

    def _show_progress(self) -> None:
        done = len(self._outcome.done)
        # What can be done only after something else was not counted before.
        self._total = max(self._total, done)
        self._show(done, self._total)

    async def _async_look(self) -> None:
        """Find out what the gateway has in the end."""
        if self._is_out_of_date:
            lists = await async_read_back(self._call, self._lists.codecs)
            if lists is None:
                self._outcome.warnings.append(warning(WarningKey.NOT_READ_BACK))
                return
            await self._async_take(lists)
        self._outcome.after = self._plan
        if not self._lists.complete:
            self._outcome.warnings.append(warning(WarningKey.INCOMPLETE_LIST))

    async def _async_profiles(self, lists: GatewayLists, plan: Plan) -> None:
        steps = [step for step in plan.profiles if step.draft is not None]
        await self._async_write(PROFILES, _Read(lists.profiles, lists.complete), steps)

    async def _async_changed_devices(self, lists: GatewayLists, plan: Plan) -> None:
        outcome = self._outcome
        tried, done = outcome.errors.keys() | outcome.done, len(outcome.done)
        steps = [one for one in plan.devices if one.alters and one.thing.key not in tried]
        before = _Read(lists.devices, lists.complete)
        await self._async_write(DEVICES, before, steps, at_once=REQUESTS_AT_ONCE)
        is_waiting = any(step.compared.gateway and step.problems for step in plan.devices)
        if is_waiting and len(outcome.done) > done and outcome.ended_by is None:
            # A name that another device had until now may be free.
            await self._async_bring_up_to_date()
            await self._async_changed_devices(self._lists, self._plan)

    async def _async_groups(self, lists: GatewayLists, plan: Plan) -> None:
        steps = [step for step in plan.groups if step.draft is not None]
        await self._async_write(GROUPS, _Read(lists.groups, lists.complete), steps)

    async def _async_write[ItemT: Model](
        self,
        resource: Resource[ItemT],
        before: _Read[ItemT],
        steps: Sequence[Step],
        at_once: int = 1,
    ) -> None:
        """Add and change things of a kind, so many at once."""
        await async_side_by_side(steps, partial(self._async_work, resource, before), at_once)

    async def _async_work[ItemT: Model](
        self, resource: Resource[ItemT], before: _Read[ItemT], step: Step
    ) -> None:
        if self._outcome.ended_by is not None or step.draft is None:
            return
        if step.key is None:
            write: Write = partial(resource.async_write_added, self._call, before, step.draft)
        else:
            current = before.items[step.key]
            write = partial(
                resource.async_write_modified, self._call, step.key, current, step.draft
            )
        await self._async_attempt(step, write)

    async def _async_new_devices(self, _lists: GatewayLists, plan: Plan) -> None:
        """Add the devices that are missing, as an import does."""
        additions = {
            step.thing.key: Addition(step.compared.file.dev_eui, step.draft)
            for step in plan.devices
            if step.adds and step.draft is not None
        }
        if not additions:
            return
        outcome, sent = self._outcome, count(len(self._outcome.done) + 1)
        adding = Adding(
            self._call,
            list(additions.values()),
            lambda _: self._show(next(sent), self._total),
            notes=False,
        )
        self._is_out_of_date = True
        self._adding = adding
        await adding.async_run()
        self._adding = None
        outcome.warnings += adding.warnings
        if adding.ended_by is not None:
            outcome.ended_by = translated(adding.ended_by)
        for key, addition in additions.items():
            if addition.added:
                outcome.done.add(key)
            elif addition.sent:
                outcome.errors[key] = why_not(addition, "", unsure=ErrorKey.RESTORE_UNSURE)
        self._show_progress()

    async def _async_members(self, _lists: GatewayLists, plan: Plan) -> None:
        """Make devices members of their groups."""
        for step in plan.groups:
            if not step.joining or step.key is None:
                continue
            if self._outcome.ended_by is not None:
                return
            joined = await self._async_attempt(step, self._joining(step.key, step.joining))
            if joined:
                self._outcome.joined.add(step.thing.key)
            elif self._outcome.ended_by is None:
                await self._async_members_alone(step, step.key)

    async def _async_members_alone(self, step: Step, group_id: str) -> None:
        """Make each a member by itself: one that the gateway refuses is no harm to the others."""
        errors: list[str] = []
        for dev_eui in step.joining:
            if not await self._async_attempt(step, self._joining(group_id, (dev_eui,))):
                why = "; ".join(self._outcome.errors[step.thing.key])
                errors.append(translated(ErrorKey.RESTORE_MEMBER, dev_eui=dev_eui, reason=why))
            if self._outcome.ended_by is not None:
                break
        if errors:
            self._outcome.errors[step.thing.key] = errors

    def _joining(self, group_id: str, dev_euis: tuple[str, ...]) -> Write:
        call = self._call

        async def write() -> Made[None]:
            return await async_write(
                call.gateway,
                lambda: call.gateway.add_devices_to_multicast_group(group_id, dev_euis),
                look_for_members(call, group_id, dev_euis, members=True),
            )

        return write

    async def _async_attempt(self, step: Step, write: Write) -> bool:
        """Write something, and return whether the gateway took it."""
        key, outcome = step.thing.key, self._outcome
        self._is_out_of_date = True
        try:
            made = await write()
        except RefusedError as err:
            self._lost = 0
            outcome.errors[key] = [translated(err)]
        except NotMadeError as err:
            self._lost += 1
            outcome.errors[key] = [error_words(err)]
            if self._lost >= MOST_LOST:
                outcome.ended_by = error_words(err)
        except (HomeAssistantError, NsApiError) as err:
            # More would not be answered either.
            reason = reason_of(err)
            outcome.errors[key], outcome.ended_by = [reason], reason
        else:
            self._lost = 0
            outcome.done.add(key)
            outcome.errors.pop(key, None)
            outcome.warnings += made.warnings
            if step.draft is not None:
                outcome.warnings += in_words(step.draft.warnings, self._call.reader)
            self._show_progress()
            return True
        return False
