"""Encrypt what is secret, and rotate the keys.

Re-encrypts every secret in the database with the first key, so that earlier keys can be removed. Each batch is a
transaction of its own, and a value is replaced only if it is still the one that was read: the bot may run meanwhile,
and an interrupted rotation can be run again.

Secrets at rest, and the passes handed to a browser: encrypted and signed with Fernet.
https://cryptography.io/en/latest/fernet/ and https://github.com/fernet/spec/blob/master/Spec.md
"""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

import structlog
from pydantic import SecretStr
from sqlalchemy import Column, Table, bindparam, delete, select, update

from bot.errors import StorageUnavailable
from bot.storage.engine.database import Database
from bot.storage.engine.dialect import ROWS_AT_ONCE
from bot.storage.tables.programs import ACCESS_TOKENS, AUTHORISATIONS, AUTHORISERS, INSTALLATIONS, TICKETS

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


_log = structlog.get_logger(__name__)

_Row = TypeVar("_Row")
_T = TypeVar("_T")
_LONGEST_PASS: Final = 4096
_NO_TIME: Final = 0
"""The time stamp of sealed values: the real time would leak, and as a pass the value has long expired."""


@dataclass(frozen=True)
class _Fernets:
    first: "MultiFernet"
    any: "MultiFernet"


class Vault:
    """Encrypts with the first key, and decrypts with any of them. Reads no clock and stores nothing."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        self._opened = _fernets([key.get_secret_value() for key in keys])

    @property
    def _fernets(self) -> _Fernets:
        return self._opened

    def seal(self, text: str) -> str:
        return self._fernets.any.encrypt_at_time(text.encode(), _NO_TIME).decode()

    def open(self, text: str) -> str:
        """Decrypt what `seal` returned."""
        try:
            return self._fernets.any.decrypt(_strict(text)).decode()
        except _failures():
            raise StorageUnavailable(reason="key") from None  # the cause may repeat the text

    def resealed(self, text: str) -> str:
        """Re-encrypt with the first key; returns `text` itself when it is encrypted with that one already."""
        try:
            self._fernets.first.decrypt(_strict(text))
        except _failures():
            return self.seal(self.open(text))
        return text

    def pass_for(self, data: Mapping[str, str], *, now: datetime) -> str:
        """Return a token for a link or a cookie, from which `read_pass` recovers the data until it expires.

        It is encrypted and signed, and consists of letters, digits, `-` and `_`.

        Args:
            now: UTC; the age counts from here, in whole seconds.
        """
        token = self._fernets.any.encrypt_at_time(
            json.dumps(data, separators=(",", ":")).encode(), int(now.timestamp())
        )
        return token.decode().rstrip("=")

    def read_pass(self, text: str, *, max_age: timedelta, now: datetime) -> Mapping[str, str] | None:
        """Return the data of a pass; None for one that is expired, not ours, or altered in any way.

        Args:
            max_age: how long a pass is valid.
        """
        if len(text) > _LONGEST_PASS or "=" in text:
            return None
        try:
            token = _strict(text + "=" * (-len(text) % 4))
            data: Mapping[str, str] = json.loads(
                self._fernets.any.decrypt_at_time(token, max_age // timedelta(seconds=1), int(now.timestamp()))
            )
        except _failures():
            return None
        return data


class ThrowAwayVault(Vault):
    """A vault with a key of its own, made at its first use: what it has sealed ends with the process."""

    def __init__(self) -> None:
        """Load nothing: cryptography is seven megabytes."""

    @cached_property
    def _fernets(self) -> _Fernets:
        from cryptography.fernet import Fernet  # noqa: PLC0415  # only where something is sealed

        return _fernets([Fernet.generate_key()])


async def opened(rows: Iterable[_Row], read: Callable[[_Row], _T], *, what: Callable[[_Row], str]) -> list[_T]:
    """Read encrypted rows, in a thread: thousands take longer than the event loop should wait.

    One that no key decrypts is named in the log and left out: the others must not suffer for it.
    """

    def read_all() -> list[_T]:
        found = []
        for row in rows:
            try:
                found.append(read(row))
            except StorageUnavailable as error:
                _log.error("no key decrypts a stored row", row=what(row), error=str(error))
        return found

    return await asyncio.to_thread(read_all)


def _fernets(keys: Sequence[str | bytes]) -> _Fernets:
    from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415  # only where something is sealed

    fernets = [Fernet(key) for key in keys]
    return _Fernets(MultiFernet(fernets[:1]), MultiFernet(fernets))


def _failures() -> tuple[type[Exception], ...]:
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  # loaded by then

    return InvalidToken, ValueError


def _strict(text: str) -> bytes:
    """Decode a token only in its canonical spelling: Base64 by itself accepts a changed last digit."""
    token = text.encode()
    if urlsafe_b64encode(urlsafe_b64decode(token)) != token:
        raise ValueError("not canonical")
    return token


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
