"""Signed requests, as Slack would put them on the line: a slash command, a search in a select, a call of a tool."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from bench.kit.fleet import TEAM_ID
from bench.kit.machine import present
from bot.blocks.kit.controls import PROGRAM_PICK, Control
from bot.domain.agents import AGENTS_PATH

SIGNING_SECRET: Final = "bench-signing-secret"  # noqa: S105  # of servers on loopback


@dataclass(frozen=True, slots=True)
class Person:
    """A person, and where they ask; the channel is empty where there is none: agents."""

    user_id: str
    team_id: str = TEAM_ID
    channel_id: str = ""


_PERSON: Final = Person("U0BENCH", channel_id="C0BENCH")


def slash_command(
    text: str, *, port: int, response_url: str, person: Person = _PERSON, signed_at: int | None = None
) -> bytes:
    """One `/baselib ...` request; good for five minutes from when it is signed (seconds, now unless given).

    https://docs.slack.dev/interactivity/implementing-slash-commands/
    """
    fields = {
        "token": "not-used-any-more",
        "team_id": person.team_id,
        "team_domain": "bench",
        "channel_id": person.channel_id,
        "channel_name": "mini-programs",
        "user_id": person.user_id,
        "user_name": "bench",
        "command": "/baselib",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": "1234567890.1234567890.0123456789abcdef0123456789abcdef",
    }
    return _form(fields, port, signed_at)


def search(text: str, *, port: int, signed_at: int | None = None) -> bytes:
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
    return _form({"payload": json.dumps(payload)}, port, signed_at)


def tool_call(
    name: str,
    arguments: Mapping[str, object],
    *,
    person: Person,
    number: int,
    port: int,
    signed_at: int | None = None,
) -> bytes:
    """A call of a tool as Slackbot sends it; `number` comes back with its answer.

    https://docs.slack.dev/ai/slackbot-mcp-client
    """
    who = {"user_id": person.user_id, "team_id": person.team_id, "enterprise_id": None}
    params = {"name": name, "arguments": arguments, "_meta": {"slack": who}}
    body = json.dumps({"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params})
    return _signed(AGENTS_PATH, "application/json\r\nMCP-Protocol-Version: 2025-06-18", body, port, signed_at)


def _form(fields: Mapping[str, str], port: int, signed_at: int | None) -> bytes:
    return _signed("/slack/events", "application/x-www-form-urlencoded", urlencode(fields), port, signed_at)


def _signed(path: str, content_type: str, body: str, port: int, signed_at: int | None) -> bytes:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack/."""
    timestamp = int(present().timestamp()) if signed_at is None else signed_at
    signature = hmac.new(SIGNING_SECRET.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Content-Type: {content_type}",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json, text/event-stream, */*",
        f"X-Slack-Signature: v0={signature}",
        f"X-Slack-Request-Timestamp: {timestamp}",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()
