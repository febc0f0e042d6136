"""Check what Baselib is at Slack, and call it as Slack does, for `baselib doctor`.

https://docs.slack.dev/authentication/verifying-requests-from-slack/ and
https://docs.slack.dev/reference/events/url_verification/
"""

import asyncio
import hmac
import json
import secrets
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.error_attribution import BlockProblem, Sample, Verdict
from bot.errors import SlackBusy
from bot.lib.clock import machine_seconds
from bot.lib.rest import read_date
from bot.ports.doctor import Edge, Taken, TokenIdentity
from bot.slack.errors import header_in, translated
from bot.slack.oauth import workspace_in

_ATTEMPTS: Final = 5
"""Before a rate limit counts as a failure."""


class SlackCheckup:
    """Serves `bot.ports.doctor.SlackProbe`.

    Args:
        bot: with a bot token; None when the bot is not installed.
        app: with the app-level token; None over HTTP.
        session: for calls without a token.
        api_url: of Slack's Web API, with a trailing slash.
    """

    def __init__(
        self, bot: AsyncWebClient | None, app: AsyncWebClient | None, session: aiohttp.ClientSession, *, api_url: str
    ) -> None:
        self._bot = bot
        self._app = app
        self._session = session
        self._api_url = api_url

    async def token(self) -> TokenIdentity | None:
        """Return the workspace and scopes of the bot token; None when the bot is not installed.

        https://docs.slack.dev/reference/methods/auth.test/: a header of every answer has the scopes.
        """
        if self._bot is None:
            return None
        with translated("auth.test"):
            answer = await self._bot.auth_test()
            workspace, scopes = workspace_in(answer), header_in(answer.headers, "x-oauth-scopes")
        granted = None if scopes is None else frozenset(filter(None, (scope.strip() for scope in scopes.split(","))))
        return TokenIdentity(workspace, str(answer.get("user") or ""), granted)

    async def socket(self) -> None:
        """Ask for a WebSocket address without connecting, which would take requests from a running Baselib.

        https://docs.slack.dev/reference/methods/apps.connections.open/
        """
        if self._app is None:
            return
        with translated("apps.connections.open"):
            await self._app.apps_connections_open(app_token=str(self._app.token))

    async def date(self) -> datetime | None:
        """Slack's time, from the header of an answer.

        https://docs.slack.dev/reference/methods/api.test/
        """
        try:
            async with self._session.get(f"{self._api_url}api.test") as answer:
                return read_date(answer.headers.get("date", ""))
        except (aiohttp.ClientError, TimeoutError):
            return None


class BlockCheckup:
    """Asks Slack's own validator about messages; nothing is sent to a channel.

    https://docs.slack.dev/reference/methods/blocks.validate/ takes any token and needs no scope.
    """

    def __init__(self, client: AsyncWebClient, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Ask nothing yet.

        Args:
            sleep: waits where Slack limits the rate.
        """
        self._client = client
        self._sleep = sleep

    async def __call__(self, sample: Sample) -> Verdict:
        for _ in range(_ATTEMPTS):
            try:
                return await self._ask(sample)
            except SlackBusy as busy:
                await self._sleep(busy.retry_after)
        return await self._ask(sample)

    async def _ask(self, sample: Sample) -> Verdict:
        with translated("blocks.validate"):
            try:
                await self._client.blocks_validate(**{sample.kind: sample.content})  # type: ignore[arg-type]  # by kind
            except SlackApiError as error:
                answer = error.response
                if not isinstance(answer, AsyncSlackResponse) or answer.get("error") != f"invalid_{sample.kind}":
                    raise
                return Verdict(sample, tuple(_problems(answer)))
        return Verdict(sample)


def _problems(answer: AsyncSlackResponse) -> Iterator[BlockProblem]:
    found = [each for each in answer.get("errors") or () if isinstance(each, dict)]
    for each in found or [{"message": str(answer.get("error"))}]:
        yield BlockProblem(str(each.get("pointer") or ""), str(each.get("message") or each.get("code") or ""))


EVENTS_PATH: Final = "/slack/events"
LIVE_PATH: Final = "/livez"
_ALIVE: Final = b"ok"
_LONGEST_ANSWER: Final = 4096
_OK: Final = 200
_REFUSED: Final = 401
"""Baselib's answer to requests without Slack's signature."""
_REDIRECTS: Final = range(300, 400)
_BAD_GATEWAY: Final = (502, 503, 504)
"""A proxy's answers when it reaches no server behind it."""


class SelfCheck:
    """Serves `bot.ports.doctor.EdgeProbe`.

    Args:
        url: Baselib's public URL, without a trailing slash.
        signing_secret: Slack's.
    """

    def __init__(self, session: aiohttp.ClientSession, *, url: str, signing_secret: str) -> None:
        self._session = session
        self._url = url
        self._signing_secret = signing_secret

    async def alive(self) -> Edge:
        try:
            async with self._session.get(f"{self._url}{LIVE_PATH}", allow_redirects=False) as answer:
                if answer.status in _BAD_GATEWAY:
                    return Edge.SILENT
                if answer.status in _REDIRECTS:
                    return Edge.REDIRECTED
                body = await answer.content.read(_LONGEST_ANSWER)
        except aiohttp.ClientConnectorCertificateError:
            return Edge.UNTRUSTED
        except (aiohttp.ClientError, TimeoutError):
            return Edge.SILENT
        return Edge.OURS if answer.status == _OK and body == _ALIVE else Edge.ELSEWHERE

    async def takes(self, *, forged: bool) -> Taken:
        challenge = secrets.token_hex(16)
        body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
        headers = self._signed(body, secrets.token_hex(16) if forged else self._signing_secret)
        try:
            async with self._session.post(
                f"{self._url}{EVENTS_PATH}", data=body, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.content.read(_LONGEST_ANSWER)
        except (aiohttp.ClientError, TimeoutError):
            return Taken.SILENT
        if answer.status == _OK and challenge.encode() in body:
            return Taken.TAKEN
        if answer.status in _BAD_GATEWAY:
            return Taken.SILENT
        return Taken.REFUSED if answer.status == _REFUSED else Taken.ELSEWHERE

    def _signed(self, body: bytes, secret: str) -> dict[str, str]:
        timestamp = str(int(machine_seconds()))
        signature = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, sha256).hexdigest()
        return {
            "content-type": "application/json",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": f"v0={signature}",
        }
