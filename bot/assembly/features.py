"""The use cases of each feature, put together."""

from collections.abc import Callable

from bot.assembly.ports import Options, Ports, ReadingPorts
from bot.assembly.reading import judge_alerts
from bot.domain.delivery import DeliveryKind
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.wechat import DistributionSource
from bot.usecases.access import RoleOf
from bot.usecases.alerts.handle_alert import AlertHandler
from bot.usecases.decisions.bring_on import BringOn, MayBeSet
from bot.usecases.decisions.change import AdvanceDecisions, AllowDeciding, ChangeDecision, ChangeOptIn
from bot.usecases.decisions.handle_decision import DecisionHandler, Learn
from bot.usecases.decisions.propose import DecisionUseCases, FreezeMany, ProposeDecision
from bot.usecases.decisions.show_cards import KeepStep, ReadDecisions, ShowCards
from bot.usecases.delivery.deliver import Deliver, DeliveryHandler, FollowUps, NotifyOwner
from bot.usecases.delivery.deliver_due import DeliverDue, ReconcileUnknown, RecordDueSlots
from bot.usecases.digest.compose import ComposeFleetDigest, SkipUnchanged
from bot.usecases.digest.handle_digest import DetailsHandler, DigestHandler, FleetDigestHandler, NoticeHandler
from bot.usecases.digest.send_now import PreviewDigest, SendNowHandler
from bot.usecases.digest.subscribe import KeepSubscription
from bot.usecases.home.waiting import ComposeWeekly
from bot.usecases.platform.authorisation import StartAuthorisation
from bot.usecases.platform.handle_news import ProgramNewsHandler
from bot.usecases.programs.label import KeepOptIn, MaySet
from bot.usecases.reading import ReadingUseCases
from bot.usecases.sweep.quota_guard import ReadingTurns
from bot.usecases.sweep.sweep import Means, ReadNow
from bot.usecases.workspaces.let_in import SuspendWorkspace


def deciding(
    ports: Ports, options: Options, reading: ReadingUseCases, role_of: RoleOf, deliver: Deliver
) -> DecisionUseCases:
    """Build them.

    Args:
        ports: the database and Slack.
        options: whether minimums may be set at WeChat.
        deliver: posts a card at once.
    """
    kept, visible = ports.repositories, reading.visible_programs
    decisions, keep_step = kept.decisions, KeepStep(kept.decisions, kept.audit)
    allow, may_set = AllowDeciding(ports.people, role_of), MaySet(visible, kept.opt_ins, options.may_set_minimum)
    listed = ReadDecisions(decisions, visible)
    show_cards = ShowCards(decisions, ports.messenger, may_set, listed, options.console, ports.only_one)
    bring_on = bringing_on(ports, options, source=ports.source, may_set=may_set, clock=ports.clock)
    return DecisionUseCases(
        ProposeDecision(
            decisions,
            kept.deliveries,
            deliver,
            kept.audit,
            reading.read_report,
            reading.raise_minimum,
            kept.public_snapshots,
            FreezeMany(
                kept.programs, kept.snapshots, kept.public_snapshots, decisions, may_set, reading.read_fleet.reports
            ),
            allow,
            kept.access_rules,
            reading.choose_program,
            ports.people,
        ),
        ReadDecisions(decisions, visible),
        ChangeDecision(decisions, kept.snapshots, keep_step, allow, may_set, bring_on, show_cards),
        AdvanceDecisions(decisions, bring_on, keep_step, show_cards),
        may_set,
        ChangeOptIn(
            visible,
            kept.opt_ins,
            KeepOptIn(kept.opt_ins, kept.audit, decisions),
            kept.claims,
            show_cards,
            options.may_set_minimum,
        ),
        options.console,
    )


def bringing_on(
    ports: ReadingPorts,
    options: Options,
    *,
    source: DistributionSource,
    may_set: MayBeSet,
    clock: Clock,
    moved: Callable[[], None] = ignore,
) -> BringOn:
    """Build what brings decisions on.

    Args:
        ports: the database, and WeChat.
        source: what reads WeChat for it.
        moved: called after each step.
    """
    kept = ports.repositories
    means = Means(
        source,
        kept.snapshots,
        kept.public_snapshots,
        kept.read_failures,
        options.pin,
        judge_alerts(kept),
        ignore,
        ReadingTurns(),
    )
    return BringOn(
        kept.decisions,
        kept.claims,
        kept.snapshots,
        ports.setter,
        may_set,
        KeepStep(kept.decisions, kept.audit),
        ReadNow(means),
        clock,
        moved,
    )


def preview_digest(ports: Ports, reading: ReadingUseCases) -> PreviewDigest:
    """Build the preview of digests, of programs and of fleets."""
    kept, compose = ports.repositories, reading.read_changes.compose
    return PreviewDigest(
        compose,
        ComposeFleetDigest(
            reading.read_fleet, kept.read_failures, kept.deliveries, kept.fleet_memories, compose.decisions
        ),
    )


def deliver_due(
    ports: Ports,
    reading: ReadingUseCases,
    preview: PreviewDigest,
    news: ProgramNewsHandler,
    suspend: SuspendWorkspace,
    *,
    weekly: ComposeWeekly,
) -> DeliverDue:
    """Build the use case that delivers everything due.

    Args:
        ports: the database and Slack.
        news: the handler of news of programs.
        suspend: called for a workspace whose token Slack refuses.
        weekly: composes people's own messages.
    """
    kept, visible, messenger = ports.repositories, reading.visible_programs, ports.messenger
    subscriptions, deliveries, workspaces = kept.subscriptions, kept.deliveries, kept.workspaces
    notify_owner = NotifyOwner(deliveries)
    details = DetailsHandler(subscriptions, visible, preview.compose_fleet, notify_owner)
    learn = Learn(kept.decisions, kept.snapshots, kept.public_snapshots, visible)
    read = ReadDecisions(kept.decisions, visible)
    decision_handler = DecisionHandler(kept.decisions, deliveries, KeepStep(kept.decisions, kept.audit), learn, read)
    handlers: dict[DeliveryKind, DeliveryHandler] = {
        DeliveryKind.DIGEST: DigestHandler(
            subscriptions,
            KeepSubscription(subscriptions, kept.audit),
            preview.compose,
            notify_owner,
            SkipUnchanged(deliveries, kept.memories),
            FleetDigestHandler(preview.compose_fleet, kept.fleet_memories),
            weekly,
        ),
        DeliveryKind.DETAILS: details,
        DeliveryKind.NOW: SendNowHandler(subscriptions, preview, notify_owner),
        DeliveryKind.ALERT: AlertHandler(kept.alerts, kept.judgements, visible, kept.audit, notify_owner),
        DeliveryKind.DECISION: decision_handler,
        DeliveryKind.NOTICE: NoticeHandler(subscriptions, kept.alerts, deliveries, ports.people),
        DeliveryKind.PROGRAM: news,
    }
    following: dict[DeliveryKind, FollowUps] = {
        DeliveryKind.DIGEST: details.following,
        DeliveryKind.DECISION: decision_handler.following,
    }
    return DeliverDue(
        RecordDueSlots(subscriptions, deliveries, workspaces),
        Deliver(deliveries, workspaces, handlers, messenger, suspend, following, ports.monotonic),
        ReconcileUnknown(deliveries, handlers, messenger, suspend, following),
        deliveries,
    )


def program_news(
    ports: Ports, options: Options, reading: ReadingUseCases, start: StartAuthorisation
) -> ProgramNewsHandler:
    """Build the handler of news of programs, with a link to authorise again."""
    return ProgramNewsHandler(
        ports.repositories.news,
        reading.visible_programs,
        reading.read_report,
        ports.people,
        start,
        options.locale,
        options.timezone,
    )
