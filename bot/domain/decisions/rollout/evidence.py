"""The evidence of a fleet's decision: its programs in figures, and the hash of the frozen numbers of each."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.domain.decisions.evidence import (
    Caution,
    Evidence,
    PublicLoss,
    fields_of_bounds,
    fields_of_public,
    read_bounds,
    read_evidence,
    read_public,
)
from bot.domain.decisions.quorum import SMALL_LOSS
from bot.domain.decisions.rollout.program import FleetProgram, LeftOut, ProgramState, seal_of_programs
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class FleetEvidence:
    """What the voters see of the programs' numbers. Fractions."""

    version: Version
    frozen_at: datetime
    """UTC."""
    tag: str
    """Folded; empty for the whole fleet."""
    ready: bool
    """Whether only programs that keep 99 % were meant."""
    programs: int
    loss: Bounds
    """The largest."""
    worst: str
    """The name of the program that loses most."""
    median: Bounds
    costly: int
    """Programs that lose more than 1 %."""
    left_out: tuple[tuple[LeftOut, int], ...]
    day: date
    """The oldest day of their snapshots."""
    taken_at: datetime
    """UTC; of the oldest."""
    rows: str
    """The hash of their numbers, see `seal_of_programs`."""
    public: PublicLoss | None = None
    clients: Clients | None = None
    """The first WeChat clients that bring the version."""
    cautions: tuple[Caution, ...] = ()

    @property
    def name(self) -> str:
        """What is to be raised."""
        return f"#{self.tag}" if self.tag else "fleet"

    @property
    def opted_out(self) -> int:
        """Programs left out because Baselib may not set them, while it may set others."""
        return dict(self.left_out).get(LeftOut.OPTED_OUT, 0)

    @property
    def age(self) -> timedelta:
        """How old the oldest snapshot was."""
        return max(timedelta(0), self.frozen_at - self.taken_at)

    def fields(self) -> dict[str, object]:
        """It as JSON; unknown values are null."""
        return {
            "fleet": self.tag,
            "ready": self.ready,
            "version": self.version.text,
            "frozen_at": self.frozen_at.isoformat(),
            "programs": self.programs,
            "loss": fields_of_bounds(self.loss),
            "worst": self.worst,
            "median": fields_of_bounds(self.median),
            "costly": self.costly,
            "left_out": [[str(because), count] for because, count in self.left_out],
            "day": self.day.isoformat(),
            "taken_at": self.taken_at.isoformat(),
            "programs_sha256": self.rows,
            "public": fields_of_public(self.public),
            "clients": [self.clients.android, self.clients.ios] if self.clients else None,
            "cautions": [str(each) for each in self.cautions],
        }


AnyEvidence = Evidence | FleetEvidence


def any_evidence_in(text: str) -> AnyEvidence:
    """The evidence in its canonical JSON, of a program or of a fleet."""
    found: Mapping[str, Any] = json.loads(text)
    return _read_fleet_evidence(found) if "fleet" in found else read_evidence(found)


def _read_fleet_evidence(found: Mapping[str, Any]) -> FleetEvidence:
    return FleetEvidence(
        version=Version.parse(found["version"]),
        frozen_at=datetime.fromisoformat(found["frozen_at"]),
        tag=found["fleet"],
        ready=found["ready"],
        programs=found["programs"],
        loss=read_bounds(found["loss"]),
        worst=found["worst"],
        median=read_bounds(found["median"]),
        costly=found["costly"],
        left_out=tuple((LeftOut(because), count) for because, count in found["left_out"]),
        day=date.fromisoformat(found["day"]),
        taken_at=datetime.fromisoformat(found["taken_at"]),
        rows=found["programs_sha256"],
        public=read_public(found["public"]) if found["public"] else None,
        clients=Clients(*found["clients"]) if found["clients"] else None,
        cautions=tuple(Caution(each) for each in found["cautions"]),
    )


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
    reasons = Counter(LeftOut(each.because) for each in programs if each.state is ProgramState.LEFT_OUT)
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
        cautions=() if listed else (Caution.NOT_LISTED,),
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
