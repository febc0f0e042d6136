"""A program is under way in at most one open decision: promises of `bot.ports.decisions.Decisions`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.domain.decisions import steps
from bot.domain.decisions.decision import OPEN, Decision, Run, State
from bot.domain.decisions.program import ProgramState
from bot.domain.decisions.steps import Moves, follow_ups
from bot.domain.numbers.snapshot import Visible
from tests.contracts.conftest import Stores
from tests.contracts.decisions import (
    HERE,
    OPENINGS,
    OTHER_PROGRAM,
    Opening,
    add,
    decision_of,
    give_back,
    keep,
    next_one,
    other,
    proposed,
    roll_back,
    verified,
    with_nothing_set,
)
from tests.domain.build import v
from tests.domain.decisions.build import BOB, EVIDENCE, PROPOSER, by
from tests.domain.decisions.rollout.build import DRAFT_FLEET, PROGRAMS

MEMBER = replace(EVIDENCE, appid=PROGRAMS[3].appid)
ABSENT = replace(EVIDENCE, appid=PROGRAMS[-1].appid)


async def add_fleet(stores: Stores, decision: Decision = DRAFT_FLEET) -> Decision | None:
    """Add a fleet's decision."""
    return await add(stores, decision, PROGRAMS)


async def test_a_next_one_once_it_has_ended(stores: Stores) -> None:
    """Other programs and workspaces have their own."""
    first = await proposed(stores)
    assert await add(stores, next_one()) is None
    second, elsewhere = await add(stores, other("b")), await add(stores, other("c", team_id="T2", evidence=EVIDENCE))
    await keep(stores, steps.decline(first, by(BOB), "no"))
    third = await add(stores, next_one())

    assert second
    assert elsewhere
    assert third
    assert [each.number for each in (first, second, elsewhere, third)] == [1, 2, 1, 3]
    assert await stores.decisions.open_for("T1", Visible(EVIDENCE.appid)) == third
    assert await stores.decisions.open_for("T2", Visible(OTHER_PROGRAM.appid)) is None
    assert [each.id for each in await stores.decisions.of_team("T1", limit=2)] == ["next", "b"]
    assert len(await stores.decisions.of_every_team()) == 4


async def test_in_a_fleet_or_alone(stores: Stores) -> None:
    """A program is in one fleet or decision at a time; one left out is free."""
    own = await add(stores, other("own", evidence=MEMBER))
    assert own
    assert await add_fleet(stores) is None
    assert await stores.decisions.get("T1", DRAFT_FLEET.id) is None
    assert await stores.decisions.programs("T1", DRAFT_FLEET.id) == []
    await keep(stores, steps.withdraw(own, by(PROPOSER)))
    fleet = await add_fleet(stores)
    assert fleet

    assert await add(stores, other("again", evidence=MEMBER)) is None
    assert await add_fleet(stores, replace(DRAFT_FLEET, id="e" * 32)) is None
    assert await add(stores, other("left-out", evidence=ABSENT))
    assert await stores.decisions.open_for("T1", Visible(MEMBER.appid)) == fleet
    assert await stores.decisions.open_for("T2", Visible(MEMBER.appid)) is None
    assert set(await stores.decisions.busy("T1")) == {*(each.appid for each in PROGRAMS[:40]), ABSENT.appid}
    assert await stores.decisions.busy("T2") == frozenset()


async def test_free_again(stores: Stores) -> None:
    """A program that was set, or an ended fleet, is not busy."""
    fleet = await add_fleet(stores)
    assert fleet
    done = replace(PROGRAMS[3], state=ProgramState.VERIFIED)
    await stores.decisions.move("T1", fleet.id, Moves([PROGRAMS[3]], [done]))
    assert await add(stores, other("after", evidence=MEMBER))
    await keep(stores, steps.withdraw(fleet, by(PROPOSER)))

    assert await stores.decisions.busy("T1") == {MEMBER.appid}


async def test_two_proposals_at_once(stores: Stores) -> None:
    """Of two overlapping fleets at the same moment one is kept."""
    added = await asyncio.gather(add_fleet(stores), add_fleet(stores, replace(DRAFT_FLEET, id="e" * 32)))

    assert len([each for each in added if each]) == 1


async def test_no_second_open_one_by_rolling_back(stores: Stores) -> None:
    """While the program's next proposal is open, the former is not reopened, and nothing of that is kept."""
    before = await verified(stores)
    following = await add(stores, next_one())
    assert following
    step, made = roll_back(before), await stores.decisions.transitions("T1", before.id)

    assert not await stores.decisions.keep(step)
    kept = await decision_of(stores)
    assert (kept, kept.target, kept.tally) == (before, before.target, before.tally)
    assert await stores.decisions.transitions("T1", before.id) == made
    await keep(stores, steps.withdraw(following, by(PROPOSER)))
    opened = await keep(stores, step)
    assert (opened.state, opened.aim, opened.run) == (
        State.APPLYING,
        v("3.0.0"),
        Run(next_at=step.origin.at, back=True),
    )
    assert await add(stores, other("again", evidence=EVIDENCE)) is None


async def test_no_second_open_one_by_giving_back(stores: Stores) -> None:
    """What was set aside is free: once another decision has it, the former does not take it again."""
    aside = await with_nothing_set(stores)
    following = await add(stores, next_one())
    assert following
    step = give_back(aside)

    assert not await stores.decisions.keep(step, follow_ups(step))
    kept = await decision_of(stores)
    assert (kept, kept.target) == (aside, aside.target)
    assert await stores.deliveries.get("T1", follow_ups(step)[0].id) is None
    await keep(stores, steps.withdraw(following, by(PROPOSER)))
    again = await keep(stores, step)
    assert again.state is State.APPROVED
    assert await stores.decisions.busy("T1") == {EVIDENCE.appid}


@pytest.mark.parametrize("opening", OPENINGS)
async def test_of_two_at_once_one_has_it(stores: Stores, opening: Callable[[Stores], Awaitable[Opening]]) -> None:
    """The next proposal, and whatever else may bring the program under way."""
    await stores.workspaces.put(HERE)
    open_it = await opening(stores)
    outcomes = await asyncio.gather(open_it(), add(stores, next_one()))
    every = await stores.decisions.of_every_team()

    assert sum(map(bool, outcomes)) == 1
    assert len([each for each in every if each.state in OPEN and each.tally.under_way]) == 1
