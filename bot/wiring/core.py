"""The part of the composition root that needs no Slack: the database, WeChat, and the use cases that read."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import httpx

from bot.assembly.platform import record_status
from bot.assembly.reading import assemble_reading
from bot.lib.clock import SandboxClock, SharedClock, SystemClock
from bot.lib.transport import local_client
from bot.metrics import Metrics
from bot.ports.machine import Clock
from bot.ports.wechat import CredentialSource
from bot.settings import Settings
from bot.storage.engine.database import Database
from bot.storage.engine.limits import Limits
from bot.usecases.app import Options, ReadingApp, ReadingPorts
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.visible import HomeWorkspace
from bot.usecases.report.read import StatusTrackingSource
from bot.usecases.sweep.quota_guard import CountedSource, GuardQuota
from bot.wechat.client import PublicNumbers, WeChatSource
from bot.wechat.http import Patience, PlatformCaller, Retrier, new_client
from bot.wechat.platform import QuotaClient
from bot.wechat.set_client import MinimumClient
from bot.wechat.token_sources import NoToken
from bot.wiring.repositories import (
    Secrets,
    SqlRepositories,
    ThirdParty,
    TokenParts,
    open_credentials,
    open_repositories,
    open_secrets,
    open_third_party,
    options_of,
)

_LIMITS: Final = Limits()


@dataclass(frozen=True)
class Core:
    """Everything that works without Slack."""

    settings: Settings
    options: Options
    clock: Clock
    database: Database
    secrets: Secrets
    third_party: ThirdParty | None
    """None when another source of tokens is set."""
    credentials: CredentialSource
    repositories: SqlRepositories
    home: HomeWorkspace
    note: RecordStatus
    guard_quota: GuardQuota
    metrics: Metrics
    ports: ReadingPorts
    """What the use cases that read need."""

    @cached_property
    def usecases(self) -> ReadingApp:
        """The use cases of the command line; the bot in Slack has its own."""
        return assemble_reading(self.ports, self.options)

    def source(self, client: httpx.AsyncClient) -> StatusTrackingSource:
        """WeChat's numbers over this client; each attempt updates the program's status."""
        return _watched(client, self.settings, self.credentials, note=self.note, clock=self.clock, metrics=self.metrics)


@asynccontextmanager
async def open_core(
    settings: Settings, *, alone: bool = False, limits: Limits = _LIMITS, patience: Patience | None = None
) -> AsyncIterator[Core]:
    """Open the database, WeChat and the use cases that read.

    Args:
        alone: whether a second process on a SQLite file is refused.
        patience: with WeChat's public numbers.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url, limits=limits)
        # Replicas use their database's clock: their own may differ by minutes, and a slot has one moment.
        own = SharedClock(database.now) if database.shared else SystemClock()
        clock = await open_clock(settings, own, stack)
        stack.push_async_callback(database.close)
        if alone:  # before the tables are touched: another Baselib may be using them
            stack.enter_context(database.alone())
        await database.prepare()
        client = await stack.enter_async_context(new_client())
        # Tokens have a client of their own: a sweep's must not queue before those of people's questions.
        token_client = await stack.enter_async_context(new_client())
        yield _core(settings, database, clock, client, token_client, of_public=Retrier(patience))


def _core(
    settings: Settings,
    database: Database,
    clock: Clock,
    client: httpx.AsyncClient,
    token_client: httpx.AsyncClient,
    *,
    of_public: Retrier,
) -> Core:
    options, secrets = options_of(settings), open_secrets(settings, database)
    metrics = Metrics(clock, secrets.tickets if settings.component else None)
    parts = TokenParts(settings, database, token_client, clock, metrics)
    third_party = open_third_party(parts, secrets) if settings.component else None
    credentials: CredentialSource
    if third_party:
        credentials = third_party.credentials
    else:
        credentials = open_credentials(parts) if settings.has_credential else NoToken()
    caller = PlatformCaller(token_client, api_url=settings.wechat_api_url, clock=clock, on_call=metrics.wechat)
    guard_quota = GuardQuota(QuotaClient(caller, credentials))
    repositories = open_repositories(settings, options, database, secrets, clock=clock, metrics=metrics)
    note, public_url = record_status(repositories), settings.wechat_public_url
    watched = _watched(client, settings, credentials, note=note, clock=clock, metrics=metrics)
    setter = MinimumClient(
        client, api_url=settings.wechat_api_url, credentials=credentials, clock=clock, on_call=metrics.wechat
    )
    ports = ReadingPorts(
        kept=repositories,
        source=CountedSource(watched, guard_quota, clock),
        public_source=PublicNumbers(client, url=public_url, clock=clock, retrier=of_public) if public_url else None,
        setter=setter if settings.may_set_minimum else None,
        count_forecasts=metrics.forecasts.inc,
    )
    return Core(
        settings=settings,
        options=options,
        clock=clock,
        database=database,
        secrets=secrets,
        third_party=third_party,
        credentials=credentials,
        repositories=repositories,
        home=options.home_of(repositories.workspaces),
        note=note,
        guard_quota=guard_quota,
        metrics=metrics,
        ports=ports,
    )


def _watched(
    client: httpx.AsyncClient,
    settings: Settings,
    credentials: CredentialSource,
    *,
    note: RecordStatus,
    clock: Clock,
    metrics: Metrics,
) -> StatusTrackingSource:
    read = WeChatSource(
        client, api_url=settings.wechat_api_url, credentials=credentials, clock=clock, on_call=metrics.wechat
    )
    return StatusTrackingSource(read, note, clock)


async def open_clock(settings: Settings, own: Clock, stack: AsyncExitStack) -> Clock:
    """Return the sandbox's clock where the settings name one, else our own."""
    if settings.baselib_clock_url is None:
        return own
    client = await stack.enter_async_context(local_client())
    return SandboxClock(client, settings.baselib_clock_url)
