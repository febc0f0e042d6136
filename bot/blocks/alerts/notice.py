"""Notices: direct messages to an alert's owner about a message that is missing, or may be."""

from bot.blocks.delivery import reason_sentence
from bot.blocks.kit.elements import channel_link, message, section
from bot.blocks.kit.message import Message
from bot.domain.alerts.alert import Alert
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import DeliveryReason, ReasonKey
from bot.i18n import Texts


def alert_notice(alert: Alert, missing: Delivery, t: Texts) -> Message:
    """Says that an alert's message was not sent, or may be missing, why, and where its state stands.

    Args:
        alert: the owner's.
        missing: the delivery that failed or stays unknown.
        t: the owner's language.
    """
    unknown = missing.state is DeliveryState.UNKNOWN
    sentence = t(
        "notice-alert-unknown" if unknown else "notice-alert-failed",
        number=alert.number,
        channel=channel_link(alert.channel_id),
        day=t.day(missing.slot),
    )
    why = reason_sentence(missing.reason or DeliveryReason(ReasonKey.GAVE_UP), t)
    then = t("notice-alert-paused" if alert.paused_because else "notice-alert-list", number=alert.number)
    return message(sentence, [section(sentence, why, then, channel=alert.channel_id)], channel=alert.channel_id)
