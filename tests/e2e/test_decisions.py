"""A decision, from the proposal to the proof, over real sockets."""

from datetime import timedelta

import pytest

from tests.e2e.person import Json, Person, action_ids, elements_of, eventually, everything_in
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP, COFFEE = (
    next(program.appid for program in demo_programs() if program.alias == alias) for alias in ("shop", "coffee")
)


def is_card(message: Json) -> bool:
    """Whether a message is the card for the whole channel."""
    return not message["ephemeral"] and "Decision 1: raise shop" in message["text"]


async def card_with(person: Person, text: str) -> Json:
    return await person.sees(lambda message: is_card(message) and text in everything_in(message))


async def test_from_proposal_to_proof(alice: Person) -> None:
    """Two approve, Alice says that it is set and sets it in the console, the card is verified, without buttons."""
    done = await alice.ask("/baselib propose 3.8.5 shop https://example.com/pull/7")
    card = await card_with(alice, "0 of 2 approvals")
    own = await alice.press_and_see(card, "decision.approve")
    await alice.as_("U0BOWEN").press_and_see(card, "decision.approve")
    half = await card_with(alice, "1 of 2 approvals")
    await alice.as_("U0CARLA").press_and_see(half, "decision.approve")
    approved = await card_with(alice, "2 of 2 approvals")
    await alice.press_and_see(approved, "decision.set")
    early = await card_with(alice, "says that 3.8.5 is set; WeChat has not been read since. On")
    await alice.press_and_see(early, "decision.not_yet")
    approved = await card_with(alice, "Approved: it can be set")
    console = next(element["url"] for _, element in elements_of(approved) if element["action_id"] == "console.link")
    set_in_console = await alice.wechat.post(console, data={"appid": SHOP, "version": "3.8.5"})
    await alice.press_and_see(approved, "decision.set")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    verified = await card_with(alice, "Verified: WeChat shows 3.8.5")

    async def thread_texts() -> list[str] | None:
        answers = [answer["text"] for answer in await alice.thread(card["ts"])]
        return answers if len(answers) == 2 else None

    thread = await eventually(thread_texts)
    assert set_in_console.is_success
    assert action_ids(early) == {"decision.not_yet"}
    assert "needs the approval of 2 other people" in done["text"]
    assert "your approval does not count" in own["text"]
    assert {"decision.set", "console.link"} <= action_ids(approved)
    assert verified["ts"] == card["ts"]
    assert not action_ids(verified)
    assert ["Approved" in thread[0], "Verified" in thread[1]] == [True, True]
    assert card["metadata"]["event_type"] == "baselib_delivery"
    assert "Verified" in everything_in(await alice.ask("/baselib decisions"))


async def test_set_by_baselib(alice: Person) -> None:
    """Alice opts the program in, others approve, Bowen has it set: the answer is lost, and WeChat is asked once.

    Then Alice, an admin, rolls it back.
    """
    turned_on = await alice.lets_baselib_set("coffee")
    await alice.ask("/baselib propose 3.8.5 coffee https://example.com/pull/8")

    async def card_of(text: str) -> Json:
        title = "raise coffee"
        return await alice.sees(lambda each: title in each["text"] and text in everything_in(each))

    for user in ("U0BOWEN", "U0CARLA"):
        await alice.as_(user).press_and_see(await card_of("of 2 approvals"), "decision.approve")
    approved = await card_of("2 of 2 approvals")
    await alice.fault("minimum_answer_lost", where=COFFEE, times=1)
    await alice.as_("U0BOWEN").press_and_see(approved, "decision.set_now")
    unclear = await card_of("may or may not be set")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    verified = await card_of("Verified: WeChat shows 3.8.5")
    await alice.press_and_see(verified, "decision.roll_back")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    rolled_back = await card_of("Rolled back")
    changes = (await alice.wechat.get("/sandbox/changes")).json()["changes"]

    assert "may set the minimum of coffee" in turned_on["text"]
    assert "decision.set_now" in action_ids(approved)
    assert (action_ids(unclear), action_ids(verified)) == (set(), {"decision.roll_back"})
    assert not action_ids(rolled_back)
    assert [change["version"] for change in changes if change["appid"] == COFFEE] == ["3.8.5", "2.19.6"]
