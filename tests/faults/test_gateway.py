"""The gateway: silent, slow, restarting, off its clock, with lists that change or lack keys."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from demo.api import CommandError

from ..e2e.home import Home
from .log import LogSince
from .scene import (
    TIMEOUT,
    act,
    add,
    listed,
    new_dev_eui,
    refresh,
    sent_since,
    shown,
    until_good,
    writes,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What tells something while the gateway does not.
STAY = ("_connected", "_refresh", "_fuota")


async def test_silent(home: Home, log: LogSince) -> None:
    before, sent = await shown(home), await writes(home)
    await home.control.command(silent=True)
    await refresh(home)
    await home.until_state("off", "connected")
    states = await home.all_states()
    available = [key for key, state in states.items() if state != "unavailable"]
    assert [key for key in available if not key.endswith(STAY)] == []
    with pytest.raises(CommandError, match="did not answer list_devices within"):
        await add(home, new_dev_eui())
    await refresh(home)
    await home.control.command(silent=False)
    await until_good(home)
    assert await shown(home) == before
    assert await sent_since(home, sent) == {}
    await log.until_written()
    assert (log.lost, log.back) == (1, 1)


async def test_slow(home: Home, log: LogSince) -> None:
    """Each page takes nearly as long as the time-out allows."""
    await home.control.command(fault=f"delay call=3.3 seconds={0.7 * TIMEOUT}")
    assert (await act(home, "list_devices"))["total"] == len(await listed(home))
    await refresh(home)
    await until_good(home)
    assert log.lost == 0


async def test_restarting_in_mid_list(home: Home, log: LogSince) -> None:
    before = await shown(home)
    # For longer than a page is asked for, which is twice.
    await home.control.command(fault=f"restart call=3.3 skip=1 seconds={4 * TIMEOUT}")
    await refresh(home)
    await home.until_state("off", "connected")
    assert await shown(home) == before
    await until_good(home)
    assert await shown(home) == before
    await log.until_written()
    assert (log.lost, log.back) == (1, 1)


@pytest.mark.parametrize("hours", [-5, 5])
async def test_its_clock_off_by_hours(home: Home, hours: int) -> None:
    await home.control.command(clock_offset=hours * 3600)
    try:
        await until_good(home)
        response = await act(
            home,
            "add_fuota_task",
            name="Clock",
            dev_euis=[next(iter(await listed(home)))],
            started_at=(datetime.now(UTC) + timedelta(days=1)).isoformat(),
            firmware_name="WT201.0000.0101.0106.bin",
            file_content="AAAA",
        )
        assert any("clock" in each for each in response["warnings"]), response
        await act(home, "delete_fuota_tasks", task_ids=[response["task_id"]])
    finally:
        await home.control.command(clock_offset=0)
    await until_good(home)


async def test_its_channel_plan_changed(home: Home) -> None:
    before = await shown(home)
    await home.until_state("EU868", "channel_plan")
    await home.control.command(channel_plan="US915")
    try:
        await refresh(home)
        await home.until_state("US915", "channel_plan")
        # What is checked and filled in is that of the new plan at once.
        sizes = (await act(home, "get_payload_sizes"))["payload_sizes"]
        assert {8, 13} <= {each["dr"] for each in sizes}
        estimate = await act(
            home, "estimate_fuota_task", dev_euis=list(before)[:1], **_FIRMWARE, dr=6
        )
        assert estimate["refusals"]
    finally:
        await home.control.command(channel_plan="EU868")
    await refresh(home)
    await home.until_state("EU868", "channel_plan")
    assert await shown(home) == before


_FIRMWARE = {"firmware_name": "WT201.0000.0101.0106.bin", "file_content": "AAAA"}


async def test_its_list_shrinking_while_being_read(home: Home) -> None:
    goes = new_dev_eui()
    await add(home, goes)
    before = await shown(home)
    # The first page is here when the second is asked for.
    await home.control.command(fault=f"delay call=3.3 seconds={0.6 * TIMEOUT} times=2")
    refreshing = asyncio.ensure_future(refresh(home))
    await asyncio.sleep(0.9 * TIMEOUT)
    first = next(iter(before))
    await home.control.call("DELETE", f"/api/urdevices/{first}")
    await refreshing
    # A row that moved to a page which was read already is not taken for gone.
    assert before.keys() - {first} <= (await shown(home)).keys()
    await until_good(home)
    assert await shown(home) == {eui: before[eui] for eui in before if eui != first}


@pytest.mark.parametrize("key", ["", "devEUI", "deviceResult", "totalCount", "profileID", "active"])
async def test_its_answer_without_the_key_that_we_need(home: Home, log: LogSince, key: str) -> None:
    before = await shown(home)
    await home.control.command(fault=f"omit call=3.3 key={key}" if key else "omit call=3.3")
    await refresh(home)
    assert await shown(home) == before
    await refresh(home)
    assert await shown(home) == before
    await home.control.command(clear_faults=True)
    await until_good(home)
    assert await shown(home) == before
    await log.until_written()
    assert log.lost <= 1


async def test_it_keeps_something_else_than_was_sent(home: Home) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    await home.control.command(fault="keep call=3.1 name=other times=1")
    response = await add(home, dev_eui)
    assert response["differences"] == [{"field": "name", "sent": dev_eui, "kept": "other"}]
    assert await sent_since(home, before) == {"3.1": 1}


async def test_it_says_done_and_does_nothing(home: Home) -> None:
    before, dev_eui = await writes(home), new_dev_eui()
    await home.control.command(fault="keep call=3.1 times=1")
    response = await add(home, dev_eui)
    assert response["warnings"] == ["The gateway accepted the change, but does not list the result"]
    assert await sent_since(home, before) == {"3.1": 1}
    assert dev_eui not in await shown(home)
