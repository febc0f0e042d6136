"""Decisions in the tests of their stores."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.domain.access import SYSTEM
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Origin, Run, State
from bot.domain.decisions.program import Failure, FleetProgram, ProgramState
from bot.domain.decisions.steps import Moves, Step, card, follow_ups
from bot.ports.slack import Workspace
from tests.contracts.conftest import Stores
from tests.domain.decisions.build import BOB, CAROL, DRAFT, EVIDENCE, NOW, PROPOSER, by, said, shows

HERE: Final = Workspace("T1", "Here", "UBOT")
OTHER_PROGRAM: Final = replace(EVIDENCE, appid="wx0000000000000002")


def other(decision_id: str, **changes: object) -> Decision:
    return replace(DRAFT, id=decision_id, **{"evidence": OTHER_PROGRAM, **changes})  # type: ignore[arg-type]


async def add(stores: Stores, decision: Decision, programs: Sequence[FleetProgram] = ()) -> Decision | None:
    return await stores.decisions.add(decision, card(decision, lease_until=NOW), programs)


async def decision_of(stores: Stores, decision_id: str = DRAFT.id, team_id: str = "T1") -> Decision:
    found = await stores.decisions.get(team_id, decision_id)
    assert found
    return found


async def keep(stores: Stores, step: Step) -> Decision:
    assert await stores.decisions.keep(step, follow_ups(step))
    return await decision_of(stores, step.after.id, step.after.team_id)


async def proposed(stores: Stores, draft: Decision = DRAFT, programs: Sequence[FleetProgram] = ()) -> Decision:
    added = await add(stores, draft, programs)
    assert added
    return await keep(stores, steps.open_vote(added, by(PROPOSER, 0)))


async def approved(stores: Stores, draft: Decision = DRAFT, programs: Sequence[FleetProgram] = ()) -> Decision:
    decision = await proposed(stores, draft, programs)
    for number, person in enumerate((BOB, CAROL)[: draft.needed], 1):
        decision = await keep(stores, steps.approve(decision, by(person, number)))
    return decision


def said_set(decision: Decision) -> Step:
    """The step with which a person says that its one program is set."""
    origin = by(PROPOSER, 10)
    return steps.say_set(decision, origin, said(decision, origin))


def seen(decision: Decision) -> Step:
    moves = shows(decision, "3.8.0")
    return steps.conclude(decision, State.VERIFIED, Origin(SYSTEM, NOW), outcome=moves.changed[0].outcome, moves=moves)


async def verified(stores: Stores) -> Decision:
    """One that a person has set, and WeChat shows it."""
    return await keep(stores, seen(await keep(stores, said_set(await approved(stores)))))


def roll_back(decision: Decision) -> Step:
    assert decision.target
    draft = running.back_draft(decision, [decision.target], may=[decision.appid], busy=(), now=NOW)
    return steps.roll_back(decision, by(BOB, 30), draft.moves)


async def with_nothing_set(stores: Stores) -> Decision:
    """One that Baselib was to set: WeChat could not be read."""
    decision = await keep(stores, steps.begin(await approved(stores), by(BOB, 9), run=Run(next_at=NOW)))
    assert decision.target
    unread = running.unreached(decision, decision.target, Failure("wechat-unavailable"), now=NOW)
    await stores.decisions.move("T1", decision.id, Moves([decision.target], [unread]))
    return await decision_of(stores)


def give_back(decision: Decision) -> Step:
    assert decision.target
    moves = Moves([decision.target], [replace(decision.target, state=ProgramState.WAITING, checks=0)])
    return steps.conclude(decision, State.APPROVED, Origin(SYSTEM, NOW), outcome=decision.target.outcome, moves=moves)


Opening = Callable[[], Awaitable[object]]


async def adding(stores: Stores) -> Opening:
    return lambda: add(stores, DRAFT)


async def rolling_back(stores: Stores) -> Opening:
    step = roll_back(await verified(stores))
    return lambda: stores.decisions.keep(step)


async def giving_back(stores: Stores) -> Opening:
    step = give_back(await with_nothing_set(stores))
    return lambda: stores.decisions.keep(step)


OPENINGS: Final = (adding, rolling_back, giving_back)
"""Each brings the program of `DRAFT` under way in an open decision: true where it was kept."""


def next_one() -> Decision:
    return other("next", evidence=EVIDENCE)
