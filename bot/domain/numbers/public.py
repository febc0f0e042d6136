"""All of WeChat's users per base library, as WeChat itself publishes them: a companion, not this program's audience."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import Suspicion, spoils, suspicions_by_day, whole
from bot.domain.numbers.version import Version


@dataclass(frozen=True, slots=True)
class ClientRelease:
    """That a WeChat client brings a base library."""

    client: str
    """WeChat's version as published, dotted numbers such as 8.0.49 or 6.6.2.37."""
    base_library: Version


@dataclass(frozen=True, slots=True)
class PublicSnapshot:
    """What WeChat published on one day."""

    day: date
    """The Chinese calendar day of `updated_at`; there is one snapshot a day."""
    updated_at: datetime
    """UTC, as WeChat says."""
    taken_at: datetime
    """UTC, when it was read."""
    total: Distribution
    """Android and iOS together. WeChat publishes no others."""
    android: tuple[ClientRelease, ...] = ()
    ios: tuple[ClientRelease, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing looks wrong about it, taken by itself; see `sound_ones`."""
        return whole(_as_of_a_program(self))


@dataclass(frozen=True, slots=True)
class Clients:
    """The first WeChat client of each system that brings a base library, as published; None when none is known."""

    android: str | None
    ios: str | None


def clients_bringing(snapshot: PublicSnapshot, version: Version) -> Clients:
    """With which WeChat this version or a newer one comes, as far as the snapshot's list goes back."""
    return Clients(_first_bringing(snapshot.android, version), _first_bringing(snapshot.ios, version))


def public_suspicions(snapshots: Sequence[PublicSnapshot]) -> dict[date, tuple[Suspicion, ...]]:
    """What looks wrong about each day, by the rules that hold for programs.

    Args:
        snapshots: oldest first.
    """
    return suspicions_by_day([_as_of_a_program(snapshot) for snapshot in snapshots])


def sound_ones(snapshots: Sequence[PublicSnapshot]) -> list[PublicSnapshot]:
    """Those that nothing is wrong with; `snapshots` as `public_suspicions` has them."""
    found = public_suspicions(snapshots)
    return [snapshot for snapshot in snapshots if not spoils(found[snapshot.day])]


def _first_bringing(releases: Iterable[ClientRelease], version: Version) -> str | None:
    """Clients are compared as libraries are: 8.0.9 comes before 8.0.10."""
    return min((each.client for each in releases if each.base_library >= version), key=Version.parse, default=None)


def _as_of_a_program(snapshot: PublicSnapshot) -> Snapshot:
    total = snapshot.total
    items = [FeedItem(version.text, share) for version, share in total.shares]
    reading = Reading(Meaning.SHARE, Scale.FRACTION, Reason.ADDS_UP, 1 - total.unreported)
    return Snapshot("", snapshot.day, snapshot.taken_at, Feed("", (*items, *total.other)), reading)
