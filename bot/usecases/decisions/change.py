"""Vote on a decision, stop it, or say that it was set."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.access.roles import Permission
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin
from bot.domain.decisions.steps import Step
from bot.domain.programs.program import Program
from bot.errors import NotAllowed, StaleControl, TooBusy
from bot.ports.decisions import Decisions
from bot.usecases.decisions.allow_deciding import AllowDeciding
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.show_cards import ShowCards

_TRIES = 20
"""Two people click at the same moment: the second one's step is made again, from what the first one's left. While the
programs of a fleet are set, the decision changes all the time."""


@dataclass(frozen=True)
class ChangeDecision:
    """The buttons of a card. Each asks the database what the decision is now: old buttons do nothing."""

    decisions: Decisions
    keep_step: KeepStep
    allow: AllowDeciding
    show_cards: ShowCards

    async def find(self, team_id: str, channel_id: str, decision_id: str) -> Decision:
        """The decision that a button names; its card is in the button's channel.

        Raises:
            StaleControl: there is none.
        """
        decision = await self.decisions.get(team_id, decision_id)
        if decision is None or decision.channel_id != channel_id or not decision.intact:
            raise StaleControl
        return decision

    async def approve(self, decision: Decision, origin: Origin) -> Decision:
        """Vote for it.

        Raises:
            OwnProposal, DecisionMoved, NotAllowed, OutsiderDecides: the vote does not count.
        """
        await self.allow(decision.team_id, origin.by)
        return await self.step(decision, lambda current: steps.approve(current, origin))

    async def withdraw_vote(self, decision: Decision, origin: Origin) -> Decision:
        """Take one's vote back; also those may who lost their role meanwhile.

        Raises:
            NoVote, DecisionMoved: there is none to take back any more.
        """
        return await self.step(decision, lambda current: steps.withdraw_vote(current, origin))

    async def decline(self, decision: Decision, reason: str, origin: Origin) -> Decision:
        """Stop it, with a reason.

        Raises:
            DecisionMoved, NotAllowed, OutsiderDecides: it goes on.
        """
        await self.allow(decision.team_id, origin.by)
        return await self.step(decision, lambda current: steps.decline(current, origin, reason))

    async def withdraw(self, decision: Decision, origin: Origin) -> Decision:
        """Take the proposal back: its proposer, or an admin.

        Raises:
            NotYourProposal, DecisionMoved, OutsiderDecides, NotAllowed: it goes on.
        """
        admin = origin.by != decision.proposer_id and await self._is_admin(decision.team_id, origin.by)
        return await self.step(decision, lambda current: steps.withdraw(current, origin, admin=admin))

    async def set_by_hand(self, decision: Decision, origin: Origin) -> Decision:
        """A person has set it at WeChat; from now on WeChat is read until it shows.

        Where numbers are imported WeChat cannot be read: the person's confirmation verifies it.

        Raises:
            DecisionMoved, NotAllowed, OutsiderDecides: nothing changes.
        """
        await self.allow(decision.team_id, origin.by)
        begun = await self.step(decision, lambda current: steps.begin(current, origin))
        if not Program(begun.appid).is_imported:
            return begun
        return await self.step(begun, lambda current: steps.confirm(current, origin))

    async def take_back(self, decision: Decision, origin: Origin) -> Decision:
        """A person who said that it is set takes that back, or an admin does.

        Raises:
            NotYourWord, DecisionMoved, OutsiderDecides, NotAllowed: nothing changes.
        """
        admin = await self._is_admin(decision.team_id, origin.by)
        return await self.step(decision, lambda current: steps.take_back(current, origin, admin=admin))

    async def step(self, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
        """Make a step, again when the decision changed meanwhile, and bring the card up to date.

        Raises:
            TooBusy: it changes all the time.
            StaleControl: it is gone.
        """
        for _ in range(_TRIES):
            step = make(decision)
            if await self.keep_step(step):
                await self.show_cards.one(step.after)
                return step.after
            decision = await self.find(decision.team_id, decision.channel_id, decision.id)
        raise TooBusy

    async def _is_admin(self, team_id: str, user_id: str) -> bool:
        try:
            await self.allow(team_id, user_id, Permission.GOVERN)
        except NotAllowed:
            return False
        return True
