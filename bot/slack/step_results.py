"""Tells Slack the results of workflow steps."""

from collections.abc import Callable, Mapping
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackRefused
from bot.ports.workflows import Outputs
from bot.slack.errors import translated

COMPLETE: Final = "functions.completeSuccess"
FAIL: Final = "functions.completeError"
_OVER: Final = frozenset({"execution_not_in_running_state", "function_execution_not_found"})
"""The run has a result, or its workflow was ended."""
_NOT_ITS_TOKEN: Final = frozenset({"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive"})
"""A run's own token works for 15 minutes, and not after its result: https://github.com/slackapi/bolt-python/issues/1075."""


class SlackStepResults:
    """Serves `bot.ports.workflows.StepResults`.

    https://docs.slack.dev/reference/methods/functions.completeSuccess and
    https://docs.slack.dev/reference/methods/functions.completeError
    """

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
        """Nothing is sent yet."""
        self._client_of = client_of

    async def complete(self, team_id: str, run_id: str, outputs: Outputs, *, token: str = "") -> bool:
        return await self._send(team_id, COMPLETE, {"function_execution_id": run_id, "outputs": outputs}, token)

    async def fail(self, team_id: str, run_id: str, sentence: str, *, token: str = "") -> bool:
        return await self._send(team_id, FAIL, {"function_execution_id": run_id, "error": sentence}, token)

    async def _send(self, team_id: str, method: str, sent: Mapping[str, object], token: str) -> bool:
        """Send with the run's own token, and with the bot's if that one no longer works."""
        # The SDK's own methods put outputs into the address, where a hundred options do not fit.
        body = {**sent, **({"token": token} if token else {})}
        try:
            with translated(method):
                await self._client_of(team_id).api_call(method, json=body)
        except SlackRefused as refusal:
            if refusal.code in _OVER:
                return False
            if token and refusal.code in _NOT_ITS_TOKEN:
                return await self._send(team_id, method, sent, "")
            raise
        return True
