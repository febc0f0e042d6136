"""The third-party platform: authorisations, tokens, tickets and pushes."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.platform import Failure, FailureKey, Invitation, Origin, code_id
from bot.ports.platform import Pending, Ticket
from bot.ports.wechat import KeptToken
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
ENDS = NOW + timedelta(hours=1)
ASKED = Origin("T1", "C1", "U1")
UNKNOWN = Origin()
CODE = "queryauthcode@@@canary"
REFUSED = Failure(FailureKey.REFUSED, 61004, "203.0.113.7")
KNOWN = Pending(code_id(CODE), CODE, "wx1", ASKED, ENDS, received_at=NOW)


async def pushed(stores: Stores, code: str = CODE, appid: str = "wx1", now: datetime = NOW) -> Pending:
    """The push came: it knows whose code it is."""
    return await stores.authorisations.receive(code, appid=appid, origin=UNKNOWN, expires_at=ENDS, now=now)


async def redirected(stores: Stores, code: str = CODE, origin: Origin = ASKED, now: datetime = NOW) -> Pending:
    return await stores.authorisations.receive(code, appid="", origin=origin, expires_at=ENDS, now=now)


async def test_an_invitation_tells_who_asked(stores: Stores) -> None:
    await stores.authorisations.invited(Invitation("preauthcode@@@1", ENDS), ASKED)

    assert await stores.authorisations.origin_of("preauthcode@@@1") == ASKED
    assert await stores.authorisations.origin_of("preauthcode@@@2") == UNKNOWN


async def test_a_code_is_kept_until_it_is_exchanged(stores: Stores) -> None:
    pending = await stores.authorisations.receive(CODE, appid="wx1", origin=ASKED, expires_at=ENDS, now=NOW)

    assert pending == KNOWN
    assert CODE not in pending.id
    assert await stores.authorisations.get(pending.id) == KNOWN
    assert await stores.authorisations.unfinished() == [KNOWN]
    assert await stores.authorisations.get("another") is None


async def test_the_push_completes_the_redirect(stores: Stores) -> None:
    await redirected(stores)
    assert await pushed(stores, now=LATER) == KNOWN

    await pushed(stores, "other", "wx2")
    second = await redirected(stores, "other", now=LATER)
    assert (second.appid, second.origin) == ("wx2", ASKED)
    assert await stores.authorisations.get(second.id) == second


async def test_both_may_come_twice_and_at_once(stores: Stores) -> None:
    await asyncio.gather(*(come(stores) for come in (pushed, redirected) * 4))

    assert await stores.authorisations.unfinished() == [KNOWN]


async def test_what_is_known_is_not_changed(stores: Stores) -> None:
    await pushed(stores)
    await redirected(stores)

    assert await redirected(stores, origin=Origin("T2", "C2", "U2")) == KNOWN


async def test_an_exchanged_code_is_forgotten(stores: Stores) -> None:
    pending = await redirected(stores)
    await stores.authorisations.finish(pending, appid="wx1", now=LATER)

    done = replace(KNOWN, code="", done_at=LATER)
    assert await stores.authorisations.get(pending.id) == done
    assert await stores.authorisations.unfinished() == []
    assert await pushed(stores, now=LATER) == done


async def test_an_origin_may_come_after_the_exchange(stores: Stores) -> None:
    pending = await pushed(stores)
    await stores.authorisations.finish(pending, appid="wx1", now=LATER)
    late = await redirected(stores, now=LATER)

    assert (late.code, late.done_at, late.origin) == ("", LATER, ASKED)


@pytest.mark.parametrize("text", ["expired", "refused 61004 203.0.113.7", "refused 61003", "from-a-newer-version"])
async def test_a_code_that_came_to_nothing_says_why(stores: Stores, text: str) -> None:
    failure = Failure.parse(text)
    pending = await pushed(stores)
    await stores.authorisations.finish(pending, appid="", failure=failure, now=LATER)

    failed = await stores.authorisations.get(pending.id)
    assert failed is not None
    assert (failed.appid, failed.failure, failed.code) == ("wx1", failure, "")


@pytest.mark.parametrize("failures", [(None, REFUSED), (REFUSED, None)])
async def test_a_success_outweighs_a_failure(stores: Stores, failures: tuple[Failure | None, Failure | None]) -> None:
    pending = await pushed(stores)
    for failure in failures:
        await stores.authorisations.finish(pending, appid="wx1", failure=failure, now=LATER)

    done = await stores.authorisations.get(pending.id)
    assert done is not None
    assert done.failure is None


async def test_the_unfinished_come_oldest_first(stores: Stores) -> None:
    await pushed(stores, "third", now=NOW + timedelta(minutes=2))
    await pushed(stores, "first", now=NOW)
    await pushed(stores, "second", now=LATER)

    assert [pending.code for pending in await stores.authorisations.unfinished()] == ["first", "second", "third"]


async def test_who_got_a_program(stores: Stores) -> None:
    for number, (appid, failure) in enumerate((("wx1", None), ("wx1", None), ("wx2", None), ("wx1", REFUSED))):
        now = NOW + timedelta(minutes=number)
        pending = await redirected(stores, f"code-{number}", Origin("T1", f"C{number}", "U1"), now)
        await stores.authorisations.finish(pending, appid=appid, failure=failure, now=now)
    await stores.authorisations.finish(await pushed(stores), appid="wx1", now=NOW)
    await redirected(stores, "unfinished")

    origins = await stores.authorisations.origins("wx1")
    assert [origin.channel_id for origin in origins] == ["C1", "C0"]


async def test_whether_one_came_since(stores: Stores) -> None:
    assert not await stores.authorisations.any_since("wx1", NOW)
    pending, failed = await pushed(stores), await pushed(stores, "another", "wx2", now=LATER)
    assert await stores.authorisations.any_since("wx1", NOW)
    assert not await stores.authorisations.any_since("wx1", LATER)

    await stores.authorisations.finish(pending, appid="wx1", now=LATER)
    await stores.authorisations.finish(failed, appid="wx2", failure=Failure(FailureKey.EXPIRED), now=LATER)

    assert await stores.authorisations.any_since("wx1", LATER)
    assert not await stores.authorisations.any_since("wx1", LATER + timedelta(seconds=1))
    assert not await stores.authorisations.any_since("wx2", NOW)
    assert not await stores.authorisations.any_since("wx3", NOW)


TOKEN = KeptToken("token-first", NOW + timedelta(minutes=90), NOW + timedelta(hours=2))
NEWER = replace(TOKEN, secret="token-second")


async def test_a_token_comes_back_whole(stores: Stores) -> None:
    await stores.access_tokens.put("wx1", TOKEN)

    assert await stores.access_tokens.get("wx1") == TOKEN
    assert await stores.access_tokens.get("component") is None


async def test_a_token_replaces_the_one_before(stores: Stores) -> None:
    await stores.access_tokens.put("wx1", TOKEN)
    await stores.access_tokens.put("wx1", NEWER)

    assert await stores.access_tokens.get("wx1") == NEWER


async def test_a_dropped_token_is_gone(stores: Stores) -> None:
    await stores.access_tokens.put("wx1", TOKEN)
    await stores.access_tokens.drop("wx1")
    await stores.access_tokens.drop("wx1")

    assert await stores.access_tokens.get("wx1") is None


async def test_refresh_tokens_are_kept_together(stores: Stores) -> None:
    await stores.authorisers.keep({"wx2": "refresh-2", "wx1": "refresh-1", "wx3": ""})
    await stores.authorisers.keep({"wx1": "refresh-new", "wx2": ""})
    await stores.authorisers.keep({})

    assert await stores.authorisers.refresh_token("wx1") == "refresh-new"
    assert await stores.authorisers.refresh_token("wx2") == "refresh-2"
    assert await stores.authorisers.refresh_token("wx3") is None


async def test_a_list_overwrites_nothing_that_was_kept_since(stores: Stores) -> None:
    await stores.authorisers.keep({"wx1": "refresh-1", "wx2": "r2", "wx3": "r3", "wx4": "r4"})
    marks = await stores.authorisers.marks()
    await stores.authorisers.keep({"wx2": "newer", "wx3": "r3", "wx5": "newer"})
    listed = {f"wx{number}": "listed" for number in (1, 2, 3, 5, 6)} | {"wx4": ""}
    await stores.authorisers.keep_listed(listed, marks=marks)
    await stores.authorisers.keep_listed({}, marks=marks)

    kept = {appid: await stores.authorisers.refresh_token(appid) for appid in await stores.authorisers.appids()}
    assert kept == {"wx1": "listed", "wx2": "newer", "wx3": "r3", "wx4": "r4", "wx5": "newer", "wx6": "listed"}
    assert "refresh-1" not in repr(marks)


async def test_authorisers_are_listed_in_order(stores: Stores) -> None:
    await stores.authorisers.keep({"wxb": "r", "wxB": "r", "wxa": "r"})

    assert await stores.authorisers.appids() == ["wxB", "wxa", "wxb"]


async def test_thousands_are_kept_at_once(stores: Stores) -> None:
    await stores.authorisers.keep({f"wx{number}": f"refresh-{number}" for number in range(1201)})

    assert len(await stores.authorisers.appids()) == 1201
    assert await stores.authorisers.refresh_token("wx1200") == "refresh-1200"


async def test_two_replicas_that_keep_the_same_page(stores: Stores) -> None:
    page = {f"wx{number:02}": "refresh" for number in range(40)}
    backwards = dict(reversed(page.items()))
    await asyncio.gather(*(stores.authorisers.keep(some) for some in (page, backwards) * 4))

    assert await stores.authorisers.appids() == sorted(page)


async def test_a_revoked_program_is_forgotten(stores: Stores) -> None:
    await stores.authorisers.keep({"wx1": "refresh-1", "wx2": "refresh-2"})
    for name in ("wx1", "wx2"):
        await stores.access_tokens.put(name, TOKEN)
    await stores.authorisers.drop("wx1")

    assert await stores.authorisers.appids() == ["wx2"]
    assert await stores.access_tokens.get("wx1") is None
    assert await stores.access_tokens.get("wx2") == TOKEN


FIRST = Ticket("ticket@@@first", NOW)
SECOND = Ticket("ticket@@@second", NOW + timedelta(minutes=10))


async def test_there_is_none_before_the_first(stores: Stores) -> None:
    assert await stores.tickets.latest() is None


async def test_the_newest_is_kept(stores: Stores) -> None:
    assert await stores.tickets.keep(FIRST)
    assert await stores.tickets.keep(SECOND)
    assert not await stores.tickets.keep(FIRST)
    assert not await stores.tickets.keep(SECOND)

    assert await stores.tickets.latest() == SECOND


async def test_two_that_come_at_once(stores: Stores) -> None:
    await asyncio.gather(*(stores.tickets.keep(ticket) for ticket in (SECOND, FIRST) * 5))

    assert await stores.tickets.latest() == SECOND


async def test_wechat_is_asked_again_once(stores: Stores) -> None:
    await stores.tickets.keep(FIRST)
    later = NOW + timedelta(hours=13)
    recorded = await asyncio.gather(*(stores.tickets.ask_again(later, not_since=NOW) for _ in range(5)))

    assert sum(recorded) == 1
    assert not await stores.tickets.ask_again(later + timedelta(minutes=1), not_since=later - timedelta(seconds=1))
    assert await stores.tickets.latest() == FIRST


async def test_it_is_asked_before_the_first_ticket_too(stores: Stores) -> None:
    assert await stores.tickets.ask_again(NOW, not_since=NOW)

    assert await stores.tickets.latest() is None
    assert await stores.tickets.keep(FIRST)


async def test_a_new_ticket_ends_the_asking(stores: Stores) -> None:
    await stores.tickets.keep(FIRST)
    await stores.tickets.ask_again(NOW, not_since=NOW)
    await stores.tickets.keep(FIRST)
    assert not await stores.tickets.ask_again(NOW + timedelta(hours=1), not_since=NOW - timedelta(hours=1))
    await stores.tickets.keep(SECOND)

    assert await stores.tickets.ask_again(NOW + timedelta(hours=1), not_since=NOW - timedelta(hours=1))


async def test_wechat_is_asked_once_more_after_a_while(stores: Stores) -> None:
    hour = timedelta(hours=1)
    await stores.tickets.ask_again(NOW, not_since=NOW - hour)
    assert not await stores.tickets.ask_again(NOW + hour / 2, not_since=NOW - hour / 2)

    assert await stores.tickets.ask_again(NOW + hour, not_since=NOW)


async def test_a_push_is_new_once(stores: Stores) -> None:
    assert not await stores.pushes.seen("P1")
    assert await stores.pushes.is_new("P1", now=NOW)
    assert await stores.pushes.seen("P1")
    assert not await stores.pushes.is_new("P1", now=NOW + timedelta(seconds=5))
    assert await stores.pushes.is_new("P2", now=NOW)


async def test_a_push_that_comes_to_several_replicas_at_once(stores: Stores) -> None:
    new = await asyncio.gather(*(stores.pushes.is_new("P1", now=NOW) for _ in range(6)))

    assert sum(new) == 1
