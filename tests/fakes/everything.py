"""Every fake at once, and the use cases assembled as in the bot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from bot.assembly.assemble import assemble
from bot.domain.access import Viewpoint
from bot.domain.doctor import Finding
from bot.domain.platform import Credentials
from bot.domain.programs import Program, ProgramList
from bot.ports.platform import Passes
from bot.ports.slack import Workspace
from bot.usecases.app import Options, Ports, ReadingPorts, Repositories
from bot.usecases.everything import UseCases
from bot.usecases.home.onboarding import PreferredPeople
from bot.usecases.programs.choose import list_programs
from bot.usecases.report.public_numbers import SnapshotsWithPublic
from bot.usecases.sweep.sweep import DailySweep
from tests.fakes.alerts import FakeAlerts
from tests.fakes.decisions import FakeClaims, FakeDecisions
from tests.fakes.deliveries import FakeDeliveries, FakeFiles, FakeMessenger
from tests.fakes.fleet import FakeFleets, FakeKeptPrograms, FakeNews, FakeReadFailures, FakeSyncs
from tests.fakes.installations import FakeInstallations, FakeWorkspaces
from tests.fakes.machine import FakeClock, FakeDrawer, FakeStepResults, FakeStepRuns
from tests.fakes.people import (
    FakeAccessRules,
    FakeAuditLog,
    FakeGreetings,
    FakeHomeQueries,
    FakeHomeTabs,
    FakePeople,
    FakePersonalTokens,
    FakePreferences,
    FakeTokenCheck,
)
from tests.fakes.programs import (
    FakeAuthorisations,
    FakeAuthorisers,
    FakeDailyWork,
    FakeImportedPrograms,
    FakeOptIns,
    FakePrograms,
    FakePushes,
)
from tests.fakes.public import FakeForecasts, FakePublicSnapshots, FakePublicSource
from tests.fakes.storage import (
    FakeChannelPrograms,
    FakeDigestMemories,
    FakeFleetDigestMemories,
    FakeSnapshots,
    FakeSubscriptions,
    FakeUnjudgedNumbers,
)
from tests.fakes.wechat import SHARES, FakeMinimumSetter, FakeSource

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Monday, nine in the morning in Shanghai."""


@dataclass
class FakeDoctor:
    findings: Sequence[Finding] = ()

    async def __call__(self) -> Sequence[Finding]:
        return self.findings


@dataclass
class Fakes:
    """One of each; a test may bring its own ones."""

    programs: FakePrograms = field(default_factory=FakePrograms)
    source: FakeSource = field(default_factory=lambda: FakeSource(default=SHARES))
    messenger: FakeMessenger = field(default_factory=FakeMessenger)
    people: FakePeople = field(default_factory=FakePeople)
    snapshots: FakeSnapshots = field(default_factory=FakeSnapshots)
    public_snapshots: FakePublicSnapshots = field(default_factory=FakePublicSnapshots)
    subscriptions: FakeSubscriptions = field(default_factory=FakeSubscriptions)
    deliveries: FakeDeliveries = field(default_factory=FakeDeliveries)
    memories: FakeDigestMemories = field(default_factory=FakeDigestMemories)
    fleet_memories: FakeFleetDigestMemories = field(default_factory=FakeFleetDigestMemories)
    forecasts: FakeForecasts = field(default_factory=FakeForecasts)
    read_failures: FakeReadFailures = field(default_factory=FakeReadFailures)
    syncs: FakeSyncs = field(default_factory=FakeSyncs)
    channel_programs: FakeChannelPrograms = field(default_factory=FakeChannelPrograms)
    kept: FakeKeptPrograms = field(default_factory=FakeKeptPrograms)
    opt_ins: FakeOptIns = field(default_factory=FakeOptIns)
    rules: FakeAccessRules = field(default_factory=FakeAccessRules)
    audit: FakeAuditLog = field(default_factory=FakeAuditLog)
    personal_tokens: FakePersonalTokens = field(default_factory=FakePersonalTokens)
    choices: FakePreferences = field(default_factory=FakePreferences)
    greetings: FakeGreetings = field(default_factory=FakeGreetings)
    workspaces: FakeWorkspaces = field(default_factory=FakeWorkspaces)
    installations: FakeInstallations = field(default_factory=FakeInstallations)
    check_token: FakeTokenCheck = field(default_factory=FakeTokenCheck)
    pushes: FakePushes = field(default_factory=FakePushes)
    authorisers: FakeAuthorisers = field(default_factory=FakeAuthorisers)
    authorisations: FakeAuthorisations = field(default_factory=FakeAuthorisations)
    files: FakeFiles = field(default_factory=FakeFiles)
    home_tabs: FakeHomeTabs = field(default_factory=FakeHomeTabs)
    step_runs: FakeStepRuns = field(default_factory=FakeStepRuns)
    step_results: FakeStepResults = field(default_factory=FakeStepResults)
    charts: FakeDrawer = field(default_factory=FakeDrawer)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))
    vault: Passes | None = None
    public_url: str = ""
    public_source: FakePublicSource | None = None
    may_set: bool = True
    """Whether the operator lets Baselib set minimums."""
    agents: bool = True
    doctor: FakeDoctor = field(default_factory=FakeDoctor)

    def __post_init__(self) -> None:
        self.programs.rules = self.rules
        self.workspaces.forget_tokens = self.personal_tokens.forget
        self.snapshots.public_numbers = self.public_snapshots
        self.alerts, self.news = FakeAlerts(self.deliveries), FakeNews(self.deliveries)
        self.decisions = FakeDecisions(self.deliveries, self.workspaces, self.programs)
        self.claims = FakeClaims(self.decisions, self.opt_ins)
        self.setter = FakeMinimumSetter(self.source)
        self.speaking = PreferredPeople(self.people, self.choices)
        home_queries = FakeHomeQueries(self.subscriptions, self.alerts, self.deliveries)
        self.repositories = Repositories(
            access_rules=self.rules,
            audit=self.audit,
            personal_tokens=self.personal_tokens,
            alerts=self.alerts,
            judgements=self.alerts,
            decisions=self.decisions,
            step_runs=self.step_runs,
            claims=self.claims,
            subscriptions=self.subscriptions,
            deliveries=self.deliveries,
            memories=self.memories,
            fleet_memories=self.fleet_memories,
            fleets=FakeFleets(
                self.programs,
                SnapshotsWithPublic(self.snapshots, self.public_snapshots),
                self.read_failures,
            ),
            forecasts=self.forecasts,
            snapshots=SnapshotsWithPublic(self.snapshots, self.public_snapshots),
            unjudged=FakeUnjudgedNumbers(self.snapshots),
            user_counts=self.snapshots.counts,
            public_snapshots=self.public_snapshots,
            daily_work=FakeDailyWork(self.programs, self.snapshots),
            read_failures=self.read_failures,
            syncs=self.syncs,
            programs=self.programs,
            kept_programs=self.kept,
            imported_programs=FakeImportedPrograms(
                self.programs, self.kept, self.snapshots, self.channel_programs, self.rules
            ),
            labels=self.programs.labels,
            opt_ins=self.opt_ins,
            channel_programs=self.channel_programs,
            news=self.news,
            preferences=self.choices,
            home_queries=home_queries,
            outcomes=home_queries,
            greetings=self.greetings,
            workspaces=self.workspaces,
            pushes=self.pushes,
            authorisers=self.authorisers,
            authorisations=self.authorisations,
            tickets=None,
        )

    @property
    def configured(self) -> Options:
        return Options(
            credentials=Credentials.SERVICE,
            filled=frozenset({"WECHAT_TOKEN_URL"}),
            public_url=self.public_url,
            all_of_wechat=self.public_source is not None,
            agents=self.agents,
            may_set_minimum=self.may_set,
        )

    def assemble(self, reading: ReadingPorts | None = None, options: Options | None = None) -> UseCases:
        """Assemble the use cases over these fakes, or over others' database and WeChat."""
        ours = ReadingPorts(
            kept=self.repositories,
            source=self.source,
            public_source=self.public_source,
            setter=self.setter if self.may_set else None,
        )
        ports = Ports(
            **vars(reading or ours),
            messenger=self.messenger,
            profiles=self.people,
            people=self.speaking,
            files=self.files,
            home_tabs=self.home_tabs,
            step_results=self.step_results,
            charts=self.charts,
            diagnose=self.doctor,
            check_token=self.check_token,
            clock=self.clock,
            installations=self.installations,
            passes=self.vault,
            monotonic=lambda: 0.0,
        )
        return assemble(ports, options or self.configured)

    def daily_sweep(self, **options: Any) -> DailySweep:
        return DailySweep(
            self.source,
            self.snapshots,
            self.public_snapshots,
            self.repositories.daily_work,
            self.workspaces,
            self.read_failures,
            **{"seconds": lambda: 0.0} | options,
        )

    async def install(self, *teams: str) -> None:
        for team in teams or ("T1",):
            await self.workspaces.put(Workspace(team, "Team", "UBOT"))


def listed_programs(programs: Sequence[Program], *, text: str = "", page: int = 0, chosen: str = "") -> ProgramList:
    fakes = Fakes(FakePrograms(*programs))
    app = fakes.assemble()

    async def ask() -> ProgramList:
        await fakes.channel_programs.put("T1", "C1", chosen)
        return await list_programs(app, Viewpoint("T1", "C1"), text=text, page=page)

    try:
        ask().send(None)  # nothing waits
    except StopIteration as done:
        found: ProgramList = done.value
        return found
    raise AssertionError
