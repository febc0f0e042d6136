"""The third-party platform in the database: tokens, tickets, handled pushes, and merchants' authorisations."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, String, bindparam, delete, literal, not_, or_, select, update

from bot.domain.platform import Failure, Invitation, Origin, code_id
from bot.lib.cache import batches
from bot.ports.platform import Pending, Ticket
from bot.ports.wechat import KeptToken
from bot.storage.engine.columns import read, row_of
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE, insert_or_replace, insert_or_skip, new, took_effect
from bot.storage.maintenance.vault import Vault, opened
from bot.storage.tables.programs import ACCESS_TOKENS, AUTHORISATIONS, AUTHORISERS, INVITATIONS, PUSHES, TICKETS

_COLUMNS = AUTHORISERS.c


class SqlAuthorisers:
    """Serves `bot.ports.platform.Authorisers`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def refresh_token(self, appid: str) -> str | None:
        async with self._database.reading() as connection:
            sealed = await connection.scalar(select(_COLUMNS.refresh_token_enc).where(_COLUMNS.appid == appid))
        return None if sealed is None else self._vault.open(sealed)

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        rows = await asyncio.to_thread(self._rows, refresh_tokens)
        async with self._database.writing() as connection:
            for some in batches(rows, ROWS_AT_ONCE):
                await connection.execute(insert_or_replace(connection, AUTHORISERS, ("appid",)), some)

    async def marks(self) -> Mapping[str, str]:
        """By AppID, a mark that changes when a refresh token is stored; it reveals nothing of the token."""
        query = select(_COLUMNS.appid, _COLUMNS.refresh_token_enc)
        return {row.appid: row.refresh_token_enc for row in await self._database.rows(query)}

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        same = (_COLUMNS.appid == bindparam("of"), _COLUMNS.refresh_token_enc == bindparam("before"))
        replace = update(AUTHORISERS).where(*same).values(refresh_token_enc=bindparam("after"))
        rows = await asyncio.to_thread(self._rows, refresh_tokens)
        new = [row for row in rows if row["appid"] not in marks]
        old = [
            {"of": row["appid"], "before": marks[row["appid"]], "after": row["refresh_token_enc"]}
            for row in rows
            if row["appid"] in marks
        ]
        async with self._database.writing() as connection:
            for some in batches(new, ROWS_AT_ONCE):
                await connection.execute(insert_or_skip(connection, AUTHORISERS), some)
            for changed in batches(old, ROWS_AT_ONCE):
                await connection.execute(replace, changed)

    async def drop(self, appid: str) -> None:
        """Delete the refresh and access tokens of a revoked authorisation, in one transaction."""
        async with self._database.writing() as connection:
            await connection.execute(delete(AUTHORISERS).where(_COLUMNS.appid == appid))
            await connection.execute(delete(ACCESS_TOKENS).where(ACCESS_TOKENS.c.name == appid))

    async def appids(self) -> Sequence[str]:
        """All AppIDs, sorted here, because each database sorts text in its own way."""
        async with self._database.reading() as connection:
            return sorted(await connection.scalars(select(_COLUMNS.appid)))

    def _rows(self, refresh_tokens: Mapping[str, str]) -> list[dict[str, str]]:
        # A fixed order: two replicas that list the same page wait for each other instead of deadlocking.
        return [
            {"appid": appid, "refresh_token_enc": self._vault.seal(token)}
            for appid, token in sorted(refresh_tokens.items())
            if token
        ]


_TOKENS = ACCESS_TOKENS.c


class SqlAccessTokens:
    """Serves `bot.ports.wechat.AccessTokens`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def get(self, name: str) -> KeptToken | None:
        query = select(_TOKENS.secret_enc, _TOKENS.refresh_at, _TOKENS.ends_at).where(_TOKENS.name == name)
        row = await self._database.row(query)
        return None if row is None else KeptToken(self._vault.open(row.secret_enc), row.refresh_at, row.ends_at)

    async def put(self, name: str, token: KeptToken) -> None:
        row = row_of(ACCESS_TOKENS, token, name=name, secret_enc=self._vault.seal(token.secret))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, ACCESS_TOKENS, ("name",)), row)

    async def drop(self, name: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(delete(ACCESS_TOKENS).where(_TOKENS.name == name))


_PENDING = AUTHORISATIONS.c
_INVITATIONS = INVITATIONS.c
FAILED: Final = _PENDING.error_key != literal("", String())


class SqlAuthorisations:
    """Serves `bot.ports.platform.Authorisations`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def invited(self, invitation: Invitation, origin: Origin) -> None:
        row = row_of(INVITATIONS, invitation, origin, id=code_id(invitation.code))
        async with self._database.writing() as connection:
            await connection.execute(insert_or_replace(connection, INVITATIONS, ("id",)), row)

    async def origin_of(self, invitation_code: str) -> Origin:
        query = select(*(_INVITATIONS[each.name] for each in fields(Origin)))
        row = await self._database.row(query.where(_INVITATIONS.id == code_id(invitation_code)))
        return Origin() if row is None else read(Origin, row)

    async def receive(self, code: str, *, appid: str, origin: Origin, expires_at: datetime, now: datetime) -> Pending:
        pending = Pending(code_id(code), code, appid, origin, expires_at, received_at=now)
        row = row_of(AUTHORISATIONS, pending, origin, code_enc=self._vault.seal(code), error_key=None)
        async with self._database.writing() as connection:
            await connection.execute(insert_or_skip(connection, AUTHORISATIONS), row)
            same = _PENDING.id == pending.id
            # Locked until the commit: the push and the redirect may reach two replicas at once.
            kept = self._pending((await connection.execute(_select(same).with_for_update())).one())
            known = replace(kept, appid=kept.appid or appid, origin=origin if kept.origin == Origin() else kept.origin)
            if known != kept:
                values = {"appid": known.appid, **asdict(known.origin)}
                await connection.execute(update(AUTHORISATIONS).where(same).values(values))
        return known

    async def finish(self, pending: Pending, *, appid: str, failure: Failure | None = None, now: datetime) -> None:
        """Record that a code was exchanged (without `failure`) or given up, and delete the code itself.

        An exchanged code cannot be given up later: another process was first with the same code.
        """
        open_ = _PENDING.done_at.is_(None)
        values = {"code_enc": None, "appid": appid or _PENDING.appid, "done_at": now, "error_key": failure}
        still = open_ if failure else or_(open_, FAILED)
        async with self._database.writing() as connection:
            await connection.execute(update(AUTHORISATIONS).where(_PENDING.id == pending.id, still).values(values))

    async def get(self, pending_id: str) -> Pending | None:
        row = await self._database.row(_select(_PENDING.id == pending_id))
        return None if row is None else self._pending(row)

    async def unfinished(self) -> Sequence[Pending]:
        query = _select(_PENDING.done_at.is_(None)).order_by(_PENDING.received_at, _PENDING.id)
        rows = await self._database.rows(query)
        return await opened(rows, self._pending, what=lambda row: f"authorisation {row.id}")

    async def origins(self, appid: str) -> Sequence[Origin]:
        got = (_PENDING.appid == appid, _PENDING.done_at.is_not(None), not_(FAILED))
        query = (
            select(_PENDING.team_id, _PENDING.channel_id, _PENDING.user_id)
            .where(*got)
            .order_by(_PENDING.received_at.desc(), _PENDING.id)
        )
        origins = [Origin(*row) for row in await self._database.rows(query)]
        return [origin for origin in origins if origin != Origin()]

    async def any_since(self, appid: str, moment: datetime) -> bool:
        late = or_(_PENDING.received_at >= moment, _PENDING.done_at >= moment)
        query = select(_PENDING.id).where(_PENDING.appid == appid, not_(FAILED), late).limit(1)
        async with self._database.reading() as connection:
            return await connection.scalar(query) is not None

    def _pending(self, row: Row[*tuple[Any, ...]]) -> Pending:
        code = "" if row.code_enc is None else self._vault.open(row.code_enc)
        return read(Pending, row, code=code, origin=read(Origin, row), failure=row.error_key)


def _select(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(AUTHORISATIONS).where(where)


_PUSHES = PUSHES.c


class SqlPushes:
    """Serves `bot.ports.platform.Pushes`. Raises `StorageUnavailable`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seen(self, key: str) -> bool:
        async with self._database.reading() as connection:
            return (await connection.execute(select(_PUSHES.key).where(_PUSHES.key == key))).first() is not None

    async def is_new(self, key: str, *, now: datetime) -> bool:
        async with self._database.writing() as connection:
            row = {"key": key, "received_at": now}
            return await took_effect(connection, insert_or_skip(connection, PUSHES), row)


_TICKETS = TICKETS.c
_KEY: Final = ("name",)
_NAME: Final = "ticket"


class SqlTickets:
    """Serves `bot.ports.platform.Tickets`. Every method raises `StorageUnavailable`."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def keep(self, ticket: Ticket) -> bool:
        row = {
            "name": _NAME,
            "ticket_enc": self._vault.seal(ticket.secret),
            "created_at": ticket.created_at,
            "asked_again_at": None,
        }
        newer = or_(_TICKETS.created_at.is_(None), _TICKETS.created_at < new(_TICKETS.created_at))
        async with self._database.writing() as connection:
            replace = insert_or_replace(connection, TICKETS, _KEY, where=newer)
            return await took_effect(connection, replace, row)

    async def latest(self) -> Ticket | None:
        row = await self._database.row(select(_TICKETS.ticket_enc, _TICKETS.created_at))
        if row is None or row.ticket_enc is None or row.created_at is None:
            return None
        return Ticket(self._vault.open(row.ticket_enc), row.created_at)

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        """Record that WeChat is asked now; False when it was asked after `not_since` and no ticket has come since."""
        row = {"name": _NAME, "ticket_enc": None, "created_at": None, "asked_again_at": at}
        not_asked = or_(_TICKETS.asked_again_at.is_(None), _TICKETS.asked_again_at <= not_since)
        async with self._database.writing() as connection:
            replace = insert_or_replace(
                connection,
                TICKETS,
                _KEY,
                but={"ticket_enc": _TICKETS.ticket_enc, "created_at": _TICKETS.created_at},
                where=not_asked,
            )
            return await took_effect(connection, replace, row)
