"""The use cases over fakes, as the composition root puts them together over the real things."""

from datetime import datetime

from bot import catalog
from bot.domain.delivery.delivery import DeliveryKind
from bot.domain.doctor.findings import Finding
from bot.domain.platform.credentials import Credentials
from bot.usecases import UseCases
from bot.usecases.access.allow_change import AllowChange
from bot.usecases.access.role_of import RoleOf
from bot.usecases.alerts.alerts import Alerting
from bot.usecases.alerts.change import ChangeAlert
from bot.usecases.alerts.evaluate import FirstLook
from bot.usecases.alerts.judge import JudgeAlerts
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.alerts.revise import ReviseAlert
from bot.usecases.alerts.set import SetAlert
from bot.usecases.can import CanUse, OpenTables
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.delivery.handler import Composer
from bot.usecases.digest.audited import NotedSubscriptions
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.digest.digests import Digesting
from bot.usecases.digest.end import EndDigest
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.recover import MendDigest
from bot.usecases.digest.send_now import NowComposer, SendDigestNow
from bot.usecases.digest.show import ShowDigest
from bot.usecases.digest.show_history import ShowHistory
from bot.usecases.digest.subscribe import Subscribe
from bot.usecases.fleet.raise_ import RaiseFleet
from bot.usecases.fleet.read import ReadFleet
from bot.usecases.forecast import Foresee
from bot.usecases.governance.access import Governing
from bot.usecases.governance.change_access import ChangeAccess
from bot.usecases.home.build import BuildHome
from bot.usecases.home.connect_wechat import ConnectWeChat
from bot.usecases.home.home_actions import AtHome
from bot.usecases.home.installation_health import LookAfter
from bot.usecases.home.onboarding import FirstRun
from bot.usecases.home.preferred_people import PreferredPeople
from bot.usecases.home.show import ShowHome
from bot.usecases.platform.check_ticket import CheckTicket
from bot.usecases.platform.create_invite_link import HandOutLink
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
from tests.fakes.people_choices import FakeGreetings, FakeHomeTabs, FakeOwnOrders, FakePreferences
from tests.fakes.platform import FakePushes
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeChannelPrograms, FakeFleetPictures, FakeSnapshots, FakeSubscriptions, FakeWorkspaces
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
        first_look = FirstLook(snapshots, read_report)
        change_alert = ChangeAlert(self.alerts, self.people, role_of, audit)
        foresee = Foresee(snapshots, self.forecasts)
        read_fleet = ReadFleet(visible, snapshots, self.read_failures)
        return UseCases(
            choose_program=choose_program,
            find_program=find_program,
            list_programs=ListPrograms(visible, channel_programs),
            read_report=read_report,
            report_on=ReportOn(snapshots),
            replay=ReplayDay(ReportOn(snapshots), snapshots, visible, self.alerts, foresee),
            raise_minimum=RaiseMinimum(snapshots, foresee),
            read_fleet=read_fleet,
            raise_fleet=RaiseFleet(visible, snapshots),
            read_trend=ReadTrend(ReadHistory(snapshots), ReadPublicHistory(self.public_snapshots), foresee),
            foresee=foresee,
            can_use=CanUse(OpenTables(catalog.load), visible, choose_program, read_report, self.public_snapshots),
            use_program=UseProgram(visible, channel_programs, audit),
            label_program=LabelProgram(visible, self.programs.labels, audit),
            visible_programs=visible,
            hand_out_link=HandOutLink(start_authorisation, CheckTicket(), audit),
            digesting=self._digesting(read_report, read_fleet, foresee, role_of),
            alerting=Alerting(
                SetAlert(self.alerts, visible, choose_program, first_look, audit),
                ListAlerts(self.alerts, visible),
                change_alert,
                ReviseAlert(self.alerts, visible, first_look, change_alert, audit),
            ),
            governing=Governing(role_of, ChangeAccess(self.rules, visible, audit), audit),
            share_message=ShareMessage(self.messenger),
            files=self.files,
            send_picture=SendPicture(self.charts, self.files),
            end_workspace=EndWorkspace(self.workspaces, self.installations),
            install_workspace=InstallWorkspace(
                FakeSlackOAuth(), VAULT, FakePushes(), self.installations, self.workspaces
            ),
            at_home=self._at_home(visible, role_of),
            first_run=FirstRun(self.greetings, self.speaking, self.messenger, self.workspaces, "en"),
            connect=ConnectWeChat(
                Credentials.SERVICE, frozenset({"WECHAT_TOKEN_URL"}), HomeWorkspace(self.workspaces), self._diagnose
            ),
        )

    def _at_home(self, visible: VisiblePrograms, role_of: RoleOf) -> AtHome:
        home = HomeWorkspace(self.workspaces)
        own = FakeOwnOrders(self.subscriptions, self.alerts, self.deliveries)
        look_after = LookAfter(self.snapshots, self.read_failures, own, Credentials.SERVICE, None, home=home)
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
            look_after,
            role_of,
            ChangeAccess(self.rules, visible, self.audit),
        )
        self.show = ShowHome(build, self.home_tabs, self.people, "en")
        return AtHome(self.show, self.choices, visible, self.speaking)

    async def _diagnose(self) -> list[Finding]:
        return self.findings

    def _digesting(
        self, read_report: ReadReport, read_fleet: ReadFleet, foresee: Foresee, role_of: RoleOf
    ) -> Digesting:
        deliveries, visible = self.deliveries, read_fleet.visible
        subscriptions = NotedSubscriptions(self.subscriptions, self.audit, self.clock)
        compose = ComposeDigest(read_report, self.snapshots, visible, self.channel_programs, foresee)
        compose_fleet = ComposeFleetDigest(read_fleet, read_fleet.read_failures, deliveries, FakeFleetPictures())
        preview = PreviewDigest(compose, compose_fleet)
        composers: dict[DeliveryKind, Composer] = {DeliveryKind.NOW: NowComposer(subscriptions, preview)}
        deliver = Deliver(deliveries, self.workspaces, composers, self.messenger, monotonic=lambda: 0.0)
        send_now = SendDigestNow(subscriptions, deliveries, deliver)
        return Digesting(
            Subscribe(subscriptions, deliveries, visible),
            ShowDigest(subscriptions, deliveries, visible),
            ShowHistory(subscriptions, deliveries, visible),
            AllowChange(subscriptions, self.people, role_of),
            PauseDigest(subscriptions, deliveries),
            preview,
            send_now,
            MendDigest(subscriptions, send_now),
            EndDigest(subscriptions),
        )
