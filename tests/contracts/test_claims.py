"""Promises of `bot.ports.decisions.Claims`: the only way to a call that sets a minimum."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Run, RunStatus, State
from bot.domain.decisions.program import Aside, FleetProgram, LeftOut, ProgramState, SettingCall, Tally
from bot.domain.decisions.steps import Moves
from bot.domain.programs import MerchantChoice, OptIn
from tests.contracts.conftest import Stores
from tests.contracts.decisions import approved, decision_of, keep, said_set
from tests.domain.decisions.build import BOB, CAROL, DRAFT, EVIDENCE, NOW, PROGRAM, by
from tests.domain.decisions.rollout.build import DRAFT_FLEET, PROGRAMS
from tests.fakes.opt_ins import choose

FLEET, ONE = DRAFT_FLEET.id, DRAFT.id
LATER, NO_TIME = NOW + timedelta(hours=1), timedelta()
CAROL_LATER = by(CAROL, 60)


async def begun(
    stores: Stores, draft: Decision = DRAFT_FLEET, programs: Sequence[FleetProgram] = PROGRAMS
) -> tuple[Decision, Sequence[FleetProgram]]:
    """A decision that Baselib is setting, and its programs; Baselib may set all of them."""
    decision = await approved(stores, draft, programs)
    await keep(stores, steps.begin(decision, by(BOB, 3), run=Run(next_at=NOW)))
    rows = await stores.decisions.programs(draft.team_id, draft.id)
    for each in rows:
        await choose(stores.opt_ins, draft.team_id, each.appid, OptIn(on=True))
    return await decision_of(stores, draft.id, draft.team_id), rows


async def row_of(stores: Stores, position: int = 0, decision_id: str = FLEET) -> FleetProgram:
    """One of its programs, as it is now."""
    (found,) = await stores.decisions.programs("T1", decision_id, limit=1, skip=position)
    return found


async def test_a_call_is_claimed_once(stores: Stores) -> None:
    """Of ten processes one gets it; what came of it is kept, and the next call is another attempt."""
    decision, (first, *_) = await begun(stores)
    processes = [stores.claims_of(f"process{number}") for number in range(10)]
    claims = await asyncio.gather(*(each.claim(decision, first, now=NOW) for each in processes))
    ((holder, claim),) = [(each, claim) for each, claim in zip(processes, claims, strict=True) if claim]

    assert await row_of(stores) == claim.program == running.called(first, now=NOW)
    assert claim.program.state is ProgramState.CALLING
    assert claim.program.attempt == 1
    assert await stores.claims_of("x").calling("T1") == 1
    assert await stores.claims_of("x").calling("T1", appid=first.appid) == 1
    assert await stores.claims_of("x").calling("T1", appid="another") == 0
    assert await stores.claims_of("x").calling("T2") == 0
    assert await holder.settle(claim, running.accepted(claim.program))
    assert (await row_of(stores)).state is ProgramState.ACCEPTED
    assert await holder.calling("T1") == 0
    assert not await holder.settle(claim, running.unclear(claim.program))
    assert await holder.claim(decision, first, now=NOW) is None


async def test_a_call_that_was_not_made(stores: Stores) -> None:
    """The program is as before, but for the attempt, which is counted; it can be claimed again."""
    decision, (first, *_) = await begun(stores)
    here = stores.claims_of("here")
    claim = await here.claim(decision, first, now=NOW)
    assert claim
    assert await here.settle(claim, first)
    again = await row_of(stores)

    assert again == replace(first, attempt=1)
    assert await here.claim(decision, first, now=NOW) is None
    second = await here.claim(decision, again, now=LATER)
    assert second
    assert second.program.attempt == 2


@pytest.mark.parametrize("status", [RunStatus.PAUSED, RunStatus.STOPPED, RunStatus.ENDED])
async def test_what_stops_a_run_stops_the_next_call(stores: Stores, status: RunStatus) -> None:
    """Also for a process that read the decision before, and after it was resumed."""
    decision, (first, second, *_) = await begun(stores)
    here = stores.claims_of("here")
    claim = await here.claim(decision, first, now=NOW)
    stop = steps.keep_run(decision, replace(Run(), status=status), CAROL_LATER)
    assert await stores.decisions.keep(stop)

    assert await here.claim(decision, second, now=LATER) is None
    assert await stores.claims_of("x").calling("T1") == 1
    assert claim
    assert await here.settle(claim, running.accepted(claim.program))
    resumed = steps.keep_run(stop.after, Run(), CAROL_LATER)
    assert await stores.decisions.keep(resumed)
    assert await here.claim(decision, second, now=LATER) is None
    assert await here.claim(await decision_of(stores, FLEET), second, now=LATER)


async def test_the_end_of_a_decision_stops_the_next_call(stores: Stores) -> None:
    """Whoever still has it in hand."""
    decision, (first, *_) = await begun(stores)
    ended = steps.conclude(decision, State.VERIFIED, CAROL_LATER)
    assert await stores.decisions.keep(ended)

    for seen in (decision, await decision_of(stores, FLEET)):
        assert await stores.claims_of("here").claim(seen, first, now=LATER) is None


@pytest.mark.parametrize("opt_in", [OptIn(), OptIn(on=True, merchant=MerchantChoice.DECLINED)])
async def test_an_opt_out_stops_the_next_call(stores: Stores, opt_in: OptIn) -> None:
    """Of that program; the others go on."""
    decision, (first, second, *_) = await begun(stores)
    here = stores.claims_of("here")
    await choose(stores.opt_ins, "T1", first.appid, opt_in)

    assert await here.claim(decision, first, now=NOW) is None
    assert await here.claim(decision, second, now=NOW)


async def test_progress_stops_nothing(stores: Stores) -> None:
    """What comes of other programs changes the card, not the decision."""
    decision, (first, second, *_) = await begun(stores)
    aside = running.set_aside([second], Aside(LeftOut.OPTED_OUT), now=NOW)
    await stores.decisions.move("T1", FLEET, Moves([second], aside))
    await stores.decisions.touch("T1", FLEET)

    assert await stores.claims_of("here").claim(decision, first, now=NOW)


async def test_a_lost_call_is_taken_over(stores: Stores) -> None:
    """Not before its time; then its holder, should it come back, keeps nothing."""
    decision, (first, *_) = await begun(stores)
    here, there, late = (stores.claims_of("here"), stores.claims_of("there"), stores.claims_of("t", NO_TIME))
    claim = await here.claim(decision, first, now=NOW)
    assert claim

    assert await there.take_over("T1", FLEET) == 0
    assert await late.take_over("T1", FLEET) == 1
    assert await late.take_over("T1", FLEET) == 0
    lost = await row_of(stores)
    assert lost == replace(claim.program, state=ProgramState.APPLYING)
    assert not await here.settle(claim, running.accepted(claim.program))
    assert await row_of(stores) == lost


async def test_a_holder_cannot_settle_another_ones_call(stores: Stores) -> None:
    """Even of the same attempt."""
    decision, (first, *_) = await begun(stores)
    claim = await stores.claims_of("here").claim(decision, first, now=NOW)
    assert claim

    forged = replace(claim, holder="there")
    assert not await stores.claims_of("there").settle(forged, running.accepted(claim.program))


async def test_one_call_for_a_program_whichever_decision(stores: Stores) -> None:
    """An older decision's call may still be on its way when the next decision is there."""
    evidence = replace(EVIDENCE, appid=PROGRAMS[0].appid)
    single, (row,) = await begun(stores, replace(DRAFT, evidence=evidence, needed=1), ())
    claim = await stores.claims_of("here").claim(single, row, now=NOW)
    assert claim
    assert await stores.decisions.keep(steps.conclude(single, State.VERIFIED, CAROL_LATER))
    fleet, (first, *_) = await begun(stores)

    assert first.appid == row.appid
    assert await stores.claims_of("there").claim(fleet, first, now=NOW) is None
    assert await stores.claims_of("there", NO_TIME).claim(fleet, first, now=NOW)


async def test_one_program_has_a_row_as_well(stores: Stores) -> None:
    """With the numbers of the evidence, read with its decision, as what was claimed is."""
    decision, rows = await begun(stores, DRAFT, ())

    (row,) = rows
    assert decision.target == row == PROGRAM
    claim = await stores.claims_of("here").claim(decision, row, now=NOW)
    assert claim
    called = await decision_of(stores, ONE)
    assert (called.target, called.tally) == (claim.program, Tally({ProgramState.CALLING: 1}))
    assert await stores.claims_of("here").settle(claim, running.accepted(claim.program))
    assert (await decision_of(stores, ONE)).call is SettingCall.ACCEPTED


async def test_no_call_where_people_set_it(stores: Stores) -> None:
    """Nor after one of them has begun to."""
    decision = await approved(stores)
    await choose(stores.opt_ins, "T1", decision.appid, OptIn(on=True))
    by_hand = await keep(stores, said_set(decision))

    for seen_as, row in ((decision, PROGRAM), (by_hand, by_hand.target)):
        assert row
        assert await stores.claims_of("here").claim(seen_as, row, now=NOW) is None


async def test_a_pause_while_claims_come(stores: Stores) -> None:
    """Whatever is claimed after it is committed is none; whatever before is counted."""
    decision, rows = await begun(stores)
    here = stores.claims_of("here")
    stop = steps.keep_run(decision, Run(RunStatus.PAUSED), CAROL_LATER)

    async def pause() -> int:
        await asyncio.sleep(0)
        assert await stores.decisions.keep(stop)
        return await here.calling("T1")

    counted, *claims = await asyncio.gather(pause(), *(here.claim(decision, each, now=NOW) for each in rows[:20]))

    assert counted == sum(claim is not None for claim in claims)
