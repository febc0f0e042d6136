"""`baselib trend`: how coverage moved, in text, as JSON or as a picture."""

import asyncio
import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.blocks.report.export import export_warnings
from bot.blocks.trend.picture import trend_picture
from bot.blocks.trend.trend import trend_message
from bot.charts.drawer import ChartWorker
from bot.cli.kit.options import format_of
from bot.cli.kit.parser import Misuse
from bot.cli.output import print_file
from bot.cli.report import asked, print_answer, warn
from bot.domain.trend.parse import parse_trend, split_trend
from bot.domain.trend.trend import TrendAnswer
from bot.export import Format
from bot.export.report_files import history_file, trend_file
from bot.export.report_json import trend_json
from bot.i18n import Texts

_USAGE: Final = "baselib trend [program] [version ...] [--on <day>] [--format csv|json]"


async def trend(texts: Texts, *, words: Sequence[str], on: str, form: str, as_json: bool, png: Path | None) -> int:
    """Print the trend, and draw it."""
    _check_file(png)
    name, _ = split_trend(words)
    async with asked(texts, name) as question:
        kind = format_of(form, (Format.CSV, Format.JSON), _USAGE)
        _, versions = parse_trend(words)
        report = await question.report(on, _USAGE, as_is=True)
        answered = await question.usecases.read_trend(question.team, report, versions)
        if png and answered.chart:
            await _draw(answered, png, texts)
        if kind is Format.CSV:
            warn(export_warnings(report, texts, "UTC", now=question.now))
            print_file(history_file(await question.days(report), kind, versions))
        elif kind is Format.JSON:
            print_file(trend_file(answered))
        else:
            answer = trend_message(answered, texts, "UTC", now=question.now)
            print_answer(answer, trend_json(answered), as_json=as_json)
    return 1 if png and not answered.chart else 0  # what was printed says why


def _check_file(png: Path | None) -> None:
    """Refuse a folder before anything is read.

    Raises:
        Misuse: it is one.
    """
    if png and png.is_dir():
        raise _unwritable(IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))


async def _draw(answer: TrendAnswer, png: Path, texts: Texts) -> None:
    """Draw the chart into a file.

    Raises:
        ChartUndrawable: there is no picture.
        Misuse: the file cannot be written.
    """
    charts, file = ChartWorker(), trend_picture(answer, texts)
    try:
        picture = await charts.draw(file.chart, *file.instead)
    finally:
        await charts.close()
    try:
        await asyncio.to_thread(png.write_bytes, picture)
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> Misuse:
    return Misuse("cli-misuse-value", name="--png", why=f"{error.strerror or error}.")
