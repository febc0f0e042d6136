"""Changes of digests and alerts, as the audit log tells them."""

from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.audit import SYSTEM, AuditEntry, Deed
from bot.domain.order_change import Field, OrderChange
from bot.domain.subscription import ENDED


def audit_of_order(change: OrderChange) -> AuditEntry:
    """What a change of a digest's order was; only what changed is told."""
    fields = {each.field: each for each in change.changes}
    stopped, schedule = fields.get(Field.STOPPED), fields.get(Field.SCHEDULE)
    deed = Deed.DIGEST_CHANGED
    if stopped and stopped.after == ENDED:
        deed = Deed.DIGEST_ENDED
    elif (stopped and stopped.before == ENDED) or (schedule and not schedule.before):
        deed = Deed.DIGEST_ORDERED
    return AuditEntry(
        change.team_id,
        change.at,
        change.by or SYSTEM,
        deed,
        change.subscription_id,
        {each.field.value: each.before for each in change.changes if each.before},
        {each.field.value: each.after for each in change.changes if each.after},
    )


def audit_of_alert(before: Alert | None, after: Alert | None, *, by: str, at: datetime) -> AuditEntry:
    """An alert that was set (`before` is None), changed, or ended (`after` is None).

    Raises:
        ValueError: there is neither.
    """
    alert = after or before
    if alert is None:
        raise ValueError("an alert before or after is needed")
    deed = Deed.ALERT_CHANGED if before and after else Deed.ALERT_SET if after else Deed.ALERT_ENDED
    return AuditEntry(alert.team_id, at, by, deed, alert.id, _alert(before), _alert(after))


def _alert(alert: Alert | None) -> dict[str, object]:
    if alert is None:
        return {}
    told: dict[str, object] = {
        "channel": alert.channel_id,
        "condition": alert.condition.words,
        "appid": alert.appid,
        "owner": alert.owner_id,
        "muted_until": alert.muted_until.isoformat() if alert.muted_until else "",
        "paused": alert.paused_because,
    }
    return {key: value for key, value in told.items() if value}
