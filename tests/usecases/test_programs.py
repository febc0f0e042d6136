"""A restricted program does not exist in other channels, for any question."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from inspect import signature

import pytest

from bot.domain.access import Role, Viewpoint
from bot.domain.alerts.parse import parse_alert
from bot.domain.delivery import DeliveryReason, ReasonKey
from bot.domain.fleet_row import Asked
from bot.domain.numbers.snapshot import Visible
from bot.domain.numbers.version import Version
from bot.domain.platform import Origin
from bot.domain.programs import AuthStatus, Program, ProvidedProgram
from bot.errors import NoProgram, ProgramRestricted, StaleControl, UnknownProgram, UnknownTag
from bot.ports.programs import KeptProgram, Labels, Programs
from bot.ports.slack import Workspace
from bot.usecases.alerts.change import set_alert
from bot.usecases.fleet import raise_fleet, read_fleet
from bot.usecases.programs.choose import choose_program, list_programs, set_alias, use_program
from bot.usecases.programs.visible import AssignProgram, HomeWorkspace, VisiblePrograms
from bot.usecases.sweep.sync_provided import SyncProvided
from tests.fakes.everything import Fakes
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakeAccessRules
from tests.fakes.programs import FakeAuthorisations, FakePrograms
from tests.usecases.alert_world import DAY, AlertWorld, losing
from tests.usecases.alert_world import NOW as ALERTED
from tests.usecases.alert_world import SHOP as WATCHED
from tests.usecases.digest_world import CHANNEL, DUE, SHOP, TEAM, World
from tests.usecases.sweep.test_sync_provided import FakeList
from tests.usecases.sweep_world import world_of

CAFE = Program(Visible("wx0000000000000002"), "cafe", "Corner Coffee", tags=("drinks",))
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
INSIDE, OUTSIDE = Viewpoint(TEAM, "C1", Role.EDITOR), Viewpoint(TEAM, "C2", Role.EDITOR)
BOSS = Viewpoint(TEAM, "C2", Role.ADMIN)
BOSS_IN_PUBLIC = Viewpoint(TEAM, "C2", Role.ADMIN, public=True)


def seen(*programs: Program, rules: FakeAccessRules) -> VisiblePrograms:
    """The programs, as the rules let them be seen."""
    return VisiblePrograms(FakePrograms(*programs, rules=rules), rules)


@pytest.fixture
async def rules() -> FakeAccessRules:
    made = FakeAccessRules()
    await made.restrict(TEAM, CAFE.appid, ["C1"])
    return made


async def test_who_sees_it(rules: FakeAccessRules) -> None:
    visible = seen(SHOP, CAFE, rules=rules)
    names = {
        at: [program.alias for program in await visible.search(at, "", limit=9)]
        for at in (INSIDE, OUTSIDE, BOSS, BOSS_IN_PUBLIC)
    }

    assert names == {
        INSIDE: ["shop", "cafe"],
        OUTSIDE: ["shop"],
        BOSS: ["shop", "cafe"],
        BOSS_IN_PUBLIC: ["shop"],
    }
    assert [program.restricted for program in await visible.search(BOSS, "", limit=9)] == [False, True]


async def test_a_change_is_seen_at_once(rules: FakeAccessRules) -> None:
    programs = FakePrograms(SHOP, CAFE, rules=rules)
    visible = VisiblePrograms(programs, rules)

    await rules.restrict(TEAM, SHOP.appid, ["C1"])
    assert await visible.search(OUTSIDE, "", limit=9) == []

    await rules.restrict(TEAM, CAFE.appid, [])
    programs.programs.append(Program(Visible("wx3"), "new"))
    assert [program.alias for program in await visible.search(OUTSIDE, "", limit=9)] == ["cafe", "new"]


async def test_who_names_it(rules: FakeAccessRules) -> None:
    visible = seen(SHOP, CAFE, rules=rules)
    for named in ("cafe", CAFE.appid, "corner"):
        with pytest.raises(UnknownProgram) as refusal:
            await visible.named(OUTSIDE, named)
        assert refusal.value.params["suggestion"] in ("", SHOP.appid)
        with pytest.raises(ProgramRestricted):
            await visible.named(BOSS_IN_PUBLIC, named)

    assert (await visible.named(BOSS, "cafe")).restricted
    assert await visible.get(OUTSIDE, CAFE.appid) is None
    with pytest.raises(ProgramRestricted):
        await visible.get(BOSS_IN_PUBLIC, CAFE.appid)


@pytest.fixture
async def office() -> Fakes:
    made = Fakes(programs=FakePrograms(SHOP, CAFE), clock=FakeClock(NOW))
    await made.rules.restrict(TEAM, CAFE.appid, ["C1"])
    await made.programs.labels.put(TEAM, CAFE.appid, Labels("cafe", ("drinks",)))
    return made


async def test_every_question_outside(office: Fakes) -> None:
    usecases = office.assemble()

    assert [program.alias for program in (await list_programs(usecases, OUTSIDE)).programs] == ["shop"]
    assert (await list_programs(usecases, OUTSIDE, text="coffee")).found == 0
    assert list(await usecases.visible.search(OUTSIDE, "caf", limit=9)) == []
    assert [row.program.alias for row in (await read_fleet(usecases, OUTSIDE, now=NOW)).rows] == ["shop"]
    assert (await choose_program(usecases, OUTSIDE, "")).alias == "shop"
    assert "Corner" not in str(await raise_fleet(usecases, OUTSIDE, Version.parse("3.0.0"), now=NOW))
    for refused in (read_fleet(usecases, OUTSIDE, now=NOW, tag="drinks"), choose_program(usecases, OUTSIDE, "cafe")):
        with pytest.raises((UnknownTag, UnknownProgram)):
            await refused
    with pytest.raises(StaleControl):
        await usecases.visible.existing(OUTSIDE, CAFE.appid)
    with pytest.raises(UnknownProgram):
        await set_alias(usecases, OUTSIDE, "cafe", "x", by="U1", now=NOW)
    with pytest.raises(UnknownProgram):
        await use_program(usecases, OUTSIDE, "cafe", by="U1", now=NOW)
    with pytest.raises(UnknownProgram):
        await set_alert(usecases, OUTSIDE, parse_alert("loss > 1% at 3.0.0 cafe"), locale="en", owner_id="U1", now=NOW)


async def test_the_same_questions_inside(office: Fakes) -> None:
    usecases = office.assemble()

    assert (await list_programs(usecases, INSIDE, text="coffee")).found == 1
    assert [program.alias for program in await usecases.visible.search(INSIDE, "caf", limit=9)] == ["cafe"]
    assert [row.program.alias for row in (await read_fleet(usecases, INSIDE, now=NOW, tag="drinks")).rows] == ["cafe"]
    assert (await usecases.visible.existing(INSIDE, CAFE.appid)).alias == "cafe"
    assert (await use_program(usecases, INSIDE, "cafe", by="U1", now=NOW)).alias == "cafe"


async def test_a_digest_elsewhere_says_why() -> None:
    """A digest that names it has its AppID as an unknown one; others leave it out."""
    world = World(programs=FakePrograms(SHOP, CAFE))
    subscription = await world.add_subscription()
    await world.subscribe(TEAM, "C2", subscription.schedule, locale="en", owner_id="U1", now=DUE, appids=[CAFE.appid])
    naming = await world.subscriptions.of_channel(TEAM, "C2")
    assert naming
    await world.rules.restrict(TEAM, CAFE.appid, ["C9"])

    about_all, about_one = await world.compose(subscription, now=DUE), await world.compose(naming, now=DUE)
    assert [part.report.program.alias for part in about_all.sections] == ["shop"]
    assert about_all.unread == ()
    assert [(part.program, part.error.key) for part in about_one.unread] == [(CAFE.appid, UnknownProgram.key)]

    with pytest.raises(StaleControl):
        await world.subscribe(
            TEAM, CHANNEL, subscription.schedule, locale="en", owner_id="U1", now=DUE, appids=[CAFE.appid]
        )
    await world.rules.restrict(TEAM, SHOP.appid, ["C9"])
    with pytest.raises(NoProgram):
        await world.compose(subscription, now=DUE)


async def test_an_alert_elsewhere_rests() -> None:
    """Nothing of it is posted, and the channel's list shows neither its name nor its numbers."""
    world = AlertWorld()
    await world.set("loss > 1% at 3.0.0 shop")
    await world.rules.restrict(TEAM, WATCHED.appid, ["C9"])
    (listed,) = await world.list(TEAM, CHANNEL)

    assert (listed.unseen, listed.program, listed.present, listed.holding) == (True, None, None, 0)
    world.programs.programs.clear()
    assert await world.list(TEAM, CHANNEL) == (listed,)


async def test_what_came_true_of_a_restricted_program_is_not_sent() -> None:
    world = AlertWorld()
    await world.set("loss > 1% at 3.0.0 shop")
    world.source.set(WATCHED.appid, losing("1.5"))
    await world.rules.restrict(TEAM, WATCHED.appid, ["C9"])

    for number in range(1, 8):  # most days of a week agree
        assert await world.day(ALERTED + number * DAY) == []
    (alert,) = await world.alerts.of_channel(TEAM, CHANNEL)
    (row,) = await world.deliveries.history(TEAM, alert.id, limit=9)
    assert row.reason == DeliveryReason(ReasonKey.RESTRICTED)


def test_programs_are_asked_for_by_a_viewpoint() -> None:
    asked = {name: list(signature(ask).parameters.values()) for name, ask in vars(Programs).items() if name[0] != "_"}

    assert asked
    assert all(first.annotation in (Asked, Viewpoint) for _, first, *_ in asked.values()), asked


HOME_WORKSPACE_NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)

FIRST, SECOND = Workspace("T1", "First", "U1"), Workspace("T2", "Second", "U2")


async def _both() -> FakeWorkspaces:
    workspaces = FakeWorkspaces()
    await workspaces.put(FIRST)
    await workspaces.put(SECOND)
    return workspaces


async def test_where_one_is_served_it_is_the_one_that_is_there() -> None:
    workspaces = await _both()
    home = HomeWorkspace(workspaces)
    assert await home() == "T1"
    await workspaces.put(replace(FIRST, ended=True))

    assert await home() == "T2"
    assert await home.joined() == ["T2"]


async def test_where_many_are_served_no_one_inherits() -> None:
    workspaces = await _both()
    home = HomeWorkspace(workspaces, many=True)
    await workspaces.put(replace(FIRST, ended=True))

    assert await home() == "T1"
    assert await home.joined() == ["T2"]


async def test_the_settings_say_it() -> None:
    assert await HomeWorkspace(await _both(), many=True, team_id="T9")() == "T9"


async def test_before_any_installation() -> None:
    assert await HomeWorkspace(FakeWorkspaces(), many=True)() == ""
    assert await HomeWorkspace(FakeWorkspaces())() == ""


Homes = Callable[[FakeWorkspaces], HomeWorkspace]


@pytest.mark.parametrize(
    "home",
    [
        lambda workspaces: HomeWorkspace(workspaces, many=True),
        lambda workspaces: HomeWorkspace(workspaces, team_id="T9"),
    ],
)
async def test_no_one_else_gets_its_programs(home: Homes) -> None:
    workspaces, kept = await _both(), FakeKeptPrograms()
    await workspaces.put(replace(FIRST, ended=True))
    await kept.put("T2", [KeptProgram("wx2")])
    provided = FakeList(ProvidedProgram("wx1", "Secret", "secret"), ProvidedProgram("wx2", "Café", "cafe"))
    sync = await SyncProvided(provided, kept, home(workspaces), FakeSyncs())(now=HOME_WORKSPACE_NOW)
    place = AssignProgram(kept, workspaces, home(workspaces), FakeAuthorisations())
    placed = await place(KeptProgram("wx3"), Origin(), now=HOME_WORKSPACE_NOW)
    teams = await place(KeptProgram("wx4"), Origin("T2", "C1", "U1"), now=HOME_WORKSPACE_NOW)

    assert (sync.added, placed, teams) == (0, [], ["T2"])
    assert [program.appid for program in await kept.all("T2")] == ["wx2", "wx4"]
    assert await kept.teams_of("wx1") == await kept.teams_of("wx3") == []


async def test_a_program_that_another_workspace_asks_for() -> None:
    workspaces, kept = await _both(), FakeKeptPrograms()
    await kept.put("T1", [KeptProgram("wx1")])
    place = AssignProgram(kept, workspaces, HomeWorkspace(workspaces, many=True), FakeAuthorisations())

    assert await place(KeptProgram("wx1"), Origin("T2", "C1", "U1"), now=HOME_WORKSPACE_NOW) == ["T2"]
    assert await kept.teams_of("wx1") == ["T2"]


async def test_what_is_known_of_a_program_moves_with_it() -> None:
    workspaces, kept = await _both(), FakeKeptPrograms()
    await kept.put("T1", [KeptProgram("wx1", "Secret")])
    await kept.set_status("T1", "wx1", AuthStatus.NOT_GRANTED, now=HOME_WORKSPACE_NOW)
    place = AssignProgram(kept, workspaces, HomeWorkspace(workspaces, many=True), FakeAuthorisations())
    moved = await place.moved("wx1", Origin("T2", "C1", "U1"), now=HOME_WORKSPACE_NOW)

    assert moved == await kept.get("T2", "wx1") == KeptProgram("wx1", "Secret")
    assert await kept.statuses("T2") == {"wx1": AuthStatus.NOT_GRANTED}


async def test_nor_what_has_authorised_the_platform() -> None:
    world = await world_of(3)
    await world.workspaces.put(replace(FIRST, ended=True))
    world.sync.home = HomeWorkspace(world.workspaces, many=True)
    await world.sync(now=HOME_WORKSPACE_NOW)

    assert await world.names("T2") == await world.names("T1") == []
