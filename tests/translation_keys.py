"""English as the integration has it, and where the code names its keys."""

import ast
from collections.abc import Iterator
from enum import StrEnum
import json
from pathlib import Path
from string import Formatter
from typing import Any, Final

PACKAGE: Final = Path(__file__).parents[1] / "custom_components" / "milesight_network_server"
EN: Final[dict[str, Any]] = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))

MODULES: Final = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_text("utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
}
_PARENTS: Final = {
    inner: outer
    for module in MODULES.values()
    for outer in ast.walk(module)
    for inner in ast.iter_child_nodes(outer)
}


def placeholders(sentence: str) -> set[str]:
    """Return what is filled into a sentence."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def texts(part: Any) -> Iterator[str]:
    """Yield every text in a part of the translation."""
    if isinstance(part, str):
        yield part
    else:
        for inner in part.values():
            yield from texts(inner)


def constants(node: ast.AST) -> list[str]:
    """Return the texts in an expression: two in `"a" if … else "b"`."""
    return [
        inner.value
        for inner in ast.walk(node)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    ]


def name_of(call: ast.Call) -> str:
    """Return what is called, without what it belongs to."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return what a call gives as the keyword argument of this name."""
    return next((each.value for each in call.keywords if each.arg == name), None)


def uses(*keys: type[StrEnum]) -> Iterator[tuple[StrEnum, ast.AST]]:
    """Yield the members that stand in the code, each with what it stands in.

    A member that something is only compared with, or looked up by, is not used.
    """
    by_name = {each.__name__: each for each in keys}
    for node in _PARENTS:
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=member) if name in by_name:
                inner: ast.AST = node
                outer = _PARENTS[inner]
                while isinstance(outer, ast.IfExp):
                    inner, outer = outer, _PARENTS[outer]
                is_looked_up = isinstance(outer, ast.Dict) and inner in outer.keys
                if not is_looked_up and not isinstance(outer, ast.Compare):
                    yield by_name[name][member], outer


def filled_in(*keys: type[StrEnum]) -> Iterator[tuple[StrEnum, str, set[str]]]:
    """Yield the keys that something is called with, what is called, and what it can fill in.

    That is what it is called with as well: keyword arguments, and the keys of a dictionary.
    """
    for key, outer in uses(*keys):
        is_keyword = isinstance(outer, ast.keyword) and outer.arg == "translation_key"
        call = _PARENTS[outer] if is_keyword else outer
        if isinstance(call, ast.Call) and all(each.arg for each in call.keywords):
            names = {each.arg for each in call.keywords if each.arg}
            for given in (*call.args, keyword(call, "translation_placeholders")):
                if isinstance(given, ast.Dict):
                    names |= {name for one in given.keys if one for name in constants(one)}
            yield key, name_of(call), names
