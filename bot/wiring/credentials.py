"""The part of the composition root for WeChat's tokens: credential sources, or a third-party platform (第三方平台)."""

from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import httpx

from bot.errors import SettingsError
from bot.lib.locks import Exclusive
from bot.metrics import Metrics, TokenKind
from bot.ports.clock import Clock
from bot.ports.wechat import CredentialSource
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import ThrowAwayVault, Vault
from bot.storage.platform.authorisers import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers, SqlTickets
from bot.wechat.platform import PlatformClient
from bot.wechat.platform_caller import BRIEF, PlatformCaller
from bot.wechat.protocol.push import WeChatPushes
from bot.wechat.protocol.push_crypto import PushKeys
from bot.wechat.retry import Retrier
from bot.wechat.tokens.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.tokens.sources import CachedTokens, StaticToken, TokenIssuer
from bot.wechat.tokens.token_endpoints import AppSecretIssuer, TokenServiceIssuer

_Value = TypeVar("_Value")


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
        exclusive: held while a token is asked for; the database's locks when it is left out.

    Raises:
        SettingsError: they choose none, or one token for several programs.
    """
    settings = parts.settings
    if settings.wechat_access_token:
        if settings.shares_one_token:
            raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="one-program")
        return StaticToken(settings.wechat_access_token)
    count = parts.metrics.tokens.refreshed(TokenKind.PROGRAM)
    return CachedTokens(_issuer(parts), parts.clock, exclusive=exclusive or parts.database.exclusive, count=count)


def _issuer(parts: TokenParts) -> TokenIssuer:
    settings = parts.settings
    if settings.wechat_token_url:
        url, bearer = settings.wechat_token_url, settings.wechat_token_bearer
        return TokenServiceIssuer(parts.client, url=url, bearer=bearer)
    if secret := settings.wechat_app_secret:
        return AppSecretIssuer(parts.client, api_url=settings.wechat_api_url, app_secret=secret, clock=parts.clock)
    raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="missing")


@dataclass(frozen=True)
class Secrets:
    """The encrypted tables."""

    vault: Vault
    tickets: SqlTickets
    authorisers: SqlAuthorisers
    authorisations: SqlAuthorisations


@dataclass(frozen=True)
class ThirdParty:
    """Baselib as the platform itself."""

    platform: PlatformClient
    component: CachedTokens
    """The platform's own token, under the name `COMPONENT`."""
    credentials: CachedTokens
    """The programs' tokens."""
    pushes: WeChatPushes


def open_secrets(settings: Settings, database: Database) -> Secrets:
    """Open the encrypted tables.

    Raises:
        SettingsError: there is no key, so the secrets of a platform or a workspace could not be kept.
    """
    if (settings.component or settings.many_workspaces) and not settings.baselib_encryption_keys:
        raise SettingsError(name="BASELIB_ENCRYPTION_KEYS", reason="missing")
    keys = settings.baselib_encryption_keys
    vault = Vault(keys) if keys else ThrowAwayVault()  # without either nothing is sealed
    return Secrets(
        vault, SqlTickets(database, vault), SqlAuthorisers(database, vault), SqlAuthorisations(database, vault)
    )


def open_third_party(parts: TokenParts, secrets: Secrets) -> ThirdParty:
    """Open the platform of the settings.

    Raises:
        SettingsError: some of its settings are missing.
    """
    settings, database, client, clock = parts.settings, parts.database, parts.client, parts.clock
    appid, api_url = settings.wechat_component_appid, settings.wechat_api_url
    secret = _present("WECHAT_COMPONENT_SECRET", settings.wechat_component_secret)
    token = _present("WECHAT_COMPONENT_TOKEN", settings.wechat_component_token)
    aes_keys = _present("WECHAT_COMPONENT_AES_KEY", settings.wechat_component_aes_key or None)
    on_call = parts.metrics.wechat
    brief = PlatformCaller(client, api_url=api_url, clock=clock, retrier=Retrier(BRIEF), on_call=on_call)
    store = SqlAccessTokens(database, secrets.vault)
    issuer = ComponentIssuer(brief, secrets.tickets, clock, appid=appid, secret=secret)
    keep = partial(CachedTokens, clock=clock, exclusive=database.exclusive, store=store)
    component = keep(issuer, count=parts.metrics.tokens.refreshed(TokenKind.COMPONENT))
    refresh_tokens = RefreshTokens(secrets.authorisers, brief, component, clock, appid=appid)
    authoriser = AuthoriserIssuer(brief, component, refresh_tokens, appid=appid)
    programs = keep(authoriser, count=parts.metrics.tokens.refreshed(TokenKind.PROGRAM))
    caller = PlatformCaller(client, api_url=api_url, clock=clock, on_call=on_call)
    platform = PlatformClient(caller, component, programs, refresh_tokens, clock, appid=appid, secret=secret)
    pushes = WeChatPushes(PushKeys(token, aes_keys, appid))
    return ThirdParty(platform, component, programs, pushes)


def _present(name: str, value: _Value | None) -> _Value:
    if value is None:
        raise SettingsError(name=name, reason="missing")
    return value
