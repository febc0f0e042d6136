"""Translates Slack's errors into ours, by who must act.

Method errors: https://docs.slack.dev/reference/methods/chat.postMessage/ and https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import BotError, ChannelUnavailable, SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable

_log = structlog.get_logger(__name__)

_CHANNEL: Final = frozenset({
    "channel_not_found", "not_in_channel", "is_archived", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel", "posting_to_channel_denied",
    "cannot_dm_bot", "user_not_found", "ekm_access_denied", "no_permission",
})  # fmt: skip
_WORKSPACE: Final = frozenset({
    "account_inactive", "token_revoked", "invalid_auth", "token_expired", "not_authed", "team_access_not_granted",
    "org_login_required", "app_uninstalled",
})  # fmt: skip
_UNCLEAR: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's documentation: some aspect of the operation may have succeeded."""
BLOCKS: Final = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
"""The message is at fault, not the channel: simpler blocks may be accepted."""
NO_CODE: Final = "http "
"""How our code for a refusal without one of Slack's begins."""
_WAIT: Final = 30
_LONGEST_WAIT: Final = 86_400
_LONGEST_NUMBER: Final = 12
_NOT_SENT_WAIT: Final = 5
_CLIENT_ERROR: Final = 400
_SERVER_ERROR: Final = 500
_NO_SLACK: Final = (AttributeError, LookupError, TypeError, ValueError)
"""What the SDK raises when an answer is not Slack's, such as a proxy's page."""


def from_answer(method: str, code: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> BotError:
    """The error for an answer that is not ok.

    Args:
        method: the Web API method, or `response_url`.
        code: Slack's `error`; empty when the answer names none.
        status: HTTP status.
        headers: of the answer, for `Retry-After` (seconds).
    """
    if status == 429 or code in ("ratelimited", "rate_limited"):  # noqa: PLR2004 - the status has a name only in English
        return SlackBusy(retry_after=_retry_after(headers or {}), method=method)
    if status >= _SERVER_ERROR or code in _UNCLEAR or (not code and status < _CLIENT_ERROR):
        return SlackUnclear(method=method)
    code = code[:80] or f"{NO_CODE}{status}"
    if code in _CHANNEL:
        return ChannelUnavailable(code=code, method=method)
    if code in _WORKSPACE:
        return WorkspaceUnavailable(code=code, method=method)
    return SlackRefused(code=code, method=method)


def header_in(headers: Mapping[str, str], wanted: str) -> str | None:
    """A header by its lower-case name. Some of the SDK's headers are a plain dict with the original spelling."""
    return next((value for name, value in headers.items() if name.lower() == wanted), None)


def _retry_after(headers: Mapping[str, str]) -> int:
    """The seconds of `Retry-After`."""
    wait = header_in(headers, "retry-after") or ""
    return min(int(wait), _LONGEST_WAIT) if wait.isdecimal() and len(wait) <= _LONGEST_NUMBER else _WAIT


def outcome_of(method: str, error: Exception) -> str:
    """The outcome of a call that raised: the key of our error for the exception."""
    if isinstance(error, BotError):
        return error.key
    if isinstance(error, SlackApiError) and isinstance(error.response, AsyncSlackResponse):
        answer = error.response
        code = str(answer.data.get("error") or "") if isinstance(answer.data, dict) else ""
        return from_answer(method, code, status=answer.status_code, headers=answer.headers).key
    return SlackBusy.key if isinstance(error, aiohttp.ClientConnectorError) else SlackUnclear.key


@contextmanager
def translated(method: str) -> Iterator[None]:
    """Turn the exceptions of the SDK and aiohttp into ours."""
    try:
        yield
    except SlackApiError as error:
        raise _refusal(method, error.response) from error
    except aiohttp.ClientConnectorError as error:  # the request never left
        raise SlackBusy(retry_after=_NOT_SENT_WAIT, method=method) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        raise SlackUnclear(method=method) from error
    except _NO_SLACK as error:
        _log.warning("an answer not from Slack", method=method, exc_info=error)
        raise SlackUnclear(method=method) from error


def _refusal(method: str, answer: object) -> BotError:
    """The error for an answer that the SDK rejected."""
    if isinstance(answer, aiohttp.ClientResponse):  # declared as JSON, but is not
        return from_answer(method, "", status=answer.status, headers=answer.headers)
    if not isinstance(answer, AsyncSlackResponse):
        return SlackUnclear(method=method)
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error") or "")
    if code in BLOCKS:
        _log.warning("blocks refused", method=method, why=data.get("response_metadata"))
    if code == "missing_scope":  # the person who reinstalls the app has to know which one
        code = f"{code} {data.get('needed') or ''}".rstrip()
    return from_answer(method, code, status=answer.status_code, headers=answer.headers)
