"""`cost_of_minimum` and `highest_minimum`."""

from typing import Annotated, Final

from pydantic import Field

from bot.blocks.what_if.answers import Reader, cover_message, not_listed_sentence, raise_message, when_sentence
from bot.domain.numbers.rounding import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.what_if.answers import CoverAnswer, RaiseAnswer
from bot.domain.what_if.parse import parse_target
from bot.export.report_json import COVER, RAISE
from bot.export.schema import Kind, Schema, field
from bot.mcp.calls import Answer, Call, Offer, saying, tool
from bot.mcp.tools.arguments import OfProgram, VersionText
from bot.mcp.tools.buttons import cost_offer, trend_offer


class OfVersion(OfProgram):
    """Of `cost_of_minimum`."""

    version: VersionText


class OfTarget(OfProgram):
    """Of `highest_minimum`."""

    keep_percent: Annotated[float, Field(gt=0, le=100)] = 99
    """Below 1 it is a fraction: no one wants to keep less than one percent."""


_COST: Final = Schema[RaiseAnswer](
    "CostOfMinimum",
    **RAISE.fields,
    acknowledge_loss_percent=field(Kind("number", float), lambda answer: float(shown_percent(answer.loss.high))),
)


@tool(_COST)
async def cost_of_minimum(call: Call, arguments: OfVersion) -> Answer[RaiseAnswer]:
    """Who is lost at a version, earlier and in weeks to come."""
    version = Version.parse(arguments.version)
    report = await call.report(arguments.program, arguments.on)
    answered = await call.usecases.raise_minimum(call.team_id, report, version)
    message, t = raise_message(answered, _reader(call)), call.texts
    said = saying(message, t, not_listed_sentence(answered, t), message.text, when_sentence(answered, t))
    return Answer(said, answered, _neighbours(call, answered, arguments.on))


def _neighbours(call: Call, answered: RaiseAnswer, on: str) -> list[Offer]:
    """The same question for the next versions, and how the loss moved."""
    appid, t = answered.report.program.appid, call.texts
    costs = [cost_offer(appid, cost.version, t, on=on) for cost in (answered.lower, answered.higher) if cost]
    return [*costs, trend_offer(appid, t, answered.version)]


@tool(COVER)
async def highest_minimum(call: Call, arguments: OfTarget) -> Answer[CoverAnswer]:
    """The highest minimum that keeps a share of users."""
    kept = arguments.keep_percent
    target = parse_target(f"{kept if kept >= 1 else kept * 100:g}")
    report = await call.report(arguments.program, arguments.on)
    answered = await call.usecases.find_highest_minimum(call.team_id, report, target)
    higher = answered.higher
    offers = [cost_offer(report.program.appid, higher.version, call.texts)] if higher else []
    return Answer(cover_message(answered, _reader(call)), answered, offers)


def _reader(call: Call) -> Reader:
    return Reader(call.texts, call.zone, call.now)
