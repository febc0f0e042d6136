"""The listeners on a real Bolt app over fakes: Slack's requests in, calls to Slack out."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any, Final

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.blocks.kit.controls import Control
from bot.blocks.kit.elements import Message, View, error_message
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import BotError
from bot.i18n import texts_for
from bot.lib.work import Work
from bot.ports.platform import Passes
from bot.ports.slack import Person
from bot.slack.timed_app import TimedApp
from handlers import Deps, register
from tests.blocks.checks import assert_openable
from tests.fakes.everything import Fakes
from tests.fakes.machine import FakeClock
from tests.fakes.people import FakePeople
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSource
from tests.fakes.wechat import HeldSource
from tests.patience import PATIENCE

TEAM: Final = "T1"
CHANNEL: Final = "C1"
ALICE: Final = "U0ALICE"
BOWEN: Final = "U0BOWEN"
STRANGER: Final = "U0STRANGER"
URL: Final = "https://hooks.slack.test/commands/answer"
TRIGGER: Final = "12345.98765.abcd"
SHOP: Final = Program(Visible("wx0000000000000001"), "shop", "云上商城")
CAFE: Final = Program(Visible("wx0000000000000002"), "cafe", "Corner Coffee")
NOW: Final = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
_NEVER: Final = 3600.0


class FakeAnswerMetrics:
    def __init__(self) -> None:
        self.answers: list[tuple[str, BotError | None]] = []
        """What was asked, and what went wrong."""
        self.lost = 0
        """How many answers Slack did not take."""

    def answered(self, asked: str, seconds: float, error: BotError | None = None) -> None:
        del seconds
        self.answers.append((asked, error))

    def undelivered(self) -> None:
        self.lost += 1


class Office(Fakes):
    source: HeldSource

    def __init__(
        self,
        *,
        locale: str = "en",
        work: Work | None = None,
        slow_after: float = _NEVER,
        programs: FakePrograms | None = None,
        vault: Passes | None = None,
        public_url: str = "",
        public_source: FakePublicSource | None = None,
        agents: bool = True,
        may_set: bool = True,
    ) -> None:
        people = FakePeople(
            Person(ALICE, "en-GB", "Europe/London"), Person(BOWEN, "zh-CN", "Asia/Shanghai"), Person(STRANGER, "", "")
        )
        super().__init__(
            programs=programs or FakePrograms(SHOP, CAFE),
            people=people,
            source=HeldSource(),
            clock=FakeClock(NOW),
            vault=vault,
            public_url=public_url,
            public_source=public_source,
            agents=agents,
            may_set=may_set,
        )
        self.work = Work() if work is None else work
        self.usecases = usecases = self.assemble()
        self.show = usecases.home_actions.show
        self.metrics = FakeAnswerMetrics()
        self._events = count(1)
        self.slept: list[float] = []
        """Seconds between two attempts to say something."""
        deps = Deps(
            usecases,
            self.speaking,
            self.messenger,
            self.work,
            self.clock,
            locale,
            self.metrics,
            slow_after,
            sleep=self._sleep,
        )
        self.app = TimedApp(
            lambda _kind, _seconds: None,
            authorize=authorize,
            request_verification_enabled=False,
            process_before_response=True,
        )
        register(self.app, deps)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    async def close(self) -> None:
        self.source.gate.set()
        await self.work.drain(within=PATIENCE)

    async def settle(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while running := self.work._tasks.copy():
                await asyncio.wait(running)

    async def dispatch(self, payload: Mapping[str, Any]) -> tuple[int, Any]:
        """Send a payload; the acknowledgement's status, and its body, parsed if JSON."""
        response = await self.app.async_dispatch(AsyncBoltRequest(body=dict(payload), mode="socket_mode"))
        return response.status, json.loads(response.body) if response.body else None

    async def type(self, text: str, *, user: str = ALICE, channel: str = CHANNEL, team: str = TEAM) -> Any:
        """Send `/baselib <text>`, not awaiting the answer; the acknowledgement's body."""
        payload = {"command": "/baselib", "text": text, "team_id": team, "channel_id": channel, "user_id": user}
        status, body = await self.dispatch({**payload, "response_url": URL, "trigger_id": TRIGGER})
        assert status == 200
        return body

    async def ask(self, text: str, *, user: str = ALICE, channel: str = CHANNEL, team: str = TEAM) -> Message:
        """Send `/baselib <text>`; its only answer through the response_url."""
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
        """Press a button; its only answer, and whether that replaces the message."""
        before = len(self.messenger.answers)
        await self.press(action_id, control, **more)
        await self.settle()
        ((_, message, replaces),) = self.messenger.answers[before:]
        return message, replaces

    async def options(self, action_id: str, block_id: str, typed: str, *, user: str = ALICE, team: str = TEAM) -> Any:
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

    async def shortcut(
        self, callback_id: str, *, message: Mapping[str, Any] | None = None, user: str = ALICE, channel: str = CHANNEL
    ) -> None:
        """Use a shortcut, on a message or anywhere, and settle."""
        payload = {"team": {"id": TEAM}, "user": {"id": user}, "trigger_id": TRIGGER, "callback_id": callback_id}
        on_message = {"type": "message_action", "channel": {"id": channel}, "message": message, "response_url": URL}
        status, _ = await self.dispatch({**payload, **({"type": "shortcut"} if message is None else on_message)})
        assert status == 200
        await self.settle()

    async def look_home(self, *, user: str = ALICE, team: str = TEAM) -> dict[str, Any]:
        assert await self.happen({"type": "app_home_opened", "user": user, "tab": "home"}, team=team) == 200
        await self.settle()
        return self.home(user=user, team=team)

    def home(self, *, user: str = ALICE, team: str = TEAM) -> dict[str, Any]:
        return self.home_tabs.shown[team, user][1]

    async def home_actions(
        self, action_id: str, control: Control | None = None, *, user: str = ALICE, **action: Any
    ) -> Any:
        if control is not None:
            action["value"] = control.encode()
        hash_, view = self.home_tabs.shown[TEAM, user]
        status, _ = await self.dispatch(
            {
                "type": "block_actions",
                "team": {"id": TEAM},
                "user": {"id": user},
                "container": {"type": "view", "view_id": "VHOME"},
                "view": {"id": "VHOME", "type": "home", "hash": hash_, **view},
                "trigger_id": TRIGGER,
                "actions": [{"type": "button", "action_id": action_id, "block_id": "b", **action}],
            }
        )
        assert status == 200
        await self.settle()
        return self.home(user=user)

    async def happen(self, event: Mapping[str, Any], *, team: str = TEAM, event_id: str = "") -> int:
        """Something happens in Slack, each time another event; the status of the acknowledgement."""
        event_id = event_id or f"Ev{next(self._events)}"
        status, _ = await self.dispatch(
            {"type": "event_callback", "team_id": team, "event_id": event_id, "event": event}
        )
        return status

    async def opened(self) -> View:
        """Settle; the only opened modal, which Slack would take."""
        await self.settle()
        ((team, trigger, view),) = self.messenger.views
        assert (team, trigger) == (TEAM, TRIGGER)
        assert_openable(view)
        return view


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - no event tells; nothing here takes real time
            await asyncio.sleep(0)


def error_text(error: BotError, locale: str = "en", zone: str = "Europe/London") -> str:
    return error_message(error, texts_for(locale), zone).text


async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-test", bot_user_id="UBOT")
