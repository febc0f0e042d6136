"""What may be proposed, and a proposal."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.access import SMALL_LOSS
from bot.domain.agents import Through
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.evidence import (
    LARGE_DOUBT,
    NOTHING,
    Caution,
    Enclosed,
    Evidence,
    FleetEvidence,
    PlannedDay,
    PublicBreak,
    PublicLoss,
)
from bot.domain.decisions.program import Aside, FleetProgram, LeftOut, ProgramState, seal_of_programs
from bot.domain.forecast.forecast import Track
from bot.domain.numbers.comparison import median_of
from bot.domain.numbers.distribution import ZERO, Bounds
from bot.domain.numbers.judgement import Keeps, Numbers
from bot.domain.numbers.meaning import round_fraction
from bot.domain.numbers.public import Clients
from bot.domain.numbers.snapshot import Reached, Snapshot, people_of, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.programs import AuthStatus, Program, folded
from bot.domain.report import Broken
from bot.domain.scan.scan import GivenScan
from bot.domain.what_if import RaiseAnswer
from bot.errors import NumbersUnusable

OLDEST: Final = timedelta(hours=48)


class Obstacle(StrEnum):
    """Why there can be no proposal; a variant each of `error-no-proposal`."""

    ALL_OF_WECHAT = "all-of-wechat"
    SUSPICIOUS = "suspicious"
    NO_DATA = "no-data"
    UNCLEAR = "unclear"
    """The newest numbers have no meaning that fits; an earlier day answers in their place."""
    UNSETTLED = "unsettled"
    """Old versions are counted otherwise, and nothing is known of before: what is counted proves nothing."""
    OLD = "old"
    GUARANTEED = "guaranteed"
    DIRECT = "direct"
    """It would be in a direct message, where there are no other voters."""
    OPEN = "open"
    UNUSED = "unused"
    """It is newer than each version that users have: all of them would be cut off."""
    PAST = "past"


def obstacle(answer: RaiseAnswer, *, now: datetime) -> Obstacle | None:
    """Return what in a program's numbers speaks against a proposal; that no meaning fits has been refused before.

    Args:
        answer: what raising the minimum would cost.
    """
    report = answer.report
    instead = report.stale_because
    reason = instead.reason if isinstance(instead, NumbersUnusable) else ""
    found = {
        Obstacle.NO_DATA: reason == Numbers.NO_DATA,
        Obstacle.UNCLEAR: reason == Numbers.UNDETERMINED,
        Obstacle.SUSPICIOUS: bool(reason or report.suspicions),
        Obstacle.UNSETTLED: not report.judgement.decides,
        Obstacle.OLD: report.as_of is not None or too_old(report.snapshot, now=now),
        Obstacle.GUARANTEED: answer.already_guaranteed,
        Obstacle.UNUSED: not answer.listed and answer.higher is None,
    }
    return next((each for each, holds in found.items() if holds), None)


def too_old(snapshot: Snapshot, *, now: datetime) -> bool:
    return max(now - snapshot.taken_at, snapshot_day(now) - snapshot.day) > OLDEST


def evidence_of(
    answer: RaiseAnswer,
    public: PublicLoss | None,
    clients: Clients | None,
    *,
    now: datetime,
    broken: Broken | None = None,
    enclosed: Enclosed = NOTHING,
) -> Evidence:
    """Freeze the numbers.

    Args:
        answer: what raising the minimum would cost, with its forecast.
        public: the loss among all of WeChat's users, where it is known.
        clients: the first WeChat clients with the version, where they are known.
        broken: the break of WeChat's public numbers.
    """
    own, at_large = answer.report.broken, broken is not None and broken.open
    snapshot, checked, planned = answer.report.snapshot, answer.checked_forecast, enclosed.planned
    counted = answer.report.computed().loss(answer.version)
    record = checked.record if checked else None
    cautions = {
        Caution.NOT_LISTED: not answer.listed,
        Caution.UNCERTAIN: counted.high - counted.low > LARGE_DOUBT,
        Caution.EITHER_WAY: not snapshot.reading.proved,
        Caution.NOT_PROVED_TODAY: snapshot.reading.proved and not snapshot.reading.proves,
        Caution.NO_HISTORY: answer.loss_week_ago is None,
        Caution.WITHDRAWAL: answer.report.withdrawal is not None,
        Caution.TODAY_ONLY: answer.report.keeps_today_only(answer.version),
        Caution.BREAK: own is not None and own.open,
        Caution.PUBLIC_BREAK: at_large and not (own and own.open),
    }
    return Evidence(
        appid=snapshot.appid,
        program=answer.report.program.name,
        version=answer.version,
        frozen_at=now,
        day=snapshot.day,
        taken_at=snapshot.taken_at,
        meaning=snapshot.reading.meaning,
        proof=snapshot.reading.reason,
        minimum=answer.report.minimum,
        loss=answer.loss,
        users=answer.report.users,
        loss_week_ago=answer.loss_week_ago,
        loss_four_weeks_ago=answer.loss_four_weeks_ago,
        path=checked.safe.path if checked else (),
        safe_on=checked.safe.day if checked else None,
        track=Track(record.compared, record.held, record.median_error) if record else None,
        public=public,
        clients=clients,
        cautions=cautions_that_hold(cautions, enclosed.scan, answer.version, now=now),
        imported_by=snapshot.imported_by,
        planned_for=PlannedDay(planned, checked.safe.on(planned) if checked else None) if planned else None,
        scan=enclosed.scan,
    )


def cautions_that_hold(
    of_numbers: Mapping[Caution, bool], scan: GivenScan | None, version: Version, *, now: datetime
) -> tuple[Caution, ...]:
    """Return what the voters should know.

    Args:
        of_numbers: whether each holds that is not about a scan.
        version: the minimum that is proposed.
    """
    found = dict(of_numbers)
    if scan:
        found |= {
            Caution.SCAN_NEEDS_MORE: scan.to_run is not None and scan.to_run > version,
            Caution.SCAN_UNJUDGED: scan.unjudged > 0,
            Caution.SCAN_OLD: abs(now - scan.at) > OLDEST,
        }
    return tuple(caution for caution, holds in found.items() if holds)


def fleet_evidence(
    programs: Sequence[FleetProgram],
    version: Version,
    *,
    tag: str,
    ready: bool,
    listed: bool,
    found: Collection[Caution] = (),
    public: PublicLoss | None,
    clients: Clients | None,
    broken: Broken | None,
    now: datetime,
    enclosed: Enclosed = NOTHING,
) -> FleetEvidence:
    """Sum up the frozen numbers of programs.

    Args:
        programs: all, also those left out; at least one is part of the decision.
        version: the minimum that is proposed.
        tag: whose programs were meant; empty for all.
        ready: whether only those that keep 99 % were meant.
        listed: whether WeChat lists the version for any of them.
        found: what concerns some of them, see `cautions_of`.
        public: the loss among all of WeChat's users, where it is known.
        clients: the first WeChat clients with the version, where they are known.
        broken: the break of WeChat's public numbers.
    """
    open_break = broken.found if broken and broken.open else None
    cautions = {Caution.NOT_LISTED: not listed, Caution.BREAK: open_break is not None}
    cautions |= {each: True for each in Caution if each in found}
    part = [each for each in programs if each.state is not ProgramState.LEFT_OUT]
    by_loss = sorted(
        ((loss, each) for each in part if (loss := each.loss)), key=lambda pair: (pair[0].high, pair[1].position)
    )
    worst = by_loss[-1]
    reasons = Counter(each.aside for each in programs if each.state is ProgramState.LEFT_OUT)
    return FleetEvidence(
        version=version,
        frozen_at=now,
        tag=tag,
        ready=ready,
        programs=len(part),
        loss=worst[0],
        worst=worst[1].program,
        median=median_of([loss for loss, _ in by_loss]),
        costly=sum(loss.high > SMALL_LOSS for loss, _ in by_loss),
        left_out=tuple((because, reasons[because]) for because in LeftOut if because in reasons),
        day=min(each.day for each in part if each.day),
        taken_at=min(each.taken_at for each in part if each.taken_at),
        rows=seal_of_programs(programs),
        reached=Reached.of(each.people for each in part),
        public=public,
        clients=clients,
        public_break=PublicBreak(open_break.since, Decimal(f"{open_break.factor:.2f}")) if open_break else None,
        cautions=cautions_that_hold(cautions, enclosed.scan, version, now=now),
        planned_for=PlannedDay(enclosed.planned) if enclosed.planned else None,
        scan=enclosed.scan,
    )


CANARIES: Final = 1
SECOND_PERCENT: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that was meant, with its newest snapshot."""

    program: Program
    snapshot: Snapshot | None
    """Judged."""
    loss: Bounds | None = None
    """At the version that is proposed (a fraction), in a break from what it was before; None when unknown."""
    open: bool = False
    """Whether it has an open decision."""
    allowed: bool = True
    """Whether Baselib may set it, where Baselib sets minimums."""

    def keeps(self, version: Version) -> Keeps:
        """Whether a version keeps 99 % of its users."""
        return self.snapshot.judgement.keeps(version, self.loss) if self.snapshot else Keeps.NO

    def lists(self, version: Version) -> bool:
        """Whether WeChat lists a version for it."""
        losses = self.snapshot.losses if self.snapshot else None
        return losses is not None and version in losses.versions


def left_out(candidate: Candidate, version: Version, *, ready: bool, now: datetime) -> LeftOut | None:
    """Return what speaks against setting a program; None when nothing does.

    Args:
        candidate: the program.
        version: the minimum that is proposed.
        ready: whether only programs that keep 99 % are meant.
    """
    program, snapshot = candidate.program, candidate.snapshot
    minimum = snapshot.minimum if snapshot else None
    found = {
        LeftOut.IMPORTED: program.is_imported,
        LeftOut.NOT_GRANTED: program.status is not AuthStatus.READABLE,
        LeftOut.OLD: snapshot is None or too_old(snapshot, now=now),
        LeftOut.GUARANTEED: minimum is not None and version <= minimum,
        LeftOut.OPEN: candidate.open,
        LeftOut.SUSPICIOUS: snapshot is not None and bool(snapshot.judgement.suspicions),
        LeftOut.NO_DATA: snapshot is not None and snapshot.judgement.numbers is Numbers.NO_DATA,
        LeftOut.UNCLEAR: candidate.loss is None,
        LeftOut.NOT_READY: ready and candidate.keeps(version) is not Keeps.WEEK,
        LeftOut.OPTED_OUT: not candidate.allowed,
    }
    return next((because for because, holds in found.items() if holds), None)


def cautions_of(candidates: Iterable[Candidate], judged: Iterable[FleetProgram], version: Version) -> set[Caution]:
    """Return what the voters should know of those that are part of a decision: each holds for one of them at least."""
    part = {each.appid for each in judged if each.state is not ProgramState.LEFT_OUT}
    found = set[Caution]()
    for each in candidates:
        if each.snapshot and each.program.appid in part:
            known = each.snapshot.judgement
            holds = {
                Caution.WITHDRAWAL: known.withdrawal is not None,
                Caution.TODAY_ONLY: each.keeps(version) is Keeps.TODAY,
                Caution.BREAK: known.count is not None and known.count.open,
            }
            found |= {caution for caution, one in holds.items() if one}
    return found


def batch_sizes(programs: int) -> tuple[int, ...]:
    """One program, then 5 % of all, then the rest; no batch is empty."""
    canary = min(CANARIES, programs)
    second = min(-(-programs * SECOND_PERCENT // 100), programs - canary)
    return tuple(size for size in (canary, second, programs - canary - second) if size)


def judge(candidates: Iterable[Candidate], version: Version, *, ready: bool, now: datetime) -> tuple[FleetProgram, ...]:
    """Return the programs that were meant, as rows without a place.

    Args:
        candidates: the programs.
        version: the minimum that is proposed.
        ready: whether only programs that keep 99 % are meant.
    """
    return tuple(_row(each, left_out(each, version, ready=ready, now=now)) for each in candidates)


def arrange(judged: Iterable[FleetProgram]) -> tuple[FleetProgram, ...]:
    """Return the programs in the order in which they are set, the smallest loss first; those left out come last."""
    rows = sorted(
        judged, key=lambda row: (row.loss_high is None, row.loss_high or ZERO, folded(row.program), row.appid)
    )
    part = [row for row in rows if row.state is ProgramState.WAITING]
    others = [row for row in rows if row.state is ProgramState.LEFT_OUT]
    batches = [number for number, size in enumerate(batch_sizes(len(part))) for _ in range(size)]
    placed = [*zip(part, batches, strict=True), *((row, -1) for row in others)]
    return tuple(replace(row, position=position, batch=batch) for position, (row, batch) in enumerate(placed))


def _row(candidate: Candidate, because: LeftOut | None) -> FleetProgram:
    program, snapshot, loss = candidate.program, candidate.snapshot, candidate.loss
    people = people_of(snapshot.users if snapshot else None, loss)
    return FleetProgram(
        0,
        -1,
        program.appid,
        program.name,
        snapshot.minimum if snapshot else None,
        snapshot.day if snapshot else None,
        snapshot.taken_at if snapshot else None,
        snapshot.reading.meaning if snapshot else None,
        loss.low if loss else None,
        loss.high if loss else None,
        ProgramState.LEFT_OUT if because else ProgramState.WAITING,
        Aside(because) if because else None,
        people_low=people.low if people else None,
        people_high=people.high if people else None,
    )


_MARK: Final = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be raised, for whom and why."""

    version: Version
    reason: str = ""
    program: Program | None = None
    """The one that is to be raised; None for many."""
    tag: str = ""
    """Of the many, without `#`; empty for the whole fleet."""
    ready: bool = False
    """Only those of the many that keep 99 %."""
    proposer_id: str = ""
    """A Slack user's id."""
    locale: str = ""
    """The card's language (en, zh-CN)."""
    enclosed: Enclosed = NOTHING
    looked_at: str | None = None
    """The mark of the draft that the proposer has seen; None: none yet. Only for many, which are looked at first."""
    acknowledged: Decimal | None = None
    """The loss in percent that the requester has read, as it is shown; None if it need not be named."""
    through: Through | None = None
    """Of an agent's, which has an audit entry of its own beside those of all steps."""
    decision_id: str = ""
    """The decision's; empty for a new one. What repeats a proposal finds it again by its own."""
    absent: bool = False
    """The proposer was chosen and has not acted: one vote more is needed, so that two people decide."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal with its frozen numbers, of which nothing is kept yet."""

    proposal: Proposal
    decision: Decision
    programs: tuple[FleetProgram, ...] = ()
    """Of many, with those left out."""

    @property
    def mark(self) -> str:
        """Differs with how many programs, the largest loss as it is shown, and the votes needed.

        All else, such as the median, moves with each program that is read meanwhile.
        """
        loss, programs = self.decision.evidence.loss, self.decision.tally.all
        shown = [programs, round_fraction(loss.low), round_fraction(loss.high), self.decision.needed]
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:_MARK]
