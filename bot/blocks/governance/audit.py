"""The audit log's newest entries."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.blocks.governance.access import role_name
from bot.blocks.kit.controls import AUDIT_CSV, Control
from bot.blocks.kit.elements import actions, button, channel_link, context, mention, message, section, sentence_message
from bot.blocks.kit.limits import clean
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold, code
from bot.blocks.kit.who import who
from bot.domain.access.audit import KEPT_FOR, AuditAction, AuditEntry
from bot.domain.access.roles import Role
from bot.domain.programs.program import AuthStatus
from bot.i18n import Texts
from bot.lib.batches import batches

AUDIT_ENTRIES: Final = 20
"""Entries shown at once."""
_PER_SECTION: Final = 5
_CHANGE: Final = 80
"""Characters of a change; the export has all."""
_NOTHING: Final = "—"
_OF_CHANNELS: Final = ("channel", "channels")
_LINKS: Final[Mapping[str, Callable[[str], str]]] = dict.fromkeys(_OF_CHANNELS, channel_link) | {"owner": mention}
_ID: Final = re.compile(r"[CDGUW][A-Z0-9]{0,20}")
"""The id of a channel or a user in Slack."""
_STANDINGS: Final[Mapping[str, str]] = {
    AuthStatus.READABLE: "fleet-state-read",
    AuthStatus.REVOKED: "fleet-state-revoked",
    AuthStatus.NOT_GRANTED: "fleet-state-not-granted",
}
_OF_PEOPLE: Final = (AuditAction.ROLE_GRANTED, AuditAction.ROLE_REVOKED)


def audit_message(entries: Sequence[AuditEntry], t: Texts, zone: str) -> Message:
    """The audit log's message.

    Args:
        entries: newest first.
        t: the reader's language.
        zone: the reader's IANA zone.
    """
    if not entries:
        return sentence_message(t("audit-nothing"))
    said = t("audit-title", count=len(entries))
    parts: list[Block] = [section(bold(said))]
    for some in batches(entries, _PER_SECTION):
        users = [user for entry in some for user in (entry.by, entry.subject) if user]
        channels = [entry.subject for entry in some if entry.deed is AuditAction.CHANNEL_PROGRAM]
        users, channels = [*users, *_ids(some, "owner")], [*channels, *_ids(some, *_OF_CHANNELS)]
        parts.append(section(*(_line(entry, t, zone) for entry in some), users=users, channels=channels))
    whole = button(t("audit-csv"), AUDIT_CSV, Control())
    return message(said, [*parts, actions(whole), context(t("audit-kept", count=KEPT_FOR.days))])


def _line(entry: AuditEntry, t: Texts, zone: str) -> str:
    parts = [t.moment(entry.at, zone), who(entry.by, t), t(f"deed-{entry.deed}"), _subject(entry), _change(entry, t)]
    return "• " + " · ".join(part for part in parts if part)


def _subject(entry: AuditEntry) -> str:
    if entry.deed in _OF_PEOPLE:
        return mention(entry.subject)
    return channel_link(entry.subject) if entry.deed is AuditAction.CHANNEL_PROGRAM else code(entry.subject)


def _change(entry: AuditEntry, t: Texts) -> str:
    """The differences between before and after, shortened; for a new object only the values after."""
    said: list[str] = []
    room = _CHANGE
    for key in {**entry.before, **entry.after}:
        before, after = (_value(key, state.get(key), t) for state in (entry.before, entry.after))
        if before == after:
            continue
        told = f"{before} → {after or _NOTHING}" if before else after
        room -= len(told)
        if room < 0:
            return ", ".join([*said, "…"])
        said.append(told)
    return ", ".join(said)


def _value(key: str, value: object, t: Texts) -> str:
    """A value as people know it; empty for none."""
    if not value:
        return ""
    if isinstance(value, list):
        return " ".join(_value(key, each, t) for each in value)
    if key == "role":
        return role_name(Role(str(value)), t)
    if key == "standing" and (known := _STANDINGS.get(str(value))):
        return t(known)
    if (link := _LINKS.get(key)) and _ID.fullmatch(str(value)):
        return link(str(value))
    return clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _CHANGE // 2)


def _ids(entries: Sequence[AuditEntry], *keys: str) -> list[str]:
    """The Slack ids under these keys."""
    values = [state.get(key) for entry in entries for state in (entry.before, entry.after) for key in keys]
    flat = [str(each) for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if _ID.fullmatch(each)]
