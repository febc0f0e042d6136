"""Alerts: how they are typed, and what each kind judges."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alerts.alert import AlertState, Condition, Sign, Threshold, Watched
from bot.domain.alerts.judging import FAILING, Outcome, in_question, judge, judge_attention, sound
from bot.domain.alerts.parse import parse_alert, parse_mute, read_condition, threshold_of
from bot.domain.fleet_row import FleetRow, Standing
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break, Count, Judgement, Numbers
from bot.domain.numbers.snapshot import Snapshot, Users, Visible
from bot.domain.numbers.version import Meaning, Reading, Reason, Scale
from bot.domain.programs import AuthStatus, Program
from bot.errors import BadAlert, BadPercent, BadVersion
from tests.domain.alerts.test_judging import losing
from tests.domain.build import TODAY, Number, days, outcomes, seen, snapshot_of, v, versions

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
    with pytest.raises(BadAlert) as refused:
        parse_alert(typed)

    assert refused.value.params["part"] == part


@pytest.mark.parametrize("typed", ["loss > at 3.0.0", "loss > 0% at 3.0.0", "loss > 101% at 3.0.0", "loss at 3.0.0 >"])
def test_a_limit_that_is_no_share(typed: str) -> None:
    with pytest.raises(BadPercent):
        parse_alert(typed)


def test_a_version_that_is_none() -> None:
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
    assert read_condition(condition.words) == condition


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    try:
        assert parse_alert(text).condition.words
    except (BadAlert, BadPercent, BadVersion):
        return


def test_a_day_to_come_begins_in_the_readers_zone() -> None:
    assert parse_mute("2026-12-31", "Asia/Shanghai", now=NOW) == datetime(2026, 12, 30, 16, tzinfo=UTC)
    assert parse_mute("2026-11-24", "Europe/London", now=NOW) == datetime(2026, 11, 24, tzinfo=UTC)
    with pytest.raises(BadAlert):
        parse_mute("2026-11-24", "Asia/Shanghai", now=NOW)  # it has begun there


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "2026-11-22", "9999-12-31", ""])
def test_no_day_to_come(text: str) -> None:
    with pytest.raises(BadAlert) as refused:
        parse_mute(text, "Europe/London", now=NOW)

    assert refused.value.params["part"] == "date"


ATTENTION_NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
DAY = date(2026, 11, 24)
FINE = FleetRow(Program(Visible("wx1"), "shop"), None)
GONE = replace(FINE, program=replace(FINE.program, status=AuthStatus.REVOKED))
FAILED = replace(FINE, error_key="wechat-busy", failing_since=ATTENTION_NOW)


def judged(row: FleetRow, state: AlertState | None = None, *, later: timedelta = timedelta(0)) -> Outcome:
    return judge_attention(row, state or AlertState(), day=DAY, now=ATTENTION_NOW + later).outcome


def test_told_once_with_what_it_needs() -> None:
    first = judge_attention(GONE, AlertState(), day=DAY, now=ATTENTION_NOW)
    back = judge_attention(FINE, first.state, day=DAY, now=ATTENTION_NOW)
    tomorrow = judge_attention(GONE, back.state, day=DAY + timedelta(days=1), now=ATTENTION_NOW)

    assert first.crossing
    assert (first.crossing.standing, first.crossing.appid) == (Standing.REVOKED, "wx1")
    assert (first.outcome, back.outcome, tomorrow.outcome) == (Outcome.CROSSED, Outcome.RETURNED, Outcome.CROSSED)
    assert judged(GONE, first.state) is Outcome.NOTHING
    assert judged(GONE, back.state) is Outcome.NOTHING


@pytest.mark.parametrize(
    ("later", "outcome"), [(timedelta(0), Outcome.NOTHING), (FAILING, Outcome.CROSSED), (2 * FAILING, Outcome.CROSSED)]
)
def test_a_failure_counts_once_it_lasts(later: timedelta, outcome: Outcome) -> None:
    assert judged(FAILED, later=later) is outcome


@pytest.mark.parametrize("before", [(), (DAY,)])
def test_what_was_met_before_a_break_stays_met(before: tuple[date, ...]) -> None:
    """While the break goes on the program may look fine, or nobody knows: it is not told anew afterwards."""
    found = Break(DAY, None, 2.4)
    broken = replace(FINE, judgement=Judgement(DAY, Numbers.PROVED, count=Count(found, before=before), breaks=(found,)))
    needed = judge_attention(GONE, AlertState(), day=DAY - timedelta(days=1), now=ATTENTION_NOW).state

    assert broken.standing is (Standing.FINE if before else Standing.UNSETTLED)
    assert judged(broken, needed) is Outcome.NOTHING
    assert judged(broken) is Outcome.NOTHING


def test_a_program_without_data_needs_nothing() -> None:
    assert judged(FINE) is Outcome.NOTHING


LOSS: Condition = read_condition("loss > 1% at 3.8.0")
CROSSED, NOTHING = Outcome.CROSSED, Outcome.NOTHING


def either_way(low: str, high: str, day: int = 0) -> Snapshot:
    """Percent of users below 3.8.0 under one meaning and under the other."""
    rows = zip(("1.0.0", "2.9.0", "3.8.0", "3.9.0", "4.0.0"), ("0", low, high, "60", "90"), strict=True)
    return snapshot_of(rows, TODAY + timedelta(days=day))


def test_a_share_crosses_under_each_meaning() -> None:
    """One of them is not enough; nor is a single day beside others of that kind, or of a proved meaning."""
    proved = snapshot_of({"2.9.0": "0.9", "3.8.0": "99.1"}, TODAY - timedelta(days=1))
    below = [either_way("0.1", "0.5", day) for day in (0, 1)]
    above = [either_way("2", "4", day) for day in (2, 3, 4)]

    assert outcomes(LOSS, either_way("0.5", "4")) == [NOTHING]
    assert outcomes(LOSS, either_way("2", "4")) == [CROSSED]
    assert outcomes(LOSS, *below, *above) == [*[NOTHING] * 4, CROSSED]
    assert outcomes(LOSS, proved, either_way("2", "4")) == [NOTHING, NOTHING]


def test_the_safe_minimum_rises_under_each_meaning() -> None:
    rises = read_condition("safe minimum rises")
    judged = days(rises, either_way("2", "4"), either_way("0.1", "4", 7), either_way("0.1", "0.5", 14))

    assert [each.outcome for each in judged] == [NOTHING, CROSSED, CROSSED]
    assert judged[2].crossing
    assert (judged[2].crossing.minimum_after, judged[2].crossing.after) == (
        v("3.8.0"),
        Bounds(Decimal("0.001"), Decimal("0.005")),
    )


MANY = read_condition("loss > 1000 users at 3.0.0")


def losing_of(percent: str, total: int, days_ago: int = 0) -> Snapshot:
    """So many of so many users are below 3.0.0."""
    day = TODAY - timedelta(days=days_ago)
    return replace(losing(percent, day), users=Users(day, other=total))


@pytest.mark.parametrize(
    "typed",
    [
        "loss > 1000 users at 3.6.4",
        "loss at 3.6.4 over 1,000 users",
        "损失 超过 1000 人 3.6.4",
        "损失 > 1000名用户 在 3.6.4",
        "loss &gt; 1000 people @3.6.4",
    ],
)
def test_users_what_is_understood(typed: str) -> None:
    """With or without commas, in both languages; kept in one spelling, which reads the same."""
    condition = parse_alert(f"{typed} shop").condition

    assert parse_alert(f"{typed} shop").program == "shop"
    assert condition.words == "loss > 1000 users at 3.6.4"
    assert read_condition(condition.words) == condition
    assert condition.watched is Watched.LOSS


def test_a_number_alone_is_a_share() -> None:
    with pytest.raises(BadPercent):
        parse_alert("loss > 1000 at 3.6.4")


@pytest.mark.parametrize(
    "limit", ["0 users", "users", "1.5 users", "1.5人", "12,34 people", "1万 用户", "10000000000 users"]
)
def test_no_whole_number_of_users(limit: str) -> None:
    with pytest.raises(BadAlert) as refused:
        parse_alert(f"loss > {limit} at 3.6.4")

    assert refused.value.params == {"part": "users", "text": limit}


@pytest.mark.parametrize(
    ("limit", "words"),
    [("1000 people ", "1000 users"), ("１，０００ 用户", "1000 users"), (" １％", "1%"), ("“1%”", "1%")],
)
def test_a_limit_by_itself(limit: str, words: str) -> None:
    """As a form's field has it: spaces around it, full-width digits and quotation marks do not matter."""
    assert threshold_of(Sign.OVER, limit, v("3.6.4")) == parse_alert(f"loss > {words} at 3.6.4").condition.threshold


@pytest.mark.parametrize("name", ["5人行", "100人团购", "团购100人", "3 users club"])
def test_a_name_that_has_a_number_of_people(name: str) -> None:
    for limit in ("1%", "1000 users"):
        assert parse_alert(f"loss > {limit} at 3.6.4 {name}").program == name


def test_a_version_is_no_number_of_users() -> None:
    request = parse_alert("loss > 1% at 3.6.4 users")

    assert (request.program, request.condition.words) == ("users", "loss > 1% at 3.6.4")


@pytest.mark.parametrize(
    ("total", "outcome"), [(60_000, Outcome.CROSSED), (50_000, Outcome.NOTHING), (900, Outcome.NOTHING)]
)
def test_the_number_of_users_decides(total: int, outcome: Outcome) -> None:
    """2 % of 60,000 are more than a thousand; of fewer than a thousand nobody can lose so many."""
    earlier = [losing_of("2", total, ago) for ago in range(6, 0, -1)]
    day, week = seen(*earlier, losing_of("2", total))
    judged = judge(MANY, day, week, AlertState())

    assert judged.outcome is outcome
    assert in_question(MANY, day, AlertState()) is (outcome is Outcome.CROSSED)
    if judged.crossing:
        assert judged.crossing.users == Users(TODAY, other=total)


def test_it_is_armed_again_by_a_clear_return() -> None:
    holds = AlertState(holds=True)
    back = [judge(MANY, *seen(losing_of(share, 60_000)), holds).outcome for share in ("1.6", "1.4")]

    assert back == [Outcome.NOTHING, Outcome.RETURNED]


def test_without_a_count_nothing_is_judged() -> None:
    uncounted, _ = seen(losing(Decimal(50)))

    assert not sound(MANY, uncounted)
    assert judge(MANY, uncounted, (), AlertState()).outcome is Outcome.NOTHING
    assert judge(MANY, uncounted, (), AlertState(holds=True)).state.holds


WITHDRAWAL = read_condition("rollback")
WITHDRAWAL_DAY = timedelta(days=1)
WITHDRAWAL_CROSSED, RETURNED, WITHDRAWAL_NOTHING = Outcome.CROSSED, Outcome.RETURNED, Outcome.NOTHING


def on_newest(percent: Number, day: date) -> Snapshot:
    """So many users are on 3.9.0, the others on 3.8.0."""
    return snapshot_of({"3.9.0": Decimal(percent), "3.8.0": 98 - Decimal(percent), "3.0.0": Decimal(2)}, day)


def test_a_roll_back_is_reported_once() -> None:
    """On the second day below two earlier days; once nothing falls, another one can be reported."""
    percents = [30, 20, 10, 10, 10, 10, 12, 5]
    snapshots = [on_newest(percent, TODAY + WITHDRAWAL_DAY * number) for number, percent in enumerate(percents)]
    judged = days(WITHDRAWAL, *snapshots)

    assert [each.outcome for each in judged] == [
        *[WITHDRAWAL_NOTHING, WITHDRAWAL_NOTHING, WITHDRAWAL_CROSSED, WITHDRAWAL_NOTHING],
        *[RETURNED, WITHDRAWAL_NOTHING, WITHDRAWAL_NOTHING, WITHDRAWAL_CROSSED],
    ]
    crossing = judged[2].crossing
    assert crossing
    assert (crossing.version, crossing.since) == (v("3.9.0"), TODAY + WITHDRAWAL_DAY)
    assert crossing.before == Bounds(Decimal("0.2"), Decimal("0.2"))
    assert crossing.after == Bounds(Decimal("0.1"), Decimal("0.1"))


def test_a_slow_roll_back_is_reported_within_three_days() -> None:
    """Two points a day are seen on the third day; one point a day never."""
    snapshots = [on_newest(30 - 2 * number, TODAY + WITHDRAWAL_DAY * number) for number in range(4)]
    judged = days(WITHDRAWAL, *snapshots)

    assert [each.outcome for each in judged] == [
        WITHDRAWAL_NOTHING,
        WITHDRAWAL_NOTHING,
        WITHDRAWAL_NOTHING,
        WITHDRAWAL_CROSSED,
    ]
    assert judged[3].crossing
    assert judged[3].crossing.since == TODAY + WITHDRAWAL_DAY
    assert WITHDRAWAL_CROSSED not in outcomes(
        WITHDRAWAL, *(on_newest(30 - n, TODAY + WITHDRAWAL_DAY * n) for n in range(8))
    )


def test_a_fall_after_a_gap_is_no_withdrawal() -> None:
    assert outcomes(WITHDRAWAL, on_newest(30, TODAY), on_newest(10, TODAY + 4 * WITHDRAWAL_DAY)) == [
        WITHDRAWAL_NOTHING,
        WITHDRAWAL_NOTHING,
    ]


def test_a_withdrawn_version_is_a_withdrawal() -> None:
    withdrawn = snapshot_of({"3.8.0": 98, "3.0.0": 2}, TODAY + 2 * WITHDRAWAL_DAY)
    before = [on_newest(30, TODAY), on_newest(30, TODAY + WITHDRAWAL_DAY)]

    assert outcomes(WITHDRAWAL, *before, withdrawn) == [WITHDRAWAL_NOTHING, WITHDRAWAL_NOTHING, WITHDRAWAL_CROSSED]


def test_numbers_that_cannot_be_compared_are_no_withdrawal() -> None:
    below = Reading(Meaning.BELOW, Scale.PERCENT, Reason.PINNED, Decimal(1))
    read_otherwise = snapshot_of({"3.9.0": 90, "3.8.0": 50, "3.0.0": 2}, TODAY, reading=below)

    assert outcomes(WITHDRAWAL, on_newest(30, TODAY - WITHDRAWAL_DAY), read_otherwise) == [
        WITHDRAWAL_NOTHING,
        WITHDRAWAL_NOTHING,
    ]
    assert outcomes(WITHDRAWAL, on_newest(30, TODAY)) == [WITHDRAWAL_NOTHING]
