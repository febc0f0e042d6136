"""What use cases work with: the ports, one instance of each, the options, and what holds state."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.access import NO_NAMED_ADMINS, NamedAdmins
from bot.domain.agents import AGENTS_PATH
from bot.domain.can.features import Features, Platform, Tables
from bot.domain.doctor import Finding
from bot.domain.numbers.version import NO_PIN, Pin
from bot.domain.platform import CONSOLE, Credentials
from bot.lib.work import Once, OnlyOne, ignore, uncontended
from bot.ports.decisions import Claims, Decisions
from bot.ports.digest import AlertJudgements, Alerts, Deliveries, DigestMemories, FleetDigestMemories, Subscriptions
from bot.ports.machine import ChartDrawer, Clock
from bot.ports.numbers import (
    Fleets,
    Forecasts,
    PublicSnapshots,
    PublicSource,
    Snapshots,
    UnjudgedNumbers,
    UserCounts,
    Watch,
)
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
from bot.usecases.alerts.judge import ReadDays
from bot.usecases.decisions.show_cards import KeepStep, ReadDecisions, ShowCards
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.programs.opt_ins import KeepOptIn, MaySet
from bot.usecases.programs.visible import HomeWorkspace, VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports, ReadHistory, ReadPublicHistory, ShareMessage
from bot.usecases.report.make_forecasts import MakeForecasts
from bot.usecases.report.read import ReadReport

if TYPE_CHECKING:  # the command line needs none of these
    from bot.usecases.decisions.advance import AdvanceDecision
    from bot.usecases.deliver import Deliver
    from bot.usecases.workspaces.let_in import EndWorkspace


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

    kept: Repositories
    """Everything in the database."""
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

    @property
    def agents_address(self) -> str:
        """Where agents reach Baselib; empty without a public address."""
        return self.public_url and self.public_url + AGENTS_PATH

    def home_of(self, workspaces: Workspaces) -> HomeWorkspace:
        return HomeWorkspace(workspaces, self.many_workspaces, self.home_team)


class OpenTables(Once[Tables]):
    """The API tables of both platforms, read once, in a thread: that takes some 20 ms."""

    def __init__(self, load: Callable[[Platform], Features]) -> None:
        super().__init__(lambda: asyncio.to_thread(_prepared, load))


def _prepared(load: Callable[[Platform], Features]) -> Tables:
    tables = Tables(load(Platform.MINI_PROGRAM), load(Platform.MINI_GAME))
    tables.prepare()
    return tables


@dataclass(frozen=True, kw_only=True)
class ReadingApp(ReadingPorts):
    """What use cases work with that need no Slack: those of the command line and of agents on a terminal."""

    options: Options
    tables: OpenTables
    visible: VisiblePrograms
    reports: KeptReports
    read_report: ReadReport
    read_history: ReadHistory
    read_public_history: ReadPublicHistory
    make_forecasts: MakeForecasts
    compose_digest: ComposeDigest
    decisions: ReadDecisions
    judge_alerts: Watch
    read_days: ReadDays


@dataclass(frozen=True, kw_only=True)
class App(Ports, ReadingApp):
    """What every use case works with."""

    home: HomeWorkspace
    deliver: "Deliver"
    share_message: ShareMessage
    show_cards: ShowCards
    keep_step: KeepStep
    keep_opt_in: KeepOptIn
    may_set: MaySet
    advance: "AdvanceDecision"
    end_workspace: "EndWorkspace"
