"""`fleet_cost`."""

from dataclasses import dataclass, replace
from typing import Final

from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow
from bot.domain.numbers.version import Version
from bot.export.fleet_json import RAISE_ROW
from bot.export.schema import COUNT, COUNTS, TEXT, VERSION, Schema, field, many, maybe
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
    rows: tuple[RaiseRow, ...]
    after: str | None
    """The cursor of the next page."""


_PAGE: Final = Schema[_Page](
    "FleetCost",
    version=field(VERSION, lambda page: page.answer.version),
    tag=field(maybe(TEXT), lambda page: page.answer.tag or None),
    count=field(COUNT, lambda page: len(page.answer.rows)),
    verdicts=field(COUNTS, lambda page: page.answer.verdicts),
    programs=field(many(RAISE_ROW), lambda page: page.rows),
    next_cursor=field(maybe(TEXT), lambda page: page.after),
)


@tool(_PAGE)
async def fleet_cost(call: Call, arguments: OfFleet) -> Answer[_Page]:
    """Which programs can take a version as their minimum."""
    version = Version.parse(arguments.version)
    answered = await call.usecases.raise_fleet(call.viewpoint, version, tag=arguments.tag.removeprefix("#"))
    first = min(page_of(arguments.cursor), (len(answered.rows) - 1) // ROWS) * ROWS
    rows = answered.rows[first : first + ROWS]
    page = tuple(replace(row, program=marked_program(row.program)) for row in rows)
    after = str(first // ROWS + 1) if first + ROWS < len(answered.rows) else None
    offers = page_offers("fleet_cost", arguments, after, call.texts)
    return Answer(fleet_raise_message(answered, call.texts, page=page), _Page(answered, page, after), offers)
