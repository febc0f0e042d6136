"""Credential sources: where a program's access token comes from, and how long one is kept.

A source for third-party platforms (component token, authorizer token) fits in as one more `TokenIssuer`.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

from pydantic import SecretStr

from bot.errors import TemporaryError
from bot.ports import AccessToken, Clock
from bot.single_flight import SingleFlight
from bot.wechat.grants import Grant
from bot.wechat.retry import ROLL

EARLIEST: Final = timedelta(minutes=10)
"""Longest time before its end at which a token is replaced."""
LATEST: Final = timedelta(minutes=5)
"""Shortest; chance picks in between, so that many programs do not refresh in step."""
PAUSE: Final = timedelta(seconds=30)
"""After a failed early refresh the token in hand, still good, is used so long before the next try."""
_NEVER = datetime.max.replace(tzinfo=UTC)


Exclusive = Callable[[str], AbstractAsyncContextManager[None]]
"""Held by one replica at a time for each name."""


def alone(_name: str) -> AbstractAsyncContextManager[None]:
    """A process that has no others beside it."""
    return nullcontext()


class StaticToken:
    """The one program's token, from the settings, for trying Baselib out: WeChat ends it within two hours.

    Serves `bot.ports.CredentialSource`.
    """

    def __init__(self, token: SecretStr) -> None:
        self._token = AccessToken(token.get_secret_value(), refresh_at=_NEVER)

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:  # noqa: ARG002
        """The token. There is no other one, so a refused one comes back and the refusal stands."""
        return self._token


class TokenIssuer(Protocol):
    """Whoever hands out tokens."""

    async def issue(self, appid: str) -> Grant:
        """A token that is good now.

        Raises:
            OperatorError: the issuer refuses.
            TemporaryError: it cannot be reached or is busy.
        """


@dataclass(slots=True)
class _Kept:
    token: AccessToken
    ends_at: datetime
    try_at: datetime
    """From here on a refresh is tried."""


class CachedTokens:
    """Keeps each program's token, replaces it early, and asks once however many callers want it at the same time.

    Serves `bot.ports.CredentialSource`.

    Args:
        issuer: hands out tokens.
        clock: the lives of tokens are counted on it.
        roll: chance, from 0 to 1.
        exclusive: held while a program's token is asked for, so that of several replicas one asks at a time.
    """

    def __init__(
        self,
        issuer: TokenIssuer,
        clock: Clock,
        *,
        roll: Callable[[], float] = ROLL,
        exclusive: Exclusive = alone,
    ) -> None:
        self._issuer = issuer
        self._clock = clock
        self._roll = roll
        self._exclusive = exclusive
        self._kept: dict[str, _Kept] = {}
        self._flight = SingleFlight[str, AccessToken]()

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """The token kept, or a new one when that is due, or when it is the one refused.

        Raises:
            OperatorError, TemporaryError: what the issuer said; all who waited for the same refresh get it.
        """
        now = await self._clock.now()
        # From here to the flight nothing awaits: two callers cannot both find that a refresh is due.
        kept = self._kept.get(appid)
        if kept is not None and kept.token != refused and now < kept.try_at:
            return kept.token
        usable = kept if kept is not None and kept.token != refused and now < kept.ends_at else None
        return await self._flight(appid, partial(self._refresh, appid, now, usable))

    async def _refresh(self, appid: str, now: datetime, usable: _Kept | None) -> AccessToken:
        try:
            async with self._exclusive(f"token {appid}"):
                grant = await self._issuer.issue(appid)
        except TemporaryError:
            if usable is None:
                raise
            usable.try_at = now + PAUSE
            return usable.token
        token = AccessToken(grant.secret, refresh_at=now + grant.life - self._early(grant.life))
        self._kept[appid] = _Kept(token, ends_at=now + grant.life, try_at=token.refresh_at)
        return token

    def _early(self, life: timedelta) -> timedelta:
        return min(life / 2, LATEST + (EARLIEST - LATEST) * self._roll())
