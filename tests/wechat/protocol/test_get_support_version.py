"""getSupportVersion, request and answer."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.snapshot import Users
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reason
from bot.errors import WeChatUnreadable
from bot.wechat.protocol import get_support_version as protocol
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.response import Refusal
from bot.wechat.protocol.user_portrait import user_portrait
from tests.wechat.component import PAYLOADS, payload

SHARES = [("2.30.4", "0.01"), ("3.0.0", "3"), ("3.7.12", "12.50"), ("3.8.1", "84.49")]
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.decimals(allow_nan=True).map(str),
    st.sampled_from(["NaN", "1e999999", "1E-999999", "-0", "１２", "1_0", "12%", "0x1", "+1", "1.", ".5"]),
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=10,
)
near_items = st.lists(
    st.one_of(junk, st.fixed_dictionaries({}, optional={"version": junk, "percentage": st.one_of(numbers, junk)})),
    max_size=6,
)
near_answers = st.fixed_dictionaries(
    {},
    optional={
        "errcode": st.one_of(st.sampled_from([0, "0", -1, 40001]), junk),
        "errmsg": junk,
        "now_version": junk,
        "uv_info": st.one_of(junk, st.fixed_dictionaries({}, optional={"items": st.one_of(near_items, junk)})),
    },
)


def answer_with(percentage: str) -> bytes:
    """An answer whose one percentage is written like this."""
    return f'{{"now_version":"3.0.0","uv_info":{{"items":[{{"version":"3.8.1","percentage":{percentage}}}]}}}}'.encode()


def feed_of(name: str) -> Feed:
    feed = read_reply(200, payload(name))
    assert isinstance(feed, Feed)
    return feed


def test_the_request_is_what_wechat_documents() -> None:
    url = protocol.request_url("https://api.weixin.qq.com/", "98_a-b&c=d/e")

    assert protocol.METHOD == "POST"
    assert protocol.BODY == b"{}"
    assert protocol.CONTENT_TYPE == "application/json"
    assert url == "https://api.weixin.qq.com/cgi-bin/wxopen/getweappsupportversion?access_token=98_a-b%26c%3Dd%2Fe"


@pytest.mark.parametrize(
    ("name", "minimum", "items"),
    [
        ("official_sample", "1.0.0", [("初始值", "0"), ("1.0.1", "0"), ("1.1.0", "0")]),
        ("percent_shares", "3.0.0", SHARES),
        ("numbers_as_text", "3.0.0", [*SHARES[:3], ("3.8.1", "84.49")]),
        ("extra_fields", "3.0.0", [("3.8.1", "100")]),
        ("single_version", "3.0.0", [("3.8.1", "100")]),
        ("never_set", "", []),
        ("uv_info_null", "3.0.0", []),
        ("uv_info_missing", "3.0.0", []),
        ("uv_info_empty", "3.0.0", []),
        ("uv_info_list", "3.0.0", []),
        ("items_null", "", []),
    ],
)
def test_reads_every_shape_of_answer(name: str, minimum: str, items: list[tuple[str, str]]) -> None:
    feed = feed_of(name)

    assert feed.minimum == minimum
    assert [(item.label, item.value) for item in feed.items] == [(label, Decimal(value)) for label, value in items]


def test_numbers_come_out_as_they_are_written() -> None:
    assert [str(item.value) for item in feed_of("percent_shares").items] == ["0.01", "3", "12.50", "84.49"]


def test_odd_labels_are_kept_and_can_be_stored() -> None:
    labels = [item.label for item in feed_of("odd_labels").items]

    assert labels == ["初始值", "2.10.3 timeline", "", "", "", "2.10", "3", "2.10.4\ufffd\ufffd\ufffd", "3.8.1"]
    assert "".join(labels).encode()


def test_a_label_of_any_length_is_cut() -> None:
    answer = {"now_version": "9" * 500, "uv_info": {"items": [{"version": "x" * 500, "percentage": 1}]}}
    feed = read_reply(200, json.dumps(answer).encode())

    assert isinstance(feed, Feed)
    assert len(feed.minimum) == len(feed.items[0].label) == 64


def test_the_public_sample_is_read_as_cumulative() -> None:
    """The 41 items of the public payload keep the sum that proves them no shares."""
    feed = feed_of("cumulative_76_users")

    assert len(feed.items) == 41
    assert sum(item.value for item in feed.items) == Decimal("2.5925")
    reading = read_meaning(feed)
    assert (reading.meaning, reading.reason) == (Meaning.UNDETERMINED, Reason.AMBIGUOUS)


@pytest.mark.parametrize("name", ["refused_token", "refused_hint", "refused_address"])
def test_a_refusal_is_told_from_a_feed(name: str) -> None:
    assert isinstance(read_reply(200, payload(name)), Refusal)


@pytest.mark.parametrize("written", ["0", "0.0", "-0", "-0.0", '"0.00"', "0e999999", "0E-999999"])
def test_zero_is_zero_however_it_is_written(written: str) -> None:
    feed = read_reply(200, answer_with(written))

    assert isinstance(feed, Feed)
    assert str(feed.items[0].value) == "0"


@pytest.mark.parametrize("written", ["5e-05", "1.32e1", '"1.32E+1"', '"+5"', "100.0000000000000000000000001"])
def test_takes_every_way_to_write_a_number(written: str) -> None:
    feed = read_reply(200, answer_with(written))

    assert isinstance(feed, Feed)
    assert feed.items[0].value == Decimal(written.strip('"'))


@pytest.mark.parametrize(
    "written",
    [
        *("NaN", "Infinity", "-Infinity", "true", "false", "null", "[]", "{}", '""', '"x"', '"NaN"', '"Infinity"'),
        *("-1", "-0.0001", '"-3"', "1e7", "1e400", "1e999999", "1e-31", "1e-999999", '"1e999999"', "99999999999"),
        *('"1_0"', '"１２"', '"12%"', '"0x1F"', '" "', '"1 2"', '".5"', '"sNaN"', f'"{"1" * 41}"', "1" * 5000),
        *("1e1000000000000000000", '"1e1000000000000000000"', "0e-9999999999999999999", '"0e-9999999999999999999"'),
    ],
)
def test_refuses_what_no_share_can_be(written: str) -> None:
    with pytest.raises(WeChatUnreadable):
        read_reply(200, answer_with(written))


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": []},
        {"errmsg": "ok"},
        {"now_version": ["3.0.0"]},
        {"now_version": True},
        {"uv_info": "x"},
        {"uv_info": 0},
        {"uv_info": [1]},
        {"uv_info": {"items": {"a": 1}}},
        {"uv_info": {"items": False}},
        {"uv_info": {"items": [None]}},
        {"uv_info": {"items": [[]]}},
        {"uv_info": {"items": [{"version": "3.0.0"}]}},
        {"uv_info": {"items": [{"version": {"major": 3}, "percentage": 1}]}},
        {"uv_info": {"items": [{"version": False, "percentage": 1}]}},
        {"uv_info": {"items": [{"percentage": 0}] * (protocol.MAX_ITEMS + 1)}},
    ],
    ids=lambda answer: json.dumps(answer)[:50],
)
def test_refuses_other_shapes(answer: object) -> None:
    with pytest.raises(WeChatUnreadable):
        read_reply(200, json.dumps(answer).encode())


def test_a_bare_version_in_a_string_is_left_alone() -> None:
    trap = r'{"now_version":"\"version\": 初始值}","uv_info":{"items":[{"percentage":0,"version":初始值}]}}'
    feed = read_reply(200, trap.encode())

    assert feed == Feed.of('"version": 初始值}', (FeedItem("初始值", Decimal(0)),))


def test_a_mark_at_the_start_does_not_matter() -> None:
    assert read_reply(200, b"\xef\xbb\xbf" + payload("percent_shares")) == feed_of("percent_shares")


def _outcome(body: bytes) -> None:
    try:
        found = read_reply(200, body)
    except WeChatUnreadable:
        return
    assert isinstance(found, Feed | Refusal)
    if isinstance(found, Feed):
        texts = [found.minimum, *(item.label for item in found.items)]
        assert all(text.encode() is not None and "\x00" not in text for text in texts)
        assert all(item.value.is_finite() and item.value >= 0 for item in found.items)


@given(st.binary())
def test_any_bytes_end_in_a_feed_or_in_our_error(body: bytes) -> None:
    _outcome(body)


@given(near_answers)
def test_anything_that_resembles_an_answer_ends_in_a_feed_or_in_our_error(answer: object) -> None:
    _outcome(json.dumps(answer).encode())


@given(st.sampled_from(sorted(PAYLOADS.glob("*.json"))), st.data())
def test_a_damaged_answer_ends_in_a_feed_or_in_our_error(path: object, data: st.DataObject) -> None:
    body = bytearray(payload(str(path).rpartition("/")[2].removesuffix(".json")))
    body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    _outcome(bytes(body[: data.draw(st.integers(0, len(body)))]))
    _outcome(bytes(body))


DAY = date(2026, 11, 22)


def read(answer: dict[str, Any]) -> Users | Refusal | None:
    return user_portrait(DAY).answer(200, json.dumps(answer).encode())


def portrait(*platforms: Any, number: str = "value") -> dict[str, Any]:
    """The documented answer, with these platforms of the users; new users have others."""
    named = [{"id": at, "name": name, number: count} for at, (name, count) in enumerate(platforms)]
    people = {"province": [{"id": 31, "name": "广东省", "value": 215}], "platforms": named, "devices": [{"name": "R9"}]}
    return {"ref_date": "20261024-20261122", "visit_uv_new": {"platforms": [{"name": "iPhone"}]}, "visit_uv": people}


def test_asks_for_thirty_days_that_end_yesterday() -> None:
    call = user_portrait(DAY)

    assert json.loads(call.body) == {"begin_date": "20261024", "end_date": "20261122"}
    assert call.url("https://api", "t") == "https://api/datacube/getweanalysisappiduserportrait?access_token=t"


@pytest.mark.parametrize("number", ["value", "access_source_visit_uv"])
def test_platforms_are_told_apart(number: str) -> None:
    answer = portrait(("iPhone", 40), ("android", 55), ("other", 3), ("鸿蒙", 2), number=number)

    assert read(answer) == Users(DAY, android=55, iphone=40, other=5)


@pytest.mark.parametrize(
    "answer",
    [{}, {"visit_uv": {}}, {"visit_uv": []}, portrait(), portrait(("iPhone", 0)), {"visit_uv": {"platforms": None}}],
)
def test_nobody_named_is_no_number(answer: dict[str, Any]) -> None:
    assert read(answer) is None


@pytest.mark.parametrize("code", [61500, 61501, 61503, 61007])
def test_a_refusal_stays_one(code: int) -> None:
    answer = read({"errcode": code, "errmsg": "date range error rid: 1-2-3"})

    assert isinstance(answer, Refusal)
    assert answer.code == code


@pytest.mark.parametrize(
    "answer",
    [
        {"visit_uv": "many"},
        {"visit_uv": {"platforms": {"iPhone": 1}}},
        {"visit_uv": {"platforms": ["iPhone"]}},
        portrait(("iPhone", -1)),
        portrait(("iPhone", "12")),
        portrait(("iPhone", True)),
        portrait(("iPhone", 1.5)),
        portrait(("iPhone", 5), number="uv"),
        portrait(("iPhone", 3_000_000_000)),
    ],
)
def test_anything_else_is_unreadable(answer: dict[str, Any]) -> None:
    with pytest.raises(WeChatUnreadable):
        read(answer)
