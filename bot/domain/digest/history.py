"""The history of a channel's digest: the audit log's entries about its subscription, and its deliveries."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.delivery.delivery import Delivery
from bot.domain.digest.parse_schedule import words_of
from bot.domain.digest.parse_scope import scope_word
from bot.domain.digest.subscription import Part, Subscription
from bot.domain.programs.program import Program


class Field(StrEnum):
    """The fields of a subscription that can change, as its entries name them; a sentence each (`change-...`)."""

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
class DigestHistory:
    """Newest first, bounded."""

    subscription: Subscription
    changes: tuple[AuditEntry, ...]
    deliveries: tuple[Delivery, ...]
    """Digests only: notices to the owner are private."""
    programs: tuple[Program, ...] = ()
    """Programs in the changes that exist in the channel; others are shown as AppIDs."""


def audit_of_subscription(
    before: Subscription | None, after: Subscription, *, by: str, at: datetime
) -> AuditEntry | None:
    """The entry for `before` (None for a new subscription) that became `after`; None where no field changed."""
    was, becomes = _values(before) if before else {}, _values(after)
    changed = [field for field in Field if was.get(field, "") != becomes[field]]
    if not changed:
        return None
    action = AuditAction.DIGEST_CHANGED
    if after.ended and Field.STOPPED in changed:
        action = AuditAction.DIGEST_ENDED
    elif before is None or (before.ended and not after.ended):
        action = AuditAction.DIGEST_ORDERED
    old, new = ({field.value: state[field] for field in changed if state.get(field)} for state in (was, becomes))
    return AuditEntry(after.team_id, at, by, action, after.id, old, new)


def field_changes(entry: AuditEntry) -> Iterator[tuple[Field, str, str]]:
    """The fields that an entry changes, each with its values before and after: empty for none, or the default.

    A field that only another version of Baselib knows is left out.
    """
    for field in Field:
        if field in entry.before or field in entry.after:
            yield field, str(entry.before.get(field, "")), str(entry.after.get(field, ""))


def programs_in(entries: Iterable[AuditEntry]) -> Sequence[str]:
    """The AppIDs that entries name, sorted."""
    values = [str(state.get(Field.PROGRAMS, "")) for entry in entries for state in (entry.before, entry.after)]
    return sorted({appid for value in values for appid in appids_in(value)})


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
