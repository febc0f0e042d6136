"""Re-encrypts every secret in the database with the first key, so that earlier keys can be removed.

Each batch is a transaction of its own, and a value is replaced only if it is still the one that was read: the bot may
run meanwhile, and an interrupted rotation can be run again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Table, bindparam, delete, select, update

from bot.errors import StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.maintenance.vault import Vault
from bot.storage.tables.platform import ACCESS_TOKENS, AUTHORISATIONS, AUTHORISERS, TICKETS
from bot.storage.tables.workspaces import INSTALLATIONS


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column of encrypted values."""

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
"""All encrypted columns."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of the values that the first key did not decrypt."""

    resealed: int = 0
    """Re-encrypted with the first key."""
    forgotten: int = 0
    """Rows deleted because no key decrypts them."""

    def __add__(self, other: "Rotated") -> "Rotated":
        return Rotated(self.resealed + other.resealed, self.forgotten + other.forgotten)


async def rotate(database: Database, vault: Vault, *, forget: bool = False) -> Rotated:
    """Re-encrypt everything with the vault's first key.

    It repeats until nothing is left to do: the bot may have written values meanwhile.

    Args:
        database: up to date.
        vault: with the new key first, and every earlier one behind it.
        forget: delete the rows of values that no key decrypts. WeChat sends its values again; in Slack the bot has to
            be installed again.

    Raises:
        StorageUnavailable: also with the reason `key`, when no key decrypts a value and `forget` is False.
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
"""A row's key, its value, and the new value; None to delete the row."""


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
    # In the repositories' order of writing, not the database's: both then wait for each other instead of deadlocking.
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
