"""Promises of `bot.ports.digest.Deliveries`: the state machine of a slot."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain import delivery
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 2, 1, 0, 0, 123456, UTC)
MINUTE = timedelta(minutes=1)
LEASE = NOW + 5 * MINUTE
SLOT = Delivery(
    id="D1",
    team_id="T1",
    subject_id="S1",
    slot=date(2026, 11, 2),
    due_at=NOW - MINUTE,
    state=DeliveryState.DUE,
    channel_id="C1",
    late=True,
)
FINISHED = [DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED, DeliveryState.UNKNOWN]


async def claimed(stores: Stores, delivery: Delivery = SLOT) -> Delivery:
    """A recorded delivery that this test has claimed until `LEASE`."""
    await stores.deliveries.record([delivery])
    (claim,) = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10)
    return claim


async def sending(stores: Stores) -> Delivery:
    """A delivery whose post has started under this test's claim."""
    claim = await claimed(stores)
    assert await stores.deliveries.sending(claim, now=NOW)
    return claim


async def kept(stores: Stores) -> Delivery:
    delivery = await stores.deliveries.last("T1", "S1")
    assert delivery is not None
    return delivery


async def test_a_slot_is_recorded_once(stores: Stores) -> None:
    """A second row for a slot is refused, whatever its id or state, later or at once."""
    again = replace(SLOT, id="D2", state=DeliveryState.SKIPPED)
    assert await stores.deliveries.record([SLOT, again]) == 1
    assert await stores.deliveries.record([SLOT, again]) == 0
    assert await kept(stores) == SLOT


async def test_record_counts_only_what_is_new(stores: Stores) -> None:
    await stores.deliveries.record([SLOT])
    others = [
        replace(SLOT, id="D2", slot=date(2026, 11, 9)),
        replace(SLOT, id="D3", subject_id="S2"),
        replace(SLOT, team_id="T2"),
    ]

    assert await stores.deliveries.record([SLOT, *others]) == len(others)
    assert await stores.deliveries.record([]) == 0


async def test_last_is_the_newest_slot(stores: Stores) -> None:
    newest = replace(
        SLOT, id="D2", slot=date(2026, 11, 9), state=DeliveryState.SKIPPED, reason=DeliveryReason.parse("too-late")
    )
    foreign = replace(SLOT, team_id="T2", slot=date(2026, 11, 16))
    await stores.deliveries.record([newest, SLOT, foreign])

    assert await stores.deliveries.last("T1", "S1") == newest
    assert await stores.deliveries.last("T1", "S2") is None


async def test_claiming_takes_what_is_due(stores: Stores) -> None:
    claim = await claimed(stores)

    assert claim == replace(SLOT, state=DeliveryState.CLAIMED, attempt=1, lease_until=LEASE)
    assert await kept(stores) == claim


async def test_claiming_leaves_what_is_not_due_yet(stores: Stores) -> None:
    await stores.deliveries.record([replace(SLOT, due_at=NOW)])

    before = NOW - timedelta(microseconds=1)
    assert await stores.deliveries.claim(now=before, lease_until=LEASE, limit=10) == []
    assert len(await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10)) == 1


async def test_claiming_takes_the_longest_due_first(stores: Stores) -> None:
    rows = [
        replace(SLOT, id=f"D{number}", team_id=f"T{number}", due_at=NOW - number * MINUTE) for number in (1, 3, 2, 4)
    ]
    await stores.deliveries.record(rows)

    first = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=3)
    second = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=3)
    assert [claim.id for claim in first] == ["D4", "D3", "D2"]
    assert [claim.id for claim in second] == ["D1"]


async def test_workspaces_take_turns(stores: Stores) -> None:
    many = [replace(SLOT, id=f"D{number}", subject_id=f"S{number}") for number in range(6)]
    one = replace(SLOT, id="one", team_id="T2", due_at=NOW - MINUTE)
    await stores.deliveries.record([*many, one])

    first = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=2)
    second = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=9, each=3)
    third = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=9)
    assert {claim.id for claim in first} == {"D0", "one"}
    assert [claim.id for claim in second] == ["D1", "D2", "D3"]
    assert [claim.id for claim in third] == ["D4", "D5"]


async def test_claiming_some_kinds_or_workspaces(stores: Stores) -> None:
    alert = replace(SLOT, id="alert", kind=DeliveryKind.ALERT)
    await stores.deliveries.record([SLOT, alert, replace(SLOT, id="other", team_id="T2")])

    assert not await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=9, but=["T1", "T2"])
    alerts = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=9, kinds=[DeliveryKind.ALERT])
    rest = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=9, but=["T1"])
    assert ([claim.id for claim in alerts], [claim.id for claim in rest]) == (["alert"], ["other"])


async def test_a_claim_that_ran_out_can_be_taken_over(stores: Stores) -> None:
    """During the lease no one else gets the row; afterwards anyone, as a further attempt."""
    await claimed(stores)

    before = LEASE - timedelta(microseconds=1)
    assert await stores.deliveries.claim(now=before, lease_until=LEASE, limit=10) == []
    (taken_over,) = await stores.deliveries.claim(now=LEASE, lease_until=LEASE + 5 * MINUTE, limit=10)
    assert taken_over.attempt == 2


async def test_sending_is_committed_before_the_post(stores: Stores) -> None:
    await sending(stores)

    assert (await kept(stores)).state is DeliveryState.SENDING
    assert (await kept(stores)).started_at == NOW
    assert await stores.deliveries.claim(now=LEASE, lease_until=LEASE, limit=10) == []


async def test_sending_needs_the_claim_and_comes_once(stores: Stores) -> None:
    await stores.deliveries.record([SLOT])
    assert not await stores.deliveries.sending(SLOT, now=NOW)

    (claim,) = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=1)
    assert await stores.deliveries.sending(claim, now=NOW)
    assert not await stores.deliveries.sending(claim, now=NOW)


async def test_sending_needs_a_lease_that_still_runs(stores: Stores) -> None:
    claim = await claimed(stores)

    assert not await stores.deliveries.sending(claim, now=LEASE)
    assert (await kept(stores)).state is DeliveryState.CLAIMED


async def test_a_lost_claim_changes_nothing(stores: Stores) -> None:
    lost = await claimed(stores)
    (current,) = await stores.deliveries.claim(now=LEASE, lease_until=LEASE + 5 * MINUTE, limit=10)

    assert not await stores.deliveries.sending(lost, now=NOW)
    await stores.deliveries.finish(lost, DeliveryState.FAILED, now=NOW, reason=DeliveryReason.parse("lost"))
    await stores.deliveries.postpone(lost, until=NOW, reason=DeliveryReason.parse("lost"))
    assert await kept(stores) == current


async def test_another_workspace_changes_nothing(stores: Stores) -> None:
    claim = await claimed(stores)
    foreign = replace(claim, team_id="T2")

    assert not await stores.deliveries.sending(foreign, now=NOW)
    await stores.deliveries.finish(foreign, DeliveryState.FAILED, now=NOW)
    await stores.deliveries.postpone(foreign, until=NOW, reason=DeliveryReason.parse("foreign"))
    assert await kept(stores) == claim


async def test_sent_is_written_down_with_the_message(stores: Stores) -> None:
    claim = await sending(stores)
    await stores.deliveries.finish(claim, DeliveryState.SENT, now=NOW + MINUTE, message_ts="1762045200.000100")

    assert await kept(stores) == replace(
        claim,
        state=DeliveryState.SENT,
        lease_until=None,
        started_at=NOW,
        finished_at=NOW + MINUTE,
        message_ts="1762045200.000100",
    )


@pytest.mark.parametrize("state", FINISHED)
async def test_a_claim_can_end_in_every_way(stores: Stores, state: DeliveryState) -> None:
    claim = await claimed(stores)
    await stores.deliveries.finish(claim, state, now=NOW, reason=DeliveryReason.parse("why"))

    ended = await kept(stores)
    assert (ended.state, ended.reason) == (state, DeliveryReason.parse("why"))
    assert await stores.deliveries.claim(now=LEASE + MINUTE, lease_until=LEASE, limit=10) == []
    assert await stores.deliveries.abandoned(now=LEASE + MINUTE) == []


@pytest.mark.parametrize("text", ["missed", "slack-refused missing_scope chat:write", "from-a-newer-version x y"])
async def test_every_reason_comes_back(stores: Stores, text: str) -> None:
    reason = DeliveryReason.parse(text)
    recorded = replace(SLOT, id="D2", subject_id="S2", state=DeliveryState.SKIPPED, reason=reason)
    await stores.deliveries.record([recorded])
    await stores.deliveries.finish(await claimed(stores), DeliveryState.FAILED, now=NOW, reason=reason)

    assert await stores.deliveries.last("T1", "S2") == recorded
    assert (await kept(stores)).reason == reason


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.SKIPPED, DeliveryState.FAILED])
async def test_the_first_outcome_stays(stores: Stores, state: DeliveryState) -> None:
    claim = await sending(stores)
    await stores.deliveries.finish(claim, state, now=NOW, reason=DeliveryReason.parse("first"))
    before = await kept(stores)
    for second in FINISHED:
        await stores.deliveries.finish(claim, second, now=NOW + MINUTE, reason=DeliveryReason.parse("second"))
    await stores.deliveries.postpone(claim, until=NOW, reason=DeliveryReason.parse("second"))

    assert not await stores.deliveries.sending(claim, now=NOW)
    assert await kept(stores) == before


async def test_proof_that_it_was_sent_beats_not_knowing(stores: Stores) -> None:
    claim = await sending(stores)
    await stores.deliveries.finish(claim, DeliveryState.UNKNOWN, now=NOW, reason=DeliveryReason.parse("no-answer"))
    await stores.deliveries.finish(claim, DeliveryState.FAILED, now=NOW, reason=DeliveryReason.parse("wrong"))
    assert (await kept(stores)).state is DeliveryState.UNKNOWN

    await stores.deliveries.finish(claim, DeliveryState.SENT, now=NOW + MINUTE, message_ts="1.2")
    assert ((await kept(stores)).state, (await kept(stores)).reason) == (DeliveryState.SENT, None)


async def test_proof_that_it_was_sent_prevents_the_next_attempt(stores: Stores) -> None:
    """A row put back for a missing message is not sent again once its ts is known."""
    claim = await sending(stores)
    await stores.deliveries.postpone(claim, until=NOW, reason=DeliveryReason.parse("not-found"))
    await stores.deliveries.finish(claim, DeliveryState.SENT, now=NOW, message_ts="1.2")

    assert await stores.deliveries.claim(now=LEASE, lease_until=LEASE, limit=10) == []


async def test_postponed_is_due_again_later(stores: Stores) -> None:
    claim = await sending(stores)
    await stores.deliveries.postpone(claim, until=NOW + 2 * MINUTE, reason=DeliveryReason.parse("slack-busy"))

    assert await kept(stores) == replace(SLOT, attempt=1, reason=DeliveryReason.parse("slack-busy"))
    assert await stores.deliveries.claim(now=NOW + MINUTE, lease_until=LEASE, limit=10) == []
    (again,) = await stores.deliveries.claim(now=NOW + 2 * MINUTE, lease_until=LEASE, limit=10)
    assert again.attempt == 2


async def test_postponing_never_makes_a_slot_early(stores: Stores) -> None:
    claim = await claimed(stores)
    await stores.deliveries.postpone(claim, until=SLOT.due_at - 10 * MINUTE, reason=DeliveryReason.parse("busy"))

    before = SLOT.due_at - timedelta(microseconds=1)
    assert await stores.deliveries.claim(now=before, lease_until=LEASE, limit=10) == []


async def test_what_is_not_claimed_cannot_be_given_back(stores: Stores) -> None:
    await stores.deliveries.record([SLOT])
    await stores.deliveries.postpone(SLOT, until=LEASE, reason=DeliveryReason.parse("no claim"))
    await stores.deliveries.finish(SLOT, DeliveryState.FAILED, now=NOW, reason=DeliveryReason.parse("no claim"))

    assert await kept(stores) == SLOT


async def test_abandoned_finds_posts_whose_process_died(stores: Stores) -> None:
    claim, begins = await claimed(stores), NOW + MINUTE
    assert await stores.deliveries.sending(claim, now=begins)
    await claimed(stores, replace(SLOT, id="D2", subject_id="S2"))

    over = begins + delivery.LEASE
    assert await stores.deliveries.abandoned(now=over - timedelta(microseconds=1)) == []
    left = replace(claim, state=DeliveryState.SENDING, started_at=begins, lease_until=over)
    assert await stores.deliveries.abandoned(now=over) == [left]


async def test_the_finder_of_an_abandoned_row_can_finish_it(stores: Stores) -> None:
    await sending(stores)
    (found,) = await stores.deliveries.abandoned(now=LEASE)
    await stores.deliveries.finish(found, DeliveryState.SENT, now=LEASE, message_ts="1.2")

    assert (await kept(stores)).message_ts == "1.2"
    assert await stores.deliveries.abandoned(now=LEASE) == []


async def test_a_row_may_wait_beyond_its_moment(stores: Stores) -> None:
    await stores.deliveries.record([replace(SLOT, not_before=NOW + MINUTE)])

    assert await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10) == []
    (claim,) = await stores.deliveries.claim(now=NOW + MINUTE, lease_until=LEASE, limit=10)
    assert claim.due_at == SLOT.due_at


async def test_one_by_its_id(stores: Stores) -> None:
    await stores.deliveries.record([SLOT])

    assert await stores.deliveries.get("T1", SLOT.id) == SLOT
    assert await stores.deliveries.get("T2", SLOT.id) is None
    assert await stores.deliveries.get("T1", "other") is None
