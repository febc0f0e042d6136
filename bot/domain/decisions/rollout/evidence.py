"""The evidence of a fleet's decision: its programs in figures, and the hash of the frozen numbers of each."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.decisions.enclosed import NOTHING, Enclosed
from bot.domain.decisions.evidence import Caution, Evidence, Frozen, PlannedDay, PublicLoss
from bot.domain.decisions.outcome import LeftOut
from bot.domain.decisions.proposable import cautions_that_hold
from bot.domain.decisions.quorum import SMALL_LOSS
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, seal_of_programs
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients
from bot.domain.numbers.version import Version
from bot.domain.plain import KEY, read_object


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetEvidence(Frozen):
    """What the voters see of the programs' numbers. Fractions."""

    tag: str = field(metadata={KEY: "fleet"})
    """Folded; empty for the whole fleet."""
    ready: bool
    """Whether only programs that keep 99 % were meant."""
    programs: int
    worst: str
    """The name of the program that loses most."""
    median: Bounds
    costly: int
    """Programs that lose more than 1 %."""
    left_out: tuple[tuple[LeftOut, int], ...]
    rows: str = field(metadata={KEY: "programs_sha256"})
    """The hash of their numbers, see `seal_of_programs`."""

    @property
    def name(self) -> str:
        """What is to be raised."""
        return f"#{self.tag}" if self.tag else "fleet"

    @property
    def opted_out(self) -> int:
        """Programs left out because Baselib may not set them, while it may set others."""
        return dict(self.left_out).get(LeftOut.OPTED_OUT, 0)


AnyEvidence = Evidence | FleetEvidence


def any_evidence_in(text: str) -> AnyEvidence:
    """The evidence in its canonical JSON, of a program or of a fleet.

    Raises:
        ValueError: it is of neither.
    """
    found = json.loads(text)
    return read_object(FleetEvidence, found) if "fleet" in found else read_object(Evidence, found)


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


def programs_in(evidence: AnyEvidence, programs: Sequence[FleetProgram]) -> Sequence[FleetProgram]:
    """The programs of a decision: those of a fleet, or the one that the evidence is about."""
    if isinstance(evidence, FleetEvidence):
        return programs
    one = FleetProgram(
        position=0,
        batch=0,
        appid=evidence.appid,
        program=evidence.program,
        minimum=evidence.minimum,
        day=evidence.day,
        taken_at=evidence.taken_at,
        meaning=evidence.meaning,
        loss_low=evidence.loss.low,
        loss_high=evidence.loss.high,
    )
    return [one]
