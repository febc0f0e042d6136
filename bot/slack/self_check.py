"""Calls Baselib as Slack does, for `baselib doctor`: at its public URL, with a signature.

https://docs.slack.dev/authentication/verifying-requests-from-slack/ and
https://docs.slack.dev/reference/events/url_verification/
"""

import hmac
import json
import secrets
from hashlib import sha256
from typing import Final

import aiohttp

from bot.lib.clock import machine_seconds
from bot.ports.doctor import Edge, Taken

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
