"""The steps that Baselib adds to Slack's Workflow Builder, and one run of a step."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.access import Role, Viewpoint

GIVES_UP_AFTER: Final = timedelta(days=180)
"""How long a step waits for a version to become safe.

How long Slack keeps a step open is not documented. The last users of old clients take months to go: half a year holds
most waits that are worth one, and what is waited for stays bounded.
"""
CHECKED_EVERY: Final = timedelta(minutes=15)
"""How often a waiting step is looked at: a program has one snapshot a day."""
RETRIED_AFTER: Final = timedelta(minutes=1)
"""When a run is tried again after a failure that passes by itself."""
RETRIED_FOR: Final = timedelta(minutes=10)
"""How long it is tried: a person may be waiting for the workflow."""
LEASE: Final = timedelta(minutes=2)
"""How long a process that claimed a run has it for itself; a run takes seconds."""
MOST_RUNS: Final = 200
"""How many runs of a workspace may be open at once."""
LONGEST: Final = 200
"""Characters of an input that are read; ids and names are shorter."""
LONGEST_REASON: Final = 2_000
"""Characters of the reason for a proposal."""


class WorkflowStep(StrEnum):
    """A step; the values are the ids of functions in the app's manifest."""

    LOSS = "loss_at_version"
    WAIT = "wait_until_safe"
    PROPOSE = "propose_minimum"


@dataclass(frozen=True, slots=True)
class StepRun:
    team_id: str
    id: str
    """Slack's: the id of the function's execution."""
    step: WorkflowStep
    program: str
    """As chosen; once a step waits for it, its AppID."""
    version: str
    """As typed."""
    channel_id: str
    """Empty for a step without a channel."""
    person_id: str
    """The person who started the workflow. Empty where there is none: on a schedule, or from a webhook."""
    proposer_id: str
    """The person whom a proposal is made for where no person started the workflow; empty for none."""
    reason: str
    started_at: datetime
    """UTC."""
    next_at: datetime
    """UTC; when it is looked at next, and until when it is claimed."""
    waiting: bool = False
    """Whether its first attempt is over, and it waits for new numbers."""

    @property
    def actor_id(self) -> str:
        """The person whose rights count: never another one than who started the workflow."""
        if self.person_id or self.step is not WorkflowStep.PROPOSE:
            return self.person_id
        return self.proposer_id

    @property
    def gives_up_at(self) -> datetime:
        """When it fails for having waited too long."""
        return self.started_at + (GIVES_UP_AFTER if self.step is WorkflowStep.WAIT else RETRIED_FOR)

    @property
    def decision_id(self) -> str:
        """The id of the decision that it proposes: a run that is repeated finds it."""
        return hashlib.sha256(f"{self.team_id} {self.id}".encode()).hexdigest()[:32]


def everyone(team_id: str, role: Role = Role.VIEWER) -> Viewpoint:
    """Return what a step sees: a workflow may post its outputs anywhere, so no restricted program exists for it.

    Args:
        role: of the person; an admin learns that a program is restricted, others that it is unknown.
    """
    return Viewpoint(team_id, role=role, public=True)
