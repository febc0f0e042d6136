"""WeChat."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Feed, Version
from bot.domain.sweep import Quota


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token for one program's calls."""

    secret: str = field(repr=False)
    refresh_at: datetime
    """UTC; from then on a new one is fetched though this one may still work."""


class CredentialSource(Protocol):
    """Where a program's access token comes from."""

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """Return a token that should work now.

        Args:
            refused: the token that WeChat has just refused; another one is fetched unless that happened already.

        Raises:
            OperatorError: the source refuses.
            TemporaryError: it cannot be reached or is busy.
        """


class DistributionSource(Protocol):
    async def read(self, appid: str) -> Feed:
        """Return a program's answer to getSupportVersion.

        Raises:
            WeChatRefused, WeChatBusy, WeChatLimited, WeChatUnreachable, WeChatUnreadable, TokenServiceRefused.
        """


class UserSource(Protocol):
    async def users(self, appid: str, day: date) -> Users | None:
        """Return a program's distinct users of the 30 days up to one (getUserPortrait); None where WeChat names none.

        Args:
            day: yesterday in China; WeChat refuses others.

        Raises:
            as `DistributionSource.read`.
        """


class MinimumSetter(Protocol):
    async def set_minimum(self, appid: str, version: Version, *, before: Callable[[], None]) -> None:
        """Ask WeChat once to set a program's minimum (setSupportVersion).

        Args:
            before: called directly before the first byte is written; what it raises ends the call, and nothing was
                sent.

        Raises:
            MinimumUnclear: it may or may not be set; read it, and never ask again blindly.
            BotError: any other one; nothing was set.
        """


class Quotas(Protocol):
    async def quota(self, appid: str) -> Quota:
        """Ask WeChat (openapi/quota/get); the question counts against another quota.

        Raises:
            as `DistributionSource.read`.
        """


@dataclass(frozen=True, slots=True)
class KeptToken:
    """An access token that all replicas share."""

    secret: str = field(repr=False)
    refresh_at: datetime
    """UTC; from here on it is replaced early."""
    ends_at: datetime
    """UTC."""


class AccessTokens(Protocol):
    """Access tokens, by name: an AppID for a program's, `component` for the platform's own."""

    async def get(self, name: str) -> KeptToken | None:
        """Return the one kept."""

    async def put(self, name: str, token: KeptToken) -> None:
        """Keep one, in place of the one before."""

    async def drop(self, name: str) -> None:
        """Forget one."""
