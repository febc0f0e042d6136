"""Promises of `bot.ports.decisions.Decisions`."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.decisions import steps
from bot.domain.decisions.decision import Decision, State
from bot.domain.decisions.delivery import card, follow_ups
from bot.domain.decisions.said_set import Seen
from bot.domain.decisions.steps import Step
from bot.ports.workspaces import Workspace
from tests.contracts.conftest import Stores
from tests.domain.build import snapshot_of, v
from tests.domain.decisions.build import BOB, CAROL, DRAFT, EVIDENCE, NOW, PROPOSER, by

CARD = card(DRAFT, lease_until=NOW + timedelta(minutes=10))
HERE = Workspace("T1", "Here", "UBOT")
OTHER_PROGRAM = replace(EVIDENCE, appid="wx0000000000000002")


def other(decision_id: str, **changes: object) -> Decision:
    """Another decision, by default of another program."""
    return replace(DRAFT, id=decision_id, **{"evidence": OTHER_PROGRAM, **changes})  # type: ignore[arg-type]


async def add(stores: Stores, decision: Decision) -> Decision | None:
    """Add a decision with its card."""
    return await stores.decisions.add(decision, card(decision, lease_until=NOW))


async def keep(stores: Stores, step: Step) -> Decision:
    """The decision after a step that must succeed."""
    assert await stores.decisions.keep(step, follow_ups(step))
    found = await stores.decisions.get(step.after.team_id, step.after.id)
    assert found
    return found


async def proposed(stores: Stores) -> Decision:
    """A decision whose card is in the channel."""
    added = await add(stores, DRAFT)
    assert added
    return await keep(stores, steps.present(added, by(PROPOSER, 0)))


async def test_a_decision_comes_back_whole(stores: Stores) -> None:
    """With its number and its card's delivery; another workspace has nothing."""
    added = await stores.decisions.add(DRAFT, CARD)

    assert added == replace(DRAFT, number=1)
    assert await stores.decisions.get("T1", DRAFT.id) == added
    assert await stores.deliveries.get("T1", CARD.id) == CARD
    assert await stores.decisions.get("T2", DRAFT.id) is None
    assert await stores.decisions.numbered("T1", 1) == added
    assert [await stores.decisions.numbered(*which) for which in (("T2", 1), ("T1", 2), ("T1", 10**30))] == [None] * 3
    assert added.intact


async def test_one_open_decision_for_each_program(stores: Stores) -> None:
    """Other programs and workspaces have their own; once it ends there may be a next."""
    first = await proposed(stores)
    assert await add(stores, other("again", evidence=EVIDENCE)) is None
    second, elsewhere = await add(stores, other("b")), await add(stores, other("c", team_id="T2", evidence=EVIDENCE))
    await keep(stores, steps.decline(first, by(BOB), "no"))
    third = await add(stores, other("d", evidence=EVIDENCE))

    assert second
    assert elsewhere
    assert third
    assert [each.number for each in (first, second, elsewhere, third)] == [1, 2, 1, 3]
    assert await stores.decisions.open_for("T1", EVIDENCE.appid) == third
    assert await stores.decisions.open_for("T2", OTHER_PROGRAM.appid) is None
    assert [each.id for each in await stores.decisions.of_team("T1", limit=2)] == ["d", "b"]
    assert len(await stores.decisions.of_every_team()) == 4


async def test_a_whole_story(stores: Stores) -> None:
    """Votes, one withdrawn and cast again, approved, set, verified; every transition is recorded."""
    decision = await proposed(stores)
    decision = await keep(stores, steps.approve(decision, by(BOB, 1)))
    decision = await keep(stores, steps.withdraw_vote(decision, by(BOB, 2)))
    assert decision.voters == ()
    decision = await keep(stores, steps.approve(decision, by(CAROL, 3)))
    decision = await keep(stores, steps.approve(decision, by(BOB, 4)))
    decision = await keep(stores, steps.begin(decision, by(PROPOSER, 5)))
    decision = await keep(stores, steps.verify(decision, None, NOW + timedelta(minutes=6)))
    last = steps.verify(decision, v("3.8.0"), NOW + timedelta(minutes=10))
    decision = await keep(stores, last)

    assert decision == replace(last.after, shown=decision.shown)
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
    """Each of two clicks is one vote; the loser makes its step again."""
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
    """No step changes it, its hash, or the number."""
    decision = await proposed(stores)
    forged = steps.approve(decision, by(BOB))
    forged = replace(forged, after=replace(forged.after, seal="forged", number=99, evidence=OTHER_PROGRAM))
    await stores.decisions.keep(forged)
    found = await stores.decisions.get("T1", DRAFT.id)

    assert found
    assert (found.evidence, found.number, found.intact) == (EVIDENCE, 1, True)


async def test_which_are_due(stores: Stores) -> None:
    """Due ones, longest first; one may be postponed, unless it has changed."""
    decision = await proposed(stores)
    second = await add(stores, other("b", proposed_at=NOW - timedelta(hours=1)))
    assert second
    second = await keep(stores, steps.present(second, by(PROPOSER, 0)))
    late = decision.votes_until

    assert await stores.decisions.due(now=late - timedelta(hours=2), limit=9) == []
    assert [each.id for each in await stores.decisions.due(now=late, limit=9)] == ["b", DRAFT.id]
    assert [each.id for each in await stores.decisions.due(now=late, limit=1)] == ["b"]
    await stores.decisions.look_later(second, late + timedelta(hours=1))
    await stores.decisions.look_later(replace(decision, revision=7), late + timedelta(hours=1))
    assert [each.id for each in await stores.decisions.due(now=late, limit=9)] == [DRAFT.id]


async def test_which_cards_are_behind(stores: Stores) -> None:
    """Not drafts or those showing the newest revision; an unchanged reading is no news."""
    await stores.workspaces.put(HERE)
    await add(stores, other("b"))
    decision = await proposed(stores)
    assert await stores.decisions.behind(limit=9) == []
    voted = await keep(stores, steps.approve(decision, by(BOB)))

    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]
    await stores.decisions.showed(voted)
    assert await stores.decisions.behind(limit=9) == []
    voted = await keep(stores, steps.approve(replace(voted, shown=voted.revision), by(CAROL)))
    await stores.decisions.showed(voted)
    begun = await keep(stores, steps.begin(replace(voted, shown=voted.revision), by(BOB), calling=True))
    await stores.decisions.showed(begun)
    await keep(stores, steps.verify(replace(begun, shown=begun.revision), v("3.0.0"), NOW))
    assert await stores.decisions.behind(limit=9) == []


async def test_what_wechat_showed_beside_a_persons_word(stores: Stores) -> None:
    """The newest reading comes with a decision that it may verify, and a person's word shows each one."""
    await stores.workspaces.put(HERE)
    reading = replace(snapshot_of([("3.8.1", "100")], NOW.date(), appid=EVIDENCE.appid, minimum="3.0.0"), taken_at=NOW)
    await stores.snapshots.save("T1", [reading])
    approved = await keep(stores, steps.approve(await proposed(stores), by(BOB)))
    approved = await keep(stores, steps.approve(approved, by(CAROL)))
    begun = await keep(stores, steps.begin(approved, by(BOB)))
    await stores.decisions.showed(begun)
    begun = await stores.decisions.get("T1", DRAFT.id) or begun
    read = await keep(stores, steps.verify(begun, v("3.0.0"), NOW))

    assert {approved.seen, begun.seen, read.seen} == {Seen(v("3.0.0"), NOW)}
    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]


async def test_cards_that_slack_refused(stores: Stores) -> None:
    """Any number of withdrawn decisions without a card hide none with one."""
    await stores.workspaces.put(HERE)
    refused = await add(stores, other("refused", proposed_at=NOW - timedelta(days=1)))
    assert refused
    await keep(stores, steps.withdraw(refused, by(PROPOSER)))
    await keep(stores, steps.approve(await proposed(stores), by(BOB)))

    assert [each.id for each in await stores.decisions.behind(limit=1)] == [DRAFT.id]


async def test_cards_that_slack_would_not_update(stores: Stores) -> None:
    """Unknown, suspended or ended workspaces' wait until they are served again."""
    await keep(stores, steps.approve(await proposed(stores), by(BOB)))
    assert await stores.decisions.behind(limit=9) == []
    for unserved in (replace(HERE, suspended_at=NOW), replace(HERE, ended=True)):
        await stores.workspaces.put(unserved)
        assert await stores.decisions.behind(limit=9) == []
    await stores.workspaces.put(HERE)

    assert [each.id for each in await stores.decisions.behind(limit=9)] == [DRAFT.id]


async def test_cards_after_another(stores: Stores) -> None:
    """Each has its turn, also of several proposed at the same moment."""
    await stores.workspaces.put(HERE)
    for id_, hours in (("b", 0), ("a", 0), ("c", 1)):
        evidence = replace(EVIDENCE, appid=f"wx{id_}")
        added = await add(stores, other(id_, proposed_at=NOW - timedelta(hours=hours), evidence=evidence))
        assert added
        presented = await keep(stores, steps.present(added, by(PROPOSER, 0)))
        await keep(stores, steps.approve(presented, by(BOB)))
    first, second = await stores.decisions.behind(limit=2)
    (third,) = await stores.decisions.behind(limit=2, after=second)

    assert [first.id, second.id, third.id] == ["c", "a", "b"]
    assert await stores.decisions.behind(limit=2, after=third) == []


async def test_no_second_open_one_by_rolling_back(stores: Stores) -> None:
    """While the program's next proposal is open, the former cannot be reopened."""
    decision = await proposed(stores)
    for person in (BOB, CAROL):
        decision = await keep(stores, steps.approve(decision, by(person)))
    decision = await keep(stores, steps.begin(decision, by(PROPOSER)))
    decision = await keep(stores, steps.verify(decision, v("3.8.0"), NOW))
    await add(stores, other("next", evidence=EVIDENCE))
    back = steps.roll_back(decision, by(BOB))

    assert back.after.wanted == v("3.0.0")
    assert not await stores.decisions.keep(back)


async def test_what_is_new(stores: Stores) -> None:
    """Open ones with a card, and those changed since; no drafts, no other workspaces'."""
    decision = await proposed(stores)
    await add(stores, other("draft"))
    elsewhere = await add(stores, other("b", team_id="T2"))
    assert elsewhere
    await keep(stores, steps.present(elsewhere, by(PROPOSER, 0)))
    later = NOW + timedelta(days=1)
    assert [each.id for each in await stores.decisions.news("T1", since=later, limit=9)] == [DRAFT.id]
    await keep(stores, steps.decline(decision, by(BOB, 60), "no"))

    assert [each.id for each in await stores.decisions.news("T1", since=NOW, limit=9)] == [DRAFT.id]
    assert await stores.decisions.news("T1", since=later, limit=9) == []
