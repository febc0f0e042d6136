"""Credential sources: where a program's access token comes from, and how long one is kept.

Replicas that share a store never refresh the same token at once: whoever finds it due takes the lock, looks into the
store once more, and only then asks. WeChat lets the token before live some five minutes longer.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

from pydantic import SecretStr

from bot.errors import StorageUnavailable, TemporaryError
from bot.lib.ignoring import ignore
from bot.lib.locks import Exclusive, unlocked
from bot.lib.single_flight import SingleFlight
from bot.ports.clock import Clock
from bot.ports.wechat import AccessToken, AccessTokens, KeptToken
from bot.wechat.protocol.token_responses import Grant
from bot.wechat.retry import ROLL

EARLIEST: Final = timedelta(minutes=10)
"""Longest time before its end at which a token is replaced."""
LATEST: Final = timedelta(minutes=5)
"""Shortest; chance picks in between, so that many programs do not refresh in step."""
PAUSE: Final = timedelta(seconds=30)
"""After a failed early refresh the token in hand, still good, is used so long before the next try."""
LOOK_EVERY: Final = timedelta(minutes=1)
"""How long a token is used without a look into the store, where another replica may have put a newer one: well within
the five minutes for which WeChat still takes the one before."""
AT_ONCE: Final = 8
"""Tokens asked for at the same time. The lock of each may hold a connection to the database, of which there are 15 for
locks: the platform's own token, four authorisations, a sweep and a check of the programs hold the others."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class StaticToken:
    """The one program's token, from the settings, for trying Baselib out: WeChat ends it within two hours.

    Serves `bot.ports.wechat.CredentialSource`.
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
class _Held:
    """A token in this process's memory."""

    token: AccessToken
    ends_at: datetime
    try_at: datetime
    """From here on the store is looked into, and a refresh tried if it is due."""


class CachedTokens:
    """Keeps each program's token, replaces it early, and asks once however many callers want it at the same time.

    Serves `bot.ports.wechat.CredentialSource`.

    Args:
        issuer: hands out tokens.
        clock: the lives of tokens are counted on it.
        roll: chance, from 0 to 1.
        exclusive: held while a program's token is asked for, so that of several replicas one asks at a time.
        store: where all replicas keep their tokens; without one each has its own.
        count: called for every token that was asked for, with whether it was handed out.
    """

    def __init__(
        self,
        issuer: TokenIssuer,
        clock: Clock,
        *,
        roll: Callable[[], float] = ROLL,
        exclusive: Exclusive = unlocked,
        store: AccessTokens | None = None,
        count: Callable[[bool], None] = ignore,
    ) -> None:
        self._issuer = issuer
        self._clock = clock
        self._roll = roll
        self._exclusive = exclusive
        self._store = store
        self._count = count
        self._held: dict[str, _Held] = {}
        self._flight = SingleFlight[str, AccessToken]()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:
        """The token kept, or a new one when that is due, or when it is the one refused.

        Raises:
            OperatorError, TemporaryError: what the issuer said; all who waited for the same refresh get it.
        """
        now = await self._clock.now()
        # From here to the flight nothing awaits: two callers cannot both find that a refresh is due.
        held = self._held.get(appid)
        if held is not None and now < held.try_at and not _same(held.token, refused):
            return held.token
        refresh = partial(self._refresh, appid, refused)
        return await self._flight.insist(appid, refresh, lambda token: _same(token, refused))

    async def keep(self, appid: str, grant: Grant, *, asked_at: datetime) -> None:
        """Keep a token that came another way: with the authorisation itself.

        Args:
            appid: the program.
            grant: the token.
            asked_at: when it was asked for (UTC), from where its life counts.

        Raises:
            StorageUnavailable: it is not kept.
        """
        async with self._turns, self._exclusive(_lock(appid)):
            await self._put(appid, grant, asked_at)

    async def _refresh(self, appid: str, refused: AccessToken | None) -> AccessToken:
        try:
            if token := await self._shared(appid, refused):
                return token
            async with self._turns, self._exclusive(_lock(appid)):
                # Another replica may have been faster while this one waited for its turn.
                return await self._shared(appid, refused) or await self._issue(appid)
        except (TemporaryError, StorageUnavailable):
            now, held = await self._clock.now(), self._held.get(appid)
            if held is None or _same(held.token, refused) or now >= held.ends_at:
                raise
            held.try_at = now + PAUSE
            return held.token

    async def _shared(self, appid: str, refused: AccessToken | None) -> AccessToken | None:
        """The token in the store, unless it is due or the one refused. What is in memory is what was in the store."""
        if self._store is None:
            return None
        kept, now = await self._store.get(appid), await self._clock.now()
        if kept is None:
            self._held.pop(appid, None)
            return None
        token = self._hold(appid, kept, now)
        return token if now < kept.refresh_at and not _same(token, refused) else None

    async def _issue(self, appid: str) -> AccessToken:
        asked_at = await self._clock.now()
        handed_out = False
        try:
            grant = await self._issuer.issue(appid)
            handed_out = True
        finally:
            self._count(handed_out)
        return await self._put(appid, grant, asked_at)

    async def _put(self, appid: str, grant: Grant, asked_at: datetime) -> AccessToken:
        """Keep a token, in the store before anybody uses it: else a replica that knows of none would ask again."""
        ends_at = asked_at + grant.life
        kept = KeptToken(grant.secret, refresh_at=ends_at - self._early(grant.life), ends_at=ends_at)
        if self._store is not None:
            await self._store.put(appid, kept)
        return self._hold(appid, kept, asked_at)

    def _hold(self, appid: str, kept: KeptToken, now: datetime) -> AccessToken:
        token = AccessToken(kept.secret, refresh_at=kept.refresh_at)
        look_at = now + LOOK_EVERY if self._store else kept.refresh_at
        self._held[appid] = _Held(token, ends_at=kept.ends_at, try_at=min(look_at, kept.refresh_at))
        return token

    def _early(self, life: timedelta) -> timedelta:
        return min(life / 2, LATEST + (EARLIEST - LATEST) * self._roll())


def _lock(appid: str) -> str:
    return f"token {appid}"


def _same(token: AccessToken, other: AccessToken | None) -> bool:
    return other is not None and token.secret == other.secret
