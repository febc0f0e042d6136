"""The audit log's newest entries."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.blocks.decisions.messages import decision_title
from bot.blocks.governance.audit_words import Reading, change_words, is_slack_id
from bot.blocks.kit.controls import AUDIT_CSV, Control
from bot.blocks.kit.elements import actions, button, channel_link, context, mention, message, section, sentence_message
from bot.blocks.kit.message import Block, Message
from bot.blocks.kit.names import bold, who
from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.decisions.decision import Decision
from bot.domain.digest.history import programs_in
from bot.domain.retention import PERIODS, Retained
from bot.i18n import Texts
from bot.i18n.outside_text import clean
from bot.lib.batches import batches

AUDIT_ENTRIES: Final = 20
"""Entries shown at once."""
_PER_SECTION: Final = 5
_OF_CHANNELS: Final = ("channel", "channels")
_OF_DIGESTS: Final = (AuditAction.DIGEST_ORDERED, AuditAction.DIGEST_CHANGED, AuditAction.DIGEST_ENDED)
_OF_CHANNEL: Final = (AuditAction.CHANNEL_PROGRAM, AuditAction.AUTHORISATION_STARTED)


def audit_message(
    entries: Sequence[AuditEntry],
    t: Texts,
    zone: str,
    programs: Mapping[str, str] = MappingProxyType({}),
    decisions: Sequence[Decision] = (),
) -> Message:
    """The audit log's message.

    Args:
        entries: newest first.
        zone: the reader's IANA zone.
        programs: names by AppID; one that is gone keeps its AppID.
        decisions: the newest ones; an older one is not named.
    """
    reading = Reading(t, zone, programs)
    titles = {decision.id: decision_title(decision, t) for decision in decisions}
    if not entries:
        return sentence_message(t("audit-nothing"))
    sentence = t("audit-title", count=len(entries))
    parts: list[Block] = [section(bold(sentence))]
    for some in batches(entries, _PER_SECTION):
        users = [user for entry in some for user in (entry.by, entry.subject) if user]
        channels = [channel for entry in some if (channel := _channel_of(entry))]
        users, channels = [*users, *_ids(some, "owner", "votes")], [*channels, *_ids(some, *_OF_CHANNELS)]
        parts.append(section(*(_line(entry, reading, titles) for entry in some), users=users, channels=channels))
    whole = button(t("audit-csv"), AUDIT_CSV, Control())
    return message(sentence, [*parts, actions(whole), context(t("audit-kept", count=PERIODS[Retained.AUDIT].days))])


def appids_of(entries: Sequence[AuditEntry]) -> Collection[str]:
    """What may be the AppIDs of programs in entries."""
    values = {str(state.get("appid", "")) for entry in entries for state in (entry.before, entry.after)}
    return {*values, *programs_in(entries), *(entry.subject for entry in entries)} - {""}


def _line(entry: AuditEntry, reading: Reading, titles: Mapping[str, str]) -> str:
    t = reading.t
    change = change_words(entry, reading, titled=entry.subject in titles)
    parts = [t.moment(entry.at, reading.zone), who(entry.by, t), t(f"deed-{entry.action}")]
    return "• " + " · ".join(part for part in (*parts, _subject(entry, reading, titles), change) if part)


def _subject(entry: AuditEntry, reading: Reading, titles: Mapping[str, str]) -> str:
    if channel := _channel_of(entry):
        return channel_link(channel)
    action = AuditAction
    match entry.action:
        case action.ROLE_GRANTED | action.ROLE_REVOKED:
            return mention(entry.subject)
        case action.DECISION_PROPOSED | action.DECISION_VOTED | action.DECISION_CHANGED | action.AGENT_PROPOSED:
            return titles.get(entry.subject, "")
        case action.ALERT_SET | action.ALERT_CHANGED | action.ALERT_ENDED | action.INSTALLED | action.UNINSTALLED:
            return ""  # the condition says which; there is one workspace
        case action.IMPORT_DELETED if name := str(entry.before.get("name", "")):
            return clean(name)
    return reading.program(entry.subject)


def _channel_of(entry: AuditEntry) -> str:
    """The channel that an entry is about: a digest's id ends with its channel's; empty for none."""
    if entry.action in _OF_CHANNEL:
        return entry.subject
    channel = entry.subject.rpartition("-")[2]
    return channel if entry.action in _OF_DIGESTS and is_slack_id(channel) else ""


def _ids(entries: Sequence[AuditEntry], *keys: str) -> list[str]:
    """The Slack ids under these keys."""
    values = [state.get(key) for entry in entries for state in (entry.before, entry.after) for key in keys]
    flat = [str(each) for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if is_slack_id(each)]
