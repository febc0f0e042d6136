"""WeChat's public numbers, as they come and as they might."""

import json
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.course import Course, Judging
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.public import ClientRelease, PublicSnapshot, public_as_snapshot
from bot.domain.numbers.version import FeedItem
from bot.errors import WeChatBusy, WeChatUnreadable
from bot.wechat.protocol.public_data import MAX_ITEMS, read_public
from tests.domain.build import v
from tests.project.repository import ROOT
from tests.wechat.protocol.test_get_support_version import junk, numbers
from tests.wechat.public_answer import NOW, UPDATED_AT, content, wrapped


def read(inner: object) -> PublicSnapshot:
    return read_public(200, wrapped(inner), now=NOW)


def rows(*pairs: tuple[object, object]) -> list[dict[str, object]]:
    return [{"percentage": percentage, "sdkVer": version} for percentage, version in pairs]


def test_reads_what_was_seen() -> None:
    snapshot = read(content())

    assert (snapshot.day, snapshot.updated_at, snapshot.taken_at) == (date(2026, 3, 31), UPDATED_AT, NOW)
    assert snapshot.total.shares == (
        (v("3.15.0"), Decimal("0.8445")),
        (v("3.14.3"), Decimal("0.031")),
        (v("3.8.12"), Decimal("0.12")),
        (v("1.0.0"), Decimal(0)),
    )
    assert snapshot.total.other == (FeedItem("初始值", Decimal("0.0041")),)
    assert snapshot.total.unreported == Decimal("0.0004")


def test_reads_which_client_brings_which_library() -> None:
    """Clients of three and four parts; `ios` here, `iOS` among the shares; odd ones are left out."""
    snapshot = read(content())

    assert snapshot.ios == (ClientRelease("8.0.70", v("3.15.0")), ClientRelease("8.0.50", v("3.8.12")))
    assert [release.client for release in snapshot.android] == ["8.0.69", "8.0.9", "6.6.2.37"]


def test_the_documented_example_can_be_read() -> None:
    text = (ROOT / "docs" / "public-numbers.md").read_text(encoding="utf-8")
    _, rest = text.split("```json\n")
    body, _ = rest.split("```")

    assert read_public(200, body.encode(), now=NOW).android == (ClientRelease("8.0.70", v("3.15.0")),)


def test_the_day_is_a_chinese_one() -> None:
    assert read(content(update_time=1774911600)).day == date(2026, 3, 31)
    assert read(content(update_time="1774886399")).day == date(2026, 3, 30)


@pytest.mark.parametrize("missing", ["android", "iOS", "relation"])
def test_only_what_is_used_must_be_there(missing: str) -> None:
    inner = content()
    del inner[missing]

    assert read(inner).total == read(content()).total


def test_many_versions_without_users_are_kept() -> None:
    zeros = [(0, f"2.{minor}.{patch}") for minor in range(40) for patch in range(4)]
    snapshot = read(content(total=rows((60, "3.8.2"), (30, "3.8.1"), (9.96, "3.8.1"), *zeros)))

    assert len(snapshot.total.shares) == 162
    assert snapshot.total.coverage(v("3.8.1")).low == 1


@pytest.mark.parametrize(
    ("total", "suspicion"),
    [
        (rows((100, "3.15.0")), Suspicion.SINGLE_VERSION),
        (rows((40, "3.15.0"), (14, "3.8.12")), Suspicion.LOW_TOTAL),
        (rows((0.8445, "3.15.0"), (0.15, "3.8.12")), Suspicion.LOW_TOTAL),
    ],
)
def test_what_looks_wrong_is_read_and_recognised(total: list[dict[str, object]], suspicion: Suspicion) -> None:
    snapshot = read(content(total=total))

    assert not snapshot.sound
    assert suspicion in Judging(Course(), public_as_snapshot(snapshot)).by({}).snapshot.judgement.suspicions


@pytest.mark.parametrize(
    "changes",
    [
        {"update_time": None},
        {"update_time": "soon"},
        {"update_time": True},
        {"update_time": 1774922403000},
        {"update_time": int((NOW + timedelta(days=2)).timestamp())},
        {"total": None},
        {"total": {}},
        {"total": []},
        {"total": rows((0, "3.15.0"))},
        {"total": rows((100, "初始值"))},
        {"total": rows((90, "3.15.0"), (16, "3.8.12"))},
        {"total": rows((100.5, "3.15.0"))},
        {"total": rows((-1, "3.15.0"), (99, "3.14.0"))},
        {"total": rows((True, "3.15.0"))},
        {"total": rows(("12%", "3.15.0"))},
        {"total": rows((None, "3.15.0"))},
        {"total": rows((99, 3))},
        {"total": ["3.15.0"]},
        {"total": rows((99, "3.15.0")) + rows((0, "3.0.0")) * MAX_ITEMS},
        {"relation": []},
        {"relation": {"android": {}}},
        {"relation": {"ios": ["8.0.50"]}},
        {"relation": {"ios": [{"app": 8, "lib": "3.8.12"}]}},
    ],
    ids=str,
)
def test_anything_else_is_unreadable(changes: dict[str, Any]) -> None:
    with pytest.raises(WeChatUnreadable):
        read(content(**changes))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        json.dumps({"json_data": content()}).encode(),
        json.dumps({"baseresponse": 0, "json_data": json.dumps(content())}).encode(),
        wrapped("[]"),
        wrapped('{"total": '),
        wrapped("\ud800"),
        wrapped(content(), errcode=200013),
        wrapped(content(), errcode="no"),
    ],
)
def test_other_bodies_are_unreadable(body: bytes) -> None:
    with pytest.raises(WeChatUnreadable):
        read_public(200, body, now=NOW)


def test_a_busy_wechat_is_told_apart() -> None:
    with pytest.raises(WeChatBusy):
        read_public(200, wrapped(content(), errcode=-1), now=NOW)


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_http_200_is_read(status: int) -> None:
    with pytest.raises(WeChatUnreadable) as caught:
        read_public(status, wrapped(content()), now=NOW)

    assert caught.value.params["status"] == status


def test_a_label_of_any_length_is_cut() -> None:
    snapshot = read(content(total=rows((99, "3.15.0"), (1, "x\n" * 500))))

    assert snapshot.total.other[0].label == "x\ufffd" * 32


near_rows = st.lists(
    st.one_of(junk, st.fixed_dictionaries({}, optional={"percentage": st.one_of(numbers, junk), "sdkVer": junk})),
    max_size=5,
)
near_releases = st.lists(
    st.one_of(junk, st.fixed_dictionaries({}, optional={"app": junk, "lib": junk})),
    max_size=3,
)
near_contents = st.fixed_dictionaries(
    {},
    optional={
        "update_time": st.one_of(st.just(1774922403), junk),
        "total": st.one_of(near_rows, junk),
        "relation": st.one_of(
            junk, st.fixed_dictionaries({}, optional={"ios": near_releases, "android": near_releases})
        ),
    },
)
near_bodies = st.one_of(
    st.binary(max_size=60),
    st.builds(lambda inner: wrapped(content(**inner)), near_contents),
    st.builds(lambda inner, code: wrapped(inner, errcode=code), st.one_of(near_contents, junk), junk),
    st.builds(lambda outer: json.dumps(outer).encode(), junk),
)


@given(body=near_bodies)
def test_no_answer_raises_another_error(body: bytes) -> None:
    with suppress(WeChatUnreadable, WeChatBusy):
        snapshot = read_public(200, body, now=NOW)
        assert all(0 <= share <= 1 for _, share in snapshot.total.shares)


@given(written=st.one_of(st.from_regex(r"-?[0-9]{1,45}(\.[0-9]{1,45})?([eE][+-]?[0-9]{1,25})?", fullmatch=True)))
def test_no_number_raises_another_error(written: str) -> None:
    for spelt in (written, f'"{written}"'):
        inner = json.dumps(content()).replace("84.45", spelt, 1)
        with suppress(WeChatUnreadable):
            assert 0 <= read(inner).total.share(v("3.15.0")) <= 1
