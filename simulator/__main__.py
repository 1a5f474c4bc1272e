"""The command line: python -m simulator."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from datetime import timedelta
import logging
import signal

import click

from . import prepared_task
from .channel_plan import CHANNEL_PLANS
from .epilog import EPILOG
from .fate import Fate
from .faults import Fault
from .gateway import Api, Gateway
from .hardware import MODELS
from .manner_options import manner_options
from .manners import Manners
from .population import USUAL_MODELS, populate, speak_every
from .service import serve
from .session import Phases
from .wire import Named

FIRST_EUI = "24E124FFFEF5A6A8"
SECONDS = click.FloatRange(0, 1e6)


def fate_of_device(text: str) -> tuple[str, Fate]:
    """Read EUI=fragment:9, with " times=1" behind it for a limit."""
    dev_eui, _, fate = text.partition("=")
    return dev_eui.strip().upper(), Fate.parse(fate)


@click.command(context_settings={"show_default": True, "max_content_width": 100}, epilog=EPILOG)
@click.option("--host", default="127.0.0.1", help="The broker.")
@click.option("--port", default=1883, type=click.IntRange(1, 65535), help="Its port.")
@click.option("--username", help="For the broker.")
@click.option("--password", envvar="SIMULATOR_PASSWORD", show_envvar=True, help="For the broker.")
@click.option("--request-topic", help="[default: milesight-gateway/<first EUI>/request]")
@click.option("--response-topic", help="[default: milesight-gateway/<first EUI>/response]")
@click.option("--uplink-topic",
              help="Publish uplinks here, e.g. milesight-gateway/uplink/$deveui; "
                   "without it, none.")  # fmt: skip
@click.option("--downlink-topic",
              help="Take downlinks here, e.g. milesight-gateway/downlink/$deveui; "
                   "without it, none.")  # fmt: skip
@click.option("--ack-topic", help="Tell here which of them were acknowledged.")
@click.option("--uplink-interval", type=click.FloatRange(0.1, 1e6),
              help="Seconds between uplinks. [default: the model's]")  # fmt: skip
@click.option("--no-codec", is_flag=True, help="The devices have no payload codec.")
@click.option("--control-topic", help="Take commands here; without it, none.")
@click.option("--eui", "euis", multiple=True, help=f"A gateway; repeatable. [default: {FIRST_EUI}]")
@click.option("--gateways", type=click.IntRange(1, 100), help="How many, counting up in EUIs.")
@click.option("--devices", default=20, type=click.IntRange(0, 100_000), help="On each gateway.")
@click.option("--model", "models", multiple=True, type=click.Choice(tuple(MODELS)),
              help="A model among the devices; repeatable. [default: all]")  # fmt: skip
@click.option("--list-devices", is_flag=True, help="Tell the devices' EUIs, and end.")
@click.option("--channel-plan", default="EU868", type=click.Choice(tuple(CHANNEL_PLANS)))
@click.option("--seed", default=0, help="Another one makes other devices and other chances.")
@click.option("--named", default="always", type=click.Choice(("always", "never", "blank")),
              help="Whether answers say which gateway they are from.")  # fmt: skip
@click.option("--api", default="ns-api", type=click.Choice(("ns-api", "v2")),
              help="v2: refuse everything, as gateways with the other API do.")  # fmt: skip
@click.option("--old-firmware", is_flag=True, help="Device rows without codec keys.")
@click.option("--cloud", is_flag=True, help="Milesight IoT Cloud manages the gateway.")
@click.option("--no-internet", is_flag=True, help="The firmware server can't be reached.")
@click.option("--max-tasks", default=100, type=click.IntRange(0), help="Of FUOTA tasks.")
@click.option(
    "--clock-offset",
    default=0.0,
    type=click.FloatRange(-1e8, 1e8),
    help="Seconds that the gateways' clock is ahead.",
)
@click.option("--utc-offset", default=0.0, type=click.FloatRange(-14, 14), help="Hours.")
@click.option("--join-after", type=SECONDS,
              help="Seconds until a device joins that was added. [default: never]")  # fmt: skip
@click.option("--setup-time", type=SECONDS, help="Seconds. [default: 60]")
@click.option("--polling-time", type=SECONDS, help="Seconds. [default: 60]")
@click.option("--reboot-time", type=SECONDS, help="Seconds. [default: 90]")
@click.option("--speed", default=1.0, type=click.FloatRange(0, min_open=True),
              help="Divides the phases of a FUOTA session, sending included.")  # fmt: skip
@click.option("--firmware-size", type=click.IntRange(1), help="Of all official firmware, bytes.")
@click.option("--running-task", is_flag=True, help="Begin with a FUOTA task about to run.")
@click.option("--task-delay", default=5.0, type=SECONDS, help="Seconds before it.")
@click.option("--task-duration", default=300.0, type=SECONDS, help="Its seconds.")
@click.option("--fault", "faults", multiple=True, type=Fault.parse, metavar="TEXT",
              help='E.g. "drop call=3.1 times=1", "delay seconds=2 probability=0.1"; '
                   "repeatable.")  # fmt: skip
@click.option("--fate", "fates", multiple=True, type=fate_of_device, metavar="EUI=STATUS",
              help='E.g. "24E1…=fragment:9 times=1": how a device fails in updates; '
                   "repeatable.")  # fmt: skip
@manner_options
def main(
    *,
    host: str,
    port: int,
    username: str | None,
    password: str | None,
    request_topic: str | None,
    response_topic: str | None,
    uplink_topic: str | None,
    downlink_topic: str | None,
    ack_topic: str | None,
    uplink_interval: float | None,
    no_codec: bool,
    control_topic: str | None,
    euis: tuple[str, ...],
    gateways: int | None,
    devices: int,
    models: tuple[str, ...],
    list_devices: bool,
    channel_plan: str,
    seed: int,
    named: Named,
    api: Api,
    old_firmware: bool,
    cloud: bool,
    no_internet: bool,
    max_tasks: int,
    clock_offset: float,
    utc_offset: float,
    join_after: float | None,
    setup_time: float | None,
    polling_time: float | None,
    reboot_time: float | None,
    speed: float,
    firmware_size: int | None,
    running_task: bool,
    task_delay: float,
    task_duration: float,
    faults: tuple[Fault, ...],
    fates: tuple[tuple[str, Fate], ...],
    manners: Manners,
) -> None:
    """Simulate Milesight LoRaWAN gateways on an MQTT broker.

    They answer the gateway's MQTT API on one pair of topics, until interrupted.
    """
    try:
        phases = Phases(
            60.0 if setup_time is None else setup_time,
            60.0 if polling_time is None else polling_time,
            90.0 if reboot_time is None else reboot_time,
            speed,
        )
        if running_task and setup_time is polling_time is reboot_time is None:
            phases = prepared_task.fitted_phases(phases, task_duration)
        switched_on = [
            Gateway(
                eui,
                clock_offset=timedelta(seconds=clock_offset),
                utc_offset=timedelta(hours=utc_offset),
                channel_plan=channel_plan,
                seed=seed,
                cloud=cloud,
                named=named,
                api=api,
                old_firmware=old_firmware,
                internet=not no_internet,
                max_tasks=max_tasks,
                join_after=join_after,
                setup_time=phases.setup,
                polling_time=phases.polling,
                reboot_time=phases.reboot,
                speed=speed,
                firmware_size=firmware_size,
                faults=faults,
                manners=manners,
                uplink_topic=uplink_topic,
                downlink_topic=downlink_topic,
                ack_topic=ack_topic,
            )
            for eui in _counted_up(euis or (FIRST_EUI,), gateways)
        ]
        for gateway in switched_on:
            populate(gateway, devices=devices, models=models or USUAL_MODELS, seed=seed)
            if uplink_interval is not None:
                speak_every(gateway, uplink_interval)
            if no_codec:
                for device in gateway.devices.values():
                    device.payload_codec_id = 0
        _give_fates(switched_on, fates)
        if running_task:
            prepared_task.start(switched_on[0], duration=task_duration, delay=task_delay)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if list_devices:
        for gateway in switched_on:
            for device in gateway.devices.values():
                click.echo(f"{gateway.eui} {device.dev_eui} {device.model} {device.name}")
        return
    request_topic = request_topic or f"milesight-gateway/{switched_on[0].eui}/request"
    response_topic = response_topic or f"milesight-gateway/{switched_on[0].eui}/response"
    _refuse_bad_topics(
        control_topic, request_topic, response_topic, uplink_topic, downlink_topic, ack_topic
    )
    logging.basicConfig(format="%(levelname)s: %(message)s")

    def ready() -> None:
        names = ", ".join(gateway.eui for gateway in switched_on)
        click.echo(
            f"ready: {names}, {devices} devices each, on {host}:{port},"
            f" hears {request_topic}, answers {response_topic}"
        )

    asyncio.run(
        _until_signalled(
            serve(
                switched_on,
                host=host,
                port=port,
                username=username,
                password=password,
                request_topic=request_topic,
                response_topic=response_topic,
                control_topic=control_topic,
                ready=ready,
            )
        )
    )


def _counted_up(euis: tuple[str, ...], count: int | None) -> list[str]:
    """Return `count` EUIs: those given, and the ones that follow the last of them."""
    counted = list(euis)
    if count is not None and count < len(counted):
        raise ValueError(f"{len(counted)} EUIs are more than {count} gateways")
    while count is not None and len(counted) < count:
        counted.append(f"{int(counted[-1], 16) + 1:016X}")
    if len({eui.upper() for eui in counted}) < len(counted):
        raise ValueError("two gateways can't have the same EUI")
    return counted


def _give_fates(gateways: list[Gateway], fates: tuple[tuple[str, Fate], ...]) -> None:
    for dev_eui, fate in fates:
        owners = [gateway for gateway in gateways if dev_eui in gateway.devices]
        if not owners:
            raise ValueError(f"no gateway has a device {dev_eui} (see --list-devices)")
        for gateway in owners:
            gateway.set_fate(dev_eui, fate)


def _refuse_bad_topics(control: str | None, *others: str | None) -> None:
    topics = [topic for topic in (control, *others) if topic is not None]
    if control is not None:
        topics.append(f"{control}/answer")
    if len(set(topics)) < len(topics):
        raise click.UsageError("all topics must differ")
    if any(not topic or set(topic) & set("+#") for topic in topics):
        raise click.UsageError("a topic can't be empty or have wildcards")


async def _until_signalled(serving: Coroutine[None, None, None]) -> None:
    task = asyncio.create_task(serving)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


if __name__ == "__main__":
    main()
