"""Restrictions, roles and the keys of agents."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, Row, Select, bindparam, delete, func, insert, literal, null, select

from bot.domain.access import USUAL, USUAL_RULE, AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.domain.agents import MOST_TOKENS, PersonalToken
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace
from bot.storage.programs.known import changes_by_now, count_change, renewed
from bot.storage.tables.decisions import (
    AUDIT,
    DEFAULT_ROLES,
    PERSONAL_TOKENS,
    PROGRAM_RESTRICTIONS,
    QUORUMS,
    ROLE_GRANTS,
)

_GRANTS = ROLE_GRANTS.c
_RESTRICTIONS = PROGRAM_RESTRICTIONS.c
_TEAM: BindParameter[str] = bindparam("team_id")
_ROLES = (
    select(_GRANTS.user_id, _GRANTS.role, _GRANTS.by, _GRANTS.at)
    .where(_GRANTS.team_id == _TEAM)
    .union_all(select(null(), DEFAULT_ROLES.c.role, null(), null()).where(DEFAULT_ROLES.c.team_id == _TEAM))
)
_NEVER_READ: Final = -1


class SqlAccessRules:
    """Serves `bot.ports.people.AccessRules`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._restrictions: dict[str, tuple[int, Mapping[str, Collection[str]]]] = {}
        """By workspace, with the number of changes after which they were read."""

    async def roles(self, team_id: str) -> Roles:
        """Return the default role and the granted ones, in one statement: every question of a person asks for them."""
        rows = await self._database.rows(_ROLES, {"team_id": team_id})
        return Roles(
            next((row.role for row in rows if row.user_id is None), USUAL),
            {row.user_id: read(Grant, row) for row in rows if row.user_id is not None},
        )

    async def set_default(self, team_id: str, role: Role) -> None:
        async with self._database.writing() as connection:
            statement = insert_or_replace(connection, DEFAULT_ROLES, ("team_id",))
            await connection.execute(statement, {"team_id": team_id, "role": role})

    async def grant(self, team_id: str, grant: Grant) -> None:
        row = row_of(ROLE_GRANTS, grant, team_id=team_id)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, ROLE_GRANTS, ("team_id", "user_id")), row)

    async def revoke(self, team_id: str, user_id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(ROLE_GRANTS).where(_GRANTS.team_id == team_id, _GRANTS.user_id == user_id))

    async def quorum(self, team_id: str) -> QuorumRule:
        row = await self._database.row(select(QUORUMS).where(QUORUMS.c.team_id == team_id))
        return USUAL_RULE if row is None else read(QuorumRule, row)

    async def set_quorum(self, team_id: str, rule: QuorumRule) -> None:
        async with self._database.writing() as connection:
            statement = insert_or_replace(connection, QUORUMS, ("team_id",))
            await connection.execute(statement, row_of(QUORUMS, rule, team_id=team_id))

    async def restrictions(self, team_id: str) -> Mapping[str, Collection[str]]:
        revision = await changes_by_now(self._database, team_id)  # first: what is read after it is never older
        kept, found = self._restrictions.get(team_id, (_NEVER_READ, {}))
        if kept == revision:
            return found
        query = select(_RESTRICTIONS.appid, _RESTRICTIONS.channel_id).where(_RESTRICTIONS.team_id == team_id)
        found = await asyncio.to_thread(_by_program, await self._database.rows(query))
        self._restrictions[team_id] = revision, found
        return found

    async def restrict(self, team_id: str, appid: str, channels: Collection[str]) -> None:
        earlier = delete(PROGRAM_RESTRICTIONS).where(_RESTRICTIONS.team_id == team_id, _RESTRICTIONS.appid == appid)
        rows = [{"team_id": team_id, "appid": appid, "channel_id": channel} for channel in sorted(set(channels))]
        async with self._database.writing() as connection:
            await count_change(connection, team_id)
            await renewed(connection, team_id)
            await connection.execute(earlier)
            if rows:
                await connection.execute(insert(PROGRAM_RESTRICTIONS), rows)


def _by_program(rows: Iterable[Row[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for appid, channel_id in rows:
        found.setdefault(appid, set()).add(channel_id)
    return found


_COLUMNS = AUDIT.c


class SqlAuditLog:
    """Serves `bot.ports.people.AuditLog`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        async with self._database.together() as connection:
            yield
            await connection.execute(insert(AUDIT), row_of(AUDIT, entry))

    async def newest(self, team_id: str, *, limit: int, subject: str = "") -> Sequence[AuditEntry]:
        query = select(AUDIT).where(_COLUMNS.team_id == team_id, *([_COLUMNS.subject == subject] if subject else ()))
        return await self._read(query.order_by(_COLUMNS.at.desc(), _COLUMNS.number.desc()).limit(limit))

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        query = select(AUDIT).where(_COLUMNS.at >= since, *([_COLUMNS.team_id == team_id] if team_id else ()))
        query = query.where(_COLUMNS.action.in_(actions)) if actions else query
        return await self._read(query.order_by(_COLUMNS.at, _COLUMNS.number))

    async def _read(self, query: Select[*tuple[Any, ...]]) -> Sequence[AuditEntry]:
        return [read(AuditEntry, row) for row in await self._database.rows(query)]


_AGENTS_COLUMNS = PERSONAL_TOKENS.c


class SqlPersonalTokens:
    """Serves `bot.ports.people.PersonalTokens`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: PersonalToken, digest: str, *, since: datetime) -> bool:
        row = row_of(PERSONAL_TOKENS, token, digest=digest)
        good = (
            _AGENTS_COLUMNS.team_id == token.team_id,
            _AGENTS_COLUMNS.user_id == token.user_id,
            _AGENTS_COLUMNS.made_at > since,
        )
        room = select(func.count()).where(*good).scalar_subquery() < MOST_TOKENS
        values = select(*(literal(value, PERSONAL_TOKENS.c[name].type) for name, value in row.items())).where(room)
        async with self._database.writing() as connection:
            await self._database.wait_for_turn(connection, f"tokens {token.team_id} {token.user_id}")
            adding = insert(PERSONAL_TOKENS).from_select(list(row), values).returning(_AGENTS_COLUMNS.id)
            return (await connection.execute(adding)).first() is not None

    async def find(self, digest: str) -> PersonalToken | None:
        row = await self._database.row(select(PERSONAL_TOKENS).where(_AGENTS_COLUMNS.digest == digest))
        return None if row is None else read(PersonalToken, row)

    async def of_person(self, team_id: str, user_id: str) -> Sequence[PersonalToken]:
        query = select(PERSONAL_TOKENS).where(_AGENTS_COLUMNS.team_id == team_id, _AGENTS_COLUMNS.user_id == user_id)
        rows = await self._database.rows(query.order_by(_AGENTS_COLUMNS.made_at, _AGENTS_COLUMNS.id))
        return [read(PersonalToken, row) for row in rows]

    async def remove(self, team_id: str, user_id: str, token_id: str) -> bool:
        where = _AGENTS_COLUMNS.team_id == team_id, _AGENTS_COLUMNS.user_id == user_id, _AGENTS_COLUMNS.id == token_id
        async with self._database.writing() as connection:
            return (await connection.execute(delete(PERSONAL_TOKENS).where(*where))).rowcount > 0
