"""`baselib fleet`: all programs at a glance."""

from collections.abc import AsyncIterator, Sequence
from typing import Final, TypeVar

from rich.console import Console

from bot.blocks.fleet.fleet import fleet_message, tags_message
from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.blocks.fleet.spreadsheet import fleet_csv, fleet_raise_csv
from bot.cli.kit.cores import open_numbers
from bot.cli.kit.options import format_of
from bot.cli.kit.terminal import show
from bot.cli.output import print_file, print_json
from bot.domain.access.roles import Viewpoint
from bot.domain.fleet.asked import WHOLE, Page
from bot.domain.fleet.report import Filter, Sort
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.numbers.version import Version
from bot.errors import BadOption
from bot.export import Format
from bot.export.fleet_json import fleet_json, fleet_raise_json
from bot.files import CsvFile
from bot.i18n import Texts

_T = TypeVar("_T")
_TAGS: Final = "tags"
_USAGE: Final = (
    "baselib fleet [attention | blocked | ready | ... | tags] [--tag food] [--sort loss] [--raise 3.8.5]"
    " [--format csv|json]"
)


async def fleet(texts: Texts, *, only: str, tag: str, sort: str, version: str, form: str, as_json: bool) -> None:
    """Print the list, the totals by tag, or what a minimum costs each program."""
    async with open_numbers(texts) as (core, team):
        kind = format_of("json" if as_json else form, (Format.CSV, Format.JSON), _USAGE)
        now, seen = await core.clock.now(), Viewpoint.everything(team)
        day = snapshot_day(now).isoformat()
        tag = tag.removeprefix("#")
        if version:
            ask, asked = core.usecases.raise_fleet, Version.parse(version)
            if kind is Format.CSV:
                await _print_parts(fleet_raise_csv(asked, texts, day=day), ask.parts(seen, asked, now=now, tag=tag))
            elif kind is Format.JSON:
                print_json(fleet_raise_json(await ask.every(seen, asked, now=now, tag=tag, page=WHOLE)))
            else:
                show(fleet_raise_message(await ask(seen, asked, now=now, tag=tag), texts), Console())
            return
        chosen, order = _chosen("" if only == _TAGS else only, sort)
        read_fleet, page = core.usecases.read_fleet, WHOLE if kind is Format.JSON else Page()
        if kind is Format.CSV:
            parts = read_fleet.parts(seen, now=now, sort=order, tag=tag, only=chosen)
            await _print_parts(fleet_csv(texts, day=day), parts)
            return
        report = await read_fleet(seen, now=now, sort=order, tag=tag, only=chosen, page=page)
        if kind is Format.JSON:
            print_json(fleet_json(report))
        else:
            show(tags_message(report, texts) if only == _TAGS else fleet_message(report, texts), Console())


async def _print_parts(file: CsvFile[_T], parts: AsyncIterator[Sequence[_T]]) -> None:
    async for rows in parts:
        file.add(rows)
    print_file(file.whole)


def _chosen(only: str, sort: str) -> tuple[Filter, Sort]:
    """The list and its order.

    Raises:
        BadOption: there is no such list, or no such order.
    """
    try:
        chosen = Filter(only.casefold()) if only else Filter.ALL
    except ValueError as error:
        raise BadOption(option=only[:40], usage=_USAGE) from error
    try:
        return chosen, Sort(sort.casefold()) if sort else Sort.ATTENTION
    except ValueError as error:
        raise BadOption(option=f"--sort {sort}"[:40], usage=_USAGE) from error
