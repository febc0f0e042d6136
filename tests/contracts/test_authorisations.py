"""Promises of `bot.ports.platform.Authorisations`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.platform.authorisation import Failure, FailureKey, Invitation, Origin, code_id
from bot.ports.platform import Pending
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
    """The redirect came: it knows who asked."""
    return await stores.authorisations.receive(code, appid="", origin=origin, expires_at=ENDS, now=now)


async def test_an_invitation_tells_who_asked(stores: Stores) -> None:
    """By its code; of another code nothing is known."""
    await stores.authorisations.invited(Invitation("preauthcode@@@1", ENDS), ASKED)

    assert await stores.authorisations.origin_of("preauthcode@@@1") == ASKED
    assert await stores.authorisations.origin_of("preauthcode@@@2") == UNKNOWN


async def test_a_code_is_kept_until_it_is_exchanged(stores: Stores) -> None:
    """It comes back whole, by its id and among the unfinished."""
    pending = await stores.authorisations.receive(CODE, appid="wx1", origin=ASKED, expires_at=ENDS, now=NOW)

    assert pending == KNOWN
    assert CODE not in pending.id
    assert await stores.authorisations.get(pending.id) == KNOWN
    assert await stores.authorisations.unfinished() == [KNOWN]
    assert await stores.authorisations.get("another") is None


async def test_the_push_completes_the_redirect(stores: Stores) -> None:
    """And the other way round: whichever comes second, everything is known."""
    await redirected(stores)
    assert await pushed(stores, now=LATER) == KNOWN

    await pushed(stores, "other", "wx2")
    second = await redirected(stores, "other", now=LATER)
    assert (second.appid, second.origin) == ("wx2", ASKED)
    assert await stores.authorisations.get(second.id) == second


async def test_both_may_come_twice_and_at_once(stores: Stores) -> None:
    """To whichever replica: there is one authorisation, and it is complete."""
    await asyncio.gather(*(come(stores) for come in (pushed, redirected) * 4))

    assert await stores.authorisations.unfinished() == [KNOWN]


async def test_what_is_known_is_not_changed(stores: Stores) -> None:
    """A second redirect with another state takes nothing over."""
    await pushed(stores)
    await redirected(stores)

    assert await redirected(stores, origin=Origin("T2", "C2", "U2")) == KNOWN


async def test_an_exchanged_code_is_forgotten(stores: Stores) -> None:
    """The rest stays, with WeChat's AppID; coming again reports it as done."""
    pending = await redirected(stores)
    await stores.authorisations.finish(pending, appid="wx1", now=LATER)

    done = replace(KNOWN, code="", done_at=LATER)
    assert await stores.authorisations.get(pending.id) == done
    assert await stores.authorisations.unfinished() == []
    assert await pushed(stores, now=LATER) == done


async def test_an_origin_may_come_after_the_exchange(stores: Stores) -> None:
    """The push was enough for WeChat; the redirect adds the recipient."""
    pending = await pushed(stores)
    await stores.authorisations.finish(pending, appid="wx1", now=LATER)
    late = await redirected(stores, now=LATER)

    assert (late.code, late.done_at, late.origin) == ("", LATER, ASKED)


@pytest.mark.parametrize("text", ["expired", "refused 61004 203.0.113.7", "refused 61003", "from-a-newer-version"])
async def test_a_code_that_came_to_nothing_says_why(stores: Stores, text: str) -> None:
    """Also from another version of Baselib; a known AppID is kept."""
    failure = Failure.parse(text)
    pending = await pushed(stores)
    await stores.authorisations.finish(pending, appid="", failure=failure, now=LATER)

    failed = await stores.authorisations.get(pending.id)
    assert failed is not None
    assert (failed.appid, failed.failure, failed.code) == ("wx1", failure, "")


@pytest.mark.parametrize("failures", [(None, REFUSED), (REFUSED, None)])
async def test_a_success_outweighs_a_failure(stores: Stores, failures: tuple[Failure | None, Failure | None]) -> None:
    """With two replicas and one code WeChat refuses the second, which means nothing."""
    pending = await pushed(stores)
    for failure in failures:
        await stores.authorisations.finish(pending, appid="wx1", failure=failure, now=LATER)

    done = await stores.authorisations.get(pending.id)
    assert done is not None
    assert done.failure is None


async def test_the_unfinished_come_oldest_first(stores: Stores) -> None:
    """So none waits for ever."""
    await pushed(stores, "third", now=NOW + timedelta(minutes=2))
    await pushed(stores, "first", now=NOW)
    await pushed(stores, "second", now=LATER)

    assert [pending.code for pending in await stores.authorisations.unfinished()] == ["first", "second", "third"]


async def test_who_got_a_program(stores: Stores) -> None:
    """The latest first; not those who asked for another one, in vain, or anonymously."""
    for number, (appid, failure) in enumerate((("wx1", None), ("wx1", None), ("wx2", None), ("wx1", REFUSED))):
        now = NOW + timedelta(minutes=number)
        pending = await redirected(stores, f"code-{number}", Origin("T1", f"C{number}", "U1"), now)
        await stores.authorisations.finish(pending, appid=appid, failure=failure, now=now)
    await stores.authorisations.finish(await pushed(stores), appid="wx1", now=NOW)
    await redirected(stores, "unfinished")

    origins = await stores.authorisations.origins("wx1")
    assert [origin.channel_id for origin in origins] == ["C1", "C0"]


async def test_whether_one_came_since(stores: Stores) -> None:
    """By the moment it came or finished; of that program only, without failures."""
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
