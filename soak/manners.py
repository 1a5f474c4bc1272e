"""How the gateway behaves where real gateways differ: chosen anew for each round."""

from random import Random
from typing import Any, Final

from simulator.manners import CHOICES

_KEY: Final = "5572404C696E6B4C6F52613230313823"
# What it has or has not, and how often.
_OFTEN: Final = 0.3
_FLAGS: Final = (
    "null_lists",
    "file_content",
    "lenient_success",
    "misspelt",
    "lean_rows",
    "hide_keys",
    "search_names",
    "extra_keys",
    "short_codecs",
    "no_payload_sizes",
)
# Of which there are several kinds. Codecs are those with which the gateway was started.
_KINDS: Final = ("times", "order", "success", "failure")
_WORDS: Final = (None, None, "object not found", f"object with key {_KEY} exists", "x" * 5000)
# What is in the way of everything else, and ends with the round; the names of its values.
_IN_THE_WAY: Final[dict[str, dict[str, Any]]] = {
    "updates not known": {"no_fuota": 21},
    "updates not done": {"no_fuota": 12},
    "updates not answered": {"no_fuota": "silent"},
    "long messages cut off": {"message_limit": 5000, "cut_off": 1.0},
}
_RARELY: Final = 0.25


def choose(random: Random) -> tuple[dict[str, Any], list[str]]:
    """Return manners, and those of them that are not the usual ones in words."""
    manners: dict[str, Any] = {name: random.choice(CHOICES[name]) for name in _KINDS}
    manners |= {name: True for name in _FLAGS if random.random() < _OFTEN}
    manners["error_text"] = random.choice(_WORDS)
    described = [f"{name} {value}" for name, value in manners.items() if name in _KINDS]
    described += [name.replace("_", " ") for name in _FLAGS if name in manners]
    if manners["error_text"]:
        described.append("words of its own")
    if random.random() < _RARELY:
        name = random.choice(sorted(_IN_THE_WAY))
        manners |= _IN_THE_WAY[name]
        described.append(name)
    return manners, described


def calm(manners: dict[str, Any]) -> dict[str, Any]:
    """Return manners without what is in the way of everything else."""
    in_the_way = {name for values in _IN_THE_WAY.values() for name in values}
    return {name: value for name, value in manners.items() if name not in in_the_way}


def of_its_codecs(seed: int) -> list[str]:
    """Return the options of a gateway with few codecs or with all, and with twins or without."""
    return [*(["--codecs", "real"] if seed % 2 else []), *(["--twins"] if seed % 3 else [])]
