"""The storage ports, served three times over."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.domain.decisions.decision import UNTOUCHED
from bot.domain.programs import Program
from bot.ports.decisions import Claims, Decisions
from bot.ports.digest import AlertJudgements, Alerts, Deliveries, Subscriptions
from bot.ports.numbers import PublicSnapshots, Snapshots, UnjudgedNumbers, UserCounts
from bot.ports.people import AccessRules, AuditLog
from bot.ports.platform import Authorisations, Authorisers, Pushes, Tickets
from bot.ports.programs import (
    ChannelPrograms,
    ImportedPrograms,
    KeptProgram,
    KeptPrograms,
    News,
    OptIns,
    ProgramLabels,
    Programs,
)
from bot.ports.slack import Installations, StepRuns, Workspaces
from bot.ports.sweep import DailyWork, ReadFailures, Syncs
from bot.ports.wechat import AccessTokens
from bot.storage.access import SqlAccessRules, SqlAuditLog
from bot.storage.alerts import SqlAlertJudgements, SqlAlerts
from bot.storage.claims import SqlClaims
from bot.storage.decisions import SqlDecisions
from bot.storage.deliveries import SqlDeliveries, as_given
from bot.storage.engine.database import Database
from bot.storage.maintenance.vault import Vault
from bot.storage.numbers.public_snapshots import SqlPublicSnapshots
from bot.storage.numbers.ranks import SqlUnjudgedNumbers
from bot.storage.numbers.snapshots import SqlReadFailures, SqlSnapshots
from bot.storage.numbers.users import SqlUserCounts
from bot.storage.platform import SqlAccessTokens, SqlAuthorisations, SqlAuthorisers, SqlPushes, SqlTickets
from bot.storage.programs.authorised import SqlImportedPrograms, SqlKeptPrograms
from bot.storage.programs.known import KnownPrograms
from bot.storage.programs.labels import SqlChannelPrograms, SqlNews, SqlOptIns, SqlProgramLabels
from bot.storage.programs.programs import SqlDailyWork, SqlPrograms, SqlSyncs
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.workspaces import SqlInstallations, SqlStepRuns, SqlWorkspaces
from tests.fakes.alerts import FakeAlerts
from tests.fakes.decisions import FakeClaims, FakeDecisions
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.fleet import FakeKeptPrograms, FakeNews, FakeReadFailures, FakeSyncs
from tests.fakes.installations import FakeInstallations, FakeWorkspaces
from tests.fakes.machine import FakeClock, FakeStepRuns
from tests.fakes.people import FakeAccessRules, FakeAuditLog
from tests.fakes.programs import (
    FakeAccessTokens,
    FakeAuthorisations,
    FakeAuthorisers,
    FakeDailyWork,
    FakeImportedPrograms,
    FakeOptIns,
    FakePrograms,
    FakePushes,
    FakeTickets,
)
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeChannelPrograms, FakeSnapshots, FakeSubscriptions, FakeUnjudgedNumbers

VAULT = Vault([SecretStr(Fernet.generate_key().decode())])
CLOCK = FakeClock(datetime(2026, 12, 1, tzinfo=UTC))


class ClaimsOf(Protocol):
    """The claims of the process of this name; how long others leave a call to its holder."""

    def __call__(self, holder: str, untouched: timedelta = UNTOUCHED) -> Claims: ...


@dataclass(frozen=True)
class Stores:
    rules: AccessRules
    log: AuditLog
    snapshots: Snapshots
    unjudged: UnjudgedNumbers
    user_counts: UserCounts
    subscriptions: Subscriptions
    deliveries: Deliveries
    channel_programs: ChannelPrograms
    workspaces: Workspaces
    alerts: Alerts
    alert_judgements: AlertJudgements
    tickets: Tickets
    access_tokens: AccessTokens
    authorisers: Authorisers
    pushes: Pushes
    authorisations: Authorisations
    kept_programs: KeptPrograms
    program_labels: ProgramLabels
    opt_ins: OptIns
    daily_work: DailyWork
    read_failures: ReadFailures
    syncs: Syncs
    news: News
    public_snapshots: PublicSnapshots
    installations: Installations
    decisions: Decisions
    step_runs: StepRuns
    claims_of: ClaimsOf
    imported_programs: ImportedPrograms
    programs: Programs


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    """Where the stores are; empty for the fakes, which are in memory."""
    if request.param == "fake":
        return ""
    name = "emptied_postgres_url" if request.param == "postgresql" else "emptied_sqlite_url"
    url: str = request.getfixturevalue(name)
    return url


@cache
def opened(url: str) -> Database:
    """The same one each time: its statements take longer to compile than to run."""
    return Database(url)


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database | None]:
    if not url:
        yield None
        return
    yield opened(url)
    await opened(url).close()


@pytest.fixture
def stores(database: Database | None) -> Stores:
    return in_database(database) if database else in_memory()


def in_memory() -> Stores:
    deliveries, access_tokens, workspaces = FakeDeliveries(), FakeAccessTokens(), FakeWorkspaces(CLOCK)
    alerts, opt_ins, public = FakeAlerts(deliveries), FakeOptIns(), FakePublicSnapshots()
    snapshots = FakeSnapshots(public)
    rules = FakeAccessRules()
    channel_programs, kept, programs = FakeChannelPrograms(), FakeKeptPrograms(), FakePrograms(rules=rules)
    decisions = FakeDecisions(deliveries, workspaces, programs)
    return Stores(
        rules,
        FakeAuditLog(),
        snapshots,
        FakeUnjudgedNumbers(snapshots),
        snapshots.counts,
        FakeSubscriptions(),
        deliveries,
        channel_programs,
        workspaces,
        alerts,
        alerts,
        FakeTickets(),
        access_tokens,
        FakeAuthorisers(access_tokens),
        FakePushes(),
        FakeAuthorisations(),
        kept,
        programs.labels,
        opt_ins,
        FakeDailyWork(programs, snapshots),
        FakeReadFailures(),
        FakeSyncs(),
        FakeNews(deliveries),
        public,
        FakeInstallations(),
        decisions,
        FakeStepRuns(),
        lambda holder, untouched=UNTOUCHED: FakeClaims(decisions, opt_ins, holder, untouched=bool(untouched)),
        FakeImportedPrograms(programs, kept, snapshots, channel_programs, rules),
        programs,
    )


def in_database(database: Database) -> Stores:
    return Stores(
        SqlAccessRules(database),
        SqlAuditLog(database),
        SqlSnapshots(database),
        SqlUnjudgedNumbers(database),
        SqlUserCounts(database),
        SqlSubscriptions(database),
        SqlDeliveries(database, lease_clock=as_given),
        SqlChannelPrograms(database),
        SqlWorkspaces(database, CLOCK),
        SqlAlerts(database),
        SqlAlertJudgements(database),
        SqlTickets(database, VAULT),
        SqlAccessTokens(database, VAULT),
        SqlAuthorisers(database, VAULT),
        SqlPushes(database),
        SqlAuthorisations(database, VAULT),
        SqlKeptPrograms(database),
        SqlProgramLabels(database),
        SqlOptIns(database),
        SqlDailyWork(database, KnownPrograms(database)),
        SqlReadFailures(database),
        SqlSyncs(database),
        SqlNews(database),
        SqlPublicSnapshots(database),
        SqlInstallations(database, VAULT),
        SqlDecisions(database),
        SqlStepRuns(database),
        lambda holder, untouched=UNTOUCHED: SqlClaims(database, holder, untouched=untouched),
        SqlImportedPrograms(database),
        SqlPrograms(database),
    )


async def keep_programs(stores: Stores, *programs: Program) -> None:
    """Let a workspace, T1, have programs, in this order."""
    if isinstance(stores.programs, FakePrograms):
        stores.programs.programs += programs
        return
    await stores.kept_programs.put(
        "T1",
        [KeptProgram(each.appid, each.nickname, listed_alias=each.alias, listed_tags=each.tags) for each in programs],
    )
