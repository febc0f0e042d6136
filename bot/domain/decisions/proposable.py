"""Which numbers a proposal may rest on, and what its voters should know beside them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.access.quorum import SMALL_LOSS
from bot.domain.decisions.enclosed import NOTHING, Enclosed, GivenScan
from bot.domain.decisions.evidence import (
    LARGE_DOUBT,
    Caution,
    Evidence,
    FleetEvidence,
    PlannedDay,
    PublicLoss,
    Track,
)
from bot.domain.decisions.outcome import LeftOut
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, seal_of_programs
from bot.domain.numbers.public import Clients
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.version import Version
from bot.domain.what_if.answers import RaiseAnswer

OLDEST: Final = timedelta(hours=48)


class Obstacle(StrEnum):
    """Why there can be no proposal; a variant each of `error-no-proposal`."""

    ALL_OF_WECHAT = "all-of-wechat"
    SUSPICIOUS = "suspicious"
    OLD = "old"
    GUARANTEED = "guaranteed"
    """The minimum is that high already."""
    DIRECT = "direct"
    """It would be in a direct message, where there are no other voters."""
    OPEN = "open"
    """The program has an open decision."""
    UNUSED = "unused"
    """It is newer than each version that users have: all of them would be cut off."""
    PAST = "past"
    """The day on which the minimum is to be set is over."""


def obstacle(answer: RaiseAnswer, *, now: datetime) -> Obstacle | None:
    """What in a program's numbers speaks against a proposal; that their meaning is not proved has been refused before.

    Args:
        answer: what raising the minimum would cost.
    """
    report = answer.report
    found = {
        Obstacle.SUSPICIOUS: bool(report.suspicions),
        Obstacle.OLD: report.as_of is not None or too_old(report.snapshot, now=now),
        Obstacle.GUARANTEED: answer.already_guaranteed,
        Obstacle.UNUSED: not answer.listed and answer.higher is None,
    }
    return next((each for each, holds in found.items() if holds), None)


def too_old(snapshot: Snapshot, *, now: datetime) -> bool:
    """Whether a snapshot is too old for a decision."""
    return max(now - snapshot.taken_at, snapshot_day(now) - snapshot.day) > OLDEST


def evidence_of(
    answer: RaiseAnswer,
    public: PublicLoss | None,
    clients: Clients | None,
    *,
    now: datetime,
    enclosed: Enclosed = NOTHING,
) -> Evidence:
    """Freeze the numbers.

    Args:
        answer: what raising the minimum would cost, with its forecast.
        public: the loss among all of WeChat's users, where it is known.
        clients: the first WeChat clients with the version, where they are known.
    """
    snapshot, checked, planned = answer.report.snapshot, answer.checked_forecast, enclosed.planned
    record = checked.record if checked else None
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
        loss_week_ago=answer.loss_week_ago,
        loss_four_weeks_ago=answer.loss_four_weeks_ago,
        path=checked.safe.path if checked else (),
        safe_on=checked.safe.day if checked else None,
        track=Track(record.compared, record.held, record.median_error) if record else None,
        public=public,
        clients=clients,
        cautions=cautions_that_hold(_cautions(answer), enclosed.scan, answer.version, now=now),
        imported_by=snapshot.imported_by,
        planned_for=PlannedDay(planned, checked.safe.on(planned) if checked else None) if planned else None,
        scan=enclosed.scan,
    )


def _cautions(answer: RaiseAnswer) -> dict[Caution, bool]:
    return {
        Caution.NOT_LISTED: not answer.listed,
        Caution.UNCERTAIN: answer.cost.now.high - answer.cost.now.low > LARGE_DOUBT,
        Caution.NOT_PROVED_TODAY: not answer.report.snapshot.reading.proves,
        Caution.NO_HISTORY: answer.loss_week_ago is None,
        Caution.WITHDRAWAL: answer.report.withdrawal is not None,
        Caution.BREAK: answer.report.broken is not None and answer.report.broken.open,
    }


def cautions_that_hold(
    of_numbers: Mapping[Caution, bool], scan: GivenScan | None, version: Version, *, now: datetime
) -> tuple[Caution, ...]:
    """What the voters should know.

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
    public: PublicLoss | None,
    clients: Clients | None,
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
        public: the loss among all of WeChat's users, where it is known.
        clients: the first WeChat clients with the version, where they are known.
    """
    part = [each for each in programs if each.state is not ProgramState.LEFT_OUT]
    known = sorted(
        ((loss, each) for each in part if (loss := each.loss)), key=lambda pair: (pair[0].high, pair[1].position)
    )
    worst = known[-1]
    reasons = Counter(each.aside for each in programs if each.state is ProgramState.LEFT_OUT)
    return FleetEvidence(
        version=version,
        frozen_at=now,
        tag=tag,
        ready=ready,
        programs=len(part),
        loss=worst[0],
        worst=worst[1].program,
        median=known[(len(known) - 1) // 2][0],
        costly=sum(loss.high > SMALL_LOSS for loss, _ in known),
        left_out=tuple((because, reasons[because]) for because in LeftOut if because in reasons),
        day=min(each.day for each in part if each.day),
        taken_at=min(each.taken_at for each in part if each.taken_at),
        rows=seal_of_programs(programs),
        public=public,
        clients=clients,
        cautions=cautions_that_hold({Caution.NOT_LISTED: not listed}, enclosed.scan, version, now=now),
        planned_for=PlannedDay(enclosed.planned) if enclosed.planned else None,
        scan=enclosed.scan,
    )
