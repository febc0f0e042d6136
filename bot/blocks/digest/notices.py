"""Notices: direct messages to a subscription's owner about a digest that cannot be delivered."""

from datetime import date
from typing import Final

from bot.blocks.digest.digest import digest_control
from bot.blocks.kit import limits
from bot.blocks.kit.controls import NOTICE_DELETE, NOTICE_MOVE, NOTICE_RETRY
from bot.blocks.kit.elements import Element, Message, actions, button, channel_link, confirm, message, plain, section
from bot.blocks.kit.names import reason_sentence
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, ReasonKey, SlackCode
from bot.domain.digest.subscription import Subscription
from bot.i18n import Texts

_WHY: Final = {
    "channel_not_found": "invite",
    "not_in_channel": "invite",
    "is_archived": "archived",
    "missing_scope": "scope",
}


def paused_notice(subscription: Subscription, code: SlackCode, t: Texts) -> Message:
    """Says that the digest is paused, why, and what to do."""
    why = t(f"notice-why-{_WHY.get(code.name, 'other')}", code=code.name, scope=code.scope)
    sentence = t("notice-paused", channel=channel_link(subscription.channel_id))
    control = digest_control(subscription)
    buttons = actions(
        button(t("notice-retry"), NOTICE_RETRY, control, style="primary"),
        _elsewhere(t),
        button(t("notice-delete"), NOTICE_DELETE, control, style="danger") | {"confirm": _sure(t)},
    )
    return _notice(subscription, sentence, why, buttons | {"block_id": control.encode()}, t)


def unknown_notice(subscription: Subscription, slot: date, t: Texts) -> Message:
    """Says that a digest may be missing and is not sent again automatically."""
    sentence = t("notice-unknown", channel=channel_link(subscription.channel_id), day=t.day(slot))
    retry = button(t("notice-send-again"), NOTICE_RETRY, digest_control(subscription))
    return _notice(subscription, sentence, t("notice-unknown-why"), actions(retry), t)


def failed_notice(subscription: Subscription, missing: Delivery, earlier: int, t: Texts) -> Message:
    """Says that a digest, or a page in its thread, was not sent, and why.

    Args:
        earlier: how many digests before it failed for which there was no notice.
    """
    sentence = t(
        "notice-page-failed" if missing.kind is DeliveryKind.DETAILS else "notice-failed",
        channel=channel_link(subscription.channel_id),
        day=t.day(missing.slot),
    )
    why = reason_sentence(missing.reason or DeliveryReason(ReasonKey.GAVE_UP), t)
    if earlier:
        why = f"{why}\n{t('notice-failed-earlier', count=earlier)}"
    retry = button(t("notice-send-now"), NOTICE_RETRY, digest_control(subscription))
    return _notice(subscription, sentence, why, actions(retry), t)


def moved_message(subscription: Subscription, t: Texts) -> Message:
    """Confirm that the digest moved to another channel."""
    return _sentence(subscription, t("notice-moved", channel=channel_link(subscription.channel_id)))


def resumed_message(subscription: Subscription, t: Texts) -> Message:
    return _sentence(subscription, t("notice-resumed", channel=channel_link(subscription.channel_id)))


def deleted_message(subscription: Subscription, t: Texts) -> Message:
    return _sentence(subscription, t("notice-deleted", channel=channel_link(subscription.channel_id)))


def _notice(subscription: Subscription, sentence: str, why: str, buttons: dict[str, object], t: Texts) -> Message:
    del t
    return message(
        sentence, [section(sentence, why, channel=subscription.channel_id), buttons], channel=subscription.channel_id
    )


def _sentence(subscription: Subscription, sentence: str) -> Message:
    return message(sentence, [section(sentence, channel=subscription.channel_id)], channel=subscription.channel_id)


def _elsewhere(t: Texts) -> Element:
    """Return a conversations list.

    Https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element/.
    """
    return {
        "type": "conversations_select",
        "placeholder": plain(t("notice-move"), limits.PLACEHOLDER),
        "action_id": NOTICE_MOVE,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }


def _sure(t: Texts) -> Element:
    return confirm(t("off-title"), t("off-text"), t("off-yes"), t("off-no"))
