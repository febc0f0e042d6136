"""The part of the composition root for `baselib doctor`.

Nothing here is shared with a running bot, so it works beside one, within one, and without one; and whatever cannot be
made of wrong settings is left out instead of failing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import aiohttp
import httpx
from pydantic import SecretStr, ValidationError
from slack_sdk.web.async_client import AsyncWebClient

from bot.catalog import load
from bot.charts.line_chart import chinese_font
from bot.domain.can.features import Platform
from bot.domain.platform import Credentials
from bot.errors import SettingsError, StorageUnavailable
from bot.lib.clock import SystemClock
from bot.lib.processes import free_bytes
from bot.lib.work import unlocked
from bot.metrics import Metrics
from bot.ports.doctor import CREDENTIAL_SETTINGS, Probes, Setup
from bot.ports.machine import Clock
from bot.ports.wechat import CredentialSource
from bot.settings import Settings, asks_wechat, missing_for_run, read_settings, refused_in
from bot.settings_values import is_loopback
from bot.slack.checkup import BlockCheckup, SelfCheck, SlackCheckup
from bot.slack.clients import MeteredClient
from bot.slack.oauth import OAuthClient
from bot.storage.engine.database import Database
from bot.storage.maintenance.checkup import DatabaseCheckup
from bot.storage.maintenance.vault import Vault
from bot.storage.platform import SqlAccessTokens, SqlTickets
from bot.storage.workspaces import SqlInstallations, SqlWorkspaces
from bot.usecases.diagnose import Diagnose
from bot.usecases.programs.visible import HomeWorkspace
from bot.wechat.checkup import KeptTokens, PublicCheckup, WeChatCheckup
from bot.wechat.client import PublicNumbers
from bot.wechat.http import BRIEF, PlatformCaller, Retrier, new_client
from bot.wechat.provided_programs import ProvidersList
from bot.wechat.token_sources import StaticToken
from bot.wiring.core import open_clock
from bot.wiring.repositories import TokenParts, open_credentials, open_secrets, open_third_party
from bot.wiring.slack import client_settings, new_session, revealed

_CREDENTIALS = ("WECHAT_COMPONENT_APPID", "WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_URL", "WECHAT_APP_SECRET")
"""The sources of tokens: the first one that is set is used."""


def read_all(env_file: str | None = ".env") -> tuple[Settings, Sequence[SettingsError]]:
    """Return the settings, with defaults for those that cannot be read, and the reasons."""
    wrong: list[SettingsError] = []
    replaced: dict[str, Any] = {}
    while True:
        try:
            settings = read_settings(env_file, **replaced)
        except SettingsError as error:  # the environment is still there
            wrong.append(error)
            env_file = None
            continue
        except ValidationError as error:
            found = refused_in(error)
        else:
            return settings, [*wrong, *_late(settings)]
        wrong += found
        for each in found:
            name = each.name.lower()
            replaced[name] = Settings.model_fields[name].get_default(call_default_factory=True)


def setup_of(settings: Settings, wrong: Sequence[SettingsError]) -> Setup:
    """Return the settings for doctor, without values."""
    return Setup(
        source=_source(settings),
        wrong=wrong,
        missing=[name for name in missing_for_run(settings) if name not in {each.name for each in wrong}],
        unused=list(_unused(settings)),
        socket_mode=settings.socket_mode,
        many_workspaces=settings.many_workspaces and not settings.slack_bot_token,
        public_url=bool(settings.baselib_public_url),
        plain_url=settings.baselib_public_url.startswith("http:") and not is_loopback(settings.baselib_public_url),
        scopes=frozenset(settings.slack_scopes),
        users=settings.wechat_users == "on",
        public_numbers=settings.wechat_public_url is not None,
        connected=_connected(settings, wrong),
        pin=settings.pin,
        may_set=settings.may_set_minimum,
    )


def _source(settings: Settings) -> Credentials:
    """Return the credential source; before any is set the simplest one: a token to try it out."""
    if settings.half_component:
        return Credentials.PLATFORM
    return settings.credentials if settings.has_credential else Credentials.STATIC


def _connected(settings: Settings, wrong: Sequence[SettingsError]) -> bool:
    """Whether anything is set, rightly or wrongly, that WeChat's API needs."""
    return asks_wechat(settings) or any(error.file or error.name.startswith(CREDENTIAL_SETTINGS) for error in wrong)


def _late(settings: Settings) -> Iterator[SettingsError]:
    try:
        _ = settings.first_digest
    except SettingsError as error:
        yield error
    if settings.shares_one_token:
        yield SettingsError(name="WECHAT_ACCESS_TOKEN", reason="one-program")


def _unused(settings: Settings) -> Iterator[tuple[str, str]]:
    """Return settings without an effect, each with the one that would have to change."""
    used, *others = [name for name in _CREDENTIALS if name in settings.filled] or [""]
    yield from ((name, used) for name in others)
    if settings.wechat_token_bearer and not (settings.wechat_token_url or settings.wechat_programs_url):
        yield "WECHAT_TOKEN_BEARER", "WECHAT_TOKEN_URL"


SILENCE: Final = 5.0
"""Seconds that a server may take to answer."""
_VALIDATION: Final = 10
"""Seconds for one message."""
_NO_DATABASE: Final = "sqlite:///baselib.db"
_ANYWHERE: Final = ("0.0.0.0", "::", "")  # noqa: S104  # compared with, not listened on


@dataclass(frozen=True)
class Host:
    """What doctor wants to know of the machine."""

    font: Callable[[], str] = chinese_font
    """The file name of a font with Chinese characters; empty without one."""
    free: Callable[[Path], int] = free_bytes
    """Bytes that can still be written in a folder."""


MACHINE: Final = Host()


@dataclass(frozen=True)
class _Parts:
    settings: Settings
    setup: Setup
    clock: Clock
    database: Database
    vault: Vault | None
    silence: float
    kept_only: bool


@asynccontextmanager
async def open_checkup(
    settings: Settings, wrong: Sequence[SettingsError], *, silence: float = SILENCE, host: Host = MACHINE
) -> AsyncIterator[Diagnose]:
    """Open doctor with all its probes.

    Args:
        settings: with defaults for those that are wrong.
        wrong: from `bot.wiring.doctor.read_all`.
        silence: seconds that a server may take to answer.
    """
    wrong, vault = list(wrong), Vault(keys) if (keys := settings.baselib_encryption_keys) else None
    url = settings.database_url
    async with AsyncExitStack() as stack:
        try:
            checkup = DatabaseCheckup(url, vault, host.free)
        except SettingsError as error:
            wrong.append(error)
            url = _NO_DATABASE
            checkup = DatabaseCheckup(url, vault, host.free)
        database = Database(url)
        stack.push_async_callback(checkup.close)
        stack.push_async_callback(database.close)
        setup = setup_of(settings, wrong)
        running, writable = await _state(checkup, setup)
        kept_only = setup.source is Credentials.PLATFORM and (running or not writable)
        # Not the clock that replicas share: this machine's own is checked.
        clock = await open_clock(settings, SystemClock(), stack)
        parts = _Parts(settings, setup, clock, database, vault, silence, kept_only=kept_only)
        slack, edge, left_out = await _slack(parts, stack)
        wechat, public = await _wechat(parts, stack)
        tickets = SqlTickets(database, vault) if vault and setup.source is Credentials.PLATFORM else None
        probes = Probes(
            clock,
            checkup,
            tickets,
            slack,
            edge,
            wechat,
            public,
            kept_only,
            font=host.font,
            catalogue=_catalogue,
            left_out=left_out,
        )
        yield Diagnose(setup, probes, running=running)


@asynccontextmanager
async def open_block_checkup(settings: Settings) -> AsyncIterator[BlockCheckup]:
    """Open Slack's validator of messages."""
    async with new_session(_VALIDATION) as session:
        given = client_settings(settings, session, timeout=_VALIDATION)
        yield BlockCheckup(MeteredClient(token=revealed(settings.slack_bot_token), **given))


async def _state(checkup: DatabaseCheckup, setup: Setup) -> tuple[bool, bool]:
    """Whether a Baselib runs, and whether a fetched token could be kept; careful when unknown."""
    running, writable = True, False
    if setup.lacks("DATABASE_URL"):
        return running, writable
    with suppress(StorageUnavailable):
        there = await checkup.server() is not None
        running = there and await checkup.running()
        if there:
            await checkup.write()
            writable = True
    return running, writable


async def _slack(
    parts: _Parts, stack: AsyncExitStack
) -> tuple[SlackCheckup, SelfCheck, Callable[[], Awaitable[Sequence[str]]]]:
    settings = parts.settings
    session = await stack.enter_async_context(new_session(parts.silence))
    token = revealed(settings.slack_bot_token) or await _installed(parts)
    app_token = revealed(settings.slack_app_token)
    slack = SlackCheckup(
        _client(parts, session, token) if token else None,
        _client(parts, session, app_token) if app_token else None,
        session,
        api_url=settings.slack_api_url,
    )
    oauth = OAuthClient(partial(_client, parts, session), "", "", SecretStr(""), (), "")
    url = settings.baselib_public_url
    if not url or is_loopback(url):  # no proxy for addresses on this machine
        timeout = aiohttp.ClientTimeout(total=parts.silence)
        session = await stack.enter_async_context(aiohttp.ClientSession(timeout=timeout))
    edge = SelfCheck(session, url=url or _listening(settings), signing_secret=revealed(settings.slack_signing_secret))
    return slack, edge, partial(_left_out, parts, oauth)


async def _left_out(parts: _Parts, slack: OAuthClient) -> Sequence[str]:
    """Compare the workspaces that are installed, or let in by their organisations, with those that are served."""
    if parts.vault is None:
        return ()
    installed = await SqlInstallations(parts.database, parts.vault).all()
    found = {each.id for each in installed if not each.org_wide}
    for org in installed:
        found |= {team.team_id for team in await slack.teams_of(org)} if org.org_wide else set()
    return sorted(found - {each.team_id for each in await SqlWorkspaces(parts.database).all()})


def _listening(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in _ANYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


async def _installed(parts: _Parts) -> str:
    """Return the token of one of the workspaces that have installed the bot, the home one's if it is good; else empty.

    What doctor finds with it, such as the workspace's name, is shown to the home workspace's admins in Slack.
    """
    if parts.vault is None or not parts.setup.many_workspaces:
        return ""
    workspaces, now = SqlWorkspaces(parts.database), await parts.clock.now()
    try:
        installed = await SqlInstallations(parts.database, parts.vault).all()
        home = await HomeWorkspace(workspaces, many=True, team_id=parts.settings.baselib_home_team)()
        served = await workspaces.get(home)
    except StorageUnavailable:
        return ""
    own = (home, served.enterprise_id if served else home)
    best = sorted(installed, key=lambda each: (not each.is_good(now), each.id not in own))
    return best[0].bot_token if best else ""


def _client(parts: _Parts, session: aiohttp.ClientSession, token: str) -> AsyncWebClient:
    timeout = int(max(parts.silence, 1))
    return MeteredClient(token=token, **client_settings(parts.settings, session, timeout=timeout))


async def _wechat(parts: _Parts, stack: AsyncExitStack) -> tuple[WeChatCheckup, PublicCheckup]:
    settings, clock = parts.settings, parts.clock
    client = await stack.enter_async_context(new_client())
    client.timeout = httpx.Timeout(parts.silence)
    retrier, api_url = Retrier(BRIEF), settings.wechat_api_url
    platform, programs = _credentials(parts, client)
    caller = PlatformCaller(client, api_url=api_url, clock=clock, retrier=retrier)
    list_programs, appid = partial(_programs, settings, client), settings.wechat_component_appid
    public = PublicNumbers(client, url=settings.wechat_public_url or "", clock=clock, retrier=retrier)
    wechat = WeChatCheckup(client, api_url, caller, platform, programs, appid, list_programs)
    return wechat, PublicCheckup(public)


def _credentials(parts: _Parts, client: httpx.AsyncClient) -> tuple[CredentialSource, CredentialSource]:
    """Return the platform's own tokens and those of programs; useless ones where settings are missing."""
    settings, database, clock = parts.settings, parts.database, parts.clock
    nothing = StaticToken(SecretStr(""))
    if parts.setup.lacks_credentials:
        return nothing, nothing
    made_of = TokenParts(settings, database, client, clock, Metrics(clock))
    if not settings.component:
        return nothing, open_credentials(made_of, exclusive=unlocked)
    secrets = open_secrets(settings, database)
    if parts.kept_only:
        kept = KeptTokens(SqlAccessTokens(database, secrets.vault), clock)
        return kept, kept
    third_party = open_third_party(made_of, secrets)
    return third_party.component, third_party.credentials


async def _programs(settings: Settings, client: httpx.AsyncClient) -> Sequence[str]:
    listed: list[str] = [program.appid for program in settings.wechat_programs]
    if not listed and settings.wechat_programs_url:
        provided = ProvidersList(client, url=settings.wechat_programs_url, bearer=settings.wechat_token_bearer)
        listed = [program.appid for program in await provided.all()]
    return listed


def _catalogue() -> int:
    return sum(len(load(platform)) for platform in Platform)
