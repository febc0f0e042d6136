"""Limits in users: the share that so many are of the users counted last."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.alerts.alert import AlertState, Sign, Watched
from bot.domain.alerts.judging import Outcome, in_question, judge, sound
from bot.domain.alerts.parse import parse_alert, read_condition, threshold_of
from bot.domain.numbers.snapshot import Snapshot, Users
from bot.errors import BadAlert, BadPercent
from tests.domain.alerts.judgements import seen
from tests.domain.alerts.test_judging import losing
from tests.domain.build import TODAY, v

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
def test_what_is_understood(typed: str) -> None:
    """With or without commas, in both languages; kept in one spelling, which reads the same."""
    condition = parse_alert(f"{typed} shop").condition

    assert parse_alert(f"{typed} shop").program == "shop"
    assert condition.words == "loss > 1000 users at 3.6.4"
    assert read_condition(condition.words) == condition
    assert condition.watched is Watched.LOSS


def test_a_number_alone_is_a_share() -> None:
    """And none over 100, so it is refused."""
    with pytest.raises(BadPercent):
        parse_alert("loss > 1000 at 3.6.4")


@pytest.mark.parametrize(
    "limit", ["0 users", "users", "1.5 users", "1.5人", "12,34 people", "1万 用户", "10000000000 users"]
)
def test_no_whole_number_of_users(limit: str) -> None:
    """It is neither a share of a program called "users", nor anything else."""
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
    """It stays whole."""
    for limit in ("1%", "1000 users"):
        assert parse_alert(f"loss > {limit} at 3.6.4 {name}").program == name


def test_a_version_is_no_number_of_users() -> None:
    """The digits before the word belong to the version."""
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
    """The band of the share that the limit is."""
    holds = AlertState(holds=True)
    back = [judge(MANY, *seen(losing_of(share, 60_000)), holds).outcome for share in ("1.6", "1.4")]

    assert back == [Outcome.NOTHING, Outcome.RETURNED]


def test_without_a_count_nothing_is_judged() -> None:
    """Neither a crossing nor a return: it is not known how many they are."""
    uncounted, _ = seen(losing(Decimal(50)))

    assert not sound(MANY, uncounted)
    assert judge(MANY, uncounted, (), AlertState()).outcome is Outcome.NOTHING
    assert judge(MANY, uncounted, (), AlertState(holds=True)).state.holds
