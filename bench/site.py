"""The site of a run: a directory, a stand-in for Slack and WeChat, and how the measured servers are started."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

from bench.askers import Question
from bench.clock import present
from bench.command import search, slash_command, tool_call
from bench.effort import Effort
from bench.fleet import fleet
from bench.machine import Cores
from bench.processes import Server, free_port, server
from bench.upstream import PUBLIC_PATH, RESPONSE_PATH, TOKEN_PATH
from bot.domain.numbers.snapshot import snapshot_day
from bot.sandbox.launch import Start, start_python

UPSTREAM: Final = ("bench.upstream",)
"""The stand-in's module, followed by its arguments other than port and day."""
_SIGNING_SECRET: Final = "bench-signing-secret"  # noqa: S105  # of servers on loopback


@dataclass(frozen=True)
class Site:
    """What all parts of a run share."""

    directory: Path
    effort: Effort
    upstream_port: int
    cores: Cores
    today: date
    start: Start
    """How processes are started."""

    @property
    def upstream_url(self) -> str:
        """Slack's and WeChat's stand-in."""
        return f"http://127.0.0.1:{self.upstream_port}"

    def database(self, name: str) -> Path:
        """The file of one of the run's databases."""
        return self.directory / f"{name}.db"

    def database_url(self, name: str) -> str:
        """Its DATABASE_URL."""
        return f"sqlite:///{self.database(name)}"

    def bot(
        self, database: str, otherwise: Mapping[str, str] = MappingProxyType({})
    ) -> AbstractAsyncContextManager[Server]:
        """The bot as an operator with that many programs would run it: its settings are in `.env`.

        Args:
            database: which of the run's.
            otherwise: settings to override.
        """
        port = free_port()
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": _SIGNING_SECRET,
            "SLACK_API_URL": self._slack_api_url,
            "WECHAT_API_URL": self.upstream_url,
            "WECHAT_PUBLIC_URL": f"{self.upstream_url}{PUBLIC_PATH}",
            "WECHAT_TOKEN_URL": f"{self.upstream_url}{TOKEN_PATH}",
            "WECHAT_PROGRAMS": ",".join(f"{one.alias}={one.appid}" for one in fleet(self.effort.programs)),
            "DATABASE_URL": self.database_url(database),
            "PORT": str(port),
            "SWEEP_WINDOW": "00:00-00:01",  # whatever the hour, a sweep begins at once
            "LOG_LEVEL": "WARNING",
            **otherwise,
        }
        lines = [f"{name}={value}\n" for name, value in settings.items()]
        (self.directory / ".env").write_text("".join(lines), encoding="utf-8")
        return server(
            ["bot", "run"],
            port=port,
            ready="/readyz",
            directory=self.directory,
            core=self.cores.measured,
            start=self.start,
        )

    def bare(self) -> AbstractAsyncContextManager[Server]:
        """The bare Bolt app."""
        port = free_port()
        return server(
            ["bench.bare", str(port), _SIGNING_SECRET, self._slack_api_url],
            port=port,
            ready="/",
            ready_status=b"404",  # it has no page but Slack's
            directory=self.directory,
            core=self.cores.measured,
            start=self.start,
        )

    def upstream(self, core: int | None) -> AbstractAsyncContextManager[Server]:
        """One more stand-in for Slack and WeChat, on this core."""
        return _upstream(self.directory, self.today, core, UPSTREAM, self.start)

    def command(self, at: Server, text: str = "help", response_url: str = "") -> bytes:
        """`/baselib <text>`, signed now; the answer goes to the stand-in by default."""
        goes_to = response_url or f"{self.upstream_url}{RESPONSE_PATH}"
        return slash_command(text, port=at.port, response_url=goes_to, signing_secret=_SIGNING_SECRET)

    def question(self, at: Server, question: Question, response_url: str) -> bytes:
        """A person's slash command, signed now."""
        return slash_command(
            question.name,
            port=at.port,
            response_url=response_url,
            signing_secret=_SIGNING_SECRET,
            asker=question.asker,
        )

    def tool_call(self, at: Server, question: Question, number: int) -> bytes:
        """A call of a tool for a person, signed now."""
        return tool_call(
            question.name,
            question.arguments,
            asker=question.asker,
            number=number,
            port=at.port,
            signing_secret=_SIGNING_SECRET,
        )

    def search(self, at: Server, text: str) -> bytes:
        """A search in the select that asks which program, signed now."""
        return search(text, port=at.port, signing_secret=_SIGNING_SECRET)

    @property
    def _slack_api_url(self) -> str:
        return f"{self.upstream_url}/api/"


@asynccontextmanager
async def site(
    effort: Effort, cores: Cores, stand_in: Sequence[str] = UPSTREAM, start: Start = start_python
) -> AsyncIterator[Site]:
    """A new site, deleted afterwards.

    Args:
        effort: how much is measured.
        cores: for the server that is measured, and for everything else.
        stand_in: the module for Slack and WeChat, with arguments.
        start: how processes are started.

    Raises:
        BenchError: the stand-in does not come up.
    """
    today = snapshot_day(present())
    with TemporaryDirectory(prefix="baselib-bench-") as name:
        directory = Path(name)
        async with _upstream(directory, today, cores.other, stand_in, start) as served:
            yield Site(directory, effort, served.port, cores, today, start)


def _upstream(
    directory: Path, today: date, core: int | None, stand_in: Sequence[str], start: Start
) -> AbstractAsyncContextManager[Server]:
    port, (module, *more) = free_port(), stand_in
    arguments = [module, str(port), today.isoformat(), *more]
    return server(arguments, port=port, ready="/livez", directory=directory, core=core, start=start)
