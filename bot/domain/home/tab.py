"""The content of a Home tab: programs, digests and alerts, and for admins the bot's health."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from bot.domain.alerts.status import ListedAlert
from bot.domain.digest.due import DigestStatus
from bot.domain.governance.overview import AccessOverview
from bot.domain.home.preferences import Outcomes, Preferences
from bot.domain.numbers.comparison import alike
from bot.domain.numbers.distribution import SAFE, Distribution
from bot.domain.numbers.level import level_weeks_before
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.suspicion import spoils
from bot.domain.numbers.version import Version
from bot.domain.platform.credentials import Credentials
from bot.domain.programs.program import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report.report import Report
from bot.domain.trend.trend import Line, change
from bot.errors import BotError

WEEKS: Final = (1, 4)
"""Weeks back with which coverage is compared."""


@dataclass(frozen=True)
class Followed:
    """A program on a Home tab."""

    program: Program
    report: Report | None = None
    """From the newest snapshot; None before the first reading."""
    earlier: tuple[Snapshot, ...] = ()
    """The stored snapshots of about one and about four weeks before; oldest first."""
    read_failure: BotError | None = None
    """Why the last reading failed."""

    @cached_property
    def movement(self) -> Line | None:
        """The coverage movement of the next possible minimum; None without proved numbers.

        That is the lowest version that does not keep 99 % yet, else the newest.
        """
        report, now = self.report, self.report.distribution if self.report else None
        if report is None or now is None or not now.versions:
            return None
        version = _next(now)
        sound = [] if spoils(report.suspicions) else alike(self.earlier, report.snapshot)
        coverage, day = now.coverage(version), report.snapshot.day
        week, four_weeks = (change(version, coverage, since=level_weeks_before(sound, day, weeks)) for weeks in WEEKS)
        return Line(version, (), coverage, week, four_weeks)


def _next(now: Distribution) -> Version:
    newest, oldest = now.versions[0], now.versions[-1]
    return (next_candidate(now) or newest) if now.highest_keeping(SAFE) else oldest


@dataclass(frozen=True)
class Health:
    """The bot's health, for the admins of a workspace."""

    credentials: Credentials | None
    """None in a guest workspace: only the operator's workspace sees where tokens come from."""
    ticket_at: datetime | None
    """When WeChat pushed the newest verify ticket (UTC); only for a platform, and hidden from guest workspaces."""
    programs: int
    """Programs that may be read."""
    read_today: int
    """Programs with numbers of the current Chinese day."""
    oldest: date | None
    """The oldest day among the programs' newest snapshots; None without any, or when all are today's."""
    unread: int
    """Programs that have never been read."""
    read_failures: Sequence[tuple[BotError, int]]
    """Why the last readings failed, with the number of programs; the most common first."""
    outcomes: Outcomes
    """Outcomes of the last week's deliveries."""


@dataclass(frozen=True)
class HomeTab:
    """The content of one person's Home tab."""

    user_id: str
    preferences: Preferences
    slack_locale: str
    """The person's language in Slack; empty when unknown."""
    zone: str
    """IANA."""
    followed: tuple[Followed, ...]
    """The programs chosen; if none, the first few."""
    programs: int
    """The number of all programs."""
    digests: tuple[DigestStatus, ...] = ()
    more_digests: int = 0
    """Digests that do not fit."""
    alerts: tuple[ListedAlert, ...] = ()
    more_alerts: int = 0
    health: Health | None = None
    """None for non-admins."""
    access: AccessOverview | None = None
    """None for non-admins."""

    @property
    def others(self) -> int:
        """The number of programs not shown."""
        return self.programs - len(self.followed)


def earlier_of(appid: str, *found: Mapping[str, Snapshot]) -> tuple[Snapshot, ...]:
    """A program's snapshots in several earlier results, oldest first, without duplicates."""
    kept = {look[appid].day: look[appid] for look in found if appid in look}
    return tuple(kept[day] for day in sorted(kept))
