"""What the soak holds of updates."""

from typing import Any

import pytest

from soak.proof import Proof

TOKEN = "KA1B2C"
QUEUE_ID = f"01KAXT00000000000000{TOKEN}"
DEVICE = "24E124BF00000001"


def birth(task_id: int, *beside: dict[str, Any], token: str = TOKEN, **ran: str) -> dict[str, Any]:
    """Return how a task of the queue came to be."""
    return {"task_id": task_id, "name": f"WT201 ({token})", "ran": ran, "beside": list(beside)}


def beside(token: str, age: float, *, unfinished: bool = True) -> dict[str, Any]:
    """Return a task of the queue that was there."""
    return {"name": f"WT201 ({token})", "unfinished": unfinished, "age": age}


def proof(*births: dict[str, Any]) -> Proof:
    """Return the proof of an update to v1.4 that became these tasks."""
    proof = Proof()
    proof.accept(QUEUE_ID, DEVICE, "v1.4", "v1.2")
    proof.take(list(births))
    return proof


def test_one_task_for_an_update_is_right() -> None:
    held = proof(birth(1, beside("7ZZZZZ", 900, unfinished=False), **{DEVICE: "v1.2"}))
    assert held.wrong() == []
    assert held.tasks == 1


def test_a_second_task_of_an_update_is_wrong() -> None:
    held = proof(birth(1), birth(2, beside(TOKEN, 5, unfinished=False)))
    assert held.wrong() == [f"update {QUEUE_ID} became task 'WT201 ({TOKEN})', and was one already"]


def test_a_task_beside_another_at_work_is_wrong_also_if_nobody_was_reported_of_it() -> None:
    held = proof(birth(1, token="7XXXXX"), birth(2, beside("7XXXXX", 900), token="KYYYYY"))
    assert held.wrong() == ["task 'WT201 (KYYYYY)' was made beside ['WT201 (7XXXXX)']"]


def test_a_task_made_a_moment_before_may_have_been_unknown() -> None:
    assert proof(birth(2, beside("7XXXXX", 3))).wrong() == []


@pytest.mark.parametrize(("ran", "wrong"), [("v1.2", 0), ("v1.3", 0), ("v1.10", 1)])
def test_older_firmware_than_a_device_runs_is_wrong(ran: str, wrong: int) -> None:
    assert len(proof(birth(1, **{DEVICE: ran})).wrong()) == wrong


def test_a_task_listed_twice_is_one() -> None:
    held = proof(birth(1))
    held.take([birth(1)])
    assert held.tasks == 1
