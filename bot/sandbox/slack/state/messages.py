"""Messages by channel, with the timestamps that name them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.sandbox.slack.state.elements import current_state

JsonObject = dict[str, Any]

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def to_ts(moment: datetime) -> str:
    """Slack's name of an instant: seconds and six digits of microseconds, as a string."""
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


@dataclass
class Message:
    """One message."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JsonObject] = field(default_factory=list)
    attachments: list[JsonObject] = field(default_factory=list)
    ephemeral_to: str | None = None
    """The only person who sees it; None means everyone."""
    thread_ts: str | None = None
    broadcast: bool = False
    """A reply that is shown in the channel too."""
    edited_ts: str | None = None
    metadata: JsonObject | None = None
    answers: str | None = None
    """The interaction whose response_url brought its content; Slack has no such field."""
    files: list[str] = field(default_factory=list)
    chosen: JsonObject = field(default_factory=dict)
    """What people chose in its menus: block_id -> action_id -> value."""

    @property
    def state(self) -> JsonObject:
        """The value of each of its elements that keeps one."""
        return current_state(self.blocks, self.chosen)


class MessageLog:
    """All messages of the workspace."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._channels: dict[str, dict[str, Message]] = {}

    def next_ts(self, channel: str) -> str:
        """A timestamp that no message of this channel has yet."""
        moment = self._now()
        while to_ts(moment) in self._channels.get(channel, {}):
            moment += timedelta(microseconds=1)
        return to_ts(moment)

    def add(self, message: Message) -> Message:
        """Add a message."""
        self._channels.setdefault(message.channel, {})[message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """The message of that name, ephemeral ones too."""
        return self._channels.get(channel, {}).get(ts)

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._channels.get(message.channel, {}).pop(message.ts, None)

    def visible(self, channel: str, *, user: str | None = None) -> list[Message]:
        """The channel's messages, replies too, oldest first; with a user also the ephemeral ones for them."""
        return sorted(
            (
                each
                for each in self._channels.get(channel, {}).values()
                if each.ephemeral_to is None or each.ephemeral_to == user
            ),
            key=lambda each: _order(each.ts),
        )

    def replies(self, channel: str, thread_ts: str, *, user: str | None = None) -> list[Message]:
        """The replies of a thread without its first message, oldest first."""
        return [each for each in self.visible(channel, user=user) if is_reply(each) and each.thread_ts == thread_ts]

    def in_channel(self, channel: str, *, user: str | None = None) -> Iterator[Message]:
        """The messages in the channel itself: no replies, unless they were also sent to the channel."""
        for each in self.visible(channel, user=user):
            if not is_reply(each) or each.broadcast:
                yield each


def is_reply(message: Message) -> bool:
    """Whether a message is in a thread that another message began."""
    return message.thread_ts is not None and message.thread_ts != message.ts


def _order(ts: str) -> tuple[int, int]:
    seconds, _, microseconds = ts.partition(".")
    return int(seconds), int(microseconds)
