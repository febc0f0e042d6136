"""The platform's verify ticket in the database."""

from datetime import datetime
from typing import Final

from sqlalchemy import or_, select

from bot.ports.platform import Ticket
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import insert_or_replace, new, took_effect
from bot.storage.maintenance.vault import Vault
from bot.storage.tables.platform import TICKETS

_COLUMNS = TICKETS.c
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
        newer = or_(_COLUMNS.created_at.is_(None), _COLUMNS.created_at < new(_COLUMNS.created_at))
        async with self._database.writing() as connection:
            replace = insert_or_replace(connection, TICKETS, _KEY, where=newer)
            return await took_effect(connection, replace, row)

    async def latest(self) -> Ticket | None:
        row = await self._database.row(select(_COLUMNS.ticket_enc, _COLUMNS.created_at))
        if row is None or row.ticket_enc is None or row.created_at is None:
            return None
        return Ticket(self._vault.open(row.ticket_enc), row.created_at)

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        """Record that WeChat is asked now; False when it was asked after `not_since` and no ticket has come since."""
        row = {"name": _NAME, "ticket_enc": None, "created_at": None, "asked_again_at": at}
        not_asked = or_(_COLUMNS.asked_again_at.is_(None), _COLUMNS.asked_again_at <= not_since)
        async with self._database.writing() as connection:
            replace = insert_or_replace(
                connection,
                TICKETS,
                _KEY,
                but={"ticket_enc": _COLUMNS.ticket_enc, "created_at": _COLUMNS.created_at},
                where=not_asked,
            )
            return await took_effect(connection, replace, row)
