"""The delivery handler of decisions: the card, and the messages in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks.decisions.card import card_message
from bot.blocks.decisions.messages import lesson_message, lost_message, reminder_message, step_message
from bot.blocks.kit.message import Message
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.delivery import About, Topic, lost
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode
from bot.i18n.texts import texts_for
from bot.ports.decisions import Decisions
from bot.ports.delivery import Deliveries
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.learn import Learn
from bot.usecases.delivery.handler import Composed, Post, Skip

_RESOLVED = Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)


@dataclass(frozen=True)
class DecisionHandler:
    """Serves `DeliveryKind.DECISION`."""

    decisions: Decisions
    deliveries: Deliveries
    keep_step: KeepStep
    learn: Learn

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """What its topic says, as the decision is now."""
        about = About.parse(delivery.subject_id)
        if about.topic is Topic.LOST:
            return await self._lost(delivery.team_id, about.decision_id)
        decision = await self._decision_of(delivery)
        if decision is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        message = await self._message(decision, about, now)
        return Post(decision.channel_id, message) if message else _RESOLVED

    async def _decision_of(self, delivery: Delivery) -> Decision | None:
        """The decision that a message is about; None for a message of `Topic.LOST`, which names a delivery."""
        return await self.decisions.get(delivery.team_id, About.parse(delivery.subject_id).decision_id)

    async def _lost(self, team_id: str, delivery_id: str) -> Composed:
        missing = await self.deliveries.get(team_id, delivery_id)
        decision = await self._decision_of(missing) if missing else None
        if missing is None or decision is None or missing.state is DeliveryState.SENT:
            return _RESOLVED
        return Post(decision.proposer_id, lost_message(decision, missing, texts_for(decision.locale)))

    async def _message(self, decision: Decision, about: About, now: datetime) -> Message | None:
        """None when its occasion is over."""
        t = texts_for(decision.locale)
        match about.topic, decision.state:
            case Topic.CARD, State.DRAFT:
                return card_message(_presented(decision).after, t)
            case Topic.CARD, state if state is not State.WITHDRAWN:
                return card_message(decision, t)
            case Topic.REMINDER, State.PROPOSED:
                return reminder_message(decision, t)
            case Topic.LESSON, State.VERIFIED:
                lesson = await self.learn(decision, about.number, now=now)
                return lesson_message(decision, lesson, t) if lesson else None
            case Topic.STEP, _:
                made = await self.decisions.transitions(decision.team_id, decision.id)
                found = next((each for each in made if each.number == about.number), None)
                return step_message(decision, found, t) if found else None
        return None

    async def following(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """Once the card is in the channel, people may vote."""
        del now
        decision = await self._decision_of(sent)
        if decision is not None and decision.state is State.DRAFT:
            await self.keep_step(_presented(decision, sent.message_ts))
        return ()

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: `notify` is called, too."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Withdraw a proposal whose card cannot be posted, and notify its proposer of what is missing.

        The proposer reads at this moment what went wrong when it is the card's first attempt.
        """
        is_card = About.parse(delivery.subject_id).topic is Topic.CARD
        decision = await self._decision_of(delivery)
        if decision is None:
            return
        if is_card and decision.state is State.DRAFT:
            await self.keep_step(steps.withdraw(decision, Origin(SYSTEM, now)))
        if not is_card or delivery.attempt > 1 or delivery.looks:
            await self.deliveries.record([lost(decision, delivery, now=now)])


def _presented(decision: Decision, ts: str = "") -> Step:
    """Its card is in the channel, as `ts` once that is known."""
    return steps.present(decision, Origin(decision.proposer_id, decision.proposed_at, ts))
