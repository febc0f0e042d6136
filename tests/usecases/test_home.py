"""The programs that need attention, as Home tabs show them."""

from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.assembly.platform import channels_of
from bot.domain.access import Grant, Role
from bot.domain.delivery import DeliveryKind, DeliveryState
from bot.domain.digest.subscription import Paused
from bot.domain.home import Outcomes, Preferences
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import NO_PIN
from bot.domain.platform.authorisation import Credentials
from bot.domain.programs import AuthStatus, Program
from bot.errors import ChannelUnavailable, SlackUnclear, StorageUnavailable, WeChatBusy, WeChatRefused
from bot.i18n import texts_for
from bot.lib.cache import RECENT
from bot.ports.platform import Ticket
from bot.ports.slack import Person
from bot.usecases.home.onboarding import PreferredPeople
from bot.usecases.home.waiting import FindAttention, SummariseHealth, follow_zone, set_weekly
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.report.read import read_failure_of, take_snapshot
from tests.domain.build import snapshot_of
from tests.fakes.everything import Fakes
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.people import FakePeople, FakePreferences
from tests.fakes.programs import FakePrograms, FakeTickets
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import feed
from tests.usecases.digest_world import CAFE, DAY, DUE, FRIDAY, HOUR, SHOP, TEAM, WEEK, Killed, World

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
FIND_ATTENTION_SHOP, FIND_ATTENTION_CAFE = (
    Program(Visible("wx1"), "shop", status=AuthStatus.REVOKED),
    Program(Visible("wx2"), "cafe"),
)


async def test_kept_for_a_moment_and_never_shown_where_it_is_restricted() -> None:
    programs = FakePrograms(FIND_ATTENTION_SHOP, FIND_ATTENTION_CAFE)
    find = FindAttention(Fakes(programs).assemble())

    async def listed(later: timedelta = timedelta(0)) -> list[str]:
        report = await find("T1", Role.EDITOR, now=NOW + later)
        return [row.program.alias for row in report.rows] if report else []

    first = await listed()
    programs.programs[1] = replace(FIND_ATTENTION_CAFE, status=AuthStatus.NOT_GRANTED)

    assert first == await listed() == ["shop"]
    await programs.rules.restrict("T1", FIND_ATTENTION_SHOP.appid, ["C1"])
    assert await listed() == ["cafe"]
    programs.programs.append(Program(Visible("wx3")))  # as many as before
    assert await listed() == ["cafe"]
    again = await find("T1", Role.EDITOR, now=NOW)
    assert again
    assert again.listed == 1
    await programs.rules.restrict("T1", FIND_ATTENTION_SHOP.appid, [])
    assert await listed(RECENT) == ["shop", "cafe"]


async def test_without_programs_there_is_nothing() -> None:
    find = FindAttention(Fakes(FakePrograms()).assemble())

    assert await find("T1", Role.ADMIN, now=NOW) is None


INSTALLATION_HEALTH_NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
TODAY = date(2026, 11, 23)
INSTALLATION_HEALTH_DAY = timedelta(days=1)
FLEET = FakePrograms(
    *(Program(Visible(f"wx{number}")) for number in range(5)), Program(Visible("wx9"), status=AuthStatus.REVOKED)
)
ROWS = {"3.1.0": "99", "3.0.0": "1"}


def looking(
    snapshots: FakeSnapshots, read_failures: FakeReadFailures, tickets: FakeTickets | None = None
) -> SummariseHealth:
    fakes = Fakes(FLEET, snapshots=snapshots, read_failures=read_failures)
    app = fakes.assemble()
    options = replace(app.options, credentials=Credentials.PLATFORM)
    home = HomeWorkspace(fakes.workspaces, team_id="T1")
    return SummariseHealth(replace(app, home=home, options=options, kept=replace(app.kept, tickets=tickets)))


async def test_the_sweep_and_its_troubles() -> None:
    snapshots, read_failures, tickets = FakeSnapshots(), FakeReadFailures(), FakeTickets()
    for number, age in enumerate((0, 0, 1, 4)):
        await snapshots.save("T1", [snapshot_of(ROWS, TODAY - age * INSTALLATION_HEALTH_DAY, appid=f"wx{number}")])
    await snapshots.save("T2", [snapshot_of(ROWS, TODAY, appid="wx4")])
    refused = [WeChatRefused(code=61004, errmsg="", rid=f"{number}") for number in range(2)]
    busy = WeChatBusy(code=-1, errmsg="", rid="")
    found = [
        read_failure_of(f"wx{number}", error, now=INSTALLATION_HEALTH_NOW)
        for number, error in enumerate([busy, *refused], 2)
    ]
    await read_failures.note("T1", found)
    await tickets.keep(Ticket("secret", INSTALLATION_HEALTH_NOW - INSTALLATION_HEALTH_DAY))
    health = await looking(snapshots, read_failures, tickets)("T1", now=INSTALLATION_HEALTH_NOW)

    assert (health.programs, health.read_today, health.oldest, health.unread) == (
        5,
        2,
        TODAY - 4 * INSTALLATION_HEALTH_DAY,
        1,
    )
    assert [(error.key, count) for error, count in health.read_failures] == [(refused[0].key, 2), (busy.key, 1)]
    assert (health.credentials, health.ticket_at) == (
        Credentials.PLATFORM,
        INSTALLATION_HEALTH_NOW - INSTALLATION_HEALTH_DAY,
    )
    assert health.outcomes == Outcomes()
    assert "secret" not in repr(health)


async def test_a_trouble_that_is_over_is_not_counted() -> None:
    """A person's reading solved it: the next sweep forgets it, admins do not see it."""
    snapshots, read_failures = FakeSnapshots(), FakeReadFailures()
    await snapshots.save(
        "T1", [snapshot_of(ROWS, TODAY, appid="wx0"), snapshot_of(ROWS, TODAY - INSTALLATION_HEALTH_DAY, appid="wx1")]
    )
    busy = WeChatBusy(code=-1, errmsg="", rid="")
    await read_failures.note(
        "T1", [read_failure_of(appid, busy, now=INSTALLATION_HEALTH_NOW) for appid in ("wx0", "wx1")]
    )

    health = await looking(snapshots, read_failures)("T1", now=INSTALLATION_HEALTH_NOW)

    assert [(error.key, count) for error, count in health.read_failures] == [(busy.key, 1)]


async def test_each_workspace_hears_of_itself() -> None:
    snapshots = FakeSnapshots()
    await snapshots.save("T1", [snapshot_of(ROWS, TODAY, appid="wx0")])
    summarise_health = looking(snapshots, FakeReadFailures())
    read_today = [(await summarise_health(team, now=INSTALLATION_HEALTH_NOW)).read_today for team in ("T1", "T2", "T1")]

    assert read_today == [1, 0, 1]


async def test_guests_do_not_see_settings() -> None:
    snapshots, tickets = FakeSnapshots(), FakeTickets()
    await snapshots.save("T2", [snapshot_of(ROWS, TODAY, appid="wx0")])
    await tickets.keep(Ticket("secret", INSTALLATION_HEALTH_NOW))
    health = await looking(snapshots, FakeReadFailures(), tickets)("T2", now=INSTALLATION_HEALTH_NOW)

    assert (health.credentials, health.ticket_at, health.read_today) == (None, None, 1)


async def test_it_is_looked_up_once_a_minute() -> None:
    snapshots = FakeSnapshots()
    summarise_health = looking(snapshots, FakeReadFailures())
    first = await summarise_health("T1", now=INSTALLATION_HEALTH_NOW)
    await snapshots.save("T1", [snapshot_of(ROWS, TODAY, appid="wx1")])

    assert await summarise_health("T1", now=INSTALLATION_HEALTH_NOW + timedelta(seconds=59)) is first
    assert (await summarise_health("T1", now=INSTALLATION_HEALTH_NOW + timedelta(seconds=60))).read_today == 1
    assert (await summarise_health("T2", now=INSTALLATION_HEALTH_NOW)).read_today == 0


ALICE = Person("U1", "en-GB", "Europe/London")


class Down(FakePreferences):
    async def get(self, team_id: str, user_id: str) -> Preferences:
        del team_id, user_id
        raise StorageUnavailable(reason="unreachable")


async def test_the_choice_counts_until_it_is_taken_back() -> None:
    choices, seconds = FakePreferences(), [0.0]
    people = PreferredPeople(FakePeople(ALICE), choices, monotonic=lambda: seconds[0])

    assert people.known("T1", "U1") is None
    assert await people.get("T1", "U1") == ALICE
    await choices.put("T1", "U1", Preferences("zh-CN"))
    assert await people.get("T1", "U1") == people.known("T1", "U1") == ALICE
    seconds[0] = 301
    assert await people.get("T1", "U1") == people.known("T1", "U1") == replace(ALICE, locale="zh-CN")
    assert await people.get("T2", "U1") == ALICE


async def test_it_is_looked_up_once() -> None:
    choices = FakePreferences()
    people = PreferredPeople(FakePeople(ALICE), choices)
    for _ in range(5):
        await people.get("T1", "U1")
    assert choices.reads == 1

    people.forget("T1", "U1")
    assert people.known("T1", "U1") is None
    await people.get("T1", "U1")
    assert choices.reads == 2


async def test_without_a_database() -> None:
    entries: list[MutableMapping[str, Any]]
    with capture_logs() as entries:
        assert await PreferredPeople(FakePeople(ALICE), Down()).get("T1", "U1") == ALICE

    assert [entry["log_level"] for entry in entries] == ["warning"]


async def test_who_looks_after_the_workspace() -> None:
    people = FakePeople(ALICE)
    people.admin_id = "U1"

    assert await PreferredPeople(people, FakePreferences()).admin("T1") == "U1"


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
    await set_weekly(world.assemble(), TEAM, person, on=on, locale="en", now=FRIDAY)


def got(world: World) -> list[str]:
    return [posted.message.text for posted in world.messenger.posted if posted.channel_id == ANN.user_id]


async def test_one_line_in_a_quiet_week(world: World) -> None:
    await world.tick(DUE - HOUR)
    assert got(world) == []
    await world.tick(DUE)

    assert got(world) == [T("weekly-quiet", since="16 Nov 2026")]
    assert [len(posted.message.blocks) for posted in world.messenger.posted] == [1]


async def test_at_nine_where_the_person_has_moved_to(world: World) -> None:
    world.people.change(replace(ANN, zone="Europe/London"))
    await follow_zone(world.assemble(), TEAM, ANN.user_id, now=FRIDAY)
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

    async def pressed_meanwhile(*_: str) -> Person:
        await turn(world, on=False)
        return replace(ANN, zone="Europe/London")

    monkeypatch.setattr(world.people, "get", pressed_meanwhile)
    await follow_zone(world.assemble(), TEAM, ANN.user_id, now=FRIDAY)
    await world.run(DUE, DUE + 9 * HOUR)
    assert got(world) == []


async def test_what_changed_of_the_programs_followed(world: World) -> None:
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

    await set_weekly(world.assemble(), TEAM, ANN, on=True, locale="en", now=DUE + DAY)
    await world.tick(DUE + DAY)
    assert got(world) == []
    await world.tick(DUE + WEEK)
    assert len(got(world)) == 1


@pytest.mark.parametrize("person", [replace(ANN, gone=True), replace(ANN, is_outsider=True)])
async def test_who_is_no_longer_there(world: World, person: Person) -> None:
    world.people.forget(TEAM, ANN.user_id)
    world.people.change(person)
    await world.tick(DUE)

    assert got(world) == []
    assert [row.state for row in world.deliveries.all()] == [DeliveryState.SKIPPED]


async def test_a_refusal_pauses_it_and_no_notice_follows(world: World) -> None:
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
