"""`baselib trend`: how coverage moved, in text, as JSON or as a picture."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from bot.blocks.message import Message
from bot.blocks.trend import trend_message
from bot.blocks.trend_picture import trend_picture
from bot.charts.drawer import ChartWorker
from bot.domain.program import Program
from bot.domain.trend import TrendAnswer
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
    png_option = typer.Option("--png", metavar="FILE", dir_okay=False, writable=True, help=texts("cli-trend-png"))

    @cli.command(help=texts("cli-trend"))
    def trend(
        words: Annotated[list[str] | None, words_argument] = None,
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
        png: Annotated[Path | None, png_option] = None,
    ) -> None:
        drawn = False

        async def ask(core: Core, team: str, found: Program, now: datetime) -> tuple[Message, dict[str, Any]]:
            nonlocal drawn
            _, versions = parse_trend(words or ())
            answered = await core.usecases.read_trend(team, found, versions, now=now)
            if png and answered.drawable:
                await _draw(answered, png, texts)
                drawn = True
            return trend_message(answered, texts, "UTC", now=now), trend_json(answered)

        name, _ = split_trend(words or ())
        answer(name, ask, as_json=as_json)
        if png and not drawn:  # what was printed says why
            raise typer.Exit(1)


async def _draw(answer: TrendAnswer, png: Path, texts: Texts) -> None:
    """Put the chart into a file.

    Raises:
        ChartUndrawable: there is no picture.
        BadParameter: the file cannot be written.
    """
    charts = ChartWorker()
    try:
        picture = await charts.draw(trend_picture(answer, texts).chart)
    finally:
        await charts.close()
    try:
        await asyncio.to_thread(png.write_bytes, picture)
    except OSError as error:
        raise typer.BadParameter(error.strerror or str(error), param_hint="--png") from error
