"""The synthetic fleet: the sandbox's programs, their tokens, and WeChat's answers, computed once."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from typing import Final

from bot.domain.numbers.snapshot import WECHAT_ZONE
from tools.sandbox.wechat.answers import history
from tools.sandbox.wechat.config import Program, fleet_programs
from tools.sandbox.wechat.public import published

TEAM_ID: Final = "T0BENCH"
AUDIENCES: Final = 8
"""The number of different answers per day; program n has that of n modulo this. One in eight is cumulative."""
_TOKEN_LENGTH: Final = 157
"""WeChat's tokens are about that long."""
_PREFIX: Final = "98_"


@cache
def fleet(size: int) -> Sequence[Program]:
    """The first programs of the sandbox's fleet."""
    return fleet_programs(size)


@cache
def answer(audience: int, day: date) -> bytes:
    """WeChat's answer on a day for the programs of an audience."""
    return json.dumps(history(fleet(AUDIENCES)[audience], day), ensure_ascii=False).encode()


@cache
def public_answer(day: date) -> bytes:
    """WeChat's public numbers of a day."""
    return json.dumps(published(datetime.combine(day, time(2), WECHAT_ZONE))).encode()


def token_for(appid: str) -> str:
    """An access token that contains its program, so that the server need not store it."""
    return f"{_PREFIX}{appid}_".ljust(_TOKEN_LENGTH, "x")


def audience_of(token: str) -> int:
    """The audience of the program that a token from `token_for` belongs to.

    Raises:
        ValueError: it is no such token.
    """
    appid = token.removeprefix(_PREFIX).partition("_")[0]
    return int(appid[-8:], 16) % AUDIENCES
