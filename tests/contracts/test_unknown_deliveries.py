"""`bot.ports.digest.Deliveries`: looking for a message that may have arrived."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState
from tests.contracts.conftest import Stores
from tests.contracts.test_deliveries import LEASE, MINUTE, NOW, SLOT, kept, sending

LOOK_AT = NOW + MINUTE
LOOKING = NOW + 3 * MINUTE


async def doubted(stores: Stores) -> Delivery:
    """A delivery whose answer got lost, as its poster has it."""
    claim = await sending(stores)
    await stores.deliveries.doubt(claim, look_at=LOOK_AT, reason=DeliveryReason.parse("unclear"))
    return claim


async def looking(stores: Stores) -> Delivery:
    """A delivery that this test looks for until `LOOKING`."""
    await doubted(stores)
    (look,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    return look


async def test_doubt_keeps_what_the_look_needs(stores: Stores) -> None:
    """The row says since when to look, and is neither claimed nor abandoned."""
    claim = await doubted(stores)

    assert await kept(stores) == replace(
        claim, state=DeliveryState.UNKNOWN, started_at=NOW, lease_until=None, reason=DeliveryReason.parse("unclear")
    )
    assert await stores.deliveries.claim(now=LEASE + MINUTE, lease_until=LEASE, limit=10) == []
    assert await stores.deliveries.abandoned(now=LEASE + MINUTE) == []


async def test_the_row_says_where_the_post_went(stores: Stores) -> None:
    """The order may have moved: the message is sought where it was posted."""
    await stores.deliveries.record([SLOT])
    (claim,) = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10)
    assert await stores.deliveries.sending(replace(claim, channel_id="C2"), now=NOW)

    assert (await kept(stores)).channel_id == "C2"


async def test_a_look_waits_for_its_time_and_is_exclusive(stores: Stores) -> None:
    """Not before the grace ends, one at a time; looks count, attempts do not."""
    await doubted(stores)
    before = LOOK_AT - timedelta(microseconds=1)
    assert await stores.deliveries.claim_looks(now=before, lease_until=LOOKING, limit=10) == []

    (first,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    assert (first.looks, first.attempt, first.lease_until) == (1, 1, LOOKING)
    assert await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10) == []

    (second,) = await stores.deliveries.claim_looks(now=LOOKING, lease_until=LOOKING + MINUTE, limit=10)
    assert (second.looks, second.attempt) == (2, 1)


async def test_looks_are_limited_and_the_oldest_come_first(stores: Stores) -> None:
    """As with claims, of whatever workspace."""
    rows = [replace(SLOT, id=f"D{number}", team_id=f"T{number}", due_at=NOW - number * MINUTE) for number in (1, 3, 2)]
    await stores.deliveries.record(rows)
    for claim in await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10):
        assert await stores.deliveries.sending(claim, now=NOW)
        await stores.deliveries.doubt(claim, look_at=NOW, reason=DeliveryReason.parse("unclear"))

    first = await stores.deliveries.claim_looks(now=NOW, lease_until=LEASE, limit=2)
    second = await stores.deliveries.claim_looks(now=NOW, lease_until=LEASE, limit=2)
    assert [[look.id for look in some] for some in (first, second)] == [["D3", "D2"], ["D1"]]


async def test_a_look_that_found_nothing_is_repeated(stores: Stores) -> None:
    """Later, by any process."""
    look = await looking(stores)
    await stores.deliveries.doubt(look, look_at=LOOK_AT + MINUTE, reason=DeliveryReason.parse("unclear"))

    assert await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10) == []
    (again,) = await stores.deliveries.claim_looks(now=LOOK_AT + MINUTE, lease_until=LOOKING, limit=10)
    assert again.looks == 2


async def test_what_was_found_is_sent(stores: Stores) -> None:
    """With history's ts; no one looks again."""
    look = await looking(stores)
    await stores.deliveries.finish(look, DeliveryState.SENT, now=LOOKING, message_ts="1.2")

    assert ((await kept(stores)).state, (await kept(stores)).message_ts) == (DeliveryState.SENT, "1.2")
    assert await stores.deliveries.claim_looks(now=LEASE, lease_until=LEASE + MINUTE, limit=10) == []


async def test_what_is_not_there_is_due_again(stores: Stores) -> None:
    """As a further attempt, whose looks are counted from nought."""
    look = await looking(stores)
    await stores.deliveries.postpone(look, until=NOW, reason=DeliveryReason.parse("not-found"))
    (again,) = await stores.deliveries.claim(now=LOOKING, lease_until=LEASE, limit=10)

    assert (again.attempt, again.looks, again.started_at) == (2, 0, None)


async def test_unknown_for_good_is_looked_for_no_more(stores: Stores) -> None:
    """Without history the row stays, until its poster reports the outcome."""
    look = await looking(stores)
    await stores.deliveries.finish(look, DeliveryState.UNKNOWN, now=LOOKING, reason=DeliveryReason.parse("no-history"))
    await stores.deliveries.doubt(look, look_at=LOOKING, reason=DeliveryReason.parse("again"))
    await stores.deliveries.postpone(look, until=LOOKING, reason=DeliveryReason.parse("again"))

    assert ((await kept(stores)).state, (await kept(stores)).reason) == (
        DeliveryState.UNKNOWN,
        DeliveryReason.parse("no-history"),
    )
    assert await stores.deliveries.claim_looks(now=LEASE, lease_until=LEASE + MINUTE, limit=10) == []
    await stores.deliveries.finish(look, DeliveryState.SENT, now=LEASE, message_ts="1.2")
    assert (await kept(stores)).state is DeliveryState.SENT


async def test_a_look_that_was_taken_over_changes_nothing(stores: Stores) -> None:
    """Two who both found nothing make one further attempt, not two."""
    lost = await looking(stores)
    (current,) = await stores.deliveries.claim_looks(now=LOOKING, lease_until=LEASE, limit=10)
    await stores.deliveries.postpone(lost, until=NOW, reason=DeliveryReason.parse("lost"))
    await stores.deliveries.doubt(lost, look_at=NOW, reason=DeliveryReason.parse("lost"))
    await stores.deliveries.finish(lost, DeliveryState.FAILED, now=NOW, reason=DeliveryReason.parse("lost"))

    assert await kept(stores) == current


async def test_the_poster_knows_better_than_the_look(stores: Stores) -> None:
    """If it learns its ts during or after a look, it is recorded."""
    poster = await doubted(stores)
    (look,) = await stores.deliveries.claim_looks(now=LOOK_AT, lease_until=LOOKING, limit=10)
    await stores.deliveries.finish(poster, DeliveryState.SENT, now=LOOKING, message_ts="1.2")
    await stores.deliveries.postpone(look, until=NOW, reason=DeliveryReason.parse("not-found"))

    assert (await kept(stores)).message_ts == "1.2"
    assert await stores.deliveries.claim(now=LEASE, lease_until=LEASE, limit=10) == []


async def test_kinds_do_not_meet(stores: Stores) -> None:
    """A slot's notice is its own row, not a slot of the order."""
    notice = replace(SLOT, id="N1", kind=DeliveryKind.NOTICE, slot=SLOT.slot + timedelta(days=7))
    alert = replace(SLOT, id="A1", kind=DeliveryKind.ALERT)

    assert await stores.deliveries.record([SLOT, notice, alert]) == 3
    assert await stores.deliveries.last("T1", "S1") == SLOT
    assert await stores.deliveries.last("T1", "S1", DeliveryKind.NOTICE) == notice


async def test_history_is_newest_first(stores: Stores) -> None:
    """Of every kind, for this order and workspace, up to the limit."""
    week = timedelta(days=7)
    rows = [
        replace(SLOT, id=f"D{number}", slot=SLOT.slot + number * week, due_at=NOW + number * week)
        for number in range(3)
    ]
    notice = replace(SLOT, id="N", kind=DeliveryKind.NOTICE, due_at=NOW + 3 * week)
    await stores.deliveries.record(
        [*rows, notice, replace(SLOT, id="X", team_id="T2"), replace(SLOT, id="Y", subject_id="S2")]
    )

    newest = await stores.deliveries.history("T1", "S1", limit=3)
    assert [kept.id for kept in newest] == ["N", "D2", "D1"]
