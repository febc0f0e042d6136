"""Promises of `bot.ports.slack.Workspaces`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain.delivery import SlackCode
from bot.ports.slack import Workspace
from tests.contracts.conftest import CLOCK, Stores

FIRST = Workspace("T9", "客户一号", "U1")
SECOND = Workspace("T1", "Second", "U2")
NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
CODE: Final = SlackCode("account_inactive")


async def test_gives_back_what_was_put(stores: Stores) -> None:
    """A workspace comes back whole, and only under its own id."""
    await stores.workspaces.put(FIRST)

    assert await stores.workspaces.get("T9") == FIRST
    assert await stores.workspaces.get("T1") is None


async def test_lists_the_oldest_first(stores: Stores) -> None:
    """The order is that of arrival, which replacing a workspace does not change."""
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)
    renamed = replace(FIRST, name="改名")
    await stores.workspaces.put(renamed)

    assert await stores.workspaces.all() == [renamed, SECOND]


async def test_leaves_out_those_that_have_ended(stores: Stores) -> None:
    """An ended workspace is still known but not listed."""
    ended = replace(FIRST, ended=True)
    await stores.workspaces.put(ended)
    await stores.workspaces.put(SECOND)

    assert await stores.workspaces.all() == [SECOND]
    assert await stores.workspaces.get("T9") == ended


async def test_knows_the_first_one(stores: Stores) -> None:
    """Even after it has ended; before there is any, none."""
    assert await stores.workspaces.first() is None
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)
    ended = replace(FIRST, ended=True, enterprise_id="E1")
    await stores.workspaces.put(ended)

    assert await stores.workspaces.first() == ended


async def test_a_suspension_is_kept_until_it_ends(stores: Stores) -> None:
    """The first reason and moment stay; it is listed with the others, and apart."""
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)

    assert await stores.workspaces.suspend("T1", CODE, at=NOW)
    assert not await stores.workspaces.suspend("T1", SlackCode("invalid_auth"), at=NOW + timedelta(days=1))
    suspended = replace(SECOND, suspended_at=NOW, suspended_because=CODE)
    assert await stores.workspaces.get("T1") == suspended
    assert await stores.workspaces.suspended() == [suspended]
    assert await stores.workspaces.all() == [FIRST, suspended]

    await stores.workspaces.revive("T1")
    assert await stores.workspaces.get("T1") == SECOND
    assert await stores.workspaces.suspended() == []


async def test_only_a_served_workspace_is_suspended(stores: Stores) -> None:
    """Neither an ended one nor one that is not there."""
    await stores.workspaces.put(replace(FIRST, ended=True))

    assert not await stores.workspaces.suspend("T9", CODE, at=NOW)
    assert not await stores.workspaces.suspend("T1", CODE, at=NOW)
    assert await stores.workspaces.suspended() == []


async def test_an_installation_ends_a_suspension(stores: Stores) -> None:
    """The new token is accepted, as far as is known."""
    await stores.workspaces.put(FIRST)
    await stores.workspaces.suspend("T9", CODE, at=NOW)
    await stores.workspaces.put(FIRST)

    assert await stores.workspaces.get("T9") == FIRST


async def test_older_news_change_nothing(stores: Stores) -> None:
    """Slack repeats events, out of order: of two seconds the later one counts, and of one second the first to come."""
    in_first, out_later, in_last = (
        replace(FIRST, ended=ended, enterprise_id="E1", heard_at=NOW + timedelta(minutes=minute))
        for minute, ended in ((0, False), (1, True), (2, False))
    )
    for news, takes_effect in (
        (out_later, True), (in_first, False), (replace(in_first, heard_at=out_later.heard_at), False),
        (replace(in_first, heard_at=None), False), (in_last, True), (out_later, False),
    ):  # fmt: skip
        assert await stores.workspaces.put(news, news=True) is takes_effect

    assert await stores.workspaces.get("T9") == in_last
    await stores.workspaces.put(replace(FIRST, heard_at=await CLOCK.now() + timedelta(minutes=3)))
    assert await stores.workspaces.put(in_last, news=True)  # that was heard by a clock that was ahead
    assert await stores.workspaces.put(FIRST)
    assert await stores.workspaces.get("T9") == FIRST
    assert await stores.workspaces.put(out_later, news=True)
    assert await stores.workspaces.all() == []
