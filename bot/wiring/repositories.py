"""The part of the composition root for the repositories: one instance of each."""

from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import uuid4

import httpx

from bot.domain.platform import CONSOLE
from bot.errors import SettingsError
from bot.lib.work import Exclusive
from bot.metrics import Metrics, TokenKind
from bot.ports.machine import Clock
from bot.ports.wechat import CredentialSource
from bot.settings import Settings
from bot.storage.access import SqlAccessRules, SqlAuditLog, SqlPersonalTokens
from bot.storage.alerts import SqlAlertJudgements, SqlAlerts
from bot.storage.claims import SqlClaims
from bot.storage.decisions import SqlDecisions
from bot.storage.deliveries import SqlDeliveries, as_given
from bot.storage.engine.database import Database
from bot.storage.fleets import SqlFleets
from bot.storage.home import SqlGreetings, SqlHomeQueries, SqlPreferences
from bot.storage.maintenance.vault import ThrowAwayVault, Vault
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import NoPublicSnapshots, SqlPublicSnapshots
from bot.storage.numbers.ranks import SqlUnjudgedNumbers
from bot.storage.numbers.snapshots import SqlReadFailures, SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers, SqlPushes, SqlTickets
from bot.storage.programs.authorised import SqlImportedPrograms, SqlKeptPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.labels import SqlChannelPrograms, SqlNews, SqlOptIns, SqlProgramLabels
from bot.storage.programs.programs import SqlDailyWork, SqlPrograms, SqlSyncs
from bot.storage.subscriptions import SqlDigestMemories, SqlFleetDigestMemories, SqlSubscriptions
from bot.storage.workspaces import SqlStepRuns, SqlWorkspaces
from bot.usecases.app import Options, Repositories
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from bot.wechat.http import BRIEF, PlatformCaller, Retrier
from bot.wechat.platform import PlatformClient
from bot.wechat.platform_tokens import AuthoriserIssuer, ComponentIssuer, RefreshTokens
from bot.wechat.protocol.push import PushKeys, WeChatPushes
from bot.wechat.token_sources import AppSecretIssuer, CachedTokens, StaticToken, TokenIssuer, TokenServiceIssuer

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
    """Return the source that the settings choose, where Baselib is no third-party platform itself.

    Args:
        exclusive: held while a token is asked for; the database's locks when it is left out.
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
    if (settings.component or settings.many_workspaces) and not settings.baselib_encryption_keys:
        raise SettingsError(name="BASELIB_ENCRYPTION_KEYS", reason="missing")
    keys = settings.baselib_encryption_keys
    vault = Vault(keys) if keys else ThrowAwayVault()  # without either nothing is sealed
    return Secrets(
        vault, SqlTickets(database, vault), SqlAuthorisers(database, vault), SqlAuthorisations(database, vault)
    )


def open_third_party(parts: TokenParts, secrets: Secrets) -> ThirdParty:
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


@dataclass(frozen=True, kw_only=True)
class SqlRepositories(Repositories):
    deliveries: SqlDeliveries


def open_repositories(
    settings: Settings, options: Options, database: Database, secrets: Secrets, *, clock: Clock, metrics: Metrics
) -> SqlRepositories:
    home_queries, workspaces = SqlHomeQueries(database), SqlWorkspaces(database, clock)
    public_snapshots = SqlPublicSnapshots(database) if options.all_of_wechat else NoPublicSnapshots()
    home = options.home_of(workspaces) if options.many_workspaces else None
    snapshots = SqlSnapshots(database, with_public=options.all_of_wechat)
    known = KnownPrograms(database, settings.wechat_programs, home)
    return SqlRepositories(
        access_rules=SqlAccessRules(database),
        audit=SqlAuditLog(database),
        personal_tokens=SqlPersonalTokens(database),
        alerts=SqlAlerts(database),
        judgements=SqlAlertJudgements(database),
        step_runs=SqlStepRuns(database),
        decisions=SqlDecisions(database, known),
        claims=SqlClaims(database, uuid4().hex),
        subscriptions=SqlSubscriptions(database),
        # The sandbox's clock, too, is one for all replicas, and not the database's.
        deliveries=SqlDeliveries(
            database, metrics.deliveries, lease_clock=as_given if settings.baselib_clock_url else None
        ),
        memories=SqlDigestMemories(database),
        fleet_memories=SqlFleetDigestMemories(database),
        fleets=SqlFleets(database, known, snapshots),
        forecasts=SqlForecasts(database),
        snapshots=SnapshotsWithPublic(snapshots, public_snapshots),
        unjudged=SqlUnjudgedNumbers(database),
        user_counts=SqlUserCounts(database),
        public_snapshots=public_snapshots,
        daily_work=SqlDailyWork(database, known),
        read_failures=SqlReadFailures(database),
        syncs=SqlSyncs(database),
        programs=SqlPrograms(database, known=known),
        kept_programs=SqlKeptPrograms(database, known),
        imported_programs=SqlImportedPrograms(database, known),
        labels=SqlProgramLabels(database, known),
        opt_ins=SqlOptIns(database),
        channel_programs=SqlChannelPrograms(database),
        news=SqlNews(database),
        preferences=SqlPreferences(database),
        home_queries=home_queries,
        outcomes=home_queries,
        greetings=SqlGreetings(database),
        workspaces=workspaces,
        pushes=SqlPushes(database),
        authorisers=secrets.authorisers,
        authorisations=secrets.authorisations,
        tickets=secrets.tickets if settings.component else None,
    )


def options_of(settings: Settings) -> Options:
    return Options(
        credentials=settings.credentials,
        filled=settings.filled,
        locale=settings.baselib_locale,
        timezone=settings.digest_timezone,
        public_url=settings.baselib_public_url,
        pin=settings.pin,
        admins=settings.baselib_admins,
        many_workspaces=settings.many_workspaces,
        home_team=settings.baselib_home_team,
        agents=settings.baselib_agents == "on",
        may_set_minimum=settings.may_set_minimum,
        console=f"{settings.wechat_pages_url}/" if settings.wechat_pages_url else CONSOLE,
        all_of_wechat=settings.wechat_public_url is not None,
    )
