"""Which workspace has unrequested programs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.platform.authorisation import Origin
from bot.domain.programs import AuthStatus, ProvidedProgram
from bot.ports.programs import KeptProgram
from bot.ports.slack import Workspace
from bot.usecases.programs.visible import AssignProgram, HomeWorkspace
from bot.usecases.sweep.sync_provided import SyncProvided
from tests.fakes.fleet import FakeKeptPrograms, FakeSyncs
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.platform import FakeAuthorisations
from tests.usecases.sweep.test_sync_provided import FakeList
from tests.usecases.sweep_world import world_of

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)

FIRST, SECOND = Workspace("T1", "First", "U1"), Workspace("T2", "Second", "U2")


async def _both() -> FakeWorkspaces:
    workspaces = FakeWorkspaces()
    await workspaces.put(FIRST)
    await workspaces.put(SECOND)
    return workspaces


async def test_where_one_is_served_it_is_the_one_that_is_there() -> None:
    """When the settings' token becomes another workspace's, that one takes over."""
    workspaces = await _both()
    home = HomeWorkspace(workspaces)
    assert await home() == "T1"
    await workspaces.put(replace(FIRST, ended=True))

    assert await home() == "T2"
    assert await home.joined() == ["T2"]


async def test_where_many_are_served_no_one_inherits() -> None:
    """The first stays it after it ended: the next is another company."""
    workspaces = await _both()
    home = HomeWorkspace(workspaces, many=True)
    await workspaces.put(replace(FIRST, ended=True))

    assert await home() == "T1"
    assert await home.joined() == ["T2"]


async def test_the_settings_say_it() -> None:
    """Whether it has come or not."""
    assert await HomeWorkspace(await _both(), many=True, team_id="T9")() == "T9"


async def test_before_any_installation() -> None:
    """There is none."""
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
    """Until it is there, new programs wait; others keep theirs."""
    workspaces, kept = await _both(), FakeKeptPrograms()
    await workspaces.put(replace(FIRST, ended=True))
    await kept.put("T2", [KeptProgram("wx2")])
    provided = FakeList(ProvidedProgram("wx1", "Secret", "secret"), ProvidedProgram("wx2", "Café", "cafe"))
    sync = await SyncProvided(provided, kept, home(workspaces), FakeSyncs())(now=NOW)
    place = AssignProgram(kept, workspaces, home(workspaces), FakeAuthorisations())
    placed = await place(KeptProgram("wx3"), Origin(), now=NOW)
    teams = await place(KeptProgram("wx4"), Origin("T2", "C1", "U1"), now=NOW)

    assert (sync.added, placed, teams) == (0, [], ["T2"])
    assert [program.appid for program in await kept.all("T2")] == ["wx2", "wx4"]
    assert await kept.teams_of("wx1") == await kept.teams_of("wx3") == []


async def test_a_program_that_another_workspace_asks_for() -> None:
    """It moves there from the home workspace, which has not asked for it."""
    workspaces, kept = await _both(), FakeKeptPrograms()
    await kept.put("T1", [KeptProgram("wx1")])
    place = AssignProgram(kept, workspaces, HomeWorkspace(workspaces, many=True), FakeAuthorisations())

    assert await place(KeptProgram("wx1"), Origin("T2", "C1", "U1"), now=NOW) == ["T2"]
    assert await kept.teams_of("wx1") == ["T2"]


async def test_what_is_known_of_a_program_moves_with_it() -> None:
    """Its nickname and its status, also before it is authorised again."""
    workspaces, kept = await _both(), FakeKeptPrograms()
    await kept.put("T1", [KeptProgram("wx1", "Secret")])
    await kept.set_status("T1", "wx1", AuthStatus.NOT_GRANTED, now=NOW)
    place = AssignProgram(kept, workspaces, HomeWorkspace(workspaces, many=True), FakeAuthorisations())
    moved = await place.moved("wx1", Origin("T2", "C1", "U1"), now=NOW)

    assert moved == await kept.get("T2", "wx1") == KeptProgram("wx1", "Secret")
    assert await kept.statuses("T2") == {"wx1": AuthStatus.NOT_GRANTED}


async def test_nor_what_has_authorised_the_platform() -> None:
    """A listing of all authorisers keeps nothing for anyone else."""
    world = await world_of(3)
    await world.workspaces.put(replace(FIRST, ended=True))
    world.sync.home = HomeWorkspace(world.workspaces, many=True)
    await world.sync(now=NOW)

    assert await world.names("T2") == await world.names("T1") == []
