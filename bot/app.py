"""The composition root: the only place that builds clients, engines, use cases and the scheduler, and closes them."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import aiohttp
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.core import Core, open_core
from bot.domain.subscription import DeliveryKind
from bot.lifecycle import GoOnline, lifespan_of
from bot.platform_desk import PlatformDesk, open_platform_desk
from bot.scheduler import DELIVER_EVERY, SWEEP_EVERY, SYNC_EVERY, Scheduler, Tick
from bot.settings import Settings
from bot.slack.files import SlackFiles
from bot.slack.identity import TokenIdentity
from bot.slack.messenger import SlackMessenger
from bot.slack.pace import SlackPace
from bot.slack.people import SlackPeople
from bot.slack.socket_mode import SocketMode
from bot.storage.alert_judgements import SqlAlertJudgements
from bot.storage.alerts import SqlAlerts
from bot.storage.deliveries import SqlDeliveries
from bot.storage.fleet_pictures import SqlFleetPictures
from bot.storage.news import SqlNews
from bot.storage.pictures import SqlPictures
from bot.storage.program_labels import SqlProgramLabels
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.troubles import SqlTroubles
from bot.upkeep import open_sweep, open_sync
from bot.usecases import UseCases
from bot.usecases.alert_composer import AlertComposer
from bot.usecases.alerting import Alerting
from bot.usecases.allow_change import AllowChange
from bot.usecases.authorisation_passes import AuthorisationPasses
from bot.usecases.change_alert import ChangeAlert
from bot.usecases.check_readiness import CheckReadiness, Probe
from bot.usecases.check_ticket import CheckTicket
from bot.usecases.compose_digest import ComposeDigest
from bot.usecases.compose_fleet_digest import ComposeFleetDigest
from bot.usecases.composer import Composer
from bot.usecases.deliver_digest import DeliverDigest
from bot.usecases.deliver_digests import DeliverDigests
from bot.usecases.details_composer import DetailsComposer
from bot.usecases.digest_composer import DigestComposer
from bot.usecases.end_digest import EndDigest
from bot.usecases.end_workspace import EndWorkspace
from bot.usecases.fleet_composer import FleetComposer
from bot.usecases.join_workspace import JoinWorkspace
from bot.usecases.label_program import LabelProgram
from bot.usecases.list_alerts import ListAlerts
from bot.usecases.look_up import LookUp
from bot.usecases.mend_digest import MendDigest
from bot.usecases.notice_composer import NoticeComposer
from bot.usecases.pause_digest import PauseDigest
from bot.usecases.preview_digest import PreviewDigest
from bot.usecases.program_composer import ProgramComposer
from bot.usecases.record_due_slots import RecordDueSlots
from bot.usecases.search_programs import SearchPrograms
from bot.usecases.send_digest_now import NowComposer, SendDigestNow
from bot.usecases.send_file import SendFile
from bot.usecases.set_alert import SetAlert
from bot.usecases.set_up_first_digest import FirstDigest, SetUpFirstDigest
from bot.usecases.share_message import ShareMessage
from bot.usecases.show_digest import ShowDigest
from bot.usecases.show_history import ShowHistory
from bot.usecases.start_authorisation import StartAuthorisation
from bot.usecases.subscribe import Subscribe
from bot.usecases.tell_news import TellNews
from bot.usecases.tell_owner import TellOwner
from bot.usecases.use_program import UseProgram
from bot.work import Work
from handlers import Desk, register
from handlers.http import edge
from handlers.metrics import metrics_route
from handlers.pages import page_routes
from handlers.pushes import push_routes

_SLACK_TIMEOUT: Final = 10


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[ASGIApp]:
    """The whole bot as an ASGI application; its lifespan starts and stops what runs beside the requests.

    Raises:
        SettingsError, StorageUnavailable: it cannot start.
    """
    async with open_core(settings, alone=True) as core, AsyncExitStack() as stack:
        session = await stack.enter_async_context(_slack_session())
        client = _slack_client(settings, session)
        messenger, people = SlackMessenger(lambda _team_id: client, session, SlackPace()), SlackPeople(client)
        identity, work = TokenIdentity(client), Work()
        compose = ComposeDigest(core.usecases.read_report, core.snapshots, core.programs, core.channel_programs)
        orders = Orders(SqlSubscriptions(core.database), SqlDeliveries(core.database), compose, people)
        app = _bolt(settings, client)
        deliver = _deliver(core, orders, compose, messenger, people)
        files = SlackFiles(lambda _team_id: client, session)
        usecases = _usecases(core, orders, messenger, files, deliver.deliver_digest)
        register(app, Desk(usecases, people, messenger, work, core.clock, settings.baselib_locale))
        sweeping = open_sweep(core, window=settings.sweep_window, follow=core.metrics.follow)
        sweep = await stack.enter_async_context(sweeping)
        sync = await stack.enter_async_context(open_sync(core))
        platform = (
            open_platform_desk(core, core.third_party, work, lambda: scheduler.nudge("sync", "authorisations"))
            if core.third_party
            else None
        )
        ticks = [
            Tick("deliver", DELIVER_EVERY, deliver),
            Tick("sweep", SWEEP_EVERY, sweep),
            *([Tick("sync", SYNC_EVERY, sync)] if sync else ()),
            *(platform.ticks if platform else ()),
        ]
        go_online = GoOnline(
            JoinWorkspace(identity, core.workspaces),
            SetUpFirstDigest(orders.subscriptions),
            _first_digest(settings),
            core.clock,
            _socket_mode(app, settings, session),
        )
        scheduler = Scheduler(core.clock, ticks)
        lifespan = lifespan_of(go_online, scheduler, work)
        probes: Mapping[str, Probe] = {
            "database": core.database.ping,
            "slack": identity.whoami,
            "credential": partial(_probe_credential, core),
        }
        secret = _revealed(settings.slack_signing_secret)
        pages = _pages(core, platform, work)
        yield edge(app, CheckReadiness(probes), lifespan, signing_secret=secret, pages=pages)


@dataclass(frozen=True)
class Orders:
    """What digests are made of, and whom they concern."""

    subscriptions: SqlSubscriptions
    deliveries: SqlDeliveries
    compose: ComposeDigest
    people: SlackPeople


def _pages(core: Core, platform: PlatformDesk | None, work: Work) -> Sequence[BaseRoute]:
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


def _usecases(
    core: Core, orders: Orders, messenger: SlackMessenger, files: SlackFiles, deliver: DeliverDigest
) -> UseCases:
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    send_digest_now = SendDigestNow(subscriptions, deliveries, deliver)
    return UseCases(
        **vars(core.usecases),
        use_program=UseProgram(core.programs, core.channel_programs),
        label_program=LabelProgram(core.programs, SqlProgramLabels(core.database)),
        share_message=ShareMessage(messenger),
        send_file=SendFile(files),
        subscribe=Subscribe(subscriptions, deliveries, core.programs),
        show_digest=ShowDigest(subscriptions, deliveries),
        end_digest=EndDigest(subscriptions),
        allow_change=AllowChange(subscriptions, orders.people),
        pause_digest=PauseDigest(subscriptions, deliveries),
        show_history=ShowHistory(subscriptions, deliveries),
        preview_digest=_preview(core, orders),
        search_programs=SearchPrograms(core.programs),
        send_digest_now=send_digest_now,
        mend_digest=MendDigest(subscriptions, send_digest_now),
        alerting=_alerting(core, orders.people),
        end_workspace=EndWorkspace(core.workspaces),
        start_authorisation=_start_authorisation(core),
        check_ticket=CheckTicket(core.secrets.tickets if core.third_party else None),
    )


def _start_authorisation(core: Core) -> StartAuthorisation:
    passes = AuthorisationPasses(core.secrets.vault) if core.third_party else None
    return StartAuthorisation(passes, core.settings.baselib_public_url)


def _preview(core: Core, orders: Orders) -> PreviewDigest:
    return PreviewDigest(orders.compose, _compose_fleet(core, orders))


def _compose_fleet(core: Core, orders: Orders) -> ComposeFleetDigest:
    troubles, pictures = SqlTroubles(core.database), SqlFleetPictures(core.database)
    return ComposeFleetDigest(core.usecases.read_fleet, troubles, orders.deliveries, pictures)


def _alerting(core: Core, people: SlackPeople) -> Alerting:
    alerts, reading = SqlAlerts(core.database), core.usecases
    set_alert = SetAlert(alerts, core.snapshots, core.programs, reading.choose_program, reading.read_report)
    return Alerting(set_alert, ListAlerts(alerts, core.programs), ChangeAlert(alerts, people))


def _deliver(
    core: Core, orders: Orders, compose: ComposeDigest, messenger: SlackMessenger, people: SlackPeople
) -> DeliverDigests:
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    details = DetailsComposer(subscriptions, core.programs, _compose_fleet(core, orders))
    composers: Mapping[DeliveryKind, Composer] = {
        DeliveryKind.DETAILS: details,
        DeliveryKind.DIGEST: DigestComposer(
            subscriptions,
            compose,
            TellOwner(deliveries),
            TellNews(deliveries, SqlPictures(core.database)),
            FleetComposer(_compose_fleet(core, orders), SqlFleetPictures(core.database)),
        ),
        DeliveryKind.NOW: NowComposer(subscriptions, _preview(core, orders)),
        DeliveryKind.ALERT: AlertComposer(SqlAlerts(core.database), SqlAlertJudgements(core.database), core.programs),
        DeliveryKind.NOTICE: NoticeComposer(subscriptions, deliveries, people),
        DeliveryKind.PROGRAM: ProgramComposer(
            SqlNews(core.database),
            core.programs,
            core.usecases.read_report,
            people,
            _start_authorisation(core),
            core.settings.baselib_locale,
            core.settings.digest_timezone,
        ),
    }
    following = {DeliveryKind.DIGEST: details.following}
    return DeliverDigests(
        RecordDueSlots(subscriptions, deliveries, core.workspaces),
        DeliverDigest(deliveries, core.workspaces, composers, messenger, following),
        LookUp(deliveries, core.workspaces, composers, messenger, following),
        deliveries,
    )


def _bolt(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_not_about_the_environment)
    return AsyncApp(
        client=client,
        signing_secret=_revealed(settings.slack_signing_secret),
        process_before_response=True,  # without it Bolt polls for the acknowledgement every 10 ms
    )


def _slack_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SLACK_TIMEOUT), trust_env=True)


def _slack_client(settings: Settings, session: aiohttp.ClientSession, *, token: str = "") -> AsyncWebClient:
    """No retry handlers: repeating a post is the use case's decision, and a blind retry could post twice."""
    return AsyncWebClient(
        token=token or _revealed(settings.slack_bot_token),
        base_url=settings.slack_api_url,
        session=session,
        timeout=_SLACK_TIMEOUT,
        trust_env_in_session=True,
        retry_handlers=[],
    )


def _socket_mode(app: AsyncApp, settings: Settings, session: aiohttp.ClientSession) -> SocketMode | None:
    token = _revealed(settings.slack_app_token)
    return SocketMode(app, _slack_client(settings, session, token=token)) if token else None


def _not_about_the_environment(record: logging.LogRecord) -> bool:
    """Bolt looks into the environment by itself, finds our token there too, and warns that it uses the client's."""
    return "`token` will be unused" not in record.getMessage()


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""


def _first_digest(settings: Settings) -> FirstDigest | None:
    if not settings.digest_channel:
        return None
    return FirstDigest(settings.digest_channel, settings.first_digest, settings.baselib_locale)


async def _probe_credential(core: Core) -> None:
    """A token for the first program: kept ones cost nothing.

    A platform is ready without any: behind a proxy that asks here first, WeChat's first ticket could never arrive.
    """
    if core.third_party is None and core.settings.wechat_programs:
        await core.credentials.token(core.settings.wechat_programs[0].appid)
