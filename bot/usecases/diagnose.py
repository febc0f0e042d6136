"""`baselib doctor`: check everything that an answer needs. Here the checks of this side: settings, database, font."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.domain.doctor import LITTLE_SPACE, NO_SPACE, Check, Finding, Found
from bot.errors import BotError, StorageUnavailable
from bot.lib.work import SingleFlight
from bot.ports.doctor import DatabaseProbe, Probes, Setup
from bot.usecases.probes import DiagnoseSlack, DiagnoseWeChat, FindingCollector

_log = structlog.get_logger(__name__)
GOOD_FOR: Final = 30.0
"""Seconds for which an outside part that answered counts as there."""
BAD_FOR: Final = 5.0
"""Seconds for which one that did not answer counts as missing."""

Probe = Callable[[], Awaitable[object]]
"""Raises one of our errors when its part is not there; a `Remark` that it returns is added to `ok`."""


OK: Final = "ok"


def is_ready(state: str) -> bool:
    """Whether a state of a part, such as `ok` or `ok, 2 suspended`, lets it be used."""
    return state.partition(",")[0] == OK


@dataclass(frozen=True, slots=True)
class Remark:
    """What a part that is there has to add."""

    text: str


@dataclass(frozen=True)
class CheckReadiness:
    """`GET /readyz`."""

    probes: Mapping[str, Probe]
    outside: Collection[str] = ()
    """The parts outside this process: they are asked less often than Prometheus or an orchestrator asks here."""
    slowest: float = 5.0
    """Seconds that a part may take to answer."""
    monotonic: Callable[[], float] = time.monotonic
    _flights: SingleFlight[None, dict[str, str]] = field(default_factory=SingleFlight, repr=False)
    _known: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False)
    """The last state of those outside, and until when it counts."""

    async def __call__(self) -> dict[str, str]:
        """By part `ok`, or the key of the error; never a detail that an outsider should not read.

        Anyone may ask, so simultaneous requests share one answer.
        """
        return await self._flights(None, self._ask)

    async def _ask(self) -> dict[str, str]:
        states = await asyncio.gather(*(self._state(part, probe) for part, probe in self.probes.items()))
        return dict(zip(self.probes, states, strict=True))

    async def _state(self, part: str, probe: Probe) -> str:
        state, until = self._known.get(part, ("", 0.0))
        if state and self.monotonic() < until:
            return state
        state = await self._probed(probe)
        if part in self.outside:
            self._known[part] = state, self.monotonic() + (GOOD_FOR if is_ready(state) else BAD_FOR)
        return state

    async def _probed(self, probe: Probe) -> str:
        try:
            async with asyncio.timeout(self.slowest):
                remark = await probe()
        except BotError as error:
            return error.key
        except TimeoutError:
            return "timeout"
        except Exception:  # noqa: BLE001 - a bug in one probe must not hide the states of the other parts
            _log.exception("a part could not be probed")
            return BotError.key
        return f"{OK}, {remark.text}" if isinstance(remark, Remark) else OK


OLDEST_POSTGRESQL: Final = 13
"""Older ones are no longer supported: https://www.postgresql.org/support/versioning/."""
_MEGABYTE: Final = 1_000_000


@dataclass(frozen=True)
class Diagnose:
    """Beside a running Baselib a platform's tokens are only looked up; without one they are fetched and kept."""

    setup: Setup
    probes: Probes
    running: bool
    """Whether a Baselib runs on the database, as far as that is known."""

    async def __call__(self) -> Sequence[Finding]:
        """Run all checks, in the order of the output. Never raises one of our errors."""
        findings, setup, probes = FindingCollector(), self.setup, self.probes
        settings(findings, setup)
        await DiagnoseDatabase(findings, probes.database)(unset=setup.lacks("DATABASE_URL"))
        wechat, slack = DiagnoseWeChat(findings, setup, probes), DiagnoseSlack(findings, setup, probes)
        await slack.clock(await wechat.ping())
        await slack(running=self.running)
        await left_out(findings, setup, probes)
        await wechat()
        await users(findings, setup, probes.database)
        await wechat.public_numbers()
        await equipment(findings, probes)
        return findings.all()


def settings(findings: FindingCollector, setup: Setup) -> None:
    """Check the settings one by one; never show a value."""
    findings.add(*(Finding.of(Found.SETTINGS_WRONG, error=error) for error in setup.wrong))
    if not setup.unread:
        findings.add(*(Finding.of(Found.SETTINGS_MISSING, name=name) for name in setup.missing))
    findings.add(*(Finding.of(Found.SETTINGS_UNUSED, name=name, used=used) for name, used in setup.unused))
    if not (setup.wrong or setup.missing or setup.unused):
        findings.add(Finding.of(Found.SETTINGS_OK))
    if setup.may_set:
        findings.add(Finding.of(Found.SETTINGS_MAY_SET))


@dataclass(frozen=True)
class DiagnoseDatabase:
    """Checks a database of either kind, also beside a running Baselib: nothing is written."""

    findings: FindingCollector
    probe: DatabaseProbe

    async def __call__(self, *, unset: bool) -> None:
        """Run the checks.

        Args:
            unset: `DATABASE_URL` cannot be read.
        """
        await self.findings.look(Check.DATABASE, self._server, unset=unset)
        for check, look in (
            (Check.RUNNING, self._running),
            (Check.DISK, self._disk),
            (Check.TABLES, self._tables),
            (Check.KEYS, self._keys),
            (Check.WORKSPACES, self._workspaces),
        ):
            await self.findings.look(check, look, needs=(Check.DATABASE, Check.TABLES))

    async def _server(self) -> Finding:
        server = await self.probe.server()
        if server is None:
            return Finding.of(Found.DATABASE_NONE)
        await self.probe.write()
        if server.shared and server.major < OLDEST_POSTGRESQL:
            return Finding.of(Found.DATABASE_OLD, version=server.version, oldest=str(OLDEST_POSTGRESQL))
        kind = "PostgreSQL" if server.shared else "SQLite"
        return Finding.of(Found.DATABASE_OK, kind=f"{kind} {server.version}")

    async def _running(self) -> Finding:
        return Finding.of(Found.RUNNING_YES if await self.probe.running() else Found.RUNNING_NO)

    async def _disk(self) -> Finding:
        disk = await self.probe.disk()
        if disk is None:
            return Finding.of(Found.DISK_SERVER)
        free = disk.free // _MEGABYTE
        if disk.free < LITTLE_SPACE:
            return Finding.of(Found.DISK_FULL if disk.free < NO_SPACE else Found.DISK_LOW, free=free)
        return Finding.of(Found.DISK_OPEN if disk.open_to_others else Found.DISK_OK, free=free)

    async def _tables(self) -> Finding:
        server = await self.probe.server()
        try:
            if await self.probe.tables():
                return Finding.of(Found.TABLES_OK)
        except StorageUnavailable as error:
            if error.reason != "older":
                raise
        return Finding.of(Found.TABLES_BEHIND if server and server.shared else Found.TABLES_OLDER)

    async def _keys(self) -> Finding:
        sealed = await self.probe.sealed()
        if sealed.unopened:
            return Finding.of(Found.KEYS_WRONG, count=sealed.unopened)
        return Finding.of(Found.KEYS_OK, count=sealed.count)

    async def _workspaces(self) -> Finding:
        suspended = await self.probe.suspended()
        if not suspended:
            return Finding.of(Found.WORKSPACES_OK)
        codes = {str(code) for workspace in suspended if (code := workspace.suspended_because)}
        return Finding.of(Found.WORKSPACES_SUSPENDED, count=len(suspended), codes=tuple(sorted(codes)))


async def left_out(findings: FindingCollector, setup: Setup, probes: Probes) -> None:
    """Say which workspaces are answered and get no digests; whether Slack can be asked is another check."""
    needs = (Check.DATABASE, Check.TABLES, Check.KEYS, Check.SLACK_TOKEN)
    if setup.many_workspaces and findings.missing(needs) is None:
        with suppress(BotError):
            if teams := await probes.left_out():
                findings.add(Finding.of(Found.WORKSPACES_LEFT_OUT, count=len(teams), teams=tuple(teams)))


async def users(findings: FindingCollector, setup: Setup, probe: DatabaseProbe) -> None:
    """Say why answers do not name people; they are optional, and nobody else is told."""

    async def look() -> Finding:
        if not (setup.users and setup.connected):
            return Finding.of(Found.USERS_OFF)
        counted = await probe.counted()
        if counted is None:
            return Finding.of(Found.USERS_NOT_YET)
        count, day = counted.programs, counted.day.isoformat()
        if not counted.absent:
            return Finding.of(Found.USERS_OK, count=count, day=day)
        absent, reasons = sum(counted.absent.values()), sorted(counted.absent.items())
        listed = tuple(f"{why}: {programs}" for why, programs in reasons)
        return Finding.of(Found.USERS_ABSENT, count=count, day=day, absent=absent, reasons=listed)

    await findings.look(Check.USERS, look, needs=(Check.DATABASE, Check.TABLES))


async def equipment(findings: FindingCollector, probes: Probes) -> None:
    """Check the font and the catalogue, which answers need."""

    async def font() -> Finding:
        name = await asyncio.to_thread(probes.font)
        return Finding.of(Found.FONT_OK, name=name) if name else Finding.of(Found.FONT_MISSING)

    async def catalogue() -> Finding:
        try:
            count = await asyncio.to_thread(probes.catalogue)
        except Exception:  # noqa: BLE001  # a damaged file may raise anything
            return Finding.of(Found.CATALOGUE_UNREADABLE)
        return Finding.of(Found.CATALOGUE_OK, count=count)

    await findings.look(Check.FONT, font)
    await findings.look(Check.CATALOGUE, catalogue)
