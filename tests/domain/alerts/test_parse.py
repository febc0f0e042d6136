"""What people type to be alerted."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts.alert import Condition, Sign, Threshold, Watched
from bot.domain.alerts.parse import parse_alert, parse_mute, read_condition
from bot.errors import BadAlert, BadPercent, BadVersion
from tests.domain.build import versions

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "words", "program", "fleet"),
    [
        ("loss > 1% at 3.0.0", "loss > 1% at 3.0.0", "", False),
        ("loss>1%at 3.0", "loss > 1% at 3.0.0", "", False),
        ("LOSS At v3.0.0 > 1 %", "loss > 1% at 3.0.0", "", False),
        ("3.0.0 loss ≥ 0.50 corner coffee", "loss >= 0.5% at 3.0.0", "corner coffee", False),
        ("loss ＞ 1％ ＠ 3．0．0 fleet", "loss > 1% at 3.0.0", "", True),
        ("loss &gt; 1% at 3", "loss > 1% at 3.0.0", "", False),
        ("loss over 10 at 3.0.0 for shop", "loss > 10% at 3.0.0", "shop", False),
        ("loss =< 1% at 3.0.0", "loss <= 1% at 3.0.0", "", False),
        ("coverage 3.8.0 >= 99%", "coverage >= 99% at 3.8.0", "", False),
        ("coverage of 3.8.0.1 < 99.95% shop", "coverage < 99.95% at 3.8.0.1", "shop", False),
        ("覆盖率 3.8.0 低于 99% 全部", "coverage < 99% at 3.8.0", "", True),
        ("loss > 1% at 3.0.0 for 3 days shop", "loss > 1% at 3.0.0 for 3 days", "shop", False),
        ("coverage 3.8.0 >= 99% fleet FOR 1 day", "coverage >= 99% at 3.8.0 for 1 day", "", True),
        ("覆盖率 3.8.0 低于 99% 连续 5 天 全部", "coverage < 99% at 3.8.0 for 5 days", "", True),
        ("minimum changed", "minimum changed", "", False),
        ("minimum", "minimum changed", "", False),
        ("Minimum Changes FLEET", "minimum changed", "", True),
        ("rollback", "rollback", "", False),
        ("withdrawal for my shop", "rollback", "my shop", False),
        ("撤回", "rollback", "", False),
        ("roll back for my shop", "rollback", "my shop", False),
        ("shop rollback", "rollback", "shop", False),
        ("safe minimum rises", "safe minimum rises", "", False),
        ("Safe Minimum has risen shop", "safe minimum rises", "shop", False),
        ("safe fleet", "safe minimum rises", "", True),
        ("安全版本上升 全部", "safe minimum rises", "", True),
        ("minimum changed safe", "minimum changed", "safe", False),
        ("needs attention corner coffee", "needs attention", "corner coffee", False),
        ("attention", "needs attention", "", False),
    ],
)
def test_what_is_understood(typed: str, words: str, program: str, fleet: bool) -> None:  # noqa: FBT001
    """Spaces, order, width and spelling do not matter; the rest names a program or the fleet."""
    expected = parse_alert(typed)

    assert (expected.condition.words, expected.program, expected.fleet) == (words, program, fleet)


@pytest.mark.parametrize("typed", ["safe minimum rises #Food", "#food safe minimum rises", "safe for ＃food"])
def test_a_tag(typed: str) -> None:
    """It stands in place of a program, folded as tags are."""
    expected = parse_alert(typed)

    assert (expected.condition.watched, expected.program, expected.fleet, expected.tag) == (
        Watched.SAFE,
        "",
        True,
        "food",
    )


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("", "nothing"),
        ("lost > 1% at 3.0.0", "nothing"),
        ("loss at 3.0.0", "sign"),
        ("loss 1% at 3.0.0", "sign"),
        ("loss > 1%", "version"),
        ("coverage >= 99% shop", "version"),
        ("loss > 100% at 3.0.0", "never"),
        ("coverage <= 100% at 3.0.0", "always"),
        ("loss > 1% at 3.0.0 for 8 days", "days"),
        ("loss > 1% at 3.0.0 for 0 days", "days"),
        ("minimum changed for 3 days", "days"),
    ],
)
def test_what_is_missing_is_named(typed: str, part: str) -> None:
    """Each missing part, and each useless limit, has its own sentence."""
    with pytest.raises(BadAlert) as refused:
        parse_alert(typed)

    assert refused.value.params["part"] == part


@pytest.mark.parametrize("typed", ["loss > at 3.0.0", "loss > 0% at 3.0.0", "loss > 101% at 3.0.0", "loss at 3.0.0 >"])
def test_a_limit_that_is_no_share(typed: str) -> None:
    """The error is the usual one."""
    with pytest.raises(BadPercent):
        parse_alert(typed)


def test_a_version_that_is_none() -> None:
    """What stands behind `at` and begins like a version must be one."""
    with pytest.raises(BadVersion):
        parse_alert("loss > 1% at 3.0.0.0.1.2")


shares = st.integers(1, 1_000_000).map(lambda parts: Decimal(parts) / 1_000_000)
signs = st.sampled_from(Sign)
thresholds = st.builds(Threshold, signs, shares, versions.filter(lambda version: bool(version.parts))).filter(
    lambda threshold: threshold.share < 1 or threshold.sign in (Sign.AT_LEAST, Sign.UNDER)
)
conditions = st.one_of(
    st.builds(Condition, st.sampled_from([Watched.LOSS, Watched.COVERAGE]), thresholds),
    st.sampled_from([Condition(watched) for watched in Watched if watched not in (Watched.LOSS, Watched.COVERAGE)]),
)


@given(conditions)
def test_every_condition_is_kept_as_its_words(condition: Condition) -> None:
    """They can be typed again, and they say everything."""
    assert read_condition(condition.words) == condition


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    """It gives a condition or an error, never a crash."""
    try:
        assert parse_alert(text).condition.words
    except (BadAlert, BadPercent, BadVersion):
        return


def test_a_day_to_come_begins_in_the_readers_zone() -> None:
    """At midnight there, and not before tomorrow there."""
    assert parse_mute("2026-12-31", "Asia/Shanghai", now=NOW) == datetime(2026, 12, 30, 16, tzinfo=UTC)
    assert parse_mute("2026-11-24", "Europe/London", now=NOW) == datetime(2026, 11, 24, tzinfo=UTC)
    with pytest.raises(BadAlert):
        parse_mute("2026-11-24", "Asia/Shanghai", now=NOW)  # it has begun there


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "2026-11-22", "9999-12-31", ""])
def test_no_day_to_come(text: str) -> None:
    """The error says what was expected."""
    with pytest.raises(BadAlert) as refused:
        parse_mute(text, "Europe/London", now=NOW)

    assert refused.value.params["part"] == "date"
