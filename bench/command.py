"""Signed requests, as the bytes that Slack would put on the line: a slash command, and a search in a select."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from urllib.parse import urlencode

from bench.clock import present
from bench.fleet import TEAM_ID
from bot.blocks.kit.controls import PROGRAM_PICK, Control


def slash_command(
    text: str, *, port: int, response_url: str, signing_secret: str, timestamp: int | None = None
) -> bytes:
    """One `/baselib ...` request; good for five minutes from its timestamp (seconds, now unless given).

    https://docs.slack.dev/interactivity/implementing-slash-commands/
    """
    fields = {
        "token": "not-used-any-more",
        "team_id": TEAM_ID,
        "team_domain": "bench",
        "channel_id": "C0BENCH",
        "channel_name": "mini-programs",
        "user_id": "U0BENCH",
        "user_name": "bench",
        "command": "/baselib",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": "1234567890.1234567890.0123456789abcdef0123456789abcdef",
    }
    return _signed(fields, port=port, signing_secret=signing_secret, timestamp=timestamp)


def search(text: str, *, port: int, signing_secret: str, timestamp: int | None = None) -> bytes:
    """A search in the select that asks which program; valid as long as a slash command.

    https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload/
    """
    payload = {
        "type": "block_suggestion",
        "team": {"id": TEAM_ID, "domain": "bench"},
        "user": {"id": "U0BENCH", "name": "bench", "team_id": TEAM_ID},
        "container": {"type": "message", "message_ts": "1.0", "channel_id": "C0BENCH", "is_ephemeral": True},
        "channel": {"id": "C0BENCH", "name": "mini-programs"},
        "api_app_id": "A0BENCH",
        "action_id": PROGRAM_PICK,
        "block_id": Control(choice="report").encode(),
        "value": text,
    }
    fields = {"payload": json.dumps(payload)}
    return _signed(fields, port=port, signing_secret=signing_secret, timestamp=timestamp)


def _signed(fields: Mapping[str, str], *, port: int, signing_secret: str, timestamp: int | None) -> bytes:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack/."""
    signed_at = int(present().timestamp()) if timestamp is None else timestamp
    body = urlencode(fields)
    signature = hmac.new(signing_secret.encode(), f"v0:{signed_at}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json,*/*",
        f"X-Slack-Signature: v0={signature}",
        f"X-Slack-Request-Timestamp: {signed_at}",
        f"Content-Length: {len(body)}",
        "Content-Type: application/x-www-form-urlencoded",
    )
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()
