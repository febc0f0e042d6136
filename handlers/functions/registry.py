"""One listener for every function: https://docs.slack.dev/tools/bolt-python/concepts/custom-steps/."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import BotError, ShuttingDown, StorageUnavailable, TooBusy
from handlers.context import Deps, team_of
from handlers.registry import Registry

_log = structlog.get_logger(__name__)
_ANY: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Execution:
    """A run of a function."""

    team_id: str
    id: str
    """Slack's."""
    name: str
    """The function's, from the app's manifest."""
    inputs: Mapping[str, Any]
    """Text from outside: people choose and type it."""
    token: str = field(repr=False)
    """The run's own, for about 15 minutes; empty when Slack sent none."""

    @classmethod
    def of(cls, body: dict[str, Any]) -> "Execution":
        """Read an event. https://docs.slack.dev/reference/events/function_executed/."""
        event = body.get("event") or {}
        authorizations = body.get("authorizations") or [{}]
        return cls(
            team_of(body) or str(authorizations[0].get("team_id") or ""),
            str(event.get("function_execution_id") or ""),
            str((event.get("function") or {}).get("callback_id") or ""),
            event.get("inputs") or {},
            str(event.get("bot_access_token") or ""),
        )

    def text(self, name: str, longest: int) -> str:
        """An input as one line of text; a number or a list is none."""
        value = self.inputs.get(name)
        return " ".join(value.split())[:longest] if isinstance(value, str) else ""

    def person(self, name: str) -> str:
        """The id of the person in an input of the type `slack#/types/user_context`; empty for none."""
        value = self.inputs.get(name)
        return str(value.get("id") or "") if isinstance(value, dict) else ""


Handle = Callable[[Deps, Execution], Awaitable[None]]
"""Done before Slack hears that the run arrived: it keeps the run, or completes it."""

FUNCTIONS: Final = Registry[Handle]("handlers.functions")
"""By the name in the app's manifest."""


def function(name: str) -> Callable[[Handle], Handle]:
    """Register the function for a name."""

    def register_function(handle: Handle) -> Handle:
        FUNCTIONS.add(name, handle)
        return handle

    return register_function


def register(app: AsyncApp, deps: Deps) -> None:
    """Listen to every run."""

    @app.function(_ANY, auto_acknowledge=False)
    async def on_function(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        execution = Execution.of(body)
        try:
            await (FUNCTIONS.get(execution.name) or _refuse)(deps, execution)
        except (StorageUnavailable, ShuttingDown, TooBusy) as error:
            _log.warning("Slack has to send a workflow step again", step=execution.name, error=str(error))
            return BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
        except BotError as error:
            _log.warning("a workflow step has no result", step=execution.name, error=str(error))
        await ack()
        return None


async def _refuse(deps: Deps, execution: Execution) -> None:
    """A function that only a newer Baselib knows."""
    steps = deps.usecases.workflows.steps
    deps.work.start(partial(steps.refuse, execution.team_id, execution.id, execution.name, token=execution.token))
