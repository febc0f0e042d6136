"""Promises of `bot.ports.wechat.AccessTokens` and `bot.ports.platform.Authorisers`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.ports.wechat import KeptToken
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TOKEN = KeptToken("token-first", NOW + timedelta(minutes=90), NOW + timedelta(hours=2))
NEWER = replace(TOKEN, secret="token-second")


async def test_a_token_comes_back_whole(stores: Stores) -> None:
    """And only under its own name."""
    await stores.access_tokens.put("wx1", TOKEN)

    assert await stores.access_tokens.get("wx1") == TOKEN
    assert await stores.access_tokens.get("component") is None


async def test_a_token_replaces_the_one_before(stores: Stores) -> None:
    """There is one of each name."""
    await stores.access_tokens.put("wx1", TOKEN)
    await stores.access_tokens.put("wx1", NEWER)

    assert await stores.access_tokens.get("wx1") == NEWER


async def test_a_dropped_token_is_gone(stores: Stores) -> None:
    """And dropping what is not there is no error."""
    await stores.access_tokens.put("wx1", TOKEN)
    await stores.access_tokens.drop("wx1")
    await stores.access_tokens.drop("wx1")

    assert await stores.access_tokens.get("wx1") is None


async def test_refresh_tokens_are_kept_together(stores: Stores) -> None:
    """A page at once; an empty one takes nothing away."""
    await stores.authorisers.keep({"wx2": "refresh-2", "wx1": "refresh-1", "wx3": ""})
    await stores.authorisers.keep({"wx1": "refresh-new", "wx2": ""})
    await stores.authorisers.keep({})

    assert await stores.authorisers.refresh_token("wx1") == "refresh-new"
    assert await stores.authorisers.refresh_token("wx2") == "refresh-2"
    assert await stores.authorisers.refresh_token("wx3") is None


async def test_a_list_overwrites_nothing_that_was_kept_since(stores: Stores) -> None:
    """Neither changed nor new tokens, even if equal. Empty ones change nothing."""
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
    """The order of the characters, whatever the database makes of them."""
    await stores.authorisers.keep({"wxb": "r", "wxB": "r", "wxa": "r"})

    assert await stores.authorisers.appids() == ["wxB", "wxa", "wxb"]


async def test_thousands_are_kept_at_once(stores: Stores) -> None:
    """More than fit into one statement."""
    await stores.authorisers.keep({f"wx{number}": f"refresh-{number}" for number in range(1201)})

    assert len(await stores.authorisers.appids()) == 1201
    assert await stores.authorisers.refresh_token("wx1200") == "refresh-1200"


async def test_two_replicas_that_keep_the_same_page(stores: Stores) -> None:
    """They wait for each other, whatever order it came in."""
    page = {f"wx{number:02}": "refresh" for number in range(40)}
    backwards = dict(reversed(page.items()))
    await asyncio.gather(*(stores.authorisers.keep(some) for some in (page, backwards) * 4))

    assert await stores.authorisers.appids() == sorted(page)


async def test_a_revoked_program_is_forgotten(stores: Stores) -> None:
    """Its refresh token and access token; others stay."""
    await stores.authorisers.keep({"wx1": "refresh-1", "wx2": "refresh-2"})
    for name in ("wx1", "wx2"):
        await stores.access_tokens.put(name, TOKEN)
    await stores.authorisers.drop("wx1")

    assert await stores.authorisers.appids() == ["wx2"]
    assert await stores.access_tokens.get("wx1") is None
    assert await stores.access_tokens.get("wx2") == TOKEN
