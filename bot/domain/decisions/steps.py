"""The steps of a decision, pure: from a decision to its next one, or a refusal. No other code changes a state.

Every step that moves the state makes one `Transition`. The proposer's own vote is refused, so no sequence of steps
passes the proposer alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.access.audit import SYSTEM
from bot.domain.decisions.deadlines import CHECKS, LOOKED_AT_EVERY
from bot.domain.decisions.decision import (
    MOVES,
    VOTING,
    Decision,
    Origin,
    State,
    Transition,
    Vote,
)
from bot.domain.decisions.outcome import Change, Failure, Outcome, SettingCall, Shown
from bot.domain.decisions.rollout.program import shows
from bot.domain.decisions.rollout.run import Run
from bot.domain.decisions.said_set import Seen
from bot.domain.numbers.version import Version
from bot.errors import DecisionMoved, NotYourProposal, NotYourWord, NoVote, OwnProposal


@dataclass(frozen=True, slots=True)
class Step:
    """One change, to be stored whole or not at all."""

    before: Decision
    after: Decision
    origin: Origin
    transition: Transition | None = None
    """None when the state stays."""


def present(decision: Decision, origin: Origin) -> Step:
    """The card is in the channel, as `origin.via`, and shows all this: people may vote."""
    made = _move(replace(decision, card_ts=origin.via), State.PROPOSED, origin, before=decision)
    return replace(made, after=replace(made.after, next_at=decision.votes_until, shown=made.after.revision))


def approve(decision: Decision, origin: Origin) -> Step:
    """A person's vote; a second one of the same person changes nothing.

    Raises:
        OwnProposal: it is the proposer's own.
        DecisionMoved: it is not open for votes.
    """
    _check(decision, VOTING)
    if origin.by == decision.proposer_id:
        raise OwnProposal
    if origin.by in decision.voters:
        return Step(decision, decision, origin)
    voted = replace(decision, votes=(*decision.votes, Vote(origin.by, origin.at)), revision=decision.revision + 1)
    if decision.state is State.APPROVED or len(voted.votes) < decision.needed:
        return Step(decision, voted, origin)
    return _move(voted, State.APPROVED, origin, before=decision, next_at=origin.at + LOOKED_AT_EVERY)


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
    changed = replace(decision, votes=left, revision=decision.revision + 1)
    if decision.state is State.PROPOSED or len(left) >= decision.needed:
        return Step(decision, changed, origin)
    return _move(changed, State.PROPOSED, origin, before=decision, next_at=decision.votes_until)


def decline(decision: Decision, origin: Origin, reason: str) -> Step:
    """One person's no ends it.

    Raises:
        DecisionMoved: it is too late.
    """
    _check(decision, VOTING)
    return _move(decision, State.DECLINED, origin, words=reason)


def withdraw(decision: Decision, origin: Origin, *, admin: bool = False) -> Step:
    """The proposer takes it back, or an admin does.

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
    _check(decision, VOTING)
    return _move(decision, State.EXPIRED, Origin(SYSTEM, at))


def outdate(decision: Decision, origin: Origin, difference: Change) -> Step:
    """What it rests on has changed.

    Args:
        origin: the person who wanted to set it.

    Raises:
        DecisionMoved: it has ended.
    """
    _check(decision, VOTING)
    return _move(decision, State.STALE, origin, outcome=difference)


def begin(decision: Decision, origin: Origin, *, calling: bool = False) -> Step:
    """It was set by hand, or, `calling`, Baselib is about to set it.

    Raises:
        DecisionMoved: it is not approved, or a second person was quicker.
    """
    _check(decision, frozenset({State.APPROVED}))
    return _apply(decision, origin, decision.version, SettingCall.CALLING if calling else None)


def take_back(decision: Decision, origin: Origin, *, admin: bool = False) -> Step:
    """It is not set after all: approved as before.

    Raises:
        NotYourWord: another person has said that it is set.
        DecisionMoved: nobody has.
    """
    said = decision.said_set
    if said is None:
        raise DecisionMoved(state=decision.state)
    if origin.by != said.by and not admin:
        raise NotYourWord
    as_before = replace(decision, wanted=None, applied_at=None)
    return _move(as_before, State.APPROVED, origin, before=decision, next_at=origin.at + LOOKED_AT_EVERY)


def roll_back(decision: Decision, origin: Origin) -> Step:
    """The former minimum is about to be set.

    Raises:
        DecisionMoved: it was not set, or there was no minimum before.
    """
    _check(decision, frozenset({State.VERIFIED, State.UNVERIFIED}))
    if decision.minimum is None:
        raise DecisionMoved(state=decision.state)
    return _apply(decision, origin, decision.minimum, SettingCall.CALLING)


def answered(decision: Decision, call: SettingCall, at: datetime) -> Step:
    """WeChat accepted the call, or its answer was lost: reading WeChat will show.

    Raises:
        DecisionMoved: it was not being applied.
    """
    _check(decision, frozenset({State.APPLYING}))
    return Step(decision, replace(decision, outcome=call, revision=decision.revision + 1), Origin(SYSTEM, at))


def refuse(decision: Decision, at: datetime, why: Failure, *, since: datetime | None = None) -> Step:
    """WeChat refused to set it. After a refused roll-back the minimum is still the one that was verified.

    Args:
        since: when the minimum was set that a roll-back was to undo.

    Raises:
        DecisionMoved: it was not being applied.
    """
    _check(decision, frozenset({State.APPLYING}))
    origin = Origin(SYSTEM, at)
    if not decision.rolling_back:
        return _move(decision, State.FAILED, origin, outcome=why)
    still = replace(decision, wanted=decision.version, applied_at=since or decision.applied_at)
    return _move(still, State.VERIFIED, origin, before=decision, outcome=why)


def release(decision: Decision, at: datetime, why: Failure, *, since: datetime | None = None) -> Step:
    """The call did not reach WeChat, or is repeated later: back to the state before. Args and errors as `refuse`."""
    _check(decision, frozenset({State.APPLYING}))
    if decision.rolling_back:
        return refuse(decision, at, why, since=since)
    as_before = replace(decision, wanted=None, applied_at=None)
    origin, next_at = Origin(SYSTEM, at), at + LOOKED_AT_EVERY
    return _move(as_before, State.APPROVED, origin, before=decision, outcome=why, next_at=next_at)


def verify(decision: Decision, minimum: Version | None, at: datetime) -> Step:
    """WeChat was read: verified, to be read again later, or given up.

    Args:
        minimum: what WeChat shows; None when it could not be read.

    Raises:
        DecisionMoved: there is nothing to verify.
    """
    _check(decision, frozenset({State.APPLYING, State.UNVERIFIED}))
    origin, shown = Origin(SYSTEM, at), Shown(minimum)
    decision = replace(decision, seen=Seen(minimum, at) if minimum else decision.seen)
    if decision.rolling_back and minimum == decision.wanted:
        return _move(decision, State.ROLLED_BACK, origin, outcome=shown)
    if not decision.rolling_back and shows(minimum, decision.version):
        return _move(decision, State.VERIFIED, origin, outcome=shown)
    if decision.state is State.UNVERIFIED:
        return Step(decision, decision, origin)
    checks = decision.checks + 1
    if checks == len(CHECKS):
        return _move(replace(decision, checks=checks), State.UNVERIFIED, origin, before=decision, outcome=shown)
    next_at = (decision.applied_at or at) + CHECKS[checks]
    # Only a person's word is shown beside the newest reading: any other card keeps up with the revision.
    current = decision.shown == decision.revision and not decision.said_set
    revision = decision.revision + 1
    after = replace(
        decision, checks=checks, next_at=next_at, revision=revision, shown=revision if current else decision.shown
    )
    return Step(decision, after, origin)


def confirm(decision: Decision, origin: Origin) -> Step:
    """A person confirms the minimum of a program that WeChat is never asked about.

    Raises:
        DecisionMoved: it was not set.
    """
    _check(decision, frozenset({State.APPLYING}))
    return _move(decision, State.VERIFIED, origin)


def conclude(decision: Decision, state: State, at: datetime) -> Step:
    """Every program of a fleet's decision has come to an end.

    Args:
        state: `VERIFIED`, `UNVERIFIED` or `FAILED`.

    Raises:
        DecisionMoved: there is nothing to conclude.
    """
    _check(decision, frozenset({State.APPLYING, State.UNVERIFIED}))
    if decision.state is state:
        return Step(decision, decision, Origin(SYSTEM, at))
    return _move(decision, state, Origin(SYSTEM, at))


def keep_run(decision: Decision, run: Run, at: datetime, *, by: str = SYSTEM) -> Step:
    """How Baselib sets the programs of a fleet has changed.

    Raises:
        DecisionMoved: it is not being applied.
    """
    _check(decision, frozenset({State.APPLYING}))
    after = replace(decision, run=run, revision=decision.revision + 1)
    return Step(decision, after, Origin(by, at))


def _apply(decision: Decision, origin: Origin, wanted: Version, call: SettingCall | None) -> Step:
    applied = replace(decision, wanted=wanted, applied_at=origin.at, checks=0)
    return _move(applied, State.APPLYING, origin, before=decision, outcome=call, next_at=origin.at + CHECKS[0])


def _move(
    decision: Decision,
    state: State,
    origin: Origin,
    *,
    before: Decision | None = None,
    words: str = "",
    outcome: Outcome | None = None,
    next_at: datetime | None = None,
) -> Step:
    """Move to a state.

    Args:
        before: the decision as it is stored; `decision` itself when left out.
        next_at: when the decision is looked at next.
    """
    before = before or decision
    _check(before, _SOURCES[state])
    number = before.transitions + 1
    after = replace(
        decision,
        state=state,
        changed_at=origin.at,
        changed_by=origin.by,
        words=words,
        outcome=outcome,
        next_at=next_at,
        transitions=number,
        revision=before.revision + 1,
    )
    made = Transition(number, before.state, state, origin.by, origin.at, origin.via, words, outcome)
    return Step(before, after, origin, made)


def _check(decision: Decision, allowed: frozenset[State]) -> None:
    if decision.state not in allowed:
        raise DecisionMoved(state=decision.state)


_SOURCES: Final[Mapping[State, frozenset[State]]] = {
    state: frozenset(source for source, targets in MOVES.items() if state in targets) for state in State
}
