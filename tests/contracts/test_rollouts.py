"""Promises of `bot.ports.decisions.Rollouts`, and of fleets in `Decisions`."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision
from bot.domain.decisions.delivery import card
from bot.domain.decisions.rollout.program import FleetProgram, ProgramState, seal_of_programs
from bot.domain.decisions.rollout.run import Halt, Run, RunStatus
from tests.contracts.conftest import Stores
from tests.domain.decisions.build import BOB, DRAFT, EVIDENCE, NOW, PROPOSER, by
from tests.domain.decisions.rollout.build import APPROVED_FLEET, DRAFT_FLEET, PROGRAMS

ID = DRAFT_FLEET.id
MEMBER = replace(EVIDENCE, appid=PROGRAMS[3].appid)
ABSENT = replace(EVIDENCE, appid=PROGRAMS[-1].appid)


async def add(stores: Stores, decision: Decision = DRAFT_FLEET) -> Decision | None:
    """Add a fleet's decision with its card and its programs."""
    return await stores.decisions.add(decision, card(decision, lease_until=NOW), PROGRAMS)


async def add_single(stores: Stores, decision_id: str, evidence: object) -> Decision | None:
    """Add the decision of one program."""
    decision = replace(DRAFT, id=decision_id, evidence=evidence)  # type: ignore[arg-type]
    return await stores.decisions.add(decision, card(decision, lease_until=NOW))


def done(program: FleetProgram, state: ProgramState = ProgramState.VERIFIED, because: str = "") -> FleetProgram:
    """What became of it."""
    return replace(program, state=state, because=because, since=NOW, called_at=NOW, checks=2, next_at=NOW)


async def test_a_fleet_comes_back_whole(stores: Stores) -> None:
    """Evidence, tally and programs, whose numbers still match their seal."""
    added = await add(stores)

    assert added == replace(DRAFT_FLEET, number=1)
    assert await stores.decisions.get("T1", ID) == added
    programs = await stores.rollouts.programs("T1", ID)
    assert tuple(programs) == PROGRAMS
    assert added.fleet
    assert seal_of_programs(programs) == added.fleet.rows
    assert await stores.rollouts.programs("T2", ID) == []


async def test_some_programs(stores: Stores) -> None:
    """By state, by batch, and page by page."""
    await add(stores)
    waiting = await stores.rollouts.programs("T1", ID, states=[ProgramState.WAITING], limit=2, skip=1)
    second = await stores.rollouts.programs("T1", ID, batch=1)
    await stores.rollouts.move("T1", ID, PROGRAMS, [replace(PROGRAMS[0], next_at=NOW + timedelta(minutes=5))])
    due = await stores.rollouts.programs("T1", ID, due=NOW, limit=2)
    later = await stores.rollouts.programs("T1", ID, due=NOW + timedelta(minutes=5), limit=2)
    out = await stores.rollouts.programs("T1", ID, states=[ProgramState.LEFT_OUT, ProgramState.REFUSED])

    assert [each.position for each in waiting] == [1, 2]
    assert [each.position for each in second] == [1, 2]
    assert [each.position for each in due] == [1, 2]
    assert [each.position for each in later] == [0, 1]
    assert [each.position for each in out] == [40, 41]


async def test_what_became_of_them(stores: Stores) -> None:
    """It is kept and counted, the card is behind, the frozen numbers and the decision stay."""
    added = await add(stores)
    assert added
    forged = replace(done(PROGRAMS[0]), program="forged", loss_high=None)
    await stores.rollouts.move("T1", ID, PROGRAMS, [forged, done(PROGRAMS[1], ProgramState.REFUSED, "85015")])
    kept = await stores.decisions.get("T1", ID)

    assert kept
    assert kept.tally
    assert kept.revision == added.revision
    assert kept.shown != kept.revision
    assert dict(kept.tally.states) == {
        ProgramState.VERIFIED: 1,
        ProgramState.REFUSED: 1,
        ProgramState.WAITING: 38,
    }
    assert (await stores.rollouts.tally("T1", ID, batch=0)).verified == 1
    first, second = await stores.rollouts.programs("T1", ID, limit=2)
    assert (first, second) == (done(PROGRAMS[0]), done(PROGRAMS[1], ProgramState.REFUSED, "85015"))
    await stores.rollouts.move("T1", ID, PROGRAMS, PROGRAMS[:2])
    assert await stores.decisions.get("T1", ID) == kept


async def test_only_what_is_as_it_was_seen(stores: Stores) -> None:
    """Another process, which knows more, was quicker: its state stays, and the others are kept."""
    await add(stores)
    await stores.rollouts.move("T1", ID, PROGRAMS, [done(PROGRAMS[0])])
    aside = [done(each, ProgramState.SET_ASIDE) for each in PROGRAMS[:2]]
    await stores.rollouts.move("T1", ID, PROGRAMS, aside)

    first, second = await stores.rollouts.programs("T1", ID, limit=2)
    assert (first, second) == (done(PROGRAMS[0]), aside[1])


async def test_a_card_is_behind_until_what_it_shows_is_all(stores: Stores) -> None:
    """Something that came while Slack was asked is shown by the next one."""
    added = await add(stores)
    assert added
    assert await stores.decisions.keep(steps.present(added, by(PROPOSER, 0)))
    await stores.rollouts.touch("T1", ID)
    composed = await stores.decisions.get("T1", ID)
    assert composed
    await stores.rollouts.touch("T1", ID)
    await stores.decisions.showed(composed)
    behind = await stores.decisions.get("T1", ID)

    assert behind
    assert behind.shown not in (behind.revision, composed.shown)
    await stores.decisions.showed(behind)
    shown = await stores.decisions.get("T1", ID)
    assert shown
    assert shown.shown == shown.revision


async def test_one_open_decision_for_each_program(stores: Stores) -> None:
    """A program is in one fleet or decision at a time; one left out is free."""
    assert await add_single(stores, "own", MEMBER)
    assert await add(stores) is None
    assert await stores.rollouts.programs("T1", ID) == []
    own = await stores.decisions.get("T1", "own")
    assert own
    assert await stores.decisions.keep(steps.withdraw(own, by(PROPOSER)))
    fleet = await add(stores)
    assert fleet

    assert await add_single(stores, "again", MEMBER) is None
    assert await add(stores, replace(DRAFT_FLEET, id="e" * 32)) is None
    assert await add_single(stores, "left-out", ABSENT)
    assert await stores.decisions.open_for("T1", MEMBER.appid) == fleet
    assert await stores.decisions.open_for("T2", MEMBER.appid) is None
    assert set(await stores.decisions.busy("T1")) == {*(each.appid for each in PROGRAMS[:40]), ABSENT.appid}
    assert await stores.decisions.busy("T2") == frozenset()


async def test_free_again(stores: Stores) -> None:
    """A program that was set, or an ended fleet, is not busy."""
    fleet = await add(stores)
    assert fleet
    await stores.rollouts.move("T1", ID, PROGRAMS, [done(PROGRAMS[3])])
    assert await add_single(stores, "after", MEMBER)
    assert await stores.decisions.keep(steps.withdraw(fleet, by(PROPOSER)))

    assert await stores.decisions.busy("T1") == {MEMBER.appid}


async def test_two_proposals_at_once(stores: Stores) -> None:
    """Of two overlapping fleets at the same moment one is kept."""
    other = replace(DRAFT_FLEET, id="e" * 32)
    added = await asyncio.gather(add(stores), add(stores, other))

    assert len([each for each in added if each]) == 1


async def test_which_programs_it_concerns(stores: Stores) -> None:
    """Those that are part of it, not those left out."""
    await add(stores)

    assert await stores.rollouts.count_of("T1", ID, ["other", MEMBER.appid, ABSENT.appid]) == 1
    assert await stores.rollouts.count_of("T1", ID, []) == 0
    assert await stores.rollouts.count_of("T2", ID, [MEMBER.appid]) == 0


async def test_which_are_being_set(stores: Stores) -> None:
    """Those with a run that are being applied; the run comes back whole."""
    added = await add(stores)
    assert added
    run = Run(RunStatus.STOPPED, 1, NOW + timedelta(minutes=3), Halt.REFUSED, 2, 1)
    approved = replace(APPROVED_FLEET, number=1, revision=added.revision, votes=())
    begun = steps.begin(replace(approved, state=approved.state), by(BOB, 9))
    begun = replace(begun, before=replace(added, state=approved.state), after=replace(begun.after, run=run))
    assert await stores.decisions.running() == []
    assert await stores.decisions.keep(begun)
    (found,) = await stores.decisions.running()

    assert found.id == ID
    assert found.run == run
