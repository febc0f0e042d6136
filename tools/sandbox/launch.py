"""Starts the sandbox and the bot as processes of their own, and ends them together.

The bot is the production one (`baselib run`) with other URLs, made-up secrets and the sandbox's clock. To start it
separately, in a container or under a supervisor, its environment is printed.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import IO, Final, Protocol

import httpx

from bot.lib.transport import local_client
from tools.sandbox.clock import MovableClock
from tools.sandbox.seed import (
    Addresses,
    as_platform,
    bare_environment,
    by_oauth,
    let_in,
    secrets_and_addresses,
    seed_aliases,
    seed_default,
    seed_history,
    with_token_service,
)
from tools.sandbox.wechat.config import Program, demo_programs

TEAM_ID: Final = "T0SANDBOX"
FIRST_CHANNEL: Final = "C0MINIAPP"
_LOOPBACK: Final = "127.0.0.1"
_START_WITHIN: Final = 60.0
"""Seconds for a process to answer: some machines are slow or busy; a process that cannot start ends before that."""
_STOP_WITHIN: Final = 12.0
"""Seconds: the bot ends in less than ten (`bot.wiring.scheduler`); a process still running then is stuck."""
_POLL: Final = 0.05
"""Seconds between checks: too short to notice, long enough to leave the processor to the starting process."""
_PORTS_TRIED: Final = 50
_KEPT_FOR_SERVERS: Final = range(10_000, 32_768)
"""Ports that systems give to no connection: those that they give may be taken for a moment, just as a server starts."""
_STARTS: Final = 3
"""Of everything, when another process takes a port that was free a moment before."""


class Process(Protocol):
    """A started process, with asyncio's interface."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """Its exit status; None while it runs."""

    def terminate(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it."""

    async def wait(self) -> int:
        """Wait until it has ended; returns its exit status."""


Start = Callable[[Sequence[str], Mapping[str, str], Path, IO[bytes] | None], Awaitable[Process]]
"""Starts a Python module with arguments, environment, directory, and a file for its output."""


async def start_python(
    arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
) -> Process:
    """Start `python -m ...`."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=environment, cwd=directory, stdout=log, stderr=log
    )


@dataclass(frozen=True)
class Plan:
    directory: Path
    """Where the database is, and where no `.env` of the operator is read."""
    start: datetime | None
    """The first time (aware) on the clocks of Slack and WeChat, which the bot uses; None: the machine's time."""
    socket_mode: bool = False
    ports: tuple[int, int, int] = (3000, 3001, 3002)
    """Bot, Slack, WeChat: the first free port from each on; 0 takes any."""
    programs: Sequence[Program] = field(default_factory=lambda: demo_programs()[:2])
    component: bool = False
    """Whether the bot is the third-party platform itself, with pushes and authorisations; else it uses a token service.

    As the platform it knows no program at first: `programs` authorise it once it runs, the fleet did so before.
    """
    bot: bool = True
    """Whether to start the bot, too. If it is started by hand, `programs` have authorised it by then."""
    tickets: bool = True
    """Whether WeChat pushes verify tickets from the start; without one, merchants cannot authorise the bot."""
    fleet: int = 0
    """How many synthetic programs WeChat has in addition to the demonstration's."""
    oauth: bool = False
    """Whether the bot is not installed yet, and two workspaces can install it; their tokens expire after 12 hours."""
    seeded: bool = True
    """Whether the database has twenty weeks of history, and `programs` have their aliases."""
    default_in: str = ""
    """The channel that means the first of `programs` whenever it names none; empty for no channel."""
    extra: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    """Whether the processes' logs go to files in the directory instead of the terminal."""


@dataclass(frozen=True)
class Running:
    bot_url: str
    slack_url: str
    wechat_url: str
    environment: Mapping[str, str]
    """The bot's environment, to start it again."""
    processes: dict[str, Process]
    plan: Plan
    start: Start

    async def start_bot(self) -> None:
        """Start the bot (again) and wait until it is ready."""
        self.processes["bot"] = await self.spawn("bot", ["bot", "run"])
        await _answers(f"{self.bot_url}/readyz", self.processes["bot"])

    async def spawn(self, name: str, arguments: Sequence[str]) -> Process:
        """Start a process with the bot's environment."""
        directory = self.plan.directory
        log = (directory / f"{name}.log").open("ab") if self.plan.quiet else None
        try:
            return await self.start(arguments, self.environment, directory, log)
        finally:
            if log:
                log.close()


class LaunchFailedError(Exception):
    """A process of the sandbox ended, or did not answer in time."""


class _PortTakenError(LaunchFailedError):
    """A process ended because another one took its port between our look and its start."""


@asynccontextmanager
async def launched(plan: Plan, start: Start = start_python) -> AsyncIterator[Running]:
    """Slack, WeChat and the bot, ready; all are ended afterwards."""
    async with AsyncExitStack() as stack:
        for left in reversed(range(_STARTS)):
            try:
                running = await stack.enter_async_context(_launched_once(plan, start))
                break
            except _PortTakenError:
                if not left:
                    raise
        yield running


@asynccontextmanager
async def _launched_once(plan: Plan, start: Start) -> AsyncIterator[Running]:
    bot_port, slack_port, wechat_port = free_ports(plan.ports)
    addresses = Addresses(*(f"http://{_LOOPBACK}:{port}" for port in (bot_port, slack_port, wechat_port)))
    environment = {
        **bare_environment(),
        **secrets_and_addresses(addresses, socket_mode=plan.socket_mode),
        **(as_platform(addresses) if plan.component else with_token_service(addresses, plan.programs)),
        **(by_oauth(addresses, home_team=TEAM_ID) if plan.oauth else {}),
        "DATABASE_URL": f"sqlite:///{plan.directory}/baselib.db",
        "HOST": _LOOPBACK,
        "PORT": str(bot_port),
        **plan.extra,
    }
    clock = MovableClock(plan.start)
    ahead = f"--ahead={clock.ahead.total_seconds()}"
    processes: dict[str, Process] = {}
    running = Running(addresses.bot, addresses.slack, addresses.wechat, environment, processes, plan, start)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_end, processes)
        wechat = ["tools.sandbox", "wechat", "--port", str(wechat_port), "--fleet", str(plan.fleet), ahead]
        if plan.component:
            before = [] if plan.bot else [program.appid for program in plan.programs]
            wechat += ["--events-url", f"{running.bot_url}/wechat/events", "--authorised", ",".join(before)]
        if not plan.tickets:
            wechat += ["--ticket-outage"]
        processes["wechat"] = await running.spawn("wechat", wechat)
        slack = ["tools.sandbox", "slack", "--port", str(slack_port), "--wechat-url", running.wechat_url, ahead]
        if plan.oauth:
            slack += ["--rotating"]
        if not plan.socket_mode:
            slack += ["--app-url", f"{running.bot_url}/slack/events"]
        processes["slack"] = await running.spawn("slack", slack)
        if plan.seeded:
            await _to_its_end(seed(environment["DATABASE_URL"], plan, clock.now()))
        await _answers(f"{running.wechat_url}/sandbox/clock", processes["wechat"])
        await _answers(f"{running.slack_url}/sandbox/clock", processes["slack"])
        if plan.bot:
            await running.start_bot()
            await _let_in(running)
        if any(process.returncode is not None for process in processes.values()):
            raise _PortTakenError("what answers is not what was started")
        yield running


async def seed(database_url: str, plan: Plan, now: datetime) -> None:
    """Fill a database with what a plan says that it has up to `now` (aware)."""
    await seed_history(database_url, TEAM_ID, plan.programs, now=now)
    if plan.component:  # else the settings hold them
        await seed_aliases(database_url, TEAM_ID, plan.programs)
    if plan.default_in:
        await seed_default(database_url, TEAM_ID, plan.default_in, plan.programs[0].appid)


async def demo(plan: Plan, *, announce: Callable[[Running], None]) -> None:
    """Run everything until it is interrupted or one of the processes ends."""
    async with launched(plan) as running:
        announce(running)
        waits = {asyncio.create_task(process.wait()): name for name, process in running.processes.items()}
        try:
            ended, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        raise LaunchFailedError(f"{waits[ended.pop()]} ended")


async def _let_in(running: Running) -> None:
    plan = running.plan
    if not (plan.component and plan.tickets):
        return
    try:
        await let_in(running.wechat_url, [program.appid for program in plan.programs])
    except (TimeoutError, httpx.HTTPError) as error:
        raise LaunchFailedError("the bot does not take the programs that let it in") from error


async def _to_its_end(work: Coroutine[None, None, None]) -> None:
    """Await work that must not be cancelled halfway, such as a database's: cancellation waits for its end."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def _answers(url: str, process: Process) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_START_WITHIN), local_client() as client:
            while process.returncode is None:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(url)).is_success:
                        return
                await asyncio.sleep(_POLL)  # a process does not signal when it is ready
    if process.returncode is not None and not _free(httpx.URL(url).port or 0):
        raise _PortTakenError(f"another process answers at {url}")
    how = "in time" if process.returncode is None else f"any more: its process ended with {process.returncode}"
    raise LaunchFailedError(f"nothing answers at {url} {how}")


async def _end(processes: Mapping[str, Process]) -> None:
    """End the processes, the bot first: it finishes its answers while Slack still listens."""
    for name in ("bot", "slack", "wechat"):
        if process := processes.get(name):
            await end(process, within=_STOP_WITHIN)


async def end(process: Process, *, within: float) -> None:
    """Ask a process to end, unless it has, and kill it when it still runs after so many seconds."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), within)
    except TimeoutError:
        process.kill()
        await process.wait()


def free_ports(wanted: Sequence[int]) -> list[int]:
    """Return the first free port from each on, any for 0; all differ."""
    taken: list[int] = []
    for first in wanted:
        tried = range(first, first + _PORTS_TRIED) if first else SystemRandom().sample(_KEPT_FOR_SERVERS, _PORTS_TRIED)
        for port in tried:
            if port not in taken and _free(port):
                taken.append(port)
                break
        else:
            raise LaunchFailedError(f"no free port from {first} on")
    return taken


def _free(port: int) -> bool:
    with socket.socket() as probe, contextlib.suppress(OSError):
        probe.bind((_LOOPBACK, port))
        return True
    return False
