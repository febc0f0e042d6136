"""Build all use cases."""

from bot.assembly.features import deciding, deliver_due, preview_digest, program_news
from bot.assembly.ports import Options, Ports, Repositories
from bot.assembly.reading import assemble_reading
from bot.domain.agents import AGENTS_PATH
from bot.domain.workflows import WorkflowStep
from bot.usecases.access import AllowChange, RoleOf
from bot.usecases.agents import TokenUseCases
from bot.usecases.alerts.change import ChangeAlert, EvaluateAlert, ListAlerts, ReviseAlert, SetAlert
from bot.usecases.alerts.judge import JudgeAttention, ReadDays
from bot.usecases.decisions.propose import ProposeDecision
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.digest.send_now import PreviewDigest, RecoverDigest, SendDigestNow
from bot.usecases.digest.subscribe import EndDigest, KeepSubscription, PauseDigest, ShowDigest, ShowHistory, Subscribe
from bot.usecases.everything import AlertUseCases, DigestUseCases, UseCases, WorkflowUseCases
from bot.usecases.forecast import SendPicture
from bot.usecases.governance import AccessUseCases, ChangeAccess
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.show import BuildHome, HomeActions, ShowHome
from bot.usecases.home.waiting import ComposeWeekly, FindAttention, FindWaiting, SetWeekly, SummariseHealth
from bot.usecases.platform.authorisation import CheckTicket, CreateInviteLink, SignedLinks, StartAuthorisation
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.visible import UseProgram, VisiblePrograms
from bot.usecases.reading import ReadingUseCases
from bot.usecases.report.kept_reports import ShareMessage
from bot.usecases.workflows import (
    Actors,
    LossAtVersion,
    OfferPrograms,
    ProposeInWorkflow,
    RunSteps,
    WaitUntilSafe,
    Works,
)
from bot.usecases.workspaces.bot_tokens import FindBot
from bot.usecases.workspaces.install import INSTALL_PATH
from bot.usecases.workspaces.let_in import EndWorkspace, HearOfAccess, ReviveWorkspaces, SuspendWorkspace


def assemble(ports: Ports, options: Options) -> UseCases:
    """Build the use cases of Slack, the scheduler and the pages."""
    kept, audit, home = ports.repositories, ports.repositories.audit, options.home_of(ports.repositories.workspaces)
    reading, role_of = assemble_reading(ports, options), RoleOf(kept.access_rules, options.admins)
    visible = reading.visible_programs
    end_workspace = EndWorkspace(kept.workspaces, ports.clock, ports.installations)
    suspend = SuspendWorkspace(kept.workspaces, end_workspace)
    passes = SignedLinks(ports.passes) if ports.passes else None
    start, preview = StartAuthorisation(passes, options.public_url), preview_digest(ports, reading)
    find_waiting = waiting_finder(kept, reading, start)
    set_weekly = SetWeekly(kept.subscriptions, KeepSubscription(kept.subscriptions, audit), ports.people)
    weekly = ComposeWeekly(find_waiting, reading.read_changes, ports.people, role_of, kept.preferences, set_weekly)
    due = deliver_due(ports, reading, preview, program_news(ports, options, reading, start), suspend, weekly=weekly)
    decide = deciding(ports, options, reading, role_of, due.deliver)
    show_home = ShowHome(
        build_home(kept, options, reading, find_waiting), ports.home_tabs, ports.profiles, options.locale
    )
    install_url = options.public_url + INSTALL_PATH
    return UseCases(
        **vars(reading),
        use_program=UseProgram(visible, kept.channel_programs, audit),
        label_program=LabelProgram(visible, kept.labels, audit),
        create_invite_link=CreateInviteLink(start, CheckTicket(kept.tickets), audit),
        digesting=_digesting(ports, visible, role_of, preview, due.deliver),
        alerting=_alerting(ports, reading, role_of),
        deciding=decide,
        tokens=TokenUseCases(
            kept.personal_tokens, audit, options.public_url and options.public_url + AGENTS_PATH, options.agents
        ),
        governing=AccessUseCases(role_of, ChangeAccess(kept.access_rules, visible, audit), audit),
        share_message=ShareMessage(ports.messenger),
        find_bot=FindBot(ports.people, kept.workspaces),
        files=ports.files,
        send_picture=SendPicture(ports.charts, ports.files),
        deliver_due=due,
        end_workspace=end_workspace,
        hear_of_access=HearOfAccess(kept.workspaces, ports.clock, ports.installations),
        revive_workspaces=ReviveWorkspaces(kept.workspaces, ports.check_token, end_workspace),
        home_actions=HomeActions(show_home, kept.preferences, visible, ports.people),
        find_waiting=find_waiting,
        set_weekly=set_weekly,
        onboarding=Onboarding(
            kept.greetings, ports.people, ports.messenger, kept.workspaces, options.locale, install_url
        ),
        workflows=workflows(ports, options, reading, role_of, decide.propose),
        connect=ConnectWeChat(options.credentials, options.filled, home, ports.diagnose),
        pushes=kept.pushes,
    )


def waiting_finder(kept: Repositories, reading: ReadingUseCases, start: StartAuthorisation) -> FindWaiting:
    """Build the use case that finds what waits for a person, from kept data alone.

    Args:
        start: makes the link to send.
    """
    return FindWaiting(
        reading.read_changes.compose.decisions,
        FindAttention(reading.read_fleet),
        kept.read_failures,
        kept.home_queries,
        kept.deliveries,
        kept.subscriptions,
        start,
    )


def build_home(kept: Repositories, options: Options, reading: ReadingUseCases, find_waiting: FindWaiting) -> BuildHome:
    snapshots, visible, home = kept.snapshots, reading.visible_programs, options.home_of(kept.workspaces)
    return BuildHome(
        visible,
        reading.read_fleet.reports,
        kept.read_failures,
        kept.channel_programs,
        kept.deliveries,
        ListAlerts(kept.alerts, kept.judgements, visible, reading.report_on.reports),
        kept.preferences,
        kept.home_queries,
        SummariseHealth(
            snapshots,
            kept.read_failures,
            kept.outcomes,
            options.credentials,
            kept.tickets,
            work=kept.daily_work,
            home=home,
            workspaces=kept.workspaces,
        ),
        RoleOf(kept.access_rules, options.admins),
        ChangeAccess(kept.access_rules, visible, kept.audit),
        find_waiting,
        find_waiting.decisions,
        options.may_set_minimum,
    )


def _digesting(
    ports: Ports, visible: VisiblePrograms, role_of: RoleOf, preview: PreviewDigest, deliver: Deliver
) -> DigestUseCases:
    subscriptions, audit = ports.repositories.subscriptions, ports.repositories.audit
    deliveries, keep = ports.repositories.deliveries, KeepSubscription(subscriptions, audit)
    send_now = SendDigestNow(subscriptions, deliveries, deliver)
    allow_change = AllowChange(subscriptions, ports.people, role_of)
    return DigestUseCases(
        Subscribe(subscriptions, keep, deliveries, visible, ports.repositories.channel_programs),
        ShowDigest(subscriptions, deliveries, visible, ports.repositories.channel_programs),
        ShowHistory(subscriptions, audit, deliveries, visible),
        allow_change,
        PauseDigest(subscriptions, keep, deliveries),
        preview,
        send_now,
        RecoverDigest(subscriptions, keep, send_now, allow_change),
        EndDigest(subscriptions, keep),
    )


def _alerting(ports: Ports, reading: ReadingUseCases, role_of: RoleOf) -> AlertUseCases:
    alerts, audit, visible = ports.repositories.alerts, ports.repositories.audit, reading.visible_programs
    snapshots, reports = ports.repositories.snapshots, reading.report_on.reports
    evaluate_alert = EvaluateAlert(snapshots, reading.read_report, reading.read_fleet, ReadDays(snapshots))
    change = ChangeAlert(alerts, ports.people, role_of, audit)
    return AlertUseCases(
        SetAlert(alerts, visible, reading.choose_program, evaluate_alert, audit),
        ListAlerts(alerts, ports.repositories.judgements, visible, reports),
        change,
        ReviseAlert(alerts, visible, evaluate_alert, change, audit, reports),
        JudgeAttention(alerts, ports.repositories.judgements, ports.repositories.workspaces, reading.read_fleet),
    )


def workflows(
    ports: Ports, options: Options, reading: ReadingUseCases, role_of: RoleOf, propose: ProposeDecision
) -> WorkflowUseCases:
    """Build them.

    Args:
        ports: the database and Slack.
    """
    kept, choose, visible = ports.repositories, reading.choose_program, reading.visible_programs
    actors = Actors(ports.people, role_of, options.locale)
    works: dict[WorkflowStep, Works] = {
        WorkflowStep.LOSS: LossAtVersion(actors, choose, reading.read_report, reading.raise_minimum),
        WorkflowStep.WAIT: WaitUntilSafe(
            actors, choose, visible, kept.snapshots, reading.read_report, reading.report_on.reports
        ),
        WorkflowStep.PROPOSE: ProposeInWorkflow(actors, propose),
    }
    return WorkflowUseCases(
        RunSteps(kept.step_runs, ports.step_results, actors, works, kept.workspaces),
        OfferPrograms(actors, visible, ports.step_results),
    )
