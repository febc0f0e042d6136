"""Settings for a bot beside the sandbox, and the merchants that it begins with."""

import asyncio
import json
import os
import secrets
import string
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import httpx
from cryptography.fernet import Fernet

from bot.domain.numbers.public import PublicSnapshot, public_shares
from bot.domain.numbers.snapshot import WECHAT_ZONE, Snapshot, Visible, snapshot_day
from bot.domain.numbers.version import NO_PIN, Reading
from bot.domain.retention import expired_days
from bot.lib.transport import local_client
from bot.ports.programs import Labels
from bot.storage.engine.database import Database
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.labels import SqlChannelPrograms, SqlProgramLabels
from bot.usecases.report.read import take_snapshot
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal
from tools.sandbox.wechat.answers import history, to_bytes
from tools.sandbox.wechat.calls import PUBLIC, published
from tools.sandbox.wechat.config import ComponentConfig, Program

PROVIDER_BEARER: Final = "sandbox-provider-bearer"
_KEPT: Final = ("PATH", "HOME", "LANG", "TZ", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START", "BASELIB_LOCALE")
_NOT_ASKED_FOR: Final = ("SANDBOX_APP_TOKEN", "LOG_LEVEL")
"""Left out of the `.env`: the sandbox's own token, and the bot's log level beside the sandbox."""
_LETTERS_AND_DIGITS: Final = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the three processes listen."""

    bot: str
    slack: str
    wechat: str


def bare_environment() -> dict[str, str]:
    """Return the minimal environment that a process needs to start."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


def settings_in(environment: Mapping[str, str]) -> str:
    """Return the lines of a `.env` for starting the bot of this environment by hand."""
    left_out = {*_KEPT, *_NOT_ASKED_FOR}
    return "".join(f"{name}={value}\n" for name, value in environment.items() if value and name not in left_out)


def secrets_and_addresses(addresses: Addresses, *, socket_mode: bool) -> dict[str, str]:
    """Return the bot's settings of Slack and WeChat, whatever its credential source."""
    # The sandbox always has an app token; the bot gets it only in Socket Mode.
    app_token = f"xapp-{secrets.token_hex(16)}"
    return {
        "SLACK_BOT_TOKEN": f"xoxb-{secrets.token_hex(16)}",
        "SLACK_SIGNING_SECRET": secrets.token_hex(16),
        "SLACK_API_URL": f"{addresses.slack}/api/",
        "WECHAT_API_URL": addresses.wechat,
        "WECHAT_PUBLIC_URL": f"{addresses.wechat}{PUBLIC}",
        "BASELIB_CLOCK_URL": f"{addresses.slack}/sandbox/clock",
        "LOG_LEVEL": "WARNING",
        "SANDBOX_APP_TOKEN": app_token,
        **({"SLACK_APP_TOKEN": app_token} if socket_mode else {}),
    }


def by_oauth(addresses: Addresses, *, home_team: str) -> dict[str, str]:
    """Return settings of a bot that any workspace can install; programs without a requester belong to `home_team`."""
    return {
        "BASELIB_HOME_TEAM": home_team,
        "SLACK_BOT_TOKEN": "",
        "SLACK_CLIENT_ID": f"{secrets.randbelow(10**11)}.{secrets.randbelow(10**11)}",
        "SLACK_CLIENT_SECRET": secrets.token_hex(16),
        "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "BASELIB_PUBLIC_URL": addresses.bot,
    }


def with_token_service(addresses: Addresses, programs: Sequence[Program]) -> dict[str, str]:
    """Return settings of a bot whose provider has a token service."""
    return {
        "WECHAT_PROGRAMS": ",".join(f"{program.alias}={program.appid}" for program in programs),
        "WECHAT_TOKEN_URL": f"{addresses.wechat}/provider/token",
        "WECHAT_TOKEN_BEARER": PROVIDER_BEARER,
    }


def as_platform(addresses: Addresses) -> dict[str, str]:
    """Return settings of a bot that is the third-party platform itself. It knows no program until one authorises it."""
    return {
        "WECHAT_COMPONENT_APPID": ComponentConfig().appid,
        "WECHAT_COMPONENT_SECRET": secrets.token_hex(16),
        "WECHAT_COMPONENT_TOKEN": secrets.token_hex(8),
        "WECHAT_COMPONENT_AES_KEY": "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(43)),
        "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
        "BASELIB_PUBLIC_URL": addresses.bot,
    }


WEEKS = 20
_PUBLIC_DAILY_FOR = timedelta(days=28)
"""Before that one a week, as much as is read, because the sandbox has to start quickly."""
_READ_AT = time(2, 0, tzinfo=WECHAT_ZONE)
_OK = 200


async def seed_history(database_url: str, team_id: str, programs: Sequence[Program], *, now: datetime) -> None:
    """Store what a bot has after twenty weeks up to `now` (aware): the programs' snapshots and WeChat's public numbers.

    Old snapshots are thinned out already; today is left to the bot.
    """
    database = Database(database_url)
    try:
        await database.migrate()
        snapshots = SqlSnapshots(database)
        today = snapshot_day(now)
        days = [today - timedelta(days=back) for back in range(7 * WEEKS, 0, -1)]
        kept = sorted(set(days) - set(expired_days(days, today=today)))
        for program in programs:
            await snapshots.save(team_id, _snapshots(program, kept))
        public = [day for day in days if (today - day).days % 7 == 0 or today - day <= _PUBLIC_DAILY_FOR]
        await SqlPublicSnapshots(database).save(*map(_public_snapshot, public))
    finally:
        await database.close()


async def seed_aliases(database_url: str, team_id: str, programs: Sequence[Program]) -> None:
    """Give programs their aliases, as people do in Slack."""
    database = Database(database_url)
    try:
        labels = SqlProgramLabels(database)
        for program in programs:
            await labels.put(team_id, program.appid, Labels(program.alias or ""))
    finally:
        await database.close()


async def seed_default(database_url: str, team_id: str, channel_id: str, appid: str) -> None:
    """Make a program the one that a channel means, as people do in Slack."""
    database = Database(database_url)
    try:
        await SqlChannelPrograms(database).put(team_id, channel_id, appid)
    finally:
        await database.close()


def _snapshots(program: Program, days: Sequence[date]) -> list[Snapshot]:
    kept: list[Snapshot] = []
    remembered: Reading | None = None
    for day in days:
        feed = read_reply(_OK, json.dumps(history(program, day)).encode())
        if isinstance(feed, Refusal):
            raise TypeError(f"the sandbox refuses to give {program.appid} a history")
        taken_at = datetime.combine(day, _READ_AT).astimezone(UTC)
        public = public_shares(_public_snapshot(day), of=day)
        snapshot = take_snapshot(
            Visible(program.appid), feed, pin=NO_PIN, remembered=remembered, now=taken_at, public=public
        )
        remembered = snapshot.reading if snapshot.reading.proved else remembered
        kept.append(snapshot)
    return kept


@lru_cache(maxsize=7 * WEEKS)
def _public_snapshot(day: date) -> PublicSnapshot:
    at = datetime.combine(day, _READ_AT)
    return read_public(_OK, to_bytes(published(at)), now=at)


WITHIN: Final = 60.0
"""Seconds until every code is exchanged: normally under one, but some machines are slow or busy."""
_ANSWERED_WITHIN: Final = 30.0
"""Seconds: a ticket is pushed up to four times, with five seconds for each answer and one in between."""
_POLL: Final = 0.05
"""Seconds between checks: too short to notice, long enough to leave the processor to the bot."""


async def let_in(wechat_url: str, appids: Collection[str], *, within: float = WITHIN) -> None:
    """Authorise the platform for each program, and wait until its code has been exchanged."""
    client = local_client(wechat_url, timeout=_ANSWERED_WITHIN)
    async with client as wechat, asyncio.timeout(within):
        (await wechat.post("/sandbox/tickets/push")).raise_for_status()
        for appid in appids:
            (await wechat.put(f"/sandbox/authorisers/{appid}")).raise_for_status()
        while True:
            if set(appids) <= await _exchanged(wechat):
                return
            await asyncio.sleep(_POLL)  # the bot does not signal when it has exchanged a code


async def _exchanged(wechat: httpx.AsyncClient) -> set[str]:
    answer = (await wechat.get("/sandbox/authorisers")).raise_for_status()
    return {each["appid"] for each in answer.json()["authorisers"] if each["exchanged"]}
