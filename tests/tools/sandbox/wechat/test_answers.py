"""What the query answers for each kind of program."""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.numbers.meaning import read_meaning
from bot.wechat.protocol.get_support_version import read_reply
from bot.wechat.protocol.response import Refusal
from tests.tools.sandbox.wechat.conftest import SHOP
from tools.sandbox.wechat.answers import ODD_LABELS, contradicting, history
from tools.sandbox.wechat.config import FLEET_AUDIENCES, Feed, demo_programs, fleet_programs

DAY = date(2026, 11, 23)
LEADER = "3.18.3"

UNCLEAR = 8
"""One in two hundred audiences has numbers that prove nothing."""


def items(feed: Feed, day: date = DAY) -> list[dict[str, Any]]:
    """A day's items in one feed."""
    found: list[dict[str, Any]] = history(replace(SHOP, feed=feed), day)["uv_info"]["items"]
    return found


def numbers(feed: Feed) -> list[Any]:
    """The day's numbers in one feed."""
    return [item["percentage"] for item in items(feed)]


def test_the_answer_has_the_documented_fields_in_order() -> None:
    """errcode, errmsg, now_version, uv_info; each item has version and percentage."""
    answer = history(SHOP, DAY)

    assert list(answer)[:4] == ["errcode", "errmsg", "now_version", "uv_info"]
    assert (answer["errcode"], answer["errmsg"], answer["now_version"]) == (0, "ok", "2.25.4")
    assert all(list(item) == ["version", "percentage"] for item in answer["uv_info"]["items"])


def test_what_a_fleet_sends_is_clear() -> None:
    """Only those numbers prove nothing that are meant to."""
    unclear = []
    for number, program in enumerate(fleet_programs(200)):
        feed = read_reply(200, json.dumps(history(program, DAY)).encode())
        assert not isinstance(feed, Refusal)
        unclear += [] if read_meaning(feed).proved else [number]

    assert unclear == [199]


def test_the_same_day_gives_the_same_answer() -> None:
    """Nothing is drawn at random."""
    assert history(SHOP, DAY) == history(SHOP, DAY)
    assert history(SHOP, DAY) != history(replace(SHOP, appid="wx9"), DAY)


def test_an_undocumented_field_comes_now_and_then() -> None:
    """Some days have a field that no document mentions; most do not."""
    days = [DAY - timedelta(days=back) for back in range(60)]
    extra = [day for day in days if set(history(SHOP, day)) - {"errcode", "errmsg", "now_version", "uv_info"}]

    assert 0 < len(extra) < 30


@pytest.mark.parametrize(("feed", "whole"), [(Feed.PERCENT, 100), (Feed.FRACTION, 1)])
def test_shares_make_one_whole(feed: Feed, whole: int) -> None:
    """Shares per version add up to about all users, and whole numbers are ints."""
    values = numbers(feed)

    assert sum(values) == pytest.approx(whole, rel=2e-3)
    assert {type(value) for value in values} == {int, float}


def test_strings_are_the_percentages_as_text() -> None:
    """Every number is a text with two decimals."""
    assert [float(text) for text in numbers(Feed.STRINGS)] == numbers(Feed.PERCENT)
    assert all(isinstance(text, str) for text in numbers(Feed.STRINGS))


def test_cumulative_is_the_share_below() -> None:
    """The sum of the shares before it; none below 0.0.0; the newest leaves out its own."""
    shares = numbers(Feed.FRACTION)
    below = items(Feed.CUMULATIVE)

    assert below[0] == {"version": "0.0.0", "percentage": 0}
    assert [item["percentage"] for item in below[1:]] == pytest.approx(
        [sum(shares[:index]) for index in range(len(shares))], abs=1e-4
    )
    assert below[-1]["percentage"] < 1


def test_at_or_below_ends_at_all_users() -> None:
    """Each number includes its own version, so the newest has all."""
    values = numbers(Feed.AT_OR_BELOW)

    assert all(left <= right for left, right in pairwise(values))
    assert values[-1] == 1


def test_odd_labels_keep_the_sum() -> None:
    """The labels that are no versions have users of their own."""
    found = items(Feed.ODD_LABELS)

    assert tuple(item["version"] for item in found[:3]) == ODD_LABELS
    assert all(item["percentage"] > 0 for item in found[:3])
    assert sum(item["percentage"] for item in found) == pytest.approx(100, abs=0.2)


def test_the_special_feeds_are_what_they_say() -> None:
    """54 %, one version alone, no newest, and neither shares nor cumulative."""
    unclear = numbers(Feed.UNDETERMINED)

    assert sum(numbers(Feed.PARTIAL)) == pytest.approx(54, abs=0.2)
    assert items(Feed.SINGLE) == [{"version": LEADER, "percentage": 100}]
    assert LEADER not in {item["version"] for item in items(Feed.NEWEST_MISSING)}
    assert sum(unclear) == pytest.approx(170, abs=0.5)
    assert unclear != sorted(unclear)


def test_no_data_has_three_spellings() -> None:
    """All zeros, an empty list, and null."""
    assert set(numbers(Feed.ZEROS)) == {0}
    assert items(Feed.EMPTY) == []
    assert history(replace(SHOP, feed=Feed.NULL), DAY)["uv_info"] is None


def test_a_withdrawal_puts_users_back() -> None:
    """The newest library has almost no users, the one before leads, and none are lost."""
    found = items(Feed.WITHDRAWN)

    assert found[-1]["percentage"] == pytest.approx(0.1)
    assert max(found, key=lambda item: item["percentage"])["version"] == "3.18.2"
    assert sum(item["percentage"] for item in found) == pytest.approx(100, abs=0.2)


def test_a_contradicting_feed_turns_shares_and_sums_around() -> None:
    """Shares become cumulative, cumulative becomes shares."""
    assert contradicting(Feed.PERCENT) is Feed.CUMULATIVE
    assert contradicting(Feed.AT_OR_BELOW) is Feed.PERCENT


def test_the_demonstration_has_every_feed() -> None:
    """One program for each, all with their own appid in WeChat's form; what was before is needed to see a recount."""
    programs = demo_programs()

    assert {program.feed for program in programs} == set(Feed) - {Feed.RECOUNTED}
    assert len({program.appid for program in programs}) == len(programs)
    assert all(len(program.appid) == 18 and program.appid.startswith("wx") for program in programs)


def test_a_fleet_is_made_by_rule() -> None:
    """A larger fleet begins with the smaller, appids differ, and few audiences serve all."""
    fleet = fleet_programs(10_000)

    assert fleet[:100] == fleet_programs(100)
    assert len({program.appid for program in fleet}) == 10_000
    assert len({(program.seed, program.feed, program.minimum) for program in fleet}) == FLEET_AUDIENCES + UNCLEAR
    assert all(len(program.appid) == 18 for program in fleet)
