"""The programs and people of every run, and what WeChat answers about them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import cache
from itertools import cycle
from typing import Final

from bot.domain.numbers.snapshot import WECHAT_ZONE
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.calls import published
from tools.sandbox.wechat.config import Program, fleet_programs

TEAM_ID: Final = "T0SANDBOX"
"""Of the sandbox, whose Slack is not loaded into what is measured."""
AUDIENCES: Final = 8
"""The number of different answers per day; program n has that of n modulo this. One in eight is cumulative."""
PEOPLE: Final = tuple(f"U0BENCH{number:03d}" for number in range(360))


def channel_id(number: int) -> str:
    """Return one of the channels that the bot is in."""
    return f"C0BENCH{number:04d}"


@cache
def fleet(size: int) -> Sequence[Program]:
    """Return the first programs of the sandbox's fleet, with few audiences."""
    programs = fleet_programs(max(size, AUDIENCES))
    few = cycle((each.audience, each.feed, each.minimum) for each in programs[:AUDIENCES])
    known = zip(programs[:size], few, strict=False)
    return tuple(replace(each, audience=its[0], feed=its[1], minimum=its[2]) for each, its in known)


def audience_of(appid: str) -> int:
    """Return the audience of a program of the fleet."""
    return int(appid[-8:], 16) % AUDIENCES


@cache
def answer(audience: int, day: date) -> bytes:
    return json.dumps(history(fleet(AUDIENCES)[audience], day), ensure_ascii=False).encode()


@cache
def public_answer(day: date) -> bytes:
    return json.dumps(published(datetime.combine(day, time(2), WECHAT_ZONE))).encode()
