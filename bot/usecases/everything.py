"""All use cases: what a person in Slack can ask for, and what the scheduler delivers."""

from dataclasses import dataclass

from bot.ports.platform import Pushes
from bot.ports.slack import Files
from bot.usecases.access.role_of import AllowChange
from bot.usecases.agents import TokenUseCases
from bot.usecases.alerts.change import ChangeAlert, ReviseAlert, SetAlert
from bot.usecases.alerts.judge import JudgeAttention
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.decisions.decisions import DecisionUseCases
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.digest.change import EndDigest, PauseDigest
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.send_now import SendDigestNow
from bot.usecases.digest.subscribe import ShowDigest, ShowHistory, Subscribe
from bot.usecases.governance.change_access import AccessUseCases
from bot.usecases.home.home_actions import HomeActions
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.waiting import FindWaiting, SetWeekly
from bot.usecases.platform.start import CreateInviteLink
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.visible import UseProgram
from bot.usecases.reading import ReadingUseCases
from bot.usecases.report.share import ShareMessage
from bot.usecases.trend import SendPicture
from bot.usecases.workflows.run import RunSteps
from bot.usecases.workflows.steps import OfferPrograms
from bot.usecases.workspaces.bot_tokens import FindBot
from bot.usecases.workspaces.end import EndWorkspace, ReviveWorkspaces
from bot.usecases.workspaces.let_in import HearOfAccess


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
