"""A Slack that remembers what was said in it."""

from collections import deque
from dataclasses import dataclass

from bot.blocks.message import Message, View
from bot.errors import BotError


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in a channel."""

    team_id: str
    channel_id: str
    message: Message
    delivery_id: str
    ts: str


class FakeMessenger:
    """Serves `bot.ports.Messenger`."""

    def __init__(self) -> None:
        self.posted: list[Posted] = []
        self.answers: list[tuple[str, Message, bool]] = []
        self.whispers: list[tuple[str, str, str, Message]] = []
        self.views: list[tuple[str, str, View]] = []
        self._failures: deque[BaseException] = deque()
        self._failing: dict[str, BotError] = {}
        self._losing_answer: deque[BaseException] = deque()

    def fail_next(self, *errors: BaseException) -> None:
        """The next calls fail, one for each error, and nothing arrives."""
        self._failures.extend(errors)

    def lose_next_answer(self, error: BaseException) -> None:
        """The next post arrives, and then its caller hears this error."""
        self._losing_answer.append(error)

    def fail_channel(self, channel_id: str, error: BotError | None) -> None:
        """Every post into a channel fails, until it is called with None."""
        if error is None:
            self._failing.pop(channel_id, None)
        else:
            self._failing[channel_id] = error

    def be_well(self) -> None:
        """Forget every failure that was asked for."""
        self._failures.clear()
        self._failing.clear()
        self._losing_answer.clear()

    async def post(self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "") -> str:
        """Keep the message, unless told to fail."""
        self._maybe_fail()
        if channel_id in self._failing:
            raise self._failing[channel_id]
        ts = f"{1_700_000_000 + len(self.posted)}.000100"
        self.posted.append(Posted(team_id, channel_id, message, delivery_id, ts))
        if self._losing_answer:
            raise self._losing_answer.popleft()
        return ts

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Keep the answer, unless told to fail."""
        self._maybe_fail()
        self.answers.append((response_url, message, replace))

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        """Keep what one person was told, unless told to fail."""
        self._maybe_fail()
        self.whispers.append((team_id, channel_id, user_id, message))

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> None:
        """Keep the modal, unless told to fail."""
        self._maybe_fail()
        self.views.append((team_id, trigger_id, view))

    def _maybe_fail(self) -> None:
        if self._failures:
            raise self._failures.popleft()
