"""getUserPortrait: what is asked, and what is read of the answer."""

import json
from datetime import date
from typing import Any

import pytest

from bot.domain.numbers.snapshot import Users
from bot.errors import WeChatUnreadable
from bot.wechat.protocol.response import Refusal
from bot.wechat.protocol.user_portrait import user_portrait

DAY = date(2026, 11, 22)


def read(answer: dict[str, Any]) -> Users | Refusal | None:
    """What an answer says."""
    return user_portrait(DAY).answer(200, json.dumps(answer).encode())


def portrait(*platforms: Any, number: str = "value") -> dict[str, Any]:
    """The documented answer, with these platforms of the users; new users have others."""
    named = [{"id": at, "name": name, number: count} for at, (name, count) in enumerate(platforms)]
    people = {"province": [{"id": 31, "name": "广东省", "value": 215}], "platforms": named, "devices": [{"name": "R9"}]}
    return {"ref_date": "20261024-20261122", "visit_uv_new": {"platforms": [{"name": "iPhone"}]}, "visit_uv": people}


def test_asks_for_thirty_days_that_end_yesterday() -> None:
    """The first and the last day, without dashes."""
    call = user_portrait(DAY)

    assert json.loads(call.body) == {"begin_date": "20261024", "end_date": "20261122"}
    assert call.url("https://api", "t") == "https://api/datacube/getweanalysisappiduserportrait?access_token=t"


@pytest.mark.parametrize("number", ["value", "access_source_visit_uv"])
def test_platforms_are_told_apart(number: str) -> None:
    """By either name of the number; whatever is neither phone is other."""
    answer = portrait(("iPhone", 40), ("android", 55), ("other", 3), ("鸿蒙", 2), number=number)

    assert read(answer) == Users(DAY, android=55, iphone=40, other=5)


@pytest.mark.parametrize(
    "answer",
    [{}, {"visit_uv": {}}, {"visit_uv": []}, portrait(), portrait(("iPhone", 0)), {"visit_uv": {"platforms": None}}],
)
def test_nobody_named_is_no_number(answer: dict[str, Any]) -> None:
    """Empty lists of a new program, and zeros."""
    assert read(answer) is None


@pytest.mark.parametrize("code", [61500, 61501, 61503, 61007])
def test_a_refusal_stays_one(code: int) -> None:
    """Its code says what it is."""
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
    """Rather than a number that means something else."""
    with pytest.raises(WeChatUnreadable):
        read(answer)
