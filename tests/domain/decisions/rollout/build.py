"""Decisions for many programs, in tests."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.domain.decisions import steps
from bot.domain.decisions.evidence import NOTHING, Enclosed, FleetEvidence, PublicLoss, seal_of
from bot.domain.decisions.program import Aside, FleetProgram, LeftOut, ProgramState, tally_of
from bot.domain.decisions.proposable import arrange, fleet_evidence
from bot.domain.numbers.public import Clients
from bot.domain.numbers.version import Meaning
from bot.domain.report.report import Broken
from tests.domain.build import v
from tests.domain.decisions.build import BOB, CAROL, DAY, DRAFT, NOW, PROPOSER, by, exactly

VERSION = v("3.8.0")


def row(number: int, *, loss: str = "0.4", left_out: LeftOut | None = None) -> FleetProgram:
    """A program without a place."""
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
    """Their evidence."""
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
EVIDENCE = evidence_for(PROGRAMS)
DRAFT_FLEET = replace(
    DRAFT,
    id="f" * 32,
    evidence=EVIDENCE,
    seal=seal_of(EVIDENCE),
    needed=2,
    number=4,
    tally=tally_of(PROGRAMS),
    target=None,
)
PROPOSED_FLEET = steps.present(DRAFT_FLEET, by(PROPOSER, 0)).after
APPROVED_FLEET = steps.approve(steps.approve(PROPOSED_FLEET, by(BOB, 2)).after, by(CAROL, 3)).after
