"""Promises of `bot.ports.workspaces.Workspaces`."""

from dataclasses import replace

from bot.ports.workspaces import Workspace
from tests.contracts.conftest import Stores

FIRST = Workspace("T9", "客户一号", "U1")
SECOND = Workspace("T1", "Second", "U2")


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
    """It stays the first one when it has ended; before there is any, there is none."""
    assert await stores.workspaces.first() is None
    await stores.workspaces.put(FIRST)
    await stores.workspaces.put(SECOND)
    ended = replace(FIRST, ended=True, enterprise_id="E1")
    await stores.workspaces.put(ended)

    assert await stores.workspaces.first() == ended
