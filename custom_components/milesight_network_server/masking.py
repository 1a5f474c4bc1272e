"""What diagnostics leave out: keys, full EUIs, and whatever people have named."""

from collections.abc import Collection, Iterator, Mapping
import re
from typing import Any, Final
from urllib.parse import unquote_plus

from homeassistant.components.diagnostics import REDACTED

from .const import CONF_REQUEST_TOPIC, CONF_RESPONSE_TOPIC
from .ns_api.model import read_eui
from .runtime import RuntimeData

# The suggested topics, with the gateway's EUI in their middle.
SUGGESTED: Final = {
    CONF_REQUEST_TOPIC: "milesight-gateway/{eui}/request",
    CONF_RESPONSE_TOPIC: "milesight-gateway/{eui}/response",
}
_SUGGESTED_LEVELS: Final = ("milesight-gateway", "request", "response")
HIDDEN_OF_DEVICE: Final = ("name", "description", "app_name", "profile_name", "payload_name",
                            "dev_addr")  # fmt: skip
HIDDEN_OF_TASK: Final = ("name", "description", "firmware_name")
_EUI_DIGITS: Final = 16
_LONG_HEX: Final = re.compile(r"[0-9A-F]{16,}", re.IGNORECASE)
_PAIRED_HEX: Final = re.compile(
    r"[0-9A-F]{2}([-:. _])(?:[0-9A-F]{2}\1){4,}[0-9A-F]{2}", re.IGNORECASE
)
# In a gateway's own words: addresses and ids, and whatever it quotes. Its codes have 8 digits.
_ADDRESS: Final = re.compile(r"(?=[0-9]*[A-F])[0-9A-F]{8,}|[0-9]{9,}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`|“[^”]*”|‘[^’]*’")
_LONGEST_WORDS: Final = 300
# A shorter name is masked only where it stands as a word of its own.
_SHORT_NAME: Final = 3


def masked_topic(topic: str, name: str, eui: str) -> dict[str, Any]:
    """Return the shape of a topic: of its levels only those that are suggested, and EUIs' heads."""
    levels = topic.split("/")
    return {
        "levels": len(levels),
        "shape": "/".join(_level(level) for level in levels),
        "suggested": topic == SUGGESTED[name].format(eui=eui),
        "names_gateway": any(read_eui(level) == eui for level in levels),
    }


def _level(level: str) -> str:
    if level in ("", *_SUGGESTED_LEVELS):
        return level
    eui = read_eui(level)
    return "***" if eui is None else masked_eui(eui)


def masked_eui(eui: str) -> str:
    """Return an EUI with only its maker's part."""
    return eui[:6] + "*" * (len(eui) - 6)


def _masked_hex(found: re.Match[str]) -> str:
    digits = found[0]
    return masked_eui(digits) if len(digits) == _EUI_DIGITS else REDACTED


def masked_words(text: str, runtime: RuntimeData) -> str:
    """Return a gateway's own words without names, addresses, ids and what they quote."""
    words = unquote_plus(text)
    for name in sorted(set(_names(runtime)), key=len, reverse=True):
        pattern = re.escape(name)
        if len(name) < _SHORT_NAME:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        elif name.casefold() not in words.casefold():
            continue
        words = re.sub(pattern, REDACTED, words, flags=re.IGNORECASE)
        if len(name) >= _SHORT_NAME and name.casefold() in words.casefold():
            # Equal only in letters that fold to several others.
            return REDACTED
    words = _LONG_HEX.sub(_masked_hex, _PAIRED_HEX.sub(REDACTED, _QUOTED.sub(REDACTED, words)))
    return _ADDRESS.sub(REDACTED, words)[:_LONGEST_WORDS]


def _names(runtime: RuntimeData) -> Iterator[str]:
    """Yield all that people have named, and their topics."""
    for name in _rows_names(runtime):
        if stripped := name.strip():
            yield stripped


def _rows_names(runtime: RuntimeData) -> Iterator[str]:
    entry = runtime.devices.config_entry
    yield entry.title
    for name in SUGGESTED:
        yield entry.data[name]
        yield from (
            level for level in entry.data[name].split("/") if level not in _SUGGESTED_LEVELS
        )
    listed = runtime.devices.data
    for device in runtime.devices.items.values():
        yield from (getattr(device, name) or "" for name in HIDDEN_OF_DEVICE)
    yield from (one.app_name for one in listed.applications.values())
    yield from (one.profile_name for one in listed.profiles.values())
    for tracked in runtime.fuota.items.values():
        yield from (getattr(tracked.task, name) or "" for name in HIDDEN_OF_TASK)
    if provisioning := runtime.provisioning.data:
        yield from (one.name for one in provisioning.profiles.profiles.values())
        for group in provisioning.multicast_groups.items.values():
            yield group.name
            yield from (member.name for member in group.devices)


def keys_of(runtime: RuntimeData) -> set[str]:
    """Return every key that the gateway listed."""
    keys = {
        key
        for device in runtime.devices.items.values()
        for key in (device.app_key, device.nwk_s_key, device.app_s_key)
    }
    if provisioning := runtime.provisioning.data:
        for group in provisioning.multicast_groups.items.values():
            keys |= {group.mc_nwk_s_key, group.mc_app_s_key}
    return {key for key in keys if key}


def without_secrets(content: Any, keys: Collection[str]) -> Any:
    """Return the diagnostics; whatever got in that looks like an EUI or a key is masked."""
    if isinstance(content, Mapping):
        return {
            without_secrets(key, keys): without_secrets(value, keys)
            for key, value in content.items()
        }
    if isinstance(content, list | tuple):
        return [without_secrets(value, keys) for value in content]
    if not isinstance(content, str):
        return content
    if len(content) >= _EUI_DIGITS and any(key.casefold() in content.casefold() for key in keys):
        return REDACTED
    return _LONG_HEX.sub(_masked_hex, _PAIRED_HEX.sub(REDACTED, content))
