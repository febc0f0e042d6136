"""The table of workflow steps that Slack waits for."""

from datetime import datetime

from sqlalchemy import Column, Index, Named, PrimaryKeyConstraint, Table, Text, TypedColumns

from bot.domain.workflows import WorkflowStep
from bot.storage.engine.columns import Encoded, Instant
from bot.storage.tables.metadata import METADATA


class StepRunColumns(TypedColumns):
    """A run of a workflow step, deleted once it has its result."""

    team_id: Named[str]
    id: Named[str]
    step: Named[WorkflowStep] = Column(Encoded[WorkflowStep](str, WorkflowStep), nullable=False)
    program: Named[str] = Column(Text(), nullable=False)
    version: Named[str]
    channel_id: Named[str]
    person_id: Named[str]
    proposer_id: Named[str]
    reason: Named[str] = Column(Text(), nullable=False)
    started_at: Named[datetime] = Column(Instant(), nullable=False)
    next_at: Named[datetime] = Column(Instant(), nullable=False)
    waiting: Named[bool]


STEP_RUNS = Table("step_runs", METADATA, StepRunColumns, PrimaryKeyConstraint("team_id", "id"), Index(None, "next_at"))
