"""The sandbox's errors, in Slack's format."""

from collections.abc import Iterable
from typing import Any

from tools.sandbox.slack.validation.check import Problem
from tools.sandbox.slack.validation.surfaces import Refusal


class SlackError(Exception):
    """An answer with `ok: false`."""

    def __init__(self, error: str, problems: Iterable[Problem | str] = (), **extra: object) -> None:
        super().__init__(error)
        self.error = error
        self.problems = tuple(str(problem) for problem in problems)
        self.extra = extra

    def to_body(self) -> dict[str, Any]:
        """The JSON body, with the problems twice, as in Slack's own."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.extra}
        if self.problems:
            body["errors"] = list(self.problems)
            body["response_metadata"] = {"messages": [f"[ERROR] {problem}" for problem in self.problems]}
        return body


def refused(refusal: Refusal) -> SlackError:
    """The API error for blocks that were refused."""
    return SlackError(refusal.error, refusal.problems)


class ControlError(Exception):
    """A wrong request to the sandbox's own control API."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
