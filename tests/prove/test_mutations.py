"""A fault in the engine is found: what proves the engine is worth something."""

import pytest

from prove.mutating import FOLDER, search
from prove.mutations import MUTATIONS, QUICK, Mutation


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.what)
def test_mutation_is_one_of_the_source_as_it_is(mutation: Mutation) -> None:
    source = FOLDER.joinpath(f"{mutation.module}.py").read_text()
    compile(mutation.applied(source), mutation.module, "exec")


@pytest.mark.slow
@pytest.mark.parametrize("mutation", QUICK, ids=lambda one: one.what)
def test_mutation_is_found(mutation: Mutation) -> None:
    assert search(MUTATIONS.index(mutation))
