"""Who gets in at `/mcp`: nothing is believed or run before a signature or token is checked."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.domain.agents import Asker, Through
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office
from tests.mcp.endpoint import INSTALL, NEW, Endpoint, body_of, open_endpoint, signed

TOKEN = "bl_canary"


@pytest.fixture
async def endpoint() -> AsyncIterator[Endpoint]:
    """A bot with two programs, whose token belongs to Bowen."""
    office = Office()

    async def owner_of(token: str) -> Asker | None:
        return Asker(Through.TOKEN, TEAM, BOWEN) if token == TOKEN else None

    async with open_endpoint(office, owner_of=owner_of, public_url="https://bot.test") as opened:
        yield opened
    await office.close()


def call_of(user: str = ALICE, team: str = TEAM) -> bytes:
    """A call that names a person."""
    slack = {"user_id": user, "team_id": team}
    return body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": {"slack": slack}})


async def test_unsigned(endpoint: Endpoint) -> None:
    """Whatever it says of itself."""
    response = await endpoint.post(call_of(), {})

    assert (response.status_code, response.text) == (401, "invalid request")
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize("age", [-301, 301, -86_400])
async def test_stale(endpoint: Endpoint, age: int) -> None:
    """A signature of another time is good no longer, or not yet."""
    response = await endpoint.post(call_of(), signed(call_of(), age=age))

    assert response.status_code == 401
    assert_nothing_ran(endpoint)


async def test_forged_metadata(endpoint: Endpoint) -> None:
    """Another person's id under a signature that was made for one's own."""
    response = await endpoint.post(call_of(BOWEN), signed(call_of(ALICE)))

    assert response.status_code == 401
    assert_nothing_ran(endpoint)


async def test_signature_of_another_app(endpoint: Endpoint) -> None:
    """Every Slack app signs with its own secret."""
    response = await endpoint.post(call_of(), signed(call_of(), secret="other"))

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


async def test_oversized_body(endpoint: Endpoint) -> None:
    """It is not even read."""
    body = call_of() + b" " * 1_048_577
    response = await endpoint.post(body, signed(body))

    assert response.status_code == 413
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b'{"jsonrpc": "2.0"}', b"\xff"])
async def test_signed_nonsense(endpoint: Endpoint, body: bytes) -> None:
    """It is refused without a traceback."""
    response = await endpoint.post(body, signed(body))

    assert 400 <= response.status_code < 500
    assert "Traceback" not in response.text
    assert_nothing_ran(endpoint)


async def test_signed(endpoint: Endpoint) -> None:
    """The person gets what they would get in Slack, in their language."""
    english, chinese = (
        await endpoint.call("get_breakdown", {"program": "shop"}),
        await endpoint.call("get_breakdown", {"program": "shop"}, user=BOWEN),
    )

    assert english["structuredContent"] == chinese["structuredContent"]
    assert english["structuredContent"]["program"]["appid"] == SHOP.appid
    assert english["content"][0]["text"] != chinese["content"][0]["text"]
    assert english["_meta"]["slack"]["blocks"]


async def test_workspace_without_baselib(endpoint: Endpoint) -> None:
    """The answer says where to install, and nothing of workspaces that have it."""
    result = await endpoint.call("get_breakdown", {"program": "shop"}, team="T9")

    assert result["isError"]
    assert INSTALL in result["content"][0]["text"]
    assert "shop" not in json.dumps(result)
    assert_nothing_ran(endpoint)


@pytest.mark.parametrize(
    "slack", [None, {}, {"user_id": ALICE}, {"team_id": TEAM}, {"user_id": 7, "team_id": TEAM}, "x"]
)
async def test_signed_without_a_person(endpoint: Endpoint, slack: object) -> None:
    """Slack names the person, or there is no answer."""
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {}, "_meta": {"slack": slack}})
    result = (await endpoint.post(body, signed(body))).json()["result"]

    assert result["isError"]
    assert_nothing_ran(endpoint)


async def test_token(endpoint: Endpoint) -> None:
    """Its owner asks, no matter who is named in the body."""
    response = await endpoint.post(call_of(ALICE, "T9"), {"authorization": f"Bearer {TOKEN}"})

    assert response.status_code == 200
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid
    assert endpoint.office.people.calls == [(TEAM, BOWEN)]


OURS = {
    "origin": ("https://bot.test", "http://localhost:6274", "http://[::1]:1", "http://127.0.0.1"),
    "host": ("bot.test", "BOT.test:443", "bot:3000", "localhost:3000", "10.0.0.7", "[::1]:3000"),
}
FOREIGN = {
    "origin": ("https://evil.test", "null", "http://bot.test", "https://bot.test.evil.test", "http://[", "://"),
    "host": ("evil.test", "127.0.0.1.evil.test:3000", "["),
}


@pytest.mark.parametrize(("name", "allowed"), [(name, each) for name, all_ in OURS.items() for each in all_])
async def test_our_own_names(endpoint: Endpoint, name: str, allowed: str) -> None:
    """Baselib's public URL, loopback, and what only an own network leads here."""
    response = await endpoint.post(call_of(), {"authorization": f"Bearer {TOKEN}", name: allowed})

    assert response.status_code == 200


@pytest.mark.parametrize(("name", "foreign"), [(name, each) for name, all_ in FOREIGN.items() for each in all_])
async def test_another_sites_page(endpoint: Endpoint, name: str, foreign: str) -> None:
    """A browser that it made ask, with a token or a signature, by its own name or by one that it led here."""
    for proof in ({"authorization": f"Bearer {TOKEN}"}, signed(call_of())):
        response = await endpoint.post(call_of(), {**proof, name: foreign})

        assert response.status_code == 403
    assert_nothing_ran(endpoint)


async def test_any_host_without_a_public_url() -> None:
    """Its own name is not known, and a proxy may pass any."""
    office = Office()
    async with open_endpoint(office) as opened:
        assert (await opened.post(call_of(), signed(call_of()) | {"host": "anything.test"})).status_code == 200
    await office.close()


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5_000])
async def test_wrong_token(endpoint: Endpoint, token: str) -> None:
    """It is refused unread, and the client learns that a token is needed."""
    response = await endpoint.post(call_of(), {"authorization": f"Bearer {token}"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(endpoint)


async def test_no_stream(endpoint: Endpoint) -> None:
    """There is nothing to listen to: a client that tries gets on without."""
    response = await endpoint.client.get("/mcp", headers={"authorization": f"Bearer {TOKEN}"})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_newest_protocol(endpoint: Endpoint) -> None:
    """No handshake: a call is answered as it comes."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
        "slack": {"user_id": ALICE, "team_id": TEAM},
    }
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": meta})
    headers = {"mcp-protocol-version": NEW, "mcp-method": "tools/call", "mcp-name": "get_breakdown"}
    response = await endpoint.post(body, {**signed(body), **headers})

    assert response.status_code == 200, response.text
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid


async def test_outsiders_and_the_deactivated(endpoint: Endpoint) -> None:
    """A person of another company, and one who is gone, get a sentence."""
    endpoint.office.people.change(Person("U0FAR", "", "", is_outsider=True))
    endpoint.office.people.change(Person("U0GONE", "", "", gone=True))

    for user in ("U0FAR", "U0GONE"):
        result = await endpoint.call("get_breakdown", {"program": "shop"}, user=user)
        assert result["isError"]
    assert_nothing_ran(endpoint)


def assert_nothing_ran(endpoint: Endpoint) -> None:
    """WeChat was not asked."""
    assert endpoint.office.source.calls == []
