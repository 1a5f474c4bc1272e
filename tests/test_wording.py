"""The words that texts are put together of."""

from itertools import product

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.fuota import FuotaDevice
from custom_components.milesight_network_server.ns_api.session_status import (
    UpdateStatus,
    failed,
    update_status,
)
from custom_components.milesight_network_server.words import (
    async_advice,
    async_listed,
    async_status_words,
    async_words,
)
from custom_components.milesight_network_server.words.keys import AdviceKey, TextKey


def status_of(multicast: int, fragment: int) -> UpdateStatus | None:
    """Return the update status for a pair of codes of the gateway."""
    return update_status(
        FuotaDevice(
            dev_eui="24E1247147A00000",
            multicast_session_status=multicast,
            fragment_session_status=fragment,
        )
    )


FAILURES = {
    status
    for codes in product(range(14), range(17))
    if (status := status_of(*codes)) is not None and failed(status)
}


def test_every_failure_has_its_advice_and_every_advice_its_failure() -> None:
    assert AdviceKey.__members__.keys() == {status.name for status in FAILURES}


async def test_a_failure_and_its_advice_are_sentences(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert async_status_words(hass, UpdateStatus.LOW_MEMORY) == "Not enough memory"
    assert async_advice(hass, UpdateStatus.LOW_MEMORY) == (
        "Reduce the redundancy, or ask Milesight."
    )


async def test_words_are_english_where_home_assistants_language_has_none(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.language = "eo"
    assert async_words(hass, TextKey.HOURS, hours="3") == "3 h"


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "–"),
        (["b", "A"], "A, b"),
        ([str(number) for number in range(10)], "0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        (["x"] * 12, "x, x, x, x, x, x, x, x, x, x and 2 more"),
        (["a*", "<b>"], r"\<b\>, a\*"),
    ],
)
async def test_of_many_names_the_first_ten_are_listed(
    hass: HomeAssistant, loaded: MockConfigEntry, names: list[str], words: str
) -> None:
    assert async_listed(hass, names) == words
