"""How base libraries spread."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.sandbox.wechat.rollout import Audience, Share, audience_of, head_count, released, shares

AVERAGE = Audience(lag=1.0, users=1_000_000)
moments = st.datetimes(datetime(2021, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
audiences = st.builds(Audience, lag=st.floats(0.5, 2.0), users=st.integers(1, 2_000_000))


def share_of(version: str, moment: datetime) -> float:
    """The average audience's share on one version."""
    return next(part.share for part in shares(moment, AVERAGE) if part.version == version)


def newest(moment: datetime) -> str:
    """The newest library at an instant."""
    return released(moment)[-1].version


@given(moments, audiences)
def test_shares_add_up_and_none_is_negative(moment: datetime, audience: Audience) -> None:
    """Each user is on exactly one version, so coverage falls from version to version."""
    parts = shares(moment, audience)

    assert sum(part.share for part in parts) == pytest.approx(1.0)
    assert all(part.share >= 0 for part in parts)


@given(moments)
def test_versions_ascend_as_numbers(moment: datetime) -> None:
    """Oldest to newest, none twice."""
    numbers = [tuple(int(part) for part in entry.version.split(".")) for entry in shares(moment, AVERAGE)]

    assert all(left < right for left, right in pairwise(numbers))


@given(moments, audiences, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_coverage_of_a_version_never_falls(moment: datetime, audience: Audience, later: timedelta) -> None:
    """Clients only move forward, so the loss at a version shrinks."""
    version = released(moment)[-1].version

    def coverage(at: datetime) -> float:
        listed = shares(at, audience)
        expected = tuple(map(int, version.split(".")))
        return sum(part.share for part in listed if tuple(map(int, part.version.split("."))) >= expected)

    assert coverage(moment + later) >= coverage(moment) - 1e-9


@pytest.mark.parametrize(
    ("age", "low", "high"),
    [(timedelta(hours=2), 0.03, 0.07), (timedelta(hours=8), 0.2, 0.35), (timedelta(days=4), 0.8, 0.95)],
)
def test_a_patch_reaches_nearly_everyone_on_its_line_in_days(age: timedelta, low: float, high: float) -> None:
    """5 % after two hours, a third after eight, nearly all after four days."""
    release = next(found for found in released(datetime(2026, 11, 23, tzinfo=UTC)) if found.version == "3.17.5")

    assert low < share_of("3.17.5", release.at + age) < high


def test_an_abandoned_version_decays_slowly() -> None:
    """The last patch of a minor line keeps losing users for years."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    tail = [share_of("3.3.5", start + timedelta(days=90 * quarter)) for quarter in range(5)]

    assert all(later < earlier for earlier, later in pairwise(tail))
    assert tail[-1] > 0


@pytest.mark.parametrize(
    ("day", "version"), [(date(2025, 10, 25), "3.11.1"), (date(2026, 3, 31), "3.15.0"), (date(2026, 9, 25), "3.17.5")]
)
def test_the_documented_leaders_lead(day: date, version: str) -> None:
    """The version known to lead on a day does."""
    parts = shares(datetime(day.year, day.month, day.day, tzinfo=UTC), AVERAGE)

    assert max(parts, key=lambda part: part.share).version == version


def test_releases_go_on_every_two_weeks() -> None:
    """After the last documented version the calendar continues at its pace, without end."""
    start = datetime(2026, 10, 7, 2, tzinfo=UTC)
    versions = [newest(start + timedelta(days=14 * step)) for step in range(9)]

    assert versions == ["3.18.0", "3.18.1", "3.18.2", "3.18.3", "3.19.0", "3.19.1", "3.19.2", "3.19.3", "3.20.0"]


def test_there_is_no_distribution_before_the_first_release() -> None:
    """A day before the calendar is refused, not invented."""
    with pytest.raises(ValueError, match="no base library"):
        shares(datetime(2020, 1, 1, tzinfo=UTC), AVERAGE)


@given(moments, audiences)
def test_heads_are_whole_and_none_is_lost(moment: datetime, audience: Audience) -> None:
    """Shares become whole users, each within one of the exact number."""
    parts = shares(moment, audience)
    counts = head_count(parts, audience.users)

    assert sum(counts) == audience.users
    assert all(abs(count - part.share * audience.users) <= 1 for count, part in zip(counts, parts, strict=True))


def test_few_users_make_coarse_numbers() -> None:
    """Three users cannot be spread over more than three versions."""
    assert head_count([Share("3.0.0", 0.4), Share("3.0.1", 0.35), Share("3.0.2", 0.25)], 3) == [1, 1, 1]


def test_an_audience_follows_from_its_seed() -> None:
    """An appid has the same users in every run, another one has others."""
    assert audience_of("wx1") == audience_of("wx1")
    assert audience_of("wx1") != audience_of("wx2")
