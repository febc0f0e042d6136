"""A workspace is served or it is not: what events said, what Slack lists, and what is kept agree in the end."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.delivery import NOT_INSTALLED, SlackCode
from bot.errors import SlackBusy, SlackRefused, StorageUnavailable
from bot.ports.slack import Installation, OrgTeam, Workspace
from bot.usecases.workspaces.bot_tokens import BotTokens
from bot.usecases.workspaces.install import InstallWorkspace
from bot.usecases.workspaces.let_in import REVIEW_EVERY, EndWorkspace, HearOfAccess
from tests.fakes.programs import FakePushes
from tests.usecases.workspaces.test_bot_tokens import NOW, ORG, PLAIN, World
from tests.usecases.workspaces.test_install import VAULT

SEVEN = OrgTeam("T7", "Seven")
OUT = Workspace("T7", "Seven", "U3", ended=True, enterprise_id="E1", heard_at=NOW - timedelta(days=1))
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


async def is_served(world: World, team_id: str = "T7") -> bool:
    return team_id in {each.team_id for each in await world.workspaces.all()}


async def test_an_ended_workspace_is_one_that_is_unknown() -> None:
    """Its event was lost: Slack is asked, and a yes serves it in every way; a no leaves it, and it is not answered."""
    world = World(ORG)
    await world.workspaces.put(OUT)
    assert await world.tokens.serving("T7", "E1") is None
    assert not await is_served(world)

    world.slack.teams = [SEVEN]
    world.pass_by(MINUTE)
    assert await world.tokens.serving("T7", "E1") == ORG
    assert await is_served(world)


async def test_strangers_cost_one_listing_a_minute() -> None:
    world = World(ORG)
    for error, asked in ((None, 1), (SlackBusy(retry_after=30, method="auth.teams.list"), 2)):
        world.slack.error = error
        teams = [f"T{number}" for number in range(20, 40)]
        assert not any(await asyncio.gather(*(world.tokens.serving(team, "E1") for team in teams)))
        assert [await world.tokens.serving(team, "E1") for team in teams] == [None] * 20
        assert len(world.slack.listed) == asked
        world.pass_by(MINUTE)

    assert await world.workspaces.first() is None


async def test_let_in_while_slack_limits_the_method() -> None:
    world = World(ORG)
    world.slack.teams = [SEVEN]
    await world.tokens.serving("T9", "E1")
    world.pass_by(MINUTE)
    world.slack.error = SlackBusy(retry_after=30, method="auth.teams.list")
    await HearOfAccess(world.workspaces, world.clock, world.store)("T8", "E1", let_in=True, at=world.moment)

    for team_id in ("T7", "T8"):
        assert await world.tokens.serving(team_id, "E1") == ORG
        assert await is_served(world, team_id)


async def test_a_listing_from_before_an_event_changes_nothing() -> None:
    """Taken out after Slack was asked: the listing in memory does not let it in again."""
    world = World(ORG)
    world.slack.teams = [SEVEN]
    await world.tokens.serving("T9", "E1")
    await HearOfAccess(world.workspaces, world.clock, world.store)("T7", "E1", let_in=False, at=world.pass_by(SECOND))

    assert await world.tokens.serving("T7", "E1") is None
    assert not await is_served(world)


async def test_taken_out_by_this_process() -> None:
    world = World(ORG)
    world.slack.teams = [SEVEN]
    assert await world.tokens.serving("T7", "E1") == ORG
    hear = HearOfAccess(world.workspaces, world.clock, world.store, world.tokens.forget)
    await hear("T7", "E1", let_in=False, at=world.moment)

    assert await world.tokens.serving("T7", "E1") is None


async def test_taken_out_by_another_replica() -> None:
    world = World(ORG)
    world.slack.teams = [SEVEN]
    assert await world.tokens.serving("T7", "E1") == ORG
    world.slack.teams = []
    now = world.pass_by(MINUTE)
    await HearOfAccess(world.workspaces, world.clock, world.store)("T7", "E1", let_in=False, at=now)
    await world.tokens.review(now=now)

    assert await world.tokens.serving("T7", "E1") is None


async def test_a_review_makes_lost_events_good() -> None:
    world = World(ORG, PLAIN)
    world.pass_by(timedelta(days=1))
    world.slack.teams = [SEVEN, OrgTeam("T1", "Plain")]
    await world.workspaces.put(OUT)
    await world.workspaces.put(Workspace("T8", "Eight", "U3", enterprise_id="E1"))
    world.slack.error = SlackRefused(code="access_denied", method="auth.teams.list")
    await world.tokens.let_in.review(now=world.moment)
    assert await is_served(world, "T8")
    world.slack.error = None
    for minutes in (9, 1, 59):
        await world.tokens.let_in.review(now=world.pass_by(minutes * MINUTE))

    assert [each.team_id for each in await world.workspaces.all()] == ["T7", "T1"]
    assert await world.workspaces.get("T1") == Workspace("T1", "Plain", "U1", heard_at=NOW - SECOND)
    assert len(world.slack.listed) == 2


async def test_a_new_installation_is_reviewed_at_once() -> None:
    """Also one in the place of another that was reviewed a moment ago; and again soon, as Slack's clock is another."""
    world = World(ORG)
    await world.tokens.review(now=world.pass_by(timedelta(days=1)))
    await EndWorkspace(world.workspaces, world.clock, world.store).organisation("E1")
    world.store.kept["E1"] = replace(ORG, installed_at=world.pass_by(MINUTE))
    world.slack.teams = [SEVEN]
    await world.tokens.review(now=world.moment)
    assert await is_served(world)

    world.slack.teams = []
    await world.tokens.review(now=world.pass_by(10 * MINUTE))
    assert not await is_served(world)


async def test_two_organisations_list_one_workspace() -> None:
    world = World(ORG, replace(ORG, id="E2", bot_token="org-2"))
    world.slack.teams = [SEVEN]
    for _ in range(3):
        await world.tokens.review(now=world.pass_by(REVIEW_EVERY))
        row = await world.workspaces.get("T7")
        assert row
        assert (row.enterprise_id, row.ended) == ("E1", False)


async def test_the_name_of_a_workspace_that_an_event_let_in() -> None:
    """The event has none; the list has, and a workspace that is suspended stays so."""
    world = World(ORG)
    await HearOfAccess(world.workspaces, world.clock, world.store)("T7", "E1", let_in=True, at=world.pass_by(SECOND))
    await world.workspaces.suspend("T7", SlackCode("account_inactive"), at=world.moment)
    world.slack.teams = [SEVEN]
    await world.tokens.review(now=world.pass_by(REVIEW_EVERY))

    row = await world.workspaces.get("T7")
    assert row
    assert (row.name, row.ended, row.suspended_because) == ("Seven", False, SlackCode("account_inactive"))


async def test_killed_between_an_installation_and_its_workspace() -> None:
    """The next review serves it; and an end that was cut short leaves no installation behind."""
    world = World(PLAIN)

    async def full(*_args: object, **_more: object) -> bool:
        raise StorageUnavailable(reason="full")

    await world.tokens.let_in.review(now=world.moment)
    assert await is_served(world, "T1")
    put, world.workspaces.put = world.workspaces.put, full  # type: ignore[method-assign]
    with pytest.raises(StorageUnavailable):
        await EndWorkspace(world.workspaces, world.clock, world.store)("T1")
    world.workspaces.put = put  # type: ignore[method-assign]

    assert world.store.kept == {}


@pytest.mark.parametrize("asks", ["review", "command"])
async def test_taken_away_while_slack_lists(asks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the whole organisation, and another workspace by itself: the list, which came before, serves neither."""
    world = World(ORG, PLAIN)
    end = EndWorkspace(world.workspaces, world.clock, world.tokens.installations)
    await world.tokens.review(now=world.pass_by(timedelta(days=1)))
    world.slack.teams = [SEVEN]

    async def taken_away(_org: Installation) -> list[OrgTeam]:
        await end("T1", at=world.moment)
        await end.organisation("E1", at=world.moment)
        return [SEVEN]

    monkeypatch.setattr(world.slack, "teams_of", taken_away)
    now = world.pass_by(REVIEW_EVERY)
    if asks == "review":
        await world.tokens.review(now=now)
    else:
        assert await world.tokens.serving("T7", "E1") is None

    assert await world.workspaces.all() == []


async def test_a_delivery_to_the_last_workspace_that_was_taken_out() -> None:
    """It is refused, and the organisation's token stays: it may let that workspace in again."""
    world = World(ORG)
    hear, suspend = HearOfAccess(world.workspaces, world.clock, world.store), world.tokens.suspend
    for let_in in (True, False):
        await hear("T7", "E1", let_in=let_in, at=world.pass_by(SECOND))
    await suspend("T7", SlackCode(NOT_INSTALLED), at=world.moment)
    await hear("T7", "E1", let_in=True, at=world.pass_by(SECOND))

    assert await is_served(world)


async def test_events_from_before_an_end() -> None:
    """A letting-in that Slack repeats after the workspace has ended, also one with an installation of its own."""
    world = World(ORG)
    hear = HearOfAccess(world.workspaces, world.clock, world.store)
    end = EndWorkspace(world.workspaces, world.clock, world.store)
    install = InstallWorkspace(world.slack, VAULT, FakePushes(), world.store, world.workspaces)
    let_in_at = world.pass_by(SECOND)
    await hear("T7", "E1", let_in=True, at=let_in_at)
    await install.keep(replace(PLAIN, id="T7", installed_at=world.pass_by(MINUTE)))
    await end("T7", at=world.pass_by(MINUTE))
    for _ in range(2):
        await hear("T7", "E1", let_in=True, at=let_in_at)
        assert not await is_served(world)


async def test_an_installation_of_its_own_while_a_list_is_settled() -> None:
    world = World(ORG, replace(PLAIN, id="T7"))
    await world.workspaces.put(Workspace("T7", "Seven", "U3", enterprise_id="E1", heard_at=NOW))
    await world.tokens.review(now=world.pass_by(REVIEW_EVERY))

    row = await world.workspaces.get("T7")
    assert row
    assert (row.bot_user_id, row.enterprise_id) == ("U1", "")


async def test_ended_by_another_replica() -> None:
    """Commands are not answered where nothing is delivered, though the token is still in memory."""
    world = World(PLAIN)
    assert await world.tokens.serving("T1", "")
    await world.tokens.review(now=world.moment)
    await EndWorkspace(world.workspaces, world.clock, world.store)("T1")
    await world.tokens.review(now=world.pass_by(MINUTE))

    assert await world.tokens.serving("T1", "") is None


async def test_what_a_wrong_clock_heard() -> None:
    """A moment that is yet to come does not hold off what Slack tells or lists now."""
    world = World(ORG)
    world.slack.teams = [SEVEN]
    await world.workspaces.put(replace(OUT, heard_at=NOW + timedelta(hours=6)))

    assert await world.tokens.serving("T7", "E1") == ORG
    found = await world.workspaces.get("T7")
    assert found
    assert (found.ended, found.heard_at) == (False, NOW - SECOND)
    await world.workspaces.put(replace(found, heard_at=NOW + timedelta(hours=6)))
    await HearOfAccess(world.workspaces, world.clock, world.store)("T7", "E1", let_in=False, at=world.moment)
    assert not await is_served(world)


async def test_the_listing_with_a_renewed_token() -> None:
    world = World(ORG)
    await world.tokens.token("E1")
    world.store.kept["E1"] = replace(ORG, bot_token="renewed")
    world.slack.refuses, world.slack.teams = {"org"}, [SEVEN]

    assert await world.tokens.serving("T7", "E1")
    assert world.slack.listed == ["org", "renewed"]


class Story:
    """Slack lets a workspace in and out, each time in another second; replicas hear of it late, twice, or never."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same story each time
        self.world = World(ORG)
        self.replicas = [self.world.tokens, self.world.replica()]
        self.history: list[tuple[datetime, bool]] = [(NOW - timedelta(days=9), False)]
        self.on_the_way: list[tuple[datetime, bool]] = []
        self.heard_at = NOW - timedelta(days=9)

    @property
    def lets_in(self) -> bool:
        return self.history[-1][1]

    @property
    def replica(self) -> BotTokens:
        return self.random.choice(self.replicas)

    async def changes(self) -> None:
        self.history.append((self.world.moment, not self.lets_in))
        self.world.slack.teams = [SEVEN] if self.lets_in else []
        if self.random.random() < 0.7:
            self.on_the_way.append(self.history[-1])

    async def hears(self) -> None:
        """One of the events arrives, and perhaps once more later."""
        if self.on_the_way:
            at, let_in = event = self.random.choice(self.on_the_way)
            if self.random.random() < 0.7:
                self.on_the_way.remove(event)
            installations = self.replica.installations
            await HearOfAccess(self.world.workspaces, self.world.clock, installations)("T7", "E1", let_in=let_in, at=at)

    async def is_asked(self) -> None:
        replica = self.replica
        if await replica.serving("T7", "E1") and self.random.random() < 0.5:
            await replica.token("T7")

    async def is_limited(self) -> None:
        limited = SlackBusy(retry_after=30, method="auth.teams.list")
        self.world.slack.error = None if self.world.slack.error else limited

    async def rotates(self) -> None:
        """Another replica, or nobody who is left, renews the token; the one before is no good any more."""
        kept = self.world.store.kept["E1"]
        self.world.slack.refuses.add(kept.bot_token)
        self.world.store.kept["E1"] = replace(kept, bot_token=f"org-{len(self.world.slack.refuses)}")

    async def is_killed(self) -> None:
        self.replicas[self.random.randrange(2)] = self.world.replica()

    async def ticks(self) -> None:
        now = self.world.pass_by(self.random.choice([SECOND, MINUTE, REVIEW_EVERY]))
        replica = self.replica
        await replica.keep_fresh(now=now)
        await replica.review(now=now)

    async def steps(self) -> None:
        """One of these, in a second of its own."""
        self.world.pass_by(SECOND)
        actions = [self.changes, self.hears, self.hears, self.is_asked, self.is_limited, self.rotates, self.is_killed]
        await self.random.choice([*actions, self.ticks])()
        row = await self.world.workspaces.get("T7")
        if row and row.heard_at:
            assert row.heard_at >= self.heard_at
            assert row.ended is not [let_in for at, let_in in self.history if at <= row.heard_at][-1]
            self.heard_at = row.heard_at

    async def ends(self) -> None:
        self.world.slack.error = None
        now = self.world.pass_by(REVIEW_EVERY + MINUTE)
        for replica in self.replicas:
            await replica.keep_fresh(now=now)
            await replica.review(now=now)


@pytest.mark.parametrize("seed", range(40))
async def test_what_is_kept_is_what_slack_says(seed: int) -> None:
    """Always what was so in the newest second that is known; in the end what is so now, in commands and digests."""
    story = Story(seed)
    for _ in range(120):
        await story.steps()
    await story.ends()

    assert await is_served(story.world) is story.lets_in
    assert [await each.serving("T7", "E1") is not None for each in story.replicas] == [story.lets_in] * 2
    assert len(story.history) > 1


@pytest.mark.parametrize("order", [sorted, lambda events: sorted(events, reverse=True)])
async def test_events_alone(order: Callable[[list[tuple[datetime, bool]]], list[tuple[datetime, bool]]]) -> None:
    world = World(ORG)
    events = [(NOW + number * SECOND, number % 2 == 0) for number in range(9)]
    for at, let_in in order(events):
        await HearOfAccess(world.workspaces, world.clock, world.store)("T7", "E1", let_in=let_in, at=at)

    assert await is_served(world)
