"""`fleet_cost`."""

from dataclasses import dataclass, replace
from typing import Final

from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.domain.fleet.asked import Page
from bot.domain.fleet.raise_ import FleetRaise
from bot.domain.numbers.version import Version
from bot.domain.report.report import Broken
from bot.export.caveats_json import public_of
from bot.export.fleet_json import RAISE_ROW, REACHED, in_public
from bot.export.schema import COUNT, COUNTS, TEXT, VERSION, Schema, field, many, maybe, optional
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.outside import marked_program
from bot.mcp.tools.arguments import ROWS, Cursor, Tag, VersionText, page_of
from bot.mcp.tools.buttons import page_offers


class OfFleet(Arguments):
    """Of `fleet_cost`."""

    version: VersionText
    tag: Tag = ""
    cursor: Cursor = ""


@dataclass(frozen=True, slots=True)
class _Page:
    answer: FleetRaise
    after: str | None
    """The cursor of the next page."""


def _public(page: _Page) -> Broken | None:
    return in_public(page.answer)


_PAGE: Final = Schema[_Page](
    "FleetCost",
    version=field(VERSION, lambda page: page.answer.version),
    tag=field(maybe(TEXT), lambda page: page.answer.tag or None),
    count=field(COUNT, lambda page: page.answer.programs),
    verdicts=field(COUNTS, lambda page: page.answer.verdicts),
    **public_of(_public),
    users_below=optional(REACHED, lambda page: page.answer.reached),
    programs=field(many(RAISE_ROW), lambda page: page.answer.rows),
    next_cursor=field(maybe(TEXT), lambda page: page.after),
)


@tool(_PAGE)
async def fleet_cost(call: Call, arguments: OfFleet) -> Answer[_Page]:
    """Which programs can take a version as their minimum."""
    version, number = Version.parse(arguments.version), page_of(arguments.cursor)
    answered = await call.usecases.raise_fleet.every(
        call.viewpoint, version, now=call.now, tag=arguments.tag.removeprefix("#"), page=Page(number * ROWS, ROWS)
    )
    rows = tuple(replace(row, program=marked_program(row.program)) for row in answered.rows)
    number = min(number, (answered.programs - 1) // ROWS)  # it may be shorter by now
    after = str(number + 1) if (number + 1) * ROWS < answered.programs else None
    answered = replace(answered, rows=rows)
    offers = page_offers("fleet_cost", arguments, after, call.texts)
    return Answer(fleet_raise_message(answered, call.texts), _Page(answered, after), offers)
