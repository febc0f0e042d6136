"""What is secret at rest, and the passes that are handed to a browser: encrypted and signed with Fernet.

https://cryptography.io/en/latest/fernet/ and https://github.com/fernet/spec/blob/master/Spec.md
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

from bot.errors import StorageUnavailable

_LONGEST_PASS: Final = 4096
_NO_TIME: Final = 0
"""The time stamp of what is sealed: it is nobody's business when, and as a pass it has long run out."""
_CANNOT: Final = (InvalidToken, ValueError)
"""What Fernet, Base64, UTF-8 and JSON raise."""


class Vault:
    """Seals with the first key, and opens with any of them. Reads no clock and keeps nothing."""

    def __init__(self, keys: Sequence[SecretStr]) -> None:
        """Take the keys of `BASELIB_ENCRYPTION_KEYS`.

        Raises:
            ValueError: there is none, or one is no key.
        """
        fernets = [Fernet(key.get_secret_value()) for key in keys]
        self._first = MultiFernet(fernets[:1])
        self._any = MultiFernet(fernets)

    def seal(self, text: str) -> str:
        """What may be stored."""
        return self._any.encrypt_at_time(text.encode(), _NO_TIME).decode()

    def open(self, text: str) -> str:
        """What was sealed.

        Raises:
            StorageUnavailable: with the reason `key`, when no key opens it.
        """
        try:
            return self._any.decrypt(_strict(text)).decode()
        except _CANNOT:
            raise StorageUnavailable(reason="key") from None  # the cause may repeat the text

    def resealed(self, text: str) -> str:
        """The same under the first key: `text` itself when it is sealed with that one already.

        Raises:
            StorageUnavailable: with the reason `key`, when no key opens it.
        """
        try:
            self._first.decrypt(_strict(text))
        except _CANNOT:
            return self.seal(self.open(text))
        return text

    def pass_for(self, data: Mapping[str, str], *, now: datetime) -> str:
        """A text for a link or a cookie, from which `read_pass` has the data back for a while.

        It is encrypted and signed, and made of letters, digits, `-` and `_`.

        Args:
            data: what is to come back.
            now: UTC; its age is counted from here, in whole seconds.
        """
        token = self._any.encrypt_at_time(json.dumps(data, separators=(",", ":")).encode(), int(now.timestamp()))
        return token.decode().rstrip("=")

    def read_pass(self, text: str, *, max_age: timedelta, now: datetime) -> Mapping[str, str] | None:
        """The data of a pass; None for one that is too old, not ours, or changed, whatever is wrong with it.

        Args:
            text: from outside.
            max_age: how long a pass is good.
            now: UTC.
        """
        if len(text) > _LONGEST_PASS or "=" in text:
            return None
        try:
            token = _strict(text + "=" * (-len(text) % 4))
            data: Mapping[str, str] = json.loads(
                self._any.decrypt_at_time(token, max_age // timedelta(seconds=1), int(now.timestamp()))
            )
        except _CANNOT:
            return None
        return data


def _strict(text: str) -> bytes:
    """The token, if it is spelled in the one way in which it was made: Base64 by itself forgives a changed last digit.

    Raises:
        ValueError, InvalidToken: it is not.
    """
    token = text.encode()
    if urlsafe_b64encode(urlsafe_b64decode(token)) != token:
        raise InvalidToken
    return token
