"""Changes of alerts as audit entries."""

from datetime import datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.alerts.alert import Alert


def audit_of_alert(before: Alert | None, after: Alert | None, *, by: str, at: datetime) -> AuditEntry:
    """The entry for an alert that was set (`before` is None), changed, or ended (`after` is None).

    Raises:
        ValueError: both are None.
    """
    alert = after or before
    if alert is None:
        raise ValueError("an alert before or after is needed")
    deed = (
        AuditAction.ALERT_CHANGED if before and after else AuditAction.ALERT_SET if after else AuditAction.ALERT_ENDED
    )
    return AuditEntry(alert.team_id, at, by, deed, alert.id, _alert(before), _alert(after))


def _alert(alert: Alert | None) -> dict[str, object]:
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
