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
    """4.2: known devices; all of them or none.

    Their class is not looked at. That it "should be class B or class C" stands in a remark of the
    document only, whose own example of 4.5 has a class A device in a class C group.
    """
    group = books.multicast_group(asked.path_id)
    dev_euis = [books.device(each).dev_eui for each in asked.body.euis("devEUIs", [])]
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
    """4.6: also the class, whatever that of the members is (see 4.2)."""
    group = books.multicast_group(asked.path_id)
    sent = asked.body.inner("multicastGroup")
    changed = read(sent, books.plan, group.group_id, asked.at, group)
    _refuse_taken(books, changed)
    rewrite(group, changed)
    return BLANK


def _refuse_taken(books: Books, group: MulticastGroup) -> None:
    for each in books.multicast_groups.values():
        if each.name == group.name and each.group_id != group.group_id:
            raise ApiError(Code.EXISTS)


def _row(books: Books, group: MulticastGroup, asked: Asked) -> Body:
    members: list[Body] = []
    for dev_eui in group.devices:
        if device := books.devices.get(dev_eui):
            device.advance(asked.at)
            profile_name = books.profile_name(device.profile_id)
            members.append(member(device, profile_name, books.manners.times, books.utc_offset))
    answer = row(group, members, books.utc_offset)
    if books.manners.lean_rows and group.group_type == "CLASS_C":
        del answer["pingSlotPeriod"]
    return answer
