"""What a person's Home tab tells: their programs, their digests and alerts, and for admins how the bot is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from bot.domain.alerts.status import ListedAlert
from bot.domain.digest.due import DigestStatus
from bot.domain.governance.overview import AccessOverview
from bot.domain.home.preferences import Outcomes, Preferences
from bot.domain.numbers.comparison import alike, weeks_before
from bot.domain.numbers.distribution import SAFE, Distribution
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import spoils
from bot.domain.numbers.version import Version
from bot.domain.platform.credentials import Credentials
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.domain.trend.trend import Line, change
from bot.errors import BotError

WEEKS: Final = (1, 4)
"""How far back coverage is compared."""


@dataclass(frozen=True)
class Followed:
    """A program on somebody's Home tab."""

    program: Program
    report: Report | None = None
    """On the newest snapshot; None before the first reading."""
    earlier: tuple[Snapshot, ...] = ()
    """Those of about a week and of about four weeks before, as far as they are kept; oldest first."""
    read_failure: BotError | None = None
    """Why it could not be read the last time."""

    @cached_property
    def movement(self) -> Line | None:
        """How coverage of the version moves that could be the minimum next; None without numbers that are proved.

        That is the lowest version that does not keep 99 % yet, else the newest one.
        """
        report, now = self.report, self.report.distribution if self.report else None
        if report is None or now is None or not now.versions:
            return None
        version = _next(now)
        sound = [] if spoils(report.suspicions) else alike(self.earlier, report.snapshot)
        coverage, day = now.coverage(version), report.snapshot.day
        week, four_weeks = (change(version, coverage, since=weeks_before(sound, day, weeks)) for weeks in WEEKS)
        return Line(version, (), coverage, week, four_weeks)


def _next(now: Distribution) -> Version:
    safe = now.highest_keeping(SAFE)
    return (now.next_higher(safe) or now.versions[0]) if safe else now.versions[-1]


@dataclass(frozen=True)
class Health:
    """How the bot is, for the admins of a workspace."""

    credentials: Credentials | None
    """None in a workspace that does not run this Baselib: where its tokens come from is nothing for a guest."""
    ticket_at: datetime | None
    """When WeChat pushed the newest verify ticket (UTC); only a platform has any, and guests are not told."""
    programs: int
    """Those that may be read."""
    read_today: int
    """Those with numbers of the present Chinese day."""
    oldest: date | None
    """The day of the oldest among the newest numbers of each; None when nothing is kept, or all are today's."""
    unread: int
    """Programs that have never been read."""
    read_failures: Sequence[tuple[BotError, int]]
    """Why programs could not be read the last time, and how many; the most common first."""
    outcomes: Outcomes
    """Of the deliveries of a week."""


@dataclass(frozen=True)
class HomeTab:
    """All that one person's Home tab tells."""

    user_id: str
    preferences: Preferences
    slack_locale: str
    """The language that Slack says; empty when unknown."""
    zone: str
    """IANA."""
    followed: tuple[Followed, ...]
    """Those chosen; when none is chosen, some to begin with."""
    programs: int
    """How many there are in all."""
    digests: tuple[DigestStatus, ...] = ()
    more_digests: int = 0
    """Those that have no room."""
    alerts: tuple[ListedAlert, ...] = ()
    more_alerts: int = 0
    health: Health | None = None
    """None for whoever is no admin."""
    access: AccessOverview | None = None
    """The same."""

    @property
    def others(self) -> int:
        """Programs that are not shown."""
        return self.programs - len(self.followed)


def earlier_of(appid: str, *found: Mapping[str, Snapshot]) -> tuple[Snapshot, ...]:
    """A program's snapshots among several looks back, oldest first, each once."""
    kept = {look[appid].day: look[appid] for look in found if appid in look}
    return tuple(kept[day] for day in sorted(kept))
