"""The audit log's newest entries."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
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
_OF_DIGESTS: Final = (AuditAction.DIGEST_ORDERED, AuditAction.DIGEST_CHANGED, AuditAction.DIGEST_ENDED)
_OF_ALERTS: Final = (AuditAction.ALERT_SET, AuditAction.ALERT_CHANGED, AuditAction.ALERT_ENDED)
_OF_PEOPLE: Final = (AuditAction.ROLE_GRANTED, AuditAction.ROLE_REVOKED)


def audit_message(
    entries: Sequence[AuditEntry], t: Texts, zone: str, programs: Mapping[str, str] = MappingProxyType({})
) -> Message:
    """The audit log's message.

    Args:
        entries: newest first.
        t: the reader's language.
        zone: the reader's IANA zone.
        programs: names by AppID; one that is gone keeps its AppID.
    """
    if not entries:
        return sentence_message(t("audit-nothing"))
    sentence = t("audit-title", count=len(entries))
    parts: list[Block] = [section(bold(sentence))]
    for some in batches(entries, _PER_SECTION):
        users = [user for entry in some for user in (entry.by, entry.subject) if user]
        channels = [channel for entry in some if (channel := _channel_of(entry))]
        users, channels = [*users, *_ids(some, "owner")], [*channels, *_ids(some, *_OF_CHANNELS)]
        parts.append(section(*(_line(entry, t, zone, programs) for entry in some), users=users, channels=channels))
    whole = button(t("audit-csv"), AUDIT_CSV, Control())
    return message(sentence, [*parts, actions(whole), context(t("audit-kept", count=KEPT_FOR.days))])


def _line(entry: AuditEntry, t: Texts, zone: str, programs: Mapping[str, str]) -> str:
    about = [_subject(entry, programs), _change(entry, t, programs)]
    parts = [t.moment(entry.at, zone), who(entry.by, t), t(f"deed-{entry.deed}"), *about]
    return "• " + " · ".join(part for part in parts if part)


def _subject(entry: AuditEntry, programs: Mapping[str, str]) -> str:
    if entry.deed in _OF_PEOPLE:
        return mention(entry.subject)
    if channel := _channel_of(entry):
        return channel_link(channel)
    if entry.deed in _OF_ALERTS:  # the condition says which
        return ""
    return clean(programs[entry.subject]) if entry.subject in programs else code(entry.subject)


def _channel_of(entry: AuditEntry) -> str:
    """The channel that an entry is about: a digest's id ends with its channel's; empty for none."""
    if entry.deed is AuditAction.CHANNEL_PROGRAM:
        return entry.subject
    channel = entry.subject.rpartition("-")[2]
    return channel if entry.deed in _OF_DIGESTS and _ID.fullmatch(channel) else ""


def _change(entry: AuditEntry, t: Texts, programs: Mapping[str, str]) -> str:
    """The differences between before and after, shortened; for a new object only the values after."""
    changes: list[str] = []
    room = _CHANGE
    for key in {**entry.before, **entry.after}:
        before, after = (_value(key, state.get(key), t, programs) for state in (entry.before, entry.after))
        if before == after:
            continue
        change = f"{before} → {after or _NOTHING}" if before else after
        room -= len(change)
        if room < 0:
            return ", ".join([*changes, "…"])
        changes.append(change)
    return ", ".join(changes)


def _value(key: str, value: object, t: Texts, programs: Mapping[str, str]) -> str:
    """A value as people know it; empty for none."""
    if not value:
        return ""
    if isinstance(value, list):
        return " ".join(_value(key, each, t, programs) for each in value)
    if key == "role":
        return role_name(Role(str(value)), t)
    if key == "standing" and (known := _STANDINGS.get(str(value))):
        return t(known)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if (link := _LINKS.get(key)) and _ID.fullmatch(str(value)):
        return link(str(value))
    return clean(programs.get(text, text), _CHANGE // 2)


def _ids(entries: Sequence[AuditEntry], *keys: str) -> list[str]:
    """The Slack ids under these keys."""
    values = [state.get(key) for entry in entries for state in (entry.before, entry.after) for key in keys]
    flat = [str(each) for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if _ID.fullmatch(each)]
