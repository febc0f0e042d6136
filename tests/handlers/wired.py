"""The use cases over fakes, as the composition root puts them together over the real things."""

from datetime import datetime

from bot import catalog
from bot.domain.delivery.delivery import DeliveryKind
from bot.domain.doctor.findings import Finding
from bot.domain.platform.credentials import Credentials
from bot.usecases import UseCases
from bot.usecases.access.allow_change import AllowChange
from bot.usecases.access.role_of import RoleOf
from bot.usecases.alerts.alerts import AlertUseCases
from bot.usecases.alerts.change import ChangeAlert
from bot.usecases.alerts.evaluate import EvaluateAlert
from bot.usecases.alerts.judge import JudgeAlerts
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.alerts.revise import ReviseAlert
from bot.usecases.alerts.set import SetAlert
from bot.usecases.can import CanUse, OpenTables
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.delivery.handler import DeliveryHandler
from bot.usecases.digest.audited import AuditedSubscriptions
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.digest.digests import DigestUseCases
from bot.usecases.digest.end import EndDigest
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.send_now import SendDigestNow, SendNowHandler
from bot.usecases.digest.show import ShowDigest
from bot.usecases.digest.show_history import ShowHistory
from bot.usecases.digest.subscribe import Subscribe
from bot.usecases.fleet.raise_ import RaiseFleet
from bot.usecases.fleet.read import ReadFleet
from bot.usecases.forecast import MakeForecasts
from bot.usecases.governance.access import AccessUseCases
from bot.usecases.governance.change_access import ChangeAccess
from bot.usecases.home.build import BuildHome
from bot.usecases.home.connect_wechat import ConnectWeChat
from bot.usecases.home.home_actions import HomeActions
from bot.usecases.home.installation_health import SummariseHealth
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.home.preferred_people import PreferredPeople
from bot.usecases.home.show import ShowHome
from bot.usecases.platform.check_ticket import CheckTicket
from bot.usecases.platform.create_invite_link import CreateInviteLink
from bot.usecases.platform.start import StartAuthorisation
from bot.usecases.programs.choose import ChooseProgram
from bot.usecases.programs.find import FindProgram
from bot.usecases.programs.home_workspace import HomeWorkspace
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.list import ListPrograms
from bot.usecases.programs.use import UseProgram
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.replay import ReplayDay
from bot.usecases.report.as_of import ReportOn
from bot.usecases.report.history import ReadHistory, ReadPublicHistory
from bot.usecases.report.newest import NewestReports
from bot.usecases.report.read import ReadReport
from bot.usecases.report.share import ShareMessage
from bot.usecases.trend.read import ReadTrend
from bot.usecases.trend.send_picture import SendPicture
from bot.usecases.what_if import RaiseMinimum
from bot.usecases.workspaces.end import EndWorkspace
from bot.usecases.workspaces.install import InstallWorkspace
from tests.contracts.conftest import VAULT
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.alerts import FakeAlerts
from tests.fakes.charts import FakeDrawer
from tests.fakes.clock import FakeClock
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.files import FakeFiles
from tests.fakes.fleet import FakeReadFailures
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.installations import FakeInstallations, FakeSlackOAuth
from tests.fakes.messenger import FakeMessenger
from tests.fakes.people import FakePeople
from tests.fakes.people_choices import FakeGreetings, FakeHomeQueries, FakeHomeTabs, FakePreferences
from tests.fakes.platform import FakePushes
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import (
    FakeChannelPrograms,
    FakeFleetDigestMemories,
    FakeSnapshots,
    FakeSubscriptions,
    FakeWorkspaces,
)
from tests.fakes.wechat import HeldSource


class Wired:
    """Every fake, and what is made of them."""

    def __init__(self, programs: FakePrograms, people: FakePeople, *, now: datetime) -> None:
        self.people = people
        self.messenger = FakeMessenger()
        self.files = FakeFiles()
        self.charts = FakeDrawer()
        self.source = HeldSource()
        self.programs = programs
        self.snapshots = FakeSnapshots()
        self.read_failures = FakeReadFailures()
        self.subscriptions = FakeSubscriptions()
        self.deliveries = FakeDeliveries()
        self.alerts = FakeAlerts(self.deliveries)
        self.workspaces = FakeWorkspaces()
        self.installations = FakeInstallations()
        self.channel_programs = FakeChannelPrograms()
        self.public_snapshots = FakePublicSnapshots()
        self.forecasts = FakeForecasts()
        self.rules = FakeAccessRules()
        self.audit = FakeAuditLog()
        self.choices = FakePreferences()
        self.speaking = PreferredPeople(self.people, self.choices)
        self.home_tabs = FakeHomeTabs()
        self.greetings = FakeGreetings()
        self.findings: list[Finding] = []
        """What doctor would find."""
        self.clock = FakeClock(now)

    def usecases(self, start_authorisation: StartAuthorisation) -> UseCases:
        """All that can be asked for."""
        channel_programs, snapshots, audit = self.channel_programs, self.snapshots, self.audit
        visible, role_of = VisiblePrograms(self.programs, self.rules), RoleOf(self.rules)
        watch = JudgeAlerts(self.alerts, self.alerts, snapshots)
        read_report, find_program = ReadReport(self.source, snapshots, watch=watch), FindProgram(visible)
        choose_program = ChooseProgram(visible, channel_programs)
        evaluate_alert = EvaluateAlert(snapshots, read_report)
        change_alert = ChangeAlert(self.alerts, self.people, role_of, audit)
        make_forecasts = MakeForecasts(snapshots, self.forecasts)
        read_fleet = ReadFleet(visible, snapshots, self.read_failures)
        return UseCases(
            choose_program=choose_program,
            find_program=find_program,
            list_programs=ListPrograms(visible, channel_programs),
            read_report=read_report,
            report_on=ReportOn(snapshots),
            replay=ReplayDay(ReportOn(snapshots), snapshots, visible, self.alerts, make_forecasts),
            raise_minimum=RaiseMinimum(snapshots, make_forecasts),
            read_fleet=read_fleet,
            raise_fleet=RaiseFleet(visible, snapshots),
            read_trend=ReadTrend(ReadHistory(snapshots), ReadPublicHistory(self.public_snapshots), make_forecasts),
            make_forecasts=make_forecasts,
            can_use=CanUse(OpenTables(catalog.load), visible, choose_program, read_report, self.public_snapshots),
            use_program=UseProgram(visible, channel_programs, audit),
            label_program=LabelProgram(visible, self.programs.labels, audit),
            visible_programs=visible,
            create_invite_link=CreateInviteLink(start_authorisation, CheckTicket(), audit),
            digesting=self._digesting(read_report, read_fleet, make_forecasts, role_of),
            alerting=AlertUseCases(
                SetAlert(self.alerts, visible, choose_program, evaluate_alert, audit),
                ListAlerts(self.alerts, visible),
                change_alert,
                ReviseAlert(self.alerts, visible, evaluate_alert, change_alert, audit),
            ),
            governing=AccessUseCases(role_of, ChangeAccess(self.rules, visible, audit), audit),
            share_message=ShareMessage(self.messenger),
            files=self.files,
            send_picture=SendPicture(self.charts, self.files),
            end_workspace=EndWorkspace(self.workspaces, self.installations),
            install_workspace=InstallWorkspace(
                FakeSlackOAuth(), VAULT, FakePushes(), self.installations, self.workspaces
            ),
            home_actions=self._at_home(visible, role_of),
            onboarding=Onboarding(self.greetings, self.speaking, self.messenger, self.workspaces, "en"),
            connect=ConnectWeChat(
                Credentials.SERVICE, frozenset({"WECHAT_TOKEN_URL"}), HomeWorkspace(self.workspaces), self._diagnose
            ),
        )

    def _at_home(self, visible: VisiblePrograms, role_of: RoleOf) -> HomeActions:
        home = HomeWorkspace(self.workspaces)
        own = FakeHomeQueries(self.subscriptions, self.alerts, self.deliveries)
        summarise_health = SummariseHealth(
            self.snapshots, self.read_failures, own, Credentials.SERVICE, None, home=home
        )
        build = BuildHome(
            visible,
            self.snapshots,
            NewestReports(self.snapshots),
            self.read_failures,
            self.channel_programs,
            self.deliveries,
            self.alerts,
            self.choices,
            own,
            summarise_health,
            role_of,
            ChangeAccess(self.rules, visible, self.audit),
        )
        self.show = ShowHome(build, self.home_tabs, self.people, "en")
        return HomeActions(self.show, self.choices, visible, self.speaking)

    async def _diagnose(self) -> list[Finding]:
        return self.findings

    def _digesting(
        self, read_report: ReadReport, read_fleet: ReadFleet, make_forecasts: MakeForecasts, role_of: RoleOf
    ) -> DigestUseCases:
        deliveries, visible = self.deliveries, read_fleet.visible
        subscriptions = AuditedSubscriptions(self.subscriptions, self.audit, self.clock)
        compose = ComposeDigest(read_report, self.snapshots, visible, self.channel_programs, make_forecasts)
        compose_fleet = ComposeFleetDigest(read_fleet, read_fleet.read_failures, deliveries, FakeFleetDigestMemories())
        preview = PreviewDigest(compose, compose_fleet)
        composers: dict[DeliveryKind, DeliveryHandler] = {DeliveryKind.NOW: SendNowHandler(subscriptions, preview)}
        deliver = Deliver(deliveries, self.workspaces, composers, self.messenger, monotonic=lambda: 0.0)
        send_now = SendDigestNow(subscriptions, deliveries, deliver)
        return DigestUseCases(
            Subscribe(subscriptions, deliveries, visible),
            ShowDigest(subscriptions, deliveries, visible),
            ShowHistory(subscriptions, deliveries, visible),
            AllowChange(subscriptions, self.people, role_of),
            PauseDigest(subscriptions, deliveries),
            preview,
            send_now,
            RecoverDigest(subscriptions, send_now),
            EndDigest(subscriptions),
        )
