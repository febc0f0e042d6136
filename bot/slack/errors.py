"""Slack's errors, turned into ours by who must act.

Method errors: https://docs.slack.dev/reference/methods/chat.postMessage/ and https://docs.slack.dev/apis/web-api/rate-limits
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

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
"""Slack's own words: some aspect of the operation may have succeeded."""
BLOCKS: Final = frozenset({
    "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_attachments",
})  # fmt: skip
"""The message is wrong, not the channel: a simpler one may pass."""
_WAIT: Final = 30
_NOT_SENT_WAIT: Final = 5
_SERVER_ERROR: Final = 500


def from_answer(method: str, code: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> BotError:
    """The error for an answer that is not ok.

    Args:
        method: the Web API method, or `response_url`.
        code: Slack's `error`.
        status: HTTP status.
        headers: the answer's, for `Retry-After` (seconds).
    """
    if status == 429 or code in ("ratelimited", "rate_limited"):  # noqa: PLR2004 - the status has a name only in English
        wait = (headers or {}).get("Retry-After", "")
        return SlackBusy(retry_after=int(wait) if wait.isdecimal() else _WAIT, method=method)
    if status >= _SERVER_ERROR or code in _UNCLEAR:
        return SlackUnclear(method=method)
    if code in _CHANNEL:
        return ChannelUnavailable(code=code, method=method)
    if code in _WORKSPACE:
        return WorkspaceUnavailable(code=code, method=method)
    return SlackRefused(code=code[:80], method=method)


@contextmanager
def translated(method: str) -> Iterator[None]:
    """Foreign exceptions stop here."""
    try:
        yield
    except SlackApiError as error:
        answer = error.response
        if BLOCKS & {str(answer.get("error"))}:
            _log.warning("blocks refused", method=method, why=answer.get("response_metadata"))
        raise from_answer(
            method, str(answer.get("error", "")), status=answer.status_code, headers=answer.headers
        ) from error
    except aiohttp.ClientConnectorError as error:  # the request never left
        raise SlackBusy(retry_after=_NOT_SENT_WAIT, method=method) from error
    except (TimeoutError, aiohttp.ClientError, SlackClientError) as error:
        raise SlackUnclear(method=method) from error
