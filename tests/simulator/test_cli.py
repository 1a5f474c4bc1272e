"""The command line."""

import asyncio
from dataclasses import fields
import json
from pathlib import Path
import re
import signal
import sys
from typing import Any

import aiomqtt
from click.testing import CliRunner
import pytest

from simulator import __main__ as cli
from simulator.faults import KINDS
from simulator.fuota import TaskStatus
from simulator.gateway import Gateway
from simulator.manners import Manners

from .broker import Broker, free_port
from .talk import EUI, Clock, Talk, message

ROOT = Path(__file__).parents[2]


async def simulator(*options: str) -> asyncio.subprocess.Process:
    """The simulator as a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        *options,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_when_it_is_ready_and_ends_cleanly(
    broker: Broker, number: signal.Signals
) -> None:
    process = await simulator("--port", str(broker.port), "--gateways", "2", "--devices", "3")
    assert process.stdout is not None
    async with asyncio.timeout(20):
        line = await process.stdout.readline()
    assert line.decode().startswith(f"ready: {EUI}, 24E124FFFEF5A6A9, 3 devices each")
    topic = f"milesight-gateway/{EUI}"
    async with aiomqtt.Client("127.0.0.1", broker.port) as client, asyncio.timeout(10):
        await client.subscribe(f"{topic}/response")
        await client.publish(
            f"{topic}/request", message("GET", "/api/urdevices", gatewayEUI="24E124FFFEF5A6A9")
        )
        bodies = []
        for _ in range(2):
            payload = (await anext(client.messages)).payload
            assert isinstance(payload, bytes)
            bodies.append(json.loads(payload)["body"])
    assert {each.get("devTotalCount") for each in bodies} == {None, "3"}
    process.send_signal(number)
    async with asyncio.timeout(10):
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (0, b"", b"")


async def test_it_can_be_ended_while_it_waits_for_a_broker(socket_enabled: None) -> None:
    process = await simulator("--port", str(free_port()))
    assert process.stderr is not None
    async with asyncio.timeout(20):
        assert b"trying again" in await process.stderr.readline()
    process.terminate()
    async with asyncio.timeout(10):
        _, err = await process.communicate()
    assert (process.returncode, err) == (0, b"")


class Run:
    """What a command line made, short of the broker."""

    def __init__(self) -> None:
        self.gateways: list[Gateway] = []
        self.options: dict[str, Any] = {}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Take the gateways from the command line instead of serving them."""
    taken = Run()

    def serve(gateways: list[Gateway], **options: Any) -> None:
        taken.gateways, taken.options = gateways, options

    monkeypatch.setattr(cli, "serve", serve)
    monkeypatch.setattr(asyncio, "run", lambda serving: serving.close())
    return taken


def command(*options: str) -> str:
    result = CliRunner().invoke(cli.main, options)
    assert result.exit_code == 0, result.output
    return result.output


def test_help_names_every_option() -> None:
    text = command("--help")
    for option in cli.main.params:
        assert option.opts[0] in text


def test_topics_are_by_default_those_of_the_first_gateway(run: Run) -> None:
    command("--eui", "24e124fffe000001", "--gateways", "2")
    assert run.options["request_topic"] == "milesight-gateway/24E124FFFE000001/request"
    assert run.options["response_topic"] == "milesight-gateway/24E124FFFE000001/response"
    assert run.options["control_topic"] is None
    assert [each.eui for each in run.gateways] == ["24E124FFFE000001", "24E124FFFE000002"]


def test_options_reach_the_gateways(run: Run) -> None:
    command(
        *("--eui", EUI, "--eui", "24E124FFFE000001"),
        *("--devices", "7", "--model", "WS523", "--channel-plan", "US915"),
        *("--cloud", "--no-internet", "--old-firmware", "--named", "never"),
        *("--max-tasks", "3", "--utc-offset", "-5", "--join-after", "10"),
        *("--setup-time", "1", "--polling-time", "2", "--reboot-time", "3", "--speed", "4"),
        *("--firmware-size", "500", "--fault", "delay seconds=2", "--fault", "drop call=3.1"),
    )
    for gateway in run.gateways:
        assert {each.model for each in gateway.devices.values()} == {"WS523"}
        assert len(gateway.devices) == 7
        answer = Talk(gateway).whole("GET", "/api/urdevices")
        assert "gatewayEUI" not in answer
        assert (answer["body"]["channelPlan"], answer["body"]["disable"]) == ("US915", True)
        assert "fPort" not in answer["body"]["deviceResult"][0]
        books = gateway.books
        assert (books.internet, books.max_tasks, books.join_after) == (False, 3, 10)
        assert books.utc_offset.total_seconds() == -5 * 3600
        assert (books.phases.setup, books.phases.polling, books.phases.reboot) == (1, 2, 3)
        assert books.phases.speed == 4
        assert {each.size for each in gateway.catalogue} == {500}
        assert [each.kind for each in gateway.faults] == ["delay", "drop"]


def test_manners_are_by_default_those_of_real_gateways(run: Run) -> None:
    command()
    assert run.gateways[0].manners == Manners()
    assert (Manners().times, Manners().order) == ("real", "newest")


def test_options_about_manners_reach_the_gateways(run: Run) -> None:
    command(
        *("--gateways", "2", "--times", "iso", "--order", "moving", "--null-lists"),
        *("--success", "zero", "--failure", "err-code", "--error-text", "no"),
        *("--no-fuota", "silent", "--no-payload-sizes", "--codecs", "real", "--short-codecs"),
        *("--message-limit", "131072", "--cut-off", "5", "--twins", "--file-content"),
        *(
            "--lenient-success",
            "--stale-versions",
            "--misspelt",
            "--lean-rows",
            "--hide-keys",
            "--search-names",
            "--extra-keys",
        ),
    )
    assert len(run.gateways) == 2
    for gateway in run.gateways:
        assert gateway.manners == Manners(
            times="iso",
            order="moving",
            null_lists=True,
            success="zero",
            failure="err-code",
            error_text="no",
            no_fuota="silent",
            no_payload_sizes=True,
            codecs="real",
            short_codecs=True,
            message_limit=131_072,
            cut_off=5,
            twins=True,
            file_content=True,
            lenient_success=True,
            stale_versions=True,
            misspelt=True,
            lean_rows=True,
            hide_keys=True,
            search_names=True,
            extra_keys=True,
        )
        assert len(gateway.payload_codecs) == 116
        assert len([each for each in gateway.catalogue if each.name == "WT201 v1.4"]) == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [(("--no-fuota",), 21), (("--no-fuota", "--twins"), 21), (("--no-fuota", "12"), 12)],
)
def test_firmware_without_updates_answers_21_or_another_code(
    run: Run, options: tuple[str, ...], code: int
) -> None:
    command(*options)
    assert Talk(run.gateways[0]).code("GET", "/api/fuota/task") == code


def test_every_manner_is_an_option(run: Run) -> None:
    text = command("--help")
    for each in fields(Manners):
        assert f"--{each.name.replace('_', '-')}" in text


def test_help_names_every_kind_of_fault() -> None:
    _, _, faults = command("--help").partition("Faults (--fault")
    for kind in KINDS:
        assert re.search(rf"\b{kind}\b", faults)


def test_the_clock_can_be_off(run: Run) -> None:
    command("--clock-offset", "3600")
    exact = Gateway(EUI)
    ahead = (run.gateways[0].now() - exact.now()).total_seconds()
    assert 3590 < ahead <= 3600


def test_the_other_api(run: Run) -> None:
    command("--api", "v2")
    assert Talk(run.gateways[0]).code("GET", "/api/urdevices") == 20101001


def test_devices_can_be_listed_and_given_a_fate(run: Run) -> None:
    lines = command("--list-devices", "--devices", "3").splitlines()
    assert len(lines) == 3
    assert not run.gateways
    gateway_eui, dev_eui, model, *_ = lines[0].split()
    assert (gateway_eui, model) == (EUI, "WT201")
    command("--devices", "3", "--fate", f"{dev_eui.lower()}=fragment:9 times=1")
    assert str(run.gateways[0].devices[dev_eui].fate) == "fragment:9 times=1"


@pytest.mark.parametrize("fate", ["fragment:99", "fragment:12 multicast:8 times=1"])
def test_a_fate_may_be_of_no_table_or_of_both(run: Run, fate: str) -> None:
    dev_eui = command("--list-devices", "--devices", "1").split()[1]
    command("--devices", "1", "--fate", f"{dev_eui}={fate}")
    assert str(run.gateways[0].devices[dev_eui].fate) == fate


@pytest.mark.parametrize(
    "options",
    [
        ("--port", "0"),
        ("--eui", "24E124"),
        ("--eui", EUI, "--eui", EUI.lower()),
        ("--eui", EUI, "--eui", "24E124FFFE000001", "--gateways", "1"),
        ("--eui", "FFFFFFFFFFFFFFFF", "--gateways", "2"),
        ("--channel-plan", "EU433"),
        ("--model", "WT999"),
        ("--speed", "0"),
        ("--fault", "explode"),
        ("--fault", "drop call=9.9"),
        ("--fate", "24E124136A456465=fragment:1"),
        ("--fate", "24E124136A456465=fragment:9"),
        ("--fate", "nonsense"),
        ("--request-topic", "a", "--response-topic", "a"),
        ("--control-topic", "milesight-gateway/#"),
        ("--request-topic", "c/answer", "--control-topic", "c"),
        ("--running-task", "--devices", "0"),
        ("--running-task", "--max-tasks", "0"),
        ("--clock-offset", "inf"),
        ("--setup-time", "nan"),
        ("--utc-offset", "nan"),
        ("--running-task", "--task-duration", "60", "--setup-time", "100"),
        ("--times", "soon"),
        ("--order", "up"),
        ("--no-fuota", "loud"),
        ("--message-limit", "0"),
        ("--cut-off", "nan"),
        ("--fault", "odd call=3.3"),
        ("--fault", "unlisted call=3.3 seconds=5"),
        ("--fate", "24E124136A456465=fragment:9 fragment:10"),
        ("--unknown",),
    ],
)
def test_a_bad_option_is_one_clear_error(run: Run, options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli.main, options)
    assert result.exit_code == 2
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output
    assert not run.gateways


@pytest.mark.parametrize(
    "options",
    [
        ("--task-duration", "20"),
        ("--task-duration", "300"),
        ("--task-duration", "120", "--speed", "10"),
        ("--task-duration", "100", "--setup-time", "10", "--polling-time", "0"),
        ("--task-duration", "120", "--channel-plan", "US915"),
    ],
)
def test_a_running_task_lasts_as_long_as_asked(run: Run, options: tuple[str, ...]) -> None:
    extra = ("--reboot-time", "5") if "--setup-time" in options else ()
    command("--running-task", "--task-delay", "5", *options, *extra)
    [gateway] = run.gateways
    [task] = gateway.tasks.values()
    assert len(task.devices) == 4
    clock = Clock()
    clock.now = task.started_at
    gateway._clock = clock
    gateway.advance()
    assert task.status is TaskStatus.EXECUTING
    clock.passes(float(options[1]))
    gateway.advance()
    assert task.stopped_at is not None
    lasted = (task.stopped_at - task.started_at).total_seconds()
    assert float(options[1]) - 2 < lasted <= float(options[1])


def test_a_running_task_starts_after_its_delay(run: Run) -> None:
    command("--running-task", "--task-delay", "30")
    [task] = run.gateways[0].tasks.values()
    assert 29 < (task.started_at - task.created_at).total_seconds() <= 30
    assert task.status is TaskStatus.PENDING
