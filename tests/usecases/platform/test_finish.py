"""How an authorisation is finished, whatever comes first, twice or not at all."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from bot.domain.platform import AccountStatus, Origin, ProgramEvent
from bot.domain.programs import AuthStatus, MerchantChoice
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.usecases.platform.finish import UNDER_WAY, Outcome
from tests.usecases.platform_world import (
    ASKER,
    CHANNEL,
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SHOP,
    TEAM,
    USER,
    PlatformWorld,
    confirmed_world,
)

AUTHORISED = Outcome(ProgramEvent.AUTHORISED, SHOP, "云上商城")


@pytest.fixture
async def world() -> PlatformWorld:
    """A merchant has just confirmed, and a code is on its way."""
    return await confirmed_world()


async def test_the_redirect_alone(world: PlatformWorld) -> None:
    """The asking workspace has the program, its refresh token is kept, and the channel gets a notice."""
    assert await world.finished(await world.redirect()) == AUTHORISED

    program = await world.kept.get(TEAM, SHOP)
    assert program
    assert (program.nickname, program.principal, program.added_at) == ("云上商城", "Principal Ltd", NOW)
    assert program.account_status is AccountStatus.NORMAL
    assert program.permission_sets == frozenset({17, 18})
    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"
    (news,) = world.news.notified.values()
    assert (news.channel_id, news.user_id, news.event, news.at) == (CHANNEL, USER, ProgramEvent.AUTHORISED, NOW)
    assert await world.authorisations.unfinished() == []


async def test_the_push_alone(world: PlatformWorld) -> None:
    assert await world.finished(await world.push(origin=ASKER)) == AUTHORISED
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_no_one_had_asked(world: PlatformWorld) -> None:
    assert await world.finished(await world.push()) == AUTHORISED
    assert await world.kept.teams_of(SHOP) == [TEAM]
    assert world.notified() == []


async def test_a_person_who_asked_outside_a_channel(world: PlatformWorld) -> None:
    await world.finished(await world.redirect(origin=Origin(TEAM, "", USER)))

    assert world.notified() == [(TEAM, USER, "authorised")]


@pytest.mark.parametrize("order", sorted(set(permutations(["push", "push", "redirect", "redirect"]))), ids="-".join)
async def test_in_any_order_and_twice(world: PlatformWorld, order: tuple[str, ...]) -> None:
    for way in order:
        pending = await (world.push() if way == "push" else world.redirect())
        assert await world.finished(pending) == AUTHORISED

    assert world.platform.calls.count("exchange") == 1
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_all_at_once_on_two_replicas(world: PlatformWorld) -> None:
    replicas = [world.finish, world.another_finish()]
    received = [await world.push(), await world.redirect(), await world.push(), await world.redirect()]
    outcomes = await asyncio.gather(*(replica(each, now=NOW) for each in received for replica in replicas))

    assert set(outcomes) == {AUTHORISED}
    assert world.platform.calls.count("exchange") == 1
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_the_redirect_while_the_push_is_being_handled(world: PlatformWorld) -> None:
    world.platform.gate.clear()
    pushed = asyncio.create_task(world.finished(await world.push()))
    while not world.platform.in_flight:  # noqa: ASYNC110 - no event tells; nothing here takes real time
        await asyncio.sleep(0)
    redirected = asyncio.create_task(world.finished(await world.redirect()))
    world.platform.gate.set()

    assert {*await asyncio.gather(pushed, redirected)} == {AUTHORISED}
    assert world.platform.calls.count("exchange") == 1
    assert world.notified() == [(TEAM, CHANNEL, "authorised")]


async def test_many_at_once(world: PlatformWorld) -> None:
    for number in range(50):
        world.platform.authorise(f"wx{number}", f"code-{number}")
        await world.push(f"code-{number}", f"wx{number}")
    await world.resume(now=NOW)

    assert len(await world.kept.all(TEAM)) == 50
    assert world.platform.most_in_flight <= 4


async def test_it_moves_to_the_workspace_that_asked(world: PlatformWorld) -> None:
    await world.install("T1", "T2")
    await world.finished(await world.push())
    assert await world.kept.teams_of(SHOP) == ["T1"]

    await world.finished(await world.redirect(origin=Origin("T2", "C2", "U2")))
    assert await world.kept.teams_of(SHOP) == ["T2"]
    assert world.notified() == [("T2", "C2", "authorised")]


async def test_a_second_workspace_asks(world: PlatformWorld) -> None:
    await world.install("T1", "T2")
    await world.finished(await world.redirect())
    world.platform.authorise(SHOP, "again")
    await world.finished(await world.redirect("again", Origin("T2", "C2", "U2")))

    assert await world.kept.teams_of(SHOP) == ["T1", "T2"]
    assert world.notified() == [("T1", CHANNEL, "authorised"), ("T2", "C2", "authorised")]


async def test_the_workspace_that_asked_has_left(world: PlatformWorld) -> None:
    await world.finished(await world.redirect(origin=Origin("T-gone", "C2", "U2")))

    assert await world.kept.teams_of(SHOP) == [TEAM]


async def test_no_one_inherits_from_a_workspace_that_has_ended(world: PlatformWorld) -> None:
    await world.install("T1", "T2")
    await world.workspaces.put(Workspace("T2", "Team", "UBOT", ended=True))
    await world.authorised(SHOP, "T2")
    await world.finished(await world.push())
    assert await world.kept.teams_of(SHOP) == ["T2"]

    await world.kept.remove("T2", SHOP)
    world.platform.authorise(SHOP, "again")
    await world.finished(await world.redirect("again", Origin("T2", "C2", "U2")))
    assert await world.kept.teams_of(SHOP) == ["T2"]


async def test_who_asks_for_what_an_ended_workspace_has(world: PlatformWorld) -> None:
    """They have it from then on, even after a push; the other keeps it, too."""
    await world.install("T1", "T2", "T3")
    await world.workspaces.put(Workspace("T2", "Team", "UBOT", ended=True))
    await world.authorised(SHOP, "T2")
    await world.finished(await world.push())
    outcome = await world.finished(await world.redirect(origin=Origin("T3", "C3", "U3")))

    assert outcome.event is ProgramEvent.AUTHORISED
    assert await world.kept.teams_of(SHOP) == ["T2", "T3"]


async def test_before_the_bot_has_joined_a_workspace() -> None:
    world = PlatformWorld()
    world.platform.authorise(SHOP, "code")
    assert await world.finished(await world.push()) == UNDER_WAY
    assert await world.authorisers.refresh_token(SHOP) == "refresh-1"

    await world.install()
    await world.resume(now=NOW)
    assert await world.kept.teams_of(SHOP) == [TEAM]


async def test_without_permission_set_18(world: PlatformWorld) -> None:
    """It is kept, unreadable, and the asker learns what is missing, once, even by a refused reading."""
    world.platform.authorise(SHOP, "code", [1, 17])
    outcome = await world.finished(await world.redirect())
    await world.finished(await world.push())
    await world.note.not_granted(SHOP, now=NOW + MINUTE)

    assert outcome == Outcome(ProgramEvent.NOT_GRANTED, SHOP, "云上商城")
    assert await world.kept.statuses(TEAM) == {SHOP: AuthStatus.NOT_GRANTED}
    assert world.notified() == [(TEAM, CHANNEL, "not-granted")]


async def test_again_without_permission_set_18(world: PlatformWorld) -> None:
    world.platform.authorise(SHOP, "code", [1, 17])
    await world.finished(await world.redirect())
    world.clock.advance(HOUR)
    world.platform.authorise(SHOP, "again", [1])
    await world.finished(await world.redirect("again"))
    await world.finished(await world.redirect("again"))

    assert world.notified() == 2 * [(TEAM, CHANNEL, "not-granted")]


async def test_the_permission_set_is_taken_away(world: PlatformWorld) -> None:
    await world.finished(await world.redirect())
    await world.channel_programs.put(TEAM, "C7", SHOP)
    world.clock.advance(DAY)
    world.platform.authorise(SHOP, "update", [1])
    await world.finished(await world.push("update"))

    assert world.notified()[1:] == [(TEAM, CHANNEL, "not-granted"), (TEAM, "C7", "not-granted")]


async def test_it_can_be_read_again(world: PlatformWorld) -> None:
    await world.authorised()
    await world.channel_programs.put(TEAM, "C7", SHOP)
    await world.note.revoked(SHOP, now=NOW - DAY)
    await world.finished(await world.redirect())
    await world.finished(await world.push())

    assert await world.kept.statuses(TEAM) == {}
    assert world.notified()[1:] == [(TEAM, "C7", "authorised"), (TEAM, CHANNEL, "authorised")]


async def test_what_the_providers_list_says_stays(world: PlatformWorld) -> None:
    listed = KeptProgram(SHOP, listed_alias="shop", listed_tags=("food",), added_at=NOW - DAY)
    await world.kept.put(TEAM, [listed])
    await world.finished(await world.redirect())

    program = await world.kept.get(TEAM, SHOP)
    assert program
    assert (program.listed_alias, program.listed_tags, program.added_at) == ("shop", ("food",), NOW - DAY)


async def test_an_agreement_is_with_the_workspace_that_asked(world: PlatformWorld) -> None:
    await world.install(TEAM, "T2")
    await world.authorised(team_id="T2")
    for choice in (MerchantChoice.AGREED, MerchantChoice.DECLINED):
        world.platform.authorise(SHOP, f"code-{choice}")
        await world.finished(await world.redirect(f"code-{choice}", replace(ASKER, choice=choice)))
        here, there = await world.opt_ins.get(TEAM, SHOP), await world.opt_ins.get("T2", SHOP)

        assert here.merchant is choice
        assert there.merchant is (MerchantChoice.UNASKED if choice is MerchantChoice.AGREED else choice)
