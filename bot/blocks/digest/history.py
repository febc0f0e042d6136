"""The message with a digest's history: its changes and slots."""

from collections.abc import Sequence
from typing import Final

from bot.blocks.digest.subscription import outcome
from bot.blocks.digest.subscription_text import scope_text
from bot.blocks.kit.elements import Block, Message, mention, message, section
from bot.blocks.kit.names import bold, code, names_of, who
from bot.domain.access.audit import AuditEntry
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.history import DigestHistory, Field, appids_in, field_changes
from bot.domain.programs.program import Program
from bot.i18n import LOCALES, Texts

_MOST: Final = 20
_NAMED: Final = 10
_MARKS: Final = {
    DeliveryState.SENT: "✅",
    DeliveryState.SKIPPED: "⏭️",
    DeliveryState.FAILED: "❌",
    DeliveryState.UNKNOWN: "❓",
}


def history_message(history: DigestHistory, t: Texts) -> Message:
    """Changes and slots, newest first, in the subscription's zone."""
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
