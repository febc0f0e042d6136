"""The steps of a decision, and what it may enclose."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import LOOKED_AT_EVERY, MOVES, OPEN, Decision, Origin, Run, RunStatus, State
from bot.domain.decisions.evidence import Caution, at_large
from bot.domain.decisions.program import Change, Difference, Failure, ProgramState, Tally
from bot.domain.decisions.proposable import cautions_that_hold
from bot.domain.decisions.steps import About, Moves, Step, Topic, follow_ups
from bot.domain.forecast.forecast import Arrival, Expected, Forecast
from bot.domain.plain import as_object
from bot.domain.scan.scan import GivenScan, Outcome, typed_scan
from bot.errors import BotError, DecisionMoved, NotYourProposal, NotYourWord, NoVerdict, NoVote, OwnProposal
from tests.domain.build import TODAY, public_snapshot_of, v
from tests.domain.decisions.build import (
    APPLYING,
    APPROVED,
    APPROVED_FLEET,
    BARE,
    BOB,
    CAROL,
    DAY,
    DRAFT,
    EVIDENCE,
    NOW,
    PROGRAMS,
    PROPOSED,
    PROPOSER,
    VERIFIED,
    by,
    expected,
    program_of,
    said,
    to,
)

PEOPLE: Final = (PROPOSER, BOB, CAROL, "U0DAN")
AFTER_VOTES: Final = frozenset(
    {State.APPROVED, State.APPLYING, State.VERIFIED, State.UNVERIFIED, State.FAILED, State.ROLLED_BACK, State.STALE}
)
ENDS: Final = (
    State.APPROVED,
    State.VERIFIED,
    State.UNVERIFIED,
    State.FAILED,
    State.STALE,
    State.ROLLED_BACK,
)
"""What a decision that is applied may come to."""


def _conclude(state: State, decision: Decision, origin: Origin) -> Step:
    shown = {State.VERIFIED: ProgramState.VERIFIED, State.ROLLED_BACK: ProgramState.ROLLED_BACK}
    end = shown.get(state, ProgramState.UNVERIFIED if state is State.UNVERIFIED else ProgramState.WAITING)
    program = program_of(decision)
    set_at = origin.at if state is State.VERIFIED else program.set_at
    return steps.conclude(decision, state, origin, moves=to(decision, replace(program, state=end, set_at=set_at)))


def waits(decision: Decision) -> Moves:
    """Its program is to be set, or rolled back."""
    return to(decision, running.waiting(program_of(decision), now=NOW))


DO: Final[dict[str, Callable[[Decision, Origin], Step]]] = {
    "open vote": steps.open_vote,
    "approve": steps.approve,
    "unvote": steps.withdraw_vote,
    "decline": lambda decision, origin: steps.decline(decision, origin, "too early"),
    "withdraw": steps.withdraw,
    "withdraw as admin": lambda decision, origin: steps.withdraw(decision, origin, admin=True),
    "expire": lambda decision, origin: steps.expire(decision, origin.at),
    "say set": lambda decision, origin: steps.say_set(decision, origin, said(decision, origin)),
    "not yet": lambda decision, origin: steps.take_back(decision, origin, waits(decision)),
    "not yet, as admin": lambda decision, origin: steps.take_back(decision, origin, waits(decision), admin=True),
    "begin a run": lambda decision, origin: steps.begin(decision, origin, run=Run(next_at=origin.at)),
    "pause": lambda decision, origin: steps.keep_run(decision, Run(RunStatus.PAUSED), origin),
    "outdate": lambda decision, origin: steps.outdate(decision, origin, Change(Difference.GRANT)),
    **{f"ends {state}": partial(_conclude, state) for state in ENDS},
    "roll back": lambda decision, origin: steps.roll_back(decision, origin, waits(decision)),
}


def run(deeds: Sequence[tuple[str, str]], needed: int) -> list[Decision]:
    """The decisions after each deed; what is refused changes nothing."""
    decision = DRAFT if needed == DRAFT.needed else _needing(needed)
    seen = [decision]
    for number, (deed, person) in enumerate(deeds, start=1):
        try:
            step = DO[deed](decision, by(person, number))
        except BotError:
            continue
        assert step.before == decision
        assert (step.transition is None) == (step.after.state is decision.state)
        decision = step.after
        seen.append(decision)
    return seen


def _needing(needed: int) -> Decision:
    fields = {name: getattr(DRAFT, name) for name in DRAFT.__slots__}
    return Decision(**{**fields, "needed": needed})


deeds = st.lists(st.tuples(st.sampled_from(sorted(DO)), st.sampled_from(PEOPLE)), max_size=30)


@given(deeds, st.integers(1, 3))
def test_the_proposer_never_passes_alone(done: Sequence[tuple[str, str]], needed: int) -> None:
    for decision in run(done, needed):
        assert PROPOSER not in decision.voters
        assert len(set(decision.voters)) == len(decision.voters)
        if decision.state in AFTER_VOTES - {State.STALE}:
            assert len(decision.votes) >= needed


@given(st.lists(st.sampled_from(sorted(DO)), max_size=40), st.integers(1, 3))
def test_alone_a_proposer_gets_nowhere(done: Sequence[str], needed: int) -> None:
    last = run([(deed, PROPOSER) for deed in done], needed)[-1]

    assert last.state not in AFTER_VOTES - {State.STALE}


@given(deeds, st.integers(1, 3))
def test_only_the_moves_on_record(done: Sequence[tuple[str, str]], needed: int) -> None:
    """Each change of state is in the table, has its number and counts a revision."""
    seen = run(done, needed)
    for before, after in pairwise(seen):
        if before.state is not after.state:
            assert after.state in MOVES[before.state]
            assert after.transitions == before.transitions + 1
        assert before == after or after.revision == before.revision + 1


@given(deeds)
def test_an_end_is_an_end(done: Sequence[tuple[str, str]]) -> None:
    for decision in run(done, 1):
        if not MOVES[decision.state]:
            assert run_from(decision, done) == [decision]
        if decision.state not in OPEN | {State.UNVERIFIED}:
            assert decision.next_at is None


def run_from(decision: Decision, done: Sequence[tuple[str, str]]) -> list[Decision]:
    found = [decision]
    for number, (deed, person) in enumerate(done):
        try:
            found.append(DO[deed](decision, by(person, number)).after)
        except BotError:
            continue
    return [each for index, each in enumerate(found) if index == 0 or each != decision]


def test_votes_until_it_passes() -> None:
    """One of two is not enough, a second click by the same person is none; a second person's is."""
    one = steps.approve(PROPOSED, by(BOB))
    again = steps.approve(one.after, by(BOB, 5))
    two = steps.approve(again.after, by(CAROL, 6))

    assert (one.transition, again.after) == (None, one.after)
    assert two.transition
    assert (two.after.state, two.transition.by, two.transition.via) == (State.APPROVED, CAROL, "7.1")
    assert two.after.voters == (BOB, CAROL)


def test_a_vote_taken_back_in_time() -> None:
    back = steps.withdraw_vote(APPROVED, by(BOB, 9))

    assert (back.after.state, back.after.voters, back.after.next_at) == (
        State.PROPOSED,
        (CAROL,),
        PROPOSED.votes_until,
    )
    with pytest.raises(NoVote):
        steps.withdraw_vote(PROPOSED, by(BOB))
    with pytest.raises(DecisionMoved):
        steps.withdraw_vote(APPLYING, by(BOB))


def test_who_may_withdraw() -> None:
    for origin, admin in ((by(PROPOSER), False), (by(BOB), True), (by(SYSTEM), False)):
        assert steps.withdraw(PROPOSED, origin, admin=admin).after.state is State.WITHDRAWN
    with pytest.raises(NotYourProposal):
        steps.withdraw(PROPOSED, by(BOB))
    with pytest.raises(OwnProposal):
        steps.approve(PROPOSED, by(PROPOSER))


def test_not_set_after_all() -> None:
    """Who said so takes it back, or an admin; it stays approved since its votes, and its thread has no news of it."""
    for origin, admin in ((by(PROPOSER, 20), False), (by(BOB, 20), True)):
        back = steps.take_back(APPLYING, origin, waits(APPLYING), admin=admin)
        assert (back.after.state, program_of(back.after).state) == (State.APPROVED, ProgramState.WAITING)
        assert (back.after.applied_at, back.after.said_set) == (None, None)
        assert (back.after.approved_at, back.after.next_at) == (APPROVED.changed_at, origin.at + LOOKED_AT_EVERY)
        assert follow_ups(back) == []
    with pytest.raises(NotYourWord):
        steps.take_back(APPLYING, by(BOB), waits(APPLYING))
    for decision in (APPROVED, VERIFIED, steps.begin(APPROVED, by(PROPOSER), run=Run()).after):
        with pytest.raises(DecisionMoved):
            steps.take_back(decision, by(PROPOSER), waits(decision), admin=True)


def test_one_of_several_words_taken_back() -> None:
    """It is being set as before while another word, or a program that WeChat shows, is left."""
    one, two, *_ = PROGRAMS
    at = by(PROPOSER, 4)
    words = running.said(one, at.by, None, now=at.at), running.said(two, at.by, None, now=at.at)
    first = steps.say_set(APPROVED_FLEET, at, Moves([one], words[:1]))
    second = steps.say_set(first.after, at, Moves([two], words[1:]))
    back = steps.take_back(second.after, at, Moves(words[:1], [one]))
    last = steps.take_back(back.after, at, Moves(words[1:], [two]))

    assert [each.after.state for each in (first, second, back, last)] == [
        State.APPLYING,
        State.APPLYING,
        State.APPLYING,
        State.APPROVED,
    ]
    assert (first.transition is None, second.transition, back.transition) == (False, None, None)
    assert [each.after.tally.count(ProgramState.SAID) for each in (first, second, back, last)] == [1, 2, 1, 0]


def test_nothing_reached_wechat() -> None:
    """It is approved as before: another person, or the same, may set it, and the reason is kept."""
    begun = steps.begin(APPROVED, by(PROPOSER, 10), run=Run(next_at=NOW)).after
    why = Failure("wechat-unreachable", {"host": "api.weixin.qq.com"})
    back = steps.conclude(begun, State.APPROVED, by(SYSTEM, 11), outcome=why, moves=waits(begun)).after

    assert (back.state, back.run, back.applied_at, back.outcome) == (State.APPROVED, None, None, why)
    assert (back.voters, back.approved_at) == (APPROVED.voters, APPROVED.approved_at)


def test_rolled_back() -> None:
    """The former minimum is wanted, in a run; nothing else that was set by hand is."""
    back = steps.roll_back(VERIFIED, by(CAROL, 99), waits(VERIFIED)).after
    done = _conclude(State.ROLLED_BACK, back, by(SYSTEM, 120)).after

    assert (back.state, back.aim, back.rolls_back, back.may_call) == (State.APPLYING, v("3.0.0"), True, True)
    assert (done.state, done.aim, done.may_roll_back) == (State.ROLLED_BACK, v("3.0.0"), False)
    assert (APPLYING.rolls_back, APPLYING.aim, VERIFIED.may_roll_back) == (False, v("3.8.0"), True)
    with pytest.raises(DecisionMoved):
        steps.roll_back(APPLYING, by(CAROL, 99), waits(APPLYING))
    with pytest.raises(DecisionMoved):
        steps.roll_back(VERIFIED, by(CAROL, 99), Moves())


def test_a_first_minimum_stays() -> None:
    first = replace(VERIFIED, evidence=BARE, target=replace(program_of(VERIFIED), minimum=None))

    assert not first.may_roll_back


@pytest.mark.parametrize(("verified", "may"), [(0, False), (1, True)])
def test_of_many_programs_one_is_enough_to_go_back(verified: int, may: bool) -> None:  # noqa: FBT001 - a parameter
    tally = Tally({ProgramState.VERIFIED: verified, ProgramState.UNVERIFIED: 2})

    assert replace(VERIFIED, target=None, run=None, tally=tally).may_roll_back is may


def test_what_a_step_owes() -> None:
    owed = {
        "presented": follow_ups(steps.open_vote(DRAFT, by(PROPOSER, 0))),
        "voted": follow_ups(steps.approve(PROPOSED, by(BOB))),
        "declined": follow_ups(steps.decline(PROPOSED, by(BOB), "no")),
        "set": follow_ups(steps.say_set(APPROVED, by(PROPOSER), said(APPROVED, by(PROPOSER)))),
        "verified": follow_ups(steps.conclude(APPLYING, State.VERIFIED, by(SYSTEM, 0))),
        "without a card": follow_ups(steps.withdraw(DRAFT, by(SYSTEM))),
    }
    found = {
        name: [(About.parse(each.subject_id).topic, each.due_at - NOW) for each in deliveries]
        for name, deliveries in owed.items()
    }

    assert found == {
        "presented": [(Topic.REMINDER, timedelta(hours=48))],
        "voted": [],
        "declined": [(Topic.STEP, timedelta(minutes=1))],
        "set": [],
        "verified": [
            (Topic.STEP, timedelta(0)),
            (Topic.LESSON, timedelta(days=7)),
            (Topic.LESSON, timedelta(days=28)),
        ],
        "without a card": [],
    }
    assert {each.thread_ts for each in owed["verified"]} == {"7.1"}


def test_only_of_sound_public_numbers() -> None:
    """A list that lacks a tenth of the users tells nothing of them; it still names the clients."""
    whole = public_snapshot_of({"3.9.0": "90", "3.8.0": "10"})
    cut = public_snapshot_of({"3.9.0": "80", "3.8.0": "10"}, clients={"8.0.60": "3.9.0"})
    loss, _ = at_large(whole, v("3.9.0"))
    none, clients = at_large(cut, v("3.9.0"))

    assert loss
    assert (loss.day, str(loss.loss.high)) == (TODAY, "0.1")
    assert none is None
    assert clients
    assert at_large(None, v("3.9.0")) == (None, None)


GIVEN: Final = GivenScan(Outcome.PASSED, v("3.8.0"), None, 0, "ab" * 20, NOW)


def line(**changed: object) -> str:
    return json.dumps(as_object(GIVEN) | changed)


def test_a_pasted_line() -> None:
    """As printed or with a phone's quotes; it belongs to the person who pasted it."""
    for text in (line(), f"  {line()}\n", line(given_by="U0ADMIN").replace('"', "“")):
        given = typed_scan(text, given_by=BOB)
        assert given
        assert given.given_by == BOB
        assert (given.outcome, given.to_run, given.commit, given.at) == (Outcome.PASSED, v("3.8.0"), "ab" * 20, NOW)
    assert typed_scan(" \n", given_by=BOB) is None


@pytest.mark.parametrize(
    "text",
    [
        "passed",
        "[]",
        "{}",
        "[" * 900,
        line(outcome="great"),
        line(to_run="three"),
        line(to_run=3.8),
        line(unjudged=-1),
        line(unjudged=True),
        line(unjudged="2"),
        line(commit="main"),
        line(commit=7),
        line(at="2026-11-27T10:00:00"),
        line(at="yesterday"),
    ],
)
def test_no_verdict(text: str) -> None:
    with pytest.raises(NoVerdict):
        typed_scan(text, given_by=BOB)


def test_a_scan_that_needs_no_more() -> None:
    assert cautions_that_hold({}, GIVEN, v("3.8.0"), now=NOW) == ()
    assert cautions_that_hold({}, replace(GIVEN, to_run=None), v("3.7.12"), now=NOW) == ()
    assert cautions_that_hold({}, GIVEN, v("3.7.12"), now=NOW) == (Caution.SCAN_NEEDS_MORE,)


def test_the_forecast_for_a_day() -> None:
    weeks = tuple(expected(days, loss, "0.2", "1.4") for days, loss in ((7, "1.4"), (14, "0.7"), (21, "0.7")))
    forecast = Forecast(EVIDENCE.version, EVIDENCE.loss.low, DAY, Arrival.EXPECTED, weeks=weeks)

    assert forecast.on(DAY + timedelta(days=10)) == expected(10, "1.1", "0.2", "1.4")
    assert forecast.on(DAY + timedelta(days=14)) == weeks[1]
    assert forecast.on(DAY + timedelta(days=3)) is None
    assert forecast.on(DAY + timedelta(days=22)) is None
    assert isinstance(forecast.on(DAY + timedelta(days=21)), Expected)
