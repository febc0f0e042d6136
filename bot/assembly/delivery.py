"""Build the delivery of digests, alerts, decisions, notices and news of programs."""

from bot.assembly.ports import Options, Ports
from bot.domain.delivery.delivery import DeliveryKind
from bot.usecases.alerts.handle_alert import AlertHandler
from bot.usecases.decisions.handle_decision import DecisionHandler, Learn
from bot.usecases.decisions.keep_step import KeepStep
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.delivery.deliver import Deliver, FollowUps
from bot.usecases.delivery.deliver_due import DeliverDue, RecordDueSlots
from bot.usecases.delivery.handler import DeliveryHandler, NotifyOwner
from bot.usecases.delivery.reconcile_unknown import ReconcileUnknown
from bot.usecases.digest.compose import ComposeFleetDigest
from bot.usecases.digest.handle_digest import DetailsHandler, DigestHandler, FleetDigestHandler
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.digest.notices import NoticeHandler
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.send_now import SendNowHandler
from bot.usecases.digest.skip_unchanged import SkipUnchanged
from bot.usecases.home.waiting import ComposeWeekly
from bot.usecases.platform.handle_news import ProgramNewsHandler
from bot.usecases.platform.start import StartAuthorisation
from bot.usecases.reading import ReadingUseCases
from bot.usecases.workspaces.end import SuspendWorkspace


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
