"""The README and docs: links lead somewhere, recipes are automations, the README stays short."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from publishing.parts import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# Of the README: five screens.
MOST_LINES = 140


def links() -> Iterator[Any]:
    """Yield every link of a page to another place of the repository."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
            if not target.startswith("http"):
                yield pytest.param(page, target, id=f"{page.name}-{target}")


@pytest.mark.parametrize(("page", "target"), links())
def test_a_link_leads_somewhere(page: Path, target: str) -> None:
    path, _, heading = target.partition("#")
    linked = (page.parent / path).resolve() if path else page
    assert linked.exists()
    if heading:
        headings = re.findall(r"^#+ (.+)$", linked.read_text("utf-8"), re.MULTILINE)
        assert heading in {
            re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings
        }


def test_the_readme_is_read_in_five_screens() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= MOST_LINES


def recipes() -> Iterator[Any]:
    """Yield the automations of the pages, but for those that are made of a blueprint."""
    for page in PAGES:
        for text in _BLOCK.findall(page.read_text("utf-8")):
            config = parse_yaml(text)
            if isinstance(config, dict) and "triggers" in config:
                yield pytest.param(dict(config), id=str(config["alias"]))


@pytest.mark.parametrize("recipe", recipes())
async def test_a_recipe_is_an_automation(
    hass: HomeAssistant, recipe: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    for domain, service in (("notify", "mobile_app_phone"), ("light", "turn_on")):
        hass.services.async_register(domain, service, lambda _call: None)
    assert await async_setup_component(hass, "automation", {"automation": [recipe]})
    await hass.async_block_till_done()
    (entity_id,) = hass.states.async_entity_ids("automation")
    state = hass.states.get(entity_id)
    assert state is not None
    assert state.state == "on"
    # Its own trigger is not to come later.
    target = {"entity_id": entity_id}
    await hass.services.async_call("automation", "turn_off", target, blocking=True)
    assert "ERROR" not in {one.levelname for one in caplog.records}
