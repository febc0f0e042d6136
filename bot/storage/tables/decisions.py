"""The tables of decisions. Their rows are kept for good: an approval must stay provable."""

from datetime import date, datetime
from decimal import Decimal

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

from bot.domain.decisions.decision import State
from bot.domain.decisions.evidence import AnyEvidence
from bot.domain.decisions.program import Outcome, ProgramState
from bot.domain.decisions.run import Run
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.numbers.version import Version
from bot.storage.engine.columns import Instant
from bot.storage.tables.metadata import METADATA
from bot.storage.types import DECIMAL, DECISION_STATE, EVIDENCE, MEANING, OUTCOME, PROGRAM_STATE, RUN, VERSION


class DecisionColumns(TypedColumns):
    """A decision."""

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
    """A program of a decision."""

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
