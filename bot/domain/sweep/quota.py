"""A program's daily quota, and what of it is left to people. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from bot.domain.numbers.snapshot import WECHAT_ZONE, snapshot_day


@dataclass(frozen=True, slots=True)
class Quota:
    """What openapi/quota/get says of getSupportVersion for one program today."""

    daily_limit: int
    used: int
    remain: int


ASKED_FROM: Final = 50
"""Calls for one program in one day from which on WeChat is asked how many are left.

The sweep needs one. Asking for every program would double the calls of a fleet, to learn what almost never matters.
"""
KEPT_FOR_PEOPLE: Final = 5
"""So many of the last calls are not the sweep's: somebody may want an answer today."""


def next_quota_day(now: datetime) -> datetime:
    """When WeChat's daily quotas start anew: the next midnight in China, in the zone of `now` (aware)."""
    tomorrow = snapshot_day(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), WECHAT_ZONE).astimezone(now.tzinfo)


def is_for_people(quota: Quota) -> bool:
    """Whether what is left is no longer the sweep's."""
    return quota.remain <= KEPT_FOR_PEOPLE


def asked_again_after(quota: Quota) -> int:
    """Calls of ours after which WeChat is asked again: half of what is left to us, as others may call, too."""
    return max((quota.remain - KEPT_FOR_PEOPLE) // 2, 1)
