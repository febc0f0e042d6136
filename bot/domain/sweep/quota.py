"""A program's daily quota, and the part reserved for people."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Quota:
    """Today's openapi/quota/get values for getSupportVersion and one program."""

    daily_limit: int
    used: int
    remain: int


CHECKED_FROM: Final = 50
"""Calls for one program in one day from which WeChat is asked how many are left.

The sweep needs one. Asking for every program would double the calls of a fleet, to learn what almost never matters.
"""
KEPT_FOR_PEOPLE: Final = 5
"""The last calls of the day, reserved from the sweep for people's questions."""


def is_for_people(quota: Quota) -> bool:
    """Whether the remaining calls are reserved for people."""
    return quota.remain <= KEPT_FOR_PEOPLE


def calls_until_check(quota: Quota) -> int:
    """Calls until the next look-up: half of the sweep's rest, as others may call, too."""
    return max((quota.remain - KEPT_FOR_PEOPLE) // 2, 1)
