"""Figure 8: what Home Assistant's recorder writes in a day."""

from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory

from homeassistant.components.recorder import get_instance
from homeassistant.core import HomeAssistant
from homeassistant.helpers import recorder as recorder_helper
from homeassistant.setup import async_setup_component

from .answers import PreparedAnswers
from .devices import Clock, gateway_with
from .home import FIRST_EUI, running_home, topics_of
from .sized import Bench

# A state that is the same as the one before it: only its attributes can have changed.
_IDLE_ROWS = """
SELECT count(*) FROM (
    SELECT state, lag(state) OVER (PARTITION BY metadata_id ORDER BY state_id) AS before
    FROM states WHERE state_id > ?
) WHERE state = before
"""
_ROWS_BY_ENTITY = """
SELECT states_meta.entity_id, count(*) FROM states JOIN states_meta USING (metadata_id)
WHERE state_id > ? GROUP BY states_meta.entity_id
"""


@dataclass(frozen=True)
class Recorded:
    """What a day added to the database: bytes, states, states that are as the one before.

    `rows_by_kind` are the states by the last word of the entity's id.
    """

    size: float
    rows: float
    idle_rows: int
    rows_by_kind: dict[str, float]


async def recorded_in_a_day(bench: Bench, devices: int, part: float = 1.0) -> Recorded:
    """Poll a gateway for a day, or a part of it, in its own time and at the default interval."""
    clock = Clock()
    gateway = gateway_with(FIRST_EUI, devices, clock=clock)
    topics, day = topics_of(gateway.eui), timedelta(days=1)
    with TemporaryDirectory(prefix="milesight-bench-") as name:
        database = Path(name) / "recorder.db"
        async with running_home(Path(name), bench.broker, bench.loop_time) as home:
            await _start_recorder(home.hass, database)
            answers = PreparedAnswers(gateway)
            home.line.attach(topics, answers)
            entry = home.entry(gateway.eui, topics)
            await home.async_set_up(entry)
            await _written(home.hass)
            size, last = _size_and_last(database)
            coordinator = entry.runtime_data.devices
            count = round(part * (day / coordinator.update_interval))
            for _ in range(count):
                clock.moment += coordinator.update_interval
                answers.renew()
                await coordinator.async_refresh()
                await home.hass.async_block_till_done()
                await _written(home.hass)
            size = _size_and_last(database)[0] - size
            with closing(sqlite3.connect(database)) as connection:
                (idle,) = connection.execute(_IDLE_ROWS, (last,)).fetchone()
                by_entity = connection.execute(_ROWS_BY_ENTITY, (last,)).fetchall()
    by_kind: dict[str, float] = {}
    for entity_id, rows in by_entity:
        kind = entity_id.rpartition("_")[2]
        by_kind[kind] = by_kind.get(kind, 0) + rows / part
    return Recorded(size / part, sum(by_kind.values()), idle, by_kind)


async def _start_recorder(hass: HomeAssistant, database: Path) -> None:
    recorder_helper.async_initialize_recorder(hass)
    options = {"db_url": f"sqlite:///{database}", "commit_interval": 1}
    if not await async_setup_component(hass, "recorder", {"recorder": options}):
        raise RuntimeError("the recorder could not be set up")
    await get_instance(hass).async_recorder_ready.wait()


async def _written(hass: HomeAssistant) -> None:
    """Wait until everything is in the database."""
    await get_instance(hass).async_block_till_done()


def _size_and_last(database: Path) -> tuple[int, int]:
    """Return the size of the database in bytes, and the id of its last state."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (last,) = connection.execute("SELECT coalesce(max(state_id), 0) FROM states").fetchone()
    return database.stat().st_size, last
