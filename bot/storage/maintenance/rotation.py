"""Encrypts everything secret in the database with the first key, so that the earlier ones can be taken away.

Each batch is a transaction of its own, and a value is replaced only while it is still the one that was read: the bot
may run meanwhile, and whoever is interrupted goes on where it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Table, bindparam, delete, select, update

from bot.errors import StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.maintenance.vault import Vault
from bot.storage.tables.installations import INSTALLATIONS
from bot.storage.tables.platform import ACCESS_TOKENS, AUTHORISATIONS, AUTHORISERS, TICKETS


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column of what a vault made."""

    table: Table
    key: Column[Any]
    value: Column[Any]


SEALED: Final = (
    Sealed(ACCESS_TOKENS, ACCESS_TOKENS.c["name"], ACCESS_TOKENS.c["secret_enc"]),
    Sealed(AUTHORISATIONS, AUTHORISATIONS.c["id"], AUTHORISATIONS.c["code_enc"]),
    Sealed(AUTHORISERS, AUTHORISERS.c["appid"], AUTHORISERS.c["refresh_token_enc"]),
    Sealed(INSTALLATIONS, INSTALLATIONS.c["id"], INSTALLATIONS.c["bot_token_enc"]),
    Sealed(INSTALLATIONS, INSTALLATIONS.c["id"], INSTALLATIONS.c["refresh_token_enc"]),
    Sealed(TICKETS, TICKETS.c["name"], TICKETS.c["ticket_enc"]),
)
"""All of them."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of the values that the first key did not open."""

    resealed: int = 0
    """They are encrypted with it now."""
    forgotten: int = 0
    """No key opens them, and their rows are gone."""

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.resealed + other.resealed, self.forgotten + other.forgotten)


async def rotate(database: Database, vault: Vault, *, forget: bool = False) -> Rotated:
    """Encrypt everything with the vault's first key.

    It goes over everything until there is nothing left to do: the bot may have written something meanwhile.

    Args:
        database: up to date.
        vault: with the new key first, and every earlier one behind it.
        forget: delete the rows of values that no key opens. WeChat gives all of its own again; whoever installed the
            bot in Slack has to do so once more.

    Raises:
        StorageUnavailable: also with the reason `key`, when no key opens a value and `forget` is False.
    """
    rotated, left = Rotated(), True
    while left:
        left = False
        for sealed in SEALED:
            after = ""
            while rows := await _page(database, sealed, after):
                after = rows[-1][0]
                if stale := _stale(vault, rows, forget=forget):
                    left = True
                    rotated += await _replace(database, sealed, stale)
    return rotated


_Stale = Sequence[tuple[str, str, str | None]]
"""A row's key, its value, and what is to be there; None when the row is to go."""


async def _page(database: Database, sealed: Sealed, after: str) -> Sequence[tuple[str, str]]:
    """The next keys and values."""
    query = (
        select(sealed.key, sealed.value)
        .where(sealed.value.is_not(None), sealed.key > after)
        .order_by(sealed.key)
        .limit(ROWS_AT_ONCE)
    )
    async with database.reading() as connection:
        return [(key, value) for key, value in await connection.execute(query)]


def _stale(vault: Vault, rows: Sequence[tuple[str, str]], *, forget: bool) -> _Stale:
    # In the order in which the repositories write, not in the database's: both wait for each other, no more.
    fresh = [(key, value, _resealed(vault, value, forget=forget)) for key, value in sorted(rows)]
    return [each for each in fresh if each[1] != each[2]]


def _resealed(vault: Vault, value: str, *, forget: bool) -> str | None:
    try:
        return vault.resealed(value)
    except StorageUnavailable:
        if forget:
            return None
        raise


async def _replace(database: Database, sealed: Sealed, stale: _Stale) -> Rotated:
    resealed = forgotten = 0
    same = (sealed.key == bindparam("same_key"), sealed.value == bindparam("same_value"))
    forget = delete(sealed.table).where(*same)
    change = update(sealed.table).where(*same).values({sealed.value: bindparam("fresh")})
    async with database.writing() as connection:
        for key, value, fresh in stale:
            row = {"same_key": key, "same_value": value}
            if fresh is None:
                forgotten += (await connection.execute(forget, row)).rowcount
            else:
                resealed += (await connection.execute(change, row | {"fresh": fresh})).rowcount
    return Rotated(resealed, forgotten)
