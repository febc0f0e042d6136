"""An organisation lets a workspace in and out, with events lost, late, or while the bot is not there."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.e2e.person import Browser, Person, alice_in, everything_in, opened
from tests.e2e.platform import rows
from tests.e2e.test_digest import digests, is_digest, monday_comes
from tests.e2e.test_workspaces import NEIGHBOUR, holds
from tests.forked import launched, output_of
from tests.patience import PATIENCE
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

ENDED = "SELECT team_id FROM workspaces WHERE ended"
SHOP = demo_programs()[0]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, NOW, ports=(0, 0, 0), programs=[SHOP], oauth=True, seeded=False, quiet=True)
    async with launched(plan) as running, opened() as http:
        await Browser(http, running.bot_url).install("Allow in Sandbox Holding")
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def david(running: Running) -> AsyncIterator[Person]:
    """A person in the workspace that comes and goes."""
    async with local_client(running.slack_url, params={"team": NEIGHBOUR}, timeout=PATIENCE) as http:
        yield replace(alice_in(running), http=http, user="U1DAVID", channel="C1MINIAPP")


async def is_let(david: Person, way: str, **how: object) -> None:
    """The organisation lets the workspace in (`granted`) or out (`revoked`), as a person an hour later may."""
    await david.move_clock(await david.now() + timedelta(hours=1))
    answer = await david.http.post("/sandbox/events", json={"type": f"team_access_{way}", **how})
    assert answer.is_success, answer.text


async def doctor(running: Running) -> str:
    """What doctor finds, in JSON; that the sandbox's clock is not WeChat's as well."""
    _, output, _ = await output_of(("bot", "doctor", "--json"), running.environment, running.plan.directory)
    assert '"workspaces"' in output
    return output


async def has_its_digest(david: Person) -> None:
    before = await digests(david)
    await monday_comes(david)
    await david.sees(is_digest, besides=before)


async def test_out_and_in_again_with_the_event_lost(running: Running, david: Person) -> None:
    """Out, its command gets a sentence; let in, the next command makes good what the event would have said."""
    await david.ask("/baselib digest mon 09:00 Asia/Shanghai")
    await is_let(david, "revoked")
    await holds(running, ENDED, [(NEIGHBOUR,)])
    before = await david.known()
    await david.type("/baselib digest")
    refusal = await david.sees(lambda message: message["ephemeral"], besides=before)
    assert "no longer installed" in everything_in(refusal)

    await is_let(david, "granted", lost=True)
    assert "09:00" in everything_in(await david.ask("/baselib digest"))
    assert rows(running, ENDED) == []
    await has_its_digest(david)


async def test_an_older_event_that_comes_late(running: Running, david: Person) -> None:
    await is_let(david, "revoked")
    await holds(running, ENDED, [(NEIGHBOUR,)])
    await is_let(david, "granted", minutes_ago=90)
    assert rows(running, ENDED) == [(NEIGHBOUR,)]

    await is_let(david, "granted")
    await holds(running, ENDED, [])
    await is_let(david, "revoked", minutes_ago=90)
    assert rows(running, ENDED) == []
    await has_its_digest(david)


async def test_let_in_while_the_bot_is_not_there(running: Running, david: Person) -> None:
    """Killed, its token too old when it is back: doctor names the workspace, and nothing has to be typed there."""
    await is_let(david, "revoked")
    await holds(running, ENDED, [(NEIGHBOUR,)])
    bot = running.processes["bot"]
    bot.kill()
    await bot.wait()
    await is_let(david, "granted", lost=True)
    assert NEIGHBOUR in await doctor(running)

    await david.move_clock(await david.now() + timedelta(hours=13))
    await running.start_bot()
    await holds(running, ENDED, [])
    assert NEIGHBOUR not in await doctor(running)
    await has_its_digest(david)
