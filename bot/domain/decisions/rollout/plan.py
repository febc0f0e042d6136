"""Which programs a fleet's decision sets, and in which batches. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from bot.domain.access.quorum import SMALL_LOSS
from bot.domain.decisions.outcome import Aside, LeftOut
from bot.domain.decisions.proposable import too_old
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState
from bot.domain.numbers.distribution import ZERO
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import suspicions
from bot.domain.numbers.version import Version
from bot.domain.programs.program import AuthStatus, Program
from bot.domain.programs.typed_text import folded

CANARIES: Final = 1
SECOND_PERCENT: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that was meant, with its newest snapshot and the one of an earlier day."""

    program: Program
    snapshot: Snapshot | None
    previous: Snapshot | None = None
    open: bool = False
    """Whether it has an open decision."""
    allowed: bool = True
    """Whether Baselib may set it, where Baselib sets minimums."""

    def lists(self, version: Version) -> bool:
        """Whether WeChat lists a version for it."""
        losses = self.snapshot.losses if self.snapshot else None
        return losses is not None and version in losses.versions


def left_out(candidate: Candidate, version: Version, *, ready: bool, now: datetime) -> LeftOut | None:
    """What speaks against setting a program; None when nothing does.

    Args:
        candidate: the program.
        version: the minimum that is proposed.
        ready: whether only programs that keep 99 % are meant.
    """
    program, snapshot = candidate.program, candidate.snapshot
    minimum, losses = (snapshot.minimum, snapshot.losses) if snapshot else (None, None)
    found = {
        LeftOut.IMPORTED: program.is_imported,
        LeftOut.NOT_GRANTED: program.status is not AuthStatus.READABLE,
        LeftOut.OLD: snapshot is None or too_old(snapshot, now=now),
        LeftOut.GUARANTEED: minimum is not None and version <= minimum,
        LeftOut.OPEN: candidate.open,
        LeftOut.UNCLEAR: losses is None,
        LeftOut.SUSPICIOUS: snapshot is not None and bool(suspicions(snapshot, candidate.previous)),
        LeftOut.NOT_READY: ready and losses is not None and losses.loss(version).high > SMALL_LOSS,
        LeftOut.OPTED_OUT: not candidate.allowed,
    }
    return next((because for because, holds in found.items() if holds), None)


def batch_sizes(programs: int) -> tuple[int, ...]:
    """One program, then 5 % of all, then the rest; no batch is empty."""
    canary = min(CANARIES, programs)
    second = min(-(-programs * SECOND_PERCENT // 100), programs - canary)
    return tuple(size for size in (canary, second, programs - canary - second) if size)


def judge(candidates: Iterable[Candidate], version: Version, *, ready: bool, now: datetime) -> tuple[FleetProgram, ...]:
    """The programs that were meant, as rows without a place.

    Args:
        candidates: the programs.
        version: the minimum that is proposed.
        ready: whether only programs that keep 99 % are meant.
    """
    return tuple(_row(each, left_out(each, version, ready=ready, now=now), version) for each in candidates)


def arrange(judged: Iterable[FleetProgram]) -> tuple[FleetProgram, ...]:
    """The programs in the order in which they are set, the smallest loss first; those left out come last."""
    rows = sorted(judged, key=_by_loss)
    part = [row for row in rows if row.state is ProgramState.WAITING]
    others = [row for row in rows if row.state is ProgramState.LEFT_OUT]
    batches = [number for number, size in enumerate(batch_sizes(len(part))) for _ in range(size)]
    placed = [*zip(part, batches, strict=True), *((row, -1) for row in others)]
    return tuple(replace(row, position=position, batch=batch) for position, (row, batch) in enumerate(placed))


def _row(candidate: Candidate, because: LeftOut | None, version: Version) -> FleetProgram:
    program, snapshot = candidate.program, candidate.snapshot
    loss = snapshot.losses.loss(version) if snapshot and snapshot.losses else None
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
    )


def _by_loss(row: FleetProgram) -> tuple[bool, Decimal, str, str]:
    return row.loss_high is None, row.loss_high or ZERO, folded(row.program), row.appid
