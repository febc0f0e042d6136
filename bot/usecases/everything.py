"""All use cases: what a person in Slack can ask for, and what the scheduler delivers."""

from dataclasses import dataclass

from bot.ports.platform import Pushes
from bot.ports.slack import Files
from bot.usecases.access import AllowChange
from bot.usecases.agents import TokenUseCases
from bot.usecases.alerts.change import ChangeAlert, ListAlerts, ReviseAlert, SetAlert
from bot.usecases.alerts.judge import JudgeAttention
from bot.usecases.decisions.propose import DecisionUseCases
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.digest.send_now import PreviewDigest, RecoverDigest, SendDigestNow
from bot.usecases.digest.subscribe import EndDigest, PauseDigest, ShowDigest, ShowHistory, Subscribe
from bot.usecases.forecast import SendPicture
from bot.usecases.governance import AccessUseCases
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.show import HomeActions
from bot.usecases.home.waiting import FindWaiting, SetWeekly
from bot.usecases.platform.authorisation import CreateInviteLink
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.visible import UseProgram
from bot.usecases.reading import ReadingUseCases
from bot.usecases.report.kept_reports import ShareMessage
from bot.usecases.workflows import OfferPrograms, RunSteps
from bot.usecases.workspaces.bot_tokens import FindBot
from bot.usecases.workspaces.let_in import EndWorkspace, HearOfAccess, ReviveWorkspaces


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
