"""The audit log's newest entries."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from bot.blocks.access import role_name
from bot.blocks.alerts import condition_words
from bot.blocks.decisions.messages import decision_title
from bot.blocks.decisions.sentences import found_words
from bot.blocks.digest.digest import scope_text, when_text
from bot.blocks.kit.controls import AUDIT_CSV, Control
from bot.blocks.kit.elements import (
    Block,
    Message,
    actions,
    button,
    channel_link,
    context,
    mention,
    message,
    section,
    sentence_message,
)
from bot.blocks.kit.limits import clip_mrkdwn
from bot.blocks.kit.names import bold, code, who
from bot.domain.access import AuditAction, AuditEntry, Role, State
from bot.domain.alerts.parse import read_condition
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.program import Shown, outcome_in
from bot.domain.digest.schedule import parse_words
from bot.domain.digest.subscription import Lifecycle, appids_in, programs_in
from bot.domain.programs import AuthStatus
from bot.domain.retention import PERIODS, Retained
from bot.errors import UserError
from bot.i18n import Texts
from bot.i18n.caveats import NAME, clean
from bot.lib.cache import batches

_SLACK_ID: Final = re.compile(r"[CDGUW][A-Z0-9]{0,20}")
"""The id of a channel or a user."""
_LONGEST: Final = 140
"""Characters of several changes; the export has all."""
_OUTCOME: Final = 100
"""Characters of what a person said, or of what Baselib found."""
_LISTED: Final = 3
"""Programs, channels or people that are named."""
_RAW: Final = 40
"""Characters of a value that nothing is known of."""
_NOTHING: Final = "—"
_BETWEEN: Final = " · "
_OMITTED: Final = frozenset({"evidence", "name"})
"""A hash, and what stands beside it already."""
_PROPOSAL: Final = frozenset({"appid", "version", "state", "channel"})
"""What a decision's title says; where it was posted, the card does."""
_STANDINGS: Final[Mapping[str, str]] = {
    AuthStatus.READABLE: "audit-readable",
    AuthStatus.REVOKED: "fleet-state-revoked",
    AuthStatus.NOT_GRANTED: "audit-not-granted",
}


@dataclass(frozen=True)
class Reading:
    """The reader's language and zone, and what ids are called."""

    t: Texts
    zone: str
    programs: Mapping[str, str]
    """Names by AppID; one that is gone keeps its AppID."""

    def program(self, appid: str, longest: int = NAME) -> str:
        return clean(self.programs[appid], longest) if appid in self.programs else code(appid)


def change_words(entry: AuditEntry, reading: Reading, *, titled: bool) -> str:
    """Return the differences between before and after, shortened; for a new object only the values after.

    Args:
        titled: whether the title of its decision stands beside it.
    """
    if whole := _WHOLE.get(entry.action):
        before, after = whole(entry.before, reading.t), whole(entry.after, reading.t)
        return f"{before} → {after}" if before and after else before or after
    omitted = _OMITTED | (_PROPOSAL if titled and entry.action in _PROPOSED else frozenset())
    changes: list[str] = []
    room = _LONGEST
    for key in {**entry.before, **entry.after}:
        change = "" if key in omitted else _difference(key, entry, reading)
        room -= len(change)
        if room < 0 and changes:
            return _BETWEEN.join([*changes, "…"])
        changes += [change] if change else []
    return _BETWEEN.join(changes)


def is_slack_id(text: str) -> bool:
    """Whether a text is the id of a channel or a person in Slack."""
    return bool(_SLACK_ID.fullmatch(text))


def _difference(key: str, entry: AuditEntry, reading: Reading) -> str:
    if key == "outcome":
        return _outcome(entry, reading.t)
    before, after = (_words(key, state.get(key), reading) for state in (entry.before, entry.after))
    if before == after:
        return ""
    return f"{before} → {after or _NOTHING}" if before else after


def _words(key: str, value: object, reading: Reading) -> str:
    """Return a value as people know it; empty for none."""
    if key == "on":
        return reading.t("setting-may" if value else "setting-may-not")
    if not value:
        return ""
    if key == "permission_sets" and isinstance(value, list):
        return reading.t("audit-permission-sets", sets=reading.t.listing(list(map(str, value))))
    if isinstance(value, list):
        words = [_words(key, each, reading) for each in value]
        return " ".join(words) if len(words) <= _LISTED else reading.t.listing(words, most=_LISTED)
    text = str(value)
    with suppress(UserError, ValueError, KeyError):  # words of another version of Baselib
        return _known(key, text, reading)
    return code(clean(text, _RAW))


def _known(key: str, text: str, reading: Reading) -> str:
    if words := _WORDS.get(key):
        return words(text, reading)
    return clean(text, _RAW)


def _link(link: Callable[[str], str]) -> "_Wording":
    return lambda text, _: link(text) if is_slack_id(text) else clean(text)


def _programs(appids: Sequence[str], reading: Reading) -> str:
    return reading.t.listing([reading.program(appid, _RAW) for appid in appids], most=_LISTED)


def _dashed(text: str) -> str:
    return text.replace("_", "-").replace(" ", "-")


def _standing(text: str, reading: Reading) -> str:
    return reading.t(_STANDINGS[text]) if text in _STANDINGS else code(text)


def _stopped(text: str, reading: Reading) -> str:
    """Why a digest or an alert rests; what people did is named by the entry itself."""
    return "" if text in set(Lifecycle) else reading.t("audit-no-posts", code=clean(text))


def _outcome(entry: AuditEntry, t: Texts) -> str:
    fields = entry.after.get("outcome")
    if not isinstance(fields, dict) or fields == entry.before.get("outcome"):
        return ""
    outcome = outcome_in(fields)
    found = outcome.minimum.text if isinstance(outcome, Shown) and outcome.minimum else found_words("", outcome, t)
    return clip_mrkdwn(found, _OUTCOME)


def _quorum(state: State, t: Texts) -> str:
    if not state:
        return ""
    votes = t("access-quorum-choice", small=_count(state, "small"), large=_count(state, "large"))
    # Entries from before a release lack some.
    many = [t("access-many-choice", many=_count(state, "many"))] if "many" in state else []
    users = [t("access-users-choice", users=_count(state, "users"))] if state.get("users") else []
    return t.listing([votes, *many, *users])


def _imported(state: State, t: Texts) -> str:
    if not state:
        return ""
    first, last = (t.day(date.fromisoformat(str(state[end]))) for end in ("first", "last"))
    return t("audit-imported", count=_count(state, "days"), first=first, last=last)


def _deleted(state: State, t: Texts) -> str:
    counts = {key: _count(state, key) for key in ("days", "digests", "alerts")}
    parts = [t(f"audit-deleted-{key}", count=count) for key, count in counts.items() if count]
    return t.listing(parts) if parts else ""


def _count(state: State, key: str) -> int:
    value = state.get(key)
    return value if isinstance(value, int) else 0


_Wording = Callable[[str, Reading], str]
_WORDS: Final[Mapping[str, _Wording]] = {
    "language": lambda text, reading: reading.t(f"language-{text}"),
    "state": lambda text, reading: reading.t(f"audit-state-{_dashed(text)}"),
    "through": lambda text, reading: reading.t(f"audit-through-{text}"),
    "merchant": lambda text, reading: reading.t(f"audit-merchant-{text}"),
    "run": lambda text, reading: reading.t(f"audit-run-{_dashed(text)}"),
    "role": lambda text, reading: role_name(Role(text), reading.t),
    "standing": _standing,
    "channel": _link(channel_link),
    "channels": _link(channel_link),
    "owner": _link(mention),
    "votes": _link(mention),
    "appid": lambda text, reading: reading.program(text),
    "programs": lambda text, reading: _programs(appids_in(text), reading),
    "tag": lambda text, _: f"#{clean(text)}",
    "tags": lambda text, _: f"#{clean(text)}",
    "schedule": lambda text, reading: when_text(parse_words(text.split(), "UTC"), reading.t),
    "scope": lambda text, reading: scope_text(text, reading.t),
    "parts": lambda text, reading: reading.t.listing([reading.t(f"part-{part}") for part in text.split(",")]),
    "wanted": lambda text, reading: reading.t("audit-wanted", version=clean(text)),
    "only-changes": lambda _, reading: reading.t("change-only-changes"),
    "paused-until": lambda text, reading: reading.t("subscription-paused-until", day=_day(text, reading)),
    "muted_until": lambda text, reading: reading.t("alert-status-muted", until=_day(text, reading)),
    "stopped": _stopped,
    "paused": _stopped,
    "condition": lambda text, reading: condition_words(read_condition(text), reading.t),
}
_PROPOSED: Final = frozenset({AuditAction.DECISION_PROPOSED, AuditAction.AGENT_PROPOSED})
_WHOLE: Final[Mapping[AuditAction, Callable[[State, Texts], str]]] = {
    AuditAction.QUORUM: _quorum,
    AuditAction.IMPORTED: _imported,
    AuditAction.IMPORT_DELETED: _deleted,
}


def _day(text: str, reading: Reading) -> str:
    """Return a stored day, or the day of a stored instant."""
    if "T" not in text:
        return reading.t.day(date.fromisoformat(text))
    return reading.t.moment(datetime.fromisoformat(text), reading.zone)


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
    """Return the audit log's message.

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
    """Return what may be the AppIDs of programs in entries."""
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
    """Return the channel that an entry is about: a digest's id ends with its channel's; empty for none."""
    if entry.action in _OF_CHANNEL:
        return entry.subject
    channel = entry.subject.rpartition("-")[2]
    return channel if entry.action in _OF_DIGESTS and is_slack_id(channel) else ""


def _ids(entries: Sequence[AuditEntry], *keys: str) -> list[str]:
    values = [state.get(key) for entry in entries for state in (entry.before, entry.after) for key in keys]
    flat = [str(each) for value in values for each in (value if isinstance(value, list) else [value])]
    return [each for each in flat if is_slack_id(each)]
