"""Promises of `bot.ports.decisions.Decisions` about decisions themselves."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.decisions import steps
from bot.domain.decisions.decision import State
from bot.domain.decisions.program import Shown
from bot.domain.decisions.steps import card
from tests.contracts.conftest import Stores
from tests.contracts.decisions import HERE, OTHER_PROGRAM, add, decision_of, keep, other, proposed, said_set, seen
from tests.domain.build import v
from tests.domain.decisions.build import BOB, CAROL, DRAFT, EVIDENCE, NOW, PROGRAM, PROPOSER, by

CARD = card(DRAFT, lease_until=NOW + timedelta(minutes=10))


async def test_a_decision_comes_back_whole(stores: Stores) -> None:
    added = await stores.decisions.add(DRAFT, CARD)

    assert added
    assert replace(DRAFT, number=1) == added
    assert added.target == PROGRAM
    assert await stores.decisions.get("T1", DRAFT.id) == added
    assert await stores.deliveries.get("T1", CARD.id) == CARD
    assert await stores.decisions.get("T2", DRAFT.id) is None
    assert await stores.decisions.numbered("T1", 1) == added
    assert [await stores.decisions.numbered(*which) for which in (("T2", 1), ("T1", 2), ("T1", 10**30))] == [None] * 3
    assert added.intact


async def test_an_id_is_used_once(stores: Stores) -> None:
    """A second decision of that id is none, and what was kept stays; another workspace may use it."""
    await stores.workspaces.put(HERE)
    first = await proposed(stores)
    assert await add(stores, replace(DRAFT, evidence=OTHER_PROGRAM)) is None

    assert await decision_of(stores) == first
    assert await stores.decisions.busy("T1") == {EVIDENCE.appid}
    assert await add(stores, replace(DRAFT, team_id="T2"))
    second = await add(stores, other("b"))
    assert second
    assert second.number == 2


async def test_a_whole_story(stores: Stores) -> None:
    decision = await proposed(stores)
    decision = await keep(stores, steps.approve(decision, by(BOB, 1)))
    decision = await keep(stores, steps.withdraw_vote(decision, by(BOB, 2)))
    assert decision.voters == ()
    decision = await keep(stores, steps.approve(decision, by(CAROL, 3)))
    decision = await keep(stores, steps.approve(decision, by(BOB, 4)))
    decision = await keep(stores, said_set(decision))
    assert decision.said_set
    last = seen(decision)
    decision = await keep(stores, last)

    assert decision == replace(last.after, shown=decision.shown)
    assert (decision.target, decision.tally) == (last.after.target, last.after.tally)
    assert decision.outcome == Shown(v("3.8.0"))
    assert decision.voters == (CAROL, BOB)
    assert decision.intact
    made = await stores.decisions.transitions("T1", DRAFT.id)
    assert [(each.number, each.before, each.after, each.by) for each in made] == [
        (1, State.DRAFT, State.PROPOSED, PROPOSER),
        (2, State.PROPOSED, State.APPROVED, BOB),
        (3, State.APPROVED, State.APPLYING, PROPOSER),
        (4, State.APPLYING, State.VERIFIED, "system"),
    ]
    assert made[1].via == "7.1"
    assert await stores.decisions.transitions("T2", DRAFT.id) == []
    owed = await stores.deliveries.claim(now=NOW + timedelta(days=29), lease_until=NOW + timedelta(days=30), limit=10)
    assert sorted(each.id.removeprefix(f"{DRAFT.id}-") for each in owed) == [
        "card-0",
        "lesson-28",
        "lesson-7",
        "reminder-0",
        "step-2",
        "step-4",
    ]


async def test_a_step_from_an_older_decision(stores: Stores) -> None:
    """The second of two steps from the same one keeps nothing: no vote, transition or delivery."""
    decision = await proposed(stores)
    await keep(stores, steps.decline(decision, by(BOB), "no"))
    late = steps.approve(decision, by(CAROL, 2))

    assert not await stores.decisions.keep(late, [CARD])
    found = await stores.decisions.get("T1", DRAFT.id)
    assert found
    assert (found.state, found.voters, found.words) == (State.DECLINED, (), "no")
    assert len(await stores.decisions.transitions("T1", DRAFT.id)) == 2
    unknown = replace(late.before, id="unknown")
    assert not await stores.decisions.keep(replace(late, before=unknown, after=replace(late.after, id="unknown")))


async def test_two_people_at_once(stores: Stores) -> None:
    await proposed(stores)

    async def vote(person: str) -> None:
        while True:
            decision = await stores.decisions.get("T1", DRAFT.id)
            assert decision
            if await stores.decisions.keep(steps.approve(decision, by(person))):
                return

    await asyncio.gather(vote(BOB), vote(CAROL), vote(BOB), vote("U0DAN"))
    found = await stores.decisions.get("T1", DRAFT.id)

    assert found
    assert (found.state, set(found.voters)) == (State.APPROVED, {BOB, CAROL, "U0DAN"})
    assert len(await stores.decisions.transitions("T1", DRAFT.id)) == 2


async def test_evidence_is_written_once(stores: Stores) -> None:
    decision = await proposed(stores)
    forged = steps.approve(decision, by(BOB))
    forged = replace(forged, after=replace(forged.after, seal="forged", number=99, evidence=OTHER_PROGRAM))
    await stores.decisions.keep(forged)
    found = await stores.decisions.get("T1", DRAFT.id)

    assert found
    assert (found.evidence, found.number, found.intact) == (EVIDENCE, 1, True)


async def test_which_are_due(stores: Stores) -> None:
    """Due ones, longest first; one may be postponed, or left alone, unless it has changed."""
    decision = await proposed(stores)
    second = await add(stores, other("b", proposed_at=NOW - timedelta(hours=1)))
    assert second
    second = await keep(stores, steps.open_vote(second, by(PROPOSER, 0)))
    late = decision.votes_until

    assert await stores.decisions.due(now=late - timedelta(hours=2), limit=9) == []
    assert [each.id for each in await stores.decisions.due(now=late, limit=9)] == ["b", DRAFT.id]
    assert [each.id for each in await stores.decisions.due(now=late, limit=1)] == ["b"]
    await stores.decisions.look_later(second, late + timedelta(hours=1))
    await stores.decisions.look_later(replace(decision, revision=7), late + timedelta(hours=1))
    await stores.decisions.look_later(replace(decision, revision=7), None)
    assert [each.id for each in await stores.decisions.due(now=late, limit=9)] == [DRAFT.id]
    await stores.decisions.look_later(decision, None)
    assert [each.id for each in await stores.decisions.due(now=late + timedelta(days=99), limit=9)] == ["b"]
    assert await decision_of(stores) == replace(decision, next_at=None)


async def test_which_cards_are_behind(stores: Stores) -> None:
    await stores.workspaces.put(HERE)
    await add(stores, other("b"))
    decision = await proposed(stores)
    assert await stores.decisions.behind(limit=9) == []
    voted = await keep(stores, steps.approve(decision, by(BOB)))

    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]
    await stores.decisions.showed(voted)
    assert await stores.decisions.behind(limit=9) == []


async def test_a_card_that_two_update(stores: Stores) -> None:
    """Which of both updates came last is not known: the second one to tell marks it as behind."""
    await stores.workspaces.put(HERE)
    voted = await keep(stores, steps.approve(await proposed(stores), by(BOB)))
    for _ in ("showed", "overtaken"):
        await stores.decisions.showed(voted)
    (found,) = await stores.decisions.behind(limit=9)
    assert found.id == DRAFT.id
    await stores.decisions.showed(found)

    assert await stores.decisions.behind(limit=9) == []


async def test_a_card_that_was_behind_before(stores: Stores) -> None:
    """It is behind for another reason by now: who had composed it for the first one does not show it."""
    await stores.workspaces.put(HERE)
    await keep(stores, steps.approve(await proposed(stores), by(BOB)))
    marks = set()
    for _ in range(3):
        await stores.decisions.touch(DRAFT.team_id, DRAFT.id)
        (composed,) = await stores.decisions.behind(limit=9)
        marks.add(composed.shown)
        await stores.decisions.showed(composed)
        assert await stores.decisions.behind(limit=9) == []
    await stores.decisions.touch(DRAFT.team_id, DRAFT.id)
    await stores.decisions.showed(composed)

    assert len(marks) == 3
    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]


async def test_cards_that_slack_refused(stores: Stores) -> None:
    await stores.workspaces.put(HERE)
    refused = await add(stores, other("refused", proposed_at=NOW - timedelta(days=1)))
    assert refused
    await keep(stores, steps.withdraw(refused, by(PROPOSER)))
    await keep(stores, steps.approve(await proposed(stores), by(BOB)))

    assert [each.id for each in await stores.decisions.behind(limit=1)] == [DRAFT.id]


async def test_cards_that_slack_would_not_update(stores: Stores) -> None:
    await keep(stores, steps.approve(await proposed(stores), by(BOB)))
    assert await stores.decisions.behind(limit=9) == []
    for unserved in (replace(HERE, suspended_at=NOW), replace(HERE, ended=True)):
        await stores.workspaces.put(unserved)
        assert await stores.decisions.behind(limit=9) == []
    await stores.workspaces.put(HERE)

    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]


async def test_cards_after_another(stores: Stores) -> None:
    await stores.workspaces.put(HERE)
    for id_, hours in (("b", 0), ("a", 0), ("c", 1)):
        evidence = replace(EVIDENCE, appid=f"wx{id_}")
        added = await add(stores, other(id_, proposed_at=NOW - timedelta(hours=hours), evidence=evidence))
        assert added
        presented = await keep(stores, steps.open_vote(added, by(PROPOSER, 0)))
        await keep(stores, steps.approve(presented, by(BOB)))
    first, second = await stores.decisions.behind(limit=2)
    (third,) = await stores.decisions.behind(limit=2, after=second)

    assert [first.id, second.id, third.id] == ["c", "a", "b"]
    assert await stores.decisions.behind(limit=2, after=third) == []


async def test_what_is_new(stores: Stores) -> None:
    decision = await proposed(stores)
    await add(stores, other("draft"))
    elsewhere = await add(stores, other("b", team_id="T2"))
    assert elsewhere
    await keep(stores, steps.open_vote(elsewhere, by(PROPOSER, 0)))
    later = NOW + timedelta(days=1)
    assert [each.id for each in await stores.decisions.news("T1", since=later, limit=9)] == [DRAFT.id]
    await keep(stores, steps.decline(decision, by(BOB, 60), "no"))

    assert [each.id for each in await stores.decisions.news("T1", since=NOW, limit=9)] == [DRAFT.id]
    assert await stores.decisions.news("T1", since=later, limit=9) == []
