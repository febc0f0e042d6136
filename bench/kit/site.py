"""The site of a run: a directory, a stand-in for Slack and WeChat, and the processes that are measured."""

import asyncio
import hashlib
import hmac
import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, ParamSpec, TypeVar
from urllib.parse import urlencode

from bench.kit.machine import Cores, cores, give_way, on_core, pin, present
from bench.kit.upstream import PUBLIC_PATH, RESPONSE_PATH, TEAM_ID, TOKEN_PATH, fleet
from bench.kit.wire import WrongAnswerError, fetch
from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.agents import AGENTS_PATH
from bot.domain.numbers.snapshot import snapshot_day
from tools.sandbox.launch import Process, Start, end, free_ports, start_python
from tools.sandbox.seed import bare_environment

SIGNING_SECRET: Final = "bench-signing-secret"  # noqa: S105  # of servers on loopback


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and where they ask; the channel is empty where there is none: agents."""

    user_id: str
    team_id: str = TEAM_ID
    channel_id: str = ""


_PERSON: Final = Person("U0BENCH", channel_id="C0BENCH")


def slash_command(
    text: str, *, port: int, response_url: str, person: Person = _PERSON, signed_at: int | None = None
) -> bytes:
    """One `/baselib ...` request; good for five minutes from when it is signed (seconds, now unless given).

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
    return _form(fields, port, signed_at)


def search(text: str, *, port: int, signed_at: int | None = None) -> bytes:
    """Return a search in the select that asks which program; valid as long as a slash command.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/
    """
    payload = {
        "type": "block_suggestion",
        "team": {"id": TEAM_ID, "domain": "bench"},
        "user": {"id": "U0BENCH", "name": "bench", "team_id": TEAM_ID},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": "C0BENCH", "is_ephemeral": True},
        "channel": {"id": "C0BENCH", "name": "mini-programs"},
        "api_app_id": "A0BENCH",
        "action_id": PROGRAM_PICK,
        "block_id": Control(choice="report").encode(),
        "value": text,
    }
    return _form({"payload": json.dumps(payload)}, port, signed_at)


def tool_call(
    name: str,
    arguments: Mapping[str, object],
    *,
    person: Person,
    number: int,
    port: int,
    signed_at: int | None = None,
) -> bytes:
    """Return a call of a tool as Slackbot sends it; `number` comes back with its answer.

    https://docs.slack.dev/ai/slackbot-mcp-client
    """
    who = {"user_id": person.user_id, "team_id": person.team_id, "enterprise_id": None}
    params = {"name": name, "arguments": arguments, "_meta": {"slack": who}}
    body = json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
    return _signed(AGENTS_PATH, "application/json\r\nMCP-Protocol-Version: 2025-06-18", body, port, signed_at)


def _form(fields: Mapping[str, str], port: int, signed_at: int | None) -> bytes:
    return _signed("/slack/events", "application/x-www-form-urlencoded", urlencode(fields), port, signed_at)


def _signed(path: str, content_type: str, body: str, port: int, signed_at: int | None) -> bytes:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack/."""
    timestamp = int(present().timestamp()) if signed_at is None else signed_at
    signature = hmac.new(SIGNING_SECRET.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Type: {content_type}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json, text/event-stream, */*",
        f"X-Slack-Signature: v0={signature}",
        f"X-Slack-Request-Timestamp: {timestamp}",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()


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
    upstream_port: int
    cores: Cores
    today: date
    start: Start

    @property
    def upstream_url(self) -> str:
        """Slack's and WeChat's stand-in."""
        return f"http://127.0.0.1:{self.upstream_port}"

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
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{self.upstream_url}/api/",
            "WECHAT_API_URL": self.upstream_url,
            "WECHAT_PUBLIC_URL": f"{self.upstream_url}{PUBLIC_PATH}",
            "WECHAT_TOKEN_URL": f"{self.upstream_url}{TOKEN_PATH}",
            "WECHAT_PROGRAMS": ",".join(f"{one.alias}={one.appid}" for one in fleet(self.programs)),
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
        return self._server("bench.bare", str(port), SIGNING_SECRET, f"{self.upstream_url}/api/", port=port, ready="")

    def upstream(self, core: int | None, *plan: str) -> AbstractAsyncContextManager[Server]:
        """Return a stand-in for Slack and WeChat, on this core; it fails by the plan."""
        (port,) = free_ports((0,))
        arguments = ("bench.kit.upstream", str(port), self.today.isoformat(), *plan)
        return self._server(*arguments, port=port, ready="/livez", core=core)

    def command(self, at: Server, text: str = "help") -> bytes:
        """`/baselib <text>`, signed now; the answer goes to the stand-in."""
        return slash_command(text, port=at.port, response_url=f"{self.upstream_url}{RESPONSE_PATH}")

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
async def site(programs: int, plan: str = "none", start: Start = start_python) -> AsyncIterator[Site]:
    """Yield a new site, deleted afterwards; meanwhile this process is on the core of everything that is not measured.

    Args:
        programs: how many Mini Programs there are.
        plan: how the stand-in for Slack and WeChat fails.
    """
    both = cores()
    with on_core(both.other), tempfile.TemporaryDirectory(prefix="baselib-bench-") as name:
        here = Site(Path(name), programs, 0, both, snapshot_day(present()), start)
        async with here.upstream(both.other, plan) as served:
            give_way(served.process.pid)
            yield replace(here, upstream_port=served.port)


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
