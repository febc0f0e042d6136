"""Alerts: a channel gets one message when a condition is met."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.access import AuditAction, AuditEntry
from bot.domain.delivery import SlackCode
from bot.domain.fleet_row import Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break
from bot.domain.numbers.meaning import percent_text
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Version
from bot.domain.programs import ALL_OF_WECHAT

MOST_DAYS = 7
"""For how many days a share may have to meet a threshold before the alert fires."""
MOST_ALERTS = 20
"""How many alerts a channel may have: a list of them must fit into one message of 50 blocks."""


class Watched(StrEnum):
    """What an alert watches. The values are stored, and words of the command."""

    LOSS = "loss"
    """Users below a version."""
    COVERAGE = "coverage"
    """Users on a version or newer."""
    MINIMUM = "minimum"
    """The minimum base library set at WeChat."""
    WITHDRAWAL = "rollback"
    """WeChat withdrew a version: coverage of the newest fell by more than three points within a week."""
    SAFE = "safe"
    """The highest minimum that keeps 99 % of users."""
    ATTENTION = "attention"
    """Whether a program needs attention: see `bot.domain.fleet_row.ATTENTION`."""


class Sign(StrEnum):
    """How a share is compared with the threshold."""

    OVER = ">"
    AT_LEAST = ">="
    UNDER = "<"
    AT_MOST = "<="

    @property
    def upwards(self) -> bool:
        """Whether a growing share meets it."""
        return self in (Sign.OVER, Sign.AT_LEAST)

    def holds(self, share: Decimal, threshold: Decimal) -> bool:
        """Whether `share <sign> threshold`."""
        return {
            Sign.OVER: share > threshold,
            Sign.AT_LEAST: share >= threshold,
            Sign.UNDER: share < threshold,
            Sign.AT_MOST: share <= threshold,
        }[self]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The rest of a condition about a share of users."""

    sign: Sign
    share: Decimal
    """A fraction, above 0 and up to 1; of a number of users what they are of all, or 1 while that is not known."""
    version: Version
    days: int = 0
    """On how many days in a row it has to be met, 1 to 7; 0: on most days of a week."""
    users: int = 0
    """The number of users that was typed instead of a share; 0 where it was a share."""

    @property
    def limit(self) -> str:
        """The limit as it may be typed: `1%`, `1000 users`."""
        return f"{self.users} users" if self.users else f"{percent_text(self.share)}%"


@dataclass(frozen=True, slots=True)
class Condition:
    watched: Watched
    threshold: Threshold | None = None
    """With `LOSS` and `COVERAGE`, and only with them."""

    @property
    def counts_users(self) -> bool:
        """Whether its limit is a number of users: without theirs a program cannot be judged."""
        return self.threshold is not None and self.threshold.users > 0

    def among(self, users: Users | None) -> "Condition":
        """Return the condition about a share of these users."""
        threshold = self.threshold
        if threshold is None or users is None or not threshold.users:
            return self
        return replace(self, threshold=replace(threshold, share=users.share_of(threshold.users)))

    @property
    def words(self) -> str:
        """The condition as it may be typed, one spelling for each: `loss > 1% at 3.0.0 for 3 days`."""
        if self.threshold:
            share = f"{self.watched} {self.threshold.sign} {self.threshold.limit} at {self.threshold.version}"
            days = self.threshold.days
            return f"{share} for {days} day{'s' if days > 1 else ''}" if days else share
        return _WORDS.get(self.watched, str(self.watched))


_WORDS: Final = {
    Watched.MINIMUM: "minimum changed",
    Watched.SAFE: "safe minimum rises",
    Watched.ATTENTION: "needs attention",
}


@dataclass(frozen=True, slots=True)
class Alert:
    """A channel's subscription to a condition."""

    id: str
    team_id: str
    channel_id: str
    number: int
    """Its number in the channel, from 1; not reused while a higher number exists."""
    appid: str
    """Empty: every program, or every one with `tag`."""
    condition: Condition
    locale: str
    """The message's language (en, zh-CN)."""
    owner_id: str
    created_at: datetime
    muted_until: datetime | None = None
    """UTC; until then it is judged but nothing is sent, not even later."""
    paused_because: SlackCode | None = None
    """Slack's error code when the channel cannot be posted to; acts as muted until the alert is unmuted."""
    tag: str = ""
    """Folded; only the programs with this tag. Empty without one."""

    @property
    def fleet(self) -> bool:
        """Whether it is about many programs."""
        return not self.appid

    def watches(self, appid: str, tags: Collection[str] = ()) -> bool:
        """Whether a program's numbers concern it; those of `ALL_OF_WECHAT` only when it is named."""
        if self.tag:
            return self.tag in tags
        return self.appid == appid or (self.fleet and appid != ALL_OF_WECHAT.appid)

    @property
    def waits_for(self) -> tuple[str, str, Condition]:
        """The program, empty for many, their tag, and the condition."""
        return self.appid, self.tag, self.condition

    @property
    def mark(self) -> str:
        """`waits_for` in sixteen characters: a form carries it, to detect a change made meanwhile."""
        return hashlib.sha256(f"{self.appid}#{self.tag} {self.condition.words}".encode()).hexdigest()[:16]

    def silent(self, now: datetime) -> bool:
        return self.paused_because is not None or (self.muted_until is not None and now < self.muted_until)


@dataclass(frozen=True, slots=True)
class AlertState:
    holds: bool = False
    """The condition was met and sent (or already met when the alert was set). Armed again once clearly back."""
    minimum: Version | None = None
    """For `MINIMUM`, the minimum last sent, or first seen; for `SAFE`, the highest that was safe so far."""
    crossed_on: date | None = None
    """The Chinese day when the condition was last met, or would have been but for a break: one message a day."""
    judged_on: date | None = None
    """The day of the newest snapshot that could be judged."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A condition met by a program, with the numbers for the message. Fractions."""

    appid: str
    day: date
    """The snapshot's Chinese day."""
    taken_at: datetime
    """UTC."""
    version: Version | None = None
    """The version of the loss or coverage; for a withdrawal, the one that users left. None for the others."""
    before: Bounds | None = None
    """Of a share, on the last day of a week on which the condition was not met; None without one."""
    after: Bounds | None = None
    """For `MINIMUM` and `SAFE`, users below `minimum_after`."""
    minimum_before: Version | None = None
    minimum_after: Version | None = None
    """For `SAFE`, the highest minimum that is safe now."""
    since: date | None = None
    """For a withdrawal, the last day before it; None if it was found before Baselib stored that."""
    standing: Standing | None = None
    """For `ATTENTION`, what the program needs."""
    on_days: int = 0
    """Of a share: on how many sound days of the week the condition was met; 0 if Baselib did not store that yet."""
    of_days: int = 0
    """How many sound days the week had."""
    broken: Break | None = None
    """The break that goes on."""
    users: Users | None = None
    """How many people use the program; None where that is not known."""

    @property
    def held_back(self) -> Break | None:
        """The break without which the condition would not be met: nothing crossed, and one message says so."""
        return None if self.of_days else self.broken


def audit_of_alert(before: Alert | None, after: Alert | None, *, by: str, at: datetime) -> AuditEntry:
    """Return the entry for an alert that was set (`before` is None), changed, or ended (`after` is None).

    Raises:
        ValueError: both are None.
    """
    alert = after or before
    if alert is None:
        raise ValueError("an alert before or after is needed")
    action = AuditAction.ALERT_ENDED
    if after:
        action = AuditAction.ALERT_CHANGED if before else AuditAction.ALERT_SET
    return AuditEntry(alert.team_id, at, by, action, alert.id, _values(before), _values(after))


def _values(alert: Alert | None) -> dict[str, object]:
    if alert is None:
        return {}
    values: dict[str, object] = {
        "channel": alert.channel_id,
        "condition": alert.condition.words,
        "appid": alert.appid,
        "tag": alert.tag,
        "owner": alert.owner_id,
        "muted_until": alert.muted_until.isoformat() if alert.muted_until else "",
        "paused": str(alert.paused_because or ""),
    }
    return {key: value for key, value in values.items() if value}
