"""Many Mini Programs at a glance: the command, and the digest with its thread."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.clock import NOW
from tests.e2e.person import Json, Person, action_ids, element_of, eventually, everything_in, table_of
from tests.e2e.test_digest import is_digest, next_monday, sent
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import fleet_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

PROGRAMS = fleet_programs(8)
ALIASES = [str(program.alias) for program in PROGRAMS]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot with eight programs that have no history."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=PROGRAMS, fleet=len(PROGRAMS), seeded=False, quiet=True)
    async with launched(plan) as running:
        yield running


async def read_all(person: Person) -> None:
    for alias in ALIASES:
        await person.ask(f"/baselib report {alias}")


async def raise_all(person: Person, minimum: str) -> None:
    for program in PROGRAMS:
        answer = await person.wechat.post(f"/sandbox/programs/{program.appid}", json={"minimum": minimum})
        assert answer.is_success


def first_column(message: Json) -> list[str]:
    return [row[0] for row in table_of(message)[1:]]


async def test_at_a_glance(alice: Person) -> None:
    await read_all(alice)
    shown = await alice.ask("/baselib fleet")
    by_name = await alice.press_and_see(shown, "fleet.sort", choose="name")
    raised = await alice.ask("/baselib fleet raise 99.0.0")
    back = await alice.press_and_see(raised, "fleet.open")

    assert shown["ephemeral"]
    assert str(len(PROGRAMS)) in shown["text"]
    assert sorted(first_column(shown)) == ALIASES
    assert first_column(by_name) == ALIASES
    assert "99.0.0" in raised["text"]
    assert sorted(first_column(raised)) == ALIASES
    assert back["text"] == shown["text"]


async def test_list_as_a_file(alice: Person) -> None:
    shown = await alice.ask("/baselib fleet")
    answer = await alice.press_and_see(shown, "fleet.csv")
    name, data = await alice.file(lambda name: name.endswith(".csv"))
    content = data.decode("utf-8-sig")

    assert name in answer["text"]
    assert len(content.splitlines()) == len(PROGRAMS) + 1
    assert all(program.appid in content for program in PROGRAMS)


async def test_share(alice: Person) -> None:
    """The channel gets the list once, with a name; the person's own loses the button."""
    shown = await alice.ask("/baselib fleet")
    known = await alice.known()
    mine = await alice.press_and_see(shown, "fleet.share")
    posted = await alice.sees(lambda message: not message["ephemeral"], besides=known)

    assert "fleet.share" not in action_ids(mine) | action_ids(posted)
    assert f"<@{alice.user}>" in everything_in(posted)
    assert sorted(first_column(posted)) == ALIASES


async def test_ordered_in_the_form(alice: Person) -> None:
    await alice.ask(f"/baselib programs tag {ALIASES[0]} food")
    await alice.ask("/baselib digest fleet mon 09:00 Asia/Shanghai")
    modal = await alice.press_and_open(await alice.ask("/baselib digest"), "digest.change")
    choices = element_of(modal, "about")["options"]
    food = next(choice for choice in choices if choice["value"] == "#food")
    known = await alice.known()
    accepted = await alice.submit(modal, {"about": {"digest.form": {"type": "static_select", "selected_option": food}}})
    changed = await alice.sees(lambda message: "tagged “food”" in everything_in(message), besides=known)
    history = await alice.ask("/baselib digest history")

    assert accepted["ok"], accepted
    assert changed["ephemeral"]
    assert "overview of all Mini Programs → overview of the Mini Programs tagged “food”" in everything_in(history)
    await alice.ask("/baselib digest off")


async def test_from_order_to_thread(alice: Person) -> None:
    reader = await alice.elsewhere()
    ordered = await reader.ask("/baselib digest fleet mon 09:00 Asia/Shanghai")
    first = await _monday(reader, next_monday(await reader.now()))
    await raise_all(reader, "3.4.1")
    second = await _monday(reader, next_monday(await reader.now()), besides=first)

    async def all_there() -> list[Json] | None:
        return await reader.thread(second["ts"]) or None

    (page,) = await eventually(all_there)
    digests = [message["ts"] for message in await reader.messages() if is_digest(message)]

    assert "overview of all Mini Programs" in everything_in(ordered)
    assert "The next digest will list" in everything_in(first)
    assert "Minimum raised (8)" in everything_in(second)
    assert "and 3 more" in everything_in(second)
    assert "in the thread" in everything_in(second)
    assert second["metadata"]["event_type"] == "baselib_delivery"
    assert action_ids(second) == {"fleet.open", "digest.change"}
    assert sorted(first_column(page)) == ALIASES
    assert page["thread_ts"] == second["ts"]
    assert digests == [first["ts"], second["ts"]]
    assert await reader.thread(first["ts"]) == []


async def _monday(reader: Person, due: datetime, *, besides: Json | None = None) -> Json:
    """An hour before the digest all numbers are read, then it is due."""
    known = [besides["ts"]] if besides else []
    await reader.move_clock(due - timedelta(hours=1))
    await read_all(reader)
    await reader.move_clock(due + timedelta(seconds=30))
    digest = await reader.sees(is_digest, besides=known)
    await eventually(lambda: sent(reader))  # it is on record, before the clock moves on
    return digest


async def test_open_fleet(alice: Person) -> None:
    reader = await alice.elsewhere()
    await reader.ask("/baselib digest fleet mon 09:00 Asia/Shanghai")
    answer = await reader.ask("/baselib digest now")
    digest = await reader.sees(is_digest)
    opened = await reader.press_and_see(digest, "fleet.open")

    assert "was sent" in answer["text"]
    assert opened["ephemeral"]
    assert sorted(first_column(opened)) == ALIASES
