"""Translate Slack's errors into ours, by who must act, and limit posts so that few come: by channel and workspace.

`bot.domain.delivery` has the codes; rate limits: https://docs.slack.dev/apis/web-api/rate-limits

https://docs.slack.dev/apis/web-api/rate-limits ("Posting messages"): one message per second and channel, and several
hundred per minute in a workspace. The limits hold within one process; if several together exceed them, Slack answers
with Retry-After.

Translate Slack's errors into ours, by who must act, and limit posts so that few come: by channel and workspace.
`bot.domain.delivery.delivery` has the codes; rate limits: https://docs.slack.dev/apis/web-api/rate-limits

https://docs.slack.dev/apis/web-api/rate-limits ("Posting messages"): one message per second and channel, and several
hundred per minute in a workspace. The limits hold within one process; if several together exceed them, Slack answers
with Retry-After.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.delivery import Refusal, refusal_of
from bot.errors import (
    BotError,
    ChannelUnavailable,
    SlackBusy,
    SlackRefused,
    SlackUnclear,
    SlackUnheard,
    SlackUnreachable,
    WorkspaceUnavailable,
)

CHANNEL_SECONDS: Final = 1.0
WORKSPACE_SECONDS: Final = 0.2
"""Three hundred per minute."""
LONGEST_WAIT: Final = 86_400
"""Seconds of Slack's Retry-After; a longer one counts as a day."""
_PATIENCE: Final = 15.0
"""Longer waits are left to the caller, who can do other work meanwhile."""
_KEEP_MOST: Final = 5000
_METHOD: Final = "chat.postMessage"


class SlackRateLimit:
    """Gives out turns to post, first come, first served."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._workspaces: dict[str, float] = {}
        """When each workspace's next turn is due."""
        self._channels: dict[tuple[str, str], float] = {}
        self._held: dict[str, float] = {}
        """Until when Slack asked us to wait, by workspace."""

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until a post into a channel is due."""
        wait = self._reserve(team_id, channel_id)
        if wait > 0:
            await self._sleep(wait)
        self._refuse_beyond_patience(self._held.get(team_id, 0.0) - self._monotonic(), patience=0)

    def hold(self, team_id: str, seconds: float) -> None:
        """Stop posts into a workspace for the seconds of Slack's Retry-After."""
        self._held[team_id] = max(self._held.get(team_id, 0.0), self._monotonic() + seconds)

    def _reserve(self, team_id: str, channel_id: str) -> float:
        """Take the next turn; returns the seconds until then."""
        now, channel = self._monotonic(), (team_id, channel_id)
        in_workspace = max(now, self._workspaces.get(team_id, 0.0), self._held.get(team_id, 0.0))
        at = max(in_workspace, self._channels.get(channel, 0.0))
        self._refuse_beyond_patience(at - now, patience=_PATIENCE)
        self._workspaces[team_id] = in_workspace + WORKSPACE_SECONDS
        if len(self._channels) >= _KEEP_MOST:
            self._channels = {each: until for each, until in self._channels.items() if until > now}
        self._channels[channel] = at + CHANNEL_SECONDS
        return at - now

    @staticmethod
    def _refuse_beyond_patience(wait: float, *, patience: float) -> None:
        if wait > patience:
            raise SlackBusy(retry_after=math.ceil(wait), method=_METHOD)


_log = structlog.get_logger(__name__)

BLOCKS: Final = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
"""The message is at fault, not the channel: simpler blocks may be accepted."""
_DELIVERS: Final = frozenset({"chat.postMessage", "conversations.history", "conversations.replies"})
"""A refusal that Slack does not document must not lose a delivery, so it is unclear. Elsewhere a person reads it."""
UPLOAD: Final = "file upload"
_BEFORE_A_POST: Final = frozenset({"conversations.open", "files.getUploadURLExternal", UPLOAD})
"""Nothing was posted, whatever became of the call."""
_WAIT: Final = 30
_LONGEST_NUMBER: Final = 12
_NOT_SENT_WAIT: Final = 5
_LATER_WAIT: Final = 300
"""Until a workspace has moved, or a limit is lifted."""
_SERVER_ERROR: Final = 500
_RATE_LIMITS: Final = frozenset({"ratelimited", "rate_limited"})
_ERRORS: Final[Mapping[Refusal, type[SlackRefused]]] = {
    Refusal.CHANNEL: ChannelUnavailable,
    Refusal.SUSPENDED: WorkspaceUnavailable,
    Refusal.GONE: WorkspaceUnavailable,
}
_NO_SLACK: Final = (AttributeError, LookupError, TypeError, ValueError)
"""What the SDK raises when an answer is not Slack's, such as a proxy's page."""


def from_answer(method: str, code: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> BotError:
    """Return the error for an answer that is not ok.

    Args:
        method: the Web API method, or `response_url`.
        code: Slack's `error`; empty when the answer names none.
        status: HTTP status.
        headers: of the answer, for `Retry-After` (seconds).
    """
    headers = headers or {}
    if status == 429:  # noqa: PLR2004 - the status has a name only in English
        return SlackBusy(retry_after=_retry_after(headers, _WAIT), method=method)
    if not code:  # a proxy's or gateway's page: Slack's own refusals have one
        return _unclear(method, f"http {status}")
    code = code[:80]
    name = code.split(" ", maxsplit=1)[0]
    refusal = refusal_of(name, otherwise=Refusal.UNCLEAR if method in _DELIVERS else Refusal.REFUSED)
    if status >= _SERVER_ERROR or refusal is Refusal.UNCLEAR:
        return _unclear(method, code)
    if refusal is Refusal.LATER:
        wait = _WAIT if name in _RATE_LIMITS else _LATER_WAIT
        return SlackBusy(retry_after=_retry_after(headers, wait), method=method)
    error: type[SlackRefused] = _ERRORS.get(refusal, SlackRefused)
    return error(code=code, method=method)


def _unclear(method: str, code: str = "") -> SlackUnclear:
    return (SlackUnheard if method in _BEFORE_A_POST else SlackUnclear)(method=method, code=code)


def header_in(headers: Mapping[str, str], wanted: str) -> str | None:
    """Return a header by its lower-case name. Some of the SDK's headers are a plain dict with the original spelling."""
    return next((value for name, value in headers.items() if name.lower() == wanted), None)


def _retry_after(headers: Mapping[str, str], otherwise: int) -> int:
    wait = header_in(headers, "retry-after") or ""
    return min(int(wait), LONGEST_WAIT) if wait.isdecimal() and len(wait) <= _LONGEST_NUMBER else otherwise


def outcome_of(method: str, error: Exception) -> str:
    """Return the outcome of a call that raised: the key of our error for the exception."""
    if isinstance(error, BotError):
        return error.key
    if isinstance(error, SlackApiError) and isinstance(error.response, AsyncSlackResponse):
        answer = error.response
        code = str(answer.data.get("error") or "") if isinstance(answer.data, dict) else ""
        return from_answer(method, code, status=answer.status_code, headers=answer.headers).key
    return SlackUnreachable.key if isinstance(error, aiohttp.ClientConnectorError) else SlackUnclear.key


@contextmanager
def translated(method: str) -> Iterator[None]:
    """Turn the exceptions of the SDK and aiohttp into ours."""
    try:
        yield
    except SlackApiError as error:
        raise _refusal(method, error.response) from error
    except aiohttp.ClientConnectorError as error:  # the request never left
        raise SlackUnreachable(retry_after=_NOT_SENT_WAIT, method=method) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        raise _unclear(method) from error
    except _NO_SLACK as error:
        _log.warning("an answer not from Slack", method=method, exc_info=error)
        raise _unclear(method) from error


def _refusal(method: str, answer: object) -> BotError:
    """Return the error for an answer that the SDK rejected."""
    if isinstance(answer, aiohttp.ClientResponse):  # declared as JSON, but is not
        return from_answer(method, "", status=answer.status, headers=answer.headers)
    if not isinstance(answer, AsyncSlackResponse):
        return _unclear(method)
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error") or "")
    if code in BLOCKS:
        _log.warning("blocks refused", method=method, why=data.get("response_metadata"))
    if code == "missing_scope":  # the person who reinstalls the app has to know which one
        code = f"{code} {data.get('needed') or ''}".rstrip()
    return from_answer(method, code, status=answer.status_code, headers=answer.headers)
