"""Runs of workflow steps, and where their results go."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.workflows import StepRun

Outputs = Mapping[str, object]
"""By the names that the app's manifest declares: text, numbers, booleans, and lists of options."""


class StepRuns(Protocol):
    """The runs that Slack waits for."""

    async def add(self, run: StepRun) -> bool:
        """Keep a new run; False when it is kept already, because Slack may send an event twice."""

    async def count(self, team_id: str) -> int:
        """How many a workspace has."""

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[StepRun]:
        """Those due by now, the longest due first. Only one caller gets each, until `until`, its new `next_at`."""

    async def keep(self, run: StepRun) -> None:
        """Write the run's program, `next_at`, and whether it waits."""

    async def end(self, run: StepRun) -> None:
        """Forget a run that has its result."""


class StepResults(Protocol):
    """Tells Slack the result of a run. A second result of the same run has no effect."""

    async def complete(self, team_id: str, run_id: str, outputs: Outputs, *, token: str = "") -> bool:
        """The run has succeeded; returns whether Slack still waited for it.

        Args:
            token: the run's own, which Slack sent with it; without one, or once it no longer works, the bot's.

        Raises:
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear.
        """

    async def fail(self, team_id: str, run_id: str, sentence: str, *, token: str = "") -> bool:
        """The run has failed; the sentence is for the person who started the workflow. Otherwise as `complete`."""
