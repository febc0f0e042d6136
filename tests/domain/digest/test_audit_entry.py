"""Changes of digests and alerts, as the audit log tells them."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from bot.domain.access.audit import SYSTEM, AuditAction
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.audit_entry import audit_of_alert
from bot.domain.alerts.parse import read_condition
from bot.domain.delivery.schedule import Schedule
from bot.domain.digest.audit_entry import audit_of_subscription
from bot.domain.digest.changes import subscription_change
from bot.domain.digest.subscription import Lifecycle, Subscription

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
SUBSCRIPTION = Subscription("T1-C1", "T1", "C1", ("wx1",), Schedule((0,), time(9), "UTC"), "en", "U1", NOW)
ALERT = Alert("a1", "T1", "C1", 1, "wx1", read_condition("loss > 1% at 3.0.0"), "en", "U1", created_at=NOW)


def test_a_digest_through_its_life() -> None:
    """Ordered, changed, ended, ordered again; by Baselib itself where nobody did it."""
    later = replace(SUBSCRIPTION, locale="zh-CN")
    ended = replace(later, state=Lifecycle.ENDED)
    deeds = [
        audit_of_subscription(subscription_change(before, after, by=by, at=NOW))
        for before, after, by in (
            (None, SUBSCRIPTION, "U1"),
            (SUBSCRIPTION, later, "U2"),
            (later, ended, ""),
            (ended, SUBSCRIPTION, "U1"),
        )
    ]

    assert [entry.deed for entry in deeds] == [
        AuditAction.DIGEST_ORDERED,
        AuditAction.DIGEST_CHANGED,
        AuditAction.DIGEST_ENDED,
        AuditAction.DIGEST_ORDERED,
    ]
    assert [entry.by for entry in deeds] == ["U1", "U2", SYSTEM, "U1"]
    assert (deeds[1].before, deeds[1].after) == ({"language": "en"}, {"language": "zh-CN"})
    assert {entry.subject for entry in deeds} == {"T1-C1"}


def test_an_alert_through_its_life() -> None:
    """Set, changed, ended."""
    muted = replace(ALERT, muted_until=NOW)
    made = audit_of_alert(None, ALERT, by="U1", at=NOW)
    changed = audit_of_alert(ALERT, muted, by="U2", at=NOW)
    ended = audit_of_alert(muted, None, by="U1", at=NOW)

    assert [entry.deed for entry in (made, changed, ended)] == [
        AuditAction.ALERT_SET,
        AuditAction.ALERT_CHANGED,
        AuditAction.ALERT_ENDED,
    ]
    assert made.after == {"channel": "C1", "condition": ALERT.condition.words, "appid": "wx1", "owner": "U1"}
    assert changed.after == {**changed.before, "muted_until": NOW.isoformat()}
    assert ended.after == {}
    with pytest.raises(ValueError, match="needed"):
        audit_of_alert(None, None, by="U1", at=NOW)
