"""The composition root: the only place that builds clients, engines, use cases and the scheduler, and closes them."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import aiohttp
import httpx
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.types import ASGIApp

from bot.clock import SandboxClock, SharedClock, SystemClock
from bot.configured_programs import ConfiguredPrograms
from bot.domain.subscription import DeliveryKind
from bot.errors import SettingsError
from bot.lifecycle import GoOnline, lifespan_of
from bot.ports import Clock, CredentialSource
from bot.scheduler import DELIVER_EVERY, SWEEP_EVERY, Scheduler, Tick
from bot.settings import Settings
from bot.slack.identity import TokenIdentity
from bot.slack.messenger import SlackMessenger
from bot.slack.pace import SlackPace
from bot.slack.people import SlackPeople
from bot.slack.socket_mode import SocketMode
from bot.storage.alert_judgements import SqlAlertJudgements
from bot.storage.alerts import SqlAlerts
from bot.storage.channel_programs import SqlChannelPrograms
from bot.storage.database import Database
from bot.storage.deliveries import SqlDeliveries
from bot.storage.pictures import SqlPictures
from bot.storage.snapshots import SqlSnapshots
from bot.storage.subscriptions import SqlSubscriptions
from bot.storage.workspaces import SqlWorkspaces
from bot.usecases import ReadingUseCases, UseCases
from bot.usecases.alert_composer import AlertComposer
from bot.usecases.alerting import Alerting
from bot.usecases.allow_change import AllowChange
from bot.usecases.change_alert import ChangeAlert
from bot.usecases.check_readiness import CheckReadiness, Probe
from bot.usecases.choose_program import ChooseProgram
from bot.usecases.compose_digest import ComposeDigest
from bot.usecases.composer import Composer
from bot.usecases.cover_users import CoverUsers
from bot.usecases.deliver_digest import DeliverDigest
from bot.usecases.deliver_digests import DeliverDigests
from bot.usecases.digest_composer import DigestComposer
from bot.usecases.end_digest import EndDigest
from bot.usecases.end_workspace import EndWorkspace
from bot.usecases.find_program import FindProgram, KeptReport
from bot.usecases.join_workspace import JoinWorkspace
from bot.usecases.judge_alerts import JudgeAlerts
from bot.usecases.keep_snapshots import KeepSnapshots
from bot.usecases.list_alerts import ListAlerts
from bot.usecases.list_programs import ListPrograms
from bot.usecases.look_up import LookUp
from bot.usecases.mend_digest import MendDigest
from bot.usecases.notice_composer import NoticeComposer
from bot.usecases.pause_digest import PauseDigest
from bot.usecases.raise_minimum import RaiseMinimum
from bot.usecases.read_report import ReadReport
from bot.usecases.record_due_slots import RecordDueSlots
from bot.usecases.search_programs import SearchPrograms
from bot.usecases.send_digest_now import NowComposer, SendDigestNow
from bot.usecases.set_alert import SetAlert
from bot.usecases.set_up_first_digest import FirstDigest, SetUpFirstDigest
from bot.usecases.share_message import ShareMessage
from bot.usecases.show_digest import ShowDigest
from bot.usecases.show_history import ShowHistory
from bot.usecases.subscribe import Subscribe
from bot.usecases.tell_news import TellNews
from bot.usecases.tell_owner import TellOwner
from bot.usecases.use_program import UseProgram
from bot.wechat.client import WeChatSource
from bot.wechat.http import new_client
from bot.wechat.issuers import AppSecretIssuer, TokenServiceIssuer
from bot.wechat.tokens import CachedTokens, StaticToken
from bot.work import Work
from handlers import Desk, register
from handlers.http import edge

_SLACK_TIMEOUT: Final = 10


@dataclass(frozen=True)
class Core:
    """Everything that works without Slack."""

    settings: Settings
    clock: Clock
    database: Database
    credentials: CredentialSource
    snapshots: SqlSnapshots
    programs: ConfiguredPrograms
    channel_programs: SqlChannelPrograms
    workspaces: SqlWorkspaces
    usecases: ReadingUseCases


@asynccontextmanager
async def open_core(settings: Settings, *, alone: bool = False) -> AsyncIterator[Core]:
    """The database, WeChat and the use cases that read.

    Args:
        settings: complete ones.
        alone: whether a second process on a SQLite file is refused.

    Raises:
        SettingsError: the database URL cannot be read, or there is no usable WeChat credential.
        StorageUnavailable: the database cannot be used.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        clock = await _clock(settings, database, stack)
        stack.push_async_callback(database.close)
        if alone:  # before the tables are touched: another Baselib may be using them
            stack.enter_context(database.alone())
        await database.prepare()
        client = await stack.enter_async_context(new_client())
        # Tokens come over a client of their own: those of a sweep must not take the places of people's questions.
        credentials = _credentials(settings, await stack.enter_async_context(new_client()), clock)
        snapshots, programs = SqlSnapshots(database), ConfiguredPrograms(settings.wechat_programs)
        channel_programs = SqlChannelPrograms(database)
        source = WeChatSource(client, api_url=settings.wechat_api_url, credentials=credentials, clock=clock)
        watch = JudgeAlerts(SqlAlerts(database), SqlAlertJudgements(database), snapshots)
        read_report = ReadReport(source, snapshots, settings.pin, watch)
        find_program = FindProgram(programs)
        usecases = ReadingUseCases(
            choose_program=ChooseProgram(programs, channel_programs),
            find_program=find_program,
            list_programs=ListPrograms(programs, channel_programs),
            read_report=read_report,
            kept_report=KeptReport(find_program, read_report),
            raise_minimum=RaiseMinimum(read_report, snapshots),
            cover_users=CoverUsers(read_report),
        )
        workspaces = SqlWorkspaces(database)
        yield Core(settings, clock, database, credentials, snapshots, programs, channel_programs, workspaces, usecases)


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
        usecases = _usecases(core, orders, messenger, deliver.deliver_digest)
        register(app, Desk(usecases, people, messenger, work, core.clock, settings.baselib_locale))
        ticks = [Tick("deliver", DELIVER_EVERY, deliver), Tick("sweep", SWEEP_EVERY, await _sweep(core, stack))]
        go_online = GoOnline(
            JoinWorkspace(identity, core.workspaces),
            SetUpFirstDigest(orders.subscriptions),
            _first_digest(settings),
            core.clock,
            _socket_mode(app, settings, session),
        )
        lifespan = lifespan_of(go_online, Scheduler(core.clock, ticks), work)
        probes: Mapping[str, Probe] = {
            "database": core.database.ping,
            "slack": identity.whoami,
            "credential": partial(_probe_credential, core),
        }
        yield edge(app, CheckReadiness(probes), lifespan, signing_secret=_revealed(settings.slack_signing_secret))


@dataclass(frozen=True)
class Orders:
    """What digests are made of, and whom they concern."""

    subscriptions: SqlSubscriptions
    deliveries: SqlDeliveries
    compose: ComposeDigest
    people: SlackPeople


def _usecases(core: Core, orders: Orders, messenger: SlackMessenger, deliver: DeliverDigest) -> UseCases:
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    send_digest_now = SendDigestNow(subscriptions, deliveries, deliver)
    return UseCases(
        **vars(core.usecases),
        use_program=UseProgram(core.programs, core.channel_programs),
        share_message=ShareMessage(messenger),
        subscribe=Subscribe(subscriptions, deliveries, core.programs),
        show_digest=ShowDigest(subscriptions, deliveries),
        end_digest=EndDigest(subscriptions),
        allow_change=AllowChange(subscriptions, orders.people),
        pause_digest=PauseDigest(subscriptions, deliveries),
        show_history=ShowHistory(subscriptions, deliveries),
        compose_digest=orders.compose,
        search_programs=SearchPrograms(core.programs),
        send_digest_now=send_digest_now,
        mend_digest=MendDigest(subscriptions, send_digest_now),
        alerting=_alerting(core, orders.people),
        end_workspace=EndWorkspace(core.workspaces),
    )


def _alerting(core: Core, people: SlackPeople) -> Alerting:
    alerts, reading = SqlAlerts(core.database), core.usecases
    set_alert = SetAlert(alerts, core.snapshots, core.programs, reading.choose_program, reading.read_report)
    return Alerting(set_alert, ListAlerts(alerts, core.programs), ChangeAlert(alerts, people))


def _deliver(
    core: Core, orders: Orders, compose: ComposeDigest, messenger: SlackMessenger, people: SlackPeople
) -> DeliverDigests:
    subscriptions, deliveries = orders.subscriptions, orders.deliveries
    composers: Mapping[DeliveryKind, Composer] = {
        DeliveryKind.DIGEST: DigestComposer(
            subscriptions, compose, TellOwner(deliveries), TellNews(deliveries, SqlPictures(core.database))
        ),
        DeliveryKind.NOW: NowComposer(subscriptions, compose),
        DeliveryKind.ALERT: AlertComposer(SqlAlerts(core.database), SqlAlertJudgements(core.database), core.programs),
        DeliveryKind.NOTICE: NoticeComposer(subscriptions, deliveries, people),
    }
    return DeliverDigests(
        RecordDueSlots(subscriptions, deliveries, core.workspaces),
        DeliverDigest(deliveries, core.workspaces, composers, messenger),
        LookUp(deliveries, core.workspaces, composers, messenger),
        deliveries,
    )


def _bolt(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    logging.getLogger("slack_bolt.AsyncApp").addFilter(_not_about_the_environment)
    return AsyncApp(
        client=client,
        signing_secret=_revealed(settings.slack_signing_secret),
        process_before_response=True,  # without it Bolt polls for the acknowledgement every 10 ms
    )


async def _clock(settings: Settings, database: Database, stack: AsyncExitStack) -> Clock:
    """Replicas go by their database's clock: their own may differ by minutes, and a slot has one moment."""
    if settings.baselib_clock_url is None:
        return SharedClock(database.now) if database.shared else SystemClock()
    client = await stack.enter_async_context(httpx.AsyncClient(timeout=5, trust_env=False))
    return SandboxClock(client, settings.baselib_clock_url)


def _credentials(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> CredentialSource:
    """The source that the settings choose.

    Raises:
        SettingsError: they choose none, or one token for several programs.
    """
    if settings.wechat_access_token:
        if len(settings.wechat_programs) > 1:  # the request names no program: WeChat would answer for the token's own
            raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="one-program")
        return StaticToken(settings.wechat_access_token)
    if settings.wechat_token_url:
        bearer = settings.wechat_token_bearer
        return CachedTokens(TokenServiceIssuer(client, url=settings.wechat_token_url, bearer=bearer), clock)
    if secret := settings.wechat_app_secret:
        url = settings.wechat_api_url
        return CachedTokens(AppSecretIssuer(client, api_url=url, app_secret=secret, clock=clock), clock)
    raise SettingsError(name="WECHAT_ACCESS_TOKEN", reason="missing")


async def _sweep(core: Core, stack: AsyncExitStack) -> KeepSnapshots:
    """With a client of its own, so that people's questions never queue behind a sweep."""
    client = await stack.enter_async_context(new_client())
    source = WeChatSource(client, api_url=core.settings.wechat_api_url, credentials=core.credentials, clock=core.clock)
    watch = core.usecases.read_report.watch
    return KeepSnapshots(source, core.snapshots, core.programs, core.workspaces, core.settings.pin, watch)


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
    """A token for the first program: kept ones cost nothing."""
    await core.credentials.token(core.settings.wechat_programs[0].appid)
