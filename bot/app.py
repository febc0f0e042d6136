"""The composition root: the only place that builds clients, engines, use cases and the scheduler, and closes them."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.charts.drawer import ChartWorker
from bot.lib.work import Work
from bot.metrics.state import Watched
from bot.ports.charts import ChartDrawer
from bot.settings import Settings
from bot.storage.alerts.alerts import SqlAlerts
from bot.storage.programs.labels import SqlProgramLabels
from bot.usecases import UseCases
from bot.usecases.access.allow_change import AllowChange
from bot.usecases.alerts.alerts import AlertUseCases
from bot.usecases.alerts.change import ChangeAlert
from bot.usecases.alerts.evaluate import EvaluateAlert
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.alerts.revise import ReviseAlert
from bot.usecases.alerts.set import SetAlert
from bot.usecases.delivery.deliver import LEASE, Deliver
from bot.usecases.digest.digests import DigestUseCases
from bot.usecases.digest.end import EndDigest
from bot.usecases.digest.pause import PauseDigest
from bot.usecases.digest.recover import RecoverDigest
from bot.usecases.digest.send_now import SendDigestNow
from bot.usecases.digest.set_up_first import SetUpFirstDigest
from bot.usecases.digest.show import ShowDigest
from bot.usecases.digest.show_history import ShowHistory
from bot.usecases.digest.subscribe import Subscribe
from bot.usecases.doctor.check_readiness import CheckReadiness, Probe
from bot.usecases.home.onboarding import Onboarding
from bot.usecases.platform.check_ticket import CheckTicket
from bot.usecases.platform.create_invite_link import CreateInviteLink
from bot.usecases.platform.signed_links import SignedLinks
from bot.usecases.platform.start import StartAuthorisation
from bot.usecases.programs.label import LabelProgram
from bot.usecases.programs.use import UseProgram
from bot.usecases.report.share import ShareMessage
from bot.usecases.trend.send_picture import SendPicture
from bot.usecases.workspaces.end import EndWorkspace
from bot.usecases.workspaces.join import JoinWorkspace
from bot.wiring.core import Core, open_core
from bot.wiring.delivery import Orders, first_digest, open_deliveries, open_orders
from bot.wiring.home import HomeParts, in_their_language, open_home_desk
from bot.wiring.install import InstallParts, open_install_desk
from bot.wiring.lifecycle import GoOnline, lifespan_of
from bot.wiring.platform import PlatformParts, open_platform_desk
from bot.wiring.scheduler import DELIVER_EVERY, HOMES_EVERY, PUBLIC_EVERY, SWEEP_EVERY, SYNC_EVERY, Scheduler, Tick
from bot.wiring.slack import SlackParts, open_slack
from bot.wiring.sweep import open_public, open_sweep, open_sync
from handlers import Deps, register
from handlers.http import edge
from handlers.metrics import metrics_route
from handlers.pages import page_routes
from handlers.pages.installing import install_routes
from handlers.pushes import push_routes

DELIVERED_WITHIN: Final = 2 * LEASE
"""A round of deliveries that takes longer than their claims last, and as long again, does not come to an end."""


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[ASGIApp]:
    """The whole bot as an ASGI application; its lifespan starts and stops what runs beside the requests.

    Raises:
        SettingsError, StorageUnavailable: it cannot start.
    """
    async with open_core(settings, alone=True) as core, AsyncExitStack() as stack:
        as_in_slack = await stack.enter_async_context(open_slack(core))
        slack = in_their_language(core, as_in_slack)
        orders, work, start = open_orders(core), Work(), _start_authorisation(core)
        deliver_due = open_deliveries(core, orders, slack, start)
        charts = ChartWorker()
        stack.push_async_callback(charts.close)
        home = open_home_desk(core, orders, as_in_slack, slack)
        many = _install_desk(core, orders, slack, home.onboarding, lambda: scheduler.nudge("sync"))
        usecases = _usecases(core, orders, slack, deliver_due.deliver, start, charts=charts, many=many, home=home)
        register(slack.app, _desk(core, slack, usecases, work))
        sweeping = open_sweep(core, window=settings.sweep_window, follow=core.metrics.fleet.follow)
        sweep = await stack.enter_async_context(sweeping)
        sync = await stack.enter_async_context(open_sync(core))
        public = await stack.enter_async_context(open_public(core))
        platform = _platform_desk(core, work, lambda: scheduler.nudge("sync", "authorisations"))
        ticks = [
            Tick("deliver", DELIVER_EVERY, deliver_due),
            Tick("sweep", SWEEP_EVERY, sweep),
            Tick("homes", HOMES_EVERY, home.home_actions.show),
            *([Tick("sync", SYNC_EVERY, sync)] if sync else ()),
            *([Tick("public", PUBLIC_EVERY, public)] if public else ()),
            *(platform.ticks if platform else ()),
            *(many.ticks if many else ()),
        ]
        scheduler = Scheduler(core.clock, ticks, core.metrics.ticks)
        lifespan = lifespan_of(_go_online(core, orders, slack, many, home.onboarding), scheduler, work)
        pages = [*_pages(core, platform, work), *_install_pages(core, many)]
        readiness = CheckReadiness(_probes(core, slack, scheduler), outside=("slack", "credential"))
        core.metrics.state.watch(Watched(work, charts, orders.deliveries.backlog, readiness))
        yield edge(slack.app, readiness, lifespan, signing_secret=slack.signing_secret, pages=pages)


def _desk(core: Core, slack: SlackParts, usecases: UseCases, work: Work) -> Deps:
    return Deps(
        usecases,
        slack.people,
        slack.messenger,
        work,
        core.clock,
        core.settings.baselib_locale,
        core.metrics.answering,
    )


def _usecases(
    core: Core,
    orders: Orders,
    slack: SlackParts,
    deliver: Deliver,
    start: StartAuthorisation,
    *,
    charts: ChartDrawer,
    many: InstallParts | None,
    home: HomeParts,
) -> UseCases:
    return UseCases(
        **vars(core.usecases),
        use_program=UseProgram(core.access.visible, core.channel_programs, core.access.audit),
        label_program=LabelProgram(core.access.visible, SqlProgramLabels(core.database), core.access.audit),
        visible_programs=core.access.visible,
        create_invite_link=CreateInviteLink(
            start, CheckTicket(core.secrets.tickets if core.third_party else None), core.access.audit
        ),
        digesting=_digesting(core, orders, slack, deliver),
        alerting=_alerting(core, slack),
        governing=core.access.governing,
        share_message=ShareMessage(slack.messenger),
        files=slack.files,
        send_picture=SendPicture(charts, slack.files),
        end_workspace=EndWorkspace(core.workspaces, slack.installations),
        **vars(home),
        install_workspace=many.install if many else None,
    )


def _digesting(core: Core, orders: Orders, slack: SlackParts, deliver: Deliver) -> DigestUseCases:
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    send_now = SendDigestNow(subscriptions, deliveries, deliver)
    return DigestUseCases(
        Subscribe(subscriptions, deliveries, core.access.visible),
        ShowDigest(subscriptions, deliveries, core.access.visible),
        ShowHistory(subscriptions, deliveries, core.access.visible),
        AllowChange(subscriptions, slack.people, core.access.role_of),
        PauseDigest(subscriptions, deliveries),
        orders.preview,
        send_now,
        RecoverDigest(subscriptions, send_now),
        EndDigest(subscriptions),
    )


def _alerting(core: Core, slack: SlackParts) -> AlertUseCases:
    alerts, reading = SqlAlerts(core.database), core.usecases
    visible, role_of, audit = core.access.visible, core.access.role_of, core.access.audit
    evaluate_alert = EvaluateAlert(core.snapshots, reading.read_report)
    change = ChangeAlert(alerts, slack.people, role_of, audit)
    return AlertUseCases(
        SetAlert(alerts, visible, reading.choose_program, evaluate_alert, audit),
        ListAlerts(alerts, visible),
        change,
        ReviseAlert(alerts, visible, evaluate_alert, change, audit),
    )


def _start_authorisation(core: Core) -> StartAuthorisation:
    passes = SignedLinks(core.secrets.vault) if core.third_party else None
    return StartAuthorisation(passes, core.settings.baselib_public_url)


def _platform_desk(core: Core, work: Work, nudge: Callable[[], None]) -> PlatformParts | None:
    return open_platform_desk(core, core.third_party, work, nudge) if core.third_party else None


def _install_desk(
    core: Core, orders: Orders, slack: SlackParts, onboarding: Onboarding, programs_again: Callable[[], None]
) -> InstallParts | None:
    if slack.many is None:
        return None
    return open_install_desk(
        core, orders, slack.many, slack.identity, onboarding=onboarding, programs_again=programs_again
    )


def _pages(core: Core, platform: PlatformParts | None, work: Work) -> Sequence[BaseRoute]:
    """What answers beside Slack's path and the health pages."""
    metrics = metrics_route(core.metrics.page)
    if platform is None:
        return [metrics]
    locale = core.settings.baselib_locale
    return [
        metrics,
        *push_routes(platform.receive, core.clock),
        *page_routes(platform.authorising, core.clock, work, default_locale=locale),
    ]


def _install_pages(core: Core, many: InstallParts | None) -> Sequence[BaseRoute]:
    """Where somebody installs the bot."""
    if many is None:
        return []
    return install_routes(many.open, many.install, core.clock, default_locale=core.settings.baselib_locale)


def _go_online(
    core: Core, orders: Orders, slack: SlackParts, many: InstallParts | None, onboarding: Onboarding
) -> GoOnline:
    return GoOnline(
        many.join if many else JoinWorkspace(slack.identity, core.workspaces),
        SetUpFirstDigest(orders.subscriptions),
        first_digest(core.settings),
        core.clock,
        slack.socket,
        onboarding,
    )


def _probes(core: Core, slack: SlackParts, scheduler: Scheduler) -> Mapping[str, Probe]:
    return {
        "database": core.database.ping,
        "migrations": core.database.check,
        "scheduler": scheduler.ticking,
        "deliveries": partial(scheduler.working, "deliver", within=DELIVERED_WITHIN),
        "slack": slack.reach,
        "credential": partial(_probe_credential, core),
    }


async def _probe_credential(core: Core) -> None:
    """A token for the first program: kept ones cost nothing.

    A platform is ready without any: behind a proxy that asks here first, WeChat's first ticket could never arrive.
    """
    if core.third_party is None and core.settings.wechat_programs:
        await core.credentials.token(core.settings.wechat_programs[0].appid)
