"""`baselib trend`: how coverage moved, in text or as JSON."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol

import typer

from bot.blocks.message import Message
from bot.blocks.trend import trend_message
from bot.domain.program import Program
from bot.domain.trend_words import parse_trend, split_trend
from bot.i18n import Texts
from bot.jsonable import trend_json
from bot.wiring.core import Core

Ask = Callable[[Core, str, Program, datetime], Awaitable[tuple[Message, dict[str, Any]]]]


class Answer(Protocol):
    """Asks a use case about a program, prints what comes and turns our errors into an exit status."""

    def __call__(self, name: str, ask: Ask, /, *, as_json: bool) -> None:
        """`name`: the program's; empty for the only one."""


def add_trend(cli: typer.Typer, texts: Texts, answer: Answer) -> None:
    """Add `trend`."""
    words_argument = typer.Argument(help=texts("cli-trend-words"))
    json_option = typer.Option("--json", help=texts("cli-json"))

    @cli.command(help=texts("cli-trend"))
    def trend(
        words: Annotated[Sequence[str] | None, words_argument] = None,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
    ) -> None:
        async def ask(core: Core, team: str, found: Program, now: datetime) -> tuple[Message, dict[str, Any]]:
            _, versions = parse_trend(words or ())
            answered = await core.usecases.read_trend(team, found, versions, now=now)
            return trend_message(answered, texts, "UTC", now=now), trend_json(answered)

        name, _ = split_trend(words or ())
        answer(name, ask, as_json=as_json)
