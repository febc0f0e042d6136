"""`fleet_cost`."""

from dataclasses import replace

from bot.blocks.fleet.raise_ import fleet_raise_message
from bot.domain.fleet.raise_ import FleetRaise, RaiseRow
from bot.domain.numbers.version import Version
from bot.export.fleet_json import fleet_raise_json
from bot.mcp.calls import Answer, Arguments, Call, tool
from bot.mcp.outside import marked_program
from bot.mcp.results import ROWS, FleetCost
from bot.mcp.tools.arguments import Cursor, Tag, VersionText, page_of
from bot.mcp.tools.offers import page_offers


class OfFleet(Arguments):
    """Of `fleet_cost`."""

    version: VersionText
    tag: Tag = ""
    cursor: Cursor = ""


@tool(FleetCost)
async def fleet_cost(call: Call, arguments: OfFleet) -> Answer:
    """Which programs can take a version as their minimum."""
    version = Version.parse(arguments.version)
    answered = await call.usecases.raise_fleet(call.viewpoint, version, tag=arguments.tag.removeprefix("#"))
    first = min(page_of(arguments.cursor), (len(answered.rows) - 1) // ROWS) * ROWS
    page = tuple(_marked(row) for row in answered.rows[first : first + ROWS])
    after = str(first // ROWS + 1) if first + ROWS < len(answered.rows) else None
    counted = {"count": len(answered.rows), "verdicts": dict(_counts(answered)), "next_cursor": after}
    data = fleet_raise_json(replace(answered, rows=page)) | counted
    offers = page_offers("fleet_cost", arguments, after, call.texts)
    return Answer(fleet_raise_message(answered, call.texts, page=page), data, offers)


def _marked(row: RaiseRow) -> RaiseRow:
    return replace(row, program=marked_program(row.program))


def _counts(answered: FleetRaise) -> dict[str, int]:
    return {verdict.value: count for verdict, count in answered.verdicts.items()}
