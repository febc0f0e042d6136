"""The Home tab: what it shows, what waits there, and a sample for those without numbers.

Sample data: invented numbers of a fictional Mini Program, shown until WeChat is connected. They look real: a slow
roll-out of the newest versions, a long tail of old phones, and a minimum set years ago.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from bot.domain.access import Permission, Role
from bot.domain.alerts.delivery import ListedAlert
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.program import ProgramState, SaidSet
from bot.domain.delivery import DeliveryReason, DeliveryState
from bot.domain.digest.subscription import DigestStatus, Paused, Subscription
from bot.domain.fleet import FleetReport
from bot.domain.fleet_row import FleetRow, Standing
from bot.domain.governance import AccessOverview
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed, FeedItem, Version
from bot.domain.platform import Credentials
from bot.domain.programs import Program
from bot.domain.recommendation import Recommendation, recommend
from bot.domain.report import Broken, Report
from bot.domain.trend_history import history_of
from bot.domain.what_if import RaiseAnswer, raise_answer
from bot.errors import BotError

MOST_FOLLOWED: Final = 20
"""Programs that a person may follow: each takes space on the Home tab and a read of stored snapshots."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A person's own settings."""

    locale: str = ""
    """`en` or `zh-CN`; empty: as in Slack."""
    followed: tuple[str, ...] = ()
    """AppIDs in the order chosen; empty: none chosen."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Counts of delivery outcomes since an instant."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    """Deliveries whose outcome could not be reconciled."""
    last_failure: DeliveryReason | None = None
    """The reason of the newest failure."""


NAMED: Final = 5
"""Of each kind; the others are counted."""
_FAILED: Final = frozenset({DeliveryState.FAILED, DeliveryState.UNKNOWN})
_AUTHORISES: Final = frozenset({Standing.REVOKED, Standing.NOT_GRANTED})


@dataclass(frozen=True)
class Waiting:
    """The same wherever it is shown, as in a direct message: only admins see programs restricted to channels."""

    votes: tuple[Decision, ...] = ()
    """Those that the person can still approve, oldest first."""
    to_set: tuple[Decision, ...] = ()
    """Approved ones with programs that people still have to set, oldest first."""
    attention: FleetReport | None = None
    """Lists the programs that need attention, blocked ones first; None without programs."""
    errors: Mapping[str, BotError] = field(default_factory=dict)
    """Why the first ones could not be read, by AppID."""
    digests: tuple[DigestStatus, ...] = ()
    """The person's, paused because Slack refuses them, or whose last delivery failed."""
    link: str = ""
    """To send to merchants that have to authorise; empty where it helps none, or the person may not send it."""
    weekly: Subscription | None = None
    """The person's own of every Monday, if they want it."""

    @property
    def listed(self) -> int:
        """How many programs need attention."""
        return self.attention.listed if self.attention else 0

    @property
    def rows(self) -> tuple[FleetRow, ...]:
        """The first of them."""
        return self.attention.rows if self.attention else ()

    @property
    def named(self) -> tuple[FleetRow, ...]:
        """The first few."""
        return self.rows[:NAMED]

    @property
    def nothing(self) -> bool:
        """Whether nothing waits."""
        return not (self.votes or self.to_set or self.listed or self.digests)


NOTHING_WAITING: Final = Waiting()


def votes_of(decisions: Iterable[Decision], user_id: str) -> tuple[Decision, ...]:
    """Those that a person, who may decide, has not approved and did not propose."""
    open_ones = (each for each in decisions if each.state is State.PROPOSED)
    return tuple(each for each in open_ones if user_id not in (each.proposer_id, *each.voters))


def to_set_in(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Those with programs that people have to set."""
    return tuple(each for each in decisions if each.set_by_hand and still_to_set(each))


def still_to_set(decision: Decision) -> int:
    """How many of its programs nobody says are set."""
    return decision.tally.count(ProgramState.WAITING)


def is_failing(status: DigestStatus) -> bool:
    """Whether a digest does not come."""
    last = status.newest
    return isinstance(status.subscription.state, Paused) or (last is not None and last.state in _FAILED)


def may_link(role: Role, attention: FleetReport | None) -> bool:
    """Whether a link to authorise is of use to a person with a role."""
    return (
        role.may(Permission.AUTHORISE) and attention is not None and bool(_AUTHORISES & set(attention.totals.standings))
    )


AT_FIRST: Final = 5
"""Programs shown to a person who has not chosen any."""
DIGESTS: Final = 12
ALERTS: Final = 12
"""How many are listed: a Home tab has room for a hundred blocks."""
USED_WITHIN: Final = timedelta(days=90)
"""For how long a channel in which a person used the bot counts as theirs."""


@dataclass(frozen=True)
class Followed:
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


SAMPLE: Final = Program(Visible("wx00000000000sample"), "sample", "示例 · Sample")
_MINIMUM: Final = "2.19.4"
_SHARES: Final[Mapping[int, Mapping[str, str]]] = MappingProxyType(
    {
        4: {
            "3.10.1": "8.41",
            "3.9.3": "37.30",
            "3.8.11": "24.06",
            "3.7.12": "11.52",
            "3.6.6": "6.93",
            "3.4.10": "4.88",
            "3.0.2": "3.17",
            "2.33.0": "1.86",
            "2.30.4": "0.94",
            "2.25.4": "0.61",
            "2.19.6": "0.26",
            "2.14.4": "0.06",
        },
        1: {
            "3.10.1": "22.64",
            "3.9.3": "41.77",
            "3.8.11": "13.20",
            "3.7.12": "8.05",
            "3.6.6": "5.31",
            "3.4.10": "3.92",
            "3.0.2": "2.49",
            "2.33.0": "1.36",
            "2.30.4": "0.63",
            "2.25.4": "0.41",
            "2.19.6": "0.18",
            "2.14.4": "0.04",
        },
        0: {
            "3.10.2": "9.12",
            "3.10.1": "44.08",
            "3.9.3": "17.95",
            "3.8.11": "10.87",
            "3.7.12": "6.71",
            "3.6.6": "4.49",
            "3.4.10": "3.08",
            "3.0.2": "1.93",
            "2.33.0": "0.98",
            "2.30.4": "0.40",
            "2.25.4": "0.25",
            "2.19.6": "0.11",
            "2.14.4": "0.03",
        },
    }
)
"""Percent per version, by weeks ago."""


def sample_report(day: date) -> Report:
    """Return the breakdown of the sample, as if read on a day."""
    return Report(SAMPLE, _days(day)[-1])


def sample_recommendation(day: date) -> Recommendation:
    """Return the sample's candidates, without forecasts: three days prove nothing."""
    return recommend(sample_report(day), _days(day)[:-1])


def sample_raise(day: date, version: Version) -> RaiseAnswer:
    """Return what raising the sample's minimum to a version would cost, now and in the weeks before."""
    return raise_answer(sample_report(day), version, history_of(_days(day)))


def _days(day: date) -> list[Snapshot]:
    return judge_all(_snapshot(weeks, day) for weeks in sorted(_SHARES, reverse=True))


def _snapshot(weeks: int, today: date) -> Snapshot:
    day = today - timedelta(weeks=weeks)
    items = tuple(FeedItem(version, Decimal(percent)) for version, percent in _SHARES[weeks].items())
    feed = Feed.of(_MINIMUM, items)
    return Snapshot(SAMPLE.appid, day, datetime.combine(day, time(), UTC), feed, read_meaning(feed))
