"""Puts a fault into the engine, and looks for it with all that proves the engine.

A mutation replaces a piece of a module's source as it is read, in a process of its own.
"""

from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
import subprocess
import sys
from types import CodeType, ModuleType
from typing import Final, override

from .mutations import MUTATIONS, Mutation

PACKAGE: Final = "custom_components.milesight_network_server.updates."
FOLDER: Final = Path(__file__).parent.parent.joinpath(*PACKAGE.split("."))
# So many blocks of histories are tried, and no more.
MOST_SEEDS: Final = 25


class _Mutating(SourceFileLoader):
    """Reads a module's source with the fault in it."""

    def __init__(self, name: str, path: str, mutation: Mutation) -> None:
        super().__init__(name, path)
        self._mutation = mutation

    @override
    def get_code(self, fullname: str) -> CodeType:
        source = self._mutation.applied(Path(self.path).read_text())
        return compile(source, self.path, "exec", dont_inherit=True)


class _Finder(MetaPathFinder):
    """Finds the module that has the fault."""

    def __init__(self, mutation: Mutation) -> None:
        self._mutation = mutation

    @override
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        if fullname != PACKAGE + self._mutation.module:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None:
            return None
        loader: Loader = _Mutating(fullname, spec.origin, self._mutation)
        spec.loader = loader
        return spec


def search(number: int) -> str:
    """Look for a mutation, by its number. Tells what found it, "" where nothing did."""
    found = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-m", "prove.mutating", str(number)],
        check=True,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip()


def _found_here(mutation: Mutation) -> str:
    sys.meta_path.insert(0, _Finder(mutation))
    # What is proved must be read after that.
    from .crash_points import HOPELESS, CrashPoint, points, what_is_wrong, what_waits_for_ever  # noqa: PLC0415 - read as mutated
    from .machine import prove  # noqa: PLC0415 - read as mutated
    from .quiet import quiet  # noqa: PLC0415 - read as mutated
    from .scenarios import SCENARIOS  # noqa: PLC0415 - read as mutated
    from .troubled import TROUBLED  # noqa: PLC0415 - read as mutated

    def tried() -> Iterator[CrashPoint]:
        # What finds most comes first.
        for scenario in TROUBLED:
            yield CrashPoint(scenario, None)
        for scenario in SCENARIOS:
            yield from points(scenario, None)
        for scenario in TROUBLED:
            yield from points(scenario, None)

    with quiet():
        for hopeless in HOPELESS:
            if what_waits_for_ever(hopeless):
                return hopeless
        for point in tried():
            if what_is_wrong(point):
                return str(point)
    for seed in range(MOST_SEEDS):
        try:
            prove(seed, 200, shrink=False)
        except Exception as err:  # noqa: BLE001 - whatever goes wrong, it was found
            wrong = [one for one in str(err).splitlines() if one.startswith("WRONG")]
            return f"seed {seed}: {wrong[0] if wrong else err!r}"
    return ""


if __name__ == "__main__":
    sys.stdout.write(_found_here(MUTATIONS[int(sys.argv[1])]) + "\n")
