"""Where runs take place: a PostgreSQL, Slack, WeChat, and replicas of the bot from a folder, kept between runs."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import httpx

from bot.lib.transport import local_client
from tests.postgres import PostgresServer, running_postgres
from tests.tools.sandbox.serving import served
from tools.chaos.effects.judge import Tables
from tools.chaos.effects.wire import Front, Scene, WeChatGate, Wire, wired
from tools.chaos.sandboxes import Sandboxes, reaching, sandboxes
from tools.sandbox.launch import free_ports
from tools.sandbox.seed import bare_environment
from tools.sandbox.wechat.config import Program
from tools.sandbox.wechat.rollout import released

_AT_WORK_WITHIN: Final = 90.0
_RUN: Final = """
import runpy, sys
import bot.wechat.client
bot.wechat.client.REST_SECONDS = 1.0
sys.argv = ["bot", "run"]
runpy.run_module("bot", run_name="__main__")
"""
"""While WeChat seems silent the bot rests by the real clock; tries by the sandbox's, which moves on, must not be over
before that rest is."""
_SKEWED: Final = """
import datetime, time_machine
time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds={skew}), tick=True).start()
"""


def python_of(folder: Path) -> str:
    own = folder / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


@dataclass
class Replica:
    """One of the processes that share a database."""

    number: int
    folder: Path
    home: Path
    """Where it runs and logs."""
    environment: Mapping[str, str]
    url: str
    http: httpx.AsyncClient
    skew_s: float = 0.0
    """How far its machine's clock is ahead."""
    process: subprocess.Popen[bytes] | None = None
    stopped: bool = False
    ready: bool = False

    def start(self) -> None:
        """Start it; it is not at work yet."""
        code = (_SKEWED.format(skew=self.skew_s) if self.skew_s else "") + _RUN
        with (self.home / f"replica-{self.number}.log").open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 # our own arguments
                [python_of(self.folder), "-c", code], env=self.environment, cwd=self.home, stdout=log, stderr=log
            )
        self.stopped = self.ready = False

    async def at_work(self) -> None:
        """Wait until it answers that it is ready."""
        async with asyncio.timeout(_AT_WORK_WITHIN):
            while True:
                if self.process is None or self.process.poll() is not None:
                    raise ChildProcessError(f"replica {self.number} has ended, see its log in {self.home}")
                with suppress(httpx.HTTPError):
                    if (await self.http.get(f"{self.url}/readyz")).is_success:
                        self.ready = True
                        return
                await asyncio.sleep(0.2)

    @property
    def takes(self) -> bool:
        return self.ready and not self.stopped

    def signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, number)

    def stop(self) -> None:
        """As a machine that stands still."""
        self.signal(signal.SIGSTOP)
        self.stopped = True

    def go_on(self) -> None:
        self.signal(signal.SIGCONT)
        self.stopped = False

    def kill(self) -> None:
        """At once; nothing is flushed, closed or told to anyone."""
        self.signal(signal.SIGKILL)
        self.ready = self.stopped = False
        if self.process:
            self.process.wait()

    async def again(self) -> None:
        """Start it again after it was killed."""
        self.start()
        await self.at_work()


START: Final = datetime(2026, 11, 25, 2, tzinfo=UTC)
"""A Wednesday, ten in the morning in China: the day's readings are due."""
FIRST: Final = "2.17.0"
"""The first version that is decided; each decision wants a higher one, so that calls can be told apart."""
BEFORE: Final = "2.16.1"
_LAST: Final = "3.4.0"
"""Few users lose access below it: one vote is enough."""


@dataclass(frozen=True)
class Shape:
    replicas: int = 2
    programs: int = 30
    skewed: bool = False
    """Whether its replicas' clocks are two minutes apart."""


@dataclass
class Stage:
    shape: Shape
    server: PostgresServer
    tables: Tables
    scene: Scene
    sandboxes: Sandboxes
    replicas: Sequence[Replica]
    wires: Sequence[Wire]
    programs: Sequence[Program]
    versions: list[str]
    """Those that were not decided yet, the lowest first."""
    random: Random = field(default_factory=Random)

    @property
    def shown(self) -> dict[str, str]:
        """What WeChat shows, by AppID."""
        return {appid: str(each.minimum) for appid, each in self.sandboxes.wechat.programs.items()}

    def set_by_hand(self, appid: str, version: str) -> None:
        """As a person does it in WeChat's console."""
        programs = self.sandboxes.wechat.programs
        programs[appid] = replace(programs[appid], minimum=version)

    def set_back(self) -> None:
        """Let every replica go on that was stopped, and nothing trouble them any more."""
        self.scene.trap.clear()
        self.scene.weather.lossy = 0.0
        for each in self.replicas:
            each.go_on()


@asynccontextmanager
async def staged(folder: Path, shape: Shape) -> AsyncIterator[Stage]:
    """Everything, at work.

    Args:
        folder: of the code to be judged.
    """
    programs = [
        Program(f"wx{number:016x}", "effects", f"Shop {number}", alias=f"shop{number}", minimum=BEFORE)
        for number in range(1, shape.programs + 1)
    ]
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="effects-", ignore_cleanup_errors=True)))
        server = stack.enter_context(running_postgres())
        tables, scene = Tables(server.url(server.create("baselib"))), Scene()
        stack.push_async_callback(tables.close)
        front = Front(await stack.enter_async_context(local_client(timeout=60)))
        front_url = await stack.enter_async_context(served(front, alive=False))
        place = await stack.enter_async_context(
            sandboxes(START, programs, app_url=f"{front_url}/slack/events", folder=folder)
        )
        environment = {
            **bare_environment(),
            **place.environment,
            "PYTHONPATH": str(folder),
            "WECHAT_PUBLIC_URL": "off",
            "BASELIB_MAY_SET_MINIMUM": "on",
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "INFO",
        }
        replicas, wires = [], []
        for number, port in enumerate(free_ports((0,) * shape.replicas)):
            gate = WeChatGate(number, place.wechat_gate, place.wechat, scene)
            gate_url = await stack.enter_async_context(served(gate, alive=False))
            (home / f"wire-{number}").mkdir()
            wire = await stack.enter_async_context(wired(number, server.folder, home / f"wire-{number}", scene.trap))
            own = {
                "PORT": str(port),
                "DATABASE_URL": f"postgresql://postgres@/baselib?host={wire.folder}",
                **reaching(gate_url, programs),
            }
            url, skew = f"http://127.0.0.1:{port}", (-60.0, 60.0, 0.0)[number % 3] if shape.skewed else 0.0
            replicas.append(Replica(number, folder, home, environment | own, url, front.http, skew_s=skew))
            wires.append(wire)
        front.replicas = replicas
        await asyncio.to_thread(
            subprocess.run,
            [python_of(folder), "-m", "bot", "db", "upgrade"],
            env=environment | {"DATABASE_URL": tables.url},
            cwd=home,
            check=True,
            capture_output=True,
        )
        stack.callback(_end, replicas)
        for each in replicas:
            each.start()
        await asyncio.gather(*(each.at_work() for each in replicas))
        versions = [each.version for each in released(START)]
        versions = versions[versions.index(FIRST) : versions.index(_LAST)]
        yield Stage(shape, server, tables, scene, place, replicas, wires, programs, versions)


def _end(replicas: Sequence[Replica]) -> None:
    for each in replicas:
        each.signal(signal.SIGKILL)
        if each.process:
            each.process.wait()
