"""A program's daily quota."""

from datetime import UTC, datetime

import pytest

from bot.domain.platform.errcodes import next_quota_day
from bot.domain.sweep import KEPT_FOR_PEOPLE, Quota, calls_until_check, is_for_people


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 11, 24, 15, 59, 59, tzinfo=UTC), datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), datetime(2026, 11, 25, 16, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), datetime(2027, 1, 1, 16, 0, tzinfo=UTC)),
    ],
)
def test_the_quota_day_begins_at_midnight_in_beijing(now: datetime, midnight: datetime) -> None:
    """The next start is always later than now."""
    assert next_quota_day(now) == midnight


@pytest.mark.parametrize(("remain", "for_people"), [(0, True), (KEPT_FOR_PEOPLE, True), (KEPT_FOR_PEOPLE + 1, False)])
def test_the_last_calls_are_for_people(remain: int, for_people: bool) -> None:  # noqa: FBT001
    """The sweep leaves them alone."""
    assert is_for_people(Quota(100, 100 - remain, remain)) is for_people


@pytest.mark.parametrize(("remain", "after"), [(50_000, 24_997), (105, 50), (8, 1), (6, 1), (0, 1)])
def test_wechat_is_asked_again_before_it_matters(remain: int, after: int) -> None:
    """After half of what is left, and at least one call."""
    assert calls_until_check(Quota(50_000, 50_000 - remain, remain)) == after
