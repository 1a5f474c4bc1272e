"""Scratch."""

import asyncio
from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_mqtt_message
from simulator.gateway import Gateway
from .conftest import *


async def test_loop(hass, mqtt_mock, attach, gateway, entry):
    gateway.faults.add("code call=3.3 code=23")
    await attach(gateway)
    print("SETUP", await hass.config_entries.async_setup(entry.entry_id))
    for i in range(10):
        await asyncio.sleep(0.1)
        print(
            entry.state,
            entry.reason,
            gateway.request_counts,
            len(hass.config_entries.flow.async_progress()),
        )


async def test_qos1(hass, mqtt_mock, attach, gateway, entry):
    await mqtt.async_subscribe(hass, RESPONSE_TOPIC, lambda m: None, 1)
    await attach(gateway)
    print("SETUP", await hass.config_entries.async_setup(entry.entry_id))
    print(entry.state, entry.reason)


async def test_reconnect(hass, mqtt_mock, mqtt_client_mock, loaded):
    mqtt_client_mock.reset_mock()
    mqtt_client_mock.on_disconnect(None, None, 0, None)
    mqtt_mock.connected = False
    await hass.async_block_till_done()
    mqtt_mock.connected = True
    from unittest.mock import Mock

    mqtt_client_mock.on_connect(mqtt_client_mock, None, 0, Mock(is_failure=False))
    await asyncio.sleep(0.3)
    for c in mqtt_client_mock.mock_calls:
        print(str(c)[:150])


async def test_mqtt_reload(hass, mqtt_mock, mqtt_client_mock, loaded):
    e = hass.config_entries.async_entries("mqtt")[0]
    print(hass.data["mqtt"].client.is_active_subscription(RESPONSE_TOPIC))
    await hass.config_entries.async_reload(e.entry_id)
    await hass.async_block_till_done()
    c = hass.data["mqtt"].client
    print(c is mqtt_mock, c.is_active_subscription(RESPONSE_TOPIC))
    await hass.config_entries.async_unload(loaded.entry_id)
    await hass.async_block_till_done()
    print(c.is_active_subscription(RESPONSE_TOPIC))
