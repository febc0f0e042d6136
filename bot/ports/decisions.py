"""Decisions. Every method that names a workspace is scoped by it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery


class Decisions(Protocol):
    """The decisions. A change is one transaction with the deliveries that it owes. Nothing is ever deleted."""

    async def add(self, decision: Decision, card: Delivery) -> Decision | None:
        """Keep a new decision, under the workspace's next number, and the delivery of its card.

        None when the program has an open decision.
        """

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        """Keep a step: the decision, its votes, its transition, and the deliveries owed.

        False when the decision has changed since `step.before`, or when it would open while another of the program is
        open. Then nothing is kept.
        """

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        """One by its id."""

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        """The program's open one."""

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        """A workspace's newest, newest first."""

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        """A workspace's open ones with a card, and those whose state changed since an instant, oldest first."""

    async def of_every_team(self) -> Sequence[Decision]:
        """All of all workspaces, oldest first."""

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        """A decision's transitions, oldest first."""

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        """Those to be looked at by now, of all workspaces, the longest due first."""

    async def behind(self, *, limit: int) -> Sequence[Decision]:
        """Those whose card shows an older revision, of workspaces neither ended nor suspended."""

    async def showed(self, decision: Decision) -> None:
        """The card shows the decision's revision."""

    async def look_later(self, decision: Decision, at: datetime) -> None:
        """Look at it again at an instant, if it has not changed meanwhile."""
