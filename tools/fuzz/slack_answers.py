"""Slack's answers to the bot's calls: changed in structure, status, headers and bytes, then read by each adapter."""

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from random import Random
from typing import Any, Final

import aiohttp
from multidict import CIMultiDict
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.blocks.kit.elements import Message
from bot.domain.delivery import CODES
from bot.errors import BotError
from bot.ports.slack import Installation
from bot.slack.checkup import SlackCheckup
from bot.slack.clients import WorkspaceClient
from bot.slack.history import DELIVERY_EVENT
from bot.slack.messenger import SlackFiles, SlackHomeTabs, SlackMessenger
from bot.slack.oauth import OAuthClient, TokenIdentity
from bot.slack.people import SlackPeople
from tools.fuzz.mutate import Json, mutated, mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome

NOW: Final = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
TOKEN: Final = "xoxb-canary-of-the-bot"  # noqa: S105  # made up
SECRET: Final = "canary-of-the-client-secret"  # noqa: S105
RESPONSE_URL: Final = "https://hooks.slack.com/commands/T1/2/canary-of-the-response-url"
_MESSAGE: Final = Message(
    "Hello", [{"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}, {"type": "data_visualization"}]
)
_STATUSES: Final = (200,) * 12 + (302, 400, 403, 404, 429, 500, 503)
_KINDS: Final = ("application/json",) * 6 + (
    "text/plain",
    "text/html",
    "application/gzip",
    "application/json; charset=nothing",
)
_WAITS: Final = ("1", "0", "-1", "30", "1e9", "９", "", "tomorrow", "9" * 50)


@dataclass(frozen=True, slots=True)
class Given:
    call: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Answer:
    """An answer as the SDK and the adapters see aiohttp's."""

    def __init__(self, given: Given) -> None:
        self.status, self._body = given.status, given.body
        self.reason = HTTPStatus(given.status).phrase
        self.headers = CIMultiDict(given.headers)
        self.content_type = self.headers.get("Content-Type", "").partition(";")[0]

    async def read(self) -> bytes:
        return self._body

    async def text(self) -> str:
        """Return the body as text, by the charset that the header names."""
        charset = self.headers.get("Content-Type", "").partition("charset=")[2] or "utf-8"
        return self._body.decode("utf-8" if charset == "nothing" else charset)

    async def json(self) -> Json:
        if "json" not in self.content_type:
            info = aiohttp.RequestInfo(URL("https://slack.com/api/x"), "POST", CIMultiDict(), URL("https://slack.com"))  # type: ignore[arg-type]
            raise aiohttp.ContentTypeError(info, (), status=self.status, headers=self.headers)
        return json.loads(await self.text())


class Session:
    closed = False

    def __init__(self) -> None:
        self.given = Given("", 200, {}, b"")

    @contextlib.asynccontextmanager
    async def _answered(self, *_where: object, **_how: object) -> AsyncIterator[Answer]:
        yield Answer(self.given)

    request = get = post = _answered


_USER: Final = {
    "id": "U1",
    "name": "ann",
    "team_id": "T1",
    "tz": "Europe/London",
    "locale": "en-GB",
    "is_admin": True,
    "deleted": False,
    "profile": {"display_name": "Ann"},
    "enterprise_user": {"teams": ["T1"]},
    "is_primary_owner": True,
}
_METADATA: Final = {"event_type": DELIVERY_EVENT, "event_payload": {"id": "d-1"}}
_MORE: Final = {"response_metadata": {"next_cursor": ""}}
_OAUTH: Final = {
    "access_token": TOKEN,
    "refresh_token": "xoxe-canary-of-the-bot",
    "expires_in": 43200,
    "bot_user_id": "UBOT",
    "team": {"id": "T1", "name": "Team"},
    "enterprise": None,
    "authed_user": {"id": "U1"},
    "is_enterprise_install": False,
}
ANSWERS: Final[Mapping[str, Json]] = {
    "post": {"ts": "1.000100", "channel": "C1"},
    "find": {"messages": [{"ts": "1.0", "metadata": _METADATA}, {"ts": "0.9"}], **_MORE},
    "find in thread": {"messages": [{"ts": "1.0", "metadata": _METADATA}], **_MORE},
    "respond": {},
    "whisper": {"message_ts": "1.0"},
    "open view": {"view": {"id": "V1"}},
    "update view": {"view": {"id": "V1"}},
    "person": {"user": _USER},
    "admin": {"members": [_USER, {"id": "U2", "is_bot": True}], **_MORE},
    "whoami": {"team_id": "T1", "team": "Team", "user_id": "UBOT"},
    "exchange": _OAUTH,
    "refresh": _OAUTH,
    "teams": {"teams": [{"id": "T1", "name": "Team"}], **_MORE},
    "reach": {},
    "file": {"channel": {"id": "D1"}, "upload_url": "https://files.slack.com/x", "file_id": "F1"},
    "home": {"view": {"id": "V1", "hash": "1.a"}},
    "token": {"team_id": "T1", "team": "Team", "user": "baselib", "user_id": "UBOT"},
}
"""What Slack says to each call when all is well, without `ok`."""


class SlackAnswers:
    canaries = (TOKEN, SECRET, "xoxe-canary-of-the-bot", "canary-of-the-response-url")

    def __init__(self) -> None:
        self._session = Session()
        session: Any = self._session
        settings = {"base_url": "https://slack.com/api/", "session": session, "retry_handlers": []}
        client = AsyncWebClient(token=TOKEN, **settings)

        async def token_of(team_id: str, *, refused: str = "") -> str:
            del team_id
            return refused or TOKEN

        workspace = WorkspaceClient("T1", token_of, settings)
        messenger = SlackMessenger(lambda _team: workspace, session)
        oauth = OAuthClient(
            lambda _token: client, "https://slack.com/oauth", "id", SecretStr(SECRET), (), "https://b.example"
        )
        installation = Installation("T1", "Team", "UBOT", bot_token=TOKEN, installed_at=NOW, installed_by="U1")
        self._calls: dict[str, Callable[[], Awaitable[object]]] = {
            "post": lambda: messenger.post("T1", "C1", _MESSAGE, delivery_id="d-1"),
            "find": lambda: messenger.find("T1", "C1", "d-1", since=NOW, until=NOW, now=NOW),
            "find in thread": lambda: messenger.find("T1", "C1", "d-1", since=NOW, until=NOW, now=NOW, thread_ts="1.0"),
            "respond": lambda: messenger.respond(RESPONSE_URL, _MESSAGE),
            "whisper": lambda: messenger.whisper("T1", "C1", "U1", _MESSAGE),
            "open view": lambda: messenger.open_view("T1", "1.2.3", {}),
            "update view": lambda: messenger.update_view("T1", "V1", {}, only_if="1.a"),
            "person": lambda: SlackPeople(lambda _team: workspace).get("T1", "U1"),
            "admin": lambda: SlackPeople(lambda _team: workspace).admin("T1"),
            "whoami": TokenIdentity(client).whoami,
            "exchange": lambda: oauth.exchange("a code", now=NOW),
            "refresh": lambda: oauth.refresh(installation, now=NOW),
            "teams": lambda: oauth.teams_of(installation),
            "reach": oauth.reach,
            "file": lambda: SlackFiles(lambda _team: workspace, session).send("T1", "U1", "a.csv", b"x", comment="x"),
            "home": lambda: SlackHomeTabs(lambda _team: workspace).publish("T1", "U1", {}, only_if="1.a"),
            "token": SlackCheckup(client, None, session, api_url="https://slack.com/api/").token,
        }

    def make(self, rng: Random) -> Given:
        call = rng.choice(sorted(ANSWERS))
        answer = {"ok": True, **ANSWERS[call]}
        if sometimes(rng, 4):
            answer = {"ok": False, "error": rng.choice(_CODES), "needed": "chat:write", **_MORE}
        body = json.dumps(answer if sometimes(rng, 8) else mutated(answer, rng)).encode()
        if sometimes(rng, 5):
            body = mutated_bytes(body, rng)
        headers = {"Content-Type": rng.choice(_KINDS), "X-OAuth-Scopes": mutated_text("commands,chat:write", rng)}
        if sometimes(rng, 4):
            headers["Retry-After"] = rng.choice(_WAITS)
        return Given(call, rng.choice(_STATUSES), headers, body)

    async def take(self, given: Given) -> Outcome:
        self._session.given = given
        try:
            return Outcome(repr(await self._calls[given.call]()))
        except BotError as error:
            return Outcome(f"{error} {error!r} {error.params}")


_CODES: Final[Sequence[str]] = (
    *sorted(code for codes in CODES.values() for code in codes.split()),
    "unheard_of",
    "",
    "x" * 300,
)
