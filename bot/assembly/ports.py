"""The ports of the use cases, one instance of each: the adapters, or fakes."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.domain.access import NO_NAMED_ADMINS, NamedAdmins
from bot.domain.doctor.findings import Finding
from bot.domain.numbers.version import NO_PIN, Pin
from bot.domain.platform.authorisation import CONSOLE, Credentials
from bot.lib.work import OnlyOne, ignore, uncontended
from bot.ports.decisions import Claims, Decisions
from bot.ports.digest import AlertJudgements, Alerts, Deliveries, DigestMemories, FleetDigestMemories, Subscriptions
from bot.ports.machine import ChartDrawer, Clock
from bot.ports.numbers import Fleets, Forecasts, PublicSnapshots, PublicSource, Snapshots, UnjudgedNumbers, UserCounts
from bot.ports.people import (
    AccessRules,
    AuditLog,
    DeliveryOutcomes,
    Greetings,
    HomeQueries,
    HomeTabs,
    PeoplesChoices,
    PersonalTokens,
)
from bot.ports.platform import Authorisations, Authorisers, Passes, Pushes, Tickets
from bot.ports.programs import ChannelPrograms, ImportedPrograms, KeptPrograms, News, OptIns, ProgramLabels, Programs
from bot.ports.slack import Files, Installations, Messenger, People, StepResults, StepRuns, TokenCheck, Workspaces
from bot.ports.sweep import DailyWork, ReadFailures, Syncs
from bot.ports.wechat import DistributionSource, MinimumSetter
from bot.usecases.programs.visible import HomeWorkspace


@dataclass(frozen=True, kw_only=True)
class Repositories:
    access_rules: AccessRules
    audit: AuditLog
    personal_tokens: PersonalTokens
    alerts: Alerts
    judgements: AlertJudgements
    decisions: Decisions
    step_runs: StepRuns
    claims: Claims
    subscriptions: Subscriptions
    deliveries: Deliveries
    memories: DigestMemories
    fleet_memories: FleetDigestMemories
    fleets: Fleets
    forecasts: Forecasts
    snapshots: Snapshots
    unjudged: UnjudgedNumbers
    user_counts: UserCounts
    public_snapshots: PublicSnapshots
    daily_work: DailyWork
    read_failures: ReadFailures
    syncs: Syncs
    programs: Programs
    kept_programs: KeptPrograms
    imported_programs: ImportedPrograms
    labels: ProgramLabels
    opt_ins: OptIns
    channel_programs: ChannelPrograms
    news: News
    preferences: PeoplesChoices
    home_queries: HomeQueries
    outcomes: DeliveryOutcomes
    greetings: Greetings
    workspaces: Workspaces
    pushes: Pushes
    authorisers: Authorisers
    authorisations: Authorisations
    tickets: Tickets | None
    """None where Baselib is no third-party platform."""


@dataclass(frozen=True, kw_only=True)
class ReadingPorts:
    """The ports that need no Slack."""

    repositories: Repositories
    source: DistributionSource
    public_source: PublicSource | None = None
    """None where WeChat's public numbers are switched off."""
    setter: MinimumSetter | None = None
    """None where minimums may not be set at WeChat."""
    count_forecasts: Callable[[int], None] = ignore
    """Called with the number of new forecasts."""


@dataclass(frozen=True, kw_only=True)
class Ports(ReadingPorts):
    messenger: Messenger
    profiles: People
    """People as Slack has them."""
    people: People
    """The same people, with the languages that they chose here."""
    files: Files
    home_tabs: HomeTabs
    step_results: StepResults
    charts: ChartDrawer
    diagnose: Callable[[], Awaitable[Sequence[Finding]]]
    """`baselib doctor`."""
    check_token: TokenCheck
    clock: Clock
    installations: Installations | None = None
    """None where the bot serves one workspace, with the token of the settings."""
    passes: Passes | None = None
    """None where Baselib is no third-party platform."""
    only_one: OnlyOne = uncontended
    monotonic: Callable[[], float] = time.monotonic
    """Seconds."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """The settings' values, without secrets."""

    credentials: Credentials
    filled: frozenset[str] = frozenset()
    """The names of the settings that have a value."""
    locale: str = "en"
    timezone: str = "Asia/Shanghai"
    public_url: str = ""
    pin: Pin = NO_PIN
    admins: NamedAdmins = NO_NAMED_ADMINS
    many_workspaces: bool = False
    home_team: str = ""
    all_of_wechat: bool = False
    """Whether WeChat's public numbers are read."""

    agents: bool = True
    """Whether agents are answered."""
    may_set_minimum: bool = False
    """Whether approved minimums may be set at WeChat, for programs that were opted in."""
    console: str = CONSOLE
    """The address of WeChat's console."""

    def home_of(self, workspaces: Workspaces) -> HomeWorkspace:
        return HomeWorkspace(workspaces, self.many_workspaces, self.home_team)
