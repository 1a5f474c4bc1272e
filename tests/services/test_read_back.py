"""Every change is read back: success that stored nothing, or can't be proved, is told."""

from dataclasses import replace
from unittest.mock import AsyncMock, patch

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator.gateway import Answer

from .changes import CHANGES, Answering, Books, Change, change, writes_meet
from .conftest import Act

EVERY = pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.service)
NOT_READ_BACK = "The gateway accepted the change, but could not be read afterwards to confirm it"


@EVERY
async def test_success_that_stored_nothing_is_reported(
    act: Act, books: Books, change: Change
) -> None:
    books.gateway.faults.add(f"keep call={change.call}")
    response = await act(change.service, **change.data(books))
    assert response["warnings"] or response["differences"]
    assert not change.is_made(books)


@EVERY
async def test_a_change_that_can_not_be_read_back_is_a_success_that_is_not_proved(
    act: Act, books: Books, change: Change
) -> None:
    def meet(payload: bytes, really: Answering) -> list[Answer]:
        answers = really(payload)
        books.gateway.faults.add("code code=23")
        return answers

    with writes_meet(books.gateway, meet):
        response = await act(change.service, **change.data(books))
    assert NOT_READ_BACK in response["warnings"]
    assert response["differences"] == []
    assert change.is_made(books)


@pytest.mark.parametrize("service", ["add_device", "modify_device", "delete_device"])
async def test_an_incomplete_list_proves_nothing(
    act: Act, books: Books, loaded: MockConfigEntry, service: str
) -> None:
    api = loaded.runtime_data.gateway
    listed = await api.list_devices()
    listing = AsyncMock(side_effect=[listed, replace(listed, complete=False)])
    if service == "delete_device":
        listing = AsyncMock(return_value=replace(listed, complete=False))
    with patch.object(api, "list_devices", listing):
        response = await act(service, **change(service).data(books))
    assert response["warnings"] == [NOT_READ_BACK]


async def test_a_gateway_that_is_unloaded_before_the_reading_back_proves_nothing(
    hass: HomeAssistant, act: Act, books: Books, loaded: MockConfigEntry
) -> None:
    api = loaded.runtime_data.gateway
    really = api.delete_device

    async def delete_device(dev_eui: str) -> None:
        await really(dev_eui)
        assert await hass.config_entries.async_unload(loaded.entry_id)

    with patch.object(api, "delete_device", delete_device):
        response = await act("delete_device", dev_eui=books.dev_eui)
    assert response["warnings"] == [NOT_READ_BACK]
