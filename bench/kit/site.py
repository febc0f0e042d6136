"""The site of a run: a directory, a stand-in for Slack and WeChat, and the processes that are measured."""

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, ParamSpec, TypeVar

from bench.kit.fleet import PEOPLE, TEAM_ID, channel_id, fleet
from bench.kit.machine import Cores, cores, give_way, on_core, pin, present
from bench.kit.upstream import RESPONSE_PATH
from bench.kit.wire import WrongAnswerError, fetch
from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.agents import AGENTS_PATH
from bot.domain.numbers.snapshot import snapshot_day
from tools.chaos.sandboxes import BOT_TOKEN, SIGNING_SECRET
from tools.sandbox.launch import Process, Start, end, free_ports, start_python
from tools.sandbox.seed import Addresses, bare_environment, with_token_service
from tools.sandbox.slack.delivery import encode, signed
from tools.sandbox.wechat.calls import PUBLIC


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and where they ask; the channel is empty where there is none: agents."""

    user_id: str
    team_id: str = TEAM_ID
    channel_id: str = ""


_PERSON: Final = Person(PEOPLE[-1], channel_id=channel_id(0))


def slash_command(text: str, *, port: int, response_url: str, person: Person = _PERSON) -> bytes:
    """One `/baselib ...` request; good for five minutes.

    https://docs.slack.dev/interactivity/implementing-slash-commands/
    """
    fields = {
        "token": "not-used-any-more",
        "team_id": person.team_id,
        "team_domain": "bench",
        "channel_id": person.channel_id,
        "channel_name": "mini-programs",
        "user_id": person.user_id,
        "user_name": "bench",
        "command": "/baselib",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": "1234567890.1234567890.0123456789abcdef0123456789abcdef",
    }
    return _signed("/slack/events", encode("slash_commands", fields), port)


def search(text: str, *, port: int) -> bytes:
    """Return a search in the select that asks which program; valid as long as a slash command.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/
    """
    payload = {
        "type": "block_suggestion",
        "team": {"id": TEAM_ID, "domain": "bench"},
        "user": {"id": _PERSON.user_id, "name": "bench", "team_id": TEAM_ID},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": _PERSON.channel_id, "is_ephemeral": True},
        "channel": {"id": _PERSON.channel_id, "name": "mini-programs"},
        "api_app_id": "A0BENCH",
        "action_id": PROGRAM_PICK,
        "block_id": Control(choice="report").encode(),
        "value": text,
    }
    return _signed("/slack/events", encode("interactive", payload), port)


def tool_call(name: str, arguments: Mapping[str, object], *, person: Person, number: int, port: int) -> bytes:
    """Return a call of a tool as Slackbot sends it; `number` comes back with its answer.

    https://docs.slack.dev/ai/slackbot-mcp-client
    """
    who = {"user_id": person.user_id, "team_id": person.team_id, "enterprise_id": None}
    params = {"name": name, "arguments": arguments, "_meta": {"slack": who}}
    body = json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}).encode()
    return _signed(AGENTS_PATH, (body, "application/json\r\nMCP-Protocol-Version: 2025-06-18"), port)


def _signed(path: str, content: tuple[bytes, str], port: int) -> bytes:
    body, content_type = content
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Type: {content_type}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json, text/event-stream, */*",
        *(f"{name}: {value}" for name, value in signed(SIGNING_SECRET, body).items()),
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


_READY_WITHIN_S: Final = 60.0
_ENDS_WITHIN_S: Final = 15.0
_MEASURED_WITHIN_S: Final = 900.0
_LOOK_EVERY_S: Final = 0.01
"""From here on Linux assigns ports to connections: a poller that checks whether a server is up might get its port."""
_P = ParamSpec("_P")
_T = TypeVar("_T")


class BenchError(Exception):
    """Something does not work, so that there is nothing to measure."""


@dataclass(frozen=True, slots=True)
class Server:
    process: Process
    port: int
    ready_after_s: float
    """From its start until it was ready."""


@dataclass(frozen=True)
class Site:
    """What all parts of a run share."""

    directory: Path
    programs: int
    slack_port: int
    wechat_port: int
    cores: Cores
    today: date
    start: Start

    @property
    def slack_url(self) -> str:
        """The stand-in's Web API."""
        return f"http://127.0.0.1:{self.slack_port}/api/"

    @property
    def wechat_url(self) -> str:
        return f"http://127.0.0.1:{self.wechat_port}"

    def database(self, name: str) -> Path:
        return self.directory / f"{name}.db"

    def database_url(self, name: str) -> str:
        return f"sqlite:///{self.database(name)}"

    def bot(
        self, database: str, otherwise: Mapping[str, str] = MappingProxyType({})
    ) -> AbstractAsyncContextManager[Server]:
        """Return the bot as an operator with that many programs would run it: its settings are in `.env`."""
        (port,) = free_ports((0,))
        settings = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": self.slack_url,
            "WECHAT_API_URL": self.wechat_url,
            "WECHAT_PUBLIC_URL": f"{self.wechat_url}{PUBLIC}",
            **with_token_service(Addresses("", "", self.wechat_url), fleet(self.programs)),
            "DATABASE_URL": self.database_url(database),
            "PORT": str(port),
            "SWEEP_WINDOW": "00:00-00:01",  # whatever the hour, a sweep begins at once
            "WECHAT_USERS": "off",  # they are counted from noon on
            "LOG_LEVEL": "WARNING",
            **otherwise,
        }
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (self.directory / ".env").write_text("".join(lines), encoding="utf-8")
        return self._server("bot", "run", port=port, ready="/readyz")

    def bare(self) -> AbstractAsyncContextManager[Server]:
        (port,) = free_ports((0,))
        return self._server("bench.bare", str(port), BOT_TOKEN, SIGNING_SECRET, self.slack_url, port=port, ready="")

    def upstream(self, plan: str, channels: int) -> AbstractAsyncContextManager[Server]:
        """Return a stand-in for Slack and WeChat; it fails by the plan, and the bot is in so many channels."""
        arguments = map(str, (self.slack_port, self.wechat_port, self.programs, channels))
        stand_in = ("bench.kit.upstream", *arguments, plan)
        return self._server(*stand_in, port=self.slack_port, ready="/sandbox/clock", core=self.cores.other)

    def answering(self) -> AbstractAsyncContextManager[Server]:
        """Return a server on the measured core that answers whatever comes."""
        (port,) = free_ports((0,))
        return self._server("bench.kit.wire", "bench.kit.wire", "answer_all", f"[{port}]", port=port, ready="/")

    def command(self, at: Server, text: str = "help") -> bytes:
        """`/baselib <text>`, signed now; an answer that is not in its acknowledgement goes to the stand-in."""
        url = f"http://127.0.0.1:{self.slack_port}{RESPONSE_PATH}"
        return slash_command(text, port=at.port, response_url=url)

    async def measured(self, measure: Callable[_P, Coroutine[Any, Any, _T]], *arguments: _P.args, **_: _P.kwargs) -> _T:
        """Run a measurement to its end, in a process of its own on the measured core; its figures, as JSON has them."""
        spec = sys.modules[measure.__module__].__spec__  # has the name also of a module that runs as `__main__`
        assert spec
        call = ("bench.kit.wire", spec.name, measure.__name__, json.dumps(arguments))
        with tempfile.TemporaryFile() as output:
            async with self._process(*call, output=output) as process:
                try:
                    async with asyncio.timeout(_MEASURED_WITHIN_S):
                        status = await process.wait()
                except TimeoutError as error:
                    raise BenchError(f"{spec.name} takes too long") from error
            output.seek(0)
            printed = output.read().decode()
        if status:
            raise BenchError(f"{spec.name} ended with {status}: {printed}")
        found: _T = json.loads(printed.splitlines()[-1])
        return found

    @asynccontextmanager
    async def _server(self, *arguments: str, port: int, ready: str, core: int | None = None) -> AsyncIterator[Server]:
        """Run `python -m ...` as long as this lasts; ready once its page `ready` answers 200, without one anything."""
        begun = time.perf_counter()
        async with self._process(*arguments, core=core) as process:
            try:
                async with asyncio.timeout(_READY_WITHIN_S):
                    while not await _answers(port, ready):
                        if process.returncode is not None:
                            raise BenchError(f"{arguments[0]} ended with {process.returncode}")
                        await asyncio.sleep(_LOOK_EVERY_S)  # a process does not signal when it is ready
            except TimeoutError as error:
                raise BenchError(f"{arguments[0]} is not ready") from error
            yield Server(process, port, time.perf_counter() - begun)

    @asynccontextmanager
    async def _process(
        self, *arguments: str, output: IO[bytes] | None = None, core: int | None = None
    ) -> AsyncIterator[Process]:
        process = await self.start(arguments, bare_environment(), self.directory, output or sys.stderr.buffer)
        pin(self.cores.measured if core is None else core, process.pid)  # threads that it starts later inherit this
        try:
            yield process
        finally:
            await end(process, within=_ENDS_WITHIN_S)


@asynccontextmanager
async def site(
    programs: int, plan: str = "none", start: Start = start_python, *, channels: int = 1
) -> AsyncIterator[Site]:
    """Yield a new site, deleted afterwards; meanwhile this process is on the core of everything that is not measured.

    Args:
        programs: how many Mini Programs there are.
        plan: how the stand-in for Slack and WeChat fails.
        channels: how many there are with the bot in them.
    """
    both = cores()
    with on_core(both.other), tempfile.TemporaryDirectory(prefix="baselib-bench-") as name:
        slack, wechat = free_ports((0, 0))
        here = Site(Path(name), programs, slack, wechat, both, snapshot_day(present()), start)
        async with here.upstream(plan, channels) as served:
            give_way(served.process.pid)
            yield here


def progress(what: str) -> None:
    print(f"{present().astimezone():%H:%M:%S} {what}", file=sys.stderr, flush=True)


async def _answers(port: int, ready: str) -> bool:
    """Whether a server has its page; without one, whether it answers at all."""
    try:
        await fetch(port, ready or "/")
    except OSError:
        return False
    except WrongAnswerError:
        return not ready
    return True
