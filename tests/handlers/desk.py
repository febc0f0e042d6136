"""The listeners on a real Bolt app, over fakes: what Slack sends goes in, what Slack would be told comes out."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot import catalog
from bot.blocks.controls import Control
from bot.blocks.errors import error_message
from bot.blocks.message import Message
from bot.domain.program import Program
from bot.domain.subscription import DeliveryKind
from bot.errors import BotError
from bot.i18n import texts_for
from bot.ports import Person, Workspace
from bot.usecases import UseCases
from bot.usecases.alerting import Alerting
from bot.usecases.allow_change import AllowChange
from bot.usecases.can_use import CanUse, OpenTables
from bot.usecases.change_access import ChangeAccess
from bot.usecases.change_alert import ChangeAlert
from bot.usecases.check_ticket import CheckTicket
from bot.usecases.choose_program import ChooseProgram
from bot.usecases.compose_digest import ComposeDigest
from bot.usecases.compose_fleet_digest import ComposeFleetDigest
from bot.usecases.composer import Composer
from bot.usecases.deliver import Deliver
from bot.usecases.digesting import Digesting
from bot.usecases.end_digest import EndDigest
from bot.usecases.end_workspace import EndWorkspace
from bot.usecases.find_program import FindProgram, KeptReport
from bot.usecases.foresee import Foresee
from bot.usecases.governing import Governing
from bot.usecases.hand_out_link import HandOutLink
from bot.usecases.judge_alerts import JudgeAlerts
from bot.usecases.label_program import LabelProgram
from bot.usecases.list_alerts import ListAlerts
from bot.usecases.list_programs import ListPrograms
from bot.usecases.mend_digest import MendDigest
from bot.usecases.noted import NotedSubscriptions
from bot.usecases.pause_digest import PauseDigest
from bot.usecases.preview_digest import PreviewDigest
from bot.usecases.raise_fleet import RaiseFleet
from bot.usecases.raise_minimum import RaiseMinimum
from bot.usecases.read_fleet import ReadFleet
from bot.usecases.read_history import ReadHistory, ReadPublicHistory
from bot.usecases.read_report import ReadReport
from bot.usecases.read_trend import ReadTrend
from bot.usecases.replay import ReplayDay
from bot.usecases.report_on import ReportOn
from bot.usecases.role_of import RoleOf
from bot.usecases.search_programs import SearchPrograms
from bot.usecases.send_digest_now import NowComposer, SendDigestNow
from bot.usecases.send_file import SendFile
from bot.usecases.send_picture import SendPicture
from bot.usecases.set_alert import SetAlert
from bot.usecases.share_message import ShareMessage
from bot.usecases.show_digest import ShowDigest
from bot.usecases.show_history import ShowHistory
from bot.usecases.start_authorisation import StartAuthorisation
from bot.usecases.subscribe import Subscribe
from bot.usecases.use_program import UseProgram
from bot.usecases.visible_programs import VisiblePrograms
from bot.work import Work
from handlers import Desk, register
from tests.fakes.access import FakeAccessRules, FakeAuditLog
from tests.fakes.alerts import FakeAlerts
from tests.fakes.charts import FakeDrawer
from tests.fakes.clock import FakeClock
from tests.fakes.deliveries import FakeDeliveries
from tests.fakes.files import FakeFiles
from tests.fakes.fleet import FakeTroubles
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.messenger import FakeMessenger
from tests.fakes.people import FakePeople
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeChannelPrograms, FakeFleetPictures, FakeSnapshots, FakeSubscriptions, FakeWorkspaces
from tests.fakes.wechat import HeldSource

TEAM: Final = "T1"
CHANNEL: Final = "C1"
ALICE: Final = "U0ALICE"
BOWEN: Final = "U0BOWEN"
STRANGER: Final = "U0STRANGER"
URL: Final = "https://hooks.slack.test/commands/answer"
TRIGGER: Final = "12345.98765.abcd"
SHOP: Final = Program("wx0000000000000001", "shop", "云上商城")
CAFE: Final = Program("wx0000000000000002", "cafe", "Corner Coffee")
NOW: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
NO_PLATFORM: Final = StartAuthorisation(None, "")
_WITHIN: Final = 10.0
_NEVER: Final = 3600.0


class Office:
    """The bot, and Slack around it."""

    def __init__(
        self,
        *,
        locale: str = "en",
        work: Work | None = None,
        slow_after: float = _NEVER,
        start_authorisation: StartAuthorisation = NO_PLATFORM,
    ) -> None:
        self.people = FakePeople(
            Person(ALICE, "en-GB", "Europe/London"), Person(BOWEN, "zh-CN", "Asia/Shanghai"), Person(STRANGER, "", "")
        )
        self.messenger = FakeMessenger()
        self.files = FakeFiles()
        self.charts = FakeDrawer()
        self.source = HeldSource()
        self.programs = FakePrograms(SHOP, CAFE)
        self.snapshots = FakeSnapshots()
        self.subscriptions = FakeSubscriptions()
        self.deliveries = FakeDeliveries()
        self.alerts = FakeAlerts(self.deliveries)
        self.workspaces = FakeWorkspaces()
        self.channel_programs = FakeChannelPrograms()
        self.public_snapshots = FakePublicSnapshots()
        self.forecasts = FakeForecasts()
        self.rules = FakeAccessRules()
        self.audit = FakeAuditLog()
        self.clock = FakeClock(NOW)
        self.work = Work() if work is None else work
        usecases = self._usecases(start_authorisation)
        desk = Desk(usecases, self.people, self.messenger, self.work, self.clock, locale, slow_after)
        self.app = AsyncApp(
            authorize=authorize, request_verification_enabled=False, process_before_response=True, name="test"
        )
        register(self.app, desk)

    def _usecases(self, start_authorisation: StartAuthorisation) -> UseCases:
        channel_programs, snapshots, audit = self.channel_programs, self.snapshots, self.audit
        visible, role_of = VisiblePrograms(self.programs, self.rules), RoleOf(self.rules)
        watch = JudgeAlerts(self.alerts, self.alerts, snapshots)
        read_report, find_program = ReadReport(self.source, snapshots, watch=watch), FindProgram(visible)
        choose_program = ChooseProgram(visible, channel_programs)
        foresee = Foresee(snapshots, self.forecasts)
        read_fleet = ReadFleet(visible, snapshots, FakeTroubles())
        return UseCases(
            choose_program=choose_program,
            find_program=find_program,
            list_programs=ListPrograms(visible, channel_programs),
            read_report=read_report,
            kept_report=KeptReport(find_program, read_report),
            report_on=ReportOn(snapshots),
            replay=ReplayDay(ReportOn(snapshots), snapshots, visible, self.alerts, foresee),
            raise_minimum=RaiseMinimum(snapshots, foresee),
            read_fleet=read_fleet,
            raise_fleet=RaiseFleet(visible, snapshots),
            read_trend=ReadTrend(ReadHistory(snapshots), ReadPublicHistory(self.public_snapshots), foresee),
            foresee=foresee,
            can_use=CanUse(OpenTables(catalog.load), visible, choose_program, read_report, self.public_snapshots),
            use_program=UseProgram(visible, channel_programs, audit),
            label_program=LabelProgram(visible, self.programs.labels, audit),
            search_programs=SearchPrograms(visible),
            hand_out_link=HandOutLink(start_authorisation, CheckTicket(), audit),
            digesting=self._digesting(read_report, read_fleet, foresee, role_of),
            alerting=Alerting(
                SetAlert(self.alerts, snapshots, visible, choose_program, read_report, audit),
                ListAlerts(self.alerts, visible),
                ChangeAlert(self.alerts, self.people, role_of, audit),
            ),
            governing=Governing(role_of, ChangeAccess(self.rules, visible, audit), audit),
            share_message=ShareMessage(self.messenger),
            send_file=SendFile(self.files),
            send_picture=SendPicture(self.charts, self.files),
            end_workspace=EndWorkspace(self.workspaces),
        )

    def _digesting(
        self, read_report: ReadReport, read_fleet: ReadFleet, foresee: Foresee, role_of: RoleOf
    ) -> Digesting:
        deliveries, visible = self.deliveries, read_fleet.visible
        subscriptions = NotedSubscriptions(self.subscriptions, self.audit, self.clock)
        compose = ComposeDigest(read_report, self.snapshots, visible, self.channel_programs, foresee)
        compose_fleet = ComposeFleetDigest(read_fleet, read_fleet.troubles, deliveries, FakeFleetPictures())
        preview = PreviewDigest(compose, compose_fleet)
        composers: dict[DeliveryKind, Composer] = {DeliveryKind.NOW: NowComposer(subscriptions, preview)}
        deliver = Deliver(deliveries, self.workspaces, composers, self.messenger, monotonic=lambda: 0.0)
        send_now = SendDigestNow(subscriptions, deliveries, deliver)
        return Digesting(
            Subscribe(subscriptions, deliveries, visible),
            ShowDigest(subscriptions, deliveries),
            ShowHistory(subscriptions, deliveries),
            AllowChange(subscriptions, self.people, role_of),
            PauseDigest(subscriptions, deliveries),
            preview,
            send_now,
            MendDigest(subscriptions, send_now),
            EndDigest(subscriptions),
        )

    async def close(self) -> None:
        """End what still runs."""
        self.source.gate.set()
        await self.work.drain(within=_WITHIN)

    async def settle(self) -> None:
        """Wait until nothing runs in the background."""
        await until(lambda: len(self.work) == 0)

    async def dispatch(self, payload: Mapping[str, Any]) -> tuple[int, Any]:
        """What the bot acknowledges a payload with: the status, and the body read as JSON where it is some."""
        response = await self.app.async_dispatch(AsyncBoltRequest(body=dict(payload), mode="socket_mode"))
        return response.status, json.loads(response.body) if response.body else None

    async def type(self, text: str, *, user: str = ALICE, channel: str = CHANNEL, team: str = TEAM) -> Any:
        """Send `/baselib <text>` without waiting for the answer; the acknowledgement's body."""
        payload = {"command": "/baselib", "text": text, "team_id": team, "channel_id": channel, "user_id": user}
        status, body = await self.dispatch({**payload, "response_url": URL, "trigger_id": TRIGGER})
        assert status == 200
        return body

    async def ask(self, text: str, *, user: str = ALICE, channel: str = CHANNEL, team: str = TEAM) -> Message:
        """Send `/baselib <text>` and return the one answer that comes through the response_url."""
        before = len(self.messenger.answers)
        assert await self.type(text, user=user, channel=channel, team=team) is None
        await self.settle()
        (answer,) = self.messenger.answers[before:]
        assert answer[0] == URL
        return answer[1]

    async def press(
        self,
        action_id: str,
        control: Control | str | None = None,
        *,
        user: str = ALICE,
        channel: str = CHANNEL,
        team: str = TEAM,
        **action: Any,
    ) -> None:
        """Press a button that carries `control`."""
        if control is not None:
            action["value"] = control.encode() if isinstance(control, Control) else control
        status, _ = await self.dispatch(
            {
                "type": "block_actions",
                "team": {"id": team},
                "user": {"id": user},
                "channel": {"id": channel},
                "container": {"type": "message", "channel_id": channel, "message_ts": "1.0"},
                "response_url": URL,
                "trigger_id": TRIGGER,
                "actions": [{"type": "button", "action_id": action_id, "block_id": "b", **action}],
            }
        )
        assert status == 200

    async def pressed(self, action_id: str, control: Control | str | None = None, **more: Any) -> tuple[Message, bool]:
        """Press a button; its one answer, and whether it replaces the message."""
        before = len(self.messenger.answers)
        await self.press(action_id, control, **more)
        await self.settle()
        ((_, message, replaces),) = self.messenger.answers[before:]
        return message, replaces

    async def options(self, action_id: str, block_id: str, typed: str, *, user: str = ALICE, team: str = TEAM) -> Any:
        """Type into a select that asks for its choices; those offered."""
        status, body = await self.dispatch(
            {
                "type": "block_suggestion",
                "team": {"id": team},
                "user": {"id": user},
                "action_id": action_id,
                "block_id": block_id,
                "value": typed,
                "container": {"type": "view", "view_id": "V1"},
            }
        )
        assert status == 200
        assert len(body["options"]) <= 100
        return body["options"]

    async def submit(self, view: Mapping[str, Any], *, user: str = ALICE, team: str = TEAM) -> Any:
        """Submit a modal; the acknowledgement's body."""
        status, body = await self.dispatch(
            {
                "type": "view_submission",
                "team": {"id": team},
                "user": {"id": user},
                "trigger_id": TRIGGER,
                "view": {"type": "modal", "team_id": team, **view},
            }
        )
        assert status == 200
        return body

    async def happen(self, event: Mapping[str, Any], *, team: str = TEAM) -> int:
        """Something happens in Slack; the status of the acknowledgement."""
        status, _ = await self.dispatch({"type": "event_callback", "team_id": team, "event_id": "Ev1", "event": event})
        return status

    async def install(self, team: str = TEAM) -> None:
        """The bot has joined a workspace."""
        await self.workspaces.put(Workspace(team, "Team", "UBOT"))


async def until(condition: Callable[[], bool]) -> None:
    """Let others run until it holds."""
    async with asyncio.timeout(_WITHIN):
        while not condition():  # noqa: ASYNC110 - no event tells; nothing here takes real time
            await asyncio.sleep(0)


def said(error: BotError, locale: str = "en", zone: str = "Europe/London") -> str:
    """The sentence for an error."""
    return error_message(error, texts_for(locale), zone).text


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Every workspace has installed the bot."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-test", bot_user_id="UBOT")
