"""`baselib trend`: how coverage moved, in text, as JSON or as a picture."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from bot.blocks.report.export import export_warnings
from bot.blocks.trend.picture import trend_picture
from bot.blocks.trend.trend import trend_message
from bot.charts.drawer import ChartWorker
from bot.cli.kit.options import day_of, format_of, on_option
from bot.cli.report import Answer, PrintAnswer, warn
from bot.domain.programs.program import Program
from bot.domain.trend.parse import parse_trend, split_trend
from bot.domain.trend.trend import TrendAnswer
from bot.export import Format
from bot.export.report_files import history_file, trend_file
from bot.export.report_json import trend_json
from bot.i18n import Texts
from bot.wiring.core import Core

_USAGE: Final = "baselib trend [program] [version ...] [--on <day>] [--format csv|json]"


def add_trend(cli: typer.Typer, texts: Texts, answer: PrintAnswer) -> None:
    """Add `trend`."""
    words_argument = typer.Argument(help=texts("cli-trend-words"))
    on_day = on_option(texts("cli-on"))
    format_option = typer.Option("--format", help=texts("cli-trend-format"), show_default=False)
    json_option = typer.Option("--json", help=texts("cli-json"))
    png_option = typer.Option("--png", metavar="FILE", dir_okay=False, writable=True, help=texts("cli-trend-png"))

    @cli.command(help=texts("cli-trend"))
    def trend(
        words: Annotated[list[str] | None, words_argument] = None,
        on: Annotated[str, on_day] = "",
        form: Annotated[str, format_option] = "",
        as_json: Annotated[bool, json_option] = False,  # noqa: FBT002
        png: Annotated[Path | None, png_option] = None,
    ) -> None:
        drawn = False

        async def ask(core: Core, team: str, found: Program, now: datetime) -> Answer:
            nonlocal drawn
            kind = format_of(form, (Format.CSV, Format.JSON), _USAGE)
            _, versions = parse_trend(words or ())
            report = await core.usecases.report_at(team, found, day_of(on, _USAGE, now=now), now=now, as_is=True)
            answered = await core.usecases.read_trend(team, report, versions)
            if png and answered.chart:
                await _draw(answered, png, texts)
                drawn = True
            if kind is Format.CSV:
                warn(export_warnings(report, texts, "UTC", now=now))
                days = await core.usecases.report_on.every(team, found, until=report.snapshot.day)
                return history_file(days, kind, versions)
            if kind is Format.JSON:
                return trend_file(answered)
            return trend_message(answered, texts, "UTC", now=now), trend_json(answered)

        name, _ = split_trend(words or ())
        answer(name, ask, as_json=as_json)
        if png and not drawn:  # what was printed says why
            raise typer.Exit(1)


async def _draw(answer: TrendAnswer, png: Path, texts: Texts) -> None:
    """Draw the chart into a file.

    Raises:
        ChartUndrawable: there is no picture.
        BadParameter: the file cannot be written.
    """
    charts, file = ChartWorker(), trend_picture(answer, texts)
    try:
        picture = await charts.draw(file.chart, *file.instead)
    finally:
        await charts.close()
    try:
        await asyncio.to_thread(png.write_bytes, picture)
    except OSError as error:
        raise typer.BadParameter(error.strerror or str(error), param_hint="--png") from error
