"""Signed requests, as Slack would put them on the line: a slash command, a search in a select, a call of a tool."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from bench.askers import Asker
from bench.clock import present
from bench.fleet import TEAM_ID
from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.agents import AGENTS_PATH

_PERSON = Asker("U0BENCH", channel_id="C0BENCH")


def slash_command(
    text: str,
    *,
    port: int,
    response_url: str,
    signing_secret: str,
    timestamp: int | None = None,
    asker: Asker = _PERSON,
) -> bytes:
    """One `/baselib ...` request; good for five minutes from its timestamp (seconds, now unless given).

    https://docs.slack.dev/interactivity/implementing-slash-commands/
    """
    fields = {
        "token": "not-used-any-more",
        "team_id": asker.team_id,
        "team_domain": "bench",
        "channel_id": asker.channel_id,
        "channel_name": "mini-programs",
        "user_id": asker.user_id,
        "user_name": "bench",
        "command": "/baselib",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": "1234567890.1234567890.0123456789abcdef0123456789abcdef",
    }
    return _form(fields, port=port, signing_secret=signing_secret, timestamp=timestamp)


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
    return _form(fields, port=port, signing_secret=signing_secret, timestamp=timestamp)


def tool_call(
    name: str,
    arguments: Mapping[str, object],
    *,
    asker: Asker,
    number: int,
    port: int,
    signing_secret: str,
    timestamp: int | None = None,
) -> bytes:
    """A call of a tool as Slackbot sends it; `number` comes back with its answer.

    https://docs.slack.dev/ai/slackbot-mcp-client
    """
    who = {"user_id": asker.user_id, "team_id": asker.team_id, "enterprise_id": None}
    params = {"name": name, "arguments": arguments, "_meta": {"slack": who}}
    body = json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
    head = (f"POST {AGENTS_PATH} HTTP/1.1", "Content-Type: application/json", "MCP-Protocol-Version: 2025-06-18")
    return _signed(head, body, port=port, signing_secret=signing_secret, timestamp=timestamp)


def _form(fields: Mapping[str, str], *, port: int, signing_secret: str, timestamp: int | None) -> bytes:
    head = ("POST /slack/events HTTP/1.1", "Content-Type: application/x-www-form-urlencoded")
    return _signed(head, urlencode(fields), port=port, signing_secret=signing_secret, timestamp=timestamp)


def _signed(first: Sequence[str], body: str, *, port: int, signing_secret: str, timestamp: int | None) -> bytes:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack/."""
    signed_at = int(present().timestamp()) if timestamp is None else timestamp
    signature = hmac.new(signing_secret.encode(), f"v0:{signed_at}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        *first,
        f"Host: 127.0.0.1:{port}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json, text/event-stream, */*",
        f"X-Slack-Signature: v0={signature}",
        f"X-Slack-Request-Timestamp: {signed_at}",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()
