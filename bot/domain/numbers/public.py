"""Public numbers: WeChat's published distribution of all its users; a companion, not a program's audience."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import UNKNOWN, Judgement
from bot.domain.numbers.meaning import Shares
from bot.domain.numbers.snapshot import OF_ALL, Snapshot, Visible
from bot.domain.numbers.suspicion import whole
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version


@dataclass(frozen=True, slots=True)
class ClientRelease:
    """A WeChat client and the base library it brings."""

    client: str
    """WeChat's version as published, dotted numbers such as 8.0.49 or 6.6.2.37."""
    base_library: Version


@dataclass(frozen=True, slots=True)
class PublicSnapshot:
    """WeChat's public numbers of one day."""

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
    judgement: Judgement = field(default=UNKNOWN, compare=False, repr=False)
    """As of a program's snapshot."""

    @property
    def sound(self) -> bool:
        """Whether it has no suspicion when judged alone; see `sound_ones`."""
        return whole(public_as_snapshot(self))


COMPARABLE_FOR: Final = timedelta(days=14)
"""Public numbers within so many days of a feed show what it means: later too many versions have spread or gone."""


def public_shares(snapshot: PublicSnapshot | None, *, of: date) -> Shares | None:
    """Return the share of each version, where the numbers are sound and close enough to this Chinese calendar day."""
    if snapshot is None or abs(snapshot.day - of) > COMPARABLE_FOR or not snapshot.sound:
        return None
    return dict(snapshot.total.shares)


@dataclass(frozen=True, slots=True)
class Clients:
    """The first WeChat client of each system that brings a base library, as published; None when none is known."""

    android: str | None
    ios: str | None


def clients_bringing(snapshot: PublicSnapshot, version: Version) -> Clients:
    """Return the WeChat clients that bring this version or a newer one, as far as the snapshot's list goes back."""
    return Clients(_first_bringing(snapshot.android, version), _first_bringing(snapshot.ios, version))


def sound_ones(snapshots: Iterable[PublicSnapshot]) -> list[PublicSnapshot]:
    """Return the sound days."""
    return [snapshot for snapshot in snapshots if snapshot.judgement.sound]


def _first_bringing(releases: Iterable[ClientRelease], version: Version) -> str | None:
    """Return the first client with this version. Clients compare like libraries: 8.0.9 is before 8.0.10."""
    return min((each.client for each in releases if each.base_library >= version), key=Version.parse, default=None)


def public_as_snapshot(snapshot: PublicSnapshot, appid: Visible = OF_ALL) -> Snapshot:
    """Return the public numbers as if they were a program's."""
    total = snapshot.total
    items = [FeedItem(version.text, share) for version, share in total.shares]
    reading = Reading(Meaning.SHARE, Scale.FRACTION, Reason.ADDS_UP, 1 - total.unreported)
    feed = Feed.of("", (*items, *total.other))
    return Snapshot(appid, snapshot.day, snapshot.taken_at, feed, reading, judgement=snapshot.judgement)
