"""Secrets at rest, and the passes handed to a browser: encrypted and signed with Fernet.

https://cryptography.io/en/latest/fernet/ and https://github.com/fernet/spec/blob/master/Spec.md
"""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import structlog
from pydantic import SecretStr

from bot.errors import StorageUnavailable

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
        """Take the keys of `BASELIB_ENCRYPTION_KEYS`.

        Raises:
            ValueError: there is none, or one is no key.
        """
        self._opened = _fernets([key.get_secret_value() for key in keys])

    @property
    def _fernets(self) -> _Fernets:
        return self._opened

    def seal(self, text: str) -> str:
        """Encrypt a secret for storage."""
        return self._fernets.any.encrypt_at_time(text.encode(), _NO_TIME).decode()

    def open(self, text: str) -> str:
        """Decrypt what `seal` returned.

        Raises:
            StorageUnavailable: with the reason `key`, when no key decrypts it.
        """
        try:
            return self._fernets.any.decrypt(_strict(text)).decode()
        except _failures():
            raise StorageUnavailable(reason="key") from None  # the cause may repeat the text

    def resealed(self, text: str) -> str:
        """Re-encrypt with the first key; returns `text` itself when it is encrypted with that one already.

        Raises:
            StorageUnavailable: with the reason `key`, when no key decrypts it.
        """
        try:
            self._fernets.first.decrypt(_strict(text))
        except _failures():
            return self.seal(self.open(text))
        return text

    def pass_for(self, data: Mapping[str, str], *, now: datetime) -> str:
        """A token for a link or a cookie, from which `read_pass` recovers the data until it expires.

        It is encrypted and signed, and consists of letters, digits, `-` and `_`.

        Args:
            now: UTC; the age counts from here, in whole seconds.
        """
        token = self._fernets.any.encrypt_at_time(
            json.dumps(data, separators=(",", ":")).encode(), int(now.timestamp())
        )
        return token.decode().rstrip("=")

    def read_pass(self, text: str, *, max_age: timedelta, now: datetime) -> Mapping[str, str] | None:
        """The data of a pass; None for one that is expired, not ours, or altered in any way.

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
    """What Fernet, Base64, UTF-8 and JSON decoding raise."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415  # loaded by then

    return InvalidToken, ValueError


def _strict(text: str) -> bytes:
    """Decode a token only in its canonical spelling: Base64 by itself accepts a changed last digit.

    Raises:
        ValueError: it is not.
    """
    token = text.encode()
    if urlsafe_b64encode(urlsafe_b64decode(token)) != token:
        raise ValueError("not canonical")
    return token
