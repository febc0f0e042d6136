"""A decision, from the proposal to the proof, over real sockets."""

from datetime import timedelta

import pytest

from bot.sandbox.wechat.config import demo_programs
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP = next(program.appid for program in demo_programs() if program.alias == "shop")


def is_card(message: Json) -> bool:
    """Whether a message is the card that the whole channel sees."""
    return not message["ephemeral"] and "Decision 1: raise shop" in message["text"]


async def card_with(person: Person, text: str) -> Json:
    """The card, once it says so."""
    return await person.sees(lambda message: is_card(message) and text in everything_in(message))


async def test_from_proposal_to_proof(alice: Person) -> None:
    """Two others approve, Alice sets it at WeChat and says so, the card is verified and has no buttons left."""
    done = await alice.ask("/baselib propose 3.8.5 shop https://example.com/pull/7")
    card = await card_with(alice, "0 of 2 approved")
    own = await alice.press_and_see(card, "decision.approve")
    await alice.as_("U0BOWEN").press_and_see(card, "decision.approve")
    half = await card_with(alice, "1 of 2 approved")
    await alice.as_("U0CARLA").press_and_see(half, "decision.approve")
    approved = await card_with(alice, "2 of 2 approved")
    set_at_wechat = await alice.wechat.post(f"/sandbox/programs/{SHOP}", json={"minimum": "3.8.5"})
    await alice.press_and_see(approved, "decision.set")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    verified = await card_with(alice, "Verified: WeChat shows 3.8.5")

    async def said() -> list[str] | None:
        answers = [answer["text"] for answer in await alice.thread(card["ts"])]
        return answers if len(answers) == 2 else None

    thread = await eventually(said)
    assert set_at_wechat.is_success
    assert "needs 2 votes besides yours" in done["text"]
    assert "your vote does not count" in own["text"]
    assert {"decision.set", "console.link"} <= action_ids(approved)
    assert verified["ts"] == card["ts"]
    assert not action_ids(verified)
    assert ["Approved" in thread[0], "Verified" in thread[1]] == [True, True]
    assert card["metadata"]["event_type"] == "baselib_delivery"
    assert "Verified" in everything_in(await alice.ask("/baselib decisions"))
