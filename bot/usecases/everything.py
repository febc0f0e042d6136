"""All use cases: what a person in Slack can ask for, and what the scheduler delivers."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.can.use import CanAnswer, CanQuestion
from bot.domain.programs import Program
from bot.domain.report.report import Report
from bot.ports.platform import Pushes
from bot.ports.slack import Files
from bot.usecases.access import AllowChange
from bot.usecases.agents import TokenUseCases
from bot.usecases.alerts.change import ChangeAlert, ListAlerts, ReviseAlert, SetAlert
from bot.usecases.alerts.judge import JudgeAttention
from bot.usecases.can import CanUse
from bot.usecases.decisions.propose import DecisionUseCases
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.digest.changes import ReadChanges
from bot.usecases.digest.send_now import PreviewDigest, RecoverDigest, SendDigestNow
from bot.usecases.digest.subscribe import EndDigest, PauseDigest, ShowDigest, ShowHistory, Subscribe
from bot.usecases.fleet import RaiseFleet, ReadFleet
from bot.usecases.forecast import FindHighestMinimum, RaiseMinimum, ReadTrend, RecommendMinimum, SendPicture
from bot.usecases.governance import AccessUseCases, DeleteImported
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.show import HomeActions
from bot.usecases.home.waiting import FindWaiting, SetWeekly
from bot.usecases.imports import ImportNumbers
from bot.usecases.platform.authorisation import CreateInviteLink
from bot.usecases.programs.label import LabelProgram, ListPrograms
from bot.usecases.programs.visible import ChooseProgram, UseProgram, VisiblePrograms
from bot.usecases.report.kept_reports import ReportOn, ShareMessage
from bot.usecases.report.read import ReadReport
from bot.usecases.workflows import OfferPrograms, RunSteps
from bot.usecases.workspaces.bot_tokens import FindBot
from bot.usecases.workspaces.let_in import EndWorkspace, HearOfAccess, ReviveWorkspaces


@dataclass(frozen=True)
class ReadingUseCases:
    """Use cases that need no Slack."""

    visible_programs: VisiblePrograms
    choose_program: ChooseProgram
    list_programs: ListPrograms
    read_report: ReadReport
    report_on: ReportOn
    recommend_minimum: RecommendMinimum
    raise_minimum: RaiseMinimum
    find_highest_minimum: FindHighestMinimum
    read_fleet: ReadFleet
    raise_fleet: RaiseFleet
    read_trend: ReadTrend
    read_changes: ReadChanges
    can_use: CanUse
    import_numbers: ImportNumbers
    delete_imported: DeleteImported

    async def report_at(
        self, team_id: str, program: Program, day: date | None, *, now: datetime, as_is: bool = False
    ) -> Report:
        """The newest good report, or `as_is` the newest; with a day, the report as it was known on that day.

        For answers that look back, as nearly all do.

        Raises:
            DayToCome, NothingKept: there is no report for the day.
            OperatorError, TemporaryError: WeChat could not be read, and nothing is kept.
        """
        if day is not None:
            return await self.report_on(team_id, program, day, now=now)
        return await self.read_report(team_id, program, now=now, as_is=as_is, looking_back=True)

    async def can_at(
        self, team_id: str, question: CanQuestion, program: Program | None, day: date | None, *, now: datetime
    ) -> CanAnswer:
        """What APIs need, and who of the newest report's users has them; with a day, who had them on that day.

        Raises:
            DayToCome, NothingKept: there is no report for the day.
            FeatureElsewhere: see `CanUse`.
        """
        if day is None or program is None:
            return await self.can_use(team_id, question, program, now=now)
        report = await self.report_on(team_id, program, day, now=now)
        answer = await self.can_use(team_id, question, program, now=now, day=report.snapshot.day)
        return replace(answer, report=report)


@dataclass(frozen=True)
class DigestUseCases:
    """Subscribe, show, change, try out, send and end digests."""

    subscribe: Subscribe
    show: ShowDigest
    show_history: ShowHistory
    allow_change: AllowChange
    pause: PauseDigest
    preview: PreviewDigest
    send_now: SendDigestNow
    recover: RecoverDigest
    end: EndDigest


@dataclass(frozen=True)
class AlertUseCases:
    """Set, list and change alerts."""

    set: SetAlert
    list: ListAlerts
    change: ChangeAlert
    revise: ReviseAlert
    judge_attention: JudgeAttention


@dataclass(frozen=True)
class WorkflowUseCases:
    """Run steps, and fill their selects."""

    steps: RunSteps
    offer_programs: OfferPrograms


@dataclass(frozen=True)
class UseCases(ReadingUseCases):
    """Everything that a person in Slack can ask for, and what the scheduler delivers."""

    use_program: UseProgram
    label_program: LabelProgram
    create_invite_link: CreateInviteLink
    digesting: DigestUseCases
    alerting: AlertUseCases
    deciding: DecisionUseCases
    governing: AccessUseCases
    tokens: TokenUseCases
    share_message: ShareMessage
    find_bot: FindBot
    files: Files
    send_picture: SendPicture
    deliver_due: DeliverDue
    end_workspace: EndWorkspace
    hear_of_access: HearOfAccess
    revive_workspaces: ReviveWorkspaces
    home_actions: HomeActions
    find_waiting: FindWaiting
    set_weekly: SetWeekly
    onboarding: Onboarding
    workflows: WorkflowUseCases
    connect: ConnectWeChat
    pushes: Pushes
    """What Slack has sent and is answered: it sends an event again when our acknowledgement was lost."""
