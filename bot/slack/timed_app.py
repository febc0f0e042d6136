"""Bolt's app with timing and a request id for every request, over HTTP and Socket Mode alike."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.logs import begin_request, end_request
from bot.slack.payloads import flaw_in

_log, _talkative = structlog.get_logger(__name__), logging.getLogger(__name__)

_LONGEST: Final = 60
"""Characters of a type in the log."""
Acknowledged = Callable[[str, float], None]
"""Called with the kind of an acknowledged request, and the seconds it took."""
_KINDS: Final = {
    "block_actions": "action",
    "view_submission": "view",
    "view_closed": "view",
    "block_suggestion": "options",
    "event_callback": "event",
    "message_action": "shortcut",
    "shortcut": "shortcut",
}
"""By the payload's type: https://docs.slack.dev/reference/interaction-payloads/"""


class TimedApp(AsyncApp):
    """Logs everything that a request triggers under the request's id."""

    def __init__(self, acknowledged: Acknowledged, **settings: Any) -> None:
        """Like `AsyncApp`.

        Args:
            acknowledged: called after each answer; must be quick.
            settings: of `AsyncApp`.
        """
        super().__init__(**settings)
        self._acknowledged = acknowledged

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Like `AsyncApp.async_dispatch`."""
        begun, before = time.perf_counter(), begin_request()
        try:
            if flaw := flaw_in(req.body):  # neither Bolt nor what runs in the background looks at it
                _log.warning("a malformed request from Slack", field=flaw)
                return BoltResponse(status=400)
            response = await super().async_dispatch(req)
            seconds, kind = time.perf_counter() - begun, kind_of(req.body)
            self._acknowledged(kind, seconds)
            if _talkative.isEnabledFor(logging.DEBUG):  # checked first, because structlog takes longer
                _log.debug("acknowledged", kind=kind, status=response.status, seconds=round(seconds, 6))
        finally:
            end_request(before)
        return response

    def _handle_unmatched_requests(self, req: AsyncBoltRequest, resp: BoltResponse) -> BoltResponse:
        """Acknowledge what nothing here answers: refused, Slack would repeat it, and stop sending events one day."""
        del resp
        _log.warning("a request from Slack that nothing answers", type=_name(req.body.get("type")))
        return BoltResponse(status=200)


def _name(kind: object) -> str:
    """The type of a payload, for the log."""
    return str(kind)[:_LONGEST]


def kind_of(body: dict[str, Any]) -> str:
    """The kind of a request: one of `bot.metrics.answering.KINDS`."""
    return "command" if "command" in body else _KINDS.get(str(body.get("type")), "other")
