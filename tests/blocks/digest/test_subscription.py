"""What a channel sees of its digest."""

from dataclasses import replace

import pytest

from bot.blocks.digest.subscription import outcome, status_message, subscribed_message
from bot.domain.delivery import Delivery, DeliveryReason, DeliveryState, ReasonKey, SlackCode
from bot.i18n import texts_for
from tests.blocks.samples import NOW, STATUSES

T = texts_for("en")


def _delivery(state: DeliveryState, reason: DeliveryReason | None) -> Delivery:
    last = STATUSES["sent"].last
    assert last
    return replace(last, state=state, reason=reason)


@pytest.mark.parametrize("key", [key for key in ReasonKey if key is not ReasonKey.OTHER])
def test_each_reason_has_its_own_sentence(key: ReasonKey) -> None:
    """None falls back to the general one."""
    assert outcome(_delivery(DeliveryState.FAILED, DeliveryReason(key)), T) == T(f"delivery-reason-{key}")
    assert T(f"delivery-reason-{key}") != T("delivery-reason-other")


def test_slacks_code_is_shown() -> None:
    """As the delivery keeps it, behind the reason."""
    kept = DeliveryReason(ReasonKey.SLACK_REFUSED, SlackCode("invalid_blocks"))

    assert outcome(_delivery(DeliveryState.FAILED, kept), T).endswith("(Slack: invalid_blocks)")


@pytest.mark.parametrize("reason", [None, DeliveryReason.parse("from-a-newer-version")])
def test_an_unknown_reason_is_not_sent(reason: DeliveryReason | None) -> None:
    """A row that another version of the code wrote breaks nothing."""
    assert outcome(_delivery(DeliveryState.FAILED, reason), T) == T("delivery-reason-other")


@pytest.mark.parametrize("state", [DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING])
def test_one_under_way_is_not_judged(state: DeliveryState) -> None:
    """Whatever an earlier attempt left as its reason."""
    assert outcome(_delivery(state, DeliveryReason(ReasonKey.SLACK_BUSY)), T) == T("delivery-reason-waiting")


def test_a_paused_one_says_how_to_go_on() -> None:
    """It has no next run, and neither message pretends that it had."""
    for message in (status_message(STATUSES["paused"], T, now=NOW), subscribed_message(STATUSES["paused"], T)):
        assert "is_archived" in message.text
        assert "Next" not in str(message.blocks)
