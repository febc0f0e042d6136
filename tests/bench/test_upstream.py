"""The stand-in for Slack and WeChat, how it fails, and the requests that it and the servers measured get."""

import json
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import Clock, SignatureVerifier

from bench.kit.site import SIGNING_SECRET, Person, search, slash_command, tool_call
from bench.kit.upstream import (
    AUDIENCES,
    HISTORY_PATH,
    PLANS,
    POST_PATH,
    PUBLIC_PATH,
    QUERY_PATH,
    SLOW_S,
    STATE_PATH,
    TOKEN_PATH,
    Dice,
    Fault,
    Upstream,
    answer,
    audience_of,
    fleet,
    token_for,
)
from bot.blocks.kit.controls import PROGRAM_PICK
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.public_data import read_public
from bot.wechat.protocol.response import Refusal

DAY = date(2026, 11, 24)
CHANNEL = "C0BENCH"
_SIGNED_AT = 1_800_000_000


class Loaded(Dice):
    def __init__(self, *faults: Fault | None) -> None:
        super().__init__()
        self._faults = list(faults)

    def roll(self, place: str) -> Fault | None:
        """The next one; nothing goes wrong any more afterwards."""
        del place
        return self._faults.pop(0) if self._faults else None


def status_of(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


def body_of(response: bytes) -> bytes:
    return response.partition(b"\r\n\r\n")[2]


def page_of(upstream: Upstream, target: str) -> Any:
    return json.loads(body_of(upstream(target, b"")[0]))


def test_a_token_leads_to_its_programs_answer() -> None:
    """The token service's token, used for the query, gives the distribution of the program it was asked for."""
    upstream = Upstream(DAY, Dice())
    for number, program in enumerate(fleet(3 * AUDIENCES)):
        token = page_of(upstream, f"{TOKEN_PATH}?appid={program.appid}")["access_token"]
        response, _ = upstream(f"{QUERY_PATH}?access_token={token}", b"{}")
        assert body_of(response) == answer(number % AUDIENCES, DAY)


def test_every_audience_has_an_answer_of_its_own_that_the_bot_reads() -> None:
    feeds = [read_reply(200, answer(audience, DAY)) for audience in range(AUDIENCES)]
    assert not any(isinstance(feed, Refusal) for feed in feeds)
    assert len(set(map(repr, feeds))) == AUDIENCES


def test_another_token_is_none() -> None:
    assert audience_of(token_for(fleet(6)[5].appid)) == 5
    with pytest.raises(ValueError, match="invalid literal"):
        audience_of("98_another_xxx")


def test_public_numbers_are_those_of_the_day() -> None:
    response, _ = Upstream(DAY, Dice())(PUBLIC_PATH, b"")
    read = read_public(200, body_of(response), now=datetime.combine(DAY, time(4), UTC))
    assert read.day == DAY
    assert read.sound


def test_unknown_pages_are_missing() -> None:
    assert status_of(Upstream(DAY, Dice())("/api/chat.update", b"{}")[0]) == 404


@pytest.mark.parametrize("plan", PLANS)
def test_the_dice_fall_as_often_as_planned_and_alike_in_every_run(plan: str) -> None:
    """Each fault about its share of the calls to its place, and every one that falls is counted."""
    dice, again = Dice(plan), Dice(plan)
    for place, shares in PLANS[plan].items():
        fell = [dice.roll(place) for _ in range(10_000)]
        assert fell == [again.roll(place) for _ in range(10_000)]
        for fault, share in shares.items():
            assert fell.count(fault) / 10_000 == pytest.approx(share, abs=0.012)
            assert dice.used[f"{place} {fault}"] == fell.count(fault)


@pytest.mark.parametrize(
    ("fault", "status", "after", "arrived"),
    [
        (None, 200, 0, 1),
        (Fault.SLOW, 200, SLOW_S, 1),
        (Fault.BUSY, 429, 0, 0),
        (Fault.BROKEN, 500, 0, 0),
        (Fault.DONE_BUT_BROKEN, 500, 0, 1),
    ],
)
def test_a_post_that_goes_wrong(fault: Fault | None, status: int, after: float, arrived: int) -> None:
    upstream = Upstream(DAY, Loaded(fault))
    metadata = {"event_type": "e", "event_payload": {"id": "D1"}}
    response, seconds = upstream(POST_PATH, json.dumps({"channel": CHANNEL, "metadata": metadata}).encode())

    assert (status_of(response), seconds) == (status, after)
    assert len(page_of(upstream, f"{HISTORY_PATH}?channel={CHANNEL}&limit=200")["messages"]) == arrived
    assert page_of(upstream, STATE_PATH)["arrived"] == [[CHANNEL, "D1", 1]] * arrived


def test_wechats_errors_are_answers() -> None:
    upstream = Upstream(DAY, Loaded(Fault.SYSTEM_BUSY, Fault.TOO_OFTEN))
    answers = [upstream(f"{QUERY_PATH}?access_token=x", b"{}")[0] for _ in range(2)]

    assert [(status_of(each), json.loads(body_of(each))["errcode"]) for each in answers] == [(200, -1), (200, 45011)]


class Then(Clock):
    """The moment at which the requests below are signed."""

    def now(self) -> float:
        return _SIGNED_AT


def body_sent(request: bytes) -> str:
    """The body of a request that Slack's own verifier takes, and whose length is what it says."""
    head, _, body = request.decode().partition("\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:])
    assert SignatureVerifier(SIGNING_SECRET, Then()).is_valid_request(body, headers)
    assert int(headers["Content-Length"]) == len(body)
    return body


def test_a_command_is_signed_as_slack_signs() -> None:
    request = slash_command("help", port=1, response_url="http://a.test/b", signed_at=_SIGNED_AT)
    sent = parse_qs(body_sent(request))

    assert (sent["command"], sent["text"]) == (["/baselib"], ["help"])


def test_a_search_is_signed_as_slack_signs() -> None:
    (payload,) = parse_qs(body_sent(search("商城", port=1, signed_at=_SIGNED_AT)))["payload"]

    assert json.loads(payload)["value"] == "商城"
    assert json.loads(payload)["action_id"] == PROGRAM_PICK


def test_a_call_of_a_tool_is_signed_as_slack_signs() -> None:
    person = Person("U7", "T7")
    request = tool_call("get_trend", {"program": "商城"}, person=person, number=7, port=1, signed_at=_SIGNED_AT)
    call = json.loads(body_sent(request))

    assert (call["id"], call["params"]["name"], call["params"]["arguments"]) == (7, "get_trend", {"program": "商城"})
    assert call["params"]["_meta"]["slack"] == {"user_id": "U7", "team_id": "T7", "enterprise_id": None}
