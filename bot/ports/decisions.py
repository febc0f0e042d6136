"""Decisions, and the programs of those for a fleet. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.decisions.decision import Decision, Transition
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, Tally
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery


class Decisions(Protocol):
    """The decisions. A change is one transaction with the deliveries that it owes. Nothing is ever deleted."""

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        """Keep a new decision, under the workspace's next number, the delivery of its card, and a fleet's programs.

        None when a program has an open decision.
        """

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        """Keep a step: the decision without its tally, its votes, its transition, and the deliveries owed.

        False when the decision has changed since `step.before`, or when it would open while another of the program is
        open. Then nothing is kept.
        """

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        """One by its id."""

    async def open_for(self, team_id: str, appid: str) -> Decision | None:
        """The program's open one, its own or that of a fleet."""

    async def busy(self, team_id: str) -> Collection[str]:
        """The AppIDs of the programs with an open decision."""

    async def running(self) -> Sequence[Decision]:
        """Those of all workspaces that Baselib is setting, the oldest first."""

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

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        """Those that have a card and it shows an older revision, of workspaces neither ended nor suspended.

        Oldest first, or from the one after another on.
        """

    async def showed(self, decision: Decision) -> None:
        """The card shows the decision's revision."""

    async def look_later(self, decision: Decision, at: datetime) -> None:
        """Look at it again at an instant, if it has not changed meanwhile."""


class Rollouts(Protocol):
    """The programs of decisions for a fleet, each with its state."""

    async def programs(
        self,
        team_id: str,
        decision_id: str,
        *,
        states: Collection[ProgramState] = (),
        batch: int | None = None,
        due: datetime | None = None,
        limit: int | None = None,
        skip: int = 0,
    ) -> Sequence[FleetProgram]:
        """Programs in the order of their positions.

        Args:
            states: only programs in one of these; empty for all.
            batch: only those of this batch.
            due: only those that are looked at by this instant.
            limit: at most so many.
            skip: leave out so many first ones.
        """

    async def keep(self, team_id: str, decision_id: str, programs: Sequence[FleetProgram]) -> Decision | None:
        """Store the states of programs and the decision's tally; returns the decision.

        Their frozen numbers stay as they are. The decision's revision grows, so that its card is updated.
        """

    async def tally(self, team_id: str, decision_id: str, *, batch: int | None = None) -> Tally:
        """The programs per state."""

    async def count_of(self, team_id: str, decision_id: str, appids: Collection[str]) -> int:
        """How many of these programs are part of the decision."""
