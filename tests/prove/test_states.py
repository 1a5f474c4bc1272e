"""The states of an update, as docs/architecture.md draws them, are those of the code."""

from pathlib import Path
import re

from custom_components.milesight_network_server.updates.queue import TRANSITIONS, QueueState

ROOT = Path(__file__).parents[2]
DRAWN = re.compile(r"^ {4}(\w+|\[\*\]) --> (\w+|\[\*\])", re.MULTILINE)


def _drawn() -> set[tuple[str, str]]:
    page = ROOT.joinpath("docs", "architecture.md").read_text()
    (diagram,) = re.findall(r"```mermaid\nstateDiagram-v2\n(.*?)```", page, re.DOTALL)
    return set(DRAWN.findall(diagram))


def test_an_update_goes_from_state_to_state_as_drawn() -> None:
    of_code = {(str(one), str(other)) for one, after in TRANSITIONS.items() for other in after}
    assert {pair for pair in _drawn() if "[*]" not in pair} == of_code


def test_an_update_may_end_unless_it_is_on_its_way() -> None:
    drawn = _drawn()
    assert {after for before, after in drawn if before == "[*]"} == {"queued", "staged"}
    assert {before for before, after in drawn if after == "[*]"} == {
        str(one) for one in QueueState if one not in (QueueState.NEXT, QueueState.STARTING)
    }
