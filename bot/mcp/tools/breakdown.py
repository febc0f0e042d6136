"""`get_breakdown` and `get_trend`."""

from pydantic import Field

from bot.blocks.report.report import breakdown
from bot.blocks.trend.trend import trend_message
from bot.domain.numbers.version import Version
from bot.domain.recommendation import Recommendation
from bot.domain.report.report import Report
from bot.domain.trend.lines import MOST_VERSIONS
from bot.export.report_json import report_json, trend_json
from bot.mcp.calls import Answer, Arguments, Call, Offer, tool
from bot.mcp.results import ROWS, Breakdown, Trend
from bot.mcp.tools.arguments import Name, OfProgram, VersionText
from bot.mcp.tools.offers import cost_offer, trend_offer


class GetTrend(Arguments):
    """Of `get_trend`."""

    program: Name = ""
    versions: list[VersionText] = Field(default=[], max_length=MOST_VERSIONS)


@tool(Breakdown)
async def get_breakdown(call: Call, arguments: OfProgram) -> Answer:
    """The minimum to set, what it costs, and the versions that matter."""
    report = await call.report(arguments.program, arguments.on)
    found = await call.usecases.recommend_minimum(call.team_id, report)
    message = breakdown(found, call.texts, call.zone, now=call.now)
    return Answer(message, _rows(found), _offers(call, report, found))


def _rows(found: Recommendation) -> dict[str, object]:
    """The candidates, filled up with the newest versions: at most twenty rows."""
    data = report_json(found.report)
    wanted = {each.version.text for each in found.candidates[-ROWS:]}
    for row in data["versions"]:
        if len(wanted) >= ROWS:
            break
        wanted.add(row["version"])
    versions = [row for row in data["versions"] if row["version"] in wanted]
    return data | {"versions": versions, "more_versions": len(data["versions"]) - len(versions)}


def _offers(call: Call, report: Report, found: Recommendation) -> list[Offer]:
    t, appid = call.texts, report.program.appid
    if report.as_of or report.distribution is None:
        return []
    best = found.recommended or found.coming
    cost = [cost_offer(appid, best.version, t)] if best else []
    return [*cost, trend_offer(appid, t)]


@tool(Trend)
async def get_trend(call: Call, arguments: GetTrend) -> Answer:
    """How coverage moved."""
    versions = [Version.parse(text) for text in arguments.versions]
    report = await call.report(arguments.program, "", as_is=True)
    answered = await call.usecases.read_trend(call.team_id, report, versions)
    message = trend_message(answered, call.texts, call.zone, now=call.now)
    offer = Offer(call.texts("button-open"), "get_breakdown", {"program": report.program.appid})
    return Answer(message, trend_json(answered), [offer])
