"""The whole ASGI application as a third-party platform, and WeChat's requests."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, MutableMapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.domain.platform import LARGEST_PUSH, Invitation, Origin
from bot.errors import StorageUnavailable
from bot.logs import request_scope
from bot.ports.platform import Pending, Ticket
from bot.usecases.platform.handle_news import ReceivePush
from bot.wechat.protocol.push import WeChatPushes
from handlers.http import PUSH_PATH, push_routes
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeAuthorisations, FakePushes, FakeRecordStatus, FakeTickets
from tests.handlers.site import Site
from tests.wechat.component import COMPONENT, KEYS, TOKEN, Posted, enciphered, packed, posted, posted_raw, push_keys

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


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    made = Mailbox()
    await made.invited()
    async with made.client:
        yield made


def success(answer: httpx.Response) -> bool:
    plain = answer.headers["content-type"].startswith("text/plain")
    return plain and (answer.status_code, answer.text) == (200, "success")


def refusal(answer: httpx.Response) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status_code, answer.content, sorted(answer.headers.items())


async def test_ticket(mailbox: Mailbox) -> None:
    assert success(await mailbox.pushes(TICKET_PUSH))
    assert await mailbox.tickets.latest() == Ticket(TICKET, NOW)


async def test_authorisation(mailbox: Mailbox) -> None:
    assert success(await mailbox.pushes(AUTHORISED_PUSH))
    [pending] = await mailbox.authorisations.unfinished()
    assert (pending.code, pending.appid, pending.origin) == (CODE, APPID, Origin("T1", "C1", "U1"))
    assert mailbox.started == [pending]


async def test_taken_back(mailbox: Mailbox) -> None:
    assert success(await mailbox.pushes(UNAUTHORISED_PUSH))
    assert mailbox.taken_back == [APPID]


async def test_other_kinds(mailbox: Mailbox) -> None:
    assert success(await mailbox.pushes(message("notify_third_fasteregister", {"status": "0"})))
    assert await mailbox.is_untouched()


async def test_the_same_push_again(mailbox: Mailbox) -> None:
    for push in (AUTHORISED_PUSH, UNAUTHORISED_PUSH, TICKET_PUSH) * 3:
        assert success(await mailbox.pushes(push))

    assert (len(mailbox.started), mailbox.taken_back) == (1, [APPID])


@pytest.mark.parametrize("later", [timedelta(minutes=20), timedelta(hours=11), timedelta(days=2)])
async def test_passed_on_by_the_providers_own_platform(mailbox: Mailbox, later: timedelta) -> None:
    mailbox.clock.advance(later)
    for push in (TICKET_PUSH, AUTHORISED_PUSH, UNAUTHORISED_PUSH):
        assert success(await mailbox.pushes(push))

    assert await mailbox.tickets.latest() == Ticket(TICKET, NOW)
    assert (len(mailbox.started), mailbox.taken_back) == (1, [APPID])


async def test_the_key_before(mailbox: Mailbox) -> None:
    assert success(await mailbox.post(posted(TICKET_PUSH, key=KEYS[1])))


async def test_storage_that_has_gone(mailbox: Mailbox, logged: list[MutableMapping[str, Any]]) -> None:
    mailbox.tickets.gone = True
    answer = await mailbox.pushes(TICKET_PUSH)
    mailbox.tickets.gone = False

    assert (answer.status_code, answer.text) == (500, "not kept")
    assert [entry["log_level"] for entry in logged] == ["error"]
    assert await mailbox.is_untouched()
    assert success(await mailbox.pushes(TICKET_PUSH))


TRUE = posted(TICKET_PUSH)
BOMB = b'<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
REFUSED: dict[str, Posted] = {
    "nothing": Posted({}, b"", ""),
    "no query": replace(TRUE, query={}),
    "no body": replace(TRUE, body=b""),
    "no xml": replace(TRUE, body=b"hello"),
    "json": replace(TRUE, body=b'{"Encrypt": "x"}'),
    "no Encrypt": replace(TRUE, body=b"<xml><ToUserName>x</ToUserName></xml>"),
    "wrong signature": replace(TRUE, query={**TRUE.query, "msg_signature": "0" * 40}),
    "signature of the query only": replace(TRUE, query={**TRUE.query, "msg_signature": TRUE.query["signature"]}),
    "another time": replace(TRUE, query={**TRUE.query, "timestamp": "1795557601"}),
    "another nonce": replace(TRUE, query={**TRUE.query, "nonce": "1"}),
    "a strange nonce": replace(TRUE, query={**TRUE.query, "nonce": "授权\x00"}),
    "another body": replace(TRUE, body=posted(AUTHORISED_PUSH).body),
    "document type": replace(TRUE, body=b"<!DOCTYPE xml>" + TRUE.body),
    "entities": replace(TRUE, body=BOMB + TRUE.body.replace(b"</xml>", b"<x>&b;</x></xml>")),
    "entities inside": posted(BOMB + TICKET_PUSH.encode()),
    "external entity": replace(TRUE, body=b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/">' + TRUE.body),
    "just too large": replace(TRUE, body=TRUE.body.ljust(LARGEST_PUSH + 1)),
    "far too large": replace(TRUE, body=TRUE.body.ljust(1 << 20)),
    "another platform": posted(TICKET_PUSH, appid="wx0000000000000000"),
    "another key": posted(TICKET_PUSH, key=KEYS[2]),
    "another token": posted(TICKET_PUSH, token="another"),
    "no blocks": posted_raw("QUJD"),
    "no padding": posted_raw(enciphered(packed(b"x" * 10) + bytes(48 - len(packed(b"x" * 10))))),
    "a pad too long": posted_raw(enciphered(packed(b"") + bytes([255]) * (288 - len(packed(b""))))),
    "a length past the end": posted_raw(
        enciphered(packed(b"x" * (95 - len(packed(b""))), length=1 << 31) + b"\x01"),
    ),
    "no event": posted("<xml><MsgType>text</MsgType></xml>"),
    "a ticket that is none": posted(message("component_verify_ticket", {})),
    "the documents' own example": posted(TICKET_PUSH.removesuffix("</xml>") + "<xml>"),
}


@pytest.mark.parametrize("push", REFUSED.values(), ids=REFUSED.keys())
async def test_refusals(mailbox: Mailbox, push: Posted, logged: list[MutableMapping[str, Any]]) -> None:
    answer = await mailbox.post(push)
    plainest = await mailbox.client.post(PUSH_PATH)

    assert answer.status_code == 403
    assert refusal(answer) == refusal(plainest)
    assert await mailbox.is_untouched()
    assert logged == []


async def test_a_body_that_goes_on() -> None:
    mailbox, pulled = Mailbox(), 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal pulled
        for _ in range(100):
            pulled += 1
            yield b"x" * (LARGEST_PUSH // 8)

    async with mailbox.client:
        answer = await mailbox.stream(chunks())
        assert refusal(answer) == refusal(await mailbox.client.post(PUSH_PATH))
    assert pulled < 20


async def test_a_body_that_takes_its_time() -> None:
    mailbox = Mailbox(read_within=0.05)

    async def chunks() -> AsyncIterator[bytes]:
        yield b"<xml>"
        await asyncio.Event().wait()

    async with mailbox.client:
        answer = await mailbox.stream(chunks())
        assert refusal(answer) == refusal(await mailbox.client.post(PUSH_PATH))


@pytest.mark.parametrize("length", ["65537", "-1", "many", "1.5", "9" * 30, "９"])
async def test_lengths(mailbox: Mailbox, length: str) -> None:
    sent = await mailbox.raw([], {"Content-Length": length})

    assert sent[0]["status"] == 403


async def test_a_length_that_lies(mailbox: Mailbox) -> None:
    chunk: Message = {"type": "http.request", "body": b"x" * LARGEST_PUSH, "more_body": True}
    sent = await mailbox.raw([chunk, chunk], {"Content-Length": "10"})

    assert sent[0]["status"] == 403


async def test_sender_hangs_up(mailbox: Mailbox) -> None:
    begun: Message = {"type": "http.request", "body": TRUE.body[:-1], "more_body": True}
    await mailbox.raw([begun, {"type": "http.disconnect"}], {})

    assert await mailbox.is_untouched()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods(mailbox: Mailbox, method: str) -> None:
    answer = await mailbox.client.request(method, PUSH_PATH, params=TRUE.query)

    assert answer.status_code == 405


async def test_no_platform() -> None:
    site = Site()
    async with site.client:
        answer = await site.client.post(PUSH_PATH, params=TRUE.query, content=TRUE.body)

    assert answer.status_code == 404


async def test_no_secret_shows(
    mailbox: Mailbox, logged: list[MutableMapping[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """Logs and answers hide tickets, codes and keys, whether a push is kept, refused or lost."""
    true = (TRUE, posted(AUTHORISED_PUSH), posted(UNAUTHORISED_PUSH))
    with caplog.at_level(logging.DEBUG):
        answers = [await mailbox.post(push) for push in (*true, *REFUSED.values())]
        mailbox.tickets.gone = True
        answers.append(await mailbox.post(TRUE))
    # httpx is the test itself, calling
    ours = [record.getMessage() for record in caplog.records if record.name != "httpx"]
    shown = f"{ours!r} {logged!r} {[(answer.text, answer.headers) for answer in answers]!r}"

    assert "could not be kept" in shown
    secrets = (TICKET, CODE, INVITATION, TOKEN, *KEYS, TRUE.encrypted[:40], TRUE.query["msg_signature"], COMPONENT)
    assert not [secret for secret in secrets if secret in shown]


async def test_one_request_has_one_id(mailbox: Mailbox) -> None:
    browser = httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=mailbox.routes)), base_url="http://bot")
    push = posted(TICKET_PUSH)
    with request_scope("given"), capture_logs(processors=[merge_contextvars]) as logs:
        async with browser:
            await browser.post(PUSH_PATH, params=push.query, content=push.body)

    assert [(entry["event"], entry["request_id"]) for entry in logs] == [("a push was kept", "given")]
