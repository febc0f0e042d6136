"""The whole ASGI application as a third-party platform, and WeChat's requests."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

import httpx
from starlette.types import Message

from bot.domain.platform import Invitation, Origin
from bot.errors import StorageUnavailable
from bot.ports.platform import Pending, Ticket
from bot.usecases.platform.handle_news import ReceivePush
from bot.wechat.protocol.push import WeChatPushes
from handlers.http import PUSH_PATH, push_routes
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeAuthorisations, FakePushes, FakeRecordStatus, FakeTickets
from tests.handlers.site import Site
from tests.wechat.component import Posted, posted, push_keys

NOW: Final = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
APPID: Final = "wxf8b4f85f3a794e77"
TICKET: Final = "canary-ticket@@@7f3a9"
CODE: Final = "canary-code@@@7f3a9"
INVITATION: Final = "canary-invitation@@@7f3a9"
SECONDS: Final = int(NOW.timestamp())


def message(kind: str, fields: Mapping[str, str], *, created: int = SECONDS) -> str:
    elements = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in fields.items())
    return f"<xml><InfoType>{kind}</InfoType><CreateTime>{created}</CreateTime>{elements}</xml>"


TICKET_PUSH: Final = message("component_verify_ticket", {"ComponentVerifyTicket": TICKET})
AUTHORISED_PUSH: Final = message(
    "authorized",
    {
        "AuthorizerAppid": APPID,
        "AuthorizationCode": CODE,
        "AuthorizationCodeExpiredTime": "600",
        "PreAuthCode": INVITATION,
    },
)
UNAUTHORISED_PUSH: Final = message("unauthorized", {"AuthorizerAppid": APPID})


class FailingTickets(FakeTickets):
    def __init__(self) -> None:
        super().__init__()
        self.gone = False

    async def keep(self, ticket: Ticket) -> bool:
        if self.gone:
            raise StorageUnavailable(reason="locked")
        return await super().keep(ticket)


class Mailbox:
    def __init__(self, *, read_within: float = 5) -> None:
        self.clock = FakeClock(NOW)
        self.tickets = FailingTickets()
        self.authorisations = FakeAuthorisations()
        self.note = FakeRecordStatus()
        self.started: list[Pending] = []
        receive = ReceivePush(
            WeChatPushes(push_keys()), FakePushes(), self.tickets, self.authorisations, self.note, self.started.append
        )
        self.routes = push_routes(receive, self.clock, read_within=read_within)
        site = Site(pages=self.routes)
        self.app, self.client = site.app, site.client

    @property
    def taken_back(self) -> list[str]:
        return [appid for _, appid in self.note.noted]

    async def invited(self) -> None:
        await self.authorisations.invited(Invitation(INVITATION, NOW), Origin("T1", "C1", "U1"))

    async def post(self, push: Posted) -> httpx.Response:
        headers = {"Content-Type": "text/xml"}
        return await self.client.post(PUSH_PATH, params=push.query, content=push.body, headers=headers)

    async def pushes(self, text: str) -> httpx.Response:
        return await self.post(posted(text))

    async def stream(self, chunks: AsyncIterator[bytes]) -> httpx.Response:
        """Send a body without a length, with an unsigned query."""
        return await self.client.post(PUSH_PATH, params=posted(TICKET_PUSH).query, content=chunks)

    async def raw(self, messages: list[Message], headers: Mapping[str, str]) -> list[Message]:
        """Speak ASGI to it, message by message; the messages it sends."""
        sent: list[Message] = []
        pending = iter(messages)

        async def receive() -> Message:
            return next(pending)

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(
            {
                "type": "http",
                "method": "POST",
                "path": PUSH_PATH,
                "query_string": urlencode(posted(TICKET_PUSH).query).encode(),
                "headers": [(name.lower().encode(), text.encode()) for name, text in headers.items()],
            },
            receive,
            send,
        )
        return sent

    async def is_untouched(self) -> bool:
        kept = [await self.tickets.latest(), *await self.authorisations.unfinished()]
        return kept == [None] and not self.started and not self.taken_back
