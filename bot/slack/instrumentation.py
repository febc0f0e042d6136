"""Counts and times every call to Slack, by method and outcome."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import BotError
from bot.lib.ignoring import ignore
from bot.slack.errors import outcome_of

_log = structlog.get_logger(__name__)

Called = Callable[[str, str, float], None]
"""Called with a method, its outcome (`ok`, or the key of an error), and the seconds it took."""


@contextmanager
def metered(method: str, called: Called) -> Iterator[None]:
    """Time one call and report its outcome."""
    begun, outcome = time.perf_counter(), "cancelled"
    try:
        yield
        outcome = "ok"
    except (BotError, SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        outcome = outcome_of(method, error)
        raise
    finally:
        seconds = time.perf_counter() - begun
        called(method, outcome, seconds)
        log = _log.debug if outcome == "ok" else _log.info
        log("slack was called", method=method, outcome=outcome, seconds=round(seconds, 3))


class MeteredClient(AsyncWebClient):
    """A client of the Web API that reports each call."""

    def __init__(self, called: Called = ignore, **settings: Any) -> None:
        """Like `AsyncWebClient`.

        Args:
            called: called after each call; must be quick.
            settings: of `AsyncWebClient`.
        """
        super().__init__(**settings)
        self._called = called

    async def api_call(self, api_method: str, **what: Any) -> AsyncSlackResponse:
        """Like `AsyncWebClient.api_call`."""
        with metered(api_method, self._called):
            return await super().api_call(api_method, **what)
