"""Sets up Home Assistant through its own API, as its wizards do: user, MQTT, the gateway."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from .api import Api, ApiError
from .broker import BrokerAddress
from .errors import DemoError
from .waiting import until

DOMAIN = "milesight_network_server"
ENTRIES = "/api/config/config_entries"
FLOW = f"{ENTRIES}/flow"
_IN_PROGRESS = ("progress", "progress_done")
OPTIONS_FLOW = f"{ENTRIES}/options/flow"


@dataclass(frozen=True, kw_only=True)
class User:
    """Who signs in."""

    name: str
    username: str
    password: str


DEMO_USER = User(name="Demo", username="demo", password="demo")  # noqa: S106 - printed for all


async def sign_in(api: Api, user: User = DEMO_USER) -> None:
    """Make the first user where there is none yet, sign in, and wait until everything is up."""
    steps = await _onboarding(api)
    if "user" in steps:
        answer = await api.request(
            "POST",
            "/api/onboarding/users",
            json={
                "client_id": api.client_id,
                "name": user.name,
                "username": user.username,
                "password": user.password,
                "language": "en",
            },
        )
        code = answer["auth_code"]
    else:
        code = await _login(api, user)
    await api.exchange(code)
    await until_running(api)


async def until_running(api: Api) -> None:
    """Wait until Home Assistant has finished starting."""

    async def running() -> bool:
        config = await api.request("GET", "/api/config")
        return bool(config["state"] == "RUNNING")

    await until(running, "Home Assistant to finish starting", timeout=120)


async def _onboarding(api: Api) -> set[str]:
    """Return the steps that are still to be done."""
    try:
        answer = await api.request("GET", "/api/onboarding")
    except ApiError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        # Once everything is done, the page is gone.
        return set()
    return {each["step"] for each in answer if not each["done"]}


async def _login(api: Api, user: User) -> str:
    flow = await api.request(
        "POST",
        "/auth/login_flow",
        json={
            "client_id": api.client_id,
            "handler": ["homeassistant", None],
            "redirect_uri": api.client_id,
        },
    )
    answer = await api.request(
        "POST",
        f"/auth/login_flow/{flow['flow_id']}",
        json={
            "client_id": api.client_id,
            "username": user.username,
            "password": user.password,
        },
    )
    if answer["type"] != "create_entry":
        raise DemoError(f"Home Assistant does not know the user {user.username} in this folder.")
    code: str = answer["result"]
    return code


async def entries(api: Api, domain: str) -> list[dict[str, Any]]:
    """Return the config entries of an integration."""
    answer: list[dict[str, Any]] = await api.request(
        "GET", f"{ENTRIES}/entry", params={"domain": domain}
    )
    return answer


async def start_flow(api: Api, handler: str, *, entry_id: str | None = None) -> dict[str, Any]:
    """Open an integration's wizard; with an entry, the wizard that reconfigures it."""
    fields = {"handler": handler} | ({"entry_id": entry_id} if entry_id else {})
    answer: dict[str, Any] = await api.request("POST", FLOW, json=fields)
    return answer


async def submit(api: Api, flow: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Fill in the form that a wizard shows."""
    page = f"{FLOW}/{flow['flow_id']}"
    answer: dict[str, Any] = await api.request("POST", page, json=fields)

    async def next_step() -> dict[str, Any] | None:
        nonlocal answer
        if answer["type"] in _IN_PROGRESS:
            answer = await api.request("GET", page)
        return None if answer["type"] in _IN_PROGRESS else answer

    # The front end is told when there is something new, and asks then.
    return await until(next_step, "the wizard's next step", interval=0.3)


async def set_options(
    api: Api, entry_id: str, form: str = "settings", /, **options: Any
) -> dict[str, Any]:
    """Fill in one of the forms of an entry's options; the rest keeps what the form suggests."""
    flow = await api.request("POST", OPTIONS_FLOW, json={"handler": entry_id})
    if flow["type"] == "menu":
        flow = await api.request(
            "POST", f"{OPTIONS_FLOW}/{flow['flow_id']}", json={"next_step_id": form}
        )
    answer: dict[str, Any] = await api.request(
        "POST", f"{OPTIONS_FLOW}/{flow['flow_id']}", json=_suggested(flow) | options
    )
    if answer["type"] != "create_entry":
        raise DemoError(f"The options were refused: {answer.get('errors') or answer}")
    return answer


def _suggested(form: dict[str, Any]) -> dict[str, Any]:
    values = {}
    for each in form["data_schema"]:
        value = (each.get("description") or {}).get("suggested_value", each.get("default"))
        if value is not None:
            values[each["name"]] = value
    return values


async def set_up_mqtt(api: Api, broker: BrokerAddress, protocol: str) -> str:
    """Add the MQTT integration, or point it at this broker; returns its entry's id."""
    present = await entries(api, "mqtt")
    entry_id = present[0]["entry_id"] if present else None
    flow = await start_flow(api, "mqtt", entry_id=entry_id)
    if flow["type"] == "menu":
        flow = await submit(api, flow, next_step_id="broker")
    fields: dict[str, Any] = {
        "broker": broker.host,
        "port": broker.port,
        "protocol": protocol,
        "other_settings": {"set_client_cert": False, "set_ca_cert": "off", "transport": "tcp"},
    }
    if broker.username:
        fields |= {"username": broker.username, "password": broker.password or ""}
    answer = await submit(api, flow, **fields)
    if answer["type"] == "form":
        raise DemoError(
            f"Home Assistant cannot reach the broker at {broker.host}:{broker.port} "
            f"({', '.join(answer['errors'].values())})."
        )
    if entry_id:
        return str(entry_id)
    return str(answer["result"]["entry_id"])


async def add_gateway(
    api: Api, *, request_topic: str, response_topic: str, gateway_eui: str | None = None
) -> dict[str, Any]:
    """Go through this integration's wizard; returns its last answer, good or bad."""
    flow = await start_flow(api, DOMAIN)
    if flow["type"] != "form":
        return flow
    fields = {"request_topic": request_topic, "response_topic": response_topic}
    return await submit(
        api, flow, **fields, **({"gateway_eui": gateway_eui} if gateway_eui else {})
    )


async def remove_entry(api: Api, entry_id: str) -> None:
    """Remove a config entry."""
    await api.request("DELETE", f"{ENTRIES}/entry/{entry_id}")


async def reload_entry(api: Api, entry_id: str) -> None:
    """Unload a config entry and set it up again."""
    await api.request("POST", f"{ENTRIES}/entry/{entry_id}/reload")


async def sentences(api: Api, category: str) -> dict[str, str]:
    """Return the integration's English texts by key, without the prefix common to all of them."""
    answer = await api.command(
        "frontend/get_translations", language="en", category=category, integration=[DOMAIN]
    )
    prefix = f"component.{DOMAIN}.{category}."
    return {key.removeprefix(prefix): text for key, text in answer["resources"].items()}


async def refusal(api: Api, flow: dict[str, Any]) -> str:
    """Put a wizard's refusal into the words that it shows."""
    if flow["type"] == "abort":
        keys = [f"abort.{flow['reason']}"]
    elif flow.get("errors"):
        keys = [f"error.{key}" for key in flow["errors"].values()]
    else:
        keys = [f"step.{flow['step_id']}.description"]
    known = await sentences(api, "config")
    placeholders = flow.get("description_placeholders") or {}
    return " ".join(known[key].format(**placeholders) for key in keys)
