"""The subscription of a channel, and the history of its digests."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.blocks.digest.digest import digest_buttons, digest_control, off_button, scope_text, when_text
from bot.blocks.kit.controls import DIGEST_OFF_VIEW, HOME
from bot.blocks.kit.elements import (
    Block,
    Message,
    View,
    actions,
    channel_link,
    context,
    mention,
    message,
    section,
    sentence_message,
)
from bot.blocks.kit.forms import form_view
from bot.blocks.kit.names import bold, code, name, names_of, reason_sentence, who
from bot.domain.access import AuditEntry
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, Presence, ReasonKey
from bot.domain.digest.schedule import words_of
from bot.domain.digest.subscription import (
    EVERY_PART,
    GLANCE,
    DigestHistory,
    DigestStatus,
    Field,
    Part,
    Subscription,
    appids_in,
    field_changes,
    scope_word,
)
from bot.domain.programs import Program
from bot.i18n import LOCALES, Texts

_NAMED: Final = 10
_UNDER_WAY: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING})


def status_message(status: DigestStatus, t: Texts, *, now: datetime) -> Message:
    """When the digest comes and the outcome of the last one, with buttons.

    Args:
        status: the subscription and its newest slot.
    """
    subscription = status.subscription
    details = [
        bold(t("subscription-title")),
        t("subscription-schedule", when=when_text(subscription.schedule, t)),
        _next(status, t, now),
        last_line(status.newest, t, subscription.schedule.zone),
        _programs(status, t),
        t("subscription-language", language=t(f"language-{subscription.locale}")),
        *_choices(subscription, t),
    ]
    sentence = _paused(subscription, t)
    if status.next_slot:
        local = t.moment(status.next_slot.due_at, subscription.schedule.zone)
        sentence = t("subscription-show", when=when_text(subscription.schedule, t), local=local)
    return message(
        sentence, [section(*details, users=[subscription.owner_id]), actions(*digest_buttons(subscription, t))]
    )


def subscribed_message(status: DigestStatus, t: Texts, presence: Presence = Presence.UNKNOWN) -> Message:
    """Confirm the subscription, with the time of the first digest."""
    subscription = status.subscription
    sentence = _paused(subscription, t)
    if status.next_slot:
        local = t.local_moment(status.next_slot.due_at, subscription.schedule.zone)
        sentence = t("subscription-set", when=when_text(subscription.schedule, t), local=local)
    lines = section(sentence, _programs(status, t), _before(status.before, t), _other_language(subscription, t))
    return message(sentence, [lines, *_presence(presence, t), actions(*digest_buttons(subscription, t))])


def _other_language(subscription: Subscription, t: Texts) -> str:
    """Says so where it is not in the language of the person who set it up."""
    if subscription.locale == t.locale:
        return ""
    return t("subscription-other-language", language=t(f"language-{subscription.locale}"))


def _presence(presence: Presence, t: Texts) -> list[Block]:
    """Return what keeps the bot from posting, if anything may."""
    return [] if presence is Presence.THERE else [context(t(f"presence-{presence}"))]


def sent_message(t: Texts, *, sent: bool) -> Message:
    """Says that a digest was sent now, or not again because one was sent a moment before."""
    return sentence_message(t("subscription-sent" if sent else "subscription-sent-already"))


def paused_message(status: DigestStatus, t: Texts) -> Message:
    """Says until when the digest is paused, or that it resumed."""
    subscription, due = status.subscription, status.next_slot
    local = t.moment(due.due_at, subscription.schedule.zone) if due else ""
    if subscription.paused_until:
        sentence = t("subscription-pause-set", day=t.day(subscription.paused_until), local=local)
    else:
        sentence = t("subscription-resumed", local=local)
    return message(sentence, [section(sentence), actions(*digest_buttons(subscription, t))])


def sure_message(subscription: Subscription, t: Texts) -> Message:
    """Asks for confirmation to end the digest: a menu's option has no dialog of its own."""
    return message(t("off-title"), [section(bold(t("off-title")), t("off-text")), actions(off_button(subscription, t))])


def sure_view(subscription: Subscription, t: Texts) -> View:
    """Return the same on a Home tab, which has no place for a question."""
    control = digest_control(subscription, channel=True, choice=HOME)
    text = section(channel_link(subscription.channel_id), t("off-text"), channel=subscription.channel_id)
    return form_view(DIGEST_OFF_VIEW, control, [text], t, title=t("off-title"), submit=t("off-yes"))


def ended_message(subscription: Subscription, t: Texts) -> Message:
    """Confirm the end of the digest, and says how to restore it."""
    scope = scope_word(subscription)
    words = words_of(subscription.schedule) if scope in ("", GLANCE) else f"{scope} {words_of(subscription.schedule)}"
    return sentence_message(t("subscription-ended", schedule=words))


def _programs(status: DigestStatus, t: Texts) -> str:
    subscription = status.subscription
    scope = scope_word(subscription)
    if not subscription.appids:
        return t("subscription-scope", scope=scope_text(scope, t)) if scope else _default(status, t)
    programs = named_programs(status, t, most=_NAMED)
    return t("subscription-glance" if scope else "subscription-programs", programs=programs)


def _default(status: DigestStatus, t: Texts) -> str:
    """Return the channel's default by name, with the words for a digest about all programs; or that it is about all."""
    if status.default is None:
        return t("subscription-programs-all")
    about = t("subscription-programs-default", program=name(status.default))
    schedule = words_of(status.subscription.schedule)
    return t("sentences", first=about, second=t("subscription-fleet", schedule=schedule)) if status.others else about


def _before(before: Subscription | None, t: Texts) -> str:
    if before is None:
        return ""
    return t("subscription-before", when=when_text(before.schedule, t), scope=scope_text(scope_word(before), t))


def named_programs(status: DigestStatus, t: Texts, *, most: int) -> str:
    """Return the subscription's programs, at least one: by name if visible, else by AppID."""
    return t.listing(names_of(status.subscription.appids, status.programs), most=most)


def _choices(subscription: Subscription, t: Texts) -> list[str]:
    """Return what differs from a default digest, and its owner."""
    return [
        t("subscription-paused-until", day=t.day(subscription.paused_until)) if subscription.paused_until else "",
        t("subscription-only-changes") if subscription.only_changes else "",
        _parts(subscription, t),
        t("subscription-owner", owner=mention(subscription.owner_id)) if subscription.owner_id else "",
    ]


def _parts(subscription: Subscription, t: Texts) -> str:
    if subscription.parts == EVERY_PART or subscription.scope.fleet:
        return ""
    parts = [t(f"part-{part}") for part in Part if part in subscription.parts]
    return t("subscription-parts", parts=t.listing(parts)) if parts else t("subscription-no-parts")


def _paused(subscription: Subscription, t: Texts) -> str:
    return t("subscription-paused", code=str(subscription.state))


def _next(status: DigestStatus, t: Texts, now: datetime) -> str:
    if status.next_slot is None:
        return f"⚠️ {_paused(status.subscription, t)}"
    due, zone = status.next_slot.due_at, status.subscription.schedule.zone
    return t("subscription-next", local=t.moment(due, zone), span=t.span(due - now))


def last_line(delivery: Delivery | None, t: Texts, zone: str) -> str:
    """Return the time and outcome of the newest slot."""
    if delivery is None:
        return t("subscription-last-none")
    moment = t.moment(delivery.finished_at or delivery.due_at, zone)
    return t("subscription-last", moment=moment, outcome=outcome(delivery, t))


def outcome(delivery: Delivery, t: Texts) -> str:
    if delivery.state is DeliveryState.SENT:
        return t("delivery-reason-late" if delivery.late else "delivery-reason-sent")
    if delivery.state in _UNDER_WAY:
        return t("delivery-reason-waiting")
    return reason_sentence(delivery.reason or DeliveryReason(ReasonKey.OTHER), t)


_MOST: Final = 20

_MARKS: Final = {
    DeliveryState.SENT: "✅",
    DeliveryState.SKIPPED: "⏭️",
    DeliveryState.FAILED: "❌",
    DeliveryState.UNKNOWN: "❓",
}


def history_message(history: DigestHistory, t: Texts) -> Message:
    """Return changes and slots, newest first, in the subscription's zone."""
    zone = history.subscription.schedule.zone
    entries = [(change.at, _change(change, t, zone, history.programs)) for change in history.changes]
    entries += [(kept.finished_at or kept.due_at, section(_slot(kept, t, zone))) for kept in history.deliveries]
    entries.sort(key=lambda entry: entry[0], reverse=True)
    sentence = t("history-title")
    shown = [block for _, block in entries[:_MOST]] or [section(t("history-empty"))]
    return message(sentence, [section(bold(sentence)), *shown])


def _slot(kept: Delivery, t: Texts, zone: str) -> str:
    mark = "🕓" if kept.late and kept.state is DeliveryState.SENT else _MARKS.get(kept.state, "⏳")
    due = t.moment(kept.due_at, zone)
    key = "history-asked" if kept.kind is DeliveryKind.NOW else "history-slot"
    sentence = t(key, due=due, outcome=outcome(kept, t))
    if kept.finished_at:
        sentence = t("sentences", first=sentence, second=t("history-at", moment=t.moment(kept.finished_at, zone)))
    return f"{mark} {sentence}"


def _change(entry: AuditEntry, t: Texts, zone: str, known: Sequence[Program]) -> Block:
    change = t("history-change", moment=t.moment(entry.at, zone), who=who(entry.by, t))
    lines = [f"   {_field(*each, t, known)}" for each in field_changes(entry)]
    return section(f"✏️ {change}", *lines, users=[entry.by, str(entry.after.get(Field.OWNER, ""))])


def _field(field: Field, before: str, after: str, t: Texts, known: Sequence[Program]) -> str:
    if field is Field.OWNER:  # only the current one is named
        return t("history-first", field=t(f"change-{field}"), after=mention(after) or t("history-none"))
    key = "history-from-to" if before or field in _DEFAULTS else "history-first"
    was, becomes = (_value(field, value, t, known) for value in (before, after))
    return t(key, field=t(f"change-{field}"), before=was, after=becomes)


_DEFAULTS: Final = frozenset({Field.SCOPE, Field.PAUSED_UNTIL, Field.ONLY_CHANGES, Field.STOPPED})
"""Fields whose empty value matters even in a new subscription."""


def _value(field: Field, value: str, t: Texts, known: Sequence[Program]) -> str:
    match field:
        case Field.LANGUAGE if value in LOCALES:
            return t(f"language-{value}")
        case Field.PARTS:
            return t.listing([t(f"part-{part}") for part in value.split(",")]) if value else t("history-none")
        case Field.ONLY_CHANGES:
            return t("history-yes" if value else "history-no")
        case Field.SCOPE:
            return scope_text(value, t)
        case Field.PROGRAMS:
            names = names_of(appids_in(value), known)
            return t.listing(names, most=_NAMED) if names else t("history-default")
        case _:
            return code(value) or t("history-none")
