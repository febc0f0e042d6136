"""Promises of `bot.ports.slack.Installations`."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.ports.slack import Installation
from tests.contracts.conftest import Stores

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TEAM = Installation("T9", "客户一号", "U1", "xoxb-1", NOW, installed_by="U7")
ROTATING = Installation(
    "T1", "Second", "U2", "xoxe.xoxb-1", NOW, refresh_token="xoxe-1", expires_at=NOW + timedelta(hours=12)
)
ORG = Installation("E1", "Holding", "U3", "xoxb-org", NOW, org_wide=True)


async def test_gives_back_what_was_put(stores: Stores) -> None:
    """An installation comes back with its tokens, only under its own id."""
    for installation in (TEAM, ROTATING, ORG):
        await stores.installations.put(installation)
        assert await stores.installations.get(installation.id) == installation

    assert await stores.installations.get("T2") is None
    assert await stores.installations.get("") is None
    assert await stores.installations.all() == [ORG, ROTATING, TEAM]


async def test_replaces_the_one_before(stores: Stores) -> None:
    """New tokens replace old ones; without rotation no refresh token stays."""
    await stores.installations.put(ROTATING)
    renewed = replace(ROTATING, bot_token="xoxe.xoxb-2", refresh_token="xoxe-2", expires_at=NOW + timedelta(hours=24))
    await stores.installations.put(renewed)
    assert await stores.installations.all() == [renewed]

    plain = replace(ROTATING, bot_token="xoxb-3", refresh_token="", expires_at=None)
    await stores.installations.put(plain)
    assert await stores.installations.get("T1") == plain


async def test_renews_what_is_there(stores: Stores) -> None:
    """Only tokens; one removed stays removed, one reinstalled keeps its own."""
    renewed = replace(ROTATING, bot_token="xoxe.xoxb-2", refresh_token="xoxe-2", expires_at=NOW + timedelta(hours=24))
    assert not await stores.installations.renew(renewed)
    assert await stores.installations.all() == []

    await stores.installations.put(ROTATING)
    assert await stores.installations.renew(renewed)
    assert await stores.installations.all() == [renewed]

    again = replace(ROTATING, bot_token="xoxe.xoxb-3", installed_at=NOW + timedelta(hours=1))
    await stores.installations.put(again)
    assert not await stores.installations.renew(renewed)
    assert await stores.installations.all() == [again]


async def test_forgets_one(stores: Stores) -> None:
    """What is dropped is gone, and dropping what is not there does nothing."""
    await stores.installations.put(TEAM)
    await stores.installations.put(ORG)
    await stores.installations.drop("T9")
    await stores.installations.drop("T9")

    assert await stores.installations.all() == [ORG]


def test_no_token_shows() -> None:
    """Neither token stands in the repr, which ends up in logs and tracebacks."""
    assert "xox" not in repr(ROTATING)
