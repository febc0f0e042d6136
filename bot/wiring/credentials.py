"""The part of the composition root for credential sources."""

from dataclasses import dataclass

import httpx

from bot.errors import SettingsError
from bot.lib.locks import Exclusive
from bot.metrics import Metrics, TokenKind
from bot.ports.clock import Clock
from bot.ports.wechat import CredentialSource
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.wechat.tokens.sources import CachedTokens, StaticToken, TokenIssuer
from bot.wechat.tokens.token_endpoints import AppSecretIssuer, TokenServiceIssuer


@dataclass(frozen=True)
class TokenParts:
    """The parts of every credential source."""

    settings: Settings
    database: Database
    client: httpx.AsyncClient
    clock: Clock
    metrics: Metrics


def open_credentials(parts: TokenParts, exclusive: Exclusive | None = None) -> CredentialSource:
    """The source that the settings choose, where Baselib is no third-party platform itself.

    Args:
        parts: its parts.
        exclusive: held while a token is asked for; the database's locks when it is left out.

    Raises:
        SettingsError: they choose none, or one token for several programs.
    """
    settings = parts.settings
    if settings.wechat_access_token:
        if settings.shares_one_token:
            raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="one-program")
        return StaticToken(settings.wechat_access_token)
    count = parts.metrics.refreshed(TokenKind.PROGRAM)
    return CachedTokens(_issuer(parts), parts.clock, exclusive=exclusive or parts.database.exclusive, count=count)


def _issuer(parts: TokenParts) -> TokenIssuer:
    settings = parts.settings
    if settings.wechat_token_url:
        url, bearer = settings.wechat_token_url, settings.wechat_token_bearer
        return TokenServiceIssuer(parts.client, url=url, bearer=bearer)
    if secret := settings.wechat_app_secret:
        return AppSecretIssuer(parts.client, api_url=settings.wechat_api_url, app_secret=secret, clock=parts.clock)
    raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="missing")
