"""Vote on a decision, stop it, or say what was set by hand."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.access.roles import Permission
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.rollout import running
from bot.domain.decisions.rollout.program import TO_SET, FleetProgram
from bot.domain.decisions.steps import Moves, Step
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import is_imported
from bot.errors import DecisionMoved, NotAllowed, StaleControl, TooBusy
from bot.ports.decisions import Decisions
from bot.ports.numbers import Snapshots
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
    snapshots: Snapshots
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

    async def say_set(self, decision: Decision, position: int, origin: Origin) -> Decision:
        """A person has set one of its programs at WeChat; from now on WeChat is read until it shows.

        Where numbers are imported WeChat cannot be read: the person's word verifies it. Said twice it changes nothing.

        Raises:
            StaleControl: there is no such program to set.
            DecisionMoved, NotAllowed, OutsiderDecides: nothing changes.
        """
        await self.allow(decision.team_id, origin.by)
        program = await self._to_set(decision, position)
        if program.said:
            return decision
        if is_imported(program.appid):
            moves = Moves([program], [running.confirmed(program, origin.by, now=origin.at)])
            said = await self.step(decision, lambda current: steps.say_set(current, origin, moves))
            return await self.step(said, lambda current: steps.conclude(current, State.VERIFIED, origin))
        newest = await self.snapshots.latest(decision.team_id, Visible(program.appid))
        moves = Moves([program], [running.said(program, origin.by, newest, now=origin.at)])
        return await self.step(decision, lambda current: steps.say_set(current, origin, moves))

    async def take_back(self, decision: Decision, position: int, origin: Origin) -> Decision:
        """A person who said that a program is set takes that back, or an admin does. Done twice it changes nothing.

        Raises:
            StaleControl: there is no such program to set.
            NotYourWord, DecisionMoved, OutsiderDecides, NotAllowed: nothing changes.
        """
        role = await self.allow(decision.team_id, origin.by)
        admin = role.may(Permission.GOVERN)
        program = await self._to_set(decision, position)
        if not program.said and decision.fleet:
            return decision
        moves = Moves([program], [running.waiting(program, now=origin.at)])
        return await self.step(decision, lambda current: steps.take_back(current, origin, moves, admin=admin))

    async def _to_set(self, decision: Decision, position: int) -> FleetProgram:
        found = await self.decisions.programs(decision.team_id, decision.id, limit=1, skip=position)
        if not found or found[0].state not in TO_SET:
            raise DecisionMoved(state=decision.state) if decision.target else StaleControl
        return found[0]

    async def step(self, decision: Decision, make: Callable[[Decision], Step]) -> Decision:
        """Make a step, again when the decision changed meanwhile, and bring the card up to date.

        Raises:
            TooBusy: it changes all the time.
            StaleControl: it is gone.
        """
        for _ in range(_TRIES):
            step = make(decision)
            if await self.keep_step(step):
                return await self.shown(step.after)
            decision = await self.find(decision.team_id, decision.channel_id, decision.id)
        raise TooBusy

    async def shown(self, decision: Decision) -> Decision:
        """The decision, once its card shows it."""
        await self.show_cards.one(decision)
        return decision

    async def _is_admin(self, team_id: str, user_id: str) -> bool:
        try:
            await self.allow(team_id, user_id, Permission.GOVERN)
        except NotAllowed:
            return False
        return True
