"""The part of the composition root that needs no Slack: the database, WeChat, and the use cases that read."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from bot.catalog import load
from bot.lib.clock import SandboxClock, SharedClock, SystemClock
from bot.metrics import Metrics
from bot.ports.clock import Clock
from bot.ports.numbers import PublicSnapshots
from bot.ports.wechat import CredentialSource
from bot.ports.workspaces import Workspaces
from bot.settings import Settings
from bot.storage.access.audit_log import SqlAuditLog
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.alerts.judgements import SqlAlertJudgements
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import NoPublicSnapshots, SqlPublicSnapshots
from bot.storage.numbers.read_failures import SqlReadFailures
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.channel_programs import SqlChannelPrograms
from bot.storage.programs.news import SqlNews
from bot.storage.programs.programs import SqlPrograms
from bot.storage.workspaces.workspaces import SqlWorkspaces
from bot.usecases import ReadingUseCases
from bot.usecases.alerts.judge import JudgeAlerts
from bot.usecases.can import CanUse, OpenTables
from bot.usecases.digest.audited import AuditedWorkspaces
from bot.usecases.fleet.raise_ import RaiseFleet
from bot.usecases.fleet.read import ReadFleet
from bot.usecases.forecast import MakeForecasts
from bot.usecases.programs.authorisation_status import RecordStatus
from bot.usecases.programs.channels import ChannelsOfProgram
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.programs.find import FindProgram
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.programs.list import ListPrograms
from bot.usecases.replay import ReplayDay
from bot.usecases.report.as_of import ReportOn
from bot.usecases.report.history import ReadHistory, ReadPublicHistory
from bot.usecases.report.read import ReadReport
from bot.usecases.report.status_tracking_source import StatusTrackingSource
from bot.usecases.sweep.quota_guard import CountedSource, GuardQuota
from bot.usecases.trend.read import ReadTrend
from bot.usecases.what_if import RaiseMinimum
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.platform import QuotaClient
from bot.wechat.platform_caller import PlatformCaller
from bot.wiring.access import Access, open_access
from bot.wiring.credentials import TokenParts, open_credentials
from bot.wiring.third_party import Secrets, ThirdParty, open_secrets, open_third_party


@dataclass(frozen=True)
class Core:
    """Everything that works without Slack."""

    settings: Settings
    clock: Clock
    database: Database
    secrets: Secrets
    third_party: ThirdParty | None
    """None when another source of tokens is set."""
    credentials: CredentialSource
    snapshots: SqlSnapshots
    public_snapshots: PublicSnapshots
    """Of all of WeChat; without any where they are switched off."""
    programs: SqlPrograms
    kept_programs: SqlKeptPrograms
    channel_programs: SqlChannelPrograms
    workspaces: Workspaces
    access: Access
    home: HomeWorkspace
    channels_of: ChannelsOfProgram
    note: RecordStatus
    guard_quota: GuardQuota
    metrics: Metrics
    usecases: ReadingUseCases

    def source(self, client: httpx.AsyncClient) -> StatusTrackingSource:
        """WeChat's numbers over this client; what the attempts say of a program's authorisation is noted."""
        return _watched(client, self.settings, self.credentials, note=self.note, clock=self.clock, metrics=self.metrics)


@asynccontextmanager
async def open_core(settings: Settings, *, alone: bool = False) -> AsyncIterator[Core]:
    """The database, WeChat and the use cases that read.

    Args:
        settings: complete ones.
        alone: whether a second process on a SQLite file is refused.

    Raises:
        SettingsError: the database URL cannot be read, or there is no usable WeChat credential.
        StorageUnavailable: the database cannot be used.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        # Replicas go by their database's clock: their own may differ by minutes, and a slot has one moment.
        own = SharedClock(database.now) if database.shared else SystemClock()
        clock = await open_clock(settings, own, stack)
        stack.push_async_callback(database.close)
        if alone:  # before the tables are touched: another Baselib may be using them
            stack.enter_context(database.alone())
        await database.prepare()
        client = await stack.enter_async_context(new_client())
        # Tokens come over a client of their own: those of a sweep must not take the places of people's questions.
        token_client = await stack.enter_async_context(new_client())
        yield _core(settings, database, clock, client, token_client)


def _core(
    settings: Settings, database: Database, clock: Clock, client: httpx.AsyncClient, token_client: httpx.AsyncClient
) -> Core:
    secrets = open_secrets(settings, database)
    metrics = Metrics(clock, secrets.tickets if settings.component else None)
    parts = TokenParts(settings, database, token_client, clock, metrics)
    third_party = open_third_party(parts, secrets) if settings.component else None
    credentials = third_party.credentials if third_party else open_credentials(parts)
    caller = PlatformCaller(token_client, api_url=settings.wechat_api_url, clock=clock, heard=metrics.wechat)
    quotas = QuotaClient(caller, credentials)
    audit, alerts = SqlAuditLog(database), SqlAlerts(database)
    workspaces = AuditedWorkspaces(SqlWorkspaces(database), audit, clock)
    home = HomeWorkspace(workspaces, settings.many_workspaces, settings.baselib_home_team)
    programs = SqlPrograms(database, settings.wechat_programs, home if settings.many_workspaces else None)
    snapshots = SqlSnapshots(database)
    public_snapshots = SqlPublicSnapshots(database) if settings.wechat_public_url else NoPublicSnapshots()
    kept_programs, channel_programs = SqlKeptPrograms(database), SqlChannelPrograms(database)
    access = open_access(database, programs, audit, settings.baselib_admins)
    visible = access.visible
    channels_of = ChannelsOfProgram(
        visible, channel_programs, SqlSubscriptions(database), alerts, secrets.authorisations
    )
    authorisers, authorisations = secrets.authorisers, secrets.authorisations
    news = SqlNews(database)
    note = RecordStatus(kept_programs, programs, workspaces, authorisers, authorisations, news, channels_of, audit)
    guard_quota = GuardQuota(quotas)
    counted = CountedSource(
        _watched(client, settings, credentials, note=note, clock=clock, metrics=metrics), guard_quota, clock
    )
    watch = JudgeAlerts(alerts, SqlAlertJudgements(database), snapshots)
    read_report, find_program = ReadReport(counted, snapshots, settings.pin, watch), FindProgram(visible)
    choose_program = ChooseProgram(visible, channel_programs)
    report_on, make_forecasts = (
        ReportOn(snapshots),
        MakeForecasts(snapshots, SqlForecasts(database), metrics.forecasts.inc),
    )
    usecases = ReadingUseCases(
        choose_program=choose_program,
        find_program=find_program,
        list_programs=ListPrograms(visible, channel_programs),
        read_report=read_report,
        report_on=report_on,
        replay=ReplayDay(report_on, snapshots, visible, alerts, make_forecasts),
        raise_minimum=RaiseMinimum(snapshots, make_forecasts),
        read_fleet=ReadFleet(visible, snapshots, SqlReadFailures(database)),
        raise_fleet=RaiseFleet(visible, snapshots),
        read_trend=ReadTrend(ReadHistory(snapshots), ReadPublicHistory(public_snapshots), make_forecasts),
        make_forecasts=make_forecasts,
        can_use=CanUse(OpenTables(load), visible, choose_program, read_report, public_snapshots),
    )
    return Core(
        settings=settings,
        clock=clock,
        database=database,
        secrets=secrets,
        third_party=third_party,
        credentials=credentials,
        snapshots=snapshots,
        public_snapshots=public_snapshots,
        programs=programs,
        kept_programs=kept_programs,
        channel_programs=channel_programs,
        workspaces=workspaces,
        access=access,
        home=home,
        channels_of=channels_of,
        note=note,
        guard_quota=guard_quota,
        metrics=metrics,
        usecases=usecases,
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
        client, api_url=settings.wechat_api_url, credentials=credentials, clock=clock, heard=metrics.wechat
    )
    return StatusTrackingSource(read, note, clock)


async def open_clock(settings: Settings, own: Clock, stack: AsyncExitStack) -> Clock:
    """The sandbox's clock where the settings name one, else our own."""
    if settings.baselib_clock_url is None:
        return own
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=5, trust_env=False))
    return SandboxClock(client, settings.baselib_clock_url)
