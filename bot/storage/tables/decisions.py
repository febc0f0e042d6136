"""The tables of decisions, and of people and their rights."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Named,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from bot.domain.access import AuditAction, Role
from bot.domain.decisions.decision import Run, State
from bot.domain.decisions.evidence import AnyEvidence
from bot.domain.decisions.program import Outcome, ProgramState
from bot.domain.numbers.version import Meaning, Version
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import (
    DECIMAL,
    DECISION_STATE,
    EVIDENCE,
    MEANING,
    OBJECT,
    OUTCOME,
    PROGRAM_STATE,
    ROLE,
    RUN,
    TEXTS,
    VERSION,
)


class DecisionColumns(TypedColumns):
    team_id: Named[str]
    id: Named[str]
    number: Named[int]
    appid: Named[str]
    channel_id: Named[str]
    proposer_id: Named[str]
    proposed_at: Named[datetime] = Column(Instant(), nullable=False)
    evidence: Named[AnyEvidence] = Column(EVIDENCE, nullable=False)
    """Canonical ASCII JSON, written once."""
    seal: Named[str]
    needed: Named[int]
    locale: Named[str]
    reason: Named[str] = Column(Text(), nullable=False)
    state: Named[State] = Column(DECISION_STATE, nullable=False)
    card_ts: Named[str]
    applied_at: Named[datetime | None] = Column(Instant())
    next_at: Named[datetime | None] = Column(Instant())
    changed_at: Named[datetime | None] = Column(Instant())
    changed_by: Named[str]
    words: Named[str] = Column(Text(), nullable=False)
    outcome: Named[Outcome | None] = Column(OUTCOME)
    transitions: Named[int]
    revision: Named[int]
    shown: Named[int]
    run: Named[Run | None] = Column(RUN)


DECISIONS = Table(
    "decisions",
    METADATA,
    DecisionColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "number"),
    Index(None, "next_at"),
)


class DecisionVoteColumns(TypedColumns):
    """A person's vote, withdrawn or not."""

    team_id: Named[str]
    decision_id: Named[str]
    user_id: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)
    withdrawn_at: Named[datetime | None] = Column(Instant())


DECISION_VOTES = Table(
    "decision_votes", METADATA, DecisionVoteColumns, PrimaryKeyConstraint("team_id", "decision_id", "user_id")
)


class DecisionTransitionColumns(TypedColumns):
    """A change of a decision's state."""

    team_id: Named[str]
    decision_id: Named[str]
    number: Named[int]
    before: Named[State] = Column(DECISION_STATE, nullable=False)
    after: Named[State] = Column(DECISION_STATE, nullable=False)
    by: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)
    via: Named[str]
    words: Named[str] = Column(Text(), nullable=False)
    outcome: Named[Outcome | None] = Column(OUTCOME)


DECISION_TRANSITIONS = Table(
    "decision_transitions",
    METADATA,
    DecisionTransitionColumns,
    PrimaryKeyConstraint("team_id", "decision_id", "number"),
)


class DecisionProgramColumns(TypedColumns):
    team_id: Named[str]
    decision_id: Named[str]
    position: Named[int]
    batch: Named[int]
    appid: Named[str]
    program: Named[str]
    minimum: Named[Version | None] = Column(VERSION)
    day: Named[date | None]
    taken_at: Named[datetime | None] = Column(Instant())
    meaning: Named[Meaning | None] = Column(MEANING)
    loss_low: Named[Decimal | None] = Column(DECIMAL)
    loss_high: Named[Decimal | None] = Column(DECIMAL)
    people_low: Named[int | None] = Column(BigInteger())
    people_high: Named[int | None] = Column(BigInteger())
    """All up to here is written once."""
    state: Named[ProgramState] = Column(PROGRAM_STATE, nullable=False)
    outcome: Named[Outcome | None] = Column(OUTCOME)
    since: Named[datetime | None] = Column(Instant())
    called_at: Named[datetime | None] = Column(Instant())
    checks: Named[int]
    next_at: Named[datetime | None] = Column(Instant())
    attempt: Named[int]
    set_at: Named[datetime | None] = Column(Instant())
    holder: Named[str]
    """The process that has claimed the newest call."""
    claimed_at: Named[datetime | None] = Column(Instant())
    """By the database's clock."""


DECISION_PROGRAMS = Table(
    "decision_programs",
    METADATA,
    DecisionProgramColumns,
    PrimaryKeyConstraint("team_id", "decision_id", "position"),
    Index(None, "team_id", "decision_id", "state", "position"),
    Index(None, "team_id", "appid"),
)


class DefaultRoleColumns(TypedColumns):
    """The default role of a workspace whose admins have set one."""

    team_id: Named[str]
    role: Named[Role] = Column(ROLE, nullable=False)


DEFAULT_ROLES = Table("default_roles", METADATA, DefaultRoleColumns, PrimaryKeyConstraint("team_id"))


class QuorumColumns(TypedColumns):
    """How many votes a decision needs, in a workspace whose admins have set it."""

    team_id: Named[str]
    small: Named[int]
    large: Named[int]
    many: Named[int]
    users: Named[int]


QUORUMS = Table("quorums", METADATA, QuorumColumns, PrimaryKeyConstraint("team_id"))


class RoleGrantColumns(TypedColumns):
    team_id: Named[str]
    user_id: Named[str]
    role: Named[Role] = Column(ROLE, nullable=False)
    by: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)


ROLE_GRANTS = Table("role_grants", METADATA, RoleGrantColumns, PrimaryKeyConstraint("team_id", "user_id"))


class ProgramRestrictionColumns(TypedColumns):
    """A channel where a restricted program is visible; a program without a row is visible everywhere."""

    team_id: Named[str]
    appid: Named[str]
    channel_id: Named[str]


PROGRAM_RESTRICTIONS = Table(
    "program_restrictions",
    METADATA,
    ProgramRestrictionColumns,
    PrimaryKeyConstraint("team_id", "appid", "channel_id"),
)


class AuditColumns(TypedColumns):
    """The audit log. Rows are only added, and deleted when they are old."""

    number: Named[int] = Column(primary_key=True)
    team_id: Named[str]
    at: Named[datetime] = Column(Instant(), nullable=False)
    by: Named[str]
    action: Named[AuditAction] = Column(Encoded(str, AuditAction), nullable=False)
    subject: Named[str]
    before: Named[Mapping[str, Any]] = Column(OBJECT, nullable=False)
    after: Named[Mapping[str, Any]] = Column(OBJECT, nullable=False)


AUDIT = Table(
    "audit",
    METADATA,
    AuditColumns,
    Index(None, "team_id", "at"),
    Index(None, "team_id", "subject"),
    Index(None, "at"),
)


class PersonalTokenColumns(TypedColumns):
    """A personal token: its hash and its owner."""

    digest: Named[str]
    team_id: Named[str]
    user_id: Named[str]
    id: Named[str]
    made_at: Named[datetime] = Column(Instant(), nullable=False)


PERSONAL_TOKENS = Table(
    "personal_tokens",
    METADATA,
    PersonalTokenColumns,
    PrimaryKeyConstraint("digest"),
    Index(None, "team_id", "user_id"),
)


class PersonColumns(TypedColumns):
    team_id: Named[str]
    user_id: Named[str]
    locale: Named[str]
    """`en` or `zh-CN`; empty: as in Slack."""
    followed: Named[tuple[str, ...]] = Column(TEXTS, nullable=False)
    """AppIDs."""


PEOPLE = Table("people", METADATA, PersonColumns, PrimaryKeyConstraint("team_id", "user_id"))


class PersonChannelColumns(TypedColumns):
    """In which channels a person used the bot, and when last."""

    team_id: Named[str]
    user_id: Named[str]
    channel_id: Named[str]
    last_used: Named[date]


PERSON_CHANNELS = Table(
    "person_channels", METADATA, PersonChannelColumns, PrimaryKeyConstraint("team_id", "user_id", "channel_id")
)


class GreetingColumns(TypedColumns):
    """Greetings sent: to a workspace (a message to its installer) or a channel (a hint)."""

    team_id: Named[str]
    place: Named[str]
    """A channel's id; empty for the workspace itself."""
    at: Named[datetime] = Column(Instant(), nullable=False)


GREETINGS = Table("greetings", METADATA, GreetingColumns, PrimaryKeyConstraint("team_id", "place"))
