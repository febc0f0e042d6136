"""A restricted program does not exist in other channels, for any question."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.domain.access.roles import Role, Viewpoint
from bot.domain.alerts.parse import parse_alert
from bot.domain.delivery.reason import DeliveryReason, ReasonKey
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.errors import NoProgram, ProgramRestricted, StaleControl, UnknownProgram, UnknownTag
from bot.ports.programs import Labels
from bot.usecases.programs.visible import VisiblePrograms
from tests.fakes.access import FakeAccessRules
from tests.fakes.clock import FakeClock
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.usecases.alert_world import DAY, AlertWorld, losing
from tests.usecases.alert_world import NOW as ALERTED
from tests.usecases.alert_world import SHOP as WATCHED
from tests.usecases.digest_world import CHANNEL, DUE, SHOP, TEAM, World

CAFE = Program(Visible("wx0000000000000002"), "cafe", "Corner Coffee", tags=("drinks",))
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
INSIDE, OUTSIDE = Viewpoint(TEAM, "C1", Role.EDITOR), Viewpoint(TEAM, "C2", Role.EDITOR)
BOSS = Viewpoint(TEAM, "C2", Role.ADMIN)
BOSS_IN_PUBLIC = Viewpoint(TEAM, "C2", Role.ADMIN, public=True)


def seen(*programs: Program, rules: FakeAccessRules) -> VisiblePrograms:
    """The programs, as the rules let them be seen."""
    return VisiblePrograms(FakePrograms(*programs), rules)


@pytest.fixture
async def rules() -> FakeAccessRules:
    """The café exists in one channel only."""
    made = FakeAccessRules()
    await made.restrict(TEAM, CAFE.appid, ["C1"])
    return made


async def test_who_sees_it(rules: FakeAccessRules) -> None:
    """Its channel, and admins everywhere; they also see that it is restricted."""
    visible = seen(SHOP, CAFE, rules=rules)
    names = {at: [program.alias for program in await visible(at)] for at in (INSIDE, OUTSIDE, BOSS, BOSS_IN_PUBLIC)}

    assert names == {
        INSIDE: ["shop", "cafe"],
        OUTSIDE: ["shop"],
        BOSS: ["shop", "cafe"],
        BOSS_IN_PUBLIC: ["shop"],
    }
    assert [program.restricted for program in await visible(BOSS)] == [False, True]


class Unchanging(FakePrograms):
    """The same fleet each time, as long as no program changes."""

    async def all(self, team_id: str) -> ProgramIndex:
        return self.fleet.setdefault(team_id, await super().all(team_id))

    def __init__(self, *programs: Program) -> None:
        super().__init__(*programs)
        self.fleet: dict[str, ProgramIndex] = {}


async def test_a_change_is_seen_at_once(rules: FakeAccessRules) -> None:
    """Restrictions take effect at once; unchanged, the same folded fleet is reused."""
    visible = VisiblePrograms(Unchanging(SHOP, CAFE), rules)
    assert await visible(OUTSIDE) is await visible(OUTSIDE)

    await rules.restrict(TEAM, SHOP.appid, ["C1"])
    assert list(await visible(OUTSIDE)) == []

    await rules.restrict(TEAM, CAFE.appid, [])
    assert [program.alias for program in await visible(OUTSIDE)] == ["cafe"]


async def test_a_fleet_in_which_every_program_has_its_channel() -> None:
    """What is kept grows with the programs, not with programs times channels."""
    count = 200
    programs = [Program(Visible(f"wx{number}"), f"p{number}") for number in range(count)]
    rules = FakeAccessRules()
    for number, program in enumerate(programs):
        await rules.restrict(TEAM, program.appid, [f"C{number}"])
    visible = seen(*programs, rules=rules)
    for number, program in enumerate(programs):
        assert list(await visible(Viewpoint.of_channel(TEAM, f"C{number}"))) == [replace(program, restricted=True)]

    names = [name for (_, shown), (_, index) in visible._kept.items() for name in (*(shown or ()), *index)]
    assert len(names) == 2 * count


async def test_a_fleet_in_which_most_programs_are_everywhere() -> None:
    """The cache is bounded even if each channel sees nearly all; nothing is left out."""
    programs = [Program(Visible(f"wx{number}"), f"p{number}") for number in range(2_000)]
    rules = FakeAccessRules()
    for number in range(100):
        await rules.restrict(TEAM, f"wx{number}", [f"C{number}"])
    visible = seen(*programs, rules=rules)
    for number in range(100):
        assert len(await visible(Viewpoint.of_channel(TEAM, f"C{number}"))) == 1_901

    assert sum(len(index) for _, index in visible._kept.values()) <= 50_000


async def test_a_new_program_is_seen_at_once(rules: FakeAccessRules) -> None:
    """Though nothing was restricted meanwhile."""
    programs = Unchanging(SHOP, CAFE)
    visible = VisiblePrograms(programs, rules)
    await visible(OUTSIDE)
    programs.fleet[TEAM] = ProgramIndex([SHOP, CAFE, Program(Visible("wx3"), "new")])

    assert [program.alias for program in await visible(OUTSIDE)] == ["shop", "new"]


async def test_who_names_it(rules: FakeAccessRules) -> None:
    """Unknown outside, without a hint; an admin who would reveal it reads why not."""
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
    """Both programs, one of them restricted."""
    made = Fakes(programs=FakePrograms(SHOP, CAFE), clock=FakeClock(NOW))
    await made.rules.restrict(TEAM, CAFE.appid, ["C1"])
    await made.programs.labels.put(TEAM, CAFE.appid, Labels("cafe", ("drinks",)))
    return made


async def test_every_question_outside(office: Fakes) -> None:
    """No list, search, fleet or tag shows it; no button or name finds it."""
    usecases = office.assemble()

    assert [program.alias for program in (await usecases.list_programs(OUTSIDE)).programs] == ["shop"]
    assert (await usecases.list_programs(OUTSIDE, text="coffee")).found == 0
    assert list(await usecases.visible_programs.search(OUTSIDE, "caf", limit=9)) == []
    assert [row.program.alias for row in (await usecases.read_fleet(OUTSIDE, now=NOW)).rows] == ["shop"]
    assert (await usecases.choose_program(OUTSIDE, "")).alias == "shop"
    assert "Corner" not in str(await usecases.raise_fleet(OUTSIDE, Version.parse("3.0.0")))
    for refused in (usecases.read_fleet(OUTSIDE, now=NOW, tag="drinks"), usecases.choose_program(OUTSIDE, "cafe")):
        with pytest.raises((UnknownTag, UnknownProgram)):
            await refused
    with pytest.raises(StaleControl):
        await usecases.visible_programs.existing(OUTSIDE, CAFE.appid)
    with pytest.raises(UnknownProgram):
        await usecases.label_program.alias(OUTSIDE, "cafe", "x", by="U1", now=NOW)
    with pytest.raises(UnknownProgram):
        await usecases.use_program(OUTSIDE, "cafe", by="U1", now=NOW)
    with pytest.raises(UnknownProgram):
        await usecases.alerting.set(
            OUTSIDE, parse_alert("loss > 1% at 3.0.0 cafe"), locale="en", owner_id="U1", now=NOW
        )


async def test_the_same_questions_inside(office: Fakes) -> None:
    """In its channel it is a program like any other."""
    usecases = office.assemble()

    assert (await usecases.list_programs(INSIDE, text="coffee")).found == 1
    assert [program.alias for program in await usecases.visible_programs.search(INSIDE, "caf", limit=9)] == ["cafe"]
    assert [row.program.alias for row in (await usecases.read_fleet(INSIDE, now=NOW, tag="drinks")).rows] == ["cafe"]
    assert (await usecases.visible_programs.existing(INSIDE, CAFE.appid)).alias == "cafe"
    assert (await usecases.use_program(INSIDE, "cafe", by="U1", now=NOW)).alias == "cafe"


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
    """The delivery is skipped, with the reason."""
    world = AlertWorld()
    await world.set("loss > 1% at 3.0.0 shop")
    world.source.set(WATCHED.appid, losing("1.5"))
    await world.rules.restrict(TEAM, WATCHED.appid, ["C9"])

    for number in range(1, 8):  # most days of a week agree
        assert await world.day(ALERTED + number * DAY) == []
    (alert,) = await world.alerts.of_channel(TEAM, CHANNEL)
    (row,) = await world.deliveries.history(TEAM, alert.id, limit=9)
    assert row.reason == DeliveryReason(ReasonKey.RESTRICTED)


def reached(root: object, wanted: object) -> Iterator[str]:
    """Paths from one object to another through its parts, past `VisiblePrograms`."""
    waiting, known = [(root, type(root).__name__)], set[int]()
    while waiting:
        here, path = waiting.pop()
        if here is wanted:
            yield path
        elif id(here) not in known and not isinstance(here, VisiblePrograms | str | bytes | type):
            known.add(id(here))
            waiting += [(part, f"{path}.{name}") for name, part in _parts(here)]


def _parts(here: object) -> Iterator[tuple[str, object]]:
    if isinstance(here, dict):
        yield from ((str(key), part) for key, part in here.items())
    elif isinstance(here, list | tuple | set | frozenset):
        yield from (("[]", part) for part in here)
    elif is_dataclass(here):
        yield from ((field.name, getattr(here, field.name)) for field in fields(here))
    elif type(here).__module__.startswith("bot."):
        yield from vars(here).items() if hasattr(here, "__dict__") else ()
    for name in ("func", "__self__", "__func__", "__closure__"):  # of partials and bound methods
        if (part := getattr(here, name, None)) is not None and not isinstance(here, type):
            yield name, part


def test_nothing_that_speaks_in_slack_reaches_all_programs() -> None:
    """Answers and deliveries reach programs only through the one place that decides."""
    office = Fakes(programs=FakePrograms(SHOP, CAFE), clock=FakeClock(NOW))
    world, alerts = World(), AlertWorld()

    assert list(reached(office.assemble(), office.programs)) == []
    assert list(reached(world.deliver, world.programs)) == []
    assert list(reached(alerts.deliver_one, alerts.programs)) == []


def test_the_search_for_such_a_way_would_find_one() -> None:
    """The test above can fail."""
    programs = FakePrograms(SHOP)

    assert list(reached([{"x": programs.all}], programs)) == ["list.[].x.__self__"]
