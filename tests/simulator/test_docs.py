"""docs/simulator.md, against what there is."""

from dataclasses import fields
from pathlib import Path
import re

import pytest

from simulator.__main__ import main
from simulator.faults import KINDS, Fault
from simulator.manners import Manners
from simulator.orders import ORDERS

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
OPTIONS = {name for each in main.params for name in (*each.opts, *each.secondary_opts)}
_, _, _FAULTS = TEXT.partition("## Faults")
# What stands in backticks and begins with the name of a fault in quotes of the shell.
EXAMPLES = re.findall(rf"`([\"'])((?:{'|'.join(KINDS)}) .*?)\1`", _FAULTS)


def test_every_option_that_is_written_about_exists() -> None:
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT)) <= OPTIONS | {"--help"}


@pytest.mark.parametrize("manner", [each.name for each in fields(Manners)])
def test_every_manner_is_written_about(manner: str) -> None:
    assert f"`--{manner.replace('_', '-')}" in TEXT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_written_about(kind: str) -> None:
    assert re.search(rf"\| [^|]*`{kind}[ `]", _FAULTS)


@pytest.mark.parametrize("command", ORDERS)
def test_every_command_is_written_about(command: str) -> None:
    assert f'{{"{command}": ' in TEXT


@pytest.mark.parametrize("fault", [text for _, text in EXAMPLES])
def test_an_example_of_a_fault_is_one(fault: str) -> None:
    assert Fault.parse(fault)


def test_there_are_examples_of_faults() -> None:
    assert len(EXAMPLES) >= 7


def test_the_example_in_python_works() -> None:
    _, _, rest = TEXT.partition("```python\n")
    names: dict[str, object] = {}
    exec(rest.partition("```")[0], names)  # noqa: S102  our own documentation
    assert "gateway" in names
