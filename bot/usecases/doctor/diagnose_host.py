"""Checks of this side: settings, database, keys, font, catalogue."""

import asyncio
from dataclasses import dataclass
from typing import Final

from bot.domain.doctor.findings import Check, Finding, Found
from bot.errors import StorageUnavailable
from bot.ports.doctor import DatabaseProbe, Probes, Setup
from bot.usecases.doctor.findings import FindingCollector

OLDEST_POSTGRESQL: Final = 13
"""Older ones are no longer supported: https://www.postgresql.org/support/versioning/."""
LITTLE_SPACE: Final = 500_000_000
"""Bytes free: a year of a thousand programs, and the copies that SQLite makes of its log."""
NO_SPACE: Final = 20_000_000
_MEGABYTE: Final = 1_000_000


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

    async def __call__(self, *, wrong: bool) -> None:
        """Run the checks.

        Args:
            wrong: `DATABASE_URL` cannot be read.
        """
        checks = (Check.RUNNING, Check.DISK, Check.TABLES, Check.KEYS, Check.WORKSPACES)
        if wrong:
            self.findings.skip(Check.SETTINGS, Check.DATABASE, *checks)
            return
        await self.findings.look(Check.DATABASE, self._server)
        looks = (self._running, self._disk, self._tables, self._keys, self._workspaces)
        for check, look in zip(checks, looks, strict=True):
            needs = (Check.DATABASE, Check.TABLES) if check in (Check.KEYS, Check.WORKSPACES) else (Check.DATABASE,)
            await self.findings.look(check, look, needs=needs)

    async def _server(self) -> Finding:
        try:
            server = await self.probe.server()
            if server is None:
                return Finding.of(Found.DATABASE_NONE)
            await self.probe.write()
        except StorageUnavailable as error:
            return _unusable(error)
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
        by_hand = False
        try:
            server = await self.probe.server()
            by_hand = server is not None and server.shared
            made = await self.probe.tables()
        except StorageUnavailable as error:
            match error.reason:
                case "newer":
                    return Finding.of(Found.TABLES_NEWER)
                case "older":
                    return Finding.of(Found.TABLES_BEHIND if by_hand else Found.TABLES_OLDER)
                case _:
                    return _unusable(error)
        if made:
            return Finding.of(Found.TABLES_OK)
        return Finding.of(Found.TABLES_MISSING if by_hand else Found.TABLES_NONE)

    async def _keys(self) -> Finding:
        sealed = await self.probe.sealed()
        if not sealed.count:
            return Finding.of(Found.KEYS_UNUSED)
        if not sealed.unopened:
            return Finding.of(Found.KEYS_OK, count=sealed.count)
        return Finding.of(Found.KEYS_WRONG, count=sealed.unopened)

    async def _workspaces(self) -> Finding:
        suspended = await self.probe.suspended()
        if not suspended:
            return Finding.of(Found.WORKSPACES_OK)
        codes = {str(code) for workspace in suspended if (code := workspace.suspended_because)}
        return Finding.of(Found.WORKSPACES_SUSPENDED, count=len(suspended), codes=tuple(sorted(codes)))


def _unusable(error: StorageUnavailable) -> Finding:
    match error.reason:
        case "locked":
            return Finding.of(Found.DATABASE_LOCKED)
        case "read-only":
            return Finding.of(Found.DATABASE_READ_ONLY)
        case _:
            return Finding.of(Found.DATABASE_UNUSABLE, error=error)


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
