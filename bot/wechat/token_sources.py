"""Credential sources: where a program's access token comes from, and how long it is cached.

Replicas that share a store never refresh the same token at once: the one that finds it due takes the lock, checks the
store once more, and only then requests a token. WeChat accepts the old token some five minutes longer.

Issuers of access tokens: a provider's token service, or WeChat's stable_token. Thin shells around
`bot.wechat.protocol.platform_answers`.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, Protocol

import httpx
from pydantic import SecretStr

from bot.errors import SettingsError, StorageUnavailable, TemporaryError
from bot.lib.work import Exclusive, SingleFlight, ignore, unlocked
from bot.ports.machine import Clock
from bot.ports.wechat import AccessToken, AccessTokens, KeptToken
from bot.wechat.http import ROLL, Retrier, exchange, service_request
from bot.wechat.protocol import response as grants
from bot.wechat.protocol.response import Grant, Refusal, error_for


class TokenServiceIssuer:
    """Issues tokens from the provider's own token service (`WECHAT_TOKEN_URL`), with a bearer secret where one is set.

    Serves `bot.wechat.token_sources.TokenIssuer`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        url: str,
        bearer: SecretStr | None = None,
        retrier: Retrier | None = None,
    ) -> None:
        self._client = client
        self._url = url
        self._bearer = bearer
        self._retrier = retrier or Retrier()

    async def issue(self, appid: str) -> Grant:
        """Return the service's current token for a program."""
        return await self._retrier(lambda: self._attempt(appid))

    async def _attempt(self, appid: str) -> Grant:
        url = grants.token_service_url(self._url, appid)
        request = service_request(self._client, url, self._bearer)
        return grants.read_token_service(*await exchange(self._client, request))


class AppSecretIssuer:
    """Issues tokens from WeChat's stable_token with the Mini Program's own AppSecret (`WECHAT_APP_SECRET`).

    WeChat's documentation does not open getSupportVersion to such tokens; when WeChat refuses one, its code says so.
    Serves `bot.wechat.token_sources.TokenIssuer`.
    """

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        api_url: str,
        app_secret: SecretStr,
        clock: Clock,
        retrier: Retrier | None = None,
    ) -> None:
        self._client = client
        self._url = api_url.rstrip("/") + grants.STABLE_TOKEN_PATH
        self._app_secret = app_secret
        self._clock = clock
        self._retrier = retrier or Retrier()

    async def issue(self, appid: str) -> Grant:
        """Return the account's stable token."""
        return await self._retrier(lambda: self._attempt(appid))

    async def _attempt(self, appid: str) -> Grant:
        body = grants.stable_token_body(appid, self._app_secret.get_secret_value())
        headers = {"content-type": "application/json"}
        request = self._client.build_request("POST", self._url, content=body, headers=headers)
        answer = grants.read_stable_token(*await exchange(self._client, request))
        if isinstance(answer, Refusal):
            raise error_for(answer, now=await self._clock.now())
        return answer


EARLIEST: Final = timedelta(minutes=10)
"""The earliest that a token is replaced before its end."""
LATEST: Final = timedelta(minutes=5)
"""The latest; the time in between is random, so that many programs do not refresh in step."""
PAUSE: Final = timedelta(seconds=30)
"""After a failed early refresh the cached token, still valid, is used this long before the next try."""
LOOK_EVERY: Final = timedelta(minutes=1)
"""How long a token is used without checking the store, where another replica may have put a newer one: well within the
five minutes for which WeChat still accepts the old one."""
AT_ONCE: Final = 8
"""Tokens requested at the same time. The lock of each may hold one of the 15 database connections for locks: the
platform's own token, four authorisations, a sweep and a check of the programs hold the others."""
_NEVER = datetime.max.replace(tzinfo=UTC)


class StaticToken:
    """A single program's token, from the settings, for trying Baselib out: it expires within two hours.

    Serves `bot.ports.wechat.CredentialSource`.
    """

    def __init__(self, token: SecretStr) -> None:
        self._token = AccessToken(token.get_secret_value(), refresh_at=_NEVER)

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:  # noqa: ARG002
        return self._token


class NoToken:
    """What there is without a WeChat credential: all of WeChat can be asked about, programs cannot.

    Serves `bot.ports.wechat.CredentialSource`.
    """

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:  # noqa: ARG002
        raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="missing")


class TokenIssuer(Protocol):
    async def issue(self, appid: str) -> Grant:
        """Return a valid token."""


@dataclass(slots=True)
class _Held:
    """A token in this process's memory."""

    token: AccessToken
    ends_at: datetime
    try_at: datetime
    """From here on the store is checked, and a refresh tried if due."""


class CachedTokens:
    """Caches each program's token, replaces it early, and requests it once for all concurrent callers.

    Serves `bot.ports.wechat.CredentialSource`.

    Args:
        roll: returns a random number from 0 to 1.
        exclusive: the lock held while a program's token is requested, so that one replica at a time does so.
        store: shared by all replicas; without one each has its own tokens.
        count: called for every requested token, with whether it was issued.
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
        """Return the cached token, or a new one when that is due or refused."""
        now = await self._clock.now()
        # No await from here to the flight: two callers cannot both find that a refresh is due.
        held = self._held.get(appid)
        if held is not None and now < held.try_at and not _same(held.token, refused):
            return held.token
        refresh = partial(self._refresh, appid, refused)
        return await self._flight.insist(appid, refresh, lambda token: _same(token, refused))

    async def keep(self, appid: str, grant: Grant, *, requested_at: datetime) -> None:
        """Store a token that came with the authorisation itself.

        Args:
            requested_at: when it was requested (UTC); its life counts from here.
        """
        async with self._turns, self._exclusive(_lock(appid)):
            await self._put(appid, grant, requested_at)

    async def _refresh(self, appid: str, refused: AccessToken | None) -> AccessToken:
        try:
            if token := await self._shared(appid, refused):
                return token
            async with self._turns, self._exclusive(_lock(appid)):
                # Another replica may have been faster while this one waited for the lock.
                return await self._shared(appid, refused) or await self._issue(appid)
        except (TemporaryError, StorageUnavailable):
            now, held = await self._clock.now(), self._held.get(appid)
            if held is None or _same(held.token, refused) or now >= held.ends_at:
                raise
            held.try_at = now + PAUSE
            return held.token

    async def _shared(self, appid: str, refused: AccessToken | None) -> AccessToken | None:
        """Return the token in the store, unless it is due or refused. The one in memory came from the store."""
        if self._store is None:
            return None
        kept, now = await self._store.get(appid), await self._clock.now()
        if kept is None:
            self._held.pop(appid, None)
            return None
        token = self._hold(appid, kept, now)
        return token if now < kept.refresh_at and not _same(token, refused) else None

    async def _issue(self, appid: str) -> AccessToken:
        requested_at = await self._clock.now()
        handed_out = False
        try:
            grant = await self._issuer.issue(appid)
            handed_out = True
        finally:
            self._count(handed_out)
        return await self._put(appid, grant, requested_at)

    async def _put(self, appid: str, grant: Grant, requested_at: datetime) -> AccessToken:
        """Store a token before its first use: otherwise a replica without one would request another."""
        ends_at = requested_at + grant.life
        kept = KeptToken(grant.secret, refresh_at=ends_at - self._early(grant.life), ends_at=ends_at)
        if self._store is not None:
            await self._store.put(appid, kept)
        return self._hold(appid, kept, requested_at)

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
