"""`get_breakdown` and `get_trend`."""

from typing import Final

from pydantic import Field

from bot.blocks.report.report import breakdown
from bot.blocks.trend.trend import trend_message
from bot.domain.numbers.version import Version
from bot.domain.recommendation import Recommendation
from bot.domain.report.report import Report, Row, rows
from bot.domain.trend.trend import MOST_VERSIONS, TrendAnswer
from bot.export.report_json import LISTED, SUMMARY, TREND, report_of
from bot.export.schema import COUNT, Schema, field, many
from bot.mcp.calls import Answer, Arguments, Call, Offer, tool
from bot.mcp.tools.arguments import ROWS, Name, OfProgram, VersionText
from bot.mcp.tools.buttons import cost_offer, trend_offer


class GetTrend(Arguments):
    """Of `get_trend`."""

    program: Name = ""
    versions: list[VersionText] = Field(default=[], max_length=MOST_VERSIONS)


def _listed(found: Recommendation) -> list[Row]:
    """The candidates, filled up with the newest versions: at most twenty rows."""
    every = rows(found.report)
    wanted = {each.version for each in found.candidates[-ROWS:]}
    wanted |= set([row.version for row in every if row.version not in wanted][: ROWS - len(wanted)])
    return [row for row in every if row.version in wanted]


BREAKDOWN: Final = Schema[Recommendation](
    "Breakdown",
    **SUMMARY.of(report_of),
    versions=field(many(LISTED), _listed),
    more_versions=field(COUNT, lambda found: len(rows(found.report)) - len(_listed(found))),
)


@tool(BREAKDOWN)
async def get_breakdown(call: Call, arguments: OfProgram) -> Answer[Recommendation]:
    """The minimum to set, what it costs, and the versions that matter."""
    report = await call.report(arguments.program, arguments.on)
    found = await call.usecases.recommend_minimum(call.team_id, report)
    message = breakdown(found, call.texts, call.zone, now=call.now)
    return Answer(message, found, _offers(call, report, found))


def _offers(call: Call, report: Report, found: Recommendation) -> list[Offer]:
    t, appid = call.texts, report.program.appid
    if report.as_of or report.losses is None:
        return []
    best = found.recommended or found.coming
    cost = [cost_offer(appid, best.version, t)] if best else []
    return [*cost, trend_offer(appid, t)]


@tool(TREND)
async def get_trend(call: Call, arguments: GetTrend) -> Answer[TrendAnswer]:
    """How coverage moved."""
    versions = [Version.parse(text) for text in arguments.versions]
    report = await call.report(arguments.program, "", as_is=True)
    answered = await call.usecases.read_trend(call.team_id, report, versions)
    message = trend_message(answered, call.texts, call.zone, now=call.now)
    offer = Offer(call.texts("button-open"), "get_breakdown", {"program": report.program.appid})
    return Answer(message, answered, [offer])
