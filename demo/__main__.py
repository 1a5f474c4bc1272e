"""The command line: script/demo."""

import asyncio
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import Any

import click

from . import dashboard, pictures
from .broker import BrokerAddress
from .browser import require_chromium
from .errors import DemoError
from .gateway import DEMO_EUI, GatewayTopics
from .ports import free_port, is_free
from .process import Process
from .signals import until_signalled
from .stage import BRISK, UNHURRIED, Play, Stage, open_stage, refuse_foreign
from .wizard import DEMO_USER, DOMAIN

USUAL_PORT = 8123


@click.command(context_settings={"max_content_width": 100})
@click.option(
    "--devices",
    type=click.IntRange(0, 10_000),
    default=20,
    show_default=True,
    help="How many LoRaWAN devices the simulated gateway has.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65_535),
    help="Of Home Assistant's web page.  [default: 8123, or a free one where that is taken]",
)
@click.option(
    "--keep",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep Home Assistant's folder here; started again with it, the demo goes on.",
)
@click.option("--broker", metavar="HOST:PORT", help="The broker of a real gateway of yours.")
@click.option("--username", help="For your broker.")
@click.option("--password", envvar="DEMO_PASSWORD", show_envvar=True, help="For your broker.")
@click.option("--request-topic", help="On which your gateway takes requests.")
@click.option("--response-topic", help="On which your gateway answers.")
@click.option("--eui", help="Your gateway's, where several share the topics.")
@click.option("--protocol", type=click.Choice(["5", "3.1.1"]), help="Version of MQTT.")
@click.option(
    "--screenshot",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Take pictures of the pages, then end.",
)
def main(keep: Path | None, screenshot: Path | None, **options: Any) -> None:
    """Show a Milesight gateway in a real Home Assistant of its own.

    Starts a broker, a simulated gateway and Home Assistant in a throw-away folder, and sets
    everything up. With --broker, a real gateway of yours takes the simulator's place.
    """
    broker, topics = _gateway(**{name: options.pop(name) for name in _GATEWAY_OPTIONS})
    try:
        if screenshot:
            require_chromium()
        port = _port(options.pop("port"))
        with TemporaryDirectory(prefix="milesight-demo-") as throw_away:
            folder = keep.resolve() if keep else Path(throw_away)
            refuse_foreign(folder)
            folder.mkdir(parents=True, exist_ok=True)
            pace = BRISK if screenshot else UNHURRIED
            play = Play(
                folder=folder, port=port, topics=topics, broker=broker, pace=pace, **options
            )
            asyncio.run(until_signalled(_run(play, keep, screenshot)))
    except DemoError as error:
        click.echo(f"demo: {error}", err=True)
        sys.exit(1)


_GATEWAY_OPTIONS = ("broker", "username", "password", "request_topic", "response_topic", "eui")


def _gateway(
    *,
    broker: str | None,
    username: str | None,
    password: str | None,
    request_topic: str | None,
    response_topic: str | None,
    eui: str | None,
) -> tuple[BrokerAddress | None, GatewayTopics]:
    """Read which gateway is meant: the simulated one, or one of the user's own."""
    eui = eui.upper() if eui else None
    if broker is None:
        if username or password or request_topic or response_topic or eui:
            raise click.UsageError("These options are for a gateway of your own: add --broker.")
        return None, GatewayTopics.usual(DEMO_EUI)
    host, _, port = broker.rpartition(":")
    if not host or not port.isdecimal():
        raise click.UsageError("--broker is of the form HOST:PORT, e.g. 192.168.1.5:1883.")
    address = BrokerAddress(host=host, port=int(port), username=username, password=password)
    if request_topic and response_topic:
        return address, GatewayTopics(request=request_topic, response=response_topic, eui=eui)
    if eui and not request_topic and not response_topic:
        return address, GatewayTopics.usual(eui)
    raise click.UsageError("Name both topics of your gateway, or its --eui for the usual topics.")


def _port(wanted: int | None) -> int:
    if wanted is None:
        port = free_port(USUAL_PORT)
        if port != USUAL_PORT:
            click.echo(f"Port {USUAL_PORT} is taken, so Home Assistant gets {port}.")
        return port
    if not is_free(wanted):
        raise DemoError(f"Port {wanted} is taken; choose another one with --port.")
    return wanted


async def _run(play: Play, keep: Path | None, screenshot: Path | None) -> None:
    async with open_stage(play, click.echo) as stage:
        if screenshot:
            click.echo("Taking pictures of a firmware task and of an update, in some minutes …")
            for file in await pictures.take(stage, screenshot):
                click.echo(str(file))
            return
        _welcome(stage, keep)
        await _last_as_long_as_all(stage)


def _welcome(stage: Stage, keep: Path | None) -> None:
    url = stage.home_assistant.url
    click.echo(f"""
Home Assistant is ready:  {url}
    user {DEMO_USER.username}, password {DEMO_USER.password}

Worth a look:
  - the dashboard that opens first, made by the integration: the network, its devices, their
    updates, and the gateway
  - {url}{stage.gateway.page}
    the gateway's page, with everything that hangs under it
  - {url}/config/integrations/integration/{DOMAIN}
    the integration: its options, its devices, another gateway
  - {url}/lorawan
    devices scanned or by the hundred, profiles, groups, a backup of the gateway, and an update
    step by step""")
    if stage.others:
        click.echo(f"""
A firmware task for the thermostats is about to run. It takes a minute; its devices get done
near the end, as they do on the air.

To try: update the others.
  1. {url}/{dashboard.URL_PATH}/{dashboard.UPDATES_PATH}
     Press "Update 11 devices", or "Update all" under Settings, Updates
  2. Watch. Each model is one task, and one task waits for the other. Each starts a minute after
     it was made and then takes about a minute: five minutes in all. Real firmware is a thousand
     times as large and takes hours.
  3. Three devices fail, each in a way of its own. Press Retry: they succeed.""")
    if keep:
        click.echo(f"\nTo go on with it later: script/demo --keep {keep}")
    click.echo("\nCtrl-C ends it.")


async def _last_as_long_as_all(stage: Stage) -> None:
    """Wait until one of the programs ends."""

    async def outlast(process: Process) -> None:
        await process.wait()
        process.require_running()

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(stage.home_assistant.serve())
            for process in stage.others:
                group.create_task(outlast(process))
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None


if __name__ == "__main__":
    main(prog_name="script/demo")
