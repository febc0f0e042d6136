"""Messages by channel, with the timestamps that name them; files, response_urls, and the app's recorded requests.

https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
"""

import mimetypes
import secrets
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from tools.sandbox.slack.config import Function
from tools.sandbox.slack.people import current_state
from tools.sandbox.slack.refusals import SlackError

JsonObject = dict[str, Any]

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def to_ts(moment: datetime) -> str:
    """Slack's name of an instant: seconds and six digits of microseconds, as a string."""
    microseconds = (moment - _EPOCH) // timedelta(microseconds=1)
    return f"{microseconds // 1_000_000}.{microseconds % 1_000_000:06d}"


@dataclass
class Message:
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[JsonObject] = field(default_factory=list)
    ephemeral_to: str | None = None
    """The only person who sees it; None means everyone."""
    thread_ts: str | None = None
    edited_ts: str | None = None
    metadata: JsonObject | None = None
    answers: str | None = None
    """The interaction whose response_url brought its content; Slack has no such field."""
    files: list[str] = field(default_factory=list)
    chosen: JsonObject = field(default_factory=dict)
    """What people chose in its menus: block_id -> action_id -> value."""

    @property
    def state(self) -> JsonObject:
        return current_state(self.blocks, self.chosen)


class MessageLog:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._channels: dict[str, dict[str, Message]] = {}

    def next_ts(self, channel: str) -> str:
        """Return a timestamp that no message of this channel has yet."""
        moment = self._now()
        while to_ts(moment) in self._channels.get(channel, {}):
            moment += timedelta(microseconds=1)
        return to_ts(moment)

    def add(self, message: Message) -> Message:
        self._channels.setdefault(message.channel, {})[message.ts] = message
        return message

    def find(self, channel: str, ts: str) -> Message | None:
        """Return the message of that name, ephemeral ones too."""
        return self._channels.get(channel, {}).get(ts)

    def visible(self, channel: str, *, user: str | None = None) -> list[Message]:
        """Return the channel's messages, replies too, oldest first; with a user also the ephemeral ones for them."""
        return sorted(
            (
                each
                for each in self._channels.get(channel, {}).values()
                if each.ephemeral_to is None or each.ephemeral_to == user
            ),
            key=lambda each: _order(each.ts),
        )

    def replies(self, channel: str, thread_ts: str, *, user: str | None = None) -> list[Message]:
        """Return the replies of a thread without its first message, oldest first."""
        return [each for each in self.visible(channel, user=user) if is_reply(each) and each.thread_ts == thread_ts]

    def in_channel(self, channel: str, *, user: str | None = None) -> Iterator[Message]:
        """Yield the messages in the channel itself: no replies."""
        return (each for each in self.visible(channel, user=user) if not is_reply(each))


def is_reply(message: Message) -> bool:
    return message.thread_ts is not None and message.thread_ts != message.ts


def _order(ts: str) -> tuple[int, int]:
    seconds, _, microseconds = ts.partition(".")
    return int(seconds), int(microseconds)


@dataclass
class StoredFile:
    id: str
    name: str
    length: int
    created: int
    title: str = ""
    alt_txt: str = ""
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


class Files:
    def __init__(self, mint: Callable[[str], str]) -> None:
        self._mint = mint
        self._files: dict[str, StoredFile] = {}
        self._uploads: dict[str, str] = {}

    def begin(self, name: str, length: int, created: int, alt_txt: str = "") -> tuple[str, StoredFile]:
        """Return the token of an upload URL and the file that it will become."""
        file = StoredFile(self._mint("F"), name, length, created, alt_txt=alt_txt)
        token = self._mint("") + self._mint("")
        self._files[file.id] = file
        self._uploads[token] = file.id
        return token, file

    def uploading(self, token: str) -> StoredFile | None:
        return self._files.get(self._uploads.get(token, ""))

    def find(self, file_id: str) -> StoredFile | None:
        """Return a file by its id."""
        return self._files.get(file_id)


USES = 5
LIFE = timedelta(minutes=30)


@dataclass
class ResponseUrl:
    token: str
    interaction: str
    """The command, press or submission that it belongs to."""
    user: str
    channel: str
    until: datetime
    message_ts: str | None
    """The message with the button that was pressed; None after a slash command."""
    uses: int = 0


class ResponseUrls:
    def __init__(self, now: Callable[[], datetime], mint: Callable[[str], str]) -> None:
        self._now = now
        self._mint = mint
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self,
        user: str,
        channel: str,
        *,
        interaction: str,
        message_ts: str | None = None,
    ) -> ResponseUrl:
        token, until = self._mint("") + self._mint(""), self._now() + LIFE
        url = self._issued[token] = ResponseUrl(token, interaction, user, channel, until, message_ts)
        return url

    def find(self, token: str) -> ResponseUrl | None:
        """Return the response_url of that token, spent or not."""
        return self._issued.get(token)

    def refusal(self, url: ResponseUrl) -> str | None:
        """Why this response_url can no longer be used."""
        if self._now() >= url.until:
            return "expired_url"
        return "used_url" if url.uses >= USES else None


KEPT = 2000
_SECRET = frozenset({"token", "client_secret", "code", "refresh_token"})


class RequestLog:
    """The last requests, oldest first; tokens are left out."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._entries: deque[dict[str, Any]] = deque(maxlen=KEPT)

    def add(self, method: str, args: Mapping[str, Any], *, error: str | None) -> None:
        shown = {name: value for name, value in args.items() if name not in _SECRET}
        self._entries.append(
            {"method": method, "args": shown, "at": self._now().isoformat(), "ok": error is None, "error": error}
        )

    def of(self, method: str | None) -> list[dict[str, Any]]:
        return [entry for entry in self._entries if method in (None, entry["method"])]


TOKEN_LIFE: Final = timedelta(minutes=15)
"""https://github.com/slackapi/bolt-python/issues/1075."""
_KEPT: Final = 500


@dataclass
class Execution:
    id: str
    function: Function
    inputs: JsonObject
    started_at: datetime
    token: str = field(repr=False)
    status: Literal["running", "completed", "failed"] = "running"
    outputs: JsonObject = field(default_factory=dict)
    error: str = ""

    def to_page(self) -> JsonObject:
        return {
            "id": self.id,
            "function": self.function.callback_id,
            "inputs": {
                each.name: self.inputs[each.name]
                for each in self.function.inputs
                if each.name in self.inputs and not each.is_person
            },
            "started_at": self.started_at.isoformat(),
            "status": self.status,
            "outputs": self.outputs,
            "error": self.error,
        }


class Executions:
    """All runs, oldest first; times are by the sandbox's clock."""

    def __init__(self, now: Callable[[], datetime], mint: Callable[[str], str]) -> None:
        self._now = now
        self._mint = mint
        self._all: dict[str, Execution] = {}

    def start(self, function: Function, inputs: JsonObject) -> Execution:
        token = f"xwfp-{secrets.token_hex(16)}"
        execution = Execution(self._mint("Fx"), function, inputs, self._now(), token)
        self._all[execution.id] = execution
        while len(self._all) > _KEPT:
            del self._all[next(iter(self._all))]
        return execution

    def of_steps(self) -> list[Execution]:
        """Return the runs of steps, newest first."""
        return [each for each in reversed(self._all.values()) if each.function.is_step]

    def find(self, execution_id: str) -> Execution | None:
        """Return the run of an id."""
        return self._all.get(execution_id)

    def running(self, execution_id: str) -> Execution:
        """Return the run of an id, which waits for its result."""
        execution = self._all.get(execution_id)
        if execution is None:
            raise SlackError("function_execution_not_found")
        if execution.status != "running":
            raise SlackError("execution_not_in_running_state")
        return execution

    def holds(self, token: str) -> bool:
        execution = next((each for each in self._all.values() if each.token == token), None)
        if execution is None:
            return False
        if execution.status != "running" or self._now() - execution.started_at >= TOKEN_LIFE:
            raise SlackError("token_revoked")
        return True
