"""How a comparison of a backup with a gateway, or what became of a restore, is reported."""

from collections.abc import Mapping
from typing import Any

from ..backup.comparison import Change, Thing
from ..backup.document import Document
from ..backup.gateway_lists import GatewayLists
from ..backup.step import Plan, Step
from ..ns_api.field import Problem, problem
from ..ns_api.keys import ProblemKey, WarningKey
from ..words import Reader, sentence, translated, warning
from ..words.keys import ErrorKey
from .gateway_restoring import Outcome


def report(
    reader: Reader,
    plan: Plan,
    document: Document,
    lists: GatewayLists,
    values: Mapping[str, Any],
    outcome: Outcome | None = None,
) -> dict[str, Any]:
    """Return what is to be done about a backup, or what was done."""
    things: dict[str, list[dict[str, Any]]] = {
        "added": [],
        "changed": [],
        "unchanged": [],
        "failed": [],
    }
    for step in plan:
        thing = _thing(step.thing)
        if outcome is None:
            is_done, errors = True, _sentences(step, reader)
        else:
            is_done, errors = _became(step, outcome, reader)
        if step.is_done:
            things["unchanged"].append(thing)
        elif is_done and step.adds:
            things["added"].append(thing)
        elif is_done and step.alters:
            things["changed"].append({**thing, "changes": list(map(_change, step.changes))})
        if errors:
            things["failed"].append({**thing, "errors": errors})
    final = plan if outcome is None else outcome.after
    warnings = _warnings(document, lists, values, reader)
    if plan.unreported:
        fields = reader.field_names(plan.unreported)
        warnings.append(warning(WarningKey.NOT_TOLD, fields=fields))
    if outcome is not None:
        warnings += outcome.warnings
    joining = {one.get("dev_eui") for one in things["added"]} & {
        one.dev_eui for one in document.contents.devices if one.supports_join is not False
    }
    if joining:
        warnings.append(warning(WarningKey.BACKUP_JOIN_ANEW, count=str(len(joining))))
    return {
        "same": final is not None and final.is_same,
        **things,
        "not_in_file": list(map(_thing, plan.beyond)),
        "warnings": list(dict.fromkeys(warnings)),
    }


def _became(step: Step, outcome: Outcome, reader: Reader) -> tuple[bool, list[str]]:
    """Return whether what was to be done was done, and sentences about what was not."""
    key = step.thing.key
    ended = translated(ErrorKey.RESTORE_ENDED, reason=outcome.ended_by or "")
    if outcome.after is None:
        is_whole = key in outcome.done and (not step.joining or key in outcome.joined)
        is_idle = not (step.adds or step.alters)
        errors = outcome.errors.get(key, [] if is_whole or is_idle else [ended])
        return key in outcome.done, [*_sentences(step, reader), *errors]
    later = outcome.left[key]
    errors = _sentences(later, reader)
    if not (later.adds or later.alters):
        return True, errors
    if key in outcome.errors:
        errors += outcome.errors[key]
    elif key not in outcome.done:
        errors.append(ended)
    elif later.adds:
        errors.append(warning(WarningKey.NOT_THERE))
    else:
        fields = "; ".join(
            f"{reader.field_name(one.field)}: {one.file} → {one.gateway}" for one in later.changes
        )
        errors.append(translated(ErrorKey.RESTORE_KEPT_OTHERWISE, fields=fields))
    return step.adds and not later.adds, errors


def _sentences(step: Step, reader: Reader) -> list[str]:
    return [sentence(one, reader) for one in step.problems]


def _thing(thing: Thing) -> dict[str, Any]:
    named = {"kind": thing.kind.value, "name": thing.name}
    return named if thing.dev_eui is None else {**named, "dev_eui": thing.dev_eui}


def _change(change: Change) -> dict[str, Any]:
    return {"field": change.field, "gateway": change.gateway, "file": change.file}


def _warnings(
    document: Document, lists: GatewayLists, values: Mapping[str, Any], reader: Reader
) -> list[str]:
    """Return what is to be known of a backup before it is restored to this gateway."""
    head = document.head
    warnings = [] if head.complete else [warning(WarningKey.BACKUP_WAS_INCOMPLETE)]
    if not lists.complete:
        warnings.append(warning(WarningKey.INCOMPLETE_LIST))
    if head.keys is None and "passphrase" in values:
        warnings.append(warning(WarningKey.BACKUP_WITHOUT_KEYS))
    if head.keys is not None and "passphrase" not in values:
        warnings.append(warning(WarningKey.BACKUP_KEYS_CLOSED))
    if (wrong := other_plan(document, lists)) is not None:
        warnings.append(sentence(wrong, reader))
    return warnings


def other_plan(document: Document, lists: GatewayLists) -> Problem | None:
    """Return what is wrong where the gateway has another channel plan than that of the file."""
    saved, plan = document.head.gateway.channel_plan, lists.channel_plan
    if not saved or not plan or saved == plan:
        return None
    return problem("file", ProblemKey.BACKUP_OTHER_PLAN, saved, there=plan)
