"""The message of Mondays: once, only to those who want it, one line in quiet weeks, and from what they see then."""

from contextlib import suppress
from dataclasses import replace

import pytest

from bot.assembly.platform import channels_of
from bot.domain.access import Grant, Role
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Paused
from bot.domain.home import Preferences
from bot.domain.numbers.version import NO_PIN
from bot.domain.programs import AuthStatus
from bot.errors import ChannelUnavailable, SlackUnclear
from bot.i18n import texts_for
from bot.ports.slack import Person
from bot.usecases.report.read import take_snapshot
from tests.fakes.programs import FakePrograms
from tests.fakes.wechat import feed
from tests.usecases.digest_world import CAFE, DAY, DUE, FRIDAY, HOUR, SHOP, TEAM, WEEK, Killed, World

ANN = Person("U0ANN", "en-GB", "Asia/Shanghai")
T = texts_for("en")
CALM = {"3.8.1": 60, "3.0.0": 39, "2.30.0": 1}


@pytest.fixture
async def world() -> World:
    """Two programs that nothing happens to, and one person who wants it from Friday on."""
    world = World(programs=FakePrograms(SHOP, CAFE))
    await world.install(TEAM)
    world.people.change(ANN)
    for back in (0, 7, 14):
        await _read(world, back)
    await turn(world, on=True)
    return world


async def _read(world: World, back: int, minimum: str = "3.0.0") -> None:
    at = DUE - back * DAY
    payload = feed(CALM, minimum=minimum)
    taken = [take_snapshot(each.appid, payload, pin=NO_PIN, remembered=None, now=at) for each in (SHOP, CAFE)]
    await world.snapshots.save(TEAM, taken)


async def turn(world: World, *, on: bool, person: Person = ANN) -> None:
    """As the button does."""
    await world.assemble().set_weekly(TEAM, person, on=on, locale="en", now=FRIDAY)


def got(world: World) -> list[str]:
    """What the person was sent."""
    return [posted.message.text for posted in world.messenger.posted if posted.channel_id == ANN.user_id]


async def test_one_line_in_a_quiet_week(world: World) -> None:
    """At nine where the person is, in their language."""
    await world.tick(DUE - HOUR)
    assert got(world) == []
    await world.tick(DUE)

    assert got(world) == [T("weekly-quiet", since="16 Nov 2026")]
    assert [len(posted.message.blocks) for posted in world.messenger.posted] == [1]


async def test_at_nine_where_the_person_has_moved_to(world: World) -> None:
    """In London that is eight hours later."""
    world.people.change(replace(ANN, zone="Europe/London"))
    await world.assemble().set_weekly.follow(TEAM, ANN.user_id, now=FRIDAY)
    await world.tick(DUE + 7 * HOUR)
    assert got(world) == []
    await world.tick(DUE + 8 * HOUR)
    assert len(got(world)) == 1


async def test_a_move_that_slack_did_not_report(world: World) -> None:
    """One message comes at the old hour, and looks where the person is; the next comes at nine there."""
    world.people.change(replace(ANN, zone="Europe/London"))
    await world.tick(DUE)
    await world.tick(DUE + WEEK + 7 * HOUR)
    assert len(got(world)) == 1
    await world.tick(DUE + WEEK + 8 * HOUR)
    assert len(got(world)) == 2


async def test_off_while_slack_is_asked_where_the_person_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays off."""

    async def pressed_meanwhile(*_: str) -> Person:
        await turn(world, on=False)
        return replace(ANN, zone="Europe/London")

    set_weekly = world.assemble().set_weekly
    monkeypatch.setattr(world.people, "get", pressed_meanwhile)
    await set_weekly.follow(TEAM, ANN.user_id, now=FRIDAY)
    await world.run(DUE, DUE + 9 * HOUR)
    assert got(world) == []


async def test_what_changed_of_the_programs_followed(world: World) -> None:
    """Without a choice of all; the change of another one is none."""
    world.programs.programs = [SHOP, replace(CAFE, status=AuthStatus.REVOKED)]
    await _read(world, 0, minimum="2.30.0")
    await world.choices.put(TEAM, ANN.user_id, Preferences("en", (SHOP.appid,)))
    await world.tick(DUE)

    (text,) = got(world)
    assert text.startswith(T("waiting", what=T("waiting-attention", count=1)))
    assert "shop: minimum lowered to 2.30.0" in text
    assert "cafe: minimum" not in str(world.messenger.posted)


async def test_once_whatever_dies(world: World) -> None:
    """A process that dies between the post and its record, and an answer that is lost, do not make a second one."""
    world.deliveries.die_before = "finish"
    with suppress(Killed):
        await world.tick(DUE)
    assert [row.state for row in world.deliveries.all()] == [DeliveryState.SENDING]
    world.restart()
    await world.run(DUE, DUE + HOUR)

    assert len(got(world)) == 1
    world.messenger.lose_next_answer(SlackUnclear(method="chat.postMessage"))
    await world.run(DUE + WEEK, DUE + WEEK + HOUR)
    assert len(got(world)) == 2
    assert [row.kind for row in world.deliveries.all()] == [DeliveryKind.DIGEST] * 2


async def test_on_and_off(world: World) -> None:
    """Twice on is once; off ends it, also what is due already; and on again begins anew."""
    await turn(world, on=True)
    await turn(world, on=False)
    await world.tick(DUE)
    assert got(world) == []

    await world.assemble().set_weekly(TEAM, ANN, on=True, locale="en", now=DUE + DAY)
    await world.tick(DUE + DAY)
    assert got(world) == []
    await world.tick(DUE + WEEK)
    assert len(got(world)) == 1


@pytest.mark.parametrize("person", [replace(ANN, gone=True), replace(ANN, is_outsider=True)])
async def test_who_is_no_longer_there(world: World, person: Person) -> None:
    """Nothing is sent, and nothing fails."""
    world.people.forget(TEAM, ANN.user_id)
    world.people.change(person)
    await world.tick(DUE)

    assert got(world) == []
    assert [row.state for row in world.deliveries.all()] == [DeliveryState.SKIPPED]


async def test_a_refusal_pauses_it_and_no_notice_follows(world: World) -> None:
    """The person cannot be reached; the switch turns it on again."""
    world.messenger.fail_next(ChannelUnavailable(code="messages_tab_disabled", method="chat.postMessage"))
    await world.run(DUE, DUE + HOUR)
    kept = await world.subscriptions.of_channel(TEAM, ANN.user_id)

    assert kept
    assert isinstance(kept.state, Paused)
    assert world.notices() == []
    await turn(world, on=True)
    again = await world.subscriptions.of_channel(TEAM, ANN.user_id)
    assert again
    assert again.active


async def test_no_news_of_programs_and_no_digest_of_a_channel(world: World) -> None:
    """It is a person's: nothing that channels get goes there, and Home lists it as no channel's."""
    assert await channels_of(world.repositories)(TEAM, SHOP.appid) == []
    assert await world.repositories.home_queries.digests(TEAM, ANN.user_id, [ANN.user_id], limit=9) == ([], 0)


async def test_restricted_programs_are_the_admins(world: World) -> None:
    """By the role of that moment, not of the day on which it was turned on."""
    await world.rules.restrict(TEAM, SHOP.appid, ["C1"])
    await _read(world, 0, minimum="2.30.0")
    await world.tick(DUE)
    await world.rules.grant(TEAM, Grant(ANN.user_id, Role.ADMIN, "U1", DUE))
    await _read(world, -7, minimum="2.25.0")
    await world.tick(DUE + WEEK)

    before, after = (str(posted.message) for posted in world.messenger.posted)
    assert "shop" not in before
    assert "shop" in after
