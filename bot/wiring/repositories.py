"""The part of the composition root for the repositories: one instance of each."""

from dataclasses import dataclass
from uuid import uuid4

from bot.assembly.ports import Options, Repositories
from bot.domain.platform.credentials import CONSOLE
from bot.metrics import Metrics
from bot.ports.clock import Clock
from bot.settings import Settings
from bot.storage.access.rules import SqlAccessRules, SqlAuditLog
from bot.storage.agents import SqlPersonalTokens
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.alerts.judgements import SqlAlertJudgements
from bot.storage.decisions.claims import SqlClaims
from bot.storage.decisions.decisions import SqlDecisions
from bot.storage.digest.deliveries import SqlDeliveries, as_given
from bot.storage.digest.memories import SqlDigestMemories, SqlFleetDigestMemories
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.engine.database import Database
from bot.storage.fleet.fleets import SqlFleets
from bot.storage.home import SqlGreetings, SqlHomeQueries, SqlPreferences
from bot.storage.numbers.forecasts import SqlForecasts
from bot.storage.numbers.public_snapshots import NoPublicSnapshots, SqlPublicSnapshots
from bot.storage.numbers.read_failures import SqlReadFailures
from bot.storage.numbers.snapshots import SqlSnapshots
from bot.storage.numbers.unjudged import SqlUnjudgedNumbers
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.platform.authorisers import SqlPushes
from bot.storage.programs.authorised import SqlKeptPrograms
from bot.storage.programs.daily_work import SqlDailyWork, SqlSyncs
from bot.storage.programs.imported import SqlImportedPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.labels import SqlChannelPrograms, SqlNews, SqlOptIns, SqlProgramLabels
from bot.storage.programs.programs import SqlPrograms
from bot.storage.step_runs import SqlStepRuns
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from bot.wiring.credentials import Secrets


@dataclass(frozen=True, kw_only=True)
class SqlRepositories(Repositories):
    """The repositories of one database."""

    deliveries: SqlDeliveries


def open_repositories(
    settings: Settings, options: Options, database: Database, secrets: Secrets, *, clock: Clock, metrics: Metrics
) -> SqlRepositories:
    """Open the repositories of an open database."""
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
    """The settings of the use cases."""
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
