"""A channel's weekly digest as an order: shown, set, sent now, ended."""

from datetime import datetime
from typing import Final

from bot.blocks.digest_buttons import digest_buttons
from bot.blocks.message import Message
from bot.blocks.names import bold, code
from bot.blocks.parts import actions, context, message, section
from bot.blocks.schedule_text import when_text
from bot.domain.due import DeliveryReason, DigestStatus
from bot.domain.schedule_words import words_of
from bot.domain.subscription import Delivery, DeliveryState, Subscription
from bot.i18n import Texts

_APPIDS: Final = 10
_UNDER_WAY: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING})


def status_message(status: DigestStatus, t: Texts, *, now: datetime) -> Message:
    """When the digest comes, what became of the last one, and the buttons to change that.

    Args:
        status: the order and its newest slot.
        t: the reader's language.
        now: UTC.
    """
    order = status.subscription
    details = [
        bold(t("subscription-title")),
        t("subscription-schedule", when=when_text(order.schedule, t)),
        _next(status, t, now),
        _last(status.last, t, order.schedule.zone),
        _programs(order, t),
        t("subscription-language", language=t(f"language-{order.locale}")),
    ]
    said = _paused(order, t)
    if status.next_slot:
        local = t.moment(status.next_slot.due_at, order.schedule.zone)
        said = t("subscription-show", when=when_text(order.schedule, t), local=local)
    return message(said, [section(*details), actions(*digest_buttons(order, t))])


def subscribed_message(status: DigestStatus, t: Texts) -> Message:
    """That the channel now gets the digest, and when the first one comes."""
    order = status.subscription
    said = _paused(order, t)
    if status.next_slot:
        due = status.next_slot.due_at
        local, utc = t.moment(due, order.schedule.zone), t.moment(due, "UTC")
        said = t("subscription-set", when=when_text(order.schedule, t), local=local, utc=utc)
    lines = section(said, _programs(order, t))
    return message(said, [lines, context(t("subscription-invite")), actions(*digest_buttons(order, t))])


def sent_message(t: Texts, *, sent: bool) -> Message:
    """That one was sent now; or that nothing was done, because one had been sent a moment before."""
    return _sentence(t("subscription-sent" if sent else "subscription-sent-already"))


def ended_message(order: Subscription, t: Texts) -> Message:
    """That the channel gets no more of them, and how to get it back as it was."""
    return _sentence(t("subscription-ended", schedule=words_of(order.schedule)))


def _sentence(said: str) -> Message:
    return message(said, [section(said)])


def _programs(order: Subscription, t: Texts) -> str:
    if not order.appids:
        return t("subscription-programs-default")
    return t("subscription-programs", programs=t.listing([code(appid) for appid in order.appids], most=_APPIDS))


def _paused(order: Subscription, t: Texts) -> str:
    return t("subscription-paused", code=order.paused_because)


def _next(status: DigestStatus, t: Texts, now: datetime) -> str:
    if status.next_slot is None:
        return f"⚠️ {_paused(status.subscription, t)}"
    due, zone = status.next_slot.due_at, status.subscription.schedule.zone
    return t("subscription-next", local=t.moment(due, zone), utc=t.moment(due, "UTC"), span=t.span(due - now))


def _last(delivery: Delivery | None, t: Texts, zone: str) -> str:
    if delivery is None:
        return t("subscription-last-none")
    moment = t.moment(delivery.finished_at or delivery.due_at, zone)
    return t("subscription-last", moment=moment, outcome=outcome(delivery, t))


def outcome(delivery: Delivery, t: Texts) -> str:
    """What became of a slot, in a sentence."""
    if delivery.state is DeliveryState.SENT:
        return t("delivery-reason-late" if delivery.late else "delivery-reason-sent")
    if delivery.state in _UNDER_WAY:
        return t("delivery-reason-waiting")
    name, _, slack_code = delivery.reason.partition(" ")
    said = t(f"delivery-reason-{name if name in set(DeliveryReason) else 'other'}")
    return t("delivery-reason-with-code", reason=said, code=slack_code) if slack_code else said
