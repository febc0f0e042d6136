"""Post to Slack: messages, views and Home tabs; a message whose blocks Slack refuses is sent again in simpler ones."""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.blocks.kit.elements import Message, View
from bot.blocks.kit.fallback import simpler
from bot.errors import SlackBusy, SlackRefused, TooBusy
from bot.lib.work import ignore
from bot.ports.slack import Outputs
from bot.slack.clients import Called, metered
from bot.slack.errors import BLOCKS, UPLOAD, SlackRateLimit, from_answer, translated
from bot.slack.history import DELIVERY_EVENT, HistorySearch

_log = structlog.get_logger(__name__)

_OK: Final = 200
_CODE: Final = re.compile(r"[a-z_]{1,80}")
_TOO_LATE: Final = frozenset({"expired_trigger_id", "exchanged_trigger_id", "trigger_expired", "trigger_exchanged"})
"""The three seconds for opening a modal are over: https://docs.slack.dev/reference/methods/views.open/"""

_VIEW_CHANGED: Final = frozenset({"hash_conflict", "not_found"})

Send = Callable[[Message], Awaitable[str]]


class SlackMessenger:
    """Sends messages and views to Slack.

    The clients must have no retry handlers: whether to repeat a post is the caller's decision.
    """

    def __init__(
        self,
        client_of: Callable[[str], AsyncWebClient],
        session: aiohttp.ClientSession,
        pace: SlackRateLimit | None = None,
        called: Called = ignore,
    ) -> None:
        """Nothing is sent yet.

        Args:
            pace: the rate limit: consulted before posts, and notified when Slack asks to wait; None for no limit.
            called: called after each answer to a response_url; the clients report their own calls.
        """
        self._client_of = client_of
        self._session = session
        self._pace = pace
        self._called = called
        self._history = HistorySearch()

    async def turn(self, team_id: str, channel_id: str) -> None:
        """Wait until the next post into a channel is due."""
        if self._pace:
            await self._pace.turn(team_id, channel_id)

    async def post(
        self, team_id: str, channel_id: str, message: Message, *, delivery_id: str = "", thread_ts: str = ""
    ) -> str:
        """Post into a channel and return the message's ts. A delivery must have waited for its `turn` before."""
        metadata = {"event_type": DELIVERY_EVENT, "event_payload": {"id": delivery_id}} if delivery_id else None

        async def send(variant: Message) -> str:
            answer = await self._client_of(team_id).chat_postMessage(
                channel=channel_id,
                text=variant.text,
                blocks=variant.blocks or None,
                metadata=metadata,
                thread_ts=thread_ts or None,
                unfurl_links=False,
                unfurl_media=False,
            )
            return str(answer.get("ts") or "")

        if not delivery_id:
            await self.turn(team_id, channel_id)
        try:
            return await self._post("chat.postMessage", message, send)
        except SlackBusy as busy:
            if self._pace:
                self._pace.hold(team_id, busy.retry_after)
            raise

    async def update(self, team_id: str, channel_id: str, message_ts: str, message: Message) -> None:
        """Replace the content of a message of our own.

        https://docs.slack.dev/reference/methods/chat.update/
        """

        async def send(variant: Message) -> str:
            await self._client_of(team_id).chat_update(
                channel=channel_id, ts=message_ts, text=variant.text, blocks=variant.blocks
            )
            return message_ts

        await self._post("chat.update", message, send)

    async def find(
        self,
        team_id: str,
        channel_id: str,
        delivery_id: str,
        *,
        since: datetime,
        until: datetime,
        now: datetime,
        thread_ts: str = "",
    ) -> str | None:
        """Return the ts of the message with a delivery id; None when there is none between these instants."""
        return await self._history.find(
            self._client_of(team_id),
            (team_id, channel_id),
            delivery_id,
            since=since,
            until=until,
            now=now,
            thread_ts=thread_ts,
        )

    async def respond(self, response_url: str, message: Message, *, replace: bool = False) -> None:
        """Answer a command or a button, visible only to the requester."""
        webhook = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[])
        webhook.proxy = None  # the session knows it, and `NO_PROXY`

        async def send(variant: Message) -> str:
            with metered("response_url", self._called):
                answer = await webhook.send(
                    text=variant.text,
                    blocks=variant.blocks or None,
                    response_type="ephemeral",
                    replace_original=replace,
                )
                code = _error_in(answer.body)
                if answer.status_code != _OK or code:
                    raise from_answer("response_url", code, status=answer.status_code, headers=answer.headers)
            return ""

        await self._post("response_url", message, send)

    async def whisper(self, team_id: str, channel_id: str, user_id: str, message: Message) -> None:
        """Post a message in a channel that only one person sees."""

        async def send(variant: Message) -> str:
            await self._client_of(team_id).chat_postEphemeral(
                channel=channel_id, user=user_id, text=variant.text, blocks=variant.blocks or None
            )
            return ""

        await self._post("chat.postEphemeral", message, send)

    async def open_view(self, team_id: str, trigger_id: str, view: View) -> str:
        """Open a modal (within 3 s of the click)."""
        try:
            with translated("views.open"):
                answer = await self._client_of(team_id).views_open(trigger_id=trigger_id, view=view)
        except SlackRefused as refusal:
            if refusal.code in _TOO_LATE:
                raise TooBusy from refusal
            raise
        opened = answer.data.get("view") if isinstance(answer.data, dict) else None  # bytes, where it is no JSON
        return str(opened.get("id") or "") if isinstance(opened, dict) else ""

    async def update_view(self, team_id: str, view_id: str, view: View, *, only_if: str = "") -> bool:
        """Replace the content of an open modal; False when it has changed meanwhile, or was closed.

        https://docs.slack.dev/reference/methods/views.update/
        """
        try:
            with translated("views.update"):
                await self._client_of(team_id).views_update(view_id=view_id, view=view, hash=only_if or None)
        except SlackRefused as refusal:
            if refusal.code in _VIEW_CHANGED:
                return False
            raise
        return True

    async def _post(self, method: str, message: Message, send: Send) -> str:
        variants = _variants(message)
        variant = next(variants)
        while True:
            try:
                with translated(method):
                    return await send(variant)
            except SlackRefused as refusal:
                if refusal.code not in BLOCKS:
                    raise
                following = next(variants, None)
                if following is None:
                    raise
                _log.warning("slack refused blocks; sending simpler ones", method=method, code=refusal.code)
                variant = following


def _variants(message: Message) -> Iterator[Message]:
    """Yield the message, and simpler ones where Slack refuses it."""
    yield message
    yield from simpler(message)


def _error_in(body: str) -> str:
    """Return the error code in a response_url's answer, which is JSON or bare text; empty for ok or without a code."""
    try:
        answer = json.loads(body)
    except ValueError:
        word = body.strip()
        return word if _CODE.fullmatch(word) and word != "ok" else ""
    return str(answer.get("error") or "") if isinstance(answer, dict) and not answer.get("ok") else ""


class SlackHomeTabs:
    """Serves `bot.ports.people.HomeTabs` (https://docs.slack.dev/reference/methods/views.publish/)."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
        self._client_of = client_of

    async def publish(self, team_id: str, user_id: str, view: View, *, only_if: str = "") -> str | None:
        try:
            with translated("views.publish"):
                answer = await self._client_of(team_id).views_publish(user_id=user_id, view=view, hash=only_if or None)
                shown = answer.get("view") or {}
                return str(shown.get("hash") or "")
        except SlackRefused as refusal:
            if refusal.code == "hash_conflict":
                return None
            raise


class SlackFiles:
    """Serves `bot.ports.slack.Files`."""

    def __init__(self, client_of: Callable[[str], AsyncWebClient], session: aiohttp.ClientSession) -> None:
        self._client_of = client_of
        self._session = session

    async def send(
        self, team_id: str, user_id: str, filename: str, content: bytes, *, comment: str, alt_text: str = ""
    ) -> None:
        client = self._client_of(team_id)
        with translated("conversations.open"):
            opened = await client.conversations_open(users=user_id)
            channel = str(opened["channel"]["id"])
        with translated("files.getUploadURLExternal"):
            # For a file that is not an image, `alt_txt` makes Slack answer ok and share nothing:
            # https://github.com/slackapi/python-slack-sdk/issues/1818
            place = await client.files_getUploadURLExternal(
                filename=filename, length=len(content), alt_txt=alt_text or None
            )
            url, file_id = str(place["upload_url"]), str(place["file_id"])
        with translated(UPLOAD):
            async with self._session.post(url, data=content) as answer:
                status = answer.status
        if status != _OK:
            raise from_answer(UPLOAD, "", status=status, headers=answer.headers)
        with translated("files.completeUploadExternal"):
            await client.files_completeUploadExternal(
                files=[{"id": file_id, "title": filename}], channel_id=channel, initial_comment=comment
            )


COMPLETE: Final = "functions.completeSuccess"
FAIL: Final = "functions.completeError"
_OVER: Final = frozenset({"execution_not_in_running_state", "function_execution_not_found"})
"""The run has a result, or its workflow was ended."""
_NOT_ITS_TOKEN: Final = frozenset({"invalid_auth", "not_authed", "token_expired", "token_revoked", "account_inactive"})
"""A run's own token works for 15 minutes, and not after its result: https://github.com/slackapi/bolt-python/issues/1075."""


class SlackStepResults:
    """Serves `bot.ports.slack.StepResults`.

    https://docs.slack.dev/reference/methods/functions.completeSuccess and
    https://docs.slack.dev/reference/methods/functions.completeError
    """

    def __init__(self, client_of: Callable[[str], AsyncWebClient]) -> None:
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
