"""The stand-in for Slack and WeChat, and the requests that it and the servers measured get."""

import json
from datetime import UTC, date, datetime, time
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bench.askers import Asker
from bench.command import search, slash_command, tool_call
from bench.connection import complete
from bench.fleet import AUDIENCES, answer, audience_of, fleet, token_for
from bench.upstream import PUBLIC_PATH, QUERY_PATH, TOKEN_PATH, responder
from bot.blocks.kit.controls import PROGRAM_PICK
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal

DAY = date(2026, 11, 24)
_SIGNED_AT = 1_800_000_000


def body_of(response: bytes | None) -> bytes:
    """What stands behind a response's head."""
    assert response is not None
    return response.partition(b"\r\n\r\n")[2]


def test_a_token_leads_to_its_programs_answer() -> None:
    """The token service's token, used for the query, gives the distribution of the program it was asked for."""
    respond = responder(DAY)
    for number, program in enumerate(fleet(3 * AUDIENCES)):
        token = json.loads(body_of(respond(TOKEN_PATH, f"appid={program.appid}")))["access_token"]
        assert body_of(respond(QUERY_PATH, f"access_token={token}")) == answer(number % AUDIENCES, DAY)


def test_every_audience_has_an_answer_of_its_own_that_the_bot_reads() -> None:
    """Otherwise the sweep would measure refusals, or one answer that is cached somewhere."""
    feeds = [read_reply(200, answer(audience, DAY)) for audience in range(AUDIENCES)]
    assert not any(isinstance(feed, Refusal) for feed in feeds)
    assert len(set(map(repr, feeds))) == AUDIENCES


def test_a_token_of_somebody_else_is_none() -> None:
    """The stand-in refuses to guess."""
    assert audience_of(token_for(fleet(6)[5].appid)) == 5
    with pytest.raises(ValueError, match="invalid literal"):
        audience_of("98_somebody-else_xxx")


def test_public_numbers_are_those_of_the_day() -> None:
    """WeChat's at large, as the bot reads them."""
    read = read_public(200, body_of(responder(DAY)(PUBLIC_PATH, "")), now=datetime.combine(DAY, time(4), UTC))
    assert read.day == DAY
    assert read.sound


def test_pages_that_nobody_made_are_missing() -> None:
    """A method that the bot should not call shows as 404."""
    assert responder(DAY)("/api/chat.postMessage", "") is None


@pytest.mark.parametrize("cut", [1, 10, 40, 60])
def test_a_request_in_pieces_is_waited_for(cut: int) -> None:
    """Head and body may come in any number of packets."""
    request = b"POST /a?b=c HTTP/1.1\r\nHost: d\r\nContent-Length: 11\r\n\r\nhello world"
    assert complete(request[:cut]) is None
    assert complete(request) == ("/a?b=c", len(request))
    assert complete(request + b"GET /next") == ("/a?b=c", len(request))


class Then(Clock):
    """The moment at which the requests below are signed."""

    def now(self) -> float:
        """Seconds."""
        return _SIGNED_AT


def body_sent(request: bytes) -> str:
    """The body of a request that Slack's own verifier takes, and whose length is what it says."""
    head, _, body = request.decode().partition("\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert SignatureVerifier("secret", Then()).is_valid_request(body, headers)
    assert int(headers["Content-Length"]) == len(body)
    return body


def sent(request: bytes) -> dict[str, list[str]]:
    """The fields of such a request."""
    return parse_qs(body_sent(request))


def test_a_command_is_signed_as_slack_signs() -> None:
    """It is `/baselib` with its text."""
    request = slash_command(
        "help", port=1, response_url="http://a.test/b", signing_secret="secret", timestamp=_SIGNED_AT
    )

    assert (sent(request)["command"], sent(request)["text"]) == (["/baselib"], ["help"])


def test_a_search_is_signed_as_slack_signs() -> None:
    """It is what somebody typed into the select that asks which program."""
    request = search("商城", port=1, signing_secret="secret", timestamp=_SIGNED_AT)
    (payload,) = sent(request)["payload"]

    assert json.loads(payload)["value"] == "商城"
    assert json.loads(payload)["action_id"] == PROGRAM_PICK


def test_a_call_of_a_tool_is_signed_as_slack_signs() -> None:
    """The person is named in what is signed."""
    asker = Asker("U7", "T7")
    request = tool_call(
        "get_trend", {"program": "商城"}, asker=asker, number=7, port=1, signing_secret="secret", timestamp=_SIGNED_AT
    )
    call = json.loads(body_sent(request))

    assert (call["id"], call["params"]["name"], call["params"]["arguments"]) == (7, "get_trend", {"program": "商城"})
    assert call["params"]["_meta"]["slack"] == {"user_id": "U7", "team_id": "T7", "enterprise_id": None}
