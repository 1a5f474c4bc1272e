"""How a gateway comes to have what a backup holds: what is written of each thing, or why not."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from ..ns_api.device_draft import DeviceConstraints, changed_device, new_device
from ..ns_api.field import Problem, problem
from ..ns_api.keys import ProblemKey
from ..ns_api.multicast import changed_multicast_group, new_multicast_group
from ..ns_api.profile import ProfileName, changed_profile, new_profile
from .comparison import Compared, Comparison, compare, missing_keys
from .contents import Contents, Saved, SavedDevice, SavedGroup, SavedProfile
from .gateway_lists import GatewayLists
from .step import Plan, Step, drafted_step, twice_step


def plan(file: Contents, lists: GatewayLists) -> Plan:
    """Return what is to be done so that a gateway has what a file holds. Takes its time."""
    comparison = compare(file, lists.contents)
    planning = _Planning(lists, comparison)
    profiles = tuple(map(planning.profile, comparison.profiles))
    devices = tuple(planning.devices(comparison.devices, profiles))
    return Plan(
        profiles=profiles,
        devices=devices,
        groups=tuple(planning.groups(comparison.multicast_groups, devices)),
        beyond=comparison.beyond,
        unreported=comparison.unreported,
    )


# What the API has numbers for, and the file names.
_REFERENCES: Final = {
    "application": "application_id",
    "profile": "profile_id",
    "payload_codec": "payload_codec_id",
}
_UNKNOWN: Final = {
    "application": ProblemKey.BACKUP_NO_APPLICATION,
    "profile": ProblemKey.BACKUP_NO_PROFILE,
    "payload_codec": ProblemKey.BACKUP_NO_PAYLOAD_CODEC,
}


def _only(named: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return what has a name of its own, by its name."""
    pairs = list(named)
    count = Counter(name for name, _ in pairs)
    return {name: one for name, one in pairs if count[name] == 1}


class _Planning:
    """Works out the steps for one gateway."""

    def __init__(self, lists: GatewayLists, comparison: Comparison) -> None:
        self._lists = lists
        self._profile_ids = _only((one.name, key) for key, one in lists.profiles.items())
        self._application_ids = _only(
            (one.app_name, key) for key, one in lists.applications.items()
        )
        self._group_ids = _only((one.name, key) for key, one in lists.groups.items())
        self._taken_by_profiles = {one.name for one in lists.profiles.values()}
        self._taken_by_groups = {one.name for one in lists.groups.values()}
        self._profile_names = {
            key: ProfileName(profile_id=key, profile_name=one.name, supports_join=one.supports_join)
            for key, one in lists.profiles.items()
        }

    def profile(self, compared: Compared[SavedProfile]) -> Step:
        """Return what is to be done about a profile."""
        if (twice := twice_step(compared)) is not None:
            return twice
        taken = self._taken_by_profiles
        if compared.gateway is None:
            if compared.file.supports_join is None:
                wrong = problem("supports_join", ProblemKey.BACKUP_NOT_SAVED)
                return Step(compared=compared, problems=(wrong,))
            given = _given(compared.file)
            return drafted_step(compared, None, lambda: new_profile(given, self._lists.plan, taken))
        if not compared.changes:
            return Step(compared=compared)
        key = self._profile_ids[compared.thing.name]
        current = self._lists.profiles[key]
        given = {one.field: one.file for one in compared.changes}
        return drafted_step(
            compared, key, lambda: changed_profile(given, current, self._lists.plan, taken)
        )

    def devices(
        self, compared: Iterable[Compared[SavedDevice]], profiles: Iterable[Step]
    ) -> Iterator[Step]:
        """Return what is to be done about the devices, when the profiles exist."""
        for number, step in enumerate(profiles):
            if step.adds:
                # Its id is not known yet.
                name, new_id = step.thing.name, f"new {number}"
                self._profile_ids[name] = new_id
                self._profile_names[new_id] = ProfileName(
                    profile_id=new_id,
                    profile_name=name,
                    supports_join=step.compared.file.supports_join,
                )
        things = list(compared)
        names = Counter(one.name for one in self._lists.devices.values())
        changed = self._constraints(names.keys())
        later = names.copy()
        for one in things:
            # What is renamed makes room for others.
            if one.gateway is not None:
                later[one.gateway.name] -= 1
                later[one.file.name] += 1
        taken = {name for name, count in later.items() if count > 0}
        new = self._constraints(taken)
        for one in things:
            if (twice := twice_step(one)) is not None:
                yield twice
            elif one.gateway is None:
                step = self._new_device(one, new)
                if step.draft is not None:
                    taken.add(one.file.name)
                yield step
            elif one.changes:
                yield self._changed_device(one, changed)
            else:
                yield Step(compared=one)

    def _new_device(self, compared: Compared[SavedDevice], limits: DeviceConstraints) -> Step:
        given = _given(compared.file)
        given.pop("supports_join", None)
        problems = self._refer(given)
        profile_id = given.get("profile_id")
        joins = compared.file.supports_join
        if profile_id is not None:
            joins = self._profile_names[profile_id].supports_join
        problems += [
            problem(name, ProblemKey.BACKUP_NO_KEY) for name in missing_keys(compared, joins)
        ]
        soft = [one for one in problems if one.field == "payload_codec"]
        if len(problems) > len(soft):
            return Step(compared=compared, problems=tuple(problems))
        given |= compared.keys
        return drafted_step(compared, None, lambda: new_device(given, limits), tuple(soft))

    def _changed_device(self, compared: Compared[SavedDevice], limits: DeviceConstraints) -> Step:
        dev_eui = compared.file.dev_eui
        current = self._lists.devices[dev_eui]
        given: dict[str, Any] = {one.field: one.file for one in compared.changes}
        given |= {name: key for name, key in compared.keys.items() if name in given}
        if given.get("mb_mode") == "":
            given["mb_mode"] = "off"
        problems = self._refer(given)
        done = tuple(
            one for one in compared.changes if _REFERENCES.get(one.field, one.field) in given
        )
        if not given:
            return Step(compared=compared, key=dev_eui, problems=tuple(problems))
        return drafted_step(
            compared, dev_eui, lambda: changed_device(given, current, limits), tuple(problems), done
        )

    def _refer(self, given: dict[str, Any]) -> list[Problem]:
        """Put ids in the place of names. Returns what names nothing that the gateway has."""
        problems: list[Problem] = []
        for name, wire in _REFERENCES.items():
            if name not in given:
                if name != "payload_codec" and "dev_eui" in given:
                    problems.append(problem(name, ProblemKey.BACKUP_NOT_SAVED))
                continue
            named = given.pop(name)
            match name:
                case "application":
                    found = self._application_ids.get(named)
                case "profile":
                    found = self._profile_ids.get(named)
                case _:
                    found = self._lists.codecs.get(named) if named else 0
            if found is not None:
                given[wire] = found
            elif name == "payload_codec" and named not in self._lists.codecs:
                problems.append(problem(name, ProblemKey.BACKUP_CODEC_UNSURE, named))
            else:
                problems.append(problem(name, _UNKNOWN[name], named))
        return problems

    def _constraints(self, names: Collection[str]) -> DeviceConstraints:
        """Return what devices must fit, with the names that are taken from them."""
        return DeviceConstraints(
            dev_euis=self._lists.devices.keys(),
            names=names,
            applications=self._lists.applications,
            profiles=self._profile_names,
            codecs={codec_id: True for codec_id in self._lists.codecs.values() if codec_id},
        )

    def groups(
        self, compared: Iterable[Compared[SavedGroup]], devices: Iterable[Step]
    ) -> Iterator[Step]:
        """Return what is to be done about the groups, when the devices exist."""
        euis = {step.compared.file.dev_eui for step in devices if step.adds}
        euis |= self._lists.devices.keys()
        for one in compared:
            yield twice_step(one) or self._group(one, euis)

    def _group(self, compared: Compared[SavedGroup], dev_euis: set[str]) -> Step:
        lists = set(compared.gateway.dev_euis) if compared.gateway else set()
        wanted = [eui for eui in compared.file.dev_euis if eui not in lists]
        joining = tuple(eui for eui in wanted if eui in dev_euis)
        absent = [eui for eui in wanted if eui not in dev_euis]
        problems: tuple[Problem, ...] = ()
        if absent:
            problems = (
                problem("dev_euis", ProblemKey.BACKUP_NO_MEMBERS, dev_euis=", ".join(absent)),
            )
        taken = self._taken_by_groups
        if compared.gateway is None:
            if missing := missing_keys(compared, None):
                no_keys = tuple(problem(name, ProblemKey.BACKUP_NO_KEY) for name in missing)
                return Step(compared=compared, problems=no_keys)
            given = {**_given(compared.file), **compared.keys}
            del given["dev_euis"]
            return drafted_step(
                compared,
                None,
                lambda: new_multicast_group(given, self._lists.plan, taken),
                problems,
                joining=joining,
            )
        key = self._group_ids[compared.thing.name]
        current = self._lists.groups[key]
        given = {one.field: one.file for one in compared.changes if one.field != "dev_euis"}
        given |= {name: key for name, key in compared.keys.items() if name in given}
        done = tuple(one for one in compared.changes if one.field != "dev_euis" or joining)
        if not given:
            return Step(
                compared=compared, key=key, changes=done, joining=joining, problems=problems
            )
        return drafted_step(
            compared,
            key,
            lambda: changed_multicast_group(given, current, self._lists.plan, taken),
            problems,
            done,
            joining,
        )


def _given(saved: Saved) -> dict[str, Any]:
    """Return what the file has of a thing."""
    return {name: value for name, value in vars(saved).items() if value is not None}
