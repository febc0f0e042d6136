"""The tables of decisions. Their rows are kept for good: an approval must stay provable."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns, UniqueConstraint

from bot.domain.decisions.decision import State
from bot.domain.decisions.evidence import Evidence
from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Instant
from bot.storage.tables.core import METADATA
from bot.storage.types import DECISION_STATE, EVIDENCE, VERSION


class DecisionColumns(TypedColumns):
    """A decision."""

    team_id: Named[str]
    id: Named[str]
    number: Named[int]
    appid: Named[str]
    open_for: Named[str | None]
    """The AppID while the decision is open, else NULL: so a program has at most one open decision."""
    channel_id: Named[str]
    proposer_id: Named[str]
    proposed_at: Named[datetime] = Column(Instant(), nullable=False)
    evidence: Named[Evidence] = Column(EVIDENCE, nullable=False)
    """Canonical ASCII JSON, written once."""
    seal: Named[str]
    needed: Named[int]
    locale: Named[str]
    reason: Named[str] = Column(Text(), nullable=False)
    state: Named[State] = Column(DECISION_STATE, nullable=False)
    card_ts: Named[str]
    wanted: Named[Version | None] = Column(VERSION)
    applied_at: Named[datetime | None] = Column(Instant())
    checks: Named[int]
    next_at: Named[datetime | None] = Column(Instant())
    changed_at: Named[datetime | None] = Column(Instant())
    changed_by: Named[str]
    comment: Named[str] = Column(Text(), nullable=False)
    transitions: Named[int]
    revision: Named[int]
    shown: Named[int]


DECISIONS = Table(
    "decisions",
    METADATA,
    DecisionColumns,
    PrimaryKeyConstraint("team_id", "id"),
    UniqueConstraint("team_id", "number"),
    UniqueConstraint("team_id", "open_for"),
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
    comment: Named[str] = Column(Text(), nullable=False)


DECISION_TRANSITIONS = Table(
    "decision_transitions",
    METADATA,
    DecisionTransitionColumns,
    PrimaryKeyConstraint("team_id", "decision_id", "number"),
)
