"""Make an installation and keep it: two months of its days, by the use cases of the bot over its own database.

    python -m tests.storage.migrations.kept.make FOLDER

`1_0_0_sqlite.jsonl.gz` and `1_0_0_postgresql.jsonl.gz` were made so at a09e82d0, release 1.0.0; they are never made
again. Slack and WeChat are fakes, and the clock is theirs, but for the columns `claimed_at`, which a database sets.
Files are backups: lines of JSON (`bot/storage/maintenance/backup.py`).
"""

import asyncio
import gzip
import os
import sys
import tempfile
from datetime import time
from pathlib import Path
from random import Random
from typing import Final

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.decisions.decision import RunStatus
from bot.domain.imports.numbers import ImportedDay
from bot.domain.programs import AuthStatus
from bot.errors import (
    MinimumUnclear,
    SlackBusy,
    WeChatRefused,
)
from bot.storage.engine.database import Database
from bot.storage.maintenance.backup import back_up
from bot.usecases.alerts.change import mute_alert
from bot.usecases.decisions.change import decline_decision, say_program_set, turn_run, withdraw_decision
from bot.usecases.imports import import_numbers
from tests.command_line import local_wechat
from tests.domain.build import TODAY
from tests.postgres import running_postgres
from tests.storage.migrations.kept.installation import (
    ALICE,
    ASKED_AT,
    BOWEN,
    CARLA,
    FLEET,
    FOOD,
    MAIN,
    MUTE,
    RELEASE,
    TEAM,
    opened,
)
from tests.storage.migrations.kept.shops import DAY, usual
from tests.storage.migrations.kept.world import DAYS, World


async def _first(world: World) -> None:
    for text in ("loss > 1% at 3.162.0 shop", "coverage >= 99% at 3.161.0 tea", "minimum changed shop"):
        await world.alert(MAIN, text)
    await world.alert(MAIN, "rollback fleet", CARLA)
    await world.alert(FOOD, "loss > 0.6% at 3.163.0 #food")
    await world.alert(FLEET, "needs attention fleet")
    await world.alert(RELEASE, "safe minimum rises tea")
    await world.alert(RELEASE, "loss > 2% at 3.166.0 for 3 days tea")


async def _import(world: World) -> None:
    for name, ago in (("Counted by us", 3), ("控制台", 20)):
        days = [
            ImportedDay(TODAY - (ago + n) * DAY, usual(TODAY - (ago + n) * DAY, listed=12), signed=False)
            for n in (14, 7, 0)
        ]
        await import_numbers(world.usecases, world.seen(MAIN), name, days, users=12_000, by=ALICE, now=world.now)


async def _verified(world: World) -> None:
    await world.approved("verified", "shop")
    await world.start("verified")
    await world.approved("rolled back", "percent")
    await world.start("rolled back")
    await world.approved("verified of many", "#chain", version="3.163.0")
    world.setter.fail(world.shop("branch-4").appid, WeChatRefused(code=85015, errmsg="version not exist", rid="r-4"))
    await world.start("verified of many")


async def _back(world: World) -> None:
    await world.roll_back("rolled back")
    await turn_run(world.usecases, await world.found("verified of many"), world.by(CARLA), RunStatus.RUNNING)


async def _many(world: World) -> None:
    await world.approved("ended of many", "#north", version="3.164.0", channel=FLEET)
    await world.start("ended of many")
    await world.tick()
    await turn_run(world.usecases, await world.found("ended of many"), world.by(CARLA), RunStatus.ENDED)


async def _many_back(world: World) -> None:
    await world.roll_back("ended of many")


async def _failing(world: World) -> None:
    world.setter.fail(world.shop("labels").appid, WeChatRefused(code=85015, errmsg="version not exist", rid="r-5"))
    await world.approved("failed", "labels")
    await world.start("failed")
    await world.propose("expired", "tea", channel=RELEASE)
    await world.approved("stale", "mended")
    world.setter.takes = False
    await world.approved("unverified", "unreported")
    await world.start("unverified")
    world.setter.takes = True


async def _mute(world: World) -> None:
    alerts = await world.core.repositories.alerts.of_channel(TEAM, MAIN)
    await mute_alert(world.usecases, alerts[1], world.now + 90 * DAY, by=BOWEN, now=world.now)
    world.minimums[world.shop("mended").appid] = "3.160.0"
    await world.core.repositories.kept_programs.set_status(
        TEAM, world.shop("revoked").appid, AuthStatus.REVOKED, now=world.now
    )
    await world.core.repositories.kept_programs.set_status(
        TEAM, world.shop("not-granted").appid, AuthStatus.NOT_GRANTED, now=world.now
    )
    entry = AuditEntry(TEAM, world.now, SYSTEM, AuditAction.AUTHORISATION_ENDED, world.shop("revoked").appid, {}, {})
    async with world.core.repositories.audit.recording(entry):
        pass


async def _stale(world: World) -> None:
    await world.start("stale")


async def _voting(world: World) -> None:
    await world.propose("declined", "below")
    await decline_decision(world.usecases, await world.found("declined"), world.by(CARLA), "Not before the holidays")
    await world.propose("withdrawn", "at-or-below")
    await withdraw_decision(world.usecases, await world.found("withdrawn"), world.by(ALICE))
    await world.approved("approved", "missing")
    await world.approved("paused of many", "#north", version="3.165.0", channel=FLEET)
    await world.start("paused of many")
    await turn_run(world.usecases, await world.found("paused of many"), world.by(CARLA), RunStatus.PAUSED)
    await world.alert(MAIN, "loss > 0.2% at 3.161.0 below")


async def _today(world: World) -> None:
    messenger = world.fakes.messenger
    await world.propose("proposed", "tea", channel=RELEASE)
    await world.approved("said", "at-or-below")
    await say_program_set(world.usecases, await world.found("said"), world.by(BOWEN))
    appid = world.shop("percent").appid
    world.setter.fail(appid, MinimumUnclear(reason="timeout"))
    world.setter.takes = False
    await world.approved("applying", "percent")
    await world.start("applying")
    messenger.fail_channel(MUTE, SlackBusy(retry_after=600, method="chat.postMessage"))
    await world.propose("draft", "below", channel=MUTE)
    await world.propose("proposed of many", "#food", version="3.161.0", channel=FOOD)


PEOPLE: Final = {
    55: _first,
    1: _import,
    30: _verified,
    25: _back,
    20: _many,
    14: _many_back,
    9: _failing,
    8: _mute,
    7: _stale,
    2: _voting,
    0: _today,
}
"""What people do, so many days before the last."""


async def make(database_url: str, dump: Path) -> dict[str, str]:
    """Let two months pass, and keep all; returns what became of the decisions."""
    database = Database(database_url)
    await database.migrate()
    await database.close()
    with local_wechat() as url:
        async with opened(database_url, f"{url}/sandbox/clock") as (core, fakes, usecases):
            world = World(core, fakes, usecases, PEOPLE)
            world.move(TODAY - DAYS * DAY, time(1))
            await world.begin()
            for ago in range(DAYS - 1, -1, -1):
                await world.day(TODAY - ago * DAY)
            await back_up(core.database, dump, version="1.0.0", now=ASKED_AT, force=True)
            return {name: (await world.found(name)).state.value for name in world.decided}


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as home, running_postgres() as server:
        for name, url in (
            ("sqlite", f"sqlite:///{home}/kept.db"),
            ("postgresql", server.url(server.create())),
        ):
            os.urandom = Random(1).randbytes  # noqa: S311 # ids, the same every time
            dump = folder / f"1_0_0_{name}.jsonl.gz"
            print(name, asyncio.run(make(url, dump)))  # noqa: T201
            dump.write_bytes(gzip.compress(gzip.decompress(dump.read_bytes()), mtime=0))
            dump.chmod(0o644)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
