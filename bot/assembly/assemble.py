"""Build the app from ports and options."""

from collections.abc import Callable

from bot.assembly.reading import assemble_reading, judge_alerts
from bot.domain.delivery import DeliveryKind
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.wechat import DistributionSource
from bot.usecases.alerts.scheduled import AlertHandler
from bot.usecases.app import App, Options, Ports, ReadingPorts
from bot.usecases.decisions.advance import AdvanceDecision, MayBeSet
from bot.usecases.decisions.handle_decision import DecisionHandler
from bot.usecases.decisions.show_cards import KeepStep, ShowCards
from bot.usecases.deliver import Deliver, DeliveryHandler, FollowUps
from bot.usecases.deliver_due import DeliverDue, ReconcileUnknown, RecordDueSlots
from bot.usecases.digest.handle_digest import DetailsHandler, DigestHandler, NoticeHandler
from bot.usecases.digest.send_now import SendNowHandler
from bot.usecases.everything import UseCases
from bot.usecases.home.onboarding import ConnectWeChat, Onboarding
from bot.usecases.home.show import BuildHome, HomeActions, ShowHome
from bot.usecases.home.waiting import ComposeWeekly, FindAttention, FindWaiting, SummariseHealth
from bot.usecases.platform.handle_news import ProgramNewsHandler
from bot.usecases.programs.opt_ins import KeepOptIn, MaySet
from bot.usecases.report.kept_reports import ShareMessage
from bot.usecases.sweep.quota_guard import ReadingTurns
from bot.usecases.sweep.sweep import ReadNow, SweepDependencies
from bot.usecases.workspaces.install import INSTALL_PATH
from bot.usecases.workspaces.let_in import EndWorkspace, HearOfAccess, ReviveWorkspaces, SuspendWorkspace


def assemble(ports: Ports, options: Options) -> UseCases:
    """Build the app of Slack, the scheduler and the pages."""
    kept, reading = ports.kept, assemble_reading(ports, options)
    handlers: dict[DeliveryKind, DeliveryHandler] = {}
    following: dict[DeliveryKind, FollowUps] = {}
    end_workspace = EndWorkspace(kept.workspaces, ports.clock, ports.installations)
    suspend = SuspendWorkspace(kept.workspaces, end_workspace)
    may_set = MaySet(reading.visible, kept.opt_ins, options.may_set_minimum)
    app = App(
        **vars(ports) | vars(reading),
        home=options.home_of(kept.workspaces),
        deliver=Deliver(
            kept.deliveries, kept.workspaces, handlers, ports.messenger, suspend, following, ports.monotonic
        ),
        share_message=ShareMessage(ports.messenger),
        show_cards=ShowCards(
            kept.decisions, ports.messenger, may_set, reading.decisions, options.console, ports.only_one
        ),
        keep_step=KeepStep(kept.decisions, kept.audit),
        keep_opt_in=KeepOptIn(kept.opt_ins, kept.audit, kept.decisions),
        may_set=may_set,
        advance=advancing(ports, options, source=ports.source, may_set=may_set, clock=ports.clock),
        end_workspace=end_workspace,
    )
    find_waiting = FindWaiting(app, FindAttention(app))
    details, decisions = DetailsHandler(app), DecisionHandler(app)
    handlers |= {
        DeliveryKind.DIGEST: DigestHandler(app, ComposeWeekly(app, find_waiting)),
        DeliveryKind.DETAILS: details,
        DeliveryKind.NOW: SendNowHandler(app),
        DeliveryKind.ALERT: AlertHandler(app),
        DeliveryKind.DECISION: decisions,
        DeliveryKind.NOTICE: NoticeHandler(app),
        DeliveryKind.PROGRAM: ProgramNewsHandler(app),
    }
    following |= {DeliveryKind.DIGEST: details.following, DeliveryKind.DECISION: decisions.following}
    build_home = BuildHome(app, SummariseHealth(app), find_waiting)
    show_home = ShowHome(build_home, ports.home_tabs, ports.profiles, options.locale)
    return UseCases(
        **vars(app),
        deliver_due=DeliverDue(
            RecordDueSlots(kept.subscriptions, kept.deliveries, kept.workspaces),
            app.deliver,
            ReconcileUnknown(kept.deliveries, handlers, ports.messenger, suspend, following),
            kept.deliveries,
        ),
        hear_of_access=HearOfAccess(kept.workspaces, ports.clock, ports.installations),
        revive_workspaces=ReviveWorkspaces(kept.workspaces, ports.check_token, end_workspace),
        home_actions=HomeActions(show_home, app),
        find_waiting=find_waiting,
        onboarding=Onboarding(
            kept.greetings,
            ports.people,
            ports.messenger,
            kept.workspaces,
            options.locale,
            options.public_url + INSTALL_PATH,
        ),
        connect=ConnectWeChat(options.credentials, options.filled, app.home, ports.diagnose),
    )


def advancing(
    ports: ReadingPorts,
    options: Options,
    *,
    source: DistributionSource,
    may_set: MayBeSet,
    clock: Clock,
    moved: Callable[[], None] = ignore,
) -> AdvanceDecision:
    """Build what advances decisions.

    Args:
        ports: the database, and WeChat.
        source: what reads WeChat for them.
        moved: called after each step.
    """
    kept = ports.kept
    means = SweepDependencies(
        source,
        kept.snapshots,
        kept.public_snapshots,
        kept.read_failures,
        options.pin,
        judge_alerts(kept),
        ignore,
        ReadingTurns(),
    )
    keep_step = KeepStep(kept.decisions, kept.audit)
    return AdvanceDecision(
        kept.decisions, kept.claims, kept.snapshots, ports.setter, may_set, keep_step, ReadNow(means), clock, moved
    )
