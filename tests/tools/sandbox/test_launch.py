"""The start of the sandbox's processes."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import IO

import pytest

from bot.domain.numbers.public import sound_ones
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.retention import PERIODS, Retained, expired_days
from bot.storage.engine.database import Database
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from tests import forked
from tests.clock import NOW
from tests.forked import start_module
from tests.tools.sandbox.platform import CONFIG, SHOP, Provider
from tests.tools.sandbox.serving import served
from tools.sandbox.launch import LaunchFailedError, Plan, Process, free_ports, launched
from tools.sandbox.seed import (
    WEEKS,
    Addresses,
    as_platform,
    bare_environment,
    seed_history,
)
from tools.sandbox.seed import let_in as let_in_merchants
from tools.sandbox.wechat.config import ComponentConfig, demo_programs


@pytest.mark.parametrize(("thefts", "starts"), [(1, 2), (3, 3)])
async def test_a_port_that_another_process_takes_first(tmp_path: Path, thefts: int, starts: int) -> None:
    ports: list[int] = []
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), bot=False, seeded=thefts < starts, quiet=True)
    with ExitStack() as stack:

        async def start(
            arguments: Sequence[str], environment: Mapping[str, str], directory: Path, log: IO[bytes] | None
        ) -> Process:
            if "wechat" in arguments:
                ports.append(int(arguments[arguments.index("--port") + 1]))
                if len(ports) <= thefts:
                    thief = stack.enter_context(socket.socket())
                    thief.bind(("127.0.0.1", ports[-1]))
            return await start_module(arguments, environment, directory, log)

        if thefts < starts:
            async with launched(plan, start) as running:
                assert running.wechat_url.endswith(f":{ports[-1]}")
        else:
            with pytest.raises(LaunchFailedError):
                async with launched(plan, start):
                    pass

    assert len(set(ports)) == starts


def test_ports_that_no_connection_takes() -> None:
    """Any connection takes one from 32768 on, for a moment: a server that starts just then would not come up."""
    ports = free_ports((0,) * 200)

    assert len(set(ports)) == len(ports)
    assert min(ports) >= 1_024
    assert max(ports) < 32_768


async def test_a_bot_that_cannot_start_says_why(tmp_path: Path) -> None:
    plan = Plan(tmp_path, NOW, ports=(0, 0, 0), seeded=False, extra={"LOG_LEVEL": "LOUD"}, quiet=True)
    with pytest.raises(LaunchFailedError, match="its process ended with 1") as raised:
        async with forked.launched(plan):
            pass

    assert any(note.startswith("bot.log: ") and "LOG_LEVEL" in note for note in raised.value.__notes__)


ADDRESSES = Addresses("http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3")


def test_nothing_of_the_operators_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-real")
    monkeypatch.setenv("LANG", "C.UTF-8")

    assert "SLACK_BOT_TOKEN" not in bare_environment()
    assert bare_environment()["LANG"] == "C.UTF-8"


def test_every_start_has_secrets_of_its_own() -> None:
    first, second = as_platform(ADDRESSES), as_platform(ADDRESSES)
    shared = {name for name in first if first[name] == second[name]}

    assert shared == {"WECHAT_COMPONENT_APPID", "BASELIB_PUBLIC_URL"}


def test_wechat_knows_the_same_secrets() -> None:
    environment = as_platform(ADDRESSES)
    config = ComponentConfig.of(environment, events_url="http://127.0.0.1:1/wechat/events")

    assert config.secret == environment["WECHAT_COMPONENT_SECRET"]
    assert config.token == environment["WECHAT_COMPONENT_TOKEN"]
    assert config.aes_key == environment["WECHAT_COMPONENT_AES_KEY"]
    assert config.domain == "127.0.0.1:1"
    assert ComponentConfig.of({}, events_url=None) == ComponentConfig()


async def test_a_bot_that_takes_none_is_noticed() -> None:
    provider = Provider(replace(CONFIG, authorised=()), (SHOP,))
    async with served(provider.app) as url:
        with pytest.raises(TimeoutError):
            await let_in_merchants(url, [SHOP.appid], within=0.3)
    await provider.http.aclose()


DAILY_FOR = PERIODS[Retained.SNAPSHOTS]
SEED_NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_twenty_weeks_as_a_bot_would_have_them(tmp_path: Path) -> None:
    url, program, today = f"sqlite:///{tmp_path}/seeded.db", demo_programs()[0], snapshot_day(SEED_NOW)
    await seed_history(url, "T1", [program], now=SEED_NOW)
    database = Database(url)
    snapshots, begin = SqlSnapshots(database), today - timedelta(weeks=WEEKS)
    own = [snapshot.day for snapshot in await snapshots.since("T1", program.appid, begin)]
    public = await SqlPublicSnapshots(database).since(begin)
    await database.close()

    assert expired_days(own, today=today) == []
    for days in (own, [snapshot.day for snapshot in public]):
        assert (days[0], days[-1]) == (begin, today - DAY)
        assert max(after - before for before, after in pairwise(days)) <= 7 * DAY
    assert own[-DAILY_FOR.days :] == [today - back * DAY for back in range(DAILY_FOR.days, 0, -1)]
    assert sound_ones(public) == public
