"""`bot.ports.digest.Deliveries`: what follows a delivery is recorded with its outcome, or not at all."""

from dataclasses import replace

import pytest

from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState
from tests.contracts.conftest import Stores
from tests.contracts.test_deliveries import LEASE, MINUTE, NOW, SLOT, claimed, sending

SENT = DeliveryState.SENT
THEN = [
    replace(
        SLOT,
        id=f"D1-details-{page}",
        subject_id=f"S1-{page}",
        due_at=NOW,
        kind=DeliveryKind.DETAILS,
        thread_ts="7.1",
        late=False,
    )
    for page in (1, 2)
]


async def following(stores: Stores) -> list[Delivery | None]:
    """What stands there now."""
    return [await stores.deliveries.last("T1", each.subject_id, DeliveryKind.DETAILS) for each in THEN]


async def test_what_follows(stores: Stores) -> None:
    """It is due like any row, with its thread, outside the order's history."""
    claim = await sending(stores)
    await stores.deliveries.finish(claim, SENT, now=NOW, message_ts="7.1", then=THEN)
    taken = await stores.deliveries.claim(now=NOW, lease_until=LEASE, limit=10)

    assert [(each.id, each.thread_ts, each.kind) for each in taken] == [
        (each.id, "7.1", DeliveryKind.DETAILS) for each in THEN
    ]
    assert [each.id for each in await stores.deliveries.history("T1", "S1", limit=10)] == ["D1"]


async def test_once(stores: Stores) -> None:
    """Finding the message after its poster recorded it, or vice versa, adds nothing."""
    claim = await sending(stores)
    await stores.deliveries.doubt(claim, look_at=NOW, reason=DeliveryReason.parse("unclear"))
    (look,) = await stores.deliveries.claim_looks(now=NOW, lease_until=LEASE, limit=10)
    await stores.deliveries.finish(look, SENT, now=NOW, message_ts="7.1", then=THEN)
    before = await following(stores)
    await stores.deliveries.finish(claim, SENT, now=NOW + MINUTE, message_ts="7.1", then=THEN)

    assert before == await following(stores) == THEN


async def test_rows_that_are_there_already(stores: Stores) -> None:
    """They stay, and the outcome is recorded all the same."""
    first = replace(THEN[0], state=DeliveryState.SENT)
    await stores.deliveries.record([first])
    await stores.deliveries.finish(await sending(stores), SENT, now=NOW, message_ts="7.1", then=THEN)
    digest = await stores.deliveries.last("T1", "S1")

    assert digest is not None
    assert digest.state is SENT
    assert await following(stores) == [first, THEN[1]]


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED])
async def test_a_claim_that_was_lost_records_nothing(stores: Stores, state: DeliveryState) -> None:
    """Row and follow-ups belong to another process by now."""
    lost = await claimed(stores)
    await stores.deliveries.claim(now=LEASE, lease_until=LEASE + MINUTE, limit=10)
    await stores.deliveries.finish(lost, state, now=LEASE, then=THEN)

    assert await following(stores) == [None, None]
