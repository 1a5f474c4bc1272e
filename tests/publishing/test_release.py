"""A release: the changelog is cut, and the file has what is installed and nothing else."""

from datetime import date
from pathlib import Path
import zipfile

import pytest

from publishing.archive import contents, pack
from publishing.changelog import NothingNewError, cut

BEFORE = """# Changelog

Words.

## Unreleased

### Added
- A thing.

## 0.1.0 - 2026-01-01

- The first.
"""


def test_what_is_new_goes_under_the_version() -> None:
    text, notes = cut(BEFORE, "0.2.0", date(2026, 12, 1))
    assert notes == "### Added\n- A thing."
    assert text == BEFORE.replace("## Unreleased\n", "## Unreleased\n\n## 0.2.0 - 2026-12-01\n")


def test_first_release_has_none_before_it() -> None:
    text, notes = cut("# Changelog\n\n## Unreleased\n\n- All.\n", "0.1.0", date(2026, 12, 1))
    assert notes == "- All."
    assert text.startswith("# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-12-01\n\n- All.\n")


@pytest.mark.parametrize("text", ["# Changelog\n", "## Unreleased\n\n## 0.1.0 - 2026-01-01\n"])
def test_release_without_anything_new_is_refused(text: str) -> None:
    with pytest.raises(NothingNewError):
        cut(text, "0.2.0", date(2026, 12, 1))


def test_file_has_the_integration_alone_and_is_the_same_each_time(tmp_path: Path) -> None:
    files = contents()
    pack(tmp_path / "one.zip", files)
    pack(tmp_path / "two.zip", files)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    names = zipfile.ZipFile(tmp_path / "one.zip").namelist()
    assert {"manifest.json", "__init__.py", "translations/en.json"} <= set(names)
    assert not [one for one in names if "__pycache__" in one or one.startswith(("/", "."))]
