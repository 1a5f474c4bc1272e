"""The options of the command line about manners, gathered into one argument."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from typing import Any

import click

from .manners import CHOICES, Manners, no_fuota

NO_FUOTA_CODE = "21"


def _choice(option: str, help_text: str) -> Callable[[Any], Any]:
    name = option.removeprefix("--")
    default = getattr(Manners(), name)
    return click.option(option, default=default, type=click.Choice(CHOICES[name]), help=help_text)


def _flag(option: str, help_text: str) -> Callable[[Any], Any]:
    return click.option(option, is_flag=True, help=help_text)


OPTIONS = (
    _choice("--times", "How device rows say when a device was heard."),
    _choice("--order", "Of devices: the one heard last first (moving: even if asked otherwise)."),
    _flag("--null-lists", "An empty list is null."),
    _choice("--success", "What writes answer that have nothing to say."),
    _choice("--failure", "Keys of a refusal: code, error, or errCode, errMsg."),
    click.option("--error-text", help="The words of every refusal. [default: the document's]"),
    click.option("--no-fuota", metavar="[CODE|silent]", type=no_fuota, is_flag=False,
                 flag_value=NO_FUOTA_CODE,
                 help="Firmware without FUOTA: this code for all of it (21), or nothing."),
    _flag("--no-payload-sizes", "Call 6.6 is not known."),
    _choice("--codecs", "The inbuilt codecs: 11 short ones, or 115 with 6.5 MB of scripts."),
    click.option("--short-codecs/--no-short-codecs",
                 help="Whether /api/payloadcodecs-short is answered."),
    click.option("--message-limit", type=click.IntRange(1), metavar="BYTES",
                 help="The broker takes no longer message. [default: any]"),
    click.option("--cut-off", default=Manners().cut_off, type=click.FloatRange(0, 1e6),
                 help="Seconds that the gateway is away when it sent a longer one."),
    _flag("--twins", "Some official firmware has two files of one version."),
    _flag("--file-content", "The task list gives the content of files back."),
    _flag("--lenient-success", "Tasks succeed although devices failed."),
    _flag("--stale-versions", "Updated devices go on reporting what they ran before."),
    _flag("--misspelt", "multicastSsessionStatus, as in the document's table."),
    _flag("--lean-rows", "Rows lack what some firmware leaves out."),
    _flag("--hide-keys", "appKey is blank in rows."),
    _flag("--search-names", "The search among devices looks at names, not at DevEUIs."),
    _flag("--extra-keys", "Rows and envelopes have keys that no document knows."),
    _flag("--codec-numbers", "Codecs give numbers for words."),
    _flag("--unknown-words", "Codecs give \"unknown\" for each fifth word."),
    _flag("--uplinks-twice", "Each uplink is published twice."),
    _choice("--joins", "Added devices that join: some do late or never, as with a wrong key."),
    _choice("--acks", "How devices acknowledge confirmed downlinks."),
    click.option("--ack-after", default=Manners().ack_after, type=click.FloatRange(0, 1e6),
                 help="Seconds after which late acknowledgements come."),
)  # fmt: skip


def manner_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options, and it the `manners` that they make."""

    @wraps(command)
    def gathered(**given: Any) -> None:
        chosen = {each.name: given.pop(each.name) for each in fields(Manners)}
        try:
            manners = Manners(**chosen)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        command(manners=manners, **given)

    for option in reversed(OPTIONS):
        gathered = option(gathered)
    return gathered
