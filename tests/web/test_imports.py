"""What the page is told on which devices are imported: before, meanwhile, and afterwards."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from simulator.gateway import Gateway

from ..services.conftest import writes
from ..services.device_table import KEY, eui
from .asking import Ask, answer_to, until_finished


def given(line: int, **more: str) -> dict[str, Any]:
    """Return a row as a page sends it."""
    cells = {"dev_eui": eui(line), "application_id": "1", "name": f"Sensor {line}", "app_key": KEY}
    return {"line": line, "given": cells | more}


async def test_all_rows_are_judged_and_nothing_is_sent(ask_gateway: Ask, gateway: Gateway) -> None:
    existing = next(iter(gateway.devices))
    rows = [given(2), given(3, dev_eui=existing), given(4, f_port="0", app_key="12"), given(5)]
    del rows[3]["given"]["app_key"]
    answer = await ask_gateway("import/check", rows=rows)
    rows_by_line = {one["line"]: one for one in answer["result"]["rows"]}
    assert [rows_by_line[line]["state"] for line in (2, 3, 4, 5)] == [
        "new",
        "exists",
        "wrong",
        "new",
    ]
    problems = {one["field"]: one for one in rows_by_line[4]["problems"]}
    assert list(problems) == ["f_port", "app_key"]
    assert problems["f_port"]["translation_placeholders"]["value"] == "0"
    (warning,) = [one for one in answer["result"]["warnings"] if "default key" in one]
    assert eui(5) in warning
    assert KEY not in str(answer)
    assert writes(gateway) == []


async def test_an_import_is_followed_to_its_end(
    client: MockHAClientWebSocket, ask_gateway: Ask, gateway: Gateway
) -> None:
    assert (await ask_gateway("import/follow"))["success"]
    await ask_gateway("import/start", rows=[given(line) for line in range(2, 12)])
    heard = await until_finished(client)
    assert {one["total"] for one in heard if one["total"] is not None} == {10}
    states = {row["line"]: row["state"] for one in heard for row in one["rows"]}
    assert states == dict.fromkeys(range(2, 12), "added")
    assert heard[-1]["done"] == 10
    assert {eui(line) for line in range(2, 12)} < set(gateway.devices)
    assert KEY not in str(heard)


async def test_who_comes_back_sees_what_became_of_it_until_it_is_put_away(
    hass: HomeAssistant,
    ask_gateway: Ask,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    await ask_gateway("import/start", rows=[given(2)])
    await hass.async_block_till_done(wait_background_tasks=True)
    other = await hass_ws_client(hass)
    assert (await answer_to(other, "import/follow", config_entry_id=loaded.entry_id))["success"]
    event = (await other.receive_json())["event"]
    assert event["is_finished"]
    assert [row["state"] for row in event["rows"]] == ["added"]
    await ask_gateway("import/stop")
    assert (await other.receive_json())["event"]["total"] is None


async def test_another_import_is_told_as_another(
    hass: HomeAssistant,
    ask_gateway: Ask,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    page = await hass_ws_client(hass)
    assert (await answer_to(page, "import/follow", config_entry_id=loaded.entry_id))["success"]
    await ask_gateway("import/start", rows=[given(line) for line in range(2, 5)])
    await until_finished(page)
    await ask_gateway("import/start", rows=[given(7)])
    heard = await until_finished(page)
    assert heard[0]["total"] is None
    assert {row["line"] for one in heard[1:] for row in one["rows"]} == {7}


async def test_a_second_import_waits_for_the_first(
    ask_gateway: Ask, hass: HomeAssistant, gateway: Gateway
) -> None:
    gateway.faults.add("drop call=3.1")
    await ask_gateway("import/start", rows=[given(2)])
    refused = await ask_gateway("import/start", rows=[given(3)])
    assert refused["error"]["translation_key"] == "import_running"
    await ask_gateway("import/stop")
    gateway.faults.clear()


@pytest.mark.parametrize(
    "rows",
    [
        ["row"],
        [{"line": "2", "given": {}}],
        [{"line": 2, "given": {"secret": "x"}}],
        [{"line": 2, "given": {"app_key": 12}}],
        [{"line": 2}],
        [given(2)] * 5001,
    ],
    ids=["no object", "no line", "unknown field", "no text", "nothing given", "too many"],
)
async def test_what_no_page_sends_is_refused_without_what_stands_in_it(
    ask_gateway: Ask, rows: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    answer = await ask_gateway("import/check", rows=rows)
    assert not answer["success"]
    assert KEY not in str(answer)
    assert KEY not in caplog.text
