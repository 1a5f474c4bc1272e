"""What another Home Assistant is given, so that it has nothing to install when it starts."""

import json
from pathlib import Path

from click.testing import CliRunner

from publishing.own_requirements import by_name, main, missing, named_by


def to_install(*, named: str = "", needed: str = "", ours: str = "", **installed: str) -> list[str]:
    """Return what is to be installed; requirements are separated by blanks."""
    lists = [by_name(one.split()) for one in (named, needed, ours)]
    return [str(one) for one in missing(lists[0], lists[1], lists[2], installed)]


def test_what_is_needed_and_not_there_is_installed_as_home_assistant_names_it() -> None:
    assert to_install(named="paho-mqtt==2.1.0", needed="paho_mqtt") == ["paho-mqtt==2.1.0"]


def test_what_is_needed_and_named_by_nobody_is_installed_as_we_name_it() -> None:
    assert to_install(needed="mutagen==1.48.1") == ["mutagen==1.48.1"]


def test_what_is_there_in_another_version_is_installed_in_that_of_home_assistant() -> None:
    assert to_install(named="pillow==12.0.0", pillow="11.3.0") == ["pillow==12.0.0"]


def test_what_is_there_as_named_is_left() -> None:
    assert to_install(named="pillow==12.0.0", needed="pillow", pillow="12.0") == []


def test_what_our_tests_need_stays_in_their_version() -> None:
    assert to_install(named="orjson==3.9.0", ours="orjson", orjson="3.11.0") == []


def test_what_nobody_needs_is_not_installed() -> None:
    assert to_install(named="pillow==12.0.0") == []


def test_extras_of_a_requirement_are_kept() -> None:
    assert to_install(named="hass-nabucasa[x]==1.0", needed="hass_nabucasa") == [
        "hass-nabucasa[x]==1.0"
    ]


def test_what_integrations_and_home_assistant_pin_is_read(tmp_path: Path) -> None:
    integration = tmp_path / "components" / "mqtt"
    integration.mkdir(parents=True)
    (tmp_path / "package_constraints.txt").write_text("# Pinned\n\norjson==3.11.0\nurllib3>=2\n")
    requirements = ["paho-mqtt==2.1.0", "orjson>=3"]
    (integration / "manifest.json").write_text(json.dumps({"requirements": requirements}))
    assert {name: str(one) for name, one in named_by(tmp_path).items()} == {
        "orjson": "orjson==3.11.0",
        "paho-mqtt": "paho-mqtt==2.1.0",
    }


def test_home_assistant_of_this_environment_is_complete(tmp_path: Path) -> None:
    ours = tmp_path / "ours.in"
    ours.write_text("orjson\n")
    told = CliRunner().invoke(main, [str(ours)], input="paho-mqtt\n# a comment\n")
    assert (told.exit_code, "paho-mqtt" in told.output) == (0, False)
