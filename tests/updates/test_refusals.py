"""Whatever keeps an update from being accepted is told in a sentence of its own."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.milesight_network_server.ns_api.errors import NoAnswerError
from custom_components.milesight_network_server.updates.claims import TakenError
from custom_components.milesight_network_server.updates.operations import (
    BeingSentError,
    ClosedError,
    NotKeptError,
)
from custom_components.milesight_network_server.updates.refusals import reason_of, refusal


@pytest.mark.parametrize(
    ("err", "key", "sentence"),
    [
        (TakenError("24E1", None), "invalid_fields", "24E1"),
        (NoAnswerError("add_fuota_task", 30), "no_answer", "did not answer"),
        (NotKeptError(), "update_not_kept", "could not be written to disk"),
        (ClosedError(), "update_closed", "reloaded"),
        (BeingSentError(), "update_being_sent", "is being sent to the gateway"),
    ],
)
async def test_each_refusal_has_its_sentence(
    loaded: MockConfigEntry, err: Exception, key: str, sentence: str
) -> None:
    assert refusal(err).translation_key == key
    assert sentence in reason_of(err)


def test_what_is_no_refusal_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        refusal(ZeroDivisionError())
