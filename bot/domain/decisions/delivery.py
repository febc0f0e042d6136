"""The messages of a decision, delivered like digests: its card in the channel, and the rest in the card's thread."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.domain.access.audit import SYSTEM
from bot.domain.decisions.decision import LESSONS, REMINDED_AFTER, Decision, State
from bot.domain.decisions.steps import Step
from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState

_SILENT: Final = frozenset({State.PROPOSED, State.APPLYING})
"""The card itself says so; the thread does not need a message."""


class Topic(StrEnum):
    """The topic of a decision's message."""

    CARD = "card"
    REMINDER = "reminder"
    """That votes are missing, a day before it expires."""
    STEP = "step"
    """That its state has changed; with the transition's number."""
    LESSON = "lesson"
    """Forecast and measurement; with the number of days."""
    LOST = "lost"
    """To the proposer: one of the others was not delivered."""


@dataclass(frozen=True, slots=True)
class About:
    """The object of a delivery of a decision: `Delivery.subject_id` holds it as text."""

    decision_id: str
    topic: Topic
    number: int = 0

    def __str__(self) -> str:
        """The text that `parse` reads."""
        return f"{self.decision_id}-{self.topic}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> "About":
        """Read `Delivery.subject_id`."""
        decision_id, topic, number = text.rsplit("-", 2)
        return cls(decision_id, Topic(topic), int(number))


def card(decision: Decision, *, lease_until: datetime) -> Delivery:
    """The delivery of the card, claimed by the process that records it."""
    due = _due(decision, About(decision.id, Topic.CARD), decision.proposed_at)
    return replace(due, state=DeliveryState.CLAIMED, attempt=1, lease_until=lease_until)


def follow_ups(step: Step) -> list[Delivery]:
    """The messages that a step owes to the card's thread; none where there is no card."""
    made, after = step.transition, step.after
    if made is None or not after.card_ts:
        return []
    if made.before is State.DRAFT:
        return [_due(after, About(after.id, Topic.REMINDER), after.proposed_at + REMINDED_AFTER)]
    taken_back = made.after is State.APPROVED and made.before is State.APPLYING and made.by != SYSTEM
    owed = (
        [] if made.after in _SILENT or taken_back else [_due(after, About(after.id, Topic.STEP, made.number), made.at)]
    )
    if made.after is State.VERIFIED:
        owed += [_due(after, About(after.id, Topic.LESSON, later.days), made.at + later) for later in LESSONS]
    return owed


def lost(decision: Decision, missing: Delivery, *, now: datetime) -> Delivery:
    """The direct message to the proposer that a message did not arrive."""
    about = About(missing.id, Topic.LOST)
    return replace(_due(decision, about, now), channel_id=decision.proposer_id, thread_ts="")


def _due(decision: Decision, about: About, due_at: datetime) -> Delivery:
    return Delivery(
        str(about),
        decision.team_id,
        str(about),
        due_at.date(),
        due_at,
        DeliveryState.DUE,
        channel_id=decision.channel_id,
        kind=DeliveryKind.DECISION,
        thread_ts=decision.card_ts,
    )
