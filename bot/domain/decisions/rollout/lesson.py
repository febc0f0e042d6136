"""The outcome of raising a fleet: the losses measured, beside those when it was decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bot.domain.decisions.lesson import Others
from bot.domain.decisions.rollout.program import FleetProgram
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import whole
from bot.domain.numbers.version import Version

Change = tuple[Decimal, Decimal]
"""A program's loss then and now; fractions, the high ends."""


@dataclass(frozen=True, slots=True)
class FleetLesson:
    """The comparison. What is not known is None."""

    days: int
    """After the decision was verified."""
    programs: int
    """Programs that were set and measured since."""
    before: Decimal | None
    after: Decimal | None
    """The medians of their losses."""
    grown: int
    """Programs whose loss has grown."""
    public_before: Bounds | None
    public_after: Bounds | None
    others: Others | None


def changes_of(programs: Iterable[FleetProgram], newest: Iterable[Snapshot], version: Version) -> list[Change]:
    """The losses of the programs with a sound snapshot after they were set.

    Args:
        version: their new minimum.
    """
    by_appid = {snapshot.appid: snapshot for snapshot in newest}
    return [
        (program.loss_high, snapshot.distribution.loss(version).high)
        for program in programs
        if program.loss_high is not None
        and (snapshot := by_appid.get(program.appid))
        and snapshot.distribution
        and whole(snapshot)
        and program.since
        and snapshot.taken_at > program.since
    ]


def fleet_lesson(
    days: int, changes: Sequence[Change], others: Others | None, public: tuple[Bounds | None, Bounds | None]
) -> FleetLesson:
    """Sum up the changes of all programs; `public`: among all of WeChat's users, then and now."""
    return FleetLesson(
        days,
        len(changes),
        median(before for before, _ in changes) if changes else None,
        median(after for _, after in changes) if changes else None,
        sum(after > before for before, after in changes),
        *public,
        others,
    )
