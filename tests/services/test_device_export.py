"""Devices as CSV, and back."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from simulator.gateway import Gateway
from simulator.population import populate

from ..conftest import GATEWAY_EUI
from .conftest import Act
from .device_table import KEY, row, table


async def test_what_is_exported_is_imported_elsewhere(
    hass: HomeAssistant, act: Act, gateway: Gateway
) -> None:
    other = Gateway(GATEWAY_EUI)
    populate(other, devices=40)
    devices = dict(other.devices)
    odd = next(iter(devices.values()))
    odd.name, odd.description = '=1+1, "quoted"', "'- two\nlines; and more"
    gateway.devices.clear()
    gateway.devices.update(devices)
    response = await act("export_devices", include_keys=True)
    assert response["warnings"] == []
    # The same profiles under the same ids, no devices.
    gateway.devices.clear()
    imported = await act("import_devices", csv=response["csv"])
    assert imported["failed"] == imported["warnings"] == []
    assert imported["added"] == list(devices)
    for dev_eui, one in devices.items():
        new = gateway.devices[dev_eui]
        for name in (
            "name", "description", "application_id", "profile_id", "payload_codec_id", "f_port",
            "skip_f_cnt_check", "app_key", "dev_addr", "nwk_s_key", "app_s_key", "mb_mode",
        ):  # fmt: skip
            assert getattr(new, name) == getattr(one, name), name
    assert (await act("import_devices", csv=response["csv"]))["existing"] == list(devices)


async def test_keys_are_exported_only_where_they_are_asked_for(act: Act, gateway: Gateway) -> None:
    await act("import_devices", csv=table([row(1)]))
    without = (await act("export_devices"))["csv"]
    assert KEY not in without
    assert "_key" not in without
    assert KEY in (await act("export_devices", include_keys="true"))["csv"]


async def test_devices_of_one_application_are_exported(act: Act, gateway: Gateway) -> None:
    next(iter(gateway.devices.values())).application_id = 2
    expected = sum(one.application_id == 2 for one in gateway.devices.values())
    text = (await act("export_devices", application_id="2"))["csv"]
    assert len(text.splitlines()) == 1 + expected
    with pytest.raises(ServiceValidationError, match="application_id"):
        await act("export_devices", application_id="two")
