"""A Slack that records its messages."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.blocks.kit.elements import Message, View
from bot.errors import BotError


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in a channel."""

    team_id: str
    channel_id: str
    message: Message
    delivery_id: str
    ts: str
    thread_ts: str = ""
    at: datetime | None = field(default=None, compare=False)
    """By `FakeMessenger.now`; None where no test sets it."""


class FakeMessenger:
    """Serves `bot.ports.slack.Messenger`."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[tuple[str, Message, bool]] = []
        self.whispers: list[tuple[str, str, str, Message]] = []
        self.changes: list[tuple[str, str, str, Message]] = []
        """Other contents of messages: workspace, channel, ts and content."""
        self.views: list[tuple[str, str, View]] = []
        self.views_gate = asyncio.Event()
        """No modal opens while it is not set."""
        self.views_gate.set()
        self.updates: list[tuple[str, str, View]] = []
        self.changed_views: set[str] = set()
        """Modals that changed since they were last seen."""
        self._failures: deque[BaseException] = deque()
        self._failing: dict[str, BotError] = {}
        self._losing_answer: deque[BaseException] = deque()
        self._history_failures: deque[BaseException] = deque()
        self.turns: list[tuple[str, str]] = []
        self._turns_refused: deque[BotError] = deque()
        self.now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
        """Slack's clock."""
        self.lag = timedelta(0)
        """Messages younger than that are missing from the history."""
        self.looks: list[str] = []
        """The delivery ids that were looked for."""

    def fail_next(self, *errors: BaseException) -> None:
        self._failures.extend(errors)

    def lose_next_answer(self, error: BaseException) -> None:
        self._losing_answer.append(error)

    def fail_channel(self, channel_id: str, error: BotError | None) -> None:
        if error is None:
            self._failing.pop(channel_id, None)
        else:
            self._failing[channel_id] = error

    def be_well(self) -> None:
        self._failures.clear()
        self._failing.clear()
        self._losing_answer.clear()
        self._history_failures.clear()
        self.lag = timedelta(0)

    def refuse_turns(self, *errors: BotError) -> None:
        self._turns_refused.extend(errors)

    async def turn(self, team_id: str, channel_id: str) -> None:
        self.turns.append((team_id, channel_id))
        if self._turns_refused:
            raise self._turns_refused.popleft()

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        self._maybe_fail()
        if channel_id in self._failing:
            raise self._failing[channel_id]
        ts = f"{1_700_000_000 + len(self.posted)}.000100"
        self.posted.append(Posted(team_id, channel_id, message, delivery_id, ts, thread_ts, self.now))
        if self._losing_answer:
            raise self._losing_answer.popleft()
        return ts

    async def update(self, team_id: str, channel_id: str, message_ts: str, message: Message) -> None:
        self._maybe_fail()
        if channel_id in self._failing:
            raise self._failing[channel_id]
        self.changes.append((team_id, channel_id, message_ts, message))

    def fail_history(self, *errors: BaseException) -> None:
        self._history_failures.extend(errors)

    async def find(
        self,
        team_id: str,
        channel_id: str,
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        del now  # one clock for all
        self.looks.append(delivery_id)
        if self._history_failures:
            raise self._history_failures.popleft()
        seen = [
            posted
            for posted in self.posted
            if (posted.team_id, posted.channel_id, posted.thread_ts) == (team_id, channel_id, thread_ts)
            and posted.delivery_id == delivery_id
            and (posted.at is None or (since < posted.at < until and posted.at <= self.now - self.lag))
        ]
        return seen[0].ts if seen else None

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        self._maybe_fail()
        self.answers.append((response_url, message, replace))

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        self._maybe_fail()
        self.whispers.append((team_id, channel_id, user_id, message))

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> str:
        await self.views_gate.wait()
        self._maybe_fail()
        self.views.append((team_id, trigger_id, view))
        return f"V{len(self.views)}"

    async def update_view(self, team_id: str, view_id: str, view: View, *, only_if: str = "") -> bool:
        self._maybe_fail()
        if only_if and view_id in self.changed_views:
            return False
        self.updates.append((team_id, view_id, view))
        return True

    def _maybe_fail(self) -> None:
        if self._failures:
            raise self._failures.popleft()
