"""The published rules of Home Assistant and HACS, and that a break of each is found."""

from collections.abc import Callable, Iterator
import json
from pathlib import Path
import shutil
from typing import Any

import pytest

from publishing import languages, parts, rules

type Rule = Callable[[], Iterator[str]]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is published, for the rules to look at."""
    integration = tmp_path / parts.INTEGRATION.name
    shutil.copytree(parts.INTEGRATION, integration, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(parts.HACS, tmp_path / "hacs.json")
    for module in (rules, languages):
        monkeypatch.setattr(module, "INTEGRATION", integration)
    monkeypatch.setattr(languages, "COMPLETE", ("de",))
    monkeypatch.setattr(rules, "MANIFEST", integration / "manifest.json")
    monkeypatch.setattr(rules, "HACS", tmp_path / "hacs.json")
    return integration


def change(path: Path, **changes: Any) -> None:
    content = json.loads(path.read_text("utf-8")) | changes
    left = {key: value for key, value in content.items() if value is not None}
    path.write_text(json.dumps(left), "utf-8")


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_rule_is_kept(rule: Rule) -> None:
    assert list(rule()) == []


@pytest.mark.parametrize(
    "changes", [{"version": "1"}, {"issue_tracker": None}, {"codeowners": []}, {"unknown": 1}]
)
def test_manifest_without_what_is_asked_for_is_found(copy: Path, changes: dict[str, Any]) -> None:
    change(copy / "manifest.json", **changes)
    assert list(rules.manifest())


def test_manifest_in_another_order_is_found(copy: Path) -> None:
    content = json.loads((copy / "manifest.json").read_text("utf-8"))
    (copy / "manifest.json").write_text(json.dumps(dict(reversed(content.items()))), "utf-8")
    assert list(rules.manifest())


def test_unknown_key_of_hacs_is_found(copy: Path) -> None:
    change(copy.parent / "hacs.json", render_readme=True)
    assert list(rules.hacs())


def test_brand_of_another_size_is_found(copy: Path) -> None:
    shutil.copy(copy / "brand" / "icon@2x.png", copy / "brand" / "icon.png")
    assert list(rules.brand())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  brands: done\n", ""),
        ("  brands: done\n", "  brands: maybe\n"),
        ("  brands: done\n", "  brands:\n    status: exempt\n"),
        ("  brands: done\n", "  brands: done\n  branding: done\n"),
    ],
)
def test_quality_scale_that_does_not_tell_all_is_found(copy: Path, old: str, new: str) -> None:
    path = copy / "quality_scale.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    assert list(rules.quality_scale())


@pytest.mark.parametrize(
    "text",
    [
        "see https://example.com",
        "<b>bold</b>",
        " blank",
        "'{name}'",
        "l'{name}",
        "{count, plural}",
        "{count, plural, one {# thing} other {# things}}",
        "{",
    ],
)
def test_text_that_home_assistant_does_not_take_is_found(copy: Path, text: str) -> None:
    path = copy / "translations" / "en.json"
    content = json.loads(path.read_text("utf-8"))
    content["exceptions"]["broker_down"] = {"message": text}
    path.write_text(json.dumps(content), "utf-8")
    assert list(rules.translations())


def test_icon_of_another_set_is_found(copy: Path) -> None:
    change(copy / "icons.json", services={"add_device": {"service": "fa:plus"}})
    assert list(rules.icons())


def translated(copy: Path, text: str | None) -> list[str]:
    """Return what is wrong where one text of a small translation reads so, or is missing."""
    english = {
        "exceptions": {"no_answer": {"message": "No answer came from {gateway}.\n\nTry again."}},
        "config_panel": {"panel": {"save": "Save"}},
    }
    folder = copy / "translations"
    for path in folder.glob("*.json"):
        path.unlink()
    (folder / "en.json").write_text(json.dumps(english), "utf-8")
    german = {
        "exceptions": {"no_answer": {"message": text}} if text is not None else {},
        "config_panel": {"panel": {"save": "Speichern"}},
    }
    (folder / "de.json").write_text(json.dumps(german), "utf-8")
    return list(languages.languages())


def test_translation_that_keeps_everything_is_right(copy: Path) -> None:
    assert translated(copy, "{gateway} antwortet nicht.\n\nVersuche es erneut.") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Das Gateway antwortet nicht.\n\nVersuche es erneut.",
        "{name} antwortet nicht.\n\nVersuche es erneut.",
        "{gateway} antwortet nicht. Versuche es erneut.",
        "No answer came from {gateway}.\n\nTry again.",
    ],
)
def test_translation_that_lost_something_is_found(copy: Path, text: str) -> None:
    (found,) = translated(copy, text)
    assert found.startswith("de.json: exceptions.no_answer.message")


def test_missing_text_is_found_in_a_language_that_is_complete(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "COMPLETE", ("de", "fr"))
    assert translated(copy, None) == [
        "fr.json: is not there",
        "de.json: exceptions.no_answer.message is missing",
    ]


def test_text_that_english_does_not_have_is_found(copy: Path) -> None:
    change(copy / "translations" / "de.json", common={"unheard_of": "Unerhört"})
    assert "de.json: common.unheard_of is no text of English" in set(languages.languages())


def test_button_that_does_not_fit_is_found(copy: Path) -> None:
    translated(copy, "{gateway} antwortet nicht.\n\nVersuche es erneut.")
    long = {"panel": {"save": "Alles das jetzt sofort endgültig speichern"}}
    change(copy / "translations" / "de.json", config_panel=long)
    (found,) = languages.languages()
    assert "is a button" in found
