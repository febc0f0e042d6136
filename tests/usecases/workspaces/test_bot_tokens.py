"""Bot tokens: whose they are; each is renewed early, once, and never lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import SlackRefused, SlackUnclear, StorageUnavailable, WorkspaceUnavailable
from bot.lib.work import Exclusive
from bot.ports.slack import Installation, OrgTeam, Workspace
from bot.usecases.workspaces.bot_tokens import LOOK_EVERY, BotTokens, RecentInstallations
from bot.usecases.workspaces.install import InstallWorkspace
from bot.usecases.workspaces.let_in import EndWorkspace, SuspendWorkspace
from tests.contracts.conftest import VAULT
from tests.fakes.installations import LIFE, FakeInstallations, FakeSlackOAuth, FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakePushes

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
PLAIN = Installation("T1", "Plain", "U1", "plain", NOW)
ROTATING = Installation("T2", "Rotating", "U2", "old", NOW, refresh_token="refresh", expires_at=NOW + LIFE)
ORG = Installation("E1", "Org", "U3", "org", NOW, org_wide=True)


class World:
    def __init__(self, *installations: Installation) -> None:
        self.store = FakeInstallations(*installations)
        self.slack = FakeSlackOAuth()
        self.clock = FakeClock(NOW)
        self.workspaces = FakeWorkspaces(self.clock)
        self.seconds = 0.0
        self.tokens = self.replica()

    def replica(self) -> BotTokens:
        recent = RecentInstallations(self.store, monotonic=lambda: self.seconds)
        end = SuspendWorkspace(self.workspaces, EndWorkspace(self.workspaces, self.clock, recent))
        return BotTokens(recent, self.workspaces, self.slack, self.clock, end, _one_at_a_time())

    @property
    def moment(self) -> datetime:
        return self.pass_by(timedelta())

    def pass_by(self, time: timedelta) -> datetime:
        now = self.clock.advance(time)
        self.seconds += time.total_seconds()
        return now


def _one_at_a_time() -> Exclusive:
    lock = asyncio.Lock()

    @asynccontextmanager
    async def exclusive(_name: str) -> AsyncIterator[None]:
        async with lock:
            yield

    return exclusive


async def test_each_workspace_has_its_own() -> None:
    world = World(PLAIN, ROTATING)

    assert await world.tokens.token("T1") == "plain"
    assert await world.tokens.token("T2") == "old"
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T3")
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("")


async def test_the_way_to_an_acknowledgement_asks_no_database() -> None:
    world = World(PLAIN)
    await world.tokens.serving("T1")
    looked_up = world.store.looked_up
    world.pass_by(timedelta(days=3))

    assert await world.tokens.serving("T1", "E7") == PLAIN
    assert world.store.looked_up == looked_up


async def test_a_newer_token_of_another_replica_is_found() -> None:
    world = World(PLAIN)
    assert await world.tokens.token("T1") == "plain"
    world.store.kept["T1"] = replace(PLAIN, bot_token="newer")
    assert await world.tokens.token("T1") == "plain"
    world.seconds += LOOK_EVERY

    assert await world.tokens.token("T1") == "newer"


async def test_a_refused_token_is_looked_up_at_once() -> None:
    world = World(PLAIN)
    assert await world.tokens.token("T1", refused="plain") == "plain"
    world.store.kept["T1"] = replace(PLAIN, bot_token="again")

    assert await world.tokens.token("T1", refused="plain") == "again"


async def test_it_is_renewed_early_and_once() -> None:
    world = World(ROTATING)
    world.pass_by(LIFE - timedelta(hours=2, seconds=1))
    assert await world.tokens.token("T2") == "old"
    world.pass_by(timedelta(seconds=1))

    assert set(await asyncio.gather(*(world.tokens.token("T2") for _ in range(20)))) == {"bot-1"}
    assert world.slack.refreshed == ["refresh"]
    assert world.store.kept["T2"].refresh_token == "refresh-1"


async def test_replicas_do_not_use_a_refresh_token_twice() -> None:
    world = World(ROTATING)
    world.pass_by(LIFE)
    shared = world.tokens.exclusive
    replicas = [world.tokens, replace(world.replica(), exclusive=shared)]
    world.slack.meanwhile = lambda: asyncio.sleep(0)

    assert await asyncio.gather(*(each.token("T2") for each in replicas)) == ["bot-1", "bot-1"]
    assert world.slack.refreshed == ["refresh"]


async def test_it_is_renewed_without_requests() -> None:
    """The routine renews only what is due; over weeks each refresh token is used once."""
    world = World(PLAIN, ROTATING)
    for _ in range(60):
        now = world.pass_by(timedelta(hours=10))
        await world.tokens.keep_fresh(now=now)

    assert len(world.slack.refreshed) == len(set(world.slack.refreshed)) == 60
    assert world.store.kept["T2"].is_good(now)
    assert world.store.kept["T1"] == PLAIN


async def test_while_slack_is_silent_the_token_in_hand_is_used() -> None:
    world = World(ROTATING)
    world.pass_by(LIFE - timedelta(hours=1))
    world.slack.error = SlackUnclear(method="oauth.v2.access")
    assert [await world.tokens.token("T2") for _ in range(5)] == ["old"] * 5
    assert len(world.slack.refreshed) == 1
    world.pass_by(timedelta(hours=1))
    with pytest.raises(SlackUnclear):
        await world.tokens.token("T2")
    world.slack.error = None

    assert await world.tokens.token("T2") == "bot-3"


async def test_an_expired_token_is_renewed_when_slack_says_so() -> None:
    world = World(ROTATING)

    assert await world.tokens.token("T2", refused="old") == "bot-1"


async def test_a_refresh_token_that_is_no_good_suspends_the_workspace() -> None:
    world = World(PLAIN, ROTATING)
    for team in ("T1", "T2"):
        await world.workspaces.put(Workspace(team, team, "U"))
    now = world.pass_by(LIFE)
    world.slack.error = SlackRefused(code="invalid_refresh_token", method="oauth.v2.access")
    for _ in range(3):
        await world.tokens.keep_fresh(now=now)

    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == ["T2"]
    assert sorted(world.store.kept) == ["T1", "T2"]
    assert len(world.slack.refreshed) == 1
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T2")


async def test_a_lost_answer_leaves_the_token_in_hand() -> None:
    """The refresh token is spent, so nothing is asked; the workspace works until its known end."""
    world = World(ROTATING)
    await world.workspaces.put(Workspace("T2", "T2", "U"))
    now = world.pass_by(LIFE - timedelta(hours=2))
    world.slack.error = SlackRefused(code="invalid_refresh_token", method="oauth.v2.access")
    for _ in range(3):
        assert await world.tokens.keep_fresh(now=now) == [ROTATING]
        assert await world.tokens.token("T2") == "old"
    assert len(world.slack.refreshed) == 1

    now = world.pass_by(timedelta(hours=2))
    assert await world.tokens.keep_fresh(now=now) == []
    assert [workspace.team_id for workspace in await world.workspaces.suspended()] == ["T2"]
    assert list(world.store.kept) == ["T2"]


@pytest.mark.parametrize("code", ["invalid_refresh_token", "token_revoked", "account_inactive"])
async def test_a_token_that_is_refused_itself_suspends_the_workspace(code: str) -> None:
    world = World(ROTATING)
    await world.workspaces.put(Workspace("T2", "T2", "U"))
    world.slack.error = SlackRefused(code=code, method="oauth.v2.access")
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T2", refused="old")

    (suspended,) = await world.workspaces.suspended()
    assert str(suspended.suspended_because) == code
    assert list(world.store.kept) == ["T2"]


async def test_a_wrong_client_secret_ends_nothing() -> None:
    world = World(ROTATING)
    await world.workspaces.put(Workspace("T2", "T2", "U"))
    now = world.pass_by(LIFE)
    world.slack.error = SlackRefused(code="bad_client_secret", method="oauth.v2.access")
    await world.tokens.keep_fresh(now=now)

    assert len(await world.workspaces.all()) == 1
    assert world.store.kept["T2"] == ROTATING


async def test_a_renewed_token_is_not_lost_with_the_database() -> None:
    """The old refresh token is spent: the new one is used from memory, and kept as soon as possible."""
    world = World(ROTATING)
    world.pass_by(LIFE)
    world.store.fails = StorageUnavailable(reason="locked")
    assert await world.tokens.token("T2") == "bot-1"
    assert world.store.kept["T2"].bot_token == "old"
    world.pass_by(timedelta(minutes=2))
    assert await world.tokens.token("T2") == "bot-1"

    assert world.store.kept["T2"].refresh_token == "refresh-1"
    assert world.slack.refreshed == ["refresh"]


async def test_taken_away_while_it_is_renewed() -> None:
    world = World(ROTATING)
    world.pass_by(LIFE)
    world.slack.meanwhile = lambda: world.store.drop("T2")
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T2")

    assert world.store.kept == {}
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T2")


async def test_installed_again_while_slack_refuses_what_was_there() -> None:
    world = World(ROTATING)
    now = world.pass_by(LIFE)
    world.slack.error = SlackRefused(code="invalid_refresh_token", method="oauth.v2.access")
    again = replace(ROTATING, bot_token="again", installed_at=now, expires_at=now + LIFE)
    recent, exclusive = world.tokens.installations, world.tokens.exclusive
    install = InstallWorkspace(world.slack, VAULT, FakePushes(), recent, world.workspaces, exclusive)
    keeping: list[asyncio.Task[None]] = []

    async def reinstall() -> None:
        keeping.append(asyncio.create_task(install.keep(again)))
        await asyncio.sleep(0)

    world.slack.meanwhile = reinstall
    await world.tokens.keep_fresh(now=now)
    await asyncio.gather(*keeping)

    assert world.store.kept == {"T2": again}
    assert [workspace.team_id for workspace in await world.workspaces.all()] == ["T2"]


async def test_what_could_not_be_kept_does_not_take_a_later_installations_place() -> None:
    world = World(ROTATING)
    world.pass_by(LIFE)
    world.store.fails = StorageUnavailable(reason="locked")
    await world.tokens.token("T2")
    again = replace(ROTATING, bot_token="again", installed_at=NOW + LIFE, expires_at=NOW + 3 * LIFE)
    await world.store.put(again)
    now = world.pass_by(timedelta(minutes=2))
    await world.tokens.keep_fresh(now=now)

    assert world.store.kept["T2"] == again
    assert await world.tokens.token("T2") == "again"


async def test_an_organisations_installation_serves_its_workspaces() -> None:
    """Each by its own id; an unknown one is kept on its first request, if it belongs."""
    world = World(ORG, PLAIN)
    world.slack.teams = [OrgTeam("T7", "Seven"), OrgTeam("T8", "Eight")]
    await world.workspaces.put(Workspace("T7", "Seven", "U3", enterprise_id="E1"))

    assert await world.tokens.token("T7") == "org"
    assert await world.tokens.serving("T8", "E1") == ORG
    heard_at = NOW - timedelta(seconds=1)
    assert await world.workspaces.get("T8") == Workspace("T8", "Eight", "U3", enterprise_id="E1", heard_at=heard_at)
    assert await world.tokens.serving("T6", "E1") is None
    assert await world.workspaces.get("T6") is None
    assert await world.tokens.token("T8") == "org"
    assert await world.tokens.serving("T1", "E1") == PLAIN
    assert await world.tokens.serving("", "E1") == ORG
    with pytest.raises(WorkspaceUnavailable):
        await world.tokens.token("T9")


async def test_while_slack_does_not_say_whose_a_workspace_is_it_is_unowned() -> None:
    world = World(ORG)
    world.slack.teams, world.slack.error = [OrgTeam("T8", "Eight")], SlackUnclear(method="auth.teams.list")
    assert await world.tokens.serving("T8", "E1") is None
    world.slack.error = None
    assert await world.tokens.serving("T8", "E1") is None
    world.pass_by(timedelta(minutes=1))

    assert await world.tokens.serving("T8", "E1") == ORG


async def test_one_that_cannot_be_renewed_does_not_stop_the_others() -> None:
    other = replace(ROTATING, id="T3", refresh_token="other")
    world = World(replace(ROTATING, refresh_token="broken"), other)
    failures = iter([ValueError("a token")])

    async def fail_once() -> None:
        for failure in failures:
            raise failure

    world.slack.meanwhile = fail_once
    await world.tokens.keep_fresh(now=world.pass_by(LIFE - timedelta(hours=1)))

    assert world.slack.refreshed == ["broken", "other"]
    assert world.store.kept["T3"].bot_token != other.bot_token
