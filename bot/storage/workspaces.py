"""Workspaces and installations, with encrypted tokens, in the database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, insert, or_, select, update

from bot.domain.access import SYSTEM, AuditAction, AuditEntry
from bot.domain.delivery import SlackCode
from bot.domain.workflows import StepRun
from bot.ports.machine import Clock
from bot.ports.slack import CLOCKS_DIFFER, Installation, Workspace
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace, insert_or_skip, new, took_effect
from bot.storage.maintenance.vault import Vault, opened
from bot.storage.tables.decisions import AUDIT, PERSONAL_TOKENS
from bot.storage.tables.digest import STEP_RUNS
from bot.storage.tables.programs import INSTALLATIONS, WORKSPACES

_WORKSPACES = WORKSPACES.c
_ONE = select(WORKSPACES).where(_WORKSPACES.team_id == bindparam("team_id"))
_IS_NEWS = or_(_WORKSPACES.heard_at.is_(None), _WORKSPACES.heard_at < new(_WORKSPACES.heard_at))
_INSTALLATIONS = INSTALLATIONS.c


class SqlWorkspaces:
    """Serves `bot.ports.slack.Workspaces`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        """Nothing is read yet.

        Args:
            clock: dates the entries of the audit log; without it none is written.
        """
        self._database = database
        self._clock = clock

    async def put(self, workspace: Workspace, *, by: str = SYSTEM, news: bool = False) -> bool:
        team_id, now = workspace.team_id, await self._clock.now() if self._clock else None
        async with self._database.writing() as connection:
            ended = await connection.scalar(select(_WORKSPACES.ended).where(_WORKSPACES.team_id == team_id))
            row = row_of(WORKSPACES, workspace)
            is_news = or_(_IS_NEWS, _WORKSPACES.heard_at > now + CLOCKS_DIFFER) if now else _IS_NEWS
            statement = insert_or_replace(connection, WORKSPACES, ("team_id",), where=is_news if news else None)
            if (await connection.execute(statement.returning(_WORKSPACES.number), row)).first() is None:
                return False
            if workspace.ended:
                await connection.execute(delete(PERSONAL_TOKENS).where(PERSONAL_TOKENS.c.team_id == team_id))
            if now and (ended is False) is workspace.ended:
                action = AuditAction.UNINSTALLED if workspace.ended else AuditAction.INSTALLED
                entry = AuditEntry(team_id, now, by, action, team_id)
                await connection.execute(insert(AUDIT), row_of(AUDIT, entry))
        return True

    async def get(self, team_id: str) -> Workspace | None:
        row = await self._database.row(_ONE, {"team_id": team_id})
        return None if row is None else read(Workspace, row)

    async def all(self) -> Sequence[Workspace]:
        query = select(WORKSPACES).where(_WORKSPACES.ended.is_(False)).order_by(_WORKSPACES.number)
        return [read(Workspace, row) for row in await self._database.rows(query)]

    async def suspended(self) -> Sequence[Workspace]:
        suspended = _WORKSPACES.ended.is_(False), _WORKSPACES.suspended_at.is_not(None)
        query = select(WORKSPACES).where(*suspended).order_by(_WORKSPACES.number)
        return [read(Workspace, row) for row in await self._database.rows(query)]

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        served = _WORKSPACES.team_id == team_id, _WORKSPACES.ended.is_(False), _WORKSPACES.suspended_at.is_(None)
        statement = update(WORKSPACES).where(*served).values(suspended_at=at, suspended_because=code)
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def revive(self, team_id: str) -> None:
        statement = update(WORKSPACES).where(_WORKSPACES.team_id == team_id)
        async with self._database.writing() as connection:
            await connection.execute(statement.values(suspended_at=None, suspended_because=None))

    async def first(self) -> Workspace | None:
        row = await self._database.row(select(WORKSPACES).order_by(_WORKSPACES.number).limit(1))
        return None if row is None else read(Workspace, row)


class SqlInstallations:
    """Serves `bot.ports.slack.Installations`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def put(self, installation: Installation) -> None:
        team_id = "" if installation.org_wide else installation.id
        row = row_of(INSTALLATIONS, installation, team_id=team_id, **self._tokens(installation))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, INSTALLATIONS, ("id",)), row)

    async def renew(self, installation: Installation) -> bool:
        still = (_INSTALLATIONS.id == installation.id, _INSTALLATIONS.installed_at == installation.installed_at)
        statement = update(INSTALLATIONS).where(*still).values(**self._tokens(installation))
        async with self._database.writing() as connection:
            return (await connection.execute(statement)).rowcount > 0

    async def get(self, installation_id: str) -> Installation | None:
        query = select(INSTALLATIONS).where(_INSTALLATIONS.id == installation_id)
        row = await self._database.row(query)
        return None if row is None else self._installation(row)

    async def all(self) -> Sequence[Installation]:
        """All installations that a key decrypts, sorted by id here, because each database sorts text in its own way."""
        rows = await self._database.rows(select(INSTALLATIONS))
        readable = await opened(rows, self._installation, what=lambda row: f"installation {row.id}")
        return sorted(readable, key=lambda installation: installation.id)

    async def drop(self, installation_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(INSTALLATIONS).where(_INSTALLATIONS.id == installation_id))

    def _tokens(self, installation: Installation) -> dict[str, object]:
        seal, refresh_token = self._vault.seal, installation.refresh_token
        return {
            "bot_token_enc": seal(installation.bot_token),
            "refresh_token_enc": seal(refresh_token) if refresh_token else None,
            "expires_at": installation.expires_at,
        }

    def _installation(self, row: Row[*tuple[Any, ...]]) -> Installation:
        return read(
            Installation,
            row,
            org_wide=not row.team_id,
            bot_token=self._vault.open(row.bot_token_enc),
            refresh_token=self._vault.open(row.refresh_token_enc) if row.refresh_token_enc else "",
        )


_COLUMNS = STEP_RUNS.c


class SqlStepRuns:
    """Serves `bot.ports.slack.StepRuns`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, run: StepRun) -> bool:
        async with self._database.writing() as connection:
            return await took_effect(connection, insert_or_skip(connection, STEP_RUNS), row_of(STEP_RUNS, run))

    async def count(self, team_id: str) -> int:
        query = select(func.count().label("runs")).select_from(STEP_RUNS).where(_COLUMNS.team_id == team_id)
        return int((await self._database.rows(query))[0].runs)

    async def claim(self, *, now: datetime, until: datetime, limit: int) -> Sequence[StepRun]:
        query = select(STEP_RUNS).where(_COLUMNS.next_at <= now).order_by(_COLUMNS.next_at, _COLUMNS.id).limit(limit)
        due = [read(StepRun, row) for row in await self._database.rows(query)]
        if not due:
            return []
        claimed = []
        async with self._database.writing() as connection:
            for run in due:
                as_read = (*_same(run), _COLUMNS.next_at == run.next_at)
                moved = await connection.execute(update(STEP_RUNS).where(*as_read).values(next_at=until))
                if moved.rowcount == 1:
                    claimed.append(replace(run, next_at=until))
        return claimed

    async def keep(self, run: StepRun) -> None:
        values = {"program": run.program, "next_at": run.next_at, "waiting": run.waiting}
        async with self._database.writing() as connection:
            await connection.execute(update(STEP_RUNS).where(*_same(run)).values(values))

    async def end(self, run: StepRun) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(STEP_RUNS).where(*_same(run)))


def _same(run: StepRun) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _COLUMNS.team_id == run.team_id, _COLUMNS.id == run.id
