"""Lost answers and unpostable channels, timed by the sandbox's clock."""

from datetime import timedelta

import pytest

from bot.i18n import texts_for
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in
from tests.e2e.test_digest import digests, is_digest, monday_comes

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

EN = texts_for("en")
UNCLEAR = EN("delivery-reason-unclear").casefold()
SENT = f". {EN('delivery-reason-sent')}".casefold()
POST = "chat.postMessage"
DELIVERY_TICKS = timedelta(seconds=35)


async def status(person: Person) -> str:
    return everything_in(await person.ask("/baselib digest")).casefold()


async def passes_the_looks(person: Person, outcome: str) -> None:
    """Move the clock past grace and looks until the status says so."""

    async def look() -> bool:
        await person.move_clock(await person.now() + DELIVERY_TICKS)
        return outcome in await status(person)

    await eventually(look)


@pytest.mark.parametrize("fault", ["answer_lost", "accepted_without_answer"])
async def test_a_digest_whose_answer_is_lost_is_found(alice: Person, fault: str) -> None:
    await alice.ask("/baselib digest mon 09:00 Asia/Shanghai")
    await eventually(alice.direct_messages)  # the greeting after her first command would meet the fault
    before = await digests(alice)
    await alice.fault(fault, target="slack", where=POST, times=1)
    await alice.fault("history_lag", target="slack", params={"seconds": 30})
    await monday_comes(alice)
    await alice.sees(is_digest, besides=before)
    await eventually(lambda: _shows(alice, UNCLEAR))
    await passes_the_looks(alice, SENT)

    assert len(await digests(alice)) == len(before) + 1


async def test_a_digest_that_slack_never_took_is_sent_again(alice: Person) -> None:
    before = await digests(alice)
    await alice.fault("internal_error", target="slack", where=POST, times=1)
    await monday_comes(alice)
    await eventually(lambda: _shows(alice, UNCLEAR))
    assert await digests(alice) == before
    await passes_the_looks(alice, SENT)

    assert len(await digests(alice)) == len(before) + 1


@pytest.mark.parametrize(("fault", "params"), [("account_inactive", {}), ("server_error", {"status": 403})])
async def test_a_temporary_refusal_is_not_final(alice: Person, fault: str, params: Json) -> None:
    before = await digests(alice)
    await alice.fault(fault, target="slack", where=POST, times=1, params=params)
    await monday_comes(alice)

    async def comes() -> bool:
        await alice.move_clock(await alice.now() + DELIVERY_TICKS)
        return len(await digests(alice)) > len(before)

    await eventually(comes)
    await passes_the_looks(alice, SENT)

    assert len(await digests(alice)) == len(before) + 1


async def test_the_owner_of_a_paused_digest_mends_it(alice: Person) -> None:
    """Alice gets one direct message about the archived channel; once it is back, Try again sends the digest."""
    before = await digests(alice)
    await alice.fault("is_archived", target="slack", where=POST, times=1)
    await monday_comes(alice)
    direct = await eventually(lambda: _notice(alice))
    resumed = await alice.in_(direct["channel"]).press_and_see(direct, "notice.retry")

    assert {"notice.retry", "notice.move", "notice.delete"} <= action_ids(direct)
    assert resumed["ephemeral"]
    assert "paused" not in await status(alice)
    assert len(await digests(alice)) == len(before) + 1


async def _shows(person: Person, words: str) -> bool:
    return words in await status(person)


async def _notice(person: Person) -> Json | None:
    for channel in (await person.http.get("/sandbox/state", params={"user": person.user})).json()["channels"]:
        messages = await person.in_(channel["id"]).messages()
        for message in messages:
            if "notice.retry" in action_ids(message):
                return {**message, "channel": channel["id"]}
    return None
