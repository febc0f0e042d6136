"""The audit log's newest entries."""

import json
from collections.abc import Sequence
from typing import Final

from bot.batches import batches
from bot.blocks.access import role_name
from bot.blocks.controls import AUDIT_CSV, Control
from bot.blocks.limits import clean
from bot.blocks.message import Block, Message
from bot.blocks.names import bold, code
from bot.blocks.parts import actions, button, channel_link, context, mention, message, section, sentence_message
from bot.domain.access import Role
from bot.domain.audit import KEPT_FOR, SYSTEM, AuditEntry, Deed, State
from bot.i18n import Texts

AUDIT_ENTRIES: Final = 20
"""Shown at a time."""
_PER_SECTION: Final = 5
_CHANGE: Final = 60
"""Characters; the file has all of them."""
_OF_PEOPLE: Final = (Deed.ROLE_GRANTED, Deed.ROLE_REVOKED)


def audit_message(entries: Sequence[AuditEntry], t: Texts, zone: str) -> Message:
    """Who changed what.

    Args:
        entries: newest first.
        t: the reader's language.
        zone: the reader's.
    """
    if not entries:
        return sentence_message(t("audit-nothing"))
    said = t("audit-title", count=len(entries))
    parts: list[Block] = [section(bold(said))]
    for some in batches(entries, _PER_SECTION):
        users = [user for entry in some for user in (entry.by, entry.subject) if user]
        channels = [entry.subject for entry in some if entry.deed is Deed.CHANNEL_PROGRAM]
        parts.append(section(*(_line(entry, t, zone) for entry in some), users=users, channels=channels))
    whole = button(t("audit-csv"), AUDIT_CSV, Control())
    return message(said, [*parts, actions(whole), context(t("audit-kept", count=KEPT_FOR.days))])


def _line(entry: AuditEntry, t: Texts, zone: str) -> str:
    parts = [t.moment(entry.at, zone), _who(entry.by, t), t(f"deed-{entry.deed}"), _subject(entry), _change(entry, t)]
    return "• " + " · ".join(part for part in parts if part)


def _who(by: str, t: Texts) -> str:
    return t("audit-system") if by == SYSTEM else mention(by)


def _subject(entry: AuditEntry) -> str:
    if entry.deed in _OF_PEOPLE:
        return mention(entry.subject)
    return channel_link(entry.subject) if entry.deed is Deed.CHANNEL_PROGRAM else code(entry.subject)


def _change(entry: AuditEntry, t: Texts) -> str:
    """What is not the same before and after."""
    keys = [key for key in {**entry.before, **entry.after} if entry.before.get(key) != entry.after.get(key)]
    told = (f"{_value(entry.before, key, t)} → {_value(entry.after, key, t)}" for key in keys)
    return clean(", ".join(told), _CHANGE)


def _value(state: State, key: str, t: Texts) -> str:
    value = state.get(key)
    if key == "role" and isinstance(value, str):
        return role_name(Role(value), t)
    if not value:
        return "—"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
