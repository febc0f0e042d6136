"""Promises of `bot.ports.decisions.Decisions` about the programs of decisions."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.access import Viewpoint
from bot.domain.decisions import running, steps
from bot.domain.decisions.decision import Decision, Halt, Run, RunStatus, State, Transition
from bot.domain.decisions.program import (
    Aside,
    Change,
    Difference,
    Failure,
    FleetProgram,
    LeftOut,
    Outcome,
    ProgramState,
    Said,
    SettingCall,
    Shown,
    Tally,
    seal_of_programs,
)
from bot.domain.decisions.steps import Moves, Step, card
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from tests.contracts.conftest import Stores, keep_programs
from tests.contracts.decisions import HERE, add, approved, decision_of, keep, proposed
from tests.contracts.test_deliveries import LEASE, MINUTE, SLOT, claimed, sending
from tests.contracts.test_deliveries import NOW as FOLLOW_UPS_NOW
from tests.domain.build import v
from tests.domain.decisions.build import BOB, CAROL, DRAFT, DRAFT_FLEET, EVIDENCE, NOW, PROGRAM, PROGRAMS, PROPOSER, by

ID = DRAFT_FLEET.id
REFUSED = Failure("wechat-refused", {"code": 85015})

SAID = Said(BOB, v("3.0.0"), NOW)
OUTCOMES = (
    *SettingCall,
    REFUSED,
    Shown(None),
    Shown(v("3.0.0")),
    *(Change(each, "3.0.0", "none") for each in Difference),
    *map(Aside, LeftOut),
    Said(BOB),
    SAID,
)
ALONE = replace(EVIDENCE, appid="wx0000000000000999")
ONES = (Tally({ProgramState.WAITING: 1}), replace(PROGRAM, appid=ALONE.appid))
MANYS = (Tally({ProgramState.WAITING: 40}), None)


def programs_beside(decision: Decision) -> tuple[Tally, FleetProgram | None]:
    return decision.tally, decision.target


def begin_with_word(decision: Decision) -> Step:
    """A person has set the first two programs of a fleet."""
    words = [running.said(each, BOB, None, now=NOW) for each in PROGRAMS[:2]]
    return steps.say_set(decision, by(BOB, 9), Moves(PROGRAMS[:2], words))


async def a_program_changed(stores: Stores) -> None:
    """The second of those is called by another process."""
    await stores.decisions.move("T1", ID, Moves([PROGRAMS[1]], [done(PROGRAMS[1])]))


async def the_decision_changed(stores: Stores) -> None:
    await keep(stores, steps.withdraw_vote(await decision_of(stores, ID), by(CAROL, 5)))


async def whole(stores: Stores) -> tuple[Decision, Sequence[FleetProgram], Sequence[Transition]]:
    programs, made = await stores.decisions.programs("T1", ID), await stores.decisions.transitions("T1", ID)
    return await decision_of(stores, ID), programs, made


def done(
    program: FleetProgram, state: ProgramState = ProgramState.VERIFIED, outcome: Outcome | None = None
) -> FleetProgram:
    times = replace(program, since=NOW, called_at=NOW, next_at=NOW, set_at=NOW)
    return replace(times, state=state, outcome=outcome, checks=2)


async def add_fleet(stores: Stores) -> Decision:
    added = await add(stores, DRAFT_FLEET, PROGRAMS)
    assert added
    return added


async def test_a_fleet_comes_back_whole(stores: Stores) -> None:
    added = await add_fleet(stores)

    assert added == replace(DRAFT_FLEET, number=1)
    assert (added.tally, added.target) == (DRAFT_FLEET.tally, None)
    assert await stores.decisions.get("T1", ID) == added
    programs = await stores.decisions.programs("T1", ID)
    assert tuple(programs) == PROGRAMS
    assert added.fleet
    assert seal_of_programs(programs) == added.fleet.rows
    assert await stores.decisions.programs("T2", ID) == []


async def test_people_come_back(stores: Stores) -> None:
    programs = [replace(PROGRAMS[0], people_low=0, people_high=3 * 10**9), *PROGRAMS[1:]]

    assert await add(stores, DRAFT_FLEET, programs)
    assert await stores.decisions.programs("T1", ID, limit=1) == programs[:1]


async def test_some_programs(stores: Stores) -> None:
    await add_fleet(stores)
    waiting = await stores.decisions.programs("T1", ID, states=[ProgramState.WAITING], limit=2, skip=1)
    second = await stores.decisions.programs("T1", ID, batch=1)
    later_on = replace(PROGRAMS[0], next_at=NOW + timedelta(minutes=5))
    await stores.decisions.move("T1", ID, Moves(PROGRAMS[:1], [later_on]))
    due = await stores.decisions.programs("T1", ID, due=NOW, limit=2)
    later = await stores.decisions.programs("T1", ID, due=NOW + timedelta(minutes=5), limit=2)
    out = await stores.decisions.programs("T1", ID, states=[ProgramState.LEFT_OUT, ProgramState.REFUSED])

    assert [each.position for each in waiting] == [1, 2]
    assert [each.position for each in second] == [1, 2]
    assert [each.position for each in due] == [1, 2]
    assert [each.position for each in later] == [0, 1]
    assert [each.position for each in out] == [40, 41]


async def test_what_became_of_them(stores: Stores) -> None:
    """It is kept and counted, the card is behind, the frozen numbers and the decision stay."""
    added = await add_fleet(stores)
    forged = replace(done(PROGRAMS[0]), program="forged", loss_high=None)
    refused = done(PROGRAMS[1], ProgramState.REFUSED, REFUSED)
    await stores.decisions.move("T1", ID, Moves(PROGRAMS[:2], [forged, refused]))
    kept = await decision_of(stores, ID)

    assert kept.revision == added.revision
    assert kept.shown != kept.revision
    assert kept.tally == Tally({ProgramState.VERIFIED: 1, ProgramState.REFUSED: 1, ProgramState.WAITING: 38})
    assert (await stores.decisions.tally("T1", ID, batch=0)).count(ProgramState.VERIFIED) == 1
    assert await stores.decisions.programs("T1", ID, limit=2) == [done(PROGRAMS[0]), refused]
    await stores.decisions.move("T1", ID, Moves(PROGRAMS[2:4], PROGRAMS[2:4]))
    assert await decision_of(stores, ID) == kept


@pytest.mark.parametrize("outcome", OUTCOMES)
async def test_each_outcome_comes_back(stores: Stores, outcome: Outcome) -> None:
    await proposed(stores)
    found = done(PROGRAM, ProgramState.UNVERIFIED, outcome)
    await stores.decisions.move("T1", DRAFT.id, Moves([PROGRAM], [found]))

    assert await stores.decisions.programs("T1", DRAFT.id) == [found]
    assert (await decision_of(stores)).target == found


async def test_only_what_is_as_it_was_seen(stores: Stores) -> None:
    """Another process, which knows more, was quicker: its state stays, and the others are kept."""
    await add_fleet(stores)
    await stores.decisions.move("T1", ID, Moves(PROGRAMS[:1], [done(PROGRAMS[0])]))
    aside = [done(each, ProgramState.SET_ASIDE) for each in PROGRAMS[:2]]
    await stores.decisions.move("T1", ID, Moves(PROGRAMS[:2], aside))

    assert await stores.decisions.programs("T1", ID, limit=2) == [done(PROGRAMS[0]), aside[1]]


async def test_a_step_changes_programs_with_the_decision(stores: Stores) -> None:
    step = begin_with_word(await approved(stores, DRAFT_FLEET, PROGRAMS))
    begun = await keep(stores, replace(step, before=await decision_of(stores, ID)))

    assert begun.state is State.APPLYING
    assert begun.tally == step.after.tally == Tally({ProgramState.SAID: 2, ProgramState.WAITING: 38})
    assert await stores.decisions.programs("T1", ID, limit=2) == step.moves.changed
    assert (await stores.decisions.transitions("T1", ID))[-1] == step.transition


@pytest.mark.parametrize("quicker", [a_program_changed, the_decision_changed])
async def test_or_nothing_at_all(stores: Stores, quicker: Callable[[Stores], Awaitable[None]]) -> None:
    """When the decision, or the last of the programs, has changed: neither of both, no transition, no message."""
    step = begin_with_word(await approved(stores, DRAFT_FLEET, PROGRAMS))
    await quicker(stores)
    before, rows, made = await whole(stores)
    owed = replace(card(step.after, lease_until=NOW), id="owed")

    assert not await stores.decisions.keep(step, [owed])
    assert await whole(stores) == (before, rows, made)
    assert (await decision_of(stores, ID)).tally == before.tally
    assert await stores.deliveries.get("T1", "owed") is None


async def test_every_decision_is_read_with_its_programs(stores: Stores) -> None:
    """The target of one program, and the tally of both, however they are looked for."""
    await stores.workspaces.put(HERE)
    one = await approved(stores, replace(DRAFT, evidence=ALONE))
    fleet = await approved(stores, DRAFT_FLEET, PROGRAMS)
    for decision in (one, fleet):
        await keep(stores, steps.begin(decision, by(BOB, 9), run=Run()))
    here, until = stores.decisions, NOW + timedelta(days=99)
    for several in (await here.running(), await here.of_every_team(), await here.behind(limit=9)):
        assert [programs_beside(each) for each in several] == [ONES, MANYS]
    assert [programs_beside(each) for each in await here.news("T1", since=NOW, limit=9)] == [ONES, MANYS]
    assert [programs_beside(each) for each in await here.of_team("T1", limit=9)] == [MANYS, ONES]
    for found in (await here.numbered("T1", 1), await here.open_for("T1", Visible(ALONE.appid))):
        assert found
        assert programs_beside(found) == ONES
    await here.look_later(await decision_of(stores), NOW)
    assert [programs_beside(each) for each in await here.due(now=until, limit=9)] == [ONES]


async def test_a_card_is_behind_until_what_it_shows_is_all(stores: Stores) -> None:
    added = await add_fleet(stores)
    await keep(stores, steps.open_vote(added, by(PROPOSER, 0)))
    await stores.decisions.touch("T1", ID)
    composed = await stores.decisions.get("T1", ID)
    assert composed
    await stores.decisions.touch("T1", ID)
    await stores.decisions.showed(composed)
    behind = await stores.decisions.get("T1", ID)

    assert behind
    assert behind.shown not in (behind.revision, composed.shown)
    await stores.decisions.showed(behind)
    shown = await stores.decisions.get("T1", ID)
    assert shown
    assert shown.shown == shown.revision


async def test_which_programs_it_concerns(stores: Stores) -> None:
    await add_fleet(stores)

    part = Visible(PROGRAMS[3].appid)
    some = [Visible("other"), part, Visible(PROGRAMS[-1].appid)]
    assert await stores.decisions.tally("T1", ID, among=some) == Tally({ProgramState.WAITING: 1})
    assert await stores.decisions.tally("T1", ID, among=some, left_out=True) == Tally(
        {ProgramState.WAITING: 1, ProgramState.LEFT_OUT: 1}
    )
    assert await stores.decisions.tally("T1", ID, among=[]) == Tally()
    assert await stores.decisions.tally("T2", ID, among=[part]) == Tally()


async def test_which_of_its_programs_exist(stores: Stores) -> None:
    await add_fleet(stores)
    await keep_programs(stores, *(Program(Visible(each.appid)) for each in (*PROGRAMS[:4], PROGRAMS[-1])))
    await stores.rules.restrict("T1", PROGRAMS[1].appid, ["C1"])
    here, elsewhere = (Asked(Viewpoint("T1", channel)) for channel in ("C1", "C2"))

    for asked, some in ((here, PROGRAMS[:4]), (elsewhere, [PROGRAMS[0], *PROGRAMS[2:4]])):
        assert await stores.decisions.tally("T1", ID, among=asked) == Tally({ProgramState.WAITING: len(some)})
        found = await stores.decisions.programs("T1", ID, states=[ProgramState.WAITING], among=asked)
        assert [each.appid for each in found] == [each.appid for each in some]


async def test_which_are_being_set(stores: Stores) -> None:
    decision = await approved(stores, DRAFT_FLEET, PROGRAMS)
    run = Run(RunStatus.STOPPED, 1, NOW + timedelta(minutes=3), Halt.REFUSED, 2, 1, back=True)
    assert await stores.decisions.running() == []
    begun = await keep(stores, steps.begin(decision, by(BOB, 9), run=run))

    assert begun.run == run
    assert await stores.decisions.running() == [begun]


SENT = DeliveryState.SENT
THEN = [
    replace(
        SLOT,
        id=f"D1-details-{page}",
        subject_id=f"S1-{page}",
        due_at=FOLLOW_UPS_NOW,
        kind=DeliveryKind.DETAILS,
        thread_ts="7.1",
        late=False,
    )
    for page in (1, 2)
]


async def following(stores: Stores) -> list[Delivery | None]:
    return [await stores.deliveries.last("T1", each.subject_id, DeliveryKind.DETAILS) for each in THEN]


async def test_what_follows(stores: Stores) -> None:
    claim = await sending(stores)
    await stores.deliveries.finish(claim, SENT, now=FOLLOW_UPS_NOW, message_ts="7.1", then=THEN)
    taken = await stores.deliveries.claim(now=FOLLOW_UPS_NOW, lease_until=LEASE, limit=10)

    assert [(each.id, each.thread_ts, each.kind) for each in taken] == [
        (each.id, "7.1", DeliveryKind.DETAILS) for each in THEN
    ]
    assert [each.id for each in await stores.deliveries.history("T1", "S1", limit=10)] == ["D1"]


async def test_once(stores: Stores) -> None:
    claim = await sending(stores)
    await stores.deliveries.doubt(claim, look_at=FOLLOW_UPS_NOW, reason=DeliveryReason.parse("unclear"))
    (look,) = await stores.deliveries.claim_looks(now=FOLLOW_UPS_NOW, lease_until=LEASE, limit=10)
    await stores.deliveries.finish(look, SENT, now=FOLLOW_UPS_NOW, message_ts="7.1", then=THEN)
    before = await following(stores)
    await stores.deliveries.finish(claim, SENT, now=FOLLOW_UPS_NOW + MINUTE, message_ts="7.1", then=THEN)

    assert before == await following(stores) == THEN


async def test_rows_that_are_there_already(stores: Stores) -> None:
    first = replace(THEN[0], state=DeliveryState.SENT)
    await stores.deliveries.record([first])
    await stores.deliveries.finish(await sending(stores), SENT, now=FOLLOW_UPS_NOW, message_ts="7.1", then=THEN)
    digest = await stores.deliveries.last("T1", "S1")

    assert digest is not None
    assert digest.state is SENT
    assert await following(stores) == [first, THEN[1]]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED])
async def test_a_claim_that_was_lost_records_nothing(stores: Stores, state: DeliveryState) -> None:
    lost = await claimed(stores)
    await stores.deliveries.claim(now=LEASE, lease_until=LEASE + MINUTE, limit=10)
    await stores.deliveries.finish(lost, state, now=LEASE, then=THEN)

    assert await following(stores) == [None, None]
