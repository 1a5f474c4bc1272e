"""Calls 2.1 to 2.4."""

from simulator.asked import Asked
from simulator.books import Books, rewrite
from simulator.errors import ApiError, Code
from simulator.paging import page
from simulator.profile import Profile, read, row
from simulator.wire import BLANK, Blank, Body


def add(books: Books, asked: Asked) -> Body:
    """2.1."""
    profile = read(asked.body, books.plan, "", None)
    _refuse_taken(books, profile.name, "")
    profile.profile_id = next(books.new_ids())
    books.profiles[profile.profile_id] = profile
    return {"profileID": profile.profile_id}


def delete(books: Books, asked: Asked) -> Blank:
    """2.2: neither a default profile nor one in use."""
    profile = books.profile(asked.path_id)
    if profile.is_default or profile.profile_id in _used(books):
        raise ApiError(Code.PRECONDITION)
    del books.profiles[profile.profile_id]
    return BLANK


def enquire(books: Books, asked: Asked) -> Body:
    """2.3."""
    profiles = list(books.profiles.values())
    used = _used(books)
    return {
        "totalCount": str(len(profiles)),
        "disable": books.cloud,
        "result": [
            _row(books, profile, profile.profile_id in used)
            for profile in page(profiles, asked.query)
        ],
        "channelPlan": books.plan.name,
    }


def modify(books: Books, asked: Asked) -> Blank:
    """2.4: the join type too, whether devices use the profile or not."""
    profile = books.profile(asked.path_id)
    changed = read(asked.body, books.plan, profile.profile_id, profile)
    _refuse_taken(books, changed.name, profile.profile_id)
    rewrite(profile, changed)
    return BLANK


def _row(books: Books, profile: Profile, using: bool) -> Body:
    return row(profile, books.plan, using, lean=books.manners.lean_rows)


def _used(books: Books) -> set[str]:
    return {device.profile_id for device in books.devices.values()}


def _refuse_taken(books: Books, name: str, profile_id: str) -> None:
    for each in books.profiles.values():
        if each.name == name and each.profile_id != profile_id:
            raise ApiError(Code.EXISTS)
