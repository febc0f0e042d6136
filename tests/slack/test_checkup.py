"""Doctor's questions to Slack and to Baselib's own edge."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.blocks.kit.elements import sentence_message
from bot.domain.error_attribution import BlockProblem, Sample, Verdict
from bot.errors import SlackBusy, SlackRefused, SlackUnclear
from bot.ports.doctor import Edge, Taken
from bot.slack.checkup import BlockCheckup, SelfCheck, SlackCheckup
from bot.slack.clients import MeteredClient, SocketMode
from bot.slack.messenger import SlackMessenger
from bot.wiring.slack import new_session
from tests.slack.server import Server, answer, client, running, session
from tests.tools.sandbox.serving import served

Answer = Callable[[Request], Awaitable[Response]]


async def everything(request: Request) -> Response:
    if request.method == "GET":
        return PlainTextResponse("welcome")
    return PlainTextResponse((await request.json())["challenge"])


def text_answer(text: str, status: int = 200) -> Answer:

    async def answer(_request: Request) -> Response:
        return PlainTextResponse(text, status)

    return answer


def json_answer(data: dict[str, object], **headers: str) -> Answer:

    async def answer(_request: Request) -> Response:
        return JSONResponse(data, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return answer


def app(answer: Answer) -> Starlette:
    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


def self_signed() -> bytes:
    """A key and certificate, valid at all times: TLS uses the machine's clock."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "baselib")])
    begins, ends = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, ends)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + builder.sign(key, SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture
async def shared() -> AsyncIterator[aiohttp.ClientSession]:
    async with session() as made:
        yield made


async def checkup(answer: Answer, shared: aiohttp.ClientSession) -> AsyncIterator[SlackCheckup]:
    async with served(app(answer)) as url:
        web = client(f"{url}/", shared)
        yield SlackCheckup(web, web, shared, api_url=f"{url}/")


GOOD = {"ok": True, "team_id": "T1", "team": "Sandbox", "user": "baselib", "user_id": "U1"}


@pytest.mark.parametrize(
    ("headers", "scopes"),
    [
        ({}, None),
        ({"x_oauth_scopes": "commands, chat:write"}, {"commands", "chat:write"}),
        ({"x_oauth_scopes": ""}, set()),
    ],
)
async def test_scopes(shared: aiohttp.ClientSession, headers: dict[str, str], scopes: set[str] | None) -> None:
    async for slack in checkup(json_answer(GOOD, **headers), shared):
        token = await slack.token()
        assert token is not None
        assert (token.workspace.name, token.bot, token.scopes) == ("Sandbox", "baselib", scopes)


async def test_what_slack_refuses(shared: aiohttp.ClientSession) -> None:
    async for slack in checkup(json_answer({"ok": False, "error": "invalid_auth"}), shared):
        with pytest.raises(SlackRefused, match="invalid_auth"):
            await slack.token()
        with pytest.raises(SlackRefused, match="invalid_auth"):
            await slack.socket()


async def test_what_is_not_slack(shared: aiohttp.ClientSession) -> None:
    """A page, or other JSON, is no refusal, after which one would replace a good token."""
    for reply in (
        text_answer("<html>"),
        json_answer({"ok": True}),
        text_answer("log in to the proxy first", 407),
        text_answer("<html>", 403),
    ):
        async for slack in checkup(reply, shared):
            with pytest.raises(SlackUnclear):
                await slack.token()


async def test_slacks_time(shared: aiohttp.ClientSession) -> None:
    async for slack in checkup(json_answer({"ok": True}, date="Wed, 25 Nov 2026 01:02:03 GMT"), shared):
        date = await slack.date()
        assert date is not None
        assert date.isoformat() == "2026-11-25T01:02:03+00:00"
    absent = SlackCheckup(None, None, shared, api_url="http://127.0.0.1:9/")

    assert await absent.date() is None
    assert await absent.token() is None


@pytest.mark.parametrize(
    ("answer", "edge", "takes"),
    [
        (text_answer("ok"), Edge.OURS, Taken.ELSEWHERE),
        (text_answer("<html>welcome"), Edge.ELSEWHERE, Taken.ELSEWHERE),
        (text_answer("not found", 404), Edge.ELSEWHERE, Taken.ELSEWHERE),
        (text_answer("moved", 301), Edge.REDIRECTED, Taken.ELSEWHERE),
        (text_answer("invalid request", 401), Edge.ELSEWHERE, Taken.REFUSED),
        (text_answer("bad gateway", 502), Edge.SILENT, Taken.SILENT),
        (everything, Edge.ELSEWHERE, Taken.TAKEN),
    ],
)
async def test_who_answers(shared: aiohttp.ClientSession, answer: Answer, edge: Edge, takes: Taken) -> None:
    """Baselib answers ok; a proxy without a backend differs; an edge that takes forgeries is found."""
    async with served(app(answer)) as url:
        own = SelfCheck(shared, url=url, signing_secret="s3cret")
        assert await own.alive() is edge
        assert await own.takes(forged=True) is takes


async def test_a_certificate_that_slack_does_not_trust(shared: aiohttp.ClientSession, tmp_path: Path) -> None:
    """A self-signed edge is there, but Slack would hang up: not the same as absent."""
    file = tmp_path / "self-signed.pem"
    file.write_bytes(self_signed())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", ssl=context) as server:
        port = server.sockets[0].getsockname()[1]
        own = SelfCheck(shared, url=f"https://127.0.0.1:{port}", signing_secret="s3cret")

        assert await own.alive() is Edge.UNTRUSTED
        assert await own.takes(forged=False) is Taken.SILENT


async def test_no_answer(shared: aiohttp.ClientSession) -> None:
    own = SelfCheck(shared, url="http://127.0.0.1:9", signing_secret="s3cret")

    assert await own.alive() is Edge.SILENT
    assert await own.takes(forged=False) is Taken.SILENT


SAMPLE = Sample("report.json", "message", {"text": "Hi", "blocks": []})


async def limited(_request: Request) -> Response:
    return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": "7"})


async def verdict(answers: list[Answer], shared: aiohttp.ClientSession) -> tuple[Verdict, list[float]]:
    """The verdict on a message by such a Slack, and the wait for it."""
    left, waited = list(answers), list[float]()

    async def answer(request: Request) -> Response:
        return await left.pop(0)(request)

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    async with served(app(answer)) as url:
        return await BlockCheckup(client(f"{url}/", shared), sleep=sleep)(SAMPLE), waited


async def test_a_message_that_slack_takes(shared: aiohttp.ClientSession) -> None:
    taken, waited = await verdict([limited, limited, json_answer({"ok": True})], shared)

    assert taken == Verdict(SAMPLE)
    assert waited == [7, 7]


async def test_a_message_that_slack_refuses(shared: aiohttp.ClientSession) -> None:
    errors = [{"pointer": "/blocks/0", "code": "c", "message": "must be shorter"}, {"pointer": "/text", "code": "long"}]
    refused, _ = await verdict([json_answer({"ok": False, "error": "invalid_message", "errors": errors})], shared)
    bare, _ = await verdict([json_answer({"ok": False, "error": "invalid_message"})], shared)

    assert refused.problems == (BlockProblem("/blocks/0", "must be shorter"), BlockProblem("/text", "long"))
    assert bare.problems == (BlockProblem("", "invalid_message"),)


async def test_no_verdict(shared: aiohttp.ClientSession) -> None:
    with pytest.raises(SlackRefused):
        await verdict([json_answer({"ok": False, "error": "invalid_auth"})], shared)
    with pytest.raises(SlackBusy):
        await verdict([limited] * 6, shared)


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    async with running() as server:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, server.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield server


def _client(slack: Server, session: aiohttp.ClientSession) -> MeteredClient:
    return MeteredClient(token="xoxb-1", base_url=f"{slack.url}/api/", session=session, retry_handlers=[])


@pytest.mark.parametrize("left_out", ["127.0.0.1", ""])
async def test_what_no_proxy_leaves_out(
    slack: Server, proxy: Server, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    monkeypatch.setenv("no_proxy", left_out)
    async with new_session(10) as session, new_session(10) as another:  # the server closes each connection
        client = _client(slack, session)
        messenger = SlackMessenger(lambda _team: client, another)
        await messenger.post("T1", "C1", sentence_message("a"))
        await messenger.respond(f"{slack.url}/respond", sentence_message("a"))
    there, others = (slack, proxy) if left_out else (proxy, slack)

    assert [call.path.rpartition("/")[2] for call in there.calls] == ["chat.postMessage", "respond"]
    assert others.calls == []


@pytest.mark.parametrize("left_out", ["localhost", "127.0.0.1"])
async def test_the_socket_is_on_another_host(
    slack: Server, proxy: Server, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    """Socket Mode goes past the proxy where its own host is left out; that of the API does not matter."""
    monkeypatch.setenv("no_proxy", left_out)
    asked, linked = (proxy, slack) if left_out == "localhost" else (slack, proxy)
    asked.say(answer({"ok": True, "url": slack.url.replace("http://127.0.0.1", "ws://localhost") + "/link"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        socket = SocketMode(AsyncApp(client=client, signing_secret="s", request_verification_enabled=False), client)
        connecting = asyncio.create_task(socket.connect())
        await linked.called.wait()
        connecting.cancel()
        await socket.close()

    assert {call.path.rpartition("/")[2] for call in asked.calls} == {"apps.connections.open"}
    assert {call.path.rpartition("/")[2] for call in linked.calls} == {"link"}


async def test_the_socket_follows_no_redirect(slack: Server) -> None:
    link = slack.url.replace("http://", "ws://") + "/link"
    slack.say(answer({"ok": True, "url": link}), answer("", status=307, headers={"Location": "/elsewhere"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        socket = SocketMode(AsyncApp(client=client, signing_secret="s", request_verification_enabled=False), client)
        url = await socket._handler.client.issue_new_wss_url()
        with pytest.raises(aiohttp.ClientResponseError, match="a redirect"):
            await socket._handler.client.aiohttp_client_session.ws_connect(url)
        await socket.close()

    assert [call.path.rpartition("/")[2] for call in slack.calls] == ["apps.connections.open", "link"]


@pytest.mark.parametrize("status", [301, 307, 308])
async def test_a_redirect_is_not_followed(slack: Server, status: int) -> None:
    """Not even to the same host: what was to be sent stays here, and the answer is no answer of Slack."""
    slack.say(answer("", status=status, headers={"Location": "/elsewhere"}))
    async with new_session(10) as session:
        client = _client(slack, session)
        messenger = SlackMessenger(lambda _team: client, session)
        with pytest.raises(SlackUnclear):
            await messenger.post("T1", "C1", sentence_message("a"))
        with pytest.raises(SlackUnclear):
            await messenger.respond(f"{slack.url}/respond", sentence_message("a"))

    assert [call.path.rpartition("/")[2] for call in slack.calls] == ["chat.postMessage", "respond"]
