"""The steps of a decision, and the deliveries of its card.

The steps of a decision, pure: from a decision to its next one, or a refusal. No other code changes a state. Every
step that moves the state makes one `Transition`. The proposer's own vote is refused, so no sequence of steps passes
the proposer alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from bot.domain.access import SYSTEM
from bot.domain.decisions.decision import (
    CHECKS,
    LESSONS,
    LOOKED_AT_EVERY,
    MOVES,
    OPEN,
    REMINDED_AFTER,
    VOTING,
    Decision,
    Origin,
    Run,
    State,
    Transition,
    Vote,
)
from bot.domain.decisions.program import UNDER_WAY, Change, FleetProgram, Outcome, ProgramState, SettingCall
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryState
from bot.errors import DecisionMoved, NotYourProposal, NotYourWord, NoVote, OwnProposal


@dataclass(frozen=True, slots=True)
class Moves:
    seen: Sequence[FleetProgram] = ()
    """As they were read: if one of them is another by now, nothing is stored."""
    changed: Sequence[FleetProgram] = ()
    """The same, in the same order, as they are now."""

    @property
    def pairs(self) -> Sequence[tuple[FleetProgram, FleetProgram]]:
        """Those that do change, before and after."""
        return [(before, after) for before, after in zip(self.seen, self.changed, strict=True) if before != after]


NO_MOVES: Final = Moves()


@dataclass(frozen=True, slots=True)
class Step:
    """One change, to be stored whole or not at all."""

    before: Decision
    after: Decision
    origin: Origin
    transition: Transition | None = None
    """None when the state stays."""
    moves: Moves = NO_MOVES

    @property
    def holds_more(self) -> bool:
        """Whether an open decision has programs under way then that it did not have before."""
        again = any(now.state in UNDER_WAY and seen.state not in UNDER_WAY for seen, now in self.moves.pairs)
        return self.after.state in OPEN and (again or self.before.state not in OPEN)


def open_vote(decision: Decision, origin: Origin) -> Step:
    """Open the vote: the card has been posted (its ts is `origin.via`) and is up to date."""
    made = _move(decision, State.PROPOSED, origin, card_ts=origin.via, next_at=decision.votes_until)
    return replace(made, after=replace(made.after, shown=made.after.revision))


def approve(decision: Decision, origin: Origin) -> Step:
    """Return a person's vote; a second one of the same person changes nothing.

    Raises:
        OwnProposal: it is the proposer's own.
        DecisionMoved: it is not open for votes.
    """
    _check(decision, VOTING)
    if origin.by == decision.proposer_id:
        raise OwnProposal
    if origin.by in decision.voters:
        return Step(decision, decision, origin)
    votes = (*decision.votes, Vote(origin.by, origin.at))
    if decision.state is State.APPROVED or len(votes) < decision.needed:
        return _change(decision, origin, votes=votes)
    return _move(decision, State.APPROVED, origin, votes=votes, next_at=origin.at + LOOKED_AT_EVERY)


def withdraw_vote(decision: Decision, origin: Origin) -> Step:
    """Take back one's vote, until the decision is applied.

    Raises:
        NoVote: the person has none.
        DecisionMoved: it is too late.
    """
    _check(decision, VOTING)
    if origin.by not in decision.voters:
        raise NoVote
    left = tuple(vote for vote in decision.votes if vote.user_id != origin.by)
    if decision.state is State.PROPOSED or len(left) >= decision.needed:
        return _change(decision, origin, votes=left)
    return _move(decision, State.PROPOSED, origin, votes=left, next_at=decision.votes_until)


def decline(decision: Decision, origin: Origin, reason: str) -> Step:
    """One person's no ends it.

    Raises:
        DecisionMoved: it is too late.
    """
    return _move(decision, State.DECLINED, origin, words=reason)


def withdraw(decision: Decision, origin: Origin, *, admin: bool = False) -> Step:
    """Withdraw the proposal, for its proposer or an admin.

    Raises:
        NotYourProposal: it is another person's.
        DecisionMoved: it is too late.
    """
    _check(decision, VOTING | {State.DRAFT})
    if origin.by not in (decision.proposer_id, SYSTEM) and not admin:
        raise NotYourProposal
    return _move(decision, State.WITHDRAWN, origin)


def expire(decision: Decision, at: datetime) -> Step:
    """Nobody brought it to its end in time.

    Raises:
        DecisionMoved: it has ended.
    """
    return _move(decision, State.EXPIRED, Origin(SYSTEM, at))


def outdate(decision: Decision, origin: Origin, difference: Change) -> Step:
    """Return what it rests on has changed.

    Args:
        origin: the person who wanted to set it.

    Raises:
        DecisionMoved: it has ended.
    """
    return _move(decision, State.STALE, origin, outcome=difference)


def begin(decision: Decision, origin: Origin, moves: Moves = NO_MOVES, *, run: Run | None = None) -> Step:
    """Its programs begin to be set: by Baselib in a run, or by hand.

    Raises:
        DecisionMoved: it is not approved, or a second person was quicker.
    """
    if run and decision.may_begin and decision.state is State.APPLYING:
        return _change(decision, origin, moves, run=run, next_at=None)
    _check(decision, frozenset({State.APPROVED}))
    return _apply(decision, origin, moves, run)


def roll_back(decision: Decision, origin: Origin, moves: Moves) -> Step:
    """Baselib begins to set the former minimums again.

    Args:
        moves: the programs that wait for it.

    Raises:
        DecisionMoved: nothing was set that has a former minimum.
    """
    if not decision.may_roll_back or not moves.changed:
        raise DecisionMoved(state=decision.state)
    return _apply(decision, origin, moves, Run(next_at=origin.at, back=True))


def say_set(decision: Decision, origin: Origin, moves: Moves) -> Step:
    """Record that a person has set some of the programs by hand.

    Raises:
        DecisionMoved: people do not set them, or not any more.
    """
    if not decision.set_by_hand:
        raise DecisionMoved(state=decision.state)
    if decision.state is State.APPROVED:
        return begin(decision, origin, moves)
    return _change(decision, origin, moves, next_at=origin.at + CHECKS[0])


def take_back(decision: Decision, origin: Origin, moves: Moves, *, admin: bool = False) -> Step:
    """Record that some programs are not set after all; once none is, the decision is approved as before.

    Raises:
        NotYourWord: another person has said that they are set.
        DecisionMoved: people do not set them, or not any more.
    """
    if not decision.set_by_hand or decision.state is not State.APPLYING:
        raise DecisionMoved(state=decision.state)
    if not admin and any(each.said and each.said.by != origin.by for each in moves.seen):
        raise NotYourWord
    if decision.tally.count(ProgramState.SAID, ProgramState.VERIFIED) > len(moves.seen):
        return _change(decision, origin, moves)
    return _move(decision, State.APPROVED, origin, moves, applied_at=None, next_at=origin.at + LOOKED_AT_EVERY)


def conclude(
    decision: Decision, state: State, origin: Origin, *, outcome: Outcome | None = None, moves: Moves = NO_MOVES
) -> Step:
    """Each of its programs has come to an end; where nothing reached WeChat it is approved as before.

    Raises:
        DecisionMoved: there is nothing to conclude.
    """
    _check(decision, frozenset({State.APPLYING, State.UNVERIFIED}))
    if decision.state is state:
        return Step(decision, decision, origin)
    if state is State.APPROVED:
        next_at = origin.at + LOOKED_AT_EVERY
        return _move(decision, state, origin, moves, outcome=outcome, next_at=next_at, run=None, applied_at=None)
    again = origin.at + LOOKED_AT_EVERY if state is State.UNVERIFIED else None
    return _move(decision, state, origin, moves, outcome=outcome, next_at=again)


def keep_run(decision: Decision, run: Run, origin: Origin) -> Step:
    """How Baselib sets its programs has changed.

    Raises:
        DecisionMoved: it is not being applied.
    """
    _check(decision, frozenset({State.APPLYING}))
    return _change(decision, origin, run=run)


def _apply(decision: Decision, origin: Origin, moves: Moves, run: Run | None) -> Step:
    call, next_at = (SettingCall.CALLING, None) if run else (None, origin.at + CHECKS[0])
    return _move(decision, State.APPLYING, origin, moves, outcome=call, run=run, applied_at=origin.at, next_at=next_at)


def _change(decision: Decision, origin: Origin, moves: Moves = NO_MOVES, **changed: Any) -> Step:
    after = replace(_moved(decision, moves), revision=decision.revision + 1, **changed)
    return Step(decision, after, origin, None, moves)


def _move(
    decision: Decision,
    state: State,
    origin: Origin,
    moves: Moves = NO_MOVES,
    *,
    words: str = "",
    outcome: Outcome | None = None,
    next_at: datetime | None = None,
    **changed: Any,
) -> Step:
    _check(decision, _SOURCES[state])
    number = decision.transitions + 1
    made = Transition(
        origin.by,
        origin.at,
        origin.via,
        number=number,
        before=decision.state,
        after=state,
        words=words,
        outcome=outcome,
    )
    after = replace(
        _moved(decision, moves),
        state=state,
        changed_at=origin.at,
        changed_by=origin.by,
        words=words,
        outcome=outcome,
        next_at=next_at,
        transitions=number,
        revision=decision.revision + 1,
        **changed,
    )
    return Step(decision, after, origin, made, moves)


def _moved(decision: Decision, moves: Moves) -> Decision:
    if not moves.changed:
        return decision
    target = moves.changed[0] if decision.target else None
    return replace(decision, target=target, tally=decision.tally.after(moves.seen, moves.changed))


def _check(decision: Decision, allowed: frozenset[State]) -> None:
    if decision.state not in allowed:
        raise DecisionMoved(state=decision.state)


_SOURCES: Final[Mapping[State, frozenset[State]]] = {
    state: frozenset(source for source, targets in MOVES.items() if state in targets) for state in State
}


_SILENT: Final = frozenset({State.PROPOSED, State.APPLYING})
"""The card itself says so; the thread does not need a message."""


class Topic(StrEnum):
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
        return f"{self.decision_id}-{self.topic}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> "About":
        """Read `Delivery.subject_id`."""
        decision_id, topic, number = text.rsplit("-", 2)
        return cls(decision_id, Topic(topic), int(number))


def card(decision: Decision, *, lease_until: datetime) -> Delivery:
    """Return the delivery of the card, claimed by the process that records it."""
    due = _due(decision, About(decision.id, Topic.CARD), decision.proposed_at)
    return replace(due, state=DeliveryState.CLAIMED, attempt=1, lease_until=lease_until)


def follow_ups(step: Step) -> list[Delivery]:
    """Return the messages that a step owes to the card's thread; none where there is no card."""
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
    """Return the direct message to the proposer that a message did not arrive."""
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
