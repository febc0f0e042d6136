"""The delivery handler of decisions: the card, and the messages in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.blocks.decisions.card import card_message
from bot.blocks.decisions.rollout.lesson import fleet_lesson_message
from bot.blocks.decisions.thread import lesson_message, lost_message, reminder_message, step_message
from bot.blocks.kit.message import Message
from bot.domain.access.audit import SYSTEM
from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, Origin, State
from bot.domain.decisions.delivery import About, Topic, lost
from bot.domain.delivery.delivery import Delivery, DeliveryState
from bot.domain.delivery.reason import ReasonKey, SlackCode
from bot.i18n.texts import texts_for
from bot.ports.decisions import Decisions
from bot.ports.delivery import Deliveries
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.learn import Learn
from bot.usecases.decisions.rollout.learn import LearnFleet
from bot.usecases.delivery.handler import Composed, Post, Skip

_log = structlog.get_logger(__name__)
_RESOLVED = Skip(DeliveryState.SKIPPED, ReasonKey.RESOLVED)


@dataclass(frozen=True)
class DecisionHandler:
    """Serves `DeliveryKind.DECISION`."""

    decisions: Decisions
    deliveries: Deliveries
    keep_step: KeepStep
    learn: Learn
    learn_fleet: LearnFleet

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """What its topic says, as the decision is now."""
        about = About.parse(delivery.subject_id)
        if about.topic is Topic.LOST:
            return await self._lost(delivery, about)
        decision = await self.decisions.get(delivery.team_id, about.decision_id)
        if decision is None:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        message = await self._message(decision, about, now)
        return Post(decision.channel_id, message) if message else _RESOLVED

    async def _message(self, decision: Decision, about: About, now: datetime) -> Message | None:
        """None when its occasion is over."""
        t, state = texts_for(decision.locale), decision.state
        if about.topic is Topic.CARD and state is not State.WITHDRAWN:
            return card_message(_presented(decision), t)
        if about.topic is Topic.REMINDER and state is State.PROPOSED:
            return reminder_message(decision, t)
        if about.topic is Topic.LESSON and state is State.VERIFIED:
            return await self._lesson(decision, about.number, now)
        if about.topic is Topic.STEP:
            made = await self.decisions.transitions(decision.team_id, decision.id)
            found = next((each for each in made if each.number == about.number), None)
            return step_message(decision, found, t) if found else None
        return None

    async def _lesson(self, decision: Decision, days: int, now: datetime) -> Message:
        t = texts_for(decision.locale)
        if decision.fleet:
            return fleet_lesson_message(decision, await self.learn_fleet(decision, days, now=now), t)
        return lesson_message(decision, await self.learn(decision, days, now=now), t)

    async def following(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """Once the card is in the channel, people may vote."""
        del now
        about = About.parse(sent.subject_id)
        decision = await self.decisions.get(sent.team_id, about.decision_id) if about.topic is Topic.CARD else None
        if decision is not None and decision.state is State.DRAFT:
            origin = Origin(decision.proposer_id, decision.proposed_at, sent.message_ts)
            await self.keep_step(steps.present(decision, origin))
        return ()

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Do nothing: `notify` is called, too."""
        del now
        _log.warning("a message of a decision was refused", delivery=delivery.id, code=str(code))

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Withdraw a proposal whose card cannot be posted, and notify its proposer of what is missing.

        The proposer reads at this moment what went wrong when it is the card's first attempt.
        """
        about = About.parse(delivery.subject_id)
        decision = await self.decisions.get(delivery.team_id, about.decision_id)
        if decision is None or about.topic is Topic.LOST:
            return
        if about.topic is Topic.CARD and decision.state is State.DRAFT:
            await self.keep_step(steps.withdraw(decision, Origin(SYSTEM, now)))
        if about.topic is not Topic.CARD or delivery.attempt > 1 or delivery.looks:
            await self.deliveries.record([lost(decision, delivery, now=now)])

    async def _lost(self, delivery: Delivery, about: About) -> Composed:
        missing = await self.deliveries.get(delivery.team_id, about.decision_id)
        decision = (
            await self.decisions.get(delivery.team_id, About.parse(missing.subject_id).decision_id) if missing else None
        )
        if missing is None or decision is None or missing.state is DeliveryState.SENT:
            return _RESOLVED
        return Post(decision.proposer_id, lost_message(decision, missing, texts_for(decision.locale)))


def _presented(decision: Decision) -> Decision:
    """As it is once its card is in the channel."""
    if decision.state is not State.DRAFT:
        return decision
    return steps.present(decision, Origin(decision.proposer_id, decision.proposed_at)).after
