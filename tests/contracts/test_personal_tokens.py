"""Promises of `bot.ports.people.PersonalTokens`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.domain.agents import MOST_TOKENS, TOKEN_LASTS, PersonalToken, digest_of
from bot.ports.people import PersonalTokens
from bot.ports.slack import Workspace, Workspaces
from bot.storage.access import SqlPersonalTokens
from bot.storage.engine.database import Database
from bot.storage.workspaces import SqlWorkspaces
from tests.fakes.agents import FakePersonalTokens
from tests.fakes.installations import FakeWorkspaces

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
FIRST: Final = PersonalToken("a1b2c3", "T1", "U1", NOW)
SECOND: Final = PersonalToken("d4e5f6", "T1", "U1", NOW + timedelta(days=1))
HERE: Final = Workspace("T1", "Acme", "UBOT")
OTHERS: Final = (PersonalToken("a1b2c3", "T1", "U2", NOW), PersonalToken("a1b2c3", "T2", "U1", NOW))


@pytest.fixture
async def tokens(database: Database | None) -> PersonalTokens:
    """Two of one person, one of another person and of another workspace each."""
    kept: PersonalTokens = FakePersonalTokens() if database is None else SqlPersonalTokens(database)
    for each in (SECOND, FIRST, *OTHERS):
        assert await kept.add(each, hash_of(each), since=NOW - TOKEN_LASTS)
    return kept


def hash_of(token: PersonalToken) -> str:
    """A made-up one."""
    return digest_of(f"{token.team_id} {token.user_id} {token.id}")


async def test_found_by_hash(tokens: PersonalTokens) -> None:
    """With its owner; an unknown hash finds none."""
    assert await tokens.find(hash_of(FIRST)) == FIRST
    assert await tokens.find(digest_of("bl_wrong")) is None


async def test_of_a_person(tokens: PersonalTokens) -> None:
    """Oldest first, of this workspace only."""
    assert list(await tokens.of_person("T1", "U1")) == [FIRST, SECOND]
    assert list(await tokens.of_person("T2", "U2")) == []


async def test_fifteen_at_once(tokens: PersonalTokens) -> None:
    """No more than there is room for; what is no longer good takes none, nor do other people's."""
    now = NOW + timedelta(days=2)
    made = [PersonalToken(f"{number:06}", "T1", "U1", now) for number in range(15)]
    kept = await asyncio.gather(*(tokens.add(each, hash_of(each), since=NOW) for each in made))

    assert kept.count(True) == MOST_TOKENS - 1  # of the two before, the second is still good
    assert len(await tokens.of_person("T1", "U1")) == MOST_TOKENS + 1
    assert not await tokens.add(made[0], "another", since=NOW)
    assert await tokens.add(made[0], "another", since=now)


async def test_removed(tokens: PersonalTokens) -> None:
    """Only the person's own, and only once."""
    assert not await tokens.remove("T1", "U3", FIRST.id)
    assert await tokens.remove("T1", "U1", FIRST.id)
    assert not await tokens.remove("T1", "U1", FIRST.id)

    assert list(await tokens.of_person("T1", "U1")) == [SECOND]
    assert [await tokens.find(hash_of(each)) for each in OTHERS] == list(OTHERS)


async def test_a_workspace_that_ends(tokens: PersonalTokens, database: Database | None) -> None:
    """Its tokens go in the same moment; the other workspaces' stay, and so do those of one that has not ended."""
    workspaces: Workspaces = FakeWorkspaces() if database is None else SqlWorkspaces(database)
    if isinstance(workspaces, FakeWorkspaces) and isinstance(tokens, FakePersonalTokens):
        workspaces.forget_tokens = tokens.forget
    await workspaces.put(replace(HERE, heard_at=NOW))
    await workspaces.put(replace(HERE, ended=True, heard_at=NOW), news=True)
    assert await tokens.find(hash_of(FIRST)) == FIRST

    await workspaces.put(replace(HERE, ended=True))

    assert [await tokens.find(hash_of(each)) for each in OTHERS] == [None, OTHERS[1]]
