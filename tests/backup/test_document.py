"""The file of a backup: what is no such file, or was spoiled, is told in a sentence."""

from collections.abc import Callable
from contextlib import suppress
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.milesight_network_server.backup import sealing
from custom_components.milesight_network_server.backup.contents import (
    Contents,
    SavedDevice,
    SavedGroup,
    SavedKeys,
    SavedProfile,
)
from custom_components.milesight_network_server.backup.document import (
    Head,
    SavedGateway,
    open_keys,
    read_document,
    write_document,
)
from custom_components.milesight_network_server.ns_api.field import InvalidFieldsError
from custom_components.milesight_network_server.ns_api.keys import ProblemKey

EUI = "24E124FFFEF5A6A8"
KEYS = SavedKeys(devices={EUI: {"app_key": "a0b1c2d3e4f5061728394a5b6c7d8e9f"}})
HEAD = Head(
    saved_at="2026-11-30T00:00:00+00:00", saved_by="us", gateway=SavedGateway(name="g", eui=EUI)
)
CONTENTS = Contents(
    profiles=[SavedProfile(name="Own", supports_join=True, factory_preset_freqs=[868_100_000])],
    devices=[SavedDevice(dev_eui=EUI, name="Lobby", application="building", f_port=85)],
    multicast_groups=[SavedGroup(name="All", dev_euis=[EUI])],
    keys=KEYS,
)
PASSPHRASE = "correct horse"


def problem_with(content: str | bytes) -> tuple[str, str]:
    """Return which sentence a file is given, and the place that it names."""
    with pytest.raises(InvalidFieldsError) as caught:
        open_keys(read_document(content, "file"), PASSPHRASE, "file")
    (problem,) = caught.value.problems
    return problem.kind, problem.allowed.get("place", "")


def spoiled(change: Callable[[dict[str, Any]], object]) -> str:
    """Return a backup with something else in it."""
    read = json.loads(write_document(HEAD, CONTENTS, PASSPHRASE))
    change(read)
    return json.dumps(read)


def test_what_was_written_is_read() -> None:
    read = read_document(write_document(HEAD, CONTENTS, PASSPHRASE), "file")
    assert read.contents.devices == CONTENTS.devices
    assert read.contents.profiles == CONTENTS.profiles
    assert read.contents.multicast_groups == CONTENTS.multicast_groups
    assert read.head.gateway == HEAD.gateway
    assert open_keys(read, PASSPHRASE, "file") == KEYS


def test_keys_are_only_in_a_file_with_a_passphrase_and_never_as_they_are() -> None:
    plain = write_document(HEAD, CONTENTS, None)
    closed = write_document(HEAD, CONTENTS, PASSPHRASE)
    assert "keys" not in json.loads(plain)
    assert read_document(plain, "file").head.keys is None
    for key in KEYS.devices[EUI].values():
        assert key not in plain
        assert key not in closed
        assert key not in repr(read_document(closed, "file"))


def test_the_same_keys_are_closed_otherwise_each_time() -> None:
    first, second = (sealing.seal(b"x", PASSPHRASE) for _ in range(2))
    assert first.salt != second.salt
    assert first.nonce != second.nonce
    assert first.content != second.content


def test_a_passphrase_is_the_same_on_every_keyboard() -> None:
    closed = sealing.seal(b"x", "Schlu\u0308ssel")
    assert sealing.unseal(closed, "Schl\u00fcssel") == b"x"


@pytest.mark.parametrize("wrong", ["correct  horse", "Correct horse", "", "correct horse "])
def test_a_wrong_passphrase_opens_nothing(wrong: str) -> None:
    read = read_document(write_document(HEAD, CONTENTS, PASSPHRASE), "file")
    with pytest.raises(InvalidFieldsError) as caught:
        open_keys(read, wrong, "file")
    (problem,) = caught.value.problems
    assert (problem.field, problem.kind, problem.value) == (
        "passphrase",
        ProblemKey.PASSPHRASE_WRONG,
        "",
    )


def test_keys_that_were_changed_are_not_opened() -> None:
    def change(read: dict[str, Any]) -> None:
        content = read["keys"]["content"]
        read["keys"]["content"] = ("B" if content[0] == "A" else "A") + content[1:]

    assert problem_with(spoiled(change)) == (ProblemKey.PASSPHRASE_WRONG, "")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", ProblemKey.BACKUP_FOREIGN),
        ("hello", ProblemKey.BACKUP_FOREIGN),
        ("[]", ProblemKey.BACKUP_FOREIGN),
        ("7", ProblemKey.BACKUP_FOREIGN),
        ("{}", ProblemKey.BACKUP_FOREIGN),
        ('{"format": "something else", "version": 1}', ProblemKey.BACKUP_FOREIGN),
        ("dev_eui,application_id\n1,2\n", ProblemKey.BACKUP_FOREIGN),
        (b"PK\x03\x04\xff\xfe", ProblemKey.BACKUP_FOREIGN),
        ("{" * 100_000, ProblemKey.BACKUP_FOREIGN),
        (" " * (8 * 2**20 + 1), ProblemKey.BACKUP_SIZE),
    ],
)
def test_what_is_no_backup_is_reported_so(content: str | bytes, kind: str) -> None:
    assert problem_with(content)[0] == kind


def test_a_file_that_was_cut_off_is_reported_with_the_line() -> None:
    text = write_document(HEAD, CONTENTS, PASSPHRASE)
    for end in range(60, len(text) - 2, 37):
        with pytest.raises(InvalidFieldsError) as caught:
            read_document(text[:end], "file")
        (problem,) = caught.value.problems
        assert problem.kind == ProblemKey.BACKUP_BROKEN
        assert 1 <= int(problem.allowed["line"]) <= text[:end].count("\n") + 1


def test_a_newer_format_is_reported_before_anything_else() -> None:
    def change(read: dict[str, Any]) -> None:
        read["version"] = 2
        read["profiles"] = "otherwise"

    assert problem_with(spoiled(change))[0] == ProblemKey.BACKUP_NEWER


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda read: read.pop("version"), "version"),
        (lambda read: read.update(version=True), "version"),
        (lambda read: read.update(gateway=[]), "gateway"),
        (lambda read: read.pop("saved_at"), "saved_at"),
        (lambda read: read.pop("devices"), "devices"),
        (lambda read: read.update(devices=None), "devices"),
        (lambda read: read["devices"].append(None), "devices, 2"),
        (lambda read: read["devices"][0].update(f_port="85"), "devices, 1, f_port"),
        (lambda read: read["devices"][0].update(f_port=8.5), "devices, 1, f_port"),
        (lambda read: read["devices"][0].update(f_port=True), "devices, 1, f_port"),
        (lambda read: read["devices"][0].update(dev_eui="24E1"), "devices, 1, dev_eui"),
        (lambda read: read["devices"][0].pop("name"), "devices, 1, name"),
        (lambda read: read["profiles"][0].update(supports_join=1), "profiles, 1, supports_join"),
        (
            lambda read: read["profiles"][0].update(factory_preset_freqs=["x"]),
            "profiles, 1, factory_preset_freqs",
        ),
        (
            lambda read: read["multicast_groups"][0].update(dev_euis=["x"]),
            "multicast_groups, 1, dev_euis",
        ),
        (lambda read: read.update(keys={}), "keys"),
        (lambda read: read["keys"].update(cost=2**40), "keys"),
        (lambda read: read["keys"].update(parallel=10**6), "keys"),
        (lambda read: read["keys"].update(derivation="none"), "keys"),
        (lambda read: read["keys"].update(salt="?"), "keys"),
        (lambda read: read["keys"].update(nonce="AAAA"), "keys"),
    ],
)
def test_what_is_spoiled_is_reported_with_its_place(
    change: Callable[[dict[str, Any]], object], place: str
) -> None:
    assert problem_with(spoiled(change)) == (ProblemKey.BACKUP_DAMAGED, place)


def test_what_a_later_version_adds_without_a_new_format_is_passed_over() -> None:
    def change(read: dict[str, Any]) -> None:
        read["remark"] = "new"
        read["devices"][0]["colour"] = "red"

    assert read_document(spoiled(change), "file").contents.devices == CONTENTS.devices


@given(st.integers(0, 2000), st.sampled_from(['"', "{", "0", "\x00", "é", "]", ""]))
def test_any_slip_of_the_keyboard_is_read_or_reported(place: int, typed: str) -> None:
    text = write_document(HEAD, CONTENTS, None)
    place %= len(text)
    changed = text[:place] + typed + text[place + 1 :]
    with suppress(InvalidFieldsError):
        read_document(changed, "file")
