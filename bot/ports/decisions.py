"""Decisions, and their programs. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.decisions.decision import Claim, Decision, Transition
from bot.domain.decisions.program import FleetProgram, ProgramState, Tally
from bot.domain.decisions.steps import Moves, Step
from bot.domain.delivery import Delivery
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import Visible


class Decisions(Protocol):
    """The decisions, and their programs, each with its state.

    A change is one transaction with the deliveries that it owes. Nothing is ever deleted.
    """

    async def add(self, decision: Decision, card: Delivery, programs: Sequence[FleetProgram] = ()) -> Decision | None:
        """Keep a new decision, under the workspace's next number, the delivery of its card, and its programs.

        None when a program has an open decision.
        """

    async def keep(self, step: Step, owed: Sequence[Delivery] = ()) -> bool:
        """Keep a step: the decision, its votes, its programs, its transition, and the deliveries owed.

        False when the decision, or one of those programs, has changed since, or when a program would be under way in
        two open ones. Then nothing is kept.
        """

    async def get(self, team_id: str, decision_id: str) -> Decision | None:
        """One by its id."""

    async def numbered(self, team_id: str, number: int) -> Decision | None:
        """One by its number in the workspace."""

    async def open_for(self, team_id: str, appid: Visible) -> Decision | None:
        """Return the open one in which a program is under way."""

    async def busy(self, team_id: str) -> Collection[str]:
        """Return the AppIDs of the programs that are under way in an open decision."""

    async def running(self) -> Sequence[Decision]:
        """Those of all workspaces that Baselib is setting, the oldest first."""

    async def of_team(self, team_id: str, *, limit: int) -> Sequence[Decision]:
        """Return a workspace's newest, newest first."""

    async def news(self, team_id: str, *, since: datetime, limit: int) -> Sequence[Decision]:
        """Return a workspace's open ones with a card, and those whose state changed since an instant, oldest first."""

    async def of_every_team(self) -> Sequence[Decision]:
        """All of all workspaces, oldest first."""

    async def transitions(self, team_id: str, decision_id: str) -> Sequence[Transition]:
        """Return a decision's transitions, oldest first."""

    async def due(self, *, now: datetime, limit: int) -> Sequence[Decision]:
        """Those to be looked at by now, of all workspaces, the longest due first."""

    async def behind(self, *, limit: int, after: Decision | None = None) -> Sequence[Decision]:
        """Those that have a card and it shows an older revision, of workspaces neither ended nor suspended.

        Oldest first, or from the one after another on.
        """

    async def showed(self, decision: Decision) -> None:
        """Note that the card shows this decision.

        It is behind where something has come of it, or it was updated, meanwhile.

        Which of two updates Slack took last is not known: a process may have stood still between composing and sending.
        """

    async def look_later(self, decision: Decision, at: datetime | None) -> None:
        """Look at it again at an instant, or not any more, if it has not changed meanwhile."""

    async def programs(
        self,
        team_id: str,
        decision_id: str,
        *,
        states: Collection[ProgramState] = (),
        batch: int | None = None,
        due: datetime | None = None,
        among: Collection[Visible] | Asked | None = None,
        limit: int | None = None,
        skip: int = 0,
    ) -> Sequence[FleetProgram]:
        """Programs in the order of their positions.

        Args:
            states: only programs in one of these; empty for all.
            batch: only those of this batch.
            due: only those that are looked at by this instant.
            among: only these AppIDs, or those of programs that exist now; None for any.
            limit: at most so many.
            skip: leave out so many first ones.
        """

    async def move(self, team_id: str, decision_id: str, moves: Moves) -> None:
        """Store the states of programs that are as they were seen; of the others another process knows more.

        Their frozen numbers stay as they are. The decision's card is behind then.
        """

    async def touch(self, team_id: str, decision_id: str) -> None:
        """Mark the decision's card as behind, whatever it shows, also for who has composed it before."""

    async def tally(
        self,
        team_id: str,
        decision_id: str,
        *,
        batch: int | None = None,
        among: Collection[Visible] | Asked | None = None,
        left_out: bool = False,
    ) -> Tally:
        """Return the programs per state; for `batch` and `among` see `programs`.

        Args:
            left_out: count also those left out.
        """


class Claims(Protocol):
    """Claims of the calls that set minimums: the only way to such a call.

    No lock is relied on. Each is one statement whose conditions make it right, however many processes try.
    """

    async def claim(self, decision: Decision, program: FleetProgram, *, now: datetime) -> Claim | None:
        """Claim the next call for a program: its state is `CALLING` then.

        None, and nothing is changed, unless all of it holds at one moment: the decision is being applied and has not
        changed since it was read (nobody has paused, resumed or ended it), the program is as it was read, Baselib may
        set it, and no call for it was claimed within `UNTOUCHED`, by whichever decision.

        Args:
            now: UTC; the instant of the call on record.
        """

    async def settle(self, claim: Claim, after: FleetProgram) -> bool:
        """Keep what came of a call; False, and nothing is kept, once another process has taken the program over."""

    async def take_over(self, team_id: str, decision_id: str) -> int:
        """Take calls for lost that were claimed longer ago than `UNTOUCHED`: unclear, to be read. How many."""

    async def calling(self, team_id: str, *, appid: str = "") -> int:
        """How many calls are under way: claimed within `UNTOUCHED`, and not settled."""
