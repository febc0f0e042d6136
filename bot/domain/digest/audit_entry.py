"""Changes of digest subscriptions as audit entries.

One transaction stores a change twice. The digest's history is for its channel and lasts as long as the digest; the
audit log is for admins, orders changes of every kind, and forgets them after 400 days.
"""

from bot.domain.access.audit import SYSTEM, AuditAction, AuditEntry
from bot.domain.digest.changes import Field, SubscriptionChange
from bot.domain.digest.subscription import Lifecycle


def audit_of_subscription(change: SubscriptionChange) -> AuditEntry:
    """The entry for a change of a subscription, with only the fields that changed."""
    fields = {each.field: each for each in change.changes}
    stopped, schedule = fields.get(Field.STOPPED), fields.get(Field.SCHEDULE)
    deed = AuditAction.DIGEST_CHANGED
    if stopped and stopped.after == Lifecycle.ENDED:
        deed = AuditAction.DIGEST_ENDED
    elif (stopped and stopped.before == Lifecycle.ENDED) or (schedule and not schedule.before):
        deed = AuditAction.DIGEST_ORDERED
    return AuditEntry(
        change.team_id,
        change.at,
        change.by or SYSTEM,
        deed,
        change.subscription_id,
        {each.field.value: each.before for each in change.changes if each.before},
        {each.field.value: each.after for each in change.changes if each.after},
    )
