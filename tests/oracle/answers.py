"""What the product answers about a program, held against an oracle and against its other answers."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.access import Role, Viewpoint
from bot.domain.alerts.judging import is_safe
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.proposable import Proposal
from bot.domain.digest.comparison import EventKind, Kind
from bot.domain.digest.subscription import PROGRAMS, Scope
from bot.domain.fleet import Verdict as RaiseVerdict
from bot.domain.fleet_row import FleetRow, Page, Standing
from bot.domain.numbers.distribution import Bounds, Do
from bot.domain.numbers.version import Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.errors import MeaningUnproved, NoProposal, NothingToRaise
from bot.export.fleet_json import fleet_json
from bot.export.report_json import report_json
from bot.usecases.decisions.propose import draft_proposal, freeze_many
from bot.usecases.digest.changes import read_changes
from bot.usecases.digest.compose import section_of
from bot.usecases.everything import UseCases
from bot.usecases.fleet import raise_every, read_fleet
from bot.usecases.forecast import find_highest_minimum, raise_minimum
from bot.usecases.report.report_on import reports_until
from tests.oracle import oracle
from tests.oracle.driving import NOW, SAFE, TEAM, Driven, version_of
from tests.oracle.oracle import PERCENT, Oracle, Range, Verdict
from tests.oracle.worlds import DAY, TODAY

ADMIN = Viewpoint(TEAM, channel_id="C1", role=Role.ADMIN)
WHOLE = Page(limit=None)
_NEAR = Decimal("0.0000001")


def same(found: Bounds | None, expected: Range | None) -> bool:
    """Whether two ranges are one, but for the arithmetic."""
    if found is None or expected is None:
        return found is None and expected is None
    ends = zip((found.low, found.high), expected, strict=True)
    return all(abs(end - wanted) <= _NEAR for end, wanted in ends)


def spelled(version: oracle.Version | None) -> Version | None:
    """The same, as the product has it; None for none."""
    return None if version is None else version_of(version)


def days_against(known: Oracle, reports: list[Report]) -> Iterator[str]:
    """Tell what of each day's judgement is not what the documents say."""
    loss_of = {each.snapshot.day: each.judgement.loss for each in reports}
    for report in reports:
        judgement, day = report.judgement, report.snapshot.day
        if (not known.faults[day]) is not judgement.usable:
            yield f"{day}: usable {judgement.usable}, but {set(known.faults[day]) or 'nothing'} is wrong"
        said = known.verdict(day)
        if said is None:
            continue
        ago = said.week_ago
        wrong: dict[str, tuple[object, object]] = {
            "of": (judgement.of or day, said.of or day),
            "break": (judgement.count is not None and judgement.count.open, said.off is not None),
            "safe": (judgement.safe in map(spelled, said.safes), True),
            "advice": (judgement.do.value in said.advice, True),
            "loss": (said.of is None or same(judgement.loss, said.loss), True),
        }
        if ago in loss_of and said.of == day and _plain(known, ago):
            wrong["week ago"] = (judgement.week_ago, loss_of[ago])
        for what, (found, wanted) in wrong.items():
            if found != wanted:
                yield f"{day}: {what} {found}, not {wanted}: {said} {judgement}"


def _plain(known: Oracle, day: date) -> bool:
    """Whether there is one loss that a day was judged to have: of an accepted one, its list has another."""
    return not known.unsure(day) and not known.faults[day]


@dataclass
class Asked:
    uc: UseCases
    program: Program
    known: Oracle
    report: Report
    row: FleetRow

    @property
    def said(self) -> Verdict | None:
        return self.known.verdict(TODAY)

    def versions(self) -> list[oracle.Version]:
        listed = sorted(self.known.lists[self.report.snapshot.day].shares)
        around = [each for each in (self.report.safe_minimum, self.report.minimum) if each]
        return [*listed[:: max(1, len(listed) // 5)], *(each.parts for each in around)]

    def report_says(self) -> Iterator[str]:
        said, report = self.said, self.report
        if said is None:
            return
        if report.snapshot.day != (said.of or TODAY):
            yield f"the report is of {report.snapshot.day}, not {said.of}"
        if report.advice.do.value not in said.advice:
            yield f"advice {report.advice.do}, not {said.advice}"
        if report.safe_minimum not in map(spelled, said.safes):
            yield f"safe {report.safe_minimum}, not {said.safe}"
        if said.of and not same(report.loss_at_minimum, said.loss):
            yield f"loss {report.loss_at_minimum}, not {said.loss}"
        for version in self.versions():
            expected = self.known.loss(version, TODAY, said.of) if said.of else None
            if expected and not same(report.loss(version_of(version)), expected):
                yield f"at {version} {report.loss(version_of(version))}, not {expected}"

    def row_says(self) -> Iterator[str]:
        row, report = self.row, self.report
        pairs = {
            "minimum": (row.minimum, report.minimum),
            "safe": (row.safe_minimum, report.safe_minimum),
            "loss": (row.loss, report.loss_at_minimum),
            "listed loss": (row.loss, report.loss(report.minimum) if report.minimum else None),
            "ready": (row.standing is Standing.READY, report.advice.do is Do.RAISE),
            "losing": (row.standing is Standing.LOSING, report.advice.do is Do.REVIEW),
        }
        yield from (f"the row's {what} {one}, the report's {two}" for what, (one, two) in pairs.items() if one != two)

    def exports_say(self, row: Any) -> Iterator[str]:
        made: Any = report_json(self.report)
        for name in ("minimum", "safe_minimum_99"):
            if made[name] != row[name]:
                yield f"JSON: {name} {made[name]}, in the fleet {row[name]}"
        if made["loss_at_minimum_percent"] != row["loss_percent"]:
            yield f"JSON: loss {made['loss_at_minimum_percent']}, in the fleet {row['loss_percent']}"
        if (made["advice"]["version"] is not None) is not (self.report.advice.do is Do.RAISE):
            yield f"JSON: advice {made['advice']} of {self.report.advice.do}"
        if (made["break"] is not None) is not (self.report.broken is not None and self.report.broken.open):
            yield f"JSON: break {made['break']}, but {self.report.broken}"

    async def questions_say(self, driven: Driven) -> list[str]:
        """Hold `raise`, `cover`, `fleet raise` and the check of workflows against the report and the oracle."""
        report, wrong, said = self.report, list[str](), self.said
        if report.losses is None:
            return []
        cover = await find_highest_minimum(self.uc, TEAM, report, SAFE)
        if report.in_break is None and cover.version != report.safe_minimum:
            wrong.append(f"cover {cover.version}, safe {report.safe_minimum}")
        covered = self.known.covers(said.of, SAFE) if said and said.of and not said.proves_nothing else None
        if covered and cover.version != spelled(covered):
            wrong.append(f"cover {cover.version}, not {covered}")
        newest = await driven.snapshots.latest(TEAM, self.program.appid)
        assert newest
        as_is = await self.uc.read_report(TEAM, self.program, now=NOW, as_is=True)
        for parts in self.versions():
            version = version_of(parts)
            answer = await raise_minimum(self.uc, TEAM, report, version)
            if answer.loss != report.loss(version):
                wrong.append(f"raise {version}: {answer.loss}, report {report.loss(version)}")
            fleet = await raise_every(self.uc, ADMIN, version, now=NOW, page=WHOLE)
            (row,) = (each for each in fleet.rows if each.program.appid == self.program.appid)
            told = as_is.judgement.decides and as_is.losses is not None
            if told and row.loss != report.loss(version):
                wrong.append(f"fleet raise {version}: {row.loss}, report {report.loss(version)}")
            if not told and row.loss is not None:
                wrong.append(f"fleet raise {version}: {row.loss} on a doubtful day")
            wrong += self._rests(version, as_is, row.verdict)
            if said and said.off is None and said.may_rest and said.safe is not None and not self.known.jumped(TODAY):
                keeps = parts <= said.safe
                if is_safe(version, as_is) is not keeps and parts in self.known.lists[TODAY].shares:
                    wrong.append(f"is_safe {version} {is_safe(version, as_is)}, safe minimum {said.safe}")
        return wrong

    def _rests(self, version: Version, as_is: Report, verdict: RaiseVerdict) -> Iterator[str]:
        """Tell where a version is called safe that is not, or by numbers on which nothing may rest."""
        said = self.said
        if said is None or said.may_rest:
            return
        if is_safe(version, as_is):
            yield f"is_safe {version} on {said.faults}, {said.off}"
        if verdict is RaiseVerdict.KEEPS_99:
            yield f"fleet raise {version} keeps 99 % on {said.faults}, {said.off}"

    async def proposals_say(self) -> list[str]:
        """Hold the proposal of one, and of many, against the oracle and each other."""
        wanted = self.report.safe_minimum
        if wanted is None or self.report.minimum is None or wanted <= self.report.minimum:
            return []
        proposal = Proposal(wanted, proposer_id="U1", locale="en")
        one = many = None
        try:
            draft = await draft_proposal(self.uc, ADMIN, _of(proposal, self.program), now=NOW)
            one = draft.decision.evidence.loss
        except (NoProposal, MeaningUnproved):
            pass
        try:
            _, programs = await freeze_many(self.uc, Viewpoint.of_channel(TEAM, "C1"), proposal, now=NOW)
            (row,) = (each for each in programs if each.appid == self.program.appid)
            many = row.loss if row.state is not ProgramState.LEFT_OUT else None
        except NothingToRaise:
            pass
        wrong, said = [], self.said
        if one != many:
            wrong.append(f"proposed alone {one}, among many {many}")
        if said and not said.may_rest and (one or many):
            wrong.append(f"proposed on {said.faults}, {said.off}: {one} {many}")
        if said and said.may_rest and not (one or many):
            wrong.append("not proposed")
        return wrong

    async def news_say(self, since: date) -> list[str]:
        """Hold `changes` of the program and of the fleet against the oracle, and against each other."""
        one = await read_changes(self.uc, ADMIN, since, now=NOW, scope=PROGRAMS, name=self.program.alias)
        many = await read_changes(self.uc, ADMIN, since, now=NOW, scope=Scope(fleet=True))
        assert many.fleet
        (changed,) = one.programs
        event = changed.section.event.kind if changed.section.event else None
        kinds = next((found.kinds for each, found in many.fleet.rows if each.appid == self.program.appid), ())
        ready = self.program.appid in {each.appid for each in many.fleet.ready}
        wrong, then = [], self.known.compared(since, TODAY)
        if self.report.stale_because is None and changed.section.change.kinds != kinds:
            wrong.append(f"since {since}: alone {changed.section.change.kinds}, in the fleet {kinds}")
        minimums = (self.known.known_by(since, TODAY), self.known.lists[TODAY].minimum)
        # A day without data is compared with, like a sound one: first numbers follow, whatever the minimum was.
        empty = bool(then and then != since and self.known.without_data(then, since))
        first = empty and Kind.FIRST_NUMBERS in kinds
        if minimums[0] and minimums[1] and self.report.stale_because is None and not first:
            raised = minimums[0] < minimums[1]
            if raised is not (Kind.RAISED in kinds) and event not in _ABOVE[:2]:
                wrong.append(f"since {since} ({then}): the fleet says {kinds}, minimums {minimums}")
            if (event is EventKind.RAISED) is not raised and event not in _ABOVE:
                wrong.append(f"since {since} ({then}): {event}, minimums {minimums}")
        if ready and self.report.advice.do is not Do.RAISE:
            wrong.append(f"since {since}: ready, but {self.report.advice.do}")
        said, before = self.said, self.known.verdict(then) if then else None
        if empty:
            return (
                wrong
                if first or said is None or said.of != TODAY
                else [*wrong, f"since {since}, which has no data: {kinds}"]
            )
        if said and before and then and said.of == TODAY and not said.off and not before.off:
            crossed = self.known.crossed(then, TODAY, PERCENT, 5 * PERCENT)
            if crossed is not None and _CROSSED.isdisjoint(kinds) is crossed:
                wrong.append(f"since {since} ({then}): {kinds}, but crossed 1 or 5 %: {crossed}")
        return wrong

    async def digest_says(self) -> list[str]:
        compose = self.uc.compose_digest
        section = await section_of(TEAM, self.report, compose.reports, self.uc.make_forecasts)
        said = self.known.verdict(self.report.snapshot.day)
        wrong = []
        if section.report.safe_minimum != self.report.safe_minimum:
            wrong.append(f"digest {section.report.safe_minimum}, report {self.report.safe_minimum}")
        ago = said.week_ago if said else None
        was = self.known.verdict(ago) if ago else None
        if said and was and self.report.stale_because is None and section.safe_before not in map(spelled, was.safes):
            wrong.append(f"digest: a week ago ({ago}) {section.safe_before}, not {was.safe}")
        return wrong


_ABOVE = (EventKind.ATTENTION, EventKind.NO_DATA, EventKind.WITHDRAWN, EventKind.BEING_WITHDRAWN)
_CROSSED = frozenset({Kind.OVER_1, Kind.OVER_5, Kind.UNDER_1, Kind.UNDER_5})


def _of(proposal: Proposal, program: Program) -> Proposal:
    return replace(proposal, program=program)


async def ask(driven: Driven, oracles: list[Oracle], *, deep: bool = True) -> list[str]:
    """Ask all there is to ask; what is wrong, program by program.

    Args:
        driven: a story, told.
        oracles: one for each program.
        deep: whether each day was judged by the public numbers up to it, so that all its days can be held against.
    """
    uc, wrong = driven.world.assemble(), list[str]()
    reports = [await uc.read_report(TEAM, each, now=NOW) for each in driven.programs]
    fleet = await read_fleet(uc, ADMIN, now=NOW, page=WHOLE)
    rows = {each.program.appid: each for each in fleet.rows}
    made: Any = fleet_json(fleet)
    in_json = {each["appid"]: each for each in made["programs"]}
    for program, known, report in zip(driven.programs, oracles, reports, strict=True):
        asked = Asked(uc, program, known, report, rows[program.appid])
        found = [
            *days_against(known, list(await reports_until(uc, TEAM, program, until=TODAY))[0 if deep else -1 :]),
            *asked.report_says(),
            *asked.row_says(),
            *asked.exports_say(in_json[program.appid]),
            *await asked.questions_say(driven),
            *await asked.proposals_say(),
            *await asked.digest_says(),
        ]
        for ago in (1, 7, 16):
            found += await asked.news_say(TODAY - ago * DAY)
        wrong += [f"{program.alias}: {each}" for each in found]
    return wrong
