"""What its owner learns when a digest cannot be delivered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from bot.blocks.alerts.alerts import alert_notice
from bot.blocks.digest.notices import (
    deleted_message,
    failed_notice,
    moved_message,
    paused_notice,
    resumed_message,
    unknown_notice,
)
from bot.blocks.kit.elements import Message
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, ReasonKey, SlackCode
from bot.i18n import Texts, texts_for
from tests.blocks.golden import assert_builder
from tests.blocks.homes import ALERT
from tests.blocks.samples import SUBSCRIPTION

MISSING: Final = Delivery(
    "d-1",
    SUBSCRIPTION.team_id,
    SUBSCRIPTION.id,
    date(2026, 11, 23),
    datetime(2026, 11, 23, 1, tzinfo=UTC),
    DeliveryState.FAILED,
    reason=DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, SlackCode("account_inactive")),
)
NOTICES: Final[dict[str, Callable[[Texts], Message]]] = {
    "archived": lambda t: paused_notice(SUBSCRIPTION, SlackCode("is_archived"), t),
    "not-in-channel": lambda t: paused_notice(SUBSCRIPTION, SlackCode("not_in_channel"), t),
    "missing-scope": lambda t: paused_notice(SUBSCRIPTION, SlackCode.parse("missing_scope chat:write"), t),
    "another-refusal": lambda t: paused_notice(SUBSCRIPTION, SlackCode("restricted_action"), t),
    "failed": lambda t: failed_notice(SUBSCRIPTION, MISSING, 0, t),
    "several-failed": lambda t: failed_notice(SUBSCRIPTION, MISSING, 2, t),
    "a-page-failed": lambda t: failed_notice(SUBSCRIPTION, replace(MISSING, kind=DeliveryKind.DETAILS), 0, t),
    "alert-failed": lambda t: alert_notice(ALERT, replace(MISSING, kind=DeliveryKind.ALERT), t),
    "alert-paused": lambda t: alert_notice(replace(ALERT, paused_because=SlackCode("is_archived")), MISSING, t),
    "alert-unknown": lambda t: alert_notice(ALERT, replace(MISSING, state=DeliveryState.UNKNOWN), t),
    "unknown": lambda t: unknown_notice(SUBSCRIPTION, date(2026, 11, 23), t),
    "moved": lambda t: moved_message(SUBSCRIPTION, t),
    "resumed": lambda t: resumed_message(SUBSCRIPTION, t),
    "deleted": lambda t: deleted_message(SUBSCRIPTION, t),
}


def test_notices() -> None:
    """Each is as it was found good, and Slack would take it."""
    assert_builder("notices", NOTICES, full="archived")


def test_the_missing_scope_is_named() -> None:
    """An installer must know what the app lacks."""
    assert "chat:write" in str(NOTICES["missing-scope"](texts_for("en")).blocks)


def test_the_channel_is_named_as_slack_names_it() -> None:
    """Only that channel is, in the notification as in the message."""
    made = NOTICES["archived"](texts_for("en"))

    assert f"<#{SUBSCRIPTION.channel_id}>" in made.text
    assert f"<#{SUBSCRIPTION.channel_id}>" in str(made.blocks)
