"""Requests that Slack has signed: each thing that can be done, from the registries, changed in its structure."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp

from bot.domain.programs import plain_text
from handlers.events import EVENTS
from handlers.http import SLACK_PATH, edge
from handlers.shortcuts import SHORTCUTS
from handlers.views.registry import SUBMISSIONS
from tests.clock import NOW
from tests.handlers.access.deals import everything
from tests.handlers.access.matrix import ELSEWHERE, PEOPLE, an_office, restore
from tests.handlers.context import CHANNEL, TEAM, Office
from tests.handlers.site import FORM, SECRET
from tools.fuzz.mutate import Json, mutated, mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome, post
from tools.sandbox.slack.delivery import signed

RESPONSE_URL: Final = "https://hooks.slack.com/commands/T1/2/canary-of-the-response-url"
TRIGGER: Final = "1.2.canary-of-the-trigger"
_JSON: Final = "application/json"
_TYPED: Final = (
    *(
        "帮助",
        "报告 云上商城",
        "report “云上商城”",
        "raise ３.０.０ shop",
        "cover 99％",
        "digest 周一 09:00 Asia/Shanghai",
    ),
    *(
        "digest mon,fri 9:00 utc",
        "alert 损失 > 1% at 3.0.0",
        "can wx.login,wx.getUserProfile shop",
        "fleet #food raise 3.0.0",
    ),
    *(
        "trend shop --format=csv --since 2026-01-01",
        "access grant <@U0GUEST|guest> viewer",
        "programs tag shop 餐饮 连锁",
    ),
)
"""Besides the commands of the matrix of roles: what people type in Chinese, and with options."""


@cache
def corpus() -> Sequence[Json]:
    return [*(dict(deal.payload) for deal in everything()), *_events(), *_others()]


def _events() -> Iterator[Json]:
    """Each event of the registry, with every field that any of them has."""
    fields = {
        "user": "U0VIEWER",
        "channel": CHANNEL,
        "inviter": "U0ADMIN",
        "tab": "home",
        "event_ts": "1.0",
        "view": {"type": "home", "hash": "1.a"},
        "tokens": {"bot": ["UBOT"]},
        "team_ids": [ELSEWHERE],
    }
    person = {"id": "U0VIEWER", "team_id": TEAM, "enterprise_user": {"teams": [TEAM]}}
    for name in sorted({*EVENTS.all(), "message", "unheard_of"}):
        event = {"type": name, **fields, **({"user": person} if name == "user_change" else {})}
        parts = [{"enterprise_id": "E1", "team_id": TEAM, "user_id": "UBOT", "is_enterprise_install": False}]
        yield {
            "type": "event_callback",
            "event": event,
            "event_id": "Ev1",
            "event_time": 1_795_000_000,
            "authorizations": parts,
        }


def _others() -> Iterator[Json]:
    """Yield what the matrix of roles leaves out, since everyone may do it."""
    for callback_id in sorted(SUBMISSIONS.all()):
        yield {"type": "view_closed", "view": {"id": "V1", "callback_id": callback_id, "private_metadata": "{}"}}
    message = {
        "type": "message",
        "text": "wx.login, wx.nothing",
        "blocks": [{"type": "section", "text": {"text": "wx.pay"}}],
    }
    for callback_id in sorted(SHORTCUTS.all()):
        yield {"type": "message_action", "callback_id": callback_id, "message": message, "channel": {"id": CHANNEL}}
    yield {"type": "url_verification", "challenge": "a challenge"}
    yield {"ssl_check": "1", "token": "old"}
    for kind in ("interactive_message", "dialog_submission", "workflow_step_edit", "block_undreamt_of"):
        yield {"type": kind, "callback_id": "c", "actions": [{"name": "a", "type": "button"}]}


def from_someone(payload: Json, rng: Random) -> Json:
    """Return a payload with who did it where, mostly those who may do anything."""
    user = rng.choice(["U0ADMIN", "U0ADMIN", "U0OWNER", *(person.user_id for person in PEOPLE.values())])
    team = ELSEWHERE if sometimes(rng, 10) else TEAM
    answers = {"response_url": RESPONSE_URL} if payload.get("type") != "event_callback" else {}
    if "command" in payload:
        return {"team_id": team, "channel_id": CHANNEL, "user_id": user, **payload, **answers, "trigger_id": TRIGGER}
    if payload.get("type") in ("event_callback", "url_verification"):
        return {"team_id": team, **payload}
    return {"team": {"id": team}, "user": {"id": user}, **payload, **answers, "trigger_id": TRIGGER}


def body_of(payload: Json) -> tuple[bytes, str]:
    if isinstance(payload, dict) and "command" in payload:
        return urlencode(payload, errors="surrogatepass").encode(), FORM
    text = json.dumps(payload)
    if isinstance(payload, dict) and payload.get("type") in ("event_callback", "url_verification"):
        return text.encode(), _JSON
    return urlencode({"payload": text}).encode(), FORM


_SECRET_FIELDS: Final = frozenset({"response_url", "trigger_id"})


class SlackRequests:
    """The application over fakes, as the matrix of roles has it."""

    canaries: Sequence[str] = (SECRET, "xoxb-test", "canary-of-the-response-url", "canary-of-the-trigger")

    def __init__(self, office: Office, app: ASGIApp) -> None:
        self._office = office
        self._app = app

    def make(self, rng: Random) -> tuple[bytes, str]:
        """Return a payload changed in its structure, now and then in its bytes."""
        payload = from_someone(rng.choice(corpus()), rng)
        body, content_type = body_of(mutated(payload, rng))
        changed = mutated_bytes(body, rng) if sometimes(rng, 8) else body
        return (changed if self._in_their_places(changed) else body), content_type

    def _in_their_places(self, body: bytes) -> bool:
        """Whether no changed byte has moved a canary into what a person has typed, which may be shown to them."""
        fields = dict(parse_qsl(body.decode("utf-8", "replace")))
        others = "".join(value for name, value in fields.items() if name not in _SECRET_FIELDS and name != "payload")
        return not any(canary in each for canary in self.canaries for each in (others, plain_text(others)))

    async def take(self, given: tuple[bytes, str]) -> Outcome:
        """Post it, wait for what comes of it, and read all that people are shown."""
        body, content_type = given
        outcome = await post(self._app, SLACK_PATH, body, signed_bytes(body, content_type))
        while running := self._office.work._tasks:
            await asyncio.wait(running)
        return Outcome(outcome.text + self._shown(), outcome.status)

    def _shown(self) -> str:
        office, messenger = self._office, self._office.messenger
        messages = [message for _, message, _ in messenger.answers]
        messages += [message for *_, message in messenger.whispers] + [posted.message for posted in messenger.posted]
        shown: list[object] = [(message.text, message.blocks) for message in messages]
        shown += [view for *_, view in (*messenger.views, *messenger.updates, *office.home_tabs.shown.values())]
        shown += [(file.name, file.content, file.comment) for file in office.files.sent]
        for kept in (messenger.answers, messenger.whispers, messenger.posted, messenger.views, messenger.updates):
            kept.clear()
        office.files.sent.clear()
        office.home_tabs.shown.clear()
        return repr(shown) if shown else ""


class Commands(SlackRequests):
    """The same, for what people type after `/baselib`."""

    def make(self, rng: Random) -> tuple[bytes, str]:
        """Return a command whose text is changed, now and then very long."""
        typed = rng.choice(commands())
        text = mutated_text(mutated_text(typed, rng), rng)
        if sometimes(rng, 20):
            text += mutated_text(typed, rng) * 300
        payload = from_someone({"command": "/baselib", "text": text}, rng)
        return body_of(payload)


@cache
def commands() -> Sequence[str]:
    return [*(str(deal.payload["text"]) for deal in everything() if deal.kind == "command"), *_TYPED]


def signed_bytes(body: bytes, content_type: str) -> Mapping[str, str]:
    """Return the headers for a body that need not be text."""
    return {
        **signed(SECRET, body, at=int(NOW.timestamp())),
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
    }


@contextlib.asynccontextmanager
async def opened(subject: type[SlackRequests]) -> AsyncIterator[SlackRequests]:
    """Yield the application over fakes."""
    office = await an_office()
    await restore(office)

    async def ready() -> dict[str, str]:
        return {}

    app = edge(office.app, ready, contextlib.nullcontext, signing_secret=SECRET, now=NOW.timestamp)  # type: ignore[arg-type]
    yield subject(office, app)
    await office.close()
