"""Changes of a digest subscription: the parts of its history."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.digest.parse_schedule import words_of
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import Part, Subscription


class Field(StrEnum):
    """The fields of a subscription that can change; a sentence each in the catalogs (`change-...`)."""

    SCHEDULE = "schedule"
    SCOPE = "scope"
    """Programs one by one, or many at a glance."""
    PROGRAMS = "programs"
    LANGUAGE = "language"
    PARTS = "parts"
    ONLY_CHANGES = "only-changes"
    PAUSED_UNTIL = "paused-until"
    OWNER = "owner"
    STOPPED = "stopped"
    """Ended by people, or stopped because the channel cannot be posted to."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One changed field. Values are machine-readable; empty means none, or the default."""

    field: Field
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SubscriptionChange:
    """One change by one person."""

    team_id: str
    subscription_id: str
    at: datetime
    """UTC."""
    by: str
    """The Slack user; empty for Baselib itself or the environment."""
    changes: tuple[FieldChange, ...]
    """Empty for a subscription saved without changes."""

    @property
    def appids(self) -> frozenset[str]:
        """The programs that it names."""
        values = [value for each in self.changes if each.field is Field.PROGRAMS for value in (each.before, each.after)]
        return frozenset(appid for value in values for appid in appids_in(value))


def subscription_change(
    before: Subscription | None, after: Subscription, *, by: str, at: datetime
) -> SubscriptionChange:
    """The change that replaces `before` (None for a new subscription) by `after`."""
    was, now = _values(before) if before else {}, _values(after)
    changes = tuple(
        FieldChange(field, was.get(field, ""), now[field]) for field in Field if was.get(field, "") != now[field]
    )
    return SubscriptionChange(after.team_id, after.id, at, by, changes)


def appids_in(value: str) -> tuple[str, ...]:
    """The AppIDs in a value of `Field.PROGRAMS`."""
    return tuple(value.split(",")) if value else ()


def _values(subscription: Subscription) -> dict[Field, str]:
    return {
        Field.SCHEDULE: words_of(subscription.schedule),
        Field.SCOPE: scope_word(subscription),
        Field.PROGRAMS: ",".join(subscription.appids),
        Field.LANGUAGE: subscription.locale,
        Field.PARTS: ",".join(part for part in Part if part in subscription.parts),
        Field.ONLY_CHANGES: "yes" if subscription.only_changes else "",
        Field.PAUSED_UNTIL: subscription.paused_until.isoformat() if subscription.paused_until else "",
        Field.OWNER: subscription.owner_id,
        Field.STOPPED: str(subscription.state),
    }
