"""Calls 4.1 to 4.6."""

from simulator.asked import Asked
from simulator.books import Books, rewrite
from simulator.errors import ApiError, Code
from simulator.multicast import MulticastGroup, member, read, row
from simulator.paging import matching, page
from simulator.wire import BLANK, Blank, Body


def add(books: Books, asked: Asked) -> Body:
    """4.1."""
    group = read(asked.body.inner("multicastGroup"), books.plan, "", asked.at, None)
    _refuse_taken(books, group)
    group.group_id = next(books.new_ids())
    books.multicast_groups[group.group_id] = group
    return {"id": group.group_id}


def add_devices(books: Books, asked: Asked) -> Blank:
    """4.2: known devices of the group's class; all of them or none."""
    group = books.multicast_group(asked.path_id)
    dev_euis = asked.body.euis("devEUIs", [])
    _refuse_other_class(books, group, dev_euis)
    group.devices.extend(each for each in dev_euis if each not in group.devices)
    group.updated_at = asked.at
    return BLANK


def delete(books: Books, asked: Asked) -> Blank:
    """4.3."""
    del books.multicast_groups[books.multicast_group(asked.path_id).group_id]
    return BLANK


def delete_devices(books: Books, asked: Asked) -> Blank:
    """4.4: members only; all of them or none."""
    group = books.multicast_group(asked.path_id)
    dev_euis = asked.body.euis("devEUIs", [])
    if not set(dev_euis) <= set(group.devices):
        raise ApiError(Code.NOT_FOUND)
    group.devices[:] = [each for each in group.devices if each not in dev_euis]
    group.updated_at = asked.at
    return BLANK


def enquire(books: Books, asked: Asked) -> Body:
    """4.5."""
    groups = matching(
        books.multicast_groups.values(), asked.query.text("search"), lambda each: (each.name,)
    )
    return {
        "totalCount": str(len(groups)),
        "result": [_row(books, group, asked) for group in page(groups, asked.query)],
    }


def modify(books: Books, asked: Asked) -> Blank:
    """4.6: the class stays that of the members."""
    group = books.multicast_group(asked.path_id)
    sent = asked.body.inner("multicastGroup")
    changed = read(sent, books.plan, group.group_id, asked.at, group)
    _refuse_taken(books, changed)
    if changed.group_type != group.group_type:
        _refuse_other_class(books, changed, changed.devices)
    rewrite(group, changed)
    return BLANK


def _refuse_taken(books: Books, group: MulticastGroup) -> None:
    for each in books.multicast_groups.values():
        if each.name == group.name and each.group_id != group.group_id:
            raise ApiError(Code.EXISTS)


def _refuse_other_class(books: Books, group: MulticastGroup, dev_euis: list[str]) -> None:
    devices = [books.device(each) for each in dev_euis]
    if not all(group.takes(books.profiles.get(each.profile_id)) for each in devices):
        raise ApiError(Code.PRECONDITION)


def _row(books: Books, group: MulticastGroup, asked: Asked) -> Body:
    members: list[Body] = []
    for dev_eui in group.devices:
        if device := books.devices.get(dev_eui):
            device.advance(asked.at)
            profile_name = books.profile_name(device.profile_id)
            members.append(member(device, profile_name, books.utc_offset))
    return row(group, members, books.utc_offset)
