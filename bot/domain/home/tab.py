"""The content of a Home tab: programs, digests and alerts, and for admins the bot's health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.alerts.status import ListedAlert
from bot.domain.decisions.program import SaidSet
from bot.domain.digest.subscription import DigestStatus
from bot.domain.governance.overview import AccessOverview
from bot.domain.home.preferences import Outcomes, Preferences
from bot.domain.home.waiting import NOTHING_WAITING, Waiting
from bot.domain.platform.credentials import Credentials
from bot.domain.programs.program import Program
from bot.domain.report.report import Broken, Report
from bot.errors import BotError

AT_FIRST: Final = 5
"""Programs shown to a person who has not chosen any."""
DIGESTS: Final = 12
ALERTS: Final = 12
"""How many are listed: a Home tab has room for a hundred blocks."""
USED_WITHIN: Final = timedelta(days=90)
"""For how long a channel in which a person used the bot counts as theirs."""


@dataclass(frozen=True)
class Followed:
    """A program on a Home tab."""

    program: Program
    report: Report | None = None
    """From the newest snapshot; None before the first reading."""
    read_failure: BotError | None = None
    """Why the last reading failed."""
    said: SaidSet | None = None
    """A person's word that its minimum is set, which WeChat does not show yet."""


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
    suspended: int = 0
    """Workspaces whose token Slack does not accept for now; only the operator's workspace sees them."""

    @property
    def well(self) -> bool:
        """Whether nothing is known to be wrong."""
        lost = self.outcomes.failed or self.outcomes.unknown
        return not (self.read_failures or self.unread or lost or self.suspended)


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
    waiting: Waiting = NOTHING_WAITING
    may_change: bool = True
    """Whether the person may change digests and alerts; others see no menus."""
    may_set: bool = False
    """Whether the operator lets Baselib set minimums."""

    @property
    def public(self) -> Broken | None:
        """The break of WeChat's public numbers, named once for all programs."""
        return self.waiting.attention.public if self.waiting.attention else None

    @property
    def others(self) -> int:
        """The number of programs not shown."""
        return self.programs - len(self.followed)
