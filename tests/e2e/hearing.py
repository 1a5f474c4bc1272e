"""Hears of firmware updates what automations hear, over restarts and kills of Home Assistant."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from typing import Any

import aiomqtt

from custom_components.milesight_network_server.updates.events import FuotaEventType

from .home import Home

AUTOMATIONS = "/api/config/automation/config"


@asynccontextmanager
async def hearing(home: Home) -> AsyncIterator[list[dict[str, Any]]]:
    """Have an automation pass on each event by MQTT; yields the attributes of those heard.

    The automation ends with the house.
    """
    heard: list[dict[str, Any]] = []
    topic = f"heard/{home.eui}"
    broker = home.house.broker.address
    async with aiomqtt.Client(broker.host, broker.port) as client:
        await client.subscribe(topic)
        listening = asyncio.create_task(_listen(client, heard))
        await home.api.request(
            "POST", f"{AUTOMATIONS}/hearing", json=await _automation(home, topic)
        )
        try:
            yield heard
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


async def _listen(client: aiomqtt.Client, heard: list[dict[str, Any]]) -> None:
    async for message in client.messages:
        event = bytes(message.payload).removeprefix(b"event: ")
        heard.append(json.loads(event))


async def _automation(home: Home, topic: str) -> dict[str, Any]:
    return {
        "alias": "Pass on what happens to firmware updates",
        "mode": "queued",
        "max": 100,
        "triggers": [
            {
                "trigger": "event.received",
                "target": {"entity_id": (await home.registries()).entity_ids[f"{home.eui}_fuota"]},
                "options": {"event_type": list(FuotaEventType)},
            }
        ],
        "actions": [
            {
                "action": "mqtt.publish",
                # With a word before it, lest Home Assistant makes an object of the text.
                "data": {
                    "topic": topic,
                    "payload": "event: {{ trigger.to_state.attributes | to_json }}",
                },
            }
        ],
    }
