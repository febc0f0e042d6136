"""What a decision rested on, and what was learned after it.

The evidence of a decision: frozen when it is proposed, sealed with a hash, and kept for good. Snapshots are thinned
out after a while, so the evidence holds the numbers themselves. Its canonical JSON (sorted keys, no spaces, decimals
and dates as text) is what the hash is of: anyone can compute it again. Instants are UTC.

What came of a raised minimum: the measured loss, beside the one before and the forecast. Users below the minimum
cannot use the program, so they leave WeChat's thirty-day window: the measured loss shrinks by itself. That is why it
is set beside the last reading before, all of WeChat, and programs that did not change.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median
from typing import Final

from bot.domain.decisions.program import FleetProgram, LeftOut
from bot.domain.forecast.forecast import Expected, Track, expected_on
from bot.domain.numbers.comparison import counted_since, median_of, sound_ones
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.public import Clients, PublicSnapshot, clients_bringing
from bot.domain.numbers.snapshot import Headcount, Reached, Snapshot, Users, people_of
from bot.domain.numbers.version import Meaning, Reason, Version
from bot.domain.plain import ABSENT, KEY, OBJECT, as_object, read_object
from bot.domain.scan.scan import GivenScan

LARGE_DOUBT: Final = Decimal("0.01")
"""Bounds of the loss that lie further apart than this deserve a caution."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a proposer may add to the numbers."""

    planned: date | None = None
    """The day on which the minimum is to be set."""
    scan: GivenScan | None = None


NOTHING: Final = Enclosed()


class Caution(StrEnum):
    """What the voters should know besides the numbers; a sentence each in the catalogs (`caution-...`)."""

    NOT_LISTED = "not-listed"
    UNCERTAIN = "uncertain"
    NOT_PROVED_TODAY = "not-proved-today"
    EITHER_WAY = "either-way"
    """Nothing shows which of several meanings they have; the loss is what holds under each."""
    NO_HISTORY = "no-history"
    WITHDRAWAL = "roll-back"
    """Users went back to older versions within the last three days."""
    TODAY_ONLY = "today-only"
    """It keeps 99 % on the day, not yet over the week."""
    UNCOUNTED = "uncounted"
    """Only because nobody counted all who are cut off does it need the larger number of approvals."""
    BREAK = "break"
    """WeChat counts otherwise than before: the loss reaches from what it was to what is counted now."""
    PUBLIC_BREAK = "public-break"
    """Only all of WeChat is counted otherwise than before; the program's own numbers do not show it."""
    SCAN_NEEDS_MORE = "scan-needs-more"
    SCAN_UNJUDGED = "scan-unjudged"
    SCAN_OLD = "scan-old"


@dataclass(frozen=True, slots=True)
class PublicLoss:
    """The loss among all of WeChat's users."""

    day: date
    loss: Bounds


def at_large(public: PublicSnapshot | None, version: Version) -> tuple[PublicLoss | None, Clients | None]:
    """Return the loss among all of WeChat's users, and the first clients with a version, as far as they are known."""
    if public is None:
        return None, None
    loss = PublicLoss(public.day, public.total.loss(version)) if public.sound else None
    return loss, clients_bringing(public, version)


@dataclass(frozen=True, slots=True)
class PublicBreak:
    """How WeChat counts old versions otherwise than before, for all of its users."""

    since: date
    factor: Decimal
    """What the losses at old versions are multiplied by."""


@dataclass(frozen=True, slots=True)
class PlannedDay:
    day: date
    loss: Expected | None = None
    """The forecast for it; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What evidence of one program and of many have: the numbers that a decision rests on. Fractions."""

    version: Version
    frozen_at: datetime
    day: date
    """The Chinese day of the snapshot, or of the oldest."""
    taken_at: datetime
    """When WeChat was read for it, or when a person imported the numbers."""
    loss: Bounds
    """Of many: the largest."""
    public: PublicLoss | None = None
    clients: Clients | None = None
    """The first WeChat clients that bring the version."""
    cautions: tuple[Caution, ...] = ()
    planned_for: PlannedDay | None = field(default=None, metadata={KEY: "planned", ABSENT: True})
    scan: GivenScan | None = field(default=None, metadata={ABSENT: True, OBJECT: True})

    @property
    def age(self) -> timedelta:
        """How old the snapshot was."""
        return max(timedelta(0), self.frozen_at - self.taken_at)

    @property
    def planned(self) -> date | None:
        """The day on which the minimum is to be set, where the proposer named one."""
        return self.planned_for.day if self.planned_for else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Frozen):
    """The numbers of one program, as it was then; its AppID and the day identify the snapshot."""

    appid: str
    program: str
    """The program's name then."""
    meaning: Meaning
    proof: Reason
    minimum: Version | None
    loss_week_ago: Bounds | None = None
    loss_four_weeks_ago: Bounds | None = None
    users: Users | None = field(default=None, metadata={ABSENT: True, OBJECT: True})
    """How many people use the program; None where that is not known."""
    path: tuple[Expected, ...] = ()
    """The forecast of the loss if nothing is changed."""
    safe_on: date | None = None
    """When coverage is expected to reach 99 %."""
    track: Track | None = None
    imported_by: str = ""
    """Who imported the numbers; empty when they were read from WeChat."""

    @property
    def name(self) -> str:
        return self.program

    @property
    def people(self) -> Headcount | None:
        """Those who are cut off; None where nobody counted them."""
        return people_of(self.users, self.loss)

    @property
    def counted(self) -> bool:
        """Whether all of them are known."""
        return self.users is not None


def canonical(evidence: Frozen) -> str:
    """Return the canonical JSON: one text for equal evidence."""
    return json.dumps(as_object(evidence), sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def seal_of(evidence: Frozen) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(evidence).encode("ascii")).hexdigest()


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
    reached: Reached | None = field(default=None, metadata={ABSENT: True, OBJECT: True})
    public_break: PublicBreak | None = field(default=None, metadata={ABSENT: True, OBJECT: True})
    """While it goes on, losses reach from what they were to what is counted now, where both are known."""

    @property
    def name(self) -> str:
        return f"#{self.tag}" if self.tag else "fleet"

    @property
    def people(self) -> Headcount | None:
        """Those who are cut off in all of them; None where nobody counted them."""
        return self.reached

    @property
    def counted(self) -> bool:
        """Whether they are those of every program."""
        return self.reached is not None and self.reached.programs == self.programs

    @property
    def opted_out(self) -> int:
        """Programs left out because Baselib may not set them, while it may set others."""
        return dict(self.left_out).get(LeftOut.OPTED_OUT, 0)


AnyEvidence = Evidence | FleetEvidence


def any_evidence_in(text: str) -> AnyEvidence:
    """Return the evidence in its canonical JSON, of a program or of a fleet.

    Raises:
        ValueError: it is of neither.
    """
    found = json.loads(text)
    return read_object(FleetEvidence, found) if "fleet" in found else read_object(Evidence, found)


def programs_in(evidence: AnyEvidence, programs: Sequence[FleetProgram]) -> Sequence[FleetProgram]:
    """Return the programs of a decision: those of a fleet, or the one that the evidence is about."""
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


@dataclass(frozen=True, slots=True)
class Change:
    """A program's loss at a version, before and after. Fractions."""

    before: Bounds
    after: Bounds
    day: date
    """Of the reading that was measured."""
    stayed: bool
    """Whether its minimum is the same as before."""
    counted_since: date | None = None
    """The first day since which WeChat counts otherwise than before: the losses cannot be compared."""

    @property
    def growth(self) -> Decimal:
        """The difference of the high ends."""
        return self.after.high - self.before.high


@dataclass(frozen=True, slots=True)
class Lesson:
    """The comparison. Fractions; what is not known is None."""

    days: int
    """After the decision was verified."""
    changes: Sequence[Change]
    """Of the programs that were set and measured since."""
    others: Sequence[Change]
    """Of programs whose minimum stayed, over the same days."""
    expected: Expected | None
    """The forecast for one program on the measured day, had nothing been changed."""
    public_before: Bounds | None
    public_after: Bounds | None
    public_since: date | None = None
    """The first day since which the public numbers count otherwise than before."""

    @property
    def compared(self) -> Sequence[Change]:
        """The changes of programs that WeChat counts as before."""
        return [each for each in self.changes if each.counted_since is None]

    @property
    def typical(self) -> Change | None:
        """The medians of their losses, and the newest day; None without any, and where none can be compared."""
        if not self.compared:
            return None
        before, after = [each.before for each in self.compared], [each.after for each in self.compared]
        return Change(median_of(before), median_of(after), max(each.day for each in self.compared), stayed=False)

    @property
    def counted_since(self) -> date | None:
        """The newest day since which WeChat counts programs otherwise than before; None where all can be compared."""
        return max((each.counted_since for each in self.changes if each.counted_since), default=None)

    @property
    def grown(self) -> int:
        """How many of them lose more than before."""
        return sum(each.growth > 0 for each in self.compared)

    @property
    def others_growth(self) -> Decimal | None:
        """The median growth of the others' losses."""
        compared = [each.growth for each in self.others if each.counted_since is None]
        return median(compared) if compared else None


def changes_of(
    frozen: Mapping[str, Bounds | None],
    earlier: Mapping[str, Sequence[Snapshot]],
    later: Mapping[str, Sequence[Snapshot]],
    version: Version,
    *,
    set_on: date,
) -> list[Change]:
    """Return the changes of the programs that were measured: each from its last sound reading before to its newest one.

    Args:
        frozen: by AppID, the loss on record of each program, which counts where there is no earlier reading.
        earlier: their snapshots from before, oldest first.
        later: those from after, oldest first.
        version: the one whose loss is compared.
        set_on: the Chinese calendar day on which the minimum was raised.
    """
    found = []
    for appid, loss in frozen.items():
        first, last = _newest_sound(earlier.get(appid, ())), _newest_sound(later.get(appid, ()))
        before = first.distribution.loss(version) if first and first.distribution else loss
        if before and last and last.distribution:
            stayed = first is not None and first.minimum == last.minimum
            since = counted_since(first.day if first else set_on, last.judgement)
            found.append(Change(before, last.distribution.loss(version), last.day, stayed, since))
    return found


def forecast_on(evidence: Evidence, day: date) -> Expected | None:
    """Return the forecast for a day, from the loss when it was proposed on; None beyond the end of its path."""
    low = evidence.loss.low
    return expected_on((Expected(evidence.day, low, low, low), *evidence.path), day)


def _newest_sound(snapshots: Sequence[Snapshot]) -> Snapshot | None:
    return next(reversed(sound_ones(snapshots)), None)
