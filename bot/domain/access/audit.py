"""The audit log: who changed what, when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

SYSTEM: Final = "system"
"""`AuditEntry.by` when Baselib, WeChat or Slack made the change."""
TERMINAL: Final = "terminal:"
"""Begins `AuditEntry.by` for the command line; the name that the operating system knows its user by follows."""

State = Mapping[str, object]
"""JSON without sentences: ids, versions, flags, and lists of these."""


class AuditAction(StrEnum):
    """The kind of a change; a sentence each in the catalogs (`deed-...`)."""

    ROLE_GRANTED = "role-granted"
    ROLE_REVOKED = "role-revoked"
    DEFAULT_ROLE = "default-role"
    PROGRAM_RESTRICTED = "program-restricted"
    PROGRAM_UNRESTRICTED = "program-unrestricted"
    DIGEST_ORDERED = "digest-ordered"
    DIGEST_CHANGED = "digest-changed"
    DIGEST_ENDED = "digest-ended"
    ALERT_SET = "alert-set"
    ALERT_CHANGED = "alert-changed"
    ALERT_ENDED = "alert-ended"
    CHANNEL_PROGRAM = "channel-program"
    LABELS = "labels"
    IMPORTED = "imported"
    IMPORT_DELETED = "import-deleted"
    AUTHORISATION_STARTED = "authorisation-started"
    AUTHORISED = "authorised"
    AUTHORISATION_ENDED = "authorisation-ended"
    DECISION_PROPOSED = "decision-proposed"
    DECISION_VOTED = "decision-voted"
    AGENT_PROPOSED = "agent-proposed"
    QUORUM = "quorum"
    DECISION_CHANGED = "decision-changed"
    OPT_IN = "opt-in"
    TOKEN_MADE = "token-made"  # noqa: S105  # a change
    TOKEN_REVOKED = "token-revoked"  # noqa: S105
    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change."""

    team_id: str
    at: datetime
    """UTC."""
    by: str
    """A Slack user's id, `SYSTEM`, or `TERMINAL` with a name."""
    action: AuditAction
    subject: str
    """The object of the change: an AppID, a user, a channel, a subscription's or an alert's id; may be empty."""
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
