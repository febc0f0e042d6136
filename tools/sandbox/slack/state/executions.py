"""Runs of the app's functions: each has a token of its own, and takes one result."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from tools.sandbox.slack.config import Function
from tools.sandbox.slack.errors import SlackError

JsonObject = dict[str, Any]
TOKEN_LIFE: Final = timedelta(minutes=15)
"""https://github.com/slackapi/bolt-python/issues/1075."""
_KEPT: Final = 500


@dataclass
class Execution:
    """One run of a function."""

    id: str
    function: Function
    inputs: JsonObject
    started_at: datetime
    token: str = field(repr=False)
    status: Literal["running", "completed", "failed"] = "running"
    outputs: JsonObject = field(default_factory=dict)
    error: str = ""
    """The sentence with which it failed."""

    def to_page(self) -> JsonObject:
        """As the page shows it."""
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
        """A new run."""
        token = f"xwfp-{secrets.token_hex(16)}"
        execution = Execution(self._mint("Fx"), function, inputs, self._now(), token)
        self._all[execution.id] = execution
        while len(self._all) > _KEPT:
            del self._all[next(iter(self._all))]
        return execution

    def of_steps(self) -> list[Execution]:
        """The runs of steps, newest first."""
        return [each for each in reversed(self._all.values()) if each.function.is_step]

    def find(self, execution_id: str) -> Execution | None:
        """The run of an id."""
        return self._all.get(execution_id)

    def running(self, execution_id: str) -> Execution:
        """The run of an id, which waits for its result.

        Raises:
            SlackError: `function_execution_not_found` or `execution_not_in_running_state`.
        """
        execution = self._all.get(execution_id)
        if execution is None:
            raise SlackError("function_execution_not_found")
        if execution.status != "running":
            raise SlackError("execution_not_in_running_state")
        return execution

    def holds(self, token: str) -> bool:
        """Whether a token is one of these runs'.

        Raises:
            SlackError: `token_revoked`, it is, and no longer works.
        """
        execution = next((each for each in self._all.values() if each.token == token), None)
        if execution is None:
            return False
        if execution.status != "running" or self._now() - execution.started_at >= TOKEN_LIFE:
            raise SlackError("token_revoked")
        return True
