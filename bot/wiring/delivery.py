"""The part of the composition root that sends what is owed: digests, alerts, notices, news of programs."""

from dataclasses import dataclass

from bot.domain.delivery.delivery import DeliveryKind
from bot.ports.digest import Subscriptions
from bot.settings import Settings
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.alerts.judgements import SqlAlertJudgements
from bot.storage.digest.deliveries import SqlDeliveries
from bot.storage.digest.fleet_memories import SqlFleetDigestMemories
from bot.storage.digest.memories import SqlDigestMemories
from bot.storage.digest.subscriptions import SqlSubscriptions
from bot.storage.numbers.read_failures import SqlReadFailures
from bot.storage.programs.news import SqlNews
from bot.usecases.alerts.handle_alert import AlertHandler
from bot.usecases.delivery.deliver import Deliver
from bot.usecases.delivery.deliver_due import DeliverDue
from bot.usecases.delivery.handler import DeliveryHandler
from bot.usecases.delivery.reconcile_unknown import ReconcileUnknown
from bot.usecases.delivery.record_due_slots import RecordDueSlots
from bot.usecases.digest.audited import AuditedSubscriptions
from bot.usecases.digest.compose import ComposeDigest
from bot.usecases.digest.compose_fleet import ComposeFleetDigest
from bot.usecases.digest.handle_details import DetailsHandler
from bot.usecases.digest.handle_digest import DigestHandler
from bot.usecases.digest.handle_fleet import FleetDigestHandler
from bot.usecases.digest.handle_notice import NoticeHandler
from bot.usecases.digest.notify_owner import NotifyOwner
from bot.usecases.digest.preview import PreviewDigest
from bot.usecases.digest.send_now import SendNowHandler
from bot.usecases.digest.set_up_first import FirstDigest
from bot.usecases.digest.skip_unchanged import SkipUnchanged
from bot.usecases.platform.handle_news import ProgramNewsHandler
from bot.usecases.platform.start import StartAuthorisation
from bot.wiring.core import Core
from bot.wiring.slack import SlackParts


@dataclass(frozen=True)
class Orders:
    """What is ordered, and what digests are made of."""

    subscriptions: Subscriptions
    deliveries: SqlDeliveries
    compose: ComposeDigest
    compose_fleet: ComposeFleetDigest
    fleet_memories: SqlFleetDigestMemories
    preview: PreviewDigest


def open_orders(core: Core, deliveries: SqlDeliveries | None = None) -> Orders:
    """From the database; a test may bring deliveries that die."""
    deliveries = deliveries or SqlDeliveries(core.database, core.metrics.deliveries)
    subscriptions = AuditedSubscriptions(SqlSubscriptions(core.database), core.access.audit, core.clock)
    memories, reading = SqlFleetDigestMemories(core.database), core.usecases
    compose = ComposeDigest(
        reading.read_report, core.snapshots, core.access.visible, core.channel_programs, reading.make_forecasts
    )
    compose_fleet = ComposeFleetDigest(reading.read_fleet, SqlReadFailures(core.database), deliveries, memories)
    preview = PreviewDigest(compose, compose_fleet)
    return Orders(subscriptions, deliveries, compose, compose_fleet, memories, preview)


def first_digest(settings: Settings) -> FirstDigest | None:
    """The one that the environment asks for."""
    if not settings.digest_channel:
        return None
    return FirstDigest(settings.digest_channel, settings.first_digest, settings.baselib_locale)


def open_deliveries(core: Core, orders: Orders, slack: SlackParts, start: StartAuthorisation) -> DeliverDue:
    """Everything that is due, of every kind.

    Args:
        core: what works without Slack.
        orders: what is ordered.
        slack: where it is said.
        start: makes the link that goes with news of a program.
    """
    details = DetailsHandler(orders.subscriptions, core.access.visible, orders.compose_fleet)
    handlers = _handlers(core, orders, slack, start) | {DeliveryKind.DETAILS: details}
    following = {DeliveryKind.DIGEST: details.following}
    deliveries, messenger, installations = orders.deliveries, slack.messenger, slack.installations
    return DeliverDue(
        RecordDueSlots(orders.subscriptions, deliveries, core.workspaces),
        Deliver(deliveries, core.workspaces, handlers, messenger, following, installations=installations),
        ReconcileUnknown(deliveries, core.workspaces, handlers, messenger, following, installations),
        deliveries,
    )


def _handlers(
    core: Core, orders: Orders, slack: SlackParts, start: StartAuthorisation
) -> dict[DeliveryKind, DeliveryHandler]:
    database, settings = core.database, core.settings
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    return {
        DeliveryKind.DIGEST: DigestHandler(
            subscriptions,
            orders.compose,
            NotifyOwner(deliveries),
            SkipUnchanged(deliveries, SqlDigestMemories(database)),
            FleetDigestHandler(orders.compose_fleet, orders.fleet_memories),
        ),
        DeliveryKind.NOW: SendNowHandler(subscriptions, orders.preview),
        DeliveryKind.ALERT: AlertHandler(
            SqlAlerts(database), SqlAlertJudgements(database), core.access.visible, core.access.audit
        ),
        DeliveryKind.NOTICE: NoticeHandler(subscriptions, deliveries, slack.people),
        DeliveryKind.PROGRAM: ProgramNewsHandler(
            SqlNews(database),
            core.access.visible,
            core.usecases.read_report,
            slack.people,
            start,
            settings.baselib_locale,
            settings.digest_timezone,
        ),
    }
