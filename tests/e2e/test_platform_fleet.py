"""Over a hundred merchants: listed, searched, swept while some leave, then left alone."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
import pytest_asyncio

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.lib.transport import local_client
from tests.clock import NOW
from tests.e2e.person import Person, eventually, everything_in
from tests.e2e.platform import AUTHORIZER_LIST, QUERY, at, calls, listed, reads, restart, rows
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import fleet_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

FLEET: Final = fleet_programs(150)
PUSHED: Final = [program.appid for program in FLEET[100:105]]
"""Those whose admins take the authorisation back; WeChat says so."""
UNPUSHED: Final = [program.appid for program in FLEET[140:145]]
"""The same, and the push is lost."""
GONE: Final = {*PUSHED, *UNPUSHED}
_WELL_UNDER_WAY: Final = 40


@dataclass
class Stage:
    """The bot that runs now, and a person beside it."""

    running: Running
    alice: Person

    def kept(self, day: datetime) -> set[str]:
        query = "SELECT appid FROM snapshots WHERE day = ?"
        return {str(appid) for (appid,) in rows(self.running, query, day.astimezone(WECHAT_ZONE).date().isoformat())}

    def revoked(self) -> set[str]:
        query = "SELECT appid FROM program_standings WHERE standing = 'revoked'"
        return {str(appid) for (appid,) in rows(self.running, query)}

    async def next_day(self) -> datetime:
        """Noon in China, every program due, and a bot that has just started."""
        tomorrow = (await self.alice.now()).astimezone(WECHAT_ZONE) + timedelta(days=1)
        noon = tomorrow.replace(hour=12, minute=0)
        await self.alice.move_clock(noon)
        self.running = await restart(self.running, {})
        return noon


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A platform with all their authorisations, and its new bot."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(
        directory, NOW, component=True, programs=(), fleet=len(FLEET), seeded=False, ports=(0, 0, 0), quiet=True
    )
    async with launched(plan) as running, at(running) as alice:
        yield Stage(running, alice)


async def test_all_of_them_are_found(stage: Stage) -> None:
    """The first ticket and one page of WeChat's list; each can be searched and read."""
    await listed(stage.alice, len(FLEET))
    found = await stage.alice.ask(f"/baselib programs {FLEET[123].nickname}")
    report = await stage.alice.ask(f"/baselib report {FLEET[123].appid}")

    assert len(await calls(stage.alice, AUTHORIZER_LIST)) == 1
    assert FLEET[123].appid in everything_in(found)
    assert report["text"].startswith(FLEET[123].nickname)


async def test_some_go_while_a_sweep_runs(stage: Stage) -> None:
    first, second = await stage.alice.elsewhere(), await stage.alice.elsewhere()
    await first.ask(f"/baselib use {PUSHED[2]}")
    await second.ask(f"/baselib use {UNPUSHED[2]}")
    await stage.alice.fault("held", where=QUERY, params={"appids": UNPUSHED})
    day = await stage.next_day()

    async def well_under_way() -> bool:
        return len(stage.kept(day)) >= _WELL_UNDER_WAY

    await eventually(well_under_way)
    for appid in PUSHED:
        await stage.alice.wechat.delete(f"/sandbox/authorisers/{appid}")
    for appid in UNPUSHED:
        await stage.alice.wechat.delete(f"/sandbox/authorisers/{appid}", params={"push": "false"})
    await stage.alice.no_faults()
    left = {program.appid for program in FLEET} - GONE

    async def all_read() -> bool:
        return left <= stage.kept(day)

    await eventually(all_read)
    received = [await channel.sees(lambda m: "no longer authorised" in m["text"]) for channel in (first, second)]

    async def marked() -> bool:
        return stage.revoked() == GONE

    await eventually(marked)
    before = await reads(stage.alice.wechat)

    assert [message["channel"] for message in received] == [first.channel, second.channel]
    assert rows(stage.running, "SELECT count(*) FROM authorisers") == [(len(left),)]

    day = await stage.next_day()
    await eventually(all_read)
    answer = await second.ask("/baselib")

    assert stage.kept(day) == left
    after = await reads(stage.alice.wechat)
    assert {appid: after[appid] - before[appid] for appid in GONE} == dict.fromkeys(GONE, 0)
    assert "authorise" in everything_in(answer)
    for channel in (first, second):
        assert len([m for m in await channel.messages() if "no longer authorised" in m["text"]]) == 1


async def test_the_whole_fleet(stage: Stage) -> None:
    fleet = await stage.alice.ask("/baselib fleet")
    raised = await stage.alice.ask("/baselib fleet raise 3.8.0")
    async with local_client() as http:
        metrics = await http.get(f"{stage.running.bot_url}/metrics")

    assert str(len(FLEET)) in everything_in(fleet)
    assert str(len(GONE)) in everything_in(fleet)
    assert "3.8.0" in raised["text"]
    assert metrics.is_success
