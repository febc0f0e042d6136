"""Requests that Slack has signed: each thing that can be done, from the registries, changed in its structure.

MORE
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp

from bot.domain.programs import plain_text
from bot.domain.workflows import CHECKED_EVERY, GIVES_UP_AFTER
from bot.export.workflow_steps import FUNCTIONS
from bot.mcp.documents import PROMPTS, SCHEME
from bot.mcp.http_admission import CallLimit
from bot.usecases.workflows import run_steps
from handlers.events import EVENTS
from handlers.http import SLACK_PATH, edge
from handlers.shortcuts import SHORTCUTS
from handlers.views.registry import SUBMISSIONS
from tests.clock import NOW
from tests.handlers.access.matrix import ELSEWHERE, PEOPLE, an_office, restore
from tests.handlers.access.operations import everything
from tests.handlers.context import CAFE, CHANNEL, SHOP, TEAM, Office
from tests.handlers.context import NOW as RUNS_AT
from tests.handlers.functions.workflows import TOKEN, execution, person
from tests.handlers.site import FORM, SECRET
from tests.mcp.endpoint import NEW, OLD, QUESTIONS, Endpoint, open_endpoint
from tests.mcp.endpoint import SECRET as AGENTS_SECRET
from tests.mcp.endpoint import signed as signed_for_agents
from tests.mcp.test_documents import ASKED
from tools.fuzz.mutate import JUNK, Json, mutated, mutated_bytes, mutated_text, sometimes
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
    return [*(dict(operation.payload) for operation in everything()), *_events(), *_others()]


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
    return [*(str(operation.payload["text"]) for operation in everything() if operation.kind == "command"), *_TYPED]


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


_USERS: Final = ("U0OWNER", "U0ADMIN", *(each.user_id for each in PEOPLE.values()))
_STARTERS: Final = tuple(person(user) for user in _USERS)
GIVEN: Final[Mapping[str, Sequence[Any]]] = {
    "program": (*(SHOP.appid, CAFE.appid, "shop") * 3, "云上商城", "wechat", "nothing"),
    "version": (*("3.0.0", "2.9.0", "3.14.15") * 3, "4.0", "３.０.０", "latest"),
    "channel": (*(CHANNEL,) * 4, "C9", "D0DIRECT", ""),
    "reason": ("", "for payments", "*<!channel>*\n" * 400),
    "proposer": (*_USERS, ""),
    "person": (*_STARTERS, None),
    "query": ("", "sh", "云", "x" * 400),
    "builder": (*_STARTERS, None),
}
"""What may stand in each input that the manifest declares."""
_CALLED: Final = (*tuple(FUNCTIONS) * 3, "unheard_of", "")
"""Now and then a function of a newer Baselib's manifest."""


class WorkflowSteps(SlackRequests):
    """The application over fakes, and the routine that goes on with what waits."""

    canaries = (*SlackRequests.canaries, TOKEN)

    def make(self, rng: Random) -> tuple[bytes, str]:
        """Return a run, mostly with inputs that a workflow could give; now and then all around them is changed, too."""
        name = rng.choice(_CALLED)
        declared = FUNCTIONS.get(name, {}).get("input_parameters", {}).get("properties", GIVEN)
        inputs: Any = {each: rng.choice(GIVEN[each]) for each in declared}
        for each in inputs:
            if isinstance(inputs[each], str) and sometimes(rng, 4):
                inputs[each] = mutated_text(inputs[each], rng)
            elif sometimes(rng, 8):
                inputs[each] = rng.choice(JUNK)
        if sometimes(rng, 3):
            inputs = mutated(inputs, rng)
        event = execution(name, f"Fx{rng.getrandbits(32)}", inputs)
        sent = from_someone({"type": "event_callback", "event_id": "Ev1", "event": event}, rng)
        body, content_type = body_of(mutated(sent, rng) if sometimes(rng, 4) else sent)
        return (mutated_bytes(body, rng) if sometimes(rng, 12) else body), content_type

    async def take(self, given: tuple[bytes, str]) -> Outcome:
        """Post it; then look at what waits a quarter of an hour later, and when it has to give up."""
        outcome = await super().take(given)
        office, results = self._office, self._office.step_results
        for later in (CHECKED_EVERY, GIVES_UP_AFTER):
            await run_steps(office.usecases, now=RUNS_AT + later)
        shown = f"{results.outputs} {results.failures}"
        results.outputs.clear()
        results.failures.clear()
        results.tokens.clear()
        office.decisions.forget(TEAM)
        return Outcome(outcome.text + shown + self._shown(), outcome.status)


_CALLS: Final[Mapping[str, Mapping[str, Any]]] = {
    **QUESTIONS, "propose_minimum": {**ASKED, "acknowledged_loss_percent": 99.9}, "scan_requirements": {"path": "/"},
}  # fmt: skip
_ADDRESSES: Final = ("catalogue/wx.login", "programs/shop/report", "docs/use")
REQUESTS: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    *(("tools/call", {"name": name, "arguments": arguments}) for name, arguments in _CALLS.items()),
    *(("prompts/get", {"name": name, "arguments": dict.fromkeys(given, "shop")}) for name, given in PROMPTS.items()),
    *(("resources/read", {"uri": f"{SCHEME}{rest}"}) for rest in _ADDRESSES),
    *((method, {}) for method in ("tools/list", "prompts/list", "resources/list", "resources/templates/list", "ping")),
    ("initialize", {"protocolVersion": OLD, "capabilities": {}, "clientInfo": {"name": "a", "version": "1"}}),
)  # fmt: skip
_VERSIONS: Final = (*(OLD,) * 4, *(NEW,) * 4, "1.0", "")
_PEOPLE: Final = [person.user_id for person in PEOPLE.values()]
_WHOLE: Final = 1_000_000
"""Calls of one person: nothing is refused for coming often."""


class Tools:
    """The endpoint over fakes, before which Slackbot stands."""

    canaries: Sequence[str] = (AGENTS_SECRET,)

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def make(self, rng: Random) -> tuple[bytes, dict[str, str]]:
        """Return a body, and the headers of its version of the protocol."""
        method, params = rng.choice(REQUESTS)
        version = rng.choice(_VERSIONS)
        headers = {"mcp-protocol-version": version}
        meta: dict[str, Any] = {"slack": {"user_id": rng.choice(_PEOPLE), "team_id": TEAM, "enterprise_id": None}}
        if version == NEW:  # says with each request what the older one says once
            about = {"protocolVersion": NEW, "clientInfo": {"name": "a", "version": "1"}, "clientCapabilities": {}}
            meta |= {f"io.modelcontextprotocol/{key}": value for key, value in about.items()}
            headers |= {"mcp-method": method, "mcp-name": str(params.get("name", params.get("uri", "")))}
        asked = {**params, "_meta": meta}
        if (inside := asked.get("arguments")) and not sometimes(rng, 4):
            asked["arguments"] = mutated(inside, rng)
            if sometimes(rng, 3) and isinstance(asked["arguments"], dict):
                asked["arguments"][rng.choice([*inside])] = rng.choice(JUNK)
        request: Any = {"jsonrpc": "2.0", "id": 1, "method": method, "params": asked}
        if sometimes(rng, 5):
            request = mutated(request, rng)
        body = json.dumps(request).encode()
        return mutated_bytes(body, rng) if sometimes(rng, 10) else body, headers

    async def take(self, given: tuple[bytes, dict[str, str]]) -> Outcome:
        body, headers = given
        response = await self._endpoint.post(body, {**signed_for_agents(body), **headers})
        return Outcome(response.text, response.status_code)


@contextlib.asynccontextmanager
async def tools() -> AsyncIterator[Tools]:
    """Everything that is offered, and proposals."""
    office = await an_office()
    await restore(office)
    async with open_endpoint(office, may_propose=True, limit=CallLimit(_WHOLE)) as endpoint:
        yield Tools(endpoint)
    await office.close()
