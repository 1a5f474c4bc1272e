"""What the demo has to show."""

import pytest

from demo.gateway import DEMO_EUI
from demo.stage import FAILING, MODELS, SEED, UNHURRIED, failing
from simulator.catalogue import allows
from simulator.fate import Fate
from simulator.gateway import Gateway
from simulator.population import populate
from simulator.prepared_task import MODEL


@pytest.fixture
def gateway() -> Gateway:
    """The demo's gateway, with as many devices as it has when nothing else is said."""
    simulated = Gateway(DEMO_EUI, seed=int(SEED))
    populate(simulated, devices=20, models=MODELS, seed=int(SEED))
    return simulated


def on_offer(gateway: Gateway) -> dict[str, str]:
    """Return the models of those devices that an update is on offer for, by DevEUI."""
    newest = {
        one.model: one.firmware_version
        for one in gateway.catalogue
        if allows(one.frequency_bands, gateway.books.plan.name)
    }
    return {
        one.dev_eui: one.model
        for one in gateway.devices.values()
        if newest.get(one.model) not in (None, one.firmware_version)
    }


def test_two_models_are_left_to_be_updated(gateway: Gateway) -> None:
    left = [model for model in on_offer(gateway).values() if model != MODEL]
    assert set(left) == {"UC300", "AM319"}
    assert len(left) == 11


def test_devices_that_fail_have_an_update_on_offer(gateway: Gateway) -> None:
    fates = failing([(one.dev_eui, one.model) for one in gateway.devices.values()])
    assert len(dict(fates)) == len({code for _, code in fates}) == len(FAILING) == 3
    assert {dev_eui for dev_eui, _ in fates} <= on_offer(gateway).keys()
    assert all(Fate.parse(code) for _, code in fates)


def test_updating_all_is_done_within_five_minutes() -> None:
    # Four fragments, one every seven seconds: see the docs of data rate and interval.
    sending = 4 * 7
    one_task = 60 + sending + UNHURRIED.allowance
    assert 2 * one_task <= 270
