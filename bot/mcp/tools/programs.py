"""Tools about programs: find one, its breakdown, its minimum, and all of a fleet."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

from pydantic import Field

from bot.blocks.fleet import fleet_raise_message
from bot.blocks.programs import programs_message
from bot.blocks.report.report import breakdown
from bot.blocks.trend import trend_message
from bot.blocks.what_if import Reader, cover_message, not_listed_sentence, raise_message, when_sentence
from bot.domain.fleet import FleetRaise
from bot.domain.fleet_row import Page
from bot.domain.numbers.meaning import shown_percent
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program, ProgramList
from bot.domain.recommendation import Recommendation
from bot.domain.report import Broken, Report, Row, rows
from bot.domain.trend import MOST_VERSIONS, TrendAnswer
from bot.domain.what_if import CoverAnswer, RaiseAnswer, parse_target
from bot.export.fleet_json import RAISE_ROW, REACHED, in_public
from bot.export.report_json import COVER, LISTED, RAISE, SUMMARY, TREND, public_of, report_of
from bot.export.schema import COUNT, COUNTS, FLAG, PROGRAM, TEXT, VERSION, Kind, Schema, field, many, maybe, optional
from bot.mcp.calls import (
    ROWS,
    Answer,
    Arguments,
    Call,
    Cursor,
    Name,
    Offer,
    OfProgram,
    Tag,
    VersionText,
    cost_offer,
    marked_program,
    page_of,
    page_offers,
    saying,
    tool,
    trend_offer,
)
from bot.usecases.fleet import raise_every
from bot.usecases.forecast import find_highest_minimum, raise_minimum, read_trend, recommend_minimum
from bot.usecases.programs.choose import list_programs

_OFFERED = 3


class FindPrograms(Arguments):
    """Of `find_programs`."""

    text: Name = ""
    tag: Tag = ""
    cursor: Cursor = ""


_FOUND: Final = Schema[Program](
    "Found",
    **PROGRAM.fields,
    tags=field(many(TEXT), lambda program: program.tags),
    readable=field(FLAG, lambda program: program.status is AuthStatus.READABLE),
    restricted=field(FLAG, lambda program: program.restricted),
)


def _after(listed: ProgramList) -> str | None:
    return str(listed.page + 1) if listed.page + 1 < listed.pages else None


_PAGE: Final = Schema[ProgramList](
    "Programs",
    programs=field(many(_FOUND), lambda listed: listed.programs),
    count=field(COUNT, lambda listed: listed.found),
    next_cursor=field(maybe(TEXT), _after),
)


@tool(_PAGE)
async def find_programs(call: Call, arguments: FindPrograms) -> Answer[ProgramList]:
    """Return a page of the programs that the person may see."""
    page, tag = page_of(arguments.cursor), arguments.tag.removeprefix("#")
    listed = await list_programs(call.usecases, call.viewpoint, text=arguments.text, page=page, tag=tag)
    shown = [marked_program(program) for program in listed.programs]
    wanted = " ".join(part for part in (listed.text, f"#{tag}" if tag else "") if part)
    shown_list = ProgramList(shown, listed.page, listed.found, listed.total, wanted, listed.suggestion)
    offers = [
        Offer(call.texts("mcp-button-breakdown", program=each.name), "get_breakdown", {"program": each.appid})
        for each in shown[:_OFFERED]
    ]
    further = page_offers("find_programs", arguments, _after(listed), call.texts)
    return Answer(programs_message(shown_list, call.texts, hints=False), shown_list, [*offers, *further])


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


_FLEET_PAGE: Final = Schema[_Page](
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


@tool(_FLEET_PAGE)
async def fleet_cost(call: Call, arguments: OfFleet) -> Answer[_Page]:
    """Which programs can take a version as their minimum."""
    version, number = Version.parse(arguments.version), page_of(arguments.cursor)
    answered = await raise_every(
        call.usecases,
        call.viewpoint,
        version,
        now=call.now,
        tag=arguments.tag.removeprefix("#"),
        page=Page(number * ROWS, ROWS),
    )
    rows = tuple(replace(row, program=marked_program(row.program)) for row in answered.rows)
    number = min(number, (answered.programs - 1) // ROWS)  # it may be shorter by now
    after = str(number + 1) if (number + 1) * ROWS < answered.programs else None
    answered = replace(answered, rows=rows)
    offers = page_offers("fleet_cost", arguments, after, call.texts)
    return Answer(fleet_raise_message(answered, call.texts), _Page(answered, after), offers)


class GetTrend(Arguments):
    """Of `get_trend`."""

    program: Name = ""
    versions: list[VersionText] = Field(default=[], max_length=MOST_VERSIONS)


def _listed(found: Recommendation) -> list[Row]:
    """Return the candidates, filled up with the newest versions: at most twenty rows."""
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
    """Return the minimum to set, what it costs, and the versions that matter."""
    report = await call.report(arguments.program, arguments.on)
    found = await recommend_minimum(call.usecases, call.team_id, report)
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
    answered = await read_trend(call.usecases, call.team_id, report, versions)
    message = trend_message(answered, call.texts, call.zone, now=call.now)
    offer = Offer(call.texts("button-open"), "get_breakdown", {"program": report.program.appid})
    return Answer(message, answered, [offer])


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
    answered = await raise_minimum(call.usecases, call.team_id, report, version)
    message, t = raise_message(answered, _reader(call)), call.texts
    said = saying(message, t, not_listed_sentence(answered, t), message.text, when_sentence(answered, t))
    return Answer(said, answered, _neighbours(call, answered, arguments.on))


def _neighbours(call: Call, answered: RaiseAnswer, on: str) -> list[Offer]:
    """Return the same question for the next versions, and how the loss moved."""
    appid, t = answered.report.program.appid, call.texts
    costs = [cost_offer(appid, cost.version, t, on=on) for cost in (answered.lower, answered.higher) if cost]
    return [*costs, trend_offer(appid, t, answered.version)]


@tool(COVER)
async def highest_minimum(call: Call, arguments: OfTarget) -> Answer[CoverAnswer]:
    """Return the highest minimum that keeps a share of users."""
    kept = arguments.keep_percent
    target = parse_target(f"{kept if kept >= 1 else kept * 100:g}")
    report = await call.report(arguments.program, arguments.on)
    answered = await find_highest_minimum(call.usecases, call.team_id, report, target)
    higher = answered.higher
    offers = [cost_offer(report.program.appid, higher.version, call.texts)] if higher else []
    return Answer(cover_message(answered, _reader(call)), answered, offers)


def _reader(call: Call) -> Reader:
    return Reader(call.texts, call.zone, call.now)
