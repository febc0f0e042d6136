"""Decisions in tests. Decisions for many programs, in tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.evidence import (
    NOTHING,
    Caution,
    Enclosed,
    Evidence,
    FleetEvidence,
    PlannedDay,
    PublicLoss,
    programs_in,
    seal_of,
)
from bot.domain.decisions.program import Aside, FleetProgram, LeftOut, ProgramState, Shown, tally_of
from bot.domain.decisions.proposable import arrange, fleet_evidence
from bot.domain.decisions.steps import Moves
from bot.domain.forecast.forecast import Expected, Track
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Meaning, Reason
from bot.domain.report import Broken
from bot.domain.scan.scan import GivenScan, Outcome
from tests.domain.build import snapshot_of, v

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = date(2026, 11, 23)
PROPOSER, BOB, CAROL = "U0ALICE", "U0BOWEN", "U0CAROL"


def exactly(percent: str) -> Bounds:
    return Bounds(Decimal(percent) / 100, Decimal(percent) / 100)


def expected(days: int, loss: str, low: str, high: str) -> Expected:
    return Expected(DAY + timedelta(days=days), *(Decimal(each) / 100 for each in (loss, low, high)))


EVIDENCE = Evidence(
    appid="wx0000000000000001",
    program="shop",
    version=v("3.8.0"),
    frozen_at=NOW,
    day=DAY,
    taken_at=NOW - timedelta(hours=3),
    meaning=Meaning.SHARE,
    proof=Reason.ADDS_UP,
    minimum=v("3.0.0"),
    loss=Bounds(Decimal("0.012"), Decimal("0.0190")),
    loss_week_ago=exactly("2.4"),
    loss_four_weeks_ago=exactly("4"),
    path=(expected(28, "0.8", "0.6", "1.1"), expected(56, "0.4", "0.2", "0.9")),
    safe_on=DAY + timedelta(days=17),
    track=Track(12, 10, Decimal("0.002")),
    public=PublicLoss(DAY - timedelta(days=1), exactly("3.1")),
    clients=Clients("8.0.50", "8.0.49"),
    cautions=(Caution.UNCERTAIN,),
)
SCANNED = replace(
    EVIDENCE,
    planned_for=PlannedDay(DAY + timedelta(days=21), expected(21, "0.9", "0.7", "1.2")),
    users=Users(DAY - timedelta(days=1), android=90_000, iphone=69_000, other=1_000),
    scan=GivenScan(Outcome.UNJUDGED, v("3.8.2"), v("3.9.0"), 2, "ab" * 20, NOW - timedelta(days=3), PROPOSER),
    cautions=(Caution.SCAN_NEEDS_MORE, Caution.SCAN_UNJUDGED, Caution.SCAN_OLD),
)
"""With users, and all that a proposer may enclose."""
BARE = replace(
    EVIDENCE,
    minimum=None,
    loss_week_ago=None,
    loss_four_weeks_ago=None,
    path=(),
    safe_on=None,
    track=None,
    public=None,
    clients=None,
    cautions=(),
)
(PROGRAM,) = programs_in(EVIDENCE, ())
DRAFT = Decision(
    id="0123456789abcdef0123456789abcdef",
    team_id="T1",
    channel_id="C1",
    proposer_id=PROPOSER,
    proposed_at=NOW,
    evidence=EVIDENCE,
    seal=seal_of(EVIDENCE),
    needed=2,
    locale="en",
    reason="Chunked transfer: https://example.com/pull/7",
    number=3,
    tally=tally_of([PROGRAM]),
    target=PROGRAM,
)


def by(user_id: str, minutes: int = 1) -> Origin:
    return Origin(user_id, NOW + timedelta(minutes=minutes), "7.1")


def program_of(decision: Decision) -> FleetProgram:
    assert decision.target
    return decision.target


def to(decision: Decision, changed: FleetProgram) -> Moves:
    return Moves([program_of(decision)], [changed])


def said(decision: Decision, origin: Origin) -> Moves:
    """A person says that its only program is set."""
    return to(decision, running.said(program_of(decision), origin.by, None, now=origin.at))


def shows(decision: Decision, minimum: str, minutes: int = 11) -> Moves:
    at = NOW + timedelta(minutes=minutes)
    read = snapshot_of([("3.8.1", "100")], DAY, minimum=minimum)
    return to(decision, running.checked(decision, program_of(decision), read, now=at))


PROPOSED = steps.open_vote(DRAFT, by(PROPOSER, 0)).after
APPROVED = steps.approve(steps.approve(PROPOSED, by(BOB, 2)).after, by(CAROL, 3)).after
APPLYING = steps.say_set(APPROVED, by(PROPOSER, 10), said(APPROVED, by(PROPOSER, 10))).after
VERIFIED = steps.conclude(
    APPLYING,
    State.VERIFIED,
    Origin(SYSTEM, NOW + timedelta(minutes=11)),
    outcome=Shown(v("3.8.0")),
    moves=shows(APPLYING, "3.8.0"),
).after


VERSION = v("3.8.0")


def row(number: int, *, loss: str = "0.4", left_out: LeftOut | None = None) -> FleetProgram:
    known = left_out not in (LeftOut.OLD, LeftOut.UNCLEAR)
    share = Decimal(loss) / 100 if known else None
    return FleetProgram(
        0,
        -1,
        f"wx{number:016}",
        f"shop-{number}",
        v("2.30.0"),
        DAY if known else None,
        NOW - timedelta(hours=3) if known else None,
        Meaning.SHARE if known else None,
        share,
        share,
        ProgramState.LEFT_OUT if left_out else ProgramState.WAITING,
        Aside(left_out) if left_out else None,
    )


def fleet(count: int) -> tuple[FleetProgram, ...]:
    """So many programs in their places, and two left out."""
    losses = [row(number, loss=str(Decimal(number % 90) / 100)) for number in range(1, count + 1)]
    others = [row(count + 1, left_out=LeftOut.OLD), row(count + 2, loss="3", left_out=LeftOut.OPEN)]
    return arrange([*others, *losses])


def evidence_for(
    programs: tuple[FleetProgram, ...], enclosed: Enclosed = NOTHING, *, broken: Broken | None = None
) -> FleetEvidence:
    return fleet_evidence(
        programs,
        VERSION,
        tag="mall",
        ready=False,
        listed=True,
        public=PublicLoss(DAY - timedelta(days=1), exactly("3.1")),
        clients=Clients("8.0.50", "8.0.49"),
        broken=broken,
        now=NOW,
        enclosed=enclosed,
    )


PROGRAMS = fleet(40)
BUILD_EVIDENCE = evidence_for(PROGRAMS)
DRAFT_FLEET = replace(
    DRAFT,
    id="f" * 32,
    evidence=BUILD_EVIDENCE,
    seal=seal_of(BUILD_EVIDENCE),
    needed=2,
    number=4,
    tally=tally_of(PROGRAMS),
    target=None,
)
PROPOSED_FLEET = steps.open_vote(DRAFT_FLEET, by(PROPOSER, 0)).after
APPROVED_FLEET = steps.approve(steps.approve(PROPOSED_FLEET, by(BOB, 2)).after, by(CAROL, 3)).after
