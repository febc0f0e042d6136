"""Who gets in at `/mcp`: nothing is believed, and nothing runs, before a signature or a token is checked."""

import json
import time
from collections.abc import AsyncIterator

import pytest

from bot.domain.agents import Asker, Through
from bot.ports.slack import Person
from tests.handlers.context import ALICE, BOWEN, SHOP, TEAM, Office
from tests.mcp.desk import INSTALL, NEW, Door, body_of, open_door, signed

TOKEN = "bl_canary"


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    """A bot with two programs, whose token belongs to Bowen."""
    office = Office()

    async def owner_of(token: str) -> Asker | None:
        return Asker(Through.TOKEN, TEAM, BOWEN) if token == TOKEN else None

    async with open_door(office, int(time.time()), owner_of=owner_of) as opened:  # noqa: TID251  # as Slack's
        yield opened
    await office.close()


def asked(user: str = ALICE, team: str = TEAM) -> bytes:
    """A call that names a person."""
    slack = {"user_id": user, "team_id": team}
    return body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": {"slack": slack}})


async def test_unsigned(door: Door) -> None:
    """Whatever it says of itself."""
    response = await door.post(asked(), {})

    assert (response.status_code, response.text) == (401, "invalid request")
    assert_nothing_ran(door)


@pytest.mark.parametrize("age", [-301, 301, -86_400])
async def test_stale(door: Door, age: int) -> None:
    """A signature of another time is good no longer, or not yet."""
    response = await door.post(asked(), signed(asked(), door.now, at=door.now + age))

    assert response.status_code == 401
    assert_nothing_ran(door)


async def test_forged_metadata(door: Door) -> None:
    """Another person's id under a signature that was made for one's own."""
    response = await door.post(asked(BOWEN), signed(asked(ALICE), door.now))

    assert response.status_code == 401
    assert_nothing_ran(door)


async def test_signature_of_another_app(door: Door) -> None:
    """Every Slack app signs with its own secret."""
    response = await door.post(asked(), signed(asked(), door.now, secret="other"))

    assert response.status_code == 401
    assert_nothing_ran(door)


async def test_oversized_body(door: Door) -> None:
    """It is not even read."""
    body = asked() + b" " * 1_048_577
    response = await door.post(body, signed(body, door.now))

    assert response.status_code == 413
    assert_nothing_ran(door)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b'{"jsonrpc": "2.0"}', b"\xff"])
async def test_signed_nonsense(door: Door, body: bytes) -> None:
    """It is refused without a traceback."""
    response = await door.post(body, signed(body, door.now))

    assert 400 <= response.status_code < 500
    assert "Traceback" not in response.text
    assert_nothing_ran(door)


async def test_signed(door: Door) -> None:
    """The person gets what they would get in Slack, in their language."""
    english, chinese = (
        await door.call("get_breakdown", {"program": "shop"}),
        await door.call("get_breakdown", {"program": "shop"}, user=BOWEN),
    )

    assert english["structuredContent"] == chinese["structuredContent"]
    assert english["structuredContent"]["program"]["appid"] == SHOP.appid
    assert english["content"][0]["text"] != chinese["content"][0]["text"]
    assert english["_meta"]["slack"]["blocks"]


async def test_workspace_without_baselib(door: Door) -> None:
    """The answer says where to install, and nothing of the workspaces that have it."""
    result = await door.call("get_breakdown", {"program": "shop"}, team="T9")

    assert result["isError"]
    assert INSTALL in result["content"][0]["text"]
    assert "shop" not in json.dumps(result)
    assert_nothing_ran(door)


@pytest.mark.parametrize(
    "slack", [None, {}, {"user_id": ALICE}, {"team_id": TEAM}, {"user_id": 7, "team_id": TEAM}, "x"]
)
async def test_signed_without_a_person(door: Door, slack: object) -> None:
    """Slack names the person, or there is no answer."""
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {}, "_meta": {"slack": slack}})
    result = (await door.post(body, signed(body, door.now))).json()["result"]

    assert result["isError"]
    assert_nothing_ran(door)


async def test_token(door: Door) -> None:
    """Its owner asks, whoever the body names."""
    response = await door.post(asked(ALICE, "T9"), {"authorization": f"Bearer {TOKEN}"})

    assert response.status_code == 200
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid
    assert door.office.people.asked == [(TEAM, BOWEN)]


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5_000])
async def test_wrong_token(door: Door, token: str) -> None:
    """It is refused before the body is read, and the client learns that a token is needed."""
    response = await door.post(asked(), {"authorization": f"Bearer {token}"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_nothing_ran(door)


async def test_no_stream(door: Door) -> None:
    """There is nothing to listen to: a client that tries gets on without."""
    response = await door.client.get("/mcp", headers={"authorization": f"Bearer {TOKEN}"})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


async def test_newest_protocol(door: Door) -> None:
    """No handshake: a call is answered as it comes."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": NEW,
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
        "slack": {"user_id": ALICE, "team_id": TEAM},
    }
    body = body_of("tools/call", {"name": "get_breakdown", "arguments": {"program": "shop"}, "_meta": meta})
    headers = {"mcp-protocol-version": NEW, "mcp-method": "tools/call", "mcp-name": "get_breakdown"}
    response = await door.post(body, {**signed(body, door.now), **headers})

    assert response.status_code == 200, response.text
    assert response.json()["result"]["structuredContent"]["program"]["appid"] == SHOP.appid


async def test_outsiders_and_the_deactivated(door: Door) -> None:
    """A person of another company, and one who is gone, get a sentence."""
    door.office.people.change(Person("U0FAR", "", "", is_outsider=True))
    door.office.people.change(Person("U0GONE", "", "", gone=True))

    for user in ("U0FAR", "U0GONE"):
        result = await door.call("get_breakdown", {"program": "shop"}, user=user)
        assert result["isError"]
    assert_nothing_ran(door)


def assert_nothing_ran(door: Door) -> None:
    """WeChat was not asked."""
    assert door.office.source.asked == []
