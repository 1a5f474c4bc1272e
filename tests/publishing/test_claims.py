"""What quality_scale.yaml claims, as far as a program can prove it; a false claim is found."""

from pathlib import Path
import shutil

from click.testing import CliRunner
import orjson
import pytest

from publishing import claims, parts
from publishing.coverage import main, too_little

# Each looks at a copy of the whole integration.
pytestmark = pytest.mark.slow


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the claims are about."""
    integration = tmp_path / "custom_components" / parts.INTEGRATION.name
    shutil.copytree(parts.INTEGRATION, integration, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.md", "setup.cfg"):
        shutil.copy(parts.ROOT / name, tmp_path / name)
    for name in ("docs", "script"):
        shutil.copytree(parts.ROOT / name, tmp_path / name)
    monkeypatch.setattr(claims, "INTEGRATION", integration)
    monkeypatch.setattr(claims, "MANIFEST", integration / "manifest.json")
    monkeypatch.setattr(claims, "ROOT", tmp_path)
    return tmp_path


def replace(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def test_all_claims_hold(copy: Path) -> None:
    assert list(claims.claims()) == []


def test_what_is_proved_is_claimed() -> None:
    assert {*claims.DOCUMENTED, *claims.PROOFS} <= claims.claimed()


@pytest.mark.parametrize("rule", claims.DOCUMENTED)
def test_a_page_without_what_a_rule_asks_for_is_found(copy: Path, rule: str) -> None:
    name, heading = claims.DOCUMENTED[rule]
    if heading is None:
        (copy / name).unlink()
    else:
        replace(copy / name, f"## {heading}\n", "## Another\n")
    assert any(f": {rule}: " in one for one in claims.claims())


@pytest.mark.parametrize(
    ("rule", "file", "before", "after"),
    [
        ("parallel-updates", "sensor.py", "PARALLEL_UPDATES", "AT_ONCE"),
        ("has-entity-name", "entity.py", "_attr_has_entity_name = True", ""),
        ("diagnostics", "diagnostics.py", "async_get_device_diagnostics", "device_diagnostics"),
        ("integration-owner", "manifest.json", '"@milesight-network-server"', ""),
    ],
)
def test_a_claim_that_the_code_does_not_keep_is_found(
    copy: Path, rule: str, file: str, before: str, after: str
) -> None:
    replace(copy / "custom_components" / parts.INTEGRATION.name / file, before, after)
    assert any(f": {rule}: " in one for one in claims.claims())


def test_an_error_for_people_without_a_translation_is_found(copy: Path) -> None:
    module = copy / "custom_components" / parts.INTEGRATION.name / "update.py"
    with module.open("a", encoding="utf-8") as file:
        file.write('raise HomeAssistantError("No.")\n')
    assert [one for one in claims.claims() if "raises HomeAssistantError without" in one]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("strict = True", "strict = False"),
        (
            "[mypy-homeassistant.*]",
            "[mypy-probatio.*]\nfollow_imports = skip\n[mypy-homeassistant.*]",
        ),
    ],
)
def test_types_that_are_not_checked_strictly_are_found(copy: Path, before: str, after: str) -> None:
    replace(copy / "setup.cfg", before, after)
    assert any(": strict-typing: " in one for one in claims.claims())


def module(percent: float) -> dict[str, object]:
    return {"summary": {"percent_covered": percent}, "missing_lines": [3, 7, 8, 9, 12]}


@pytest.mark.parametrize(
    ("name", "percent", "is_enough"),
    [
        ("custom_components/x/sensor.py", 95.0, True),
        ("custom_components/x/sensor.py", 94.9, False),
        ("custom_components/x/config_flow.py", 99.9, False),
        ("custom_components/x/config_flow.py", 100.0, True),
        ("custom_components/x/flow/discovery.py", 99.9, False),
        ("custom_components/x/flow/options.py", 99.9, True),
        ("custom_components/x/newer_home_assistant.py", 50.0, True),
    ],
)
def test_each_module_is_held_to_its_coverage(name: str, percent: float, is_enough: bool) -> None:
    assert (list(too_little({name: module(percent)})) == []) is is_enough


def test_the_report_of_coverage_is_judged(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(orjson.dumps({"files": {"a/b.py": module(50)}}))
    result = CliRunner().invoke(main, [str(report)])
    assert result.exit_code == 1
    assert "a/b.py: 50.0 %, at least 95 % (not run: lines 3, 7-9, 12)" in result.output
