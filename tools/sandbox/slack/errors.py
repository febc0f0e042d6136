"""The sandbox's errors, in Slack's format."""

from collections.abc import Iterable, Mapping
from typing import Any

from tools.sandbox.faults import Fault
from tools.sandbox.slack.check import Problem
from tools.sandbox.slack.surfaces import Refusal


class SlackError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, problems: Iterable[Problem | str] = (), **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.problems = tuple(str(problem) for problem in problems)
        self.extra = extra

    def to_body(self) -> dict[str, Any]:
        """Return the JSON body, with the problems twice, as in Slack's own."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.problems:
            body["errors"] = list(self.problems)
            body["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return body


def refused(refusal: Refusal) -> SlackError:
    return SlackError(refusal.error, refusal.problems)


class ControlError(Exception):
    """A wrong request to the sandbox's own control API."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


CATALOGUE: Mapping[str, str] = {
    "ratelimited": "Answer 429 with Retry-After (params: retry_after, seconds; default 1).",
    "internal_error": "Answer 200 with ok: false, internal_error.",
    "server_error": "Answer 500 without JSON (params: status).",
    "timeout": "Hang, then drop the connection (params: seconds; default 30).",
    "slow": "Answer correctly, but late (params: seconds; default 2).",
    "accepted_without_answer": "Carry out the call, then answer 500.",
    "answer_lost": "Carry out the call, then drop the connection without an answer.",
    "is_archived": "The channel is archived.",
    "channel_not_found": "The channel does not exist, or is private and the bot was removed.",
    "not_in_channel": "The bot is not in the channel.",
    "invalid_blocks_data_visualization": "Refuse charts with invalid_blocks.",
    "invalid_blocks_data_table": "Refuse data tables with invalid_blocks.",
    "account_inactive": "The token's workspace or bot is deactivated.",
    "token_revoked": "The token was revoked.",
    "missing_scope": "The app lacks a scope (params: needed).",
    "history_lag": "Messages younger than this are missing from the history (params: seconds; default 5).",
    "enforce_rate": "Accept one message per second and channel; answer 429 to the rest.",
}

REFUSALS = frozenset({"account_inactive", "token_revoked", "missing_scope"})
"""Applied before anything is done, to any method."""
CHANNEL_REFUSALS = frozenset({"is_archived", "channel_not_found", "not_in_channel"})
TRANSPORT = frozenset({"ratelimited", "internal_error", "server_error", "timeout"})
"""Applied before anything is done, whatever the request."""
AFTERWARDS = frozenset({"accepted_without_answer", "answer_lost"})
"""Applied after the work is done; when armed for all places, only to methods that change something."""

RESPONSE_URL = "response_url"
UPLOAD = "upload"
"""The places besides API methods at which a fault can be armed."""


def seconds(fault: Fault, default: float) -> float:
    """Return the fault's `seconds` parameter."""
    return float(fault.params.get("seconds", default))
