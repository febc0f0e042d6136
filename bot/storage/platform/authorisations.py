"""Unfinished authorisations in the database."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, String, literal, not_, or_, select, update

from bot.domain.platform.authorisation import Failure, Invitation, Origin, code_id
from bot.ports.platform import Pending
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace, insert_or_skip
from bot.storage.engine.rows import read, row_of
from bot.storage.maintenance.vault import Vault, opened
from bot.storage.tables.platform import AUTHORISATIONS, INVITATIONS

_COLUMNS = AUTHORISATIONS.c
_INVITATIONS = INVITATIONS.c
FAILED: Final = _COLUMNS.error_key != literal("", String())


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
            same = _COLUMNS.id == pending.id
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
        open_ = _COLUMNS.done_at.is_(None)
        values = {"code_enc": None, "appid": appid or _COLUMNS.appid, "done_at": now, "error_key": failure}
        still = open_ if failure else or_(open_, FAILED)
        async with self._database.writing() as connection:
            await connection.execute(update(AUTHORISATIONS).where(_COLUMNS.id == pending.id, still).values(values))

    async def get(self, pending_id: str) -> Pending | None:
        row = await self._database.row(_select(_COLUMNS.id == pending_id))
        return None if row is None else self._pending(row)

    async def unfinished(self) -> Sequence[Pending]:
        query = _select(_COLUMNS.done_at.is_(None)).order_by(_COLUMNS.received_at, _COLUMNS.id)
        rows = await self._database.rows(query)
        return await opened(rows, self._pending, what=lambda row: f"authorisation {row.id}")

    async def origins(self, appid: str) -> Sequence[Origin]:
        got = (_COLUMNS.appid == appid, _COLUMNS.done_at.is_not(None), not_(FAILED))
        query = (
            select(_COLUMNS.team_id, _COLUMNS.channel_id, _COLUMNS.user_id)
            .where(*got)
            .order_by(_COLUMNS.received_at.desc(), _COLUMNS.id)
        )
        origins = [Origin(*row) for row in await self._database.rows(query)]
        return [origin for origin in origins if origin != Origin()]

    async def any_since(self, appid: str, moment: datetime) -> bool:
        late = or_(_COLUMNS.received_at >= moment, _COLUMNS.done_at >= moment)
        query = select(_COLUMNS.id).where(_COLUMNS.appid == appid, not_(FAILED), late).limit(1)
        async with self._database.reading() as connection:
            return await connection.scalar(query) is not None

    def _pending(self, row: Row[*tuple[Any, ...]]) -> Pending:
        code = "" if row.code_enc is None else self._vault.open(row.code_enc)
        return read(Pending, row, code=code, origin=read(Origin, row), failure=row.error_key)


def _select(where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(AUTHORISATIONS).where(where)
