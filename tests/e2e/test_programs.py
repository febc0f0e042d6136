"""Many Mini Programs in Slack: listed, searched, labelled, and picked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.clock import NOW
from tests.e2e.person import Json, Person, action_ids, everything_in
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs, fleet_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SHOP, COFFEE = demo_programs()[:2]
_FLEET = 45
_ALL = _FLEET + 2


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot with more programs than a page holds."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    programs = [SHOP, COFFEE, *fleet_programs(_FLEET)]
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=programs, fleet=_FLEET, seeded=False, quiet=True)
    async with launched(plan) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def release(alice: Person) -> Person:
    """Alice in a channel without a program of its own."""
    return await alice.elsewhere()


async def test_pages(alice: Person) -> None:
    first = await alice.ask("/baselib programs")
    second = await alice.press_and_see(first, "programs.next")
    third = await alice.press_and_see(second, "programs.next")
    back = await alice.press_and_see(third, "programs.previous")

    assert first["ephemeral"]
    assert str(_ALL) in first["text"]
    assert {first["ts"]} == {second["ts"], third["ts"], back["ts"]}
    assert "`m00017`" in everything_in(first)
    assert "`m00018`" in everything_in(second)
    assert "`m00044`" in everything_in(third)
    assert "programs.next" not in action_ids(third)
    assert "`m00018`" in everything_in(back)
    assert "`m00017`" not in everything_in(back)


async def test_search(alice: Person) -> None:
    """By a word after the command or in the list's field; Show all ends it."""
    typed = await alice.ask("/baselib programs M0004")
    whole = await alice.ask("/baselib programs")
    entered = await alice.press_and_see(whole, "programs.search", value="m0003")
    ended = await alice.press_and_see(entered, "programs.search")
    nothing = await alice.ask("/baselib programs cofee")

    assert typed["text"].startswith("5 ")
    assert entered["text"].startswith("10 ")
    assert entered["ts"] == whole["ts"]
    assert str(_ALL) in ended["text"]
    assert "coffee" in nothing["text"]


async def test_no_program_named(release: Person) -> None:
    """Without a program one types a part of its name, picks it and gets the report in place."""
    answer = await release.ask("/baselib")
    picked = await release.pick(answer, "program.pick", "COFF")
    typed = await release.ask("/baselib report coffee")

    assert str(_ALL) in answer["text"]
    assert picked["ts"] == answer["ts"]
    assert picked["text"] == typed["text"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/baselib raise 3.8.0", "/baselib raise 3.8.0 shop"),
        ("/baselib cover 99 m000", "/baselib cover 99 shop"),
        ("/baselib raise 3.8.0 nowhere", "/baselib raise 3.8.0 shop"),
    ],
)
async def test_picking_answers_the_question(release: Person, typed: str, expected: str) -> None:
    picked = await release.pick(await release.ask(typed), "program.pick", "shop")

    assert picked["text"] == (await release.ask(expected))["text"]


async def test_the_select_begins_with_what_was_typed(release: Person) -> None:
    answer = await release.ask("/baselib report m0004")
    offered = _labels(await release.options(answer, "program.pick", ""))

    assert offered == [f"m0004{number} · wxf1ee7{number + 40:011x}" for number in range(5)]
    assert len(await release.options(answer, "program.pick", "m")) >= _FLEET
    assert await release.options(answer, "program.pick", "nowhere") == []


async def test_use(release: Person) -> None:
    used = await release.pick(await release.ask("/baselib use"), "program.pick", SHOP.appid)
    decided = await release.ask("/baselib")
    listed = await release.ask("/baselib programs shop")

    assert "shop" in used["text"]
    assert decided["text"].startswith("shop")
    assert "this channel" in everything_in(listed)


async def test_alias(alice: Person) -> None:
    named = await alice.ask("/baselib programs alias coffee beans")
    report = await alice.ask("/baselib report BEANS")
    taken = await alice.ask("/baselib programs alias shop beans")
    await alice.ask("/baselib programs unalias beans")
    again = await alice.ask("/baselib report coffee")

    assert "`beans`" in named["text"]
    assert report["text"].startswith("beans")
    assert "beans" in taken["text"]
    assert again["text"].startswith("coffee")


async def test_tags(alice: Person) -> None:
    await alice.ask("/baselib programs tag m00001 Food beijing")
    await alice.ask("/baselib programs tag m00002 food")
    await alice.ask("/baselib programs untag m00001 beijing")
    found = await alice.ask("/baselib programs food")
    none = await alice.ask("/baselib programs beijing")

    assert found["text"].startswith("2 ")
    assert "#food" in everything_in(found)
    assert "#beijing" not in everything_in(none)


def _labels(options: list[Json]) -> list[str]:
    return [option["text"]["text"] for option in options]


async def test_who_may_what(alice: Person) -> None:
    """A refused viewer becomes an editor; a restricted program is unknown elsewhere; all is logged."""
    carla = alice.as_("U0CARLA")
    await alice.ask("/baselib access default viewer")
    refused = await carla.ask("/baselib programs tag coffee drinks")
    hidden = await carla.ask("/baselib access")
    await alice.ask("/baselib access grant U0CARLA editor")
    allowed = await carla.ask("/baselib programs tag coffee drinks")
    await alice.ask(f"/baselib programs restrict coffee {alice.channel}")
    unknown = await (await carla.elsewhere()).ask("/baselib programs drinks")
    log = await alice.ask("/baselib audit")
    await alice.press(log, "audit.csv")
    name, file = await alice.file(lambda name: name.startswith("baselib-audit"))

    assert "This needs an editor" in refused["text"]
    assert "This needs an admin of Baselib" in hidden["text"]
    assert "drinks" in allowed["text"]
    assert "drinks" in unknown["text"]
    assert "coffee" not in everything_in(unknown)
    assert "Mini Program restricted" in everything_in(log)
    assert name.endswith(".csv")
    deeds = [line.split(",")[3] for line in file.decode().splitlines()[1:] if "U0ALICE" in line]
    assert deeds[-3:] == ["default-role", "role-granted", "program-restricted"]
    await alice.ask("/baselib programs unrestrict coffee")
    await alice.ask("/baselib access default editor")
