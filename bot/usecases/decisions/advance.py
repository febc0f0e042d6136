"""The routines that bring decisions on when their time has come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.decisions import steps
from bot.domain.decisions.decision import State
from bot.lib.isolation import Isolation
from bot.lib.locks import OnlyOne, uncontended
from bot.ports.decisions import Decisions
from bot.usecases.decisions.bring_on import BringOn
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.show_cards import ShowCards

_AT_ONCE: Final = 50


@dataclass(frozen=True)
class AdvanceDecisions:
    """Looks at the decisions that are due; several replicas may do so at once, and one of them wins."""

    decisions: Decisions
    bring_on: BringOn
    keep_step: KeepStep
    show_cards: ShowCards

    async def __call__(self, *, now: datetime) -> None:
        """Bring them on, and update cards.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other decisions were looked at.
        """
        isolation = Isolation()
        for decision in await self.decisions.due(now=now, limit=_AT_ONCE):
            with isolation.item(decision=decision.id):
                if decision.state is State.PROPOSED:
                    await self.keep_step(steps.expire(decision, now))
                else:
                    await self.bring_on(decision)
        with isolation.item():
            await self.show_cards()
        isolation.raise_first()


@dataclass(frozen=True)
class AdvanceRuns:
    """Goes on with what Baselib sets. One replica sets a decision at a time, which saves readings."""

    decisions: Decisions
    bring_on: BringOn
    only_one: OnlyOne = uncontended

    async def __call__(self, *, now: datetime) -> None:
        """Bring every run on as far as it goes now.

        Raises:
            StorageUnavailable: the next call goes on.
            Exception: the first failure; the other runs were brought on.
        """
        del now  # a run takes longer than a tick
        isolation = Isolation()
        for decision in await self.decisions.running():
            with isolation.item(decision=decision.id):
                async with self.only_one(f"rollout {decision.id}") as ours:
                    if ours:
                        await self.bring_on(decision)
        isolation.raise_first()
